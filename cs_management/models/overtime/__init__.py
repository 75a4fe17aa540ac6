from . import cs_policy
from . import cs_workday
from . import cs_period
from . import cs_trace_mixin
from . import cs_statement_line
from . import hr_attendance_overtime
from . import hr_attendance_overtime_ruleset
from . import cs_pack
