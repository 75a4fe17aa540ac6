from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...engine import exams, segments
from ...engine.money import to_decimal
from ..cs_decision_mixin import Step
from ..cs_guard_mixin import own_names
from .cs_exam_subject import COUNTS, TIES

ACTIVITY = "cs_management.cs_activity_exam_marks"
# What a new exam takes from its subject.
TERMS = ("full_marks", "pass_marks", "counts", "absent_fails", "prize", "ties")


class CsExam(models.Model):
    """A session of an exam: one a month, subject and team (R9.7, R2.15).

    Leaders enter the marks and confirm them. Computing the period of its day then
    enters the articles that they fall under; the period's lock seals the exam.
    """

    _name = "cs.exam"
    _description = "Exam"
    _inherit = [
        "cs.decision.mixin",
        "cs.day.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _decision_depends = ("department_id", "company_id")
    _decision_activities = (ACTIVITY,)

    subject_id = fields.Many2one(
        "cs.exam.subject",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    date = fields.Date(
        required=True,
        index=True,
        tracking=True,
        default=lambda self: fields.Date.context_today(self),
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
        default=lambda self: self.env.user._cs_first_team(self.env.company),
        help="Empty: the whole company, which HR sees to.",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("confirmed", "Confirmed"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="planned",
        copy=False,
        index=True,
        group_expand=True,
        tracking=True,
    )
    full_marks = fields.Float(
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        digits=(8, 2),
        tracking=True,
    )
    pass_marks = fields.Float(
        string="Passed From",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        digits=(8, 2),
        tracking=True,
    )
    counts = fields.Selection(
        COUNTS,
        string="After a Retake",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    absent_fails = fields.Boolean(
        string="Absent Is Not Passed",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    prize = fields.Monetary(
        string="Prize of the Best",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        aggregator=None,
    )
    ties = fields.Selection(
        TIES,
        string="Several Are the Best",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    note = fields.Text(string="Training and Questions")
    result_ids = fields.One2many("cs.exam.result", "exam_id", string="Results")
    result_count = fields.Integer(compute="_compute_counts", string="Examinees")
    missing_count = fields.Integer(compute="_compute_counts", string="Without Marks")
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_at = fields.Datetime(readonly=True, copy=False)
    is_leader = fields.Boolean(compute="_compute_is_leader")
    can_confirm = fields.Boolean(compute="_compute_can")
    can_reopen = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    _bounds = models.Constraint(
        "CHECK (pass_marks >= 0 AND full_marks > 0 AND pass_marks <= full_marks)",
        "Marks to pass lie between zero and full marks, which are above zero.",
    )
    _prize_positive = models.Constraint(
        "CHECK (prize >= 0)", "A prize cannot be negative."
    )

    @api.depends("subject_id")
    def _compute_terms(self):
        for exam in self:
            for name in TERMS:
                exam[name] = exam.subject_id[name]

    @api.depends("result_ids.state")
    def _compute_counts(self):
        groups = defaultdict(dict)
        for exam, state, count in self.env["cs.exam.result"]._read_group(
            [("exam_id", "in", self.ids)], ["exam_id", "state"], ["__count"]
        ):
            groups[exam.id][state] = count
        for exam in self:
            found = groups.get(exam._origin.id, {})
            exam.result_count = sum(found.values())
            exam.missing_count = found.get("open", 0)

    @api.depends("department_id", "company_id")
    @api.depends_context("uid")
    def _compute_is_leader(self):
        for exam in self:
            exam.is_leader = exam._is_leader()

    @api.depends("subject_id", "department_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for exam in self:
            day = exam.date and format_date(self.env, exam.date)
            parts = [exam.subject_id.name, exam.department_id.name, day]
            exam.display_name = ", ".join(filter(None, parts))

    @api.constrains("date")
    def _check_date(self):
        for exam in self:
            exam._check_day(exam.date)

    @api.constrains("subject_id", "department_id", "date", "state")
    def _check_once(self):
        """One session a month: who was absent or failed has a retake in it (R9.7)."""
        for exam in self.filtered(lambda exam: exam.state != "cancelled"):
            first, last = exam.company_id._cs_period_bounds(exam.date)
            other = self.search(
                [
                    ("id", "!=", exam.id),
                    ("company_id", "=", exam.company_id.id),
                    ("subject_id", "=", exam.subject_id.id),
                    ("department_id", "=", exam.department_id.id),
                    ("date", ">=", first),
                    ("date", "<=", last),
                    ("state", "!=", "cancelled"),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "%(exam)s is held in this month already: enter a retake there, "
                        "or choose another month.",
                        exam=other.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_open()
        for exam in records:
            exam._raise_why(exam._why_not_lead())
        return records

    def write(self, vals):
        free = not own_names(vals)
        self._check_kept_fields(vals)
        if not (free or self.env.su):
            self._check_editable()
        if not free:
            self._check_open()
        result = super().write(vals)
        if "date" in vals:
            self.result_ids._move()
        if not free:
            self._check_open()
        if not {"department_id", "company_id"}.isdisjoint(vals):
            for exam in self:
                exam._raise_why(exam._why_not_lead())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        self._check_open()
        for exam in self:
            if exam.state == "confirmed":
                raise UserError(
                    self.env._(
                        "%(exam)s is confirmed and stays on file: reopen and cancel "
                        "it, if it was not held.",
                        exam=exam.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_fill(self):
        """Put the agents of the team on that day on the list."""
        self._check_editable()
        for exam in self:
            exam._raise_why(exam._why_not_lead())
            missing = exam._examinees() - exam.result_ids.employee_id
            self.env["cs.exam.result"].create(
                [{"exam_id": exam.id, "employee_id": agent.id} for agent in missing]
            )
        return True

    def action_confirm(self):
        """The marks are final: the month's run enters what they earn and cost."""
        return self._decide("confirm")

    def action_reopen(self):
        return self._decide("reopen")

    def action_cancel(self):
        return self._decide("cancel")

    @api.readonly
    def action_view_results(self):
        """The marks as a list, to be typed or imported."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_exam_result_action"
        )
        return {
            **action,
            "name": self.display_name,
            "domain": [("exam_id", "=", self.id)],
            "context": {"default_exam_id": self.id},
        }

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    @api.model
    def _decision_steps(self):
        return {
            "confirm": Step(
                ("planned",),
                "confirmed",
                "_why_not_judge",
                signed=("confirmed_by_id", "confirmed_at"),
                prepare="_check_marked",
            ),
            "reopen": Step(
                ("confirmed", "cancelled"),
                "planned",
                "_why_not_judge",
                clears=("confirmed_by_id", "confirmed_at"),
                prepare="_check_open",
            ),
            "cancel": Step(
                ("planned",), "cancelled", "_why_not_judge", prepare="_check_open"
            ),
        }

    def _concerned(self):
        """Who sat in it confirms no marks."""
        # sudo: who sits in an exam, also those of another company by now
        return self.sudo().result_ids.employee_id.user_id

    def _is_leader(self):
        """Leaders see to their teams, HR to all and to the whole company."""
        if self._is_officer():
            return True
        return bool(self.department_id) and super()._is_leader()

    def _why_not_lead(self):
        """Why the user may not set up this exam; ``False`` if they may."""
        if self._is_leader():
            return False
        return self.env._(
            "%(exam)s is seen to by the team's leaders and HR; an exam of the whole "
            "company by HR. Choose a team that you lead.",
            exam=self.display_name,
        )

    def _check_editable(self):
        """Raise if it is decided: the marks stand."""
        for exam in self:
            if exam.state != "planned":
                raise UserError(
                    self.env._(
                        "%(exam)s is %(state)s and does not change any more. Reopen it "
                        "to correct something.",
                        exam=exam.display_name,
                        state=self._state_label(exam.state),
                    )
                )

    def _check_open(self):
        """Raise if the month of an exam is locked: scores stay; hold it open else."""
        Period = self.env["cs.period"]
        for company, own in self.grouped("company_id").items():
            found = Period._existing_of(company, set(own.mapped("date")))
            Period.union(*found.values())._enter()
            for exam in own:
                period = found.get(exam.date)
                if period and period.state == "locked":
                    raise UserError(
                        self.env._(
                            "%(exam)s: %(period)s is locked, and its scores stay. Hold "
                            "the exam in an open month.",
                            exam=exam.display_name,
                            period=period.name,
                        )
                    )

    def _check_marked(self):
        """Raise unless everybody has marks, was absent or is excused."""
        self._check_open()
        if not self.result_ids:
            raise UserError(
                self.env._(
                    "%(exam)s has nobody on its list: add the agents first.",
                    exam=self.display_name,
                )
            )
        # sudo: names, also of who is of another company by now
        missing = self.result_ids.filtered(lambda row: row.state == "open").sudo()
        if missing:
            raise UserError(
                self.env._(
                    "%(exam)s: enter marks, or absent or excused, of %(agents)s.",
                    exam=self.display_name,
                    agents=", ".join(missing.employee_id.mapped("name")),
                )
            )

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    def _examinees(self):
        """The agents of the team, and of those below it, on the day of the exam."""
        # sudo: of versions only who was an agent of the team on that day is taken
        versions = self.env["hr.version"].sudo()
        leveled = versions._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("cs_level_id", "!=", False),
                ("contract_date_start", "!=", False),
                ("date_version", "<=", self.date),
            ],
            ["employee_id"],
        )
        ids = {employee.id for [employee] in leveled if employee}
        # sudo: departments are no secret
        teams = self.env["hr.department"].sudo()
        if self.department_id:
            teams = teams.search([("id", "child_of", self.department_id.id)])
        found = sorted(
            employee_id
            for employee_id, own in versions._cs_of_employees(ids).items()
            for part in segments.segments(own, self.date, self.date)
            if not self.department_id or part.version.department in teams.ids
        )
        return self.env["hr.employee"].browse(found)

    def _exam_terms(self):
        """The exam as the engine takes it."""
        self.ensure_one()
        return exams.Terms(
            to_decimal(self.full_marks),
            to_decimal(self.pass_marks),
            self.counts,
            self.absent_fails,
        )

    def _events(self):
        """What the confirmed marks fall under.

        :return: ``[(cs.exam.result, event of the article)]``
        """
        found = []
        for exam in self:
            terms = exam._exam_terms()
            papers = {row: row._paper() for row in exam.result_ids}
            names = {exams.FULL: "exam_full", exams.FAILED: "exam_failed"}
            for row, paper in papers.items():
                if name := names.get(exams.outcome(terms, paper)):
                    found.append((row, name))
            best = exams.best(terms, papers)
            if len(best) == 1 or exam.ties == "each":
                found += [(row, "exam_best") for row in best]
        return found

    @api.model
    def _cron_marks(self):
        """Ask the leaders for marks of exams that were held."""
        past = self.search(
            [("state", "=", "planned"), ("date", "<", fields.Date.context_today(self))]
        )
        asked = past.activity_search([ACTIVITY]).mapped("res_id")
        for exam in past.filtered(lambda exam: exam.id not in asked):
            for user in exam._askers():
                exam.activity_schedule(ACTIVITY, user_id=user.id)

    def _askers(self):
        concerned = self._concerned()
        leaders = self.department_id._cs_leaders(concerned)
        return leaders or self.company_id._cs_officers() - concerned

    def _prize_within(self, rule):
        """What the best gets: the exam's prize, within the range of the article."""
        self.ensure_one()
        if not self.prize:
            return rule.amount_min
        return min(max(self.prize, rule.amount_min), rule.amount_max)
