from odoo import fields, models


class CsStatement(models.Model):
    _inherit = "cs.statement"

    service_years = fields.Integer(
        string="Years of Service",
        readonly=True,
        aggregator=None,
        help="Completed on the agent's last day in the period (R5.7).",
    )
