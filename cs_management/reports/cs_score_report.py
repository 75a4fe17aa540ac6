from odoo import api, fields, models
from odoo.tools import SQL

# The columns of a statement that carry no money.
STATEMENT_COLUMNS = (
    "id",
    "employee_id",
    "department_id",
    "company_id",
    "period_id",
    "policy_id",
    "date_from",
    "score",
    "is_scored",
    "grade_id",
    "rank",
    "state",
)


class CsScoreReport(models.Model):
    """Scores, grades and ranks without any amount: what leaders may see (R3.8).

    Leaders cannot read statements. This is a view on the few columns that they are
    shown, with record rules of its own.
    """

    _name = "cs.score.report"
    _description = "Scores"
    _auto = False
    _order = "date_from desc, department_id, rank, id"
    _depends = {"cs.statement": STATEMENT_COLUMNS}

    employee_id = fields.Many2one("hr.employee", string="Agent", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    period_id = fields.Many2one("cs.period", readonly=True)
    policy_id = fields.Many2one("cs.policy", readonly=True)
    date_from = fields.Date(string="Period Begins", readonly=True)
    score = fields.Float(readonly=True, digits=(8, 2), aggregator="avg")
    is_scored = fields.Boolean(readonly=True)
    grade_id = fields.Many2one("cs.policy.grade", readonly=True)
    rank = fields.Integer(readonly=True, aggregator=None)
    state = fields.Selection(
        [("open", "Open"), ("published", "Published"), ("locked", "Locked")],
        string="Status",
        readonly=True,
    )

    @api.depends("employee_id")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for row in self.sudo():
            row.display_name = row.employee_id.display_name

    @property
    def _table_query(self) -> SQL:
        columns = SQL(", ").join(SQL.identifier(name) for name in STATEMENT_COLUMNS)
        return SQL("SELECT %s FROM cs_statement", columns)

    @api.readonly
    def action_view_entries(self):
        """Open the entries that count in this score."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_conduct_entry_action"
        )
        return {
            **action,
            "domain": [
                ("employee_id", "=", self.employee_id.id),
                ("period_id", "=", self.period_id.id),
                ("state", "=", "confirmed"),
            ],
            "context": {"create": False},
        }
