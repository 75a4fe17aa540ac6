from . import cs_period
from . import cs_whatif
from . import cs_whatif_run
from . import cs_whatif_row_mixin
from . import cs_whatif_agent
from . import cs_whatif_line
from . import cs_policy
from . import cs_trace_mixin
