from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

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
        Department = self.env["hr.department"].sudo()
        return Department.search([("cs_all_leader_ids", "in", self.ids)])

    def _cs_first_team(self, company):
        """The first team of a company that names the user as its leader, if any."""
        return self.env["hr.department"].search(
            [("cs_leader_ids", "in", self.ids), ("company_id", "=", company.id)],
            limit=1,
        )
