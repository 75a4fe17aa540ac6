from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_sick_floor = fields.Float(related="company_id.cs_sick_floor", readonly=False)

    def action_cs_load_leave_types(self):
        """Load the usual leave types of the company that is being set up."""
        return (
            self.env["hr.leave.type"]
            .with_company(self.company_id)
            .action_cs_load_usual()
        )
