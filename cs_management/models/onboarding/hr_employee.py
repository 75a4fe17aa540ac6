from odoo import api, models
from odoo.fields import Domain


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.model
    def _cs_lacking(self, company):
        """Agents, and who has a work number, who lack what a statement needs."""
        return self.search(
            Domain("company_id", "=", company.id)
            & (
                Domain("cs_level_id", "!=", False)
                | Domain("cs_agent_code", "!=", False)
            )
            & (
                Domain("cs_level_id", "=", False)
                | Domain("contract_date_start", "=", False)
                | Domain("wage", "=", 0)
            ),
            order="name, id",
        )
