from . import cs_conduct_rule
from . import cs_conduct_step
from . import cs_policy
from . import cs_conduct_entry
from . import cs_disciplinary_case
from . import cs_period
from . import cs_pack
