from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    # Ungrouped, like its twin on hr.employee.public: a name for a name.
    cs_pseudonym = fields.Char(
        string="Pseudonym",
        readonly=True,
        copy=False,
        help="Shown in place of the name since customer service has anonymised the "
        "employee's records.",
    )

    @api.depends("cs_pseudonym")
    def _compute_display_name(self):
        """Screens show the pseudonym of who was anonymised."""
        result = super()._compute_display_name()
        # sudo: a pseudonym is no secret
        for employee in self.sudo().filtered("cs_pseudonym"):
            employee.sudo(self.env.su).display_name = employee.cs_pseudonym
        return result

    def action_cs_export(self):
        """All that the addon knows of the employee, as a file (PIPL)."""
        self.ensure_one()
        return self.env["cs.privacy.export"]._open(self)
