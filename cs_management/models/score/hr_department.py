from odoo import api, fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    cs_assessor_ids = fields.Many2many(
        "res.users",
        "cs_department_assessor_rel",
        "department_id",
        "user_id",
        string="Assessors",
        domain="[('share', '=', False)]",
        help="They score the agents of this department and of those below it, where "
        "the policy has the assessor do that, and give team leads their marks. Their "
        "own score is the leaders'. They need the role Team Leader.",
    )
    cs_all_assessor_ids = fields.Many2many(
        "res.users",
        "cs_department_all_assessor_rel",
        "department_id",
        "user_id",
        string="Assessors of this and Higher Departments",
        compute="_compute_cs_all_assessor_ids",
        store=True,
        recursive=True,
    )

    @api.depends("cs_assessor_ids", "parent_id.cs_all_assessor_ids")
    def _compute_cs_all_assessor_ids(self):
        for department in self:
            department.cs_all_assessor_ids = (
                department.cs_assessor_ids | department.parent_id.cs_all_assessor_ids
            )
