from . import cs_appealable_mixin
from . import cs_policy
from . import cs_policy_appeal
from . import cs_appeal
from . import cs_appeal_turn
from . import cs_period
from . import cs_home
from . import cs_trace_mixin
