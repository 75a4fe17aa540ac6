from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import careers, segments
from ..cs_decision_mixin import Step


class CsTitle(models.Model):
    """The title of excellent agent of a quarter, given to a proposed agent (R5.20).

    A record of our own and not a badge of Odoo's gamification: a badge has neither
    company nor team nor quarter, its owners can be removed by whoever administers it,
    the same person can be granted it any number of times, and the limit of R5.20 - one
    a quarter and team - could be asked by no constraint. Here the database holds it,
    the date stays, and nothing more has to be installed. A company that wants the
    picture on the profile can grant a badge beside it.
    """

    _name = "cs.title"
    _description = "Title of Excellent Agent"
    _inherit = [
        "cs.decision.mixin",
        "cs.paper.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _decision_note = "decision_note"
    _decision_depends = ("employee_id",)

    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('cs_level_id', '!=', False)]",
        tracking=True,
    )
    date = fields.Date(
        required=True,
        index=True,
        default=lambda self: fields.Date.context_today(self),
        help="A day of the quarter for which the title is given; the team is that of "
        "this day.",
    )
    quarter = fields.Char(compute="_compute_quarter", store=True, precompute=True)
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        compute="_compute_team",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        index=True,
    )
    merits = fields.Text(required=True, help="What the agent is proposed for.")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("given", "Given"),
            ("refused", "Refused"),
            ("withdrawn", "Taken back"),
        ],
        required=True,
        readonly=True,
        default="proposed",
        copy=False,
        index=True,
        tracking=True,
    )
    slot = fields.Integer(
        readonly=True, copy=False, help="Which of the team's titles of the quarter."
    )
    proposed_by_id = fields.Many2one(
        "res.users",
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    decision_note = fields.Text(string="Decision", copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_at = fields.Datetime(readonly=True, copy=False)
    can_give = fields.Boolean(compute="_compute_can")
    can_refuse = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")

    _slot_uniq = models.UniqueIndex(
        "(company_id, COALESCE(department_id, 0), quarter, slot) WHERE state = 'given'",
        "The team's titles of this quarter are given already.",
    )
    _once_uniq = models.UniqueIndex(
        "(employee_id, quarter) WHERE state IN ('proposed', 'given')",
        "The agent is proposed for this quarter already, or has its title.",
    )

    @api.depends("date", "employee_id")
    def _compute_quarter(self):
        for title in self:
            # sudo: when pay periods begin is no secret
            company = title.employee_id.sudo().company_id or self.env.company
            day = title.date and company._cs_period_bounds(title.date)[1]
            title.quarter = day and careers.quarter_of(day)

    @api.depends("employee_id")
    def _compute_company_id(self):
        for title in self:
            # sudo: the company alone is taken
            company = title.employee_id.sudo().company_id
            title.company_id = company or self.env.company

    @api.depends("date", "employee_id")
    def _compute_team(self):
        """The team as it was on that day."""
        versions = self.env["hr.version"]._cs_of_employees(self.employee_id.ids)
        for title in self:
            own = versions.get(title.employee_id._origin.id, ())
            found = title.date and segments.version_on(own, title.date)
            title.department_id = found and found.department

    @api.depends("employee_id", "quarter")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for title in self.sudo():
            parts = (title.employee_id.display_name, title.quarter)
            title.display_name = " - ".join(filter(None, parts))

    @api.model_create_multi
    def create(self, vals_list):
        titles = super().create(vals_list)
        titles._check_proposer()
        return titles

    def write(self, vals):
        if not {"employee_id", "date", "merits"}.isdisjoint(vals):
            self._check_proposed()
        result = super().write(vals)
        if not {"employee_id", "date"}.isdisjoint(vals):
            self._check_proposer()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_proposed()

    def _check_proposed(self):
        for title in self:
            if title.state != "proposed":
                raise UserError(
                    self.env._(
                        "%(title)s was decided and stays on file. A title given by "
                        "mistake is taken back.",
                        title=title.display_name,
                    )
                )

    def _check_proposer(self):
        """Nobody proposes themselves; leaders propose agents of their teams."""
        for title in self:
            title._raise_why(title._why_not_judge())

    # ------------------------------------------------------------------
    # Decision
    # ------------------------------------------------------------------

    def action_give(self):
        return self._decide("give")

    def action_refuse(self):
        return self._decide("refuse")

    def action_withdraw(self):
        return self._decide("withdraw")

    @api.model
    def _decision_steps(self):
        signed = ("decided_by_id", "decided_at")
        return {
            "give": Step(
                ("proposed",),
                "given",
                "_why_not_office",
                reason="decision_note",
                signed=signed,
                prepare="_take_slot",
            ),
            "refuse": Step(
                ("proposed",),
                "refused",
                "_why_not_office",
                reason="decision_note",
                needs_reason=True,
                signed=signed,
            ),
            "withdraw": Step(
                ("given",),
                "withdrawn",
                "_why_not_office",
                reason="decision_note",
                needs_reason=True,
                signed=signed,
                clears=("slot",),
            ),
        }

    def _why_not_office(self):
        """The office gives titles, nobody to themselves."""
        if self.env.su:
            return False
        if not self._is_officer():
            return self.env._(
                "%(title)s: HR gives the title, and takes it back.",
                title=self.display_name,
            )
        return self._why_concerned()

    def _take_slot(self):
        """The next free one of the team's titles of the quarter (R5.20)."""
        key = (self.employee_id.id, self.date)
        policy = self.env["cs.policy"]._of_agents({key})[key]
        most = policy.career_title_max if policy.careers_enabled else 0
        given = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("department_id", "=", self.department_id.id),
                ("quarter", "=", self.quarter),
                ("state", "=", "given"),
            ]
        )
        free = set(range(1, most + 1)) - set(given.mapped("slot"))
        if not free:
            raise UserError(
                self.env._(
                    "%(title)s: the policy gives %(most)s titles a quarter and team, "
                    "and %(given)s are given. Take one back, or change the policy.",
                    title=self.display_name,
                    most=most,
                    given=len(given),
                )
            )
        return {"slot": min(free)}

    @api.model
    def _given_until(self, employee_ids, last):
        """Days for which titles were given up to a day: ``{employee_id: [date]}``."""
        titles = self.search_fetch(
            [
                ("employee_id", "in", list(employee_ids)),
                ("state", "=", "given"),
                ("date", "<=", last),
            ],
            ["employee_id", "date"],
            order="date",
        )
        return {
            employee.id: own.mapped("date")
            for employee, own in titles.grouped("employee_id").items()
        }
