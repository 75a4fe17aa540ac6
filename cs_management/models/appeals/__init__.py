from . import cs_appealable_mixin
from . import cs_appeal
