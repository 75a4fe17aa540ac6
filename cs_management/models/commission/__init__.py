from . import cs_policy
from . import cs_commission_tier
from . import cs_period_credit
from . import cs_commission_line
from . import cs_service_stat
from . import crm_tag
from . import crm_team
from . import sale_order
