from . import cs_policy
from . import cs_policy_grade
from . import cs_policy_penalty
from . import cs_period
from . import cs_pack
from . import cs_policy_level
