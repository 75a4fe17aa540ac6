from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _plan_messages(self):
        return {
            **super()._plan_messages(),
            "plan.attainment": self.env._(
                "Target %(target)s, sales %(sales)s: %(value)s %%"
            ),
            "plan.no_target": self.env._("No target, sales %(sales)s"),
        }
