from odoo import api, fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"

    cs_review_count = fields.Integer(
        string="KPI Sheets", compute="_compute_cs_review_count"
    )

    def _compute_cs_review_count(self):
        """Not sudo: who may not read a sheet does not count it."""
        Review = self.env["cs.review"]
        counts = {}
        if Review.has_access("read"):
            groups = Review._read_group(
                [("employee_id", "in", self.ids)], ["employee_id"], ["__count"]
            )
            counts = {employee.id: count for employee, count in groups}
        for employee in self:
            employee.cs_review_count = counts.get(employee.id, 0)

    @api.readonly
    def action_cs_reviews(self):
        return self.env["hr.employee"].browse(self.ids).action_cs_reviews()
