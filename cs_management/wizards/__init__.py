from . import cs_policy_version
from . import cs_period_reopen
from . import cs_conduct_entry_batch
from . import cs_pack_loader
