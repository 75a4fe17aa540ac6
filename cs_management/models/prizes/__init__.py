from . import cs_policy
from . import cs_policy_prize
from . import cs_policy_prize_step
from . import cs_period
from . import cs_trace_mixin
from . import cs_statement_line
from . import cs_statement
from . import cs_pack
