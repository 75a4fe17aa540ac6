from odoo import fields, models


class CsImportProblem(models.TransientModel):
    """What is wrong with one row of an imported file, and what to do."""

    _name = "cs.import.problem"
    _description = "Problem of an Imported File"
    _order = "row, id"

    wizard_id = fields.Many2one(
        "cs.import.wizard", required=True, index=True, ondelete="cascade"
    )
    row = fields.Integer(aggregator=None)
    column = fields.Char()
    value = fields.Char(string="In the File")
    problem = fields.Char()
    remedy = fields.Char(string="What to Do")
