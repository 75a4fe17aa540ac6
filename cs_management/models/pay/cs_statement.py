from odoo import fields, models


class CsStatement(models.Model):
    _inherit = "cs.statement"

    service_years = fields.Integer(
        string="Years of Service",
        readonly=True,
        aggregator=None,
        help="Completed on the agent's last day in the period.",
    )
    guarantee_account = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="The year over which the guarantee is settled.",
    )
    guarantee_month = fields.Monetary(
        string="Guaranteed", readonly=True, help="What this month guarantees."
    )
    guarantee_pay = fields.Monetary(
        string="Pay Counted", readonly=True, help="What of this month's pay counts."
    )
    guarantee_share = fields.Float(
        readonly=True, digits=(12, 9), aggregator=None, help="Of the pay that counts."
    )
    guarantee_closes = fields.Boolean(
        string="Settles the Year", readonly=True, help="The last month of its account."
    )
