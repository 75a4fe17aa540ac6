from . import cs_fund
from . import cs_fund_move
from . import cs_fund_expense
from . import cs_period
