from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import careers, segments
from ...engine.money import to_decimal
from ...engine.trace import step, trace
from ..told import ToldText

# Steps on the way, each in its turn; a level asks for all of them or for some.
STAGES = ("application", "proposed", "vote", "hearing", "office")
# Field that says whether a change asks for the step.
ASKED = {
    "application": "asks_application",
    "proposed": "asks_recommendation",
    "vote": "asks_vote",
    "hearing": "asks_hearing",
}
# Figures of a step: field of the change, field of the level under the policy.
TERMS = {
    "min_qualities": "change_min_qualities",
    "min_voters": "change_min_voters",
    "vote_days": "change_vote_days",
    "vote_share": "change_vote_share",
    "min_panel": "change_min_panel",
    "mark_max": "change_mark_max",
    "bar": "change_bar",
}


class CsLevelChange(models.Model):
    """An agent moves up or down their ladder, or is confirmed (R5.10-R5.19).

    What it is about, and the steps that it asks for, both as they were when it was
    proposed. The steps are in ``cs_level_change_step.py``, what it does to level and
    wage in ``cs_level_change_effect.py``.
    """

    _name = "cs.level.change"
    _description = "Level Change"
    _inherit = [
        "cs.decision.mixin",
        "cs.trace.mixin",
        "cs.appealable.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    # Panel, team's leader and office talk in the discussion.
    _mail_post_access = "read"
    _appeal_clock = ("decided_on",)
    _appeal_settles = False
    _appeal_by_hr = True

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
    from_level_id = fields.Many2one(
        "cs.level",
        string="Present Level",
        compute="_compute_origin",
        store=True,
        precompute=True,
        ondelete="restrict",
    )
    ladder_id = fields.Many2one(related="from_level_id.ladder_id")
    to_level_id = fields.Many2one(
        "cs.level",
        string="New Level",
        required=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain="[('ladder_id', '=', ladder_id), ('id', '!=', from_level_id)]",
    )
    department_id = fields.Many2one(
        "hr.department",
        compute="_compute_origin",
        store=True,
        precompute=True,
        index=True,
        help="The agent's team when the change was proposed.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_origin",
        store=True,
        precompute=True,
        required=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    period_id = fields.Many2one(
        "cs.period",
        readonly=True,
        index=True,
        copy=False,
        ondelete="restrict",
        help="The locked period after which it was proposed; empty: by hand.",
    )
    kind = fields.Selection(
        [
            ("entry", "Confirmation"),
            ("promotion", "Promotion"),
            ("demotion", "Demotion"),
        ],
        compute="_compute_kind",
        store=True,
        precompute=True,
        index=True,
        tracking=True,
    )
    is_skip = fields.Boolean(
        string="Level Skipped", compute="_compute_kind", store=True, precompute=True
    )
    is_early = fields.Boolean(
        string="Trial Ends Early",
        compute="_compute_is_early",
        store=True,
        help="The trial would last beyond the date.",
    )
    reason = fields.Text(
        tracking=True,
        help="Needed where a level is skipped, a trial ends early, or somebody is "
        "moved down by hand.",
    )
    date_from = fields.Date(
        string="In Force From",
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The first day of a pay period that is not locked.",
    )
    wage = fields.Monetary(
        string="New Wage",
        compute="_compute_wage",
        store=True,
        readonly=False,
        groups="cs_management.group_cs_officer",
        help="Prefilled with the level's usual wage; a wage above the ladder stays "
        "on the way up.",
        aggregator=None,
    )
    wage_before = fields.Monetary(
        string="Present Wage",
        compute="_compute_wage_before",
        store=True,
        groups="cs_management.group_cs_officer",
        aggregator=None,
    )
    state = fields.Selection(
        [
            ("application", "Application"),
            ("proposed", "Recommendation"),
            ("vote", "Team Vote"),
            ("hearing", "Hearing"),
            ("office", "Office"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("reversed", "Taken Back"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="office",
        copy=False,
        index=True,
        group_expand=True,
        tracking=True,
    )

    # What it asks for, as the policy said when it was proposed.
    asks_application = fields.Boolean(
        compute="_compute_asks", store=True, precompute=True
    )
    asks_recommendation = fields.Boolean(
        compute="_compute_asks", store=True, precompute=True
    )
    asks_vote = fields.Boolean(compute="_compute_asks", store=True, precompute=True)
    asks_hearing = fields.Boolean(compute="_compute_asks", store=True, precompute=True)
    policy_id = fields.Many2one(
        "cs.policy",
        compute="_compute_asks",
        store=True,
        precompute=True,
        ondelete="restrict",
    )
    min_qualities = fields.Integer(compute="_compute_asks", store=True, precompute=True)
    min_voters = fields.Integer(compute="_compute_asks", store=True, precompute=True)
    vote_days = fields.Integer(compute="_compute_asks", store=True, precompute=True)
    vote_share = fields.Float(
        compute="_compute_asks", store=True, precompute=True, digits=(16, 4)
    )
    min_panel = fields.Integer(compute="_compute_asks", store=True, precompute=True)
    mark_max = fields.Float(
        string="Highest Mark", compute="_compute_asks", store=True, precompute=True
    )
    bar = fields.Float(compute="_compute_asks", store=True, precompute=True)

    # What the steps leave.
    application = fields.Text(readonly=True, copy=False)
    open_quality_ids = fields.Many2many(
        "cs.policy.quality", compute="_compute_open_quality_ids"
    )
    quality_ids = fields.Many2many(
        "cs.policy.quality",
        "cs_level_change_quality_rel",
        "change_id",
        "quality_id",
        string="Ticked Qualities",
        copy=False,
        domain="[('id', 'in', open_quality_ids)]",
    )
    recommendation = fields.Text(copy=False, tracking=True)
    is_opposed = fields.Boolean(string="Leader Is Against", readonly=True, copy=False)
    recommended_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    recommended_on = fields.Datetime(readonly=True, copy=False)
    vote_ids = fields.One2many("cs.level.vote", "change_id", string="Team Vote")
    vote_text = fields.Char(string="Result of the Vote", compute="_compute_vote_text")
    hearing_on = fields.Datetime(copy=False, tracking=True)
    speech = fields.Text(copy=False, help="What the candidate said, in short.")
    mark_ids = fields.One2many("cs.level.mark", "change_id", string="Panel")
    mark_mean = fields.Float(
        string="Mean of the Marks", readonly=True, copy=False, digits=(16, 2)
    )
    decision_note = ToldText(string="Decision", readonly=True, copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    appeal_ids = fields.One2many("cs.appeal", "level_change_id", string="Appeals")

    _open_uniq = models.UniqueIndex(
        "(employee_id) WHERE state IN"
        " ('application', 'proposed', 'vote', 'hearing', 'office')",
        "A level change of this agent is under way already: decide or withdraw it "
        "first.",
    )
    _proposal_uniq = models.UniqueIndex(
        "(employee_id, period_id, kind) WHERE period_id IS NOT NULL",
        "This change is proposed already.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("employee_id")
    def _compute_origin(self):
        """Level, team and company of today; they stay as the agent moves on."""
        versions = self.env["hr.version"]._cs_of_employees(self.employee_id._origin.ids)
        for change in self:
            # sudo: the company says who may see the change
            agent = change.employee_id._origin.sudo()
            company = agent.company_id or self.env.company
            version = segments.version_on(
                versions.get(agent.id, ()), company._cs_today()
            )
            change.company_id = company
            change.department_id = version.department if version else False
            change.from_level_id = version.level if version else False

    @api.depends("from_level_id", "to_level_id")
    def _compute_kind(self):
        for change in self:
            before, after = change.from_level_id, change.to_level_id
            if not (before and after):
                change.kind, change.is_skip = False, False
                continue
            levels = change.ladder_id.level_ids.sorted().ids
            way = self._place(levels, after) - self._place(levels, before)
            up = "entry" if before.is_trial else "promotion"
            change.kind = up if way > 0 else "demotion"
            change.is_skip = abs(way) > 1

    @api.model
    def _place(self, level_ids, level):
        return level_ids.index(level._origin.id) if level._origin.id in level_ids else 0

    @api.depends("kind", "date_from", "employee_id")
    def _compute_is_early(self):
        for change in self:
            # sudo: whether the trial is over, for who decides about its end
            agent = change.employee_id._origin.sudo()
            day = change.date_from
            version = agent and day and agent._get_version(day)
            end = version and version.trial_date_end
            change.is_early = bool(change.kind == "entry" and end and end > day)

    @api.depends("employee_id", "company_id")
    def _compute_date_from(self):
        """The next period that begins."""
        ends = {
            company: self._period_end(company)
            for company in self.company_id | self.env.company
        }
        for change in self:
            last = ends[change.company_id or self.env.company]
            change.date_from = fields.Date.add(last, days=1)

    @api.model
    def _period_end(self, company):
        """The last day of the company's present period."""
        today = company._cs_today()
        period = self.env["cs.period"]._existing_of(company, [today]).get(today)
        return period.date_to if period else company._cs_period_bounds(today)[1]

    @api.depends("employee_id", "date_from")
    def _compute_wage_before(self):
        versions = self.env["hr.version"]._cs_of_employees(self.employee_id._origin.ids)
        for change in self:
            if change.state in ("approved", "reversed"):
                change.wage_before = change.wage_before
                continue
            version = change.date_from and segments.version_on(
                versions.get(change.employee_id._origin.id, ()), change.date_from
            )
            change.wage_before = version.wage if version else 0

    @api.depends("employee_id", "to_level_id", "kind")
    def _compute_wage(self):
        """The level's usual wage; nobody earns less for rising, or more for falling."""
        for change in self:
            usual, present = change.to_level_id.default_wage, change.wage_before
            if not usual or not present:
                change.wage = usual or present
            elif change.kind == "demotion":
                change.wage = min(usual, present)
            else:
                change.wage = max(usual, present)

    @api.depends("from_level_id", "to_level_id", "kind", "company_id")
    def _compute_asks(self):
        """The steps of the policy of today; a later policy changes nothing here."""
        policies = self.env["cs.policy"]._approved(self.ladder_id.ids)
        for change in self:
            today = (change.company_id or self.env.company)._cs_today()
            policy = policies._at(change.ladder_id.id, today)
            up = policy.level_ids.filtered(
                lambda row, change=change: row.level_id == change.to_level_id
            )
            down = policy.level_ids.filtered(
                lambda row, change=change: row.level_id == change.from_level_id
            )
            rises = policy.change_enabled and change.kind != "demotion"
            change.policy_id = policy
            change.asks_application = rises and up.change_application
            change.asks_recommendation = policy.change_enabled and (
                up.change_recommendation if rises else down.change_fall_recommendation
            )
            change.asks_vote = rises and up.change_vote
            change.asks_hearing = rises and up.change_hearing
            for name, term in TERMS.items():
                change[name] = up[term] if rises else 0

    @api.depends("policy_id", "to_level_id")
    def _compute_open_quality_ids(self):
        for change in self:
            change.open_quality_ids = (
                change.policy_id._qualities_of(change.to_level_id)
                if change.kind != "demotion"
                else False
            )

    @api.depends("vote_ids.state")
    @api.depends_context("lang")
    def _compute_vote_text(self):
        for change in self:
            # sudo: who reads a change may know what its vote came to, and no more
            vote = change.sudo().vote_ids
            if vote.state == "closed":
                change.vote_text = self.env._(
                    "%(for)s in favour, %(against)s against, %(abstained)s abstained",
                    **{
                        name: vote[f"count_{name}"]
                        for name in ("for", "against", "abstained")
                    },
                )
            elif vote.state == "void":
                change.vote_text = self.env._("Too few votes for a secret result")
            elif vote:
                change.vote_text = self.env._(
                    "%(cast)s of %(voters)s have voted",
                    cast=vote.cast_count,
                    voters=vote.voter_count,
                )
            else:
                change.vote_text = False

    @api.depends("employee_id", "from_level_id", "to_level_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for change in self:
            if not change.to_level_id:
                change.display_name = False
                continue
            # sudo: names, also of who is of another company by now
            names = change.sudo()
            change.display_name = self.env._(
                "%(agent)s: %(before)s to %(after)s",
                agent=names.employee_id.display_name,
                before=names.from_level_id.name or "",
                after=names.to_level_id.name,
            )

    # ------------------------------------------------------------------
    # Rules
    # ------------------------------------------------------------------

    @api.constrains("from_level_id", "to_level_id")
    def _check_levels(self):
        for change in self:
            if not change.from_level_id:
                raise ValidationError(
                    self.env._(
                        "%(agent)s has no level. Enter the first one on the employee.",
                        agent=change.employee_id.name,
                    )
                )
            if change.to_level_id not in change.ladder_id.level_ids - (
                change.from_level_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(change)s: choose another level of the ladder %(ladder)s.",
                        change=change.display_name,
                        ladder=change.ladder_id.name,
                    )
                )

    @api.constrains("is_skip", "reason", "kind", "period_id", "state")
    def _check_reason(self):
        for change in self:
            if why := change._why_reason():
                raise ValidationError(why)

    def _why_reason(self):
        """Why the change lacks a reason; ``False`` if it does not."""
        if (self.reason or "").strip():
            return False
        if self.is_skip:
            return self.env._(
                "%(change)s skips a level: say for which outstanding service.",
                change=self.display_name,
            )
        if self.kind == "demotion" and not self.period_id:
            return self.env._(
                "%(change)s was not proposed by the figures: give the reason.",
                change=self.display_name,
            )
        return False

    # ------------------------------------------------------------------
    # Making, changing, deleting
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        for change in changes:
            change._raise_why(change._why_not_propose())
        # sudo: state and evidence are nobody's to write
        begun = changes.sudo()
        for stage, group in begun.grouped(lambda row: row._stage_after(None)).items():
            group.write({"state": stage})
        for change in begun.filtered(lambda row: not row.trace):
            change.trace = trace(*change._evidence())
        begun._begin_stage()
        return changes

    def unlink(self):
        """With its vote, whose activities a deletion by the database would leave."""
        self.check_access("unlink")
        # sudo: votes are nobody's to delete
        self.sudo().vote_ids.unlink()
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_file(self):
        """A change stays on file; HR may delete one that nobody has touched."""
        for change in self:
            if change._is_touched() or change.state not in STAGES:
                raise UserError(
                    self.env._(
                        "%(change)s stays on file: withdraw it instead.",
                        change=change.display_name,
                    )
                )

    def _is_touched(self):
        """Whether somebody has taken a step."""
        return bool(
            self.application
            or self.recommended_by_id
            or self.decided_by_id
            # sudo: whether anybody has voted, for who may not see who
            or self.sudo().vote_ids.cast_count
            or self.sudo().mark_ids.filtered("is_given")
        )

    def _why_not_propose(self):
        """Why the user may not propose this; ``False`` if they may."""
        if self.env.su:
            return False
        return self._why_concerned() or (
            not self._is_leader()
            and self.env._(
                "%(change)s is proposed by the team's leaders and HR.",
                change=self.display_name,
            )
        )

    def _why_not_write(self, names):
        who = {
            "quality_ids": self._why_not_recommend_now,
            "recommendation": self._why_not_recommend_now,
            "date_from": self._why_not_office_now,
            "wage": self._why_not_office_now,
            "hearing_on": self._why_not_panel,
            "speech": self._why_not_panel,
            "reason": self._why_not_reason,
            # The rows ask themselves.
            "mark_ids": lambda: False,
        }
        for name in sorted(names):
            if name not in who:
                return self.env._(
                    "%(change)s stays as it was proposed. Withdraw it, and propose "
                    "another one.",
                    change=self.display_name,
                )
            if reason := who[name]():
                return reason
        return False

    # ------------------------------------------------------------------
    # Proposals
    # ------------------------------------------------------------------

    @api.model
    def _propose(self, vals_list):
        """Propose changes from the figures of a locked period; called in sudo.

        :param vals_list: ``[{"employee_id", "period_id", "from_level_id",
            "to_level_id", "kind", "evidence": [trace steps]}]``; ``kind`` is
            "promotion" or "demotion", a promotion out of the trial a confirmation
        :return: the changes of these agents, periods and kinds, those that were there
            already among them; who has another change under way gets none, nor who
            is at another level by today than in the locked period
        """
        if not vals_list:
            return self.browse()
        employee_ids = [vals["employee_id"] for vals in vals_list]
        present = self.search([("employee_id", "in", employee_ids)])
        known = {
            (change.employee_id.id, change.period_id.id, change._direction()): change
            for change in present
        }
        busy = set(present.filtered(lambda row: row.state in STAGES).employee_id.ids)
        busy |= self._moved_on(vals_list)
        found, missing = self.browse(), []
        for vals in vals_list:
            key = vals["employee_id"], vals["period_id"], vals["kind"]
            if key in known:
                found |= known[key]
            elif vals["employee_id"] not in busy:
                busy.add(vals["employee_id"])
                missing.append(
                    {
                        "employee_id": vals["employee_id"],
                        "period_id": vals["period_id"],
                        "from_level_id": vals["from_level_id"],
                        "to_level_id": vals["to_level_id"],
                        "trace": trace(*vals.get("evidence", ())),
                    }
                )
        return found | self.create(missing)

    @api.model
    def _ticked(self, employees):
        """Qualities ticked for who is recommended and not decided on yet.

        :return: ``{employee_id: frozenset of codes}``
        """
        found = self.search(
            [
                ("employee_id", "in", employees.ids),
                ("state", "in", STAGES),
                ("kind", "!=", "demotion"),
                ("recommended_by_id", "!=", False),
                ("is_opposed", "=", False),
            ]
        )
        return {
            change.employee_id.id: frozenset(change.quality_ids.mapped("code"))
            for change in found
        }

    def _judged_trace(self):
        """The evidence with the criterion that people judge, as it is ticked (R5.11).

        It stays as it was found when the change was proposed, but for this one.
        """
        found = careers.find(
            careers.Criterion(
                careers.JUDGED,
                bound=to_decimal(self.min_qualities),
                qualities=tuple(self.open_quality_ids.mapped("code")),
            ),
            careers.Evidence(
                self.company_id._cs_today(),
                ticked=frozenset(self.quality_ids.mapped("code")),
            ),
            careers.Readings(),
        )
        now = {
            **found.step,
            "is_met": found.is_met,
            "percent": int(found.share * 100),
        }
        steps = list((self.trace or {}).get("steps", ()))
        judged = [part for part in steps if part["code"] == found.step["code"]]
        if not judged:
            return trace(*steps, now)
        return trace(*({**part, **now} if part in judged else part for part in steps))

    def _moved_on(self, vals_list):
        """Ids of the agents whose level of today is not the one they rise from."""
        employees = self.env["hr.employee"].browse(
            vals["employee_id"] for vals in vals_list
        )
        versions = self.env["hr.version"]._cs_of_employees(employees.ids)
        moved = set()
        for employee, vals in zip(employees, vals_list, strict=True):
            today = employee.company_id._cs_today()
            version = segments.version_on(versions.get(employee.id, ()), today)
            if version and version.level != vals["from_level_id"]:
                moved.add(employee.id)
        return moved

    def _direction(self):
        return "demotion" if self.kind == "demotion" else "promotion"

    def _evidence(self):
        """Trace steps of what is known of a change that is proposed by hand."""
        [own] = self.env["hr.version"]._cs_of_employees(self.employee_id.ids).values()
        today = self.company_id._cs_today()
        held = [version for version in own if version.date <= today] or own[:1]
        since = held[-1].date
        for version in reversed(held):
            if version.level != self.from_level_id.id:
                break
            since = version.date
        found = [
            step("change.level", level=self.from_level_id.id, date=since),
        ]
        if joined := segments.joined_on(own):
            found.insert(0, step("change.joined", joined=joined))
        return found
