from . import cs_bonus_batch
from . import (
    cs_conduct_entry_batch,
    cs_decision_reason,
    cs_duty_plan,
    cs_import_problem,
    cs_import_unknown,
    cs_import_wizard,
    cs_order_assign,
    cs_pack_loader,
    cs_period_reopen,
    cs_policy_version,
    cs_roster_export,
    cs_roster_import,
    cs_roster_import_problem,
    cs_roster_plan,
    cs_roster_plan_line,
)
