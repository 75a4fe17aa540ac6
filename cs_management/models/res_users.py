from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    # The other side of ``hr.department.cs_all_leader_ids``, read once a request.
    cs_led_department_ids = fields.Many2many(
        "hr.department",
        "cs_department_all_leader_rel",
        "user_id",
        "department_id",
        string="Departments Led",
        readonly=True,
        context={"active_test": False},
        groups="base.group_system",
    )

    def _cs_is_officer(self):
        """Whether the user is HR of customer service."""
        return self.has_group("cs_management.group_cs_officer")

    def _cs_leads(self, departments):
        """Whether the user leads one of the departments, or one above, or is HR."""
        # sudo: who leads a department is no secret
        return self._cs_is_officer() or self in departments.sudo().cs_all_leader_ids

    def _cs_led_departments(self):
        """Departments that the user leads, those below their own among them."""
        # sudo: departments, and who leads them, are no secret
        self.env["hr.department"].sudo().flush_model(["cs_all_leader_ids"])
        return self.sudo().cs_led_department_ids

    def _cs_employees(self):
        """The user's own employees, of all companies, archived ones among them."""
        # sudo: only who the user is
        return self.sudo().with_context(active_test=False).employee_ids

    def _cs_teams(self):
        """Departments that the user is an employee of."""
        return self._cs_employees().filtered("active").department_id

    def _cs_first_team(self, company):
        """The first team of a company that names the user as its leader, if any."""
        return self.env["hr.department"].search(
            [("cs_leader_ids", "in", self.ids), ("company_id", "=", company.id)],
            limit=1,
        )
