from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    cs_department_id = fields.Many2one(
        "hr.department",
        string="Customer Service Department",
        check_company=True,
        index="btree_not_null",
        help="Untagged orders of this sales team are the pool of the department.",
    )
