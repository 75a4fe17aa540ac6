from odoo import fields, models


class CsHandoverTemplateLine(models.Model):
    """One point of a team's checklist."""

    _name = "cs.handover.template.line"
    _description = "Handover Checklist Point"
    _inherit = "cs.guard.mixin"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "cs.handover.template", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="template_id.company_id", store=True, index=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Point", required=True, translate=True)
