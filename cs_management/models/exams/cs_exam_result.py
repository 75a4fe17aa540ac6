from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import exams
from ...engine.money import to_decimal

# A retake is on file also when the exam is confirmed, or its month is locked.
RETAKE = {"retake_marks", "retake_date", "has_retake"}


class CsExamResult(models.Model):
    """What one agent wrote in an exam (R9.7)."""

    _name = "cs.exam.result"
    _description = "Exam Result"
    _inherit = ["cs.fact.mixin", "mail.thread"]
    _order = "date desc, exam_id, employee_id, id"
    _mail_post_access = "read"

    exam_id = fields.Many2one(
        "cs.exam", required=True, index=True, ondelete="cascade", check_company=True
    )
    exam_state = fields.Selection(
        related="exam_id.state", store=True, string="Exam Status"
    )
    subject_id = fields.Many2one(related="exam_id.subject_id", store=True, index=True)
    date = fields.Date(readonly=True)
    state = fields.Selection(
        [
            ("open", "No marks yet"),
            ("marked", "Marked"),
            ("absent", "Absent"),
            ("excused", "Excused"),
        ],
        string="Status",
        required=True,
        default="open",
        index=True,
        tracking=True,
        copy=False,
    )
    marks = fields.Float(digits=(8, 2), tracking=True, aggregator="avg")
    has_retake = fields.Boolean(string="Retake", copy=False)
    retake_marks = fields.Float(digits=(8, 2), tracking=True, aggregator=None)
    retake_date = fields.Date()
    counted_marks = fields.Float(
        string="Counts",
        compute="_compute_outcome",
        store=True,
        digits=(8, 2),
        aggregator="avg",
    )
    outcome = fields.Selection(
        [
            ("full", "Full marks"),
            ("passed", "Passed"),
            ("failed", "Not passed"),
        ],
        compute="_compute_outcome",
        store=True,
        index=True,
    )
    note = fields.Char()
    entry_ids = fields.One2many(
        "cs.conduct.entry", "exam_result_id", string="Entries", readonly=True
    )

    _agent_uniq = models.UniqueIndex(
        "(exam_id, employee_id)",
        "This agent is on the list of the exam already: edit that row.",
    )

    @api.depends(
        "state",
        "marks",
        "has_retake",
        "retake_marks",
        "exam_id.full_marks",
        "exam_id.pass_marks",
        "exam_id.counts",
        "exam_id.absent_fails",
    )
    def _compute_outcome(self):
        for result in self:
            terms, paper = result.exam_id._exam_terms(), result._paper()
            marks = exams.counted(terms, paper)
            result.counted_marks = float(marks or 0)
            default = "passed" if marks is not None else False
            result.outcome = exams.outcome(terms, paper) or default

    @api.depends("exam_id", "employee_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for result in self.sudo():
            parts = [result.employee_id.display_name, result.exam_id.display_name]
            result.display_name = ", ".join(filter(None, parts))

    @api.constrains("marks", "retake_marks", "exam_id")
    def _check_marks(self):
        for result in self:
            full = result.exam_id.full_marks
            for marks in (result.marks, result.retake_marks):
                if not 0 <= marks <= full:
                    raise ValidationError(
                        self.env._(
                            "%(result)s: marks lie between 0 and %(full)s, not "
                            "%(marks)s.",
                            result=result.display_name,
                            full=full,
                            marks=marks,
                        )
                    )

    @api.onchange("marks")
    def _onchange_marks(self):
        if self.marks and self.state == "open":
            self.state = "marked"

    @api.model_create_multi
    def create(self, vals_list):
        """An imported row of who is on the list already fills in that row."""
        default = self.default_get(["exam_id"]).get("exam_id")
        rows = []
        for vals in vals_list:
            exam = self.env["cs.exam"].browse(vals.get("exam_id") or default or ())
            day = {"exam_id": exam.id, "date": exam.date}
            rows.append(self._with_status({**vals, **day}))
        known = self._on_the_list(rows) if self.env.context.get("import_file") else {}
        made = iter(super().create([r for r in rows if self._place(r) not in known]))
        found = self.browse()
        for row in rows:
            result = known.get(self._place(row))
            if result:
                kept = {"exam_id", "employee_id", "date"}
                result.write({k: v for k, v in row.items() if k not in kept})
            found += result or next(made)
        found._check_open()
        return found

    def write(self, vals):
        if not self.env.su and not {"date", "exam_id"}.isdisjoint(vals):
            raise UserError(
                self.env._("A result keeps its exam, and the day is that of the exam.")
            )
        if not self.env.su and not RETAKE.isdisjoint(vals):
            for result in self.filtered(lambda result: result._is_own()):
                raise UserError(result._why_own())
        return super().write(self._with_status(vals))

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    def _why_not_change(self):
        """Nobody enters their own marks, and confirmed ones stand."""
        has_marks = self.state != "open" or self.marks or self.has_retake
        if self._is_own() and has_marks:
            return self._why_own()
        if self.exam_id.state != "planned":
            return self.env._(
                "%(exam)s is %(state)s and its marks stand. Reopen it to correct them.",
                exam=self.exam_id.display_name,
                state=self.exam_id._state_label(self.exam_id.state),
            )
        return self.exam_id._why_not_lead()

    def _why_own(self):
        return self.env._(
            "%(result)s: nobody enters their own marks. Ask another leader or HR.",
            result=self.display_name,
        )

    @api.model
    def _unguarded_fields(self):
        return super()._unguarded_fields() | RETAKE

    @api.model
    def _own_columns(self):
        return super()._own_columns() | {"date"}

    def _check_open(self):
        """Raise if the month of the exam is locked; hold it open else."""
        return self.exam_id._check_open()

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    @api.model
    def _with_status(self, vals):
        """Marks that are typed say that somebody was there, also none of them."""
        vals = dict(vals)
        # False is an empty cell of an import: no marks.
        if vals.get("marks", False) is not False:
            vals.setdefault("state", "marked")
        if vals.get("retake_marks", False) is not False:
            vals.setdefault("has_retake", True)
        return vals

    @api.model
    def _place(self, row):
        return row.get("exam_id"), row.get("employee_id")

    def _on_the_list(self, rows):
        """Results that rows mean, by exam and agent."""
        found = self.search(
            [
                ("exam_id", "in", [row.get("exam_id") for row in rows]),
                ("employee_id", "in", [row.get("employee_id") for row in rows]),
            ]
        )
        return {(row.exam_id.id, row.employee_id.id): row for row in found}

    def _paper(self):
        """The result as the engine takes it."""
        self.ensure_one()
        return exams.Paper(
            to_decimal(self.marks) if self.state == "marked" else None,
            to_decimal(self.retake_marks) if self.has_retake else None,
            self.state == "absent",
        )

    def _move(self):
        """The exam was moved to another day: team and day follow."""
        for result in self:
            # sudo: who may move the exam was checked
            result.sudo().write({"date": result.exam_id.date})
