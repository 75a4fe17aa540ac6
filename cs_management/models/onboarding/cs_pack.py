from odoo import api, models


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _default_date(self, company):
        """Before there is a period: the month that is tried first."""
        own = [("company_id", "=", company.id)]
        if self.env["cs.period"].search_count(own, limit=1):
            return super()._default_date(company)
        return self.env["cs.onboarding"]._trial_bounds(company)[0]
