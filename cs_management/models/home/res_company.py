from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_home_first = fields.Boolean(
        string="Begin with Customer Service",
        default=True,
        help="The home of customer service is the first screen of its people.",
    )
