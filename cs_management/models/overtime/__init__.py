from . import cs_policy
from . import cs_workday
from . import cs_period
from . import hr_attendance_overtime
