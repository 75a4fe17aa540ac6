from . import res_company
from . import hr_employee
from . import cs_onboarding
from . import cs_home
from . import cs_pack
from . import cs_period
