from . import res_company
from . import res_config_settings
from . import ir_http
from . import cs_home_estimate
from . import cs_home_officer
from . import cs_home_manager
from . import cs_period
