from . import cs_policy
from . import cs_sales_target
from . import cs_period
from . import cs_trace_mixin
