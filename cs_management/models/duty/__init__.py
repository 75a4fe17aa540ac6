from . import cs_duty
from . import cs_duty_line
from . import cs_conduct_rule
