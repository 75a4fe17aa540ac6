from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_fund_names = fields.Boolean(
        string="Names in the Fund",
        help="The team sees whose fines went into its fund, not only the amounts.",
    )
