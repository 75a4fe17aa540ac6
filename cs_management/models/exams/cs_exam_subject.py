from odoo import fields, models

from ...engine import exams

COUNTS = [
    (exams.FIRST, "The first marks; a retake is on file only"),
    (exams.BEST, "The better ones"),
    (exams.LAST, "Those of the retake"),
]
TIES = [("each", "Each of them gets it"), ("none", "Nobody gets it")]


class CsExamSubject(models.Model):
    """What is examined, and by which bounds: product knowledge, typing (R9.7, R2.15).

    A new exam takes the bounds from here; changing them leaves earlier exams alone.
    """

    _name = "cs.exam.subject"
    _description = "Exam Subject"
    _inherit = "cs.guard.mixin"
    _order = "sequence, name, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, copy=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    full_marks = fields.Float(default=100, digits=(8, 2), required=True)
    pass_marks = fields.Float(
        string="Passed From",
        default=60,
        digits=(8, 2),
        required=True,
        help="Fewer marks are not passed.",
    )
    counts = fields.Selection(
        COUNTS, string="After a Retake", required=True, default=exams.FIRST
    )
    absent_fails = fields.Boolean(
        string="Absent Is Not Passed",
        help="Who was absent without excuse has not passed. Off: they have no marks.",
    )
    prize = fields.Monetary(
        string="Prize of the Best",
        help="Within the range of the article for the best in an exam. Empty: what the "
        "article pays.",
        aggregator=None,
    )
    ties = fields.Selection(
        TIES, string="Several Are the Best", required=True, default="each"
    )
    note = fields.Text(string="What Is Examined")

    _name_uniq = models.UniqueIndex(
        "(company_id, name)", "There is a subject of this name already."
    )
    _bounds = models.Constraint(
        "CHECK (pass_marks >= 0 AND full_marks > 0 AND pass_marks <= full_marks)",
        "Marks to pass lie between zero and full marks, which are above zero.",
    )
    _prize_positive = models.Constraint(
        "CHECK (prize >= 0)", "A prize cannot be negative."
    )
