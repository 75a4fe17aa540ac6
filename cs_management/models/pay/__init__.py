from . import cs_policy_level
from . import cs_period
