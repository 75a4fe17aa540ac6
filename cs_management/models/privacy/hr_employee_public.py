from odoo import api, fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    cs_pseudonym = fields.Char(string="Pseudonym", readonly=True)

    @api.depends("cs_pseudonym")
    def _compute_display_name(self):
        """Screens show the pseudonym of who was anonymised."""
        result = super()._compute_display_name()
        for employee in self.filtered("cs_pseudonym"):
            employee.display_name = employee.cs_pseudonym
        return result
