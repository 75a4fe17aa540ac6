from . import cs_policy
from . import sale_order
from . import cs_period
from . import sale_order_discount
from . import cs_order_decision
from . import cs_order_check
from . import cs_order_claim
from . import cs_discount_approval
