from . import res_company
from . import res_config_settings
from . import cs_policy
from . import cs_policy_level
from . import cs_period
from . import cs_statement
from . import cs_statement_line
from . import cs_trace_mixin
