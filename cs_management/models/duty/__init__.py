from . import cs_duty
from . import cs_duty_line
