from . import cs_policy
