from odoo import fields, models


class CsStatement(models.Model):
    """What the score says of an agent in a period (R3)."""

    _inherit = "cs.statement"
    _order = "date_from desc, department_id, rank, id"

    score = fields.Float(readonly=True, digits=(8, 2), aggregator=None)
    is_scored = fields.Boolean(readonly=True)
    grade_id = fields.Many2one("cs.policy.grade", readonly=True, ondelete="restrict")
    rank = fields.Integer(readonly=True, aggregator=None)
