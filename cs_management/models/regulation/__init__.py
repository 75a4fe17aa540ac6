from . import cs_ladder
from . import cs_policy
from . import cs_policy_acknowledgement
from . import res_company
from . import res_config_settings
