from odoo import fields, models


class CsPolicyVersion(models.TransientModel):
    """Ask for the date from which a copy of a policy shall hold."""

    _name = "cs.policy.version"
    _description = "New Version of a Policy"
    _inherit = "cs.value.mixin"

    policy_id = fields.Many2one("cs.policy", required=True, readonly=True)
    date_from = fields.Date(
        string="In Force From",
        required=True,
        default=lambda self: self._default_date_from(),
    )

    def _default_date_from(self):
        company = self.env.company
        _first, last = company._cs_period_bounds(fields.Date.context_today(self))
        return fields.Date.add(last, days=1)

    def action_create(self):
        policy = self.policy_id.new_version(self.date_from)
        return policy._get_records_action(context={})
