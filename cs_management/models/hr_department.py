from odoo import api, fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    cs_leader_ids = fields.Many2many(
        "res.users",
        "cs_department_leader_rel",
        "department_id",
        "user_id",
        string="Customer Service Leaders",
        domain="[('share', '=', False)]",
        help="They keep entries, roster and handovers of this department and of the "
        "departments below it.",
    )
    cs_all_leader_ids = fields.Many2many(
        "res.users",
        "cs_department_all_leader_rel",
        "department_id",
        "user_id",
        string="Leaders of this and Higher Departments",
        compute="_compute_cs_all_leader_ids",
        store=True,
        recursive=True,
    )

    @api.depends("cs_leader_ids", "parent_id.cs_all_leader_ids")
    def _compute_cs_all_leader_ids(self):
        for department in self:
            department.cs_all_leader_ids = (
                department.cs_leader_ids | department.parent_id.cs_all_leader_ids
            )
