from odoo import api, models


class CsHome(models.AbstractModel):
    """The managers' home begins with the first steps until the first payslip."""

    _inherit = "cs.home"

    @api.model
    @api.readonly
    def get_home(self, role=False):
        home = super().get_home(role)
        hidden = self.env.company.cs_first_steps_hidden
        return {**home, "first_steps": home["role"] == "manager" and not hidden}
