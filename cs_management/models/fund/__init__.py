from . import res_company
from . import res_config_settings
from . import cs_fund
from . import cs_fund_move
from . import cs_fund_expense
from . import cs_period
from . import cs_trace_mixin
