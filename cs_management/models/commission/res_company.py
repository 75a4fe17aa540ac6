from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_credit_basis = fields.Selection(
        [("confirmed", "Confirmed orders"), ("paid", "Fully paid orders only")],
        string="Commission Counts",
        required=True,
        default="confirmed",
    )
    cs_counter_sales = fields.Boolean(
        string="Cashiers Are Agents",
        help="Sales at the counter are credited to their cashier, as tagged orders are "
        "to their agent. Needs the Point of Sale.",
    )
