from . import cs_appeal
from . import cs_period
