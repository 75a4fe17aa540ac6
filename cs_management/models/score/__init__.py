from . import cs_policy
from . import cs_policy_grade
from . import cs_policy_penalty
from . import cs_period
from . import cs_statement
from . import cs_statement_line
from . import cs_trace_mixin
