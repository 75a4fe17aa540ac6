from odoo import api, fields, models

OWN = ["cs_performance_pay", "cs_skill_allowance"]


class HrVersion(models.Model):
    """What an agent has of their own beside the wage (R5.5, R5.6)."""

    _inherit = "hr.version"

    cs_performance_pay = fields.Monetary(
        string="Performance Pay",
        groups="cs_management.group_cs_officer,hr.group_hr_manager",
        tracking=True,
        help="A month, before yearly grades move it; zero: that of the level.",
    )
    cs_skill_allowance = fields.Monetary(
        string="Skill Allowance",
        groups="cs_management.group_cs_officer,hr.group_hr_manager",
        tracking=True,
        help="A month, within the range of the policy; zero: by the skills, where they "
        "are kept.",
    )

    @api.model
    def _get_whitelist_fields_from_template(self):
        return [*super()._get_whitelist_fields_from_template(), *OWN]

    @api.model
    def _cs_own_pay(self):
        return [*super()._cs_own_pay(), *OWN]
