from . import cs_policy
from . import cs_policy_level
from . import cs_period
from . import cs_pack
