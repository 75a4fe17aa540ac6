from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import mentors
from ..cs_decision_mixin import Step


class CsMentorship(models.Model):
    """A new starter and who brings them on, until the trial is passed (R2.11)."""

    _name = "cs.mentorship"
    _description = "Mentorship"
    _inherit = [
        "cs.fact.mixin",
        "cs.decision.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _mail_post_access = "read"
    _decision_depends = ("employee_id", "mentor_id", "department_id", "date_passed")

    employee_id = fields.Many2one(string="New Starter", tracking=True)
    date = fields.Date(string="Started On", tracking=True)
    mentor_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('cs_level_id', '!=', False), ('id', '!=', employee_id)]",
        help="Who is it on the day on which the trial is passed gets the prize.",
    )
    cohort_id = fields.Many2one(
        "cs.mentor.cohort",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('state', '=', 'open')]",
    )
    cohort_state = fields.Selection(
        related="cohort_id.state", store=True, string="Cohort Status"
    )
    date_passed = fields.Date(
        string="Trial Passed On", tracking=True, copy=False, index=True
    )
    days = fields.Integer(
        compute="_compute_days", store=True, aggregator="avg", help="Start to passed."
    )
    state = fields.Selection(
        [
            ("running", "In trial"),
            ("passed", "Passed"),
            ("left", "Left or not passed"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="running",
        copy=False,
        index=True,
        group_expand=True,
        tracking=True,
    )
    note = fields.Text()
    place = fields.Integer(readonly=True, copy=False, aggregator=None)
    tied = fields.Integer(string="Equally Fast", readonly=True, copy=False)
    prize = fields.Monetary(
        readonly=True, copy=False, help="The mentor's, once the cohort is closed."
    )
    can_pass = fields.Boolean(compute="_compute_can")
    can_leave = fields.Boolean(compute="_compute_can")
    can_resume = fields.Boolean(compute="_compute_can")

    _two_people = models.Constraint(
        "CHECK (employee_id <> mentor_id)", "Nobody is their own mentor."
    )
    _once_uniq = models.UniqueIndex(
        "(employee_id, date)", "This new starter has a mentor from this day already."
    )

    @api.depends("date", "date_passed")
    def _compute_days(self):
        for row in self:
            ended = row.date_passed
            row.days = mentors.days_to_pass(row.date, ended) if ended else 0

    @api.depends("employee_id", "mentor_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: names, also of who is of another company by now
        for row in self.sudo():
            row.display_name = bool(row.employee_id) and self.env._(
                "%(starter)s with %(mentor)s",
                starter=row.employee_id.display_name,
                mentor=row.mentor_id.display_name or "",
            )

    @api.constrains("date", "date_passed")
    def _check_dates(self):
        for row in self.filtered("date_passed"):
            row._check_day(row.date_passed)
            if row.date_passed < row.date:
                raise ValidationError(
                    self.env._(
                        "%(row)s: the trial cannot be passed before it began.",
                        row=row.display_name,
                    )
                )
            if row.date_passed > row.company_id._cs_today():
                raise ValidationError(
                    self.env._(
                        "%(row)s: the day on which the trial was passed lies ahead. "
                        "Enter it when it has come.",
                        row=row.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.cohort_id._check_editable()
        return rows

    def write(self, vals):
        free = self._unguarded_fields().issuperset(vals)
        if not free and not self.env.su:
            self.cohort_id._check_editable()
            settled = self.filtered(lambda row: row.state != "running")
            if settled and not {
                "employee_id",
                "mentor_id",
                "date",
                "date_passed",
            }.isdisjoint(vals):
                raise UserError(
                    self.env._(
                        "%(row)s is %(state)s: take it up again to correct it.",
                        row=settled[0].display_name,
                        state=self._state_label(settled[0].state),
                    )
                )
        result = super().write(vals)
        if "cohort_id" in vals and not self.env.su:
            self.cohort_id._check_editable()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.cohort_id._check_editable()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_pass(self):
        """The trial is passed, today unless another day was entered."""
        return self._decide("pass")

    def action_leave(self):
        """The new starter left, or did not pass: no place in the cohort."""
        return self._decide("leave")

    def action_resume(self):
        return self._decide("resume")

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    @api.model
    def _decision_steps(self):
        return {
            "pass": Step(
                ("running",), "passed", "_why_not_judge", prepare="_prepare_pass"
            ),
            "leave": Step(
                ("running",),
                "left",
                "_why_not_judge",
                clears=("date_passed",),
                prepare="_prepare_leave",
            ),
            "resume": Step(
                ("passed", "left"),
                "running",
                "_why_not_judge",
                clears=("date_passed",),
                prepare="_prepare_leave",
            ),
        }

    def _concerned(self):
        """Both: the starter's trial, the mentor's prize."""
        # sudo: whose it is, also of who is of another company by now
        row = self.sudo()
        return row.employee_id.user_id | row.mentor_id.user_id

    def _why_not_change(self):
        """Nobody sets the days that their own prize rests on."""
        # sudo: whose it is, also of who is of another company by now
        if self.env.user in self._concerned():
            return self._why_concerned()
        return False

    def _prepare_pass(self):
        self.cohort_id._check_editable()
        return {"date_passed": self.date_passed or self.company_id._cs_today()}

    def _prepare_leave(self):
        self.cohort_id._check_editable()

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    def _end_of_leavers(self):
        """Those whose contract ended in the trial have left, without a word."""
        running = self.filtered(lambda row: row.state == "running")
        # sudo: of contracts only whether they have ended
        versions = (
            self.env["hr.version"].sudo()._cs_of_employees(running.employee_id.ids)
        )
        for row in running:
            ends = [
                version.contract_end
                for version in versions.get(row.employee_id.id, ())
                if version.contract_start
            ]
            if ends and all(end and end < row.company_id._cs_today() for end in ends):
                row._set_state("left", date_passed=False)
