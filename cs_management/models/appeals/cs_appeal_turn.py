import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .cs_appeal import PENDING
from .cs_policy import DECIDE_DAYS

_logger = logging.getLogger(__name__)

ASK = "cs_management.cs_activity_appeal"
NOBODY = "cs_management.cs_activity_appeal_nobody"
LOOK = "cs_management.cs_activity_look"
LEADER = "cs_management.group_cs_leader"
MANAGER = "cs_management.group_cs_manager"
# From below upwards.
TURNS = [
    ("leader", "Team leader"),
    ("head", "Department head"),
    ("officer", "HR officer"),
    ("manager", "Manager"),
]


class CsAppeal(models.Model):
    """Whose turn it is: asked until a day, then the next person up.

    The team's leaders, those of the departments above, HR, then managers; never who
    issued it, and never the agent.
    """

    _inherit = "cs.appeal"

    turn = fields.Selection(TURNS, string="Waits For", readonly=True, copy=False)
    decider_ids = fields.Many2many(
        "res.users",
        "cs_appeal_decider_rel",
        "appeal_id",
        "user_id",
        string="Asked to Decide",
        readonly=True,
        copy=False,
    )
    asked_ids = fields.Many2many(
        "res.users",
        "cs_appeal_asked_rel",
        "appeal_id",
        "user_id",
        string="Asked so Far",
        readonly=True,
        copy=False,
    )
    decide_days = fields.Integer(
        string="Days to Decide",
        readonly=True,
        copy=False,
        help="Of each who is asked, as the policy said when the appeal was made.",
    )
    deadline = fields.Date(
        string="Decide by", readonly=True, copy=False, index="btree_not_null"
    )
    reminded_on = fields.Date(readonly=True, copy=False)
    moves = fields.Integer(
        string="Handed Up",
        readonly=True,
        copy=False,
        help="How often it went to the next person up.",
    )
    is_late = fields.Boolean(
        string="Not Decided in Time",
        compute="_compute_is_late",
        search="_search_is_late",
    )
    days_left = fields.Integer(
        compute="_compute_days_left",
        help="Until it is to be decided.",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    @api.depends("state", "deadline")
    def _compute_days_left(self):
        for appeal in self:
            waits = appeal.state == PENDING and appeal.deadline
            today = appeal.company_id._cs_today() if waits else None
            appeal.days_left = (appeal.deadline - today).days if waits else 0

    @api.depends("state", "deadline", "moves")
    def _compute_is_late(self):
        for appeal in self:
            appeal.is_late = bool(appeal.moves) or appeal.days_left < 0

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [
            "|",
            ("moves", ">", 0),
            "&",
            ("state", "=", PENDING),
            ("deadline", "<", fields.Date.context_today(self)),
        ]
        return late if True in value else ["!", *late]

    @api.depends("decider_ids", "state")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for appeal in self:
            appeal.is_mine = (
                appeal.state == PENDING and self.env.user in appeal.decider_ids
            )

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = ["&", ("state", "=", PENDING), ("decider_ids", "in", self.env.uid)]
        return mine if True in value else ["!", *mine]

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    def _why_not_turn(self):
        """Why it is no longer the user's to decide; ``False`` if it is not so."""
        # sudo: who was asked is known to who reads the appeal
        appeal = self.sudo()
        if self.env.user not in appeal.asked_ids - appeal.decider_ids:
            return False
        return self.env._(
            "%(appeal)s was not decided in time and went on to %(users)s.",
            appeal=self.display_name,
            users=", ".join(appeal.decider_ids.mapped("name")) or "-",
        )

    def _instances(self):
        """Who decides, from below upwards: ``[(turn, res.users)]``, nobody left out
        but who it is about, and who issued it. Called in sudo."""
        fact = self._target()
        without = self._concerned() | fact._appeal_issuers()
        found = []
        if not fact._appeal_by_hr:
            own = self.department_id
            for department in own._cs_led_upwards(without):
                turn = "leader" if department == own else "head"
                found.append((turn, department.cs_leader_ids))
        company = self.company_id
        managers = company._cs_users(MANAGER)
        found.append(("officer", company._cs_officers() - managers))
        found.append(("manager", managers))
        asked = [(turn, self._able(users - without)) for turn, users in found]
        return [(turn, users) for turn, users in asked if users]

    def _able(self, users):
        """Those who still work here: active, in the company, and with the role."""
        return users.filtered(
            lambda user: user.active
            and self.company_id in user.company_ids
            and user.has_group(LEADER)
        )

    def _next_instance(self):
        """The next who were not asked, no lower than the present turn.

        :return: ``(turn, res.users)``, both empty where nobody is left
        """
        order = [turn for turn, _label in TURNS]
        reached = order.index(self.turn) if self.turn else 0
        for turn, users in self._instances():
            if order.index(turn) >= reached and (users := users - self.asked_ids):
                return turn, users
        return False, self.env["res.users"]

    # ------------------------------------------------------------------
    # Asking
    # ------------------------------------------------------------------

    def _ask(self):
        """Ask those who decide first, by the policy of the day; called in sudo."""
        days = {
            appeal: appeal.company_id._cs_clock().day_of(fields.Datetime.now())
            for appeal in self
        }
        policies = self.env["cs.policy"]._of_agents(
            {(appeal.employee_id.id, day) for appeal, day in days.items()}
        )
        for appeal, day in days.items():
            policy = policies[appeal.employee_id.id, day]
            appeal.decide_days = policy.appeal_decide_days or DECIDE_DAYS
            if not appeal._ask_next():
                appeal._ask_for_somebody()

    def _ask_next(self):
        """Ask the next who may decide, with a deadline and an activity for each.

        :return: whether there is somebody
        """
        turn, users = self._next_instance()
        if not users:
            return False
        self._settle_activities(*self._decision_activities)
        today = self.company_id._cs_today()
        self.write(
            {
                "turn": turn,
                "decider_ids": [(6, 0, users.ids)],
                "asked_ids": [(4, user.id) for user in users],
                "deadline": fields.Date.add(today, days=self.decide_days),
                "reminded_on": False,
            }
        )
        self._plan_activities(ASK, users, self.deadline)
        return True

    def _plan_activities(self, kind, users, day):
        for user in users:
            named = self.with_context(lang=user.lang)
            self.activity_schedule(
                kind,
                day,
                user_id=user.id,
                summary=named.env._("Decide: %(appeal)s", appeal=named.display_name),
            )

    def _ask_for_somebody(self):
        """Nobody may decide: whoever gives out the roles is asked for somebody."""
        self._settle_activities(*self._decision_activities)
        if self.decider_ids or self.deadline:
            self.write({"decider_ids": [(5, 0, 0)], "deadline": False})
        company = self.company_id
        concerned = self._concerned()
        users = company._cs_users(MANAGER) or company._cs_officers()
        today = company._cs_today()
        for user in users - concerned:
            named = self.with_context(lang=user.lang)
            self.activity_schedule(
                NOBODY,
                today,
                user_id=user.id,
                summary=named.env._(
                    "Nobody may decide %(appeal)s: give somebody else the role",
                    appeal=named.display_name,
                ),
            )
        self._log(
            self.env._(
                "Nobody may decide this appeal: who issued it does not. Somebody else "
                "needs the role of an officer or leads the team; it is then asked."
            )
        )

    def _log(self, text):
        self.message_post(body=text, subtype_xmlid="mail.mt_note")

    # ------------------------------------------------------------------
    # Every day
    # ------------------------------------------------------------------

    @api.model
    def _cron_appeals(self):
        """Remind of what is due tomorrow, and hand up what was not decided.

        One that fails does not stop the others.
        """
        waiting = self.search([("state", "=", PENDING)])
        done = {"reminded": 0, "moved": 0, "failed": 0}
        for appeal in waiting:
            try:
                with self.env.cr.savepoint():
                    if result := appeal._look_after():
                        done[result] += 1
            except UserError as error:
                done["failed"] += 1
                _logger.warning("%s could not be handed up: %s", appeal, error)
        _logger.info(
            "Appeals: %(reminded)s reminded, %(moved)s handed up, %(failed)s failed",
            done,
        )
        return done

    def _look_after(self):
        """What a day asks for: ``"reminded"``, ``"moved"``, or nothing.

        One that somebody decides at this moment is left to them.
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            return False
        self.invalidate_recordset(["state"])
        if self.state != PENDING:
            return False
        today = self.company_id._cs_today()
        if not self._able(self.decider_ids):
            return self._replace_deciders()
        if self.deadline and self.deadline < today:
            return self._hand_up(today)
        tomorrow = fields.Date.add(today, days=1)
        if self.deadline and self.deadline <= tomorrow and self.reminded_on != today:
            return self._remind(today)
        return False

    def _replace_deciders(self):
        """Who was asked has left or lost the role: others are asked."""
        gone = self.with_context(active_test=False).decider_ids
        names = ", ".join(gone.mapped("name"))
        if not self._ask_next():
            if gone:
                self._ask_for_somebody()
            return False
        if names:
            self.moves += 1
            self._log(
                self.env._(
                    "%(before)s can no longer decide: it goes on to %(users)s, who "
                    "decide until %(date)s.",
                    before=names,
                    users=", ".join(self.decider_ids.mapped("name")),
                    date=format_date(self.env, self.deadline),
                )
            )
        return "moved"

    def _hand_up(self, today):
        """The days to decide are over: the next person up, else those again."""
        before = ", ".join(self.decider_ids.mapped("name"))
        late = format_date(self.env, self.deadline)
        if self._ask_next():
            self.moves += 1
            self._log(
                self.env._(
                    "Not decided by %(before)s until %(late)s: it goes on to "
                    "%(users)s, who decide until %(date)s.",
                    before=before,
                    late=late,
                    users=", ".join(self.decider_ids.mapped("name")),
                    date=format_date(self.env, self.deadline),
                )
            )
            return "moved"
        if self.reminded_on == today:
            return False
        return self._remind(today)

    def _remind(self, today):
        """Tell those who are asked that it is due; nobody twice a day."""
        self.reminded_on = today
        for user in self.decider_ids:
            named = self.with_context(lang=user.lang)
            named.message_notify(
                partner_ids=user.partner_id.ids,
                subject=named.env._("Due: %(appeal)s", appeal=named.display_name),
                body=named.env._(
                    "The appeal is to be decided until %(date)s.",
                    date=format_date(named.env, self.deadline),
                ),
            )
        return "reminded"

    # ------------------------------------------------------------------
    # The end
    # ------------------------------------------------------------------

    def _end_turn(self):
        """Nobody is asked any more."""
        # sudo: columns that the addon keeps
        self.sudo().write({"deadline": False, "turn": False})

    def _tell_decided(self):
        """The agent is told how it was decided, and why."""
        self._end_turn()
        # sudo: the agent, also of another company by now, is told their own
        appeal = self.sudo()
        user = appeal.employee_id.user_id
        if not user:
            return
        named = appeal.with_context(lang=user.lang)
        named.message_notify(
            partner_ids=user.partner_id.ids,
            subject=named.display_name,
            body=named.env._(
                "Your appeal is decided: %(state)s. %(reason)s",
                state=named._state_label(named.state),
                reason=named.decision_note or "",
            ),
        )
