from . import cs_privacy
from . import cs_privacy_log
from . import cs_retention
from . import cs_seal
from . import hr_employee
from . import hr_employee_public
from . import res_company
from . import res_users
