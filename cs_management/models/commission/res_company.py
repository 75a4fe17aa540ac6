from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_credit_basis = fields.Selection(
        [("confirmed", "Confirmed orders"), ("paid", "Fully paid orders only")],
        string="Commission Counts",
        required=True,
        default="confirmed",
    )
