from . import cs_suggestion
from . import cs_conduct_rule
from . import cs_conduct_entry
from . import res_company
from . import res_config_settings
from . import hr_employee
from . import hr_employee_public
