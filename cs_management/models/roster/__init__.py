from . import cs_shift
from . import cs_roster_line
from . import cs_roster_warning
from . import cs_roster_matrix
from . import cs_roster_swap
from . import hr_version
from . import hr_employee
from . import cs_pack
