from odoo import fields, models


class CsRosterImportProblem(models.TransientModel):
    """What is wrong with one row of an imported roster, and what to do."""

    _name = "cs.roster.import.problem"
    _description = "Problem of an Imported Roster"
    _inherit = "cs.value.mixin"
    _order = "row, id"

    import_id = fields.Many2one(
        "cs.roster.import", required=True, index=True, ondelete="cascade"
    )
    row = fields.Integer(aggregator=None)
    field = fields.Selection(
        [
            ("number", "Work Number"),
            ("date", "Date"),
            ("shift", "Shift"),
            ("hours", "Hours"),
        ],
        string="Column",
    )
    value = fields.Char(string="In the File")
    problem = fields.Char()
    remedy = fields.Char(string="What to Do")
