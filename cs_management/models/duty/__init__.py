from . import cs_duty
from . import cs_duty_line
from . import cs_conduct_rule
from . import cs_trace_mixin
