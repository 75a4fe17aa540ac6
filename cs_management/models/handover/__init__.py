from . import cs_handover_template
from . import cs_handover
from . import cs_handover_check
from . import cs_handover_item
from . import cs_handover_item_step
from . import cs_handover_roster
from . import hr_employee
