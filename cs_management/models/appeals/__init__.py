from . import cs_appealable_mixin
from . import cs_appeal
from . import cs_period
