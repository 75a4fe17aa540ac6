from odoo import api, fields, models
from odoo.exceptions import UserError

from ..cs_decision_mixin import Step, Words
from .cs_level_change import ASKED, STAGES

ACTIVITY = "cs_management.cs_activity_level_change"


class CsLevelChange(models.Model):
    """Who takes which step of a level change (R5.10, R5.13, R5.17).

    Application -> recommendation -> team vote -> hearing -> office: whoever takes a
    step sends the change on to the next one that its level asks for.
    """

    _inherit = "cs.level.change"
    _decision_note = "recommendation"
    _decision_depends = ("employee_id", "department_id", "mark_ids", "vote_ids.state")
    _decision_activities = (ACTIVITY,)

    can_apply = fields.Boolean(compute="_compute_can")
    can_recommend = fields.Boolean(compute="_compute_can")
    can_close_vote = fields.Boolean(compute="_compute_can")
    can_close_hearing = fields.Boolean(compute="_compute_can")
    can_decide = fields.Boolean(compute="_compute_can")
    can_refuse = fields.Boolean(compute="_compute_can")
    can_withdraw = fields.Boolean(compute="_compute_can")
    can_reverse = fields.Boolean(compute="_compute_can")

    def action_apply(self):
        """The candidate applies and says why (R5.13, R5.18)."""
        return self._ask_reason("apply")

    def action_recommend(self):
        return self._decide("recommend")

    def action_oppose(self):
        """Not recommended: that ends a promotion; of a fall the office hears it."""
        return self._decide("oppose")

    def action_close_vote(self):
        return self._decide("close_vote")

    def action_close_hearing(self):
        return self._decide("close_hearing")

    def action_approve(self):
        return self._decide("approve")

    def action_refuse(self):
        return self._ask_reason("refuse")

    def action_withdraw(self):
        return self._ask_reason("withdraw")

    def action_reverse(self):
        """HR takes an approved change back, whatever was paid meanwhile."""
        return self._ask_reason("reverse")

    @api.readonly
    def action_view_vote(self):
        self.ensure_one()
        return self.vote_ids._get_records_action(name=self.env._("Team Vote"))

    @api.model
    def _decision_steps(self):
        """``office`` as the next state means: the next step that is asked for."""
        go_on = {"to_state": "office", "then": ("_begin_stage",)}
        decided = {"signed": ("decided_by_id", "decided_on")}
        explained = {"reason": "decision_note", "needs_reason": True, **decided}
        recommended = {
            "from_states": ("proposed",),
            "why_not": "_why_not_recommend",
            "reason": "recommendation",
            "needs_reason": True,
            "signed": ("recommended_by_id", "recommended_on"),
            "can": "can_recommend",
        }
        return {
            "apply": Step(
                from_states=("application",),
                why_not="_why_not_apply",
                reason="application",
                needs_reason=True,
                **go_on,
            ),
            "recommend": Step(
                prepare="_prepare_recommendation", **recommended, **go_on
            ),
            "oppose": Step(
                to_state="refused",
                prepare="_prepare_opposition",
                then=("_begin_stage",),
                **recommended,
            ),
            "close_vote": Step(
                from_states=("vote",),
                why_not="_why_not_close_vote",
                prepare="_prepare_result",
                **go_on,
            ),
            "close_hearing": Step(
                from_states=("hearing",),
                why_not="_why_not_office",
                prepare="_prepare_mean",
                **go_on,
            ),
            "approve": Step(
                from_states=("office",),
                to_state="approved",
                why_not="_why_not_office",
                prepare="_prepare_approval",
                then=("_apply", "_tell_agent"),
                can="can_decide",
                **decided,
            ),
            "refuse": Step(
                from_states=("hearing", "office"),
                to_state="refused",
                why_not="_why_not_office",
                then=("_tell_agent",),
                **explained,
            ),
            "withdraw": Step(
                from_states=STAGES,
                to_state="withdrawn",
                why_not="_why_not_withdraw",
                prepare="_prepare_withdrawal",
                **explained,
            ),
            "reverse": Step(
                from_states=("approved",),
                to_state="reversed",
                why_not="_why_not_office",
                then=("_take_back", "_tell_agent"),
                **explained,
            ),
        }

    @api.model
    def _decision_words(self):
        return {
            "apply": Words(
                title=self.env._("Apply"),
                button=self.env._("Apply"),
                hint=self.env._("Why you want the new level, and what speaks for it."),
            ),
            "refuse": Words(
                title=self.env._("Refuse"),
                button=self.env._("Refuse"),
                hint=self.env._("Why the level does not change. The agent reads it."),
            ),
            "withdraw": Words(
                title=self.env._("Withdraw"),
                button=self.env._("Withdraw"),
                hint=self.env._("Why the change is not followed up."),
            ),
            "reverse": Words(
                title=self.env._("Take Back"),
                button=self.env._("Take Back"),
                hint=self.env._(
                    "Why the agent gets the former level and wage again, from the day "
                    "of the change on."
                ),
            ),
        }

    def _set_state(self, state, **values):
        if state == "office":
            state = self._stage_after(self.state)
        elif values.get("is_opposed") and self.kind == "demotion":
            # The leader's word is heard; the office decides.
            state = "office"
        # sudo: candidates apply and leaders recommend, but write nothing else
        return self.sudo().write({"state": state, **values})

    def _stage_after(self, stage):
        """The next step that the change asks for; the office decides in any case."""
        rest = STAGES[STAGES.index(stage) + 1 :] if stage else STAGES
        return next(name for name in rest if name not in ASKED or self[ASKED[name]])

    def _step_log(self, name, reason):
        if name in ("apply", "recommend", "oppose"):
            # Said in the tracked fields; "Office" would not be what was done.
            return False
        return super()._step_log(name, reason)

    def _begin_stage(self):
        """Ask those whose turn it is now."""
        # sudo: the vote's rows and everybody's activities
        changes = self.sudo()
        for change in changes.filtered(lambda row: row.state == "vote"):
            if not change.vote_ids._open(change):
                change.message_post(
                    body=self.env._(
                        "Nobody of the team can vote: the vote is left out."
                    ),
                    subtype_xmlid="mail.mt_note",
                )
                change.write({"state": change._stage_after("vote")})
        activity_type = self.env.ref(ACTIVITY)
        model_id = self.env["ir.model"]._get_id(self._name)
        today = fields.Date.context_today(self)
        # sudo: activities of others, of this type only
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "res_model_id": model_id,
                    "res_id": change.id,
                    "user_id": user.id,
                    "summary": change.with_context(lang=user.lang)._told_to_do(),
                    "date_deadline": fields.Date.add(
                        today, days=activity_type.delay_count
                    ),
                    "automated": True,
                }
                for change, users in changes._next_users().items()
                for user in users
            ]
        )

    def _next_users(self):
        """Who acts next on each change; the voters are asked by the vote."""
        officers = {company: company._cs_officers() for company in self.company_id}
        found = {}
        for change in self:
            concerned = change._concerned()
            if change.state == "application":
                found[change] = concerned
            elif change.state == "proposed":
                found[change] = change.department_id._cs_deciders(change.employee_id)
            elif change.state in ("hearing", "office"):
                found[change] = officers[change.company_id] - concerned
        return found

    def _told_to_do(self):
        words = {
            "application": self.env._("You may apply: %(change)s"),
            "proposed": self.env._("Recommend or not: %(change)s"),
            "hearing": self.env._("Hold the hearing: %(change)s"),
            "office": self.env._("Decide: %(change)s"),
        }
        return words[self.state] % {"change": self.display_name}

    def _tell_agent(self):
        """The agent reads what was decided."""
        # sudo: activities of another user
        change = self.sudo()
        user = change._concerned()
        if user:
            told = change.with_context(lang=user.lang)
            change.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=f"{told._state_label(told.state)}: {told.display_name}",
            )

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    def _why_not_apply(self):
        if not self.env.su and self.env.user not in self._concerned():
            return self.env._("The candidate applies in person.")
        return False

    def _why_not_recommend(self):
        """The team's leaders recommend, HR where they do not, nobody themselves."""
        return self._why_not_judge()

    def _why_not_office(self):
        """The office decides, nobody about themselves."""
        if self.env.su:
            return False
        if reason := self._why_concerned():
            return reason
        if not self._is_officer():
            return self.env._("%(change)s is decided by HR.", change=self.display_name)
        return False

    def _why_not_withdraw(self):
        """Leaders and HR give a proposal up; a candidate need not apply."""
        if self.state == "application" and self.env.user in self._concerned():
            return False
        return self._why_not_judge()

    def _why_not_close_vote(self):
        """A vote is closed when all have voted, or its time is over."""
        # sudo: how many have voted, and until when they may
        vote = self.sudo().vote_ids
        today = self.company_id._cs_today()
        if vote.cast_count < vote.voter_count and vote.date_to >= today:
            return self.env._(
                "%(vote)s: %(cast)s of %(voters)s have voted; the others may until "
                "%(date)s.",
                vote=vote.display_name,
                cast=vote.cast_count,
                voters=vote.voter_count,
                date=vote.date_to,
            )
        return self._why_not_judge()

    def _why_not_recommend_now(self):
        return self._why_not("recommend")

    def _why_not_office_now(self):
        """Date and wage are the office's, until it has decided."""
        if self.state not in STAGES:
            return self._why_not_now("approve")
        return self._why_not_office()

    def _why_not_panel(self):
        """Hearing and panel are the office's, until the marks are counted."""
        if self.state not in STAGES[:4]:
            return self._why_not_now("close_hearing")
        return self._why_not_office()

    def _why_not_reason(self):
        """The reason is completed by who may propose, until it is decided."""
        if self.state not in STAGES:
            return self._why_not_now("approve")
        return self._why_not_propose()

    # ------------------------------------------------------------------
    # The last checks of a step
    # ------------------------------------------------------------------

    def _prepare_recommendation(self):
        if len(self.quality_ids) < self.min_qualities:
            raise UserError(
                self.env._(
                    "%(change)s asks for %(count)s of the judged qualities, and "
                    "%(ticked)s are ticked. Tick what holds, or do not recommend.",
                    change=self.display_name,
                    count=self.min_qualities,
                    ticked=len(self.quality_ids),
                )
            )
        judged = {"trace": self._judged_trace()} if self.open_quality_ids else {}
        return {"is_opposed": False, **judged}

    def _prepare_opposition(self):
        return {"is_opposed": True}

    def _prepare_result(self):
        # sudo: the vote counts itself; nobody else may
        self.sudo().vote_ids._close()

    def _prepare_withdrawal(self):
        """A vote that nobody follows up is not counted."""
        # sudo: ballots are nobody's to delete
        self.sudo().vote_ids.filtered(lambda vote: vote.state == "open").unlink()

    def _prepare_mean(self):
        # sudo: all the marks, whoever sees which
        marks = self.sudo().mark_ids
        missing = marks.filtered(lambda mark: not mark.is_given)
        if missing or len(marks) < self.min_panel or not marks:
            raise UserError(
                self.env._(
                    "%(change)s: a panel of %(count)s gives its marks at least. "
                    "Given: %(given)s, missing: %(missing)s.",
                    change=self.display_name,
                    count=max(self.min_panel, 1),
                    given=len(marks - missing),
                    missing=", ".join(missing.user_id.mapped("name")) or "-",
                )
            )
        return {"mark_mean": sum(marks.mapped("mark")) / len(marks)}
