from . import (
    cs_conduct_entry_batch,
    cs_order_assign,
    cs_handover_reason,
    cs_pack_loader,
    cs_period_reopen,
    cs_policy_version,
    cs_roster_swap_reason,
)
