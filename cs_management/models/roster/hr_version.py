from odoo import api, models

TEAM = {"active", "date_version", "department_id", "employee_id"}


class HrVersion(models.Model):
    """Somebody who moves takes their days ahead on the roster along (R10)."""

    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions.employee_id._cs_follow_team()
        return versions

    def write(self, vals):
        if TEAM.isdisjoint(vals):
            return super().write(vals)
        before = self.employee_id
        result = super().write(vals)
        (before | self.employee_id)._cs_follow_team()
        return result

    def unlink(self):
        employees = self.employee_id
        result = super().unlink()
        employees.exists()._cs_follow_team()
        return result
