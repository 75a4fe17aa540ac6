from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import protection
from ...engine.money import ZERO, to_decimal
from ..queries import among

KINDS = [
    (protection.CLAWBACK, "Pay taken back"),
    (protection.VIOLATION, "Fines"),
    (protection.COMPENSATION, "Losses made good"),
]


class CsDeduction(models.Model):
    """One deduction in one period: what was due, taken, dropped and carried on.

    A book, written by the pipeline alone, with one row for each deduction and
    statement: the first in the period where it became due, one more in each later
    statement until nothing is open. What is open is therefore the last row's, also
    over months without a statement; what was taken is the sum of all rows.
    """

    _name = "cs.deduction"
    _description = "Deduction"
    _order = "date_from desc, employee_id, kind, id"
    _check_company_auto = True

    statement_id = fields.Many2one(
        "cs.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    employee_id = fields.Many2one(
        related="statement_id.employee_id", store=True, index=True, precompute=True
    )
    period_id = fields.Many2one(
        related="statement_id.period_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="statement_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        related="statement_id.date_from", store=True, precompute=True
    )
    state = fields.Selection(related="statement_id.state")
    department_id = fields.Many2one(
        "hr.department",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The team when it became due: its fund gets what is taken of a fine.",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True, index=True)
    key = fields.Char(
        required=True,
        readonly=True,
        help="With kind and first period, names the deduction in every period.",
    )
    origin_period_id = fields.Many2one(
        "cs.period",
        string="Due Since",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    claim_id = fields.Many2one(
        "cs.loss.claim", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    asked = fields.Monetary(
        string="Amount Asked",
        readonly=True,
        help="What the statement's own lines ask; below zero: give back.",
    )
    amount = fields.Monetary(
        string="Newly Due",
        readonly=True,
        help="What became due in this period; below zero: given back.",
    )
    opening = fields.Monetary(
        string="Open Before", readonly=True, help="What was carried from before."
    )
    taken = fields.Monetary(readonly=True, help="What the period's pay bore of it.")
    dropped = fields.Monetary(
        readonly=True, help="What was neither taken nor is open any more."
    )
    carried = fields.Monetary(
        string="Open After", readonly=True, help="What is carried on from here."
    )
    is_open = fields.Boolean(
        string="Still Open", compute="_compute_is_open", search="_search_is_open"
    )

    _matter_uniq = models.UniqueIndex(
        "(statement_id, kind, key, origin_period_id)",
        "This deduction is in the statement already.",
    )
    _carried_idx = models.Index("(company_id, employee_id) WHERE carried > 0")
    _adds_up = models.Constraint(
        "CHECK (opening + amount = taken + dropped + carried AND carried >= 0)",
        "What is due is taken, dropped or carried.",
    )

    @api.depends("kind", "origin_period_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            # sudo: the name of a period is shown in its agent's own result
            period = row.origin_period_id.sudo().name
            row.display_name = f"{labels.get(row.kind)}, {period}"

    @api.depends("carried", "statement_id.state")
    def _compute_is_open(self):
        found = self.search([("id", "in", self.ids), ("is_open", "=", True)])
        for row in self:
            row.is_open = row in found

    def _search_is_open(self, operator, value):
        return among(operator, value, self._open_ids())

    @api.model
    def _open_ids(self):
        """The last row of every deduction that is open, by what agents may see."""
        shown = SQL("AND statement.state != 'open'")
        return SQL("(%s)", self._last_rows(SQL("TRUE"), shown))

    @api.model
    def _last_rows(self, where, which):
        """Query of the ids of open rows that no later row follows.

        :param where: condition on the rows, as ``deduction``
        :param which: condition on rows and later rows, on their ``statement``
        """
        self.flush_model()
        self.env["cs.statement"].flush_model(["state"])
        return SQL(
            """
            SELECT deduction.id
              FROM cs_deduction AS deduction
              JOIN cs_statement AS statement ON statement.id = deduction.statement_id
             WHERE deduction.carried > 0 AND %(where)s %(which)s
               AND NOT EXISTS (
                   SELECT 1
                     FROM cs_deduction AS later
                     JOIN cs_statement AS statement
                       ON statement.id = later.statement_id
                    WHERE later.employee_id = deduction.employee_id
                      AND later.company_id = deduction.company_id
                      AND later.kind = deduction.kind
                      AND later.key = deduction.key
                      AND later.origin_period_id = deduction.origin_period_id
                      AND later.date_from > deduction.date_from %(which)s
               )
            """,
            where=where,
            which=which,
        )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.statement_id._check_open()
        return rows

    def write(self, vals):
        self.statement_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self.statement_id._check_open()

    @api.readonly
    def action_open_statement(self):
        self.ensure_one()
        return self.statement_id._get_records_action()

    # ------------------------------------------------------------------
    # What periods ask
    # ------------------------------------------------------------------

    @api.model
    def _open_before(self, period, employee_ids):
        """What locked periods before ``period`` have left open.

        :return: rows, the last of each deduction
        """
        if not employee_ids:
            return self.browse()
        query = self._last_rows(
            SQL(
                "deduction.company_id = %s AND deduction.employee_id = ANY(%s)",
                period.company_id.id,
                list(employee_ids),
            ),
            SQL(
                "AND statement.state = 'locked' AND statement.date_from < %s",
                period.date_from,
            ),
        )
        return self.browse([row_id for [row_id] in self.env.execute_query(query)])

    @api.model
    def _sums_before(self, period, domain, by):
        """Totals of locked periods before ``period``.

        :param by: fields to group by
        :return: ``{values of by: {"asked": ..., "amount", "taken", "dropped"}}``,
            zeros by default; records stand as their ids
        """
        names = ("asked", "amount", "taken", "dropped")
        groups = self._read_group(
            Domain(domain)
            & Domain(
                [
                    ("company_id", "=", period.company_id.id),
                    ("statement_id.state", "=", "locked"),
                    ("date_from", "<", period.date_from),
                ]
            ),
            by,
            [f"{name}:sum" for name in names],
        )
        found = defaultdict(lambda: dict.fromkeys(names, ZERO))
        for *values, asked, amount, taken, dropped in groups:
            place = tuple(
                value.id if isinstance(value, models.BaseModel) else value
                for value in values
            )
            sums = map(to_decimal, (asked, amount, taken, dropped))
            found[place] = dict(zip(names, sums, strict=True))
        return found

    @api.model
    def _fines_taken(self, statements):
        """What was really taken as fines, less what was given back (R2.10).

        A carried fine belongs to the team of then.

        :return: ``{(statement, department): amount}``
        """
        groups = self._read_group(
            [
                ("statement_id", "in", statements.ids),
                ("kind", "=", protection.VIOLATION),
            ],
            ["statement_id", "department_id"],
            ["taken:sum"],
        )
        return {
            (statement, department): taken
            for statement, department, taken in groups
            if taken
        }
