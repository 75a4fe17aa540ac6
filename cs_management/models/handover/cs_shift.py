from odoo import api, models


class CsShift(models.Model):
    """The usual shifts come with the usual checklists (R8.2)."""

    _inherit = "cs.shift"

    @api.model
    def _load_usual_set(self, company):
        made = super()._load_usual_set(company)
        return self.env["cs.handover.template"]._load_usual(company) or made
