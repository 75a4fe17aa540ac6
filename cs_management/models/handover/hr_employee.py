from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    cs_open_item_count = fields.Integer(
        string="Open Work",
        compute="_compute_cs_open_item_count",
        groups="cs_management.group_cs_leader",
    )

    def _compute_cs_open_item_count(self):
        counts = dict(
            self.env["cs.handover.item"]._read_group(
                [("holder_id", "in", self.ids), ("state", "=", "open")],
                ["holder_id"],
                ["__count"],
            )
        )
        for employee in self:
            employee.cs_open_item_count = counts.get(employee, 0)

    @api.readonly
    def action_cs_open_items(self):
        """What the agent holds open; it is handed over before they leave (R8.9)."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_handover_item_action"
        )
        return {
            **action,
            "domain": [("holder_id", "in", self.ids)],
            "context": {"search_default_open": 1},
        }
