from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_named(self):
        return super()._trace_named() | {"allowance": "cs.policy.allowance"}

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "allowance.name": self.env._("Allowance: %(allowance)s"),
            "allowance.entire": self.env._(
                "Monthly allowance %(wage)s, whole in any month"
            ),
            "allowance.day": self.env._(
                "Allowance %(wage)s a day x %(days)s days attended"
            ),
            "allowance.attended": self.env._(
                "Days attended: %(days)s, at least %(min)s"
            ),
            "allowance.present": self.env._("Full attendance: %(days)s days"),
            "allowance.skill_set": self.env._(
                "Set to %(set)s, within %(low)s to %(high)s: %(amount)s a month"
            ),
            "allowance.skill_level": self.env._(
                "Level of the skill %(level)s %%, from %(low)s to %(high)s: "
                "%(amount)s a month"
            ),
            "allowance.performance": self.env._("Performance pay: %(amount)s a month"),
            "allowance.grade": self.env._(
                "Yearly grade: %(percent)s %% on %(before)s: %(amount)s a month"
            ),
            "bonus.amount": self.env._("Bonus: %(amount)s"),
            "bonus.percent": self.env._("Bonus: %(percent)s %% of base pay %(base)s"),
        }
