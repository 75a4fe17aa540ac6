from odoo import api, fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    cs_open_item_count = fields.Integer(
        string="Open Work", compute="_compute_cs_open_item_count"
    )

    def _compute_cs_open_item_count(self):
        for employee in self:
            # Not sudo: a colleague sees the count of what they may read anyway.
            employee.cs_open_item_count = self.env["cs.handover.item"].search_count(
                [("holder_id", "=", employee.id), ("state", "=", "open")]
            )

    @api.readonly
    def action_cs_open_items(self):
        return self.env["hr.employee"].browse(self.ids).action_cs_open_items()
