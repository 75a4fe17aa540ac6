from . import cs_policy_level
from . import cs_period
from . import cs_statement_line
from . import cs_trace_mixin
