from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

DUTY_KINDS = [
    ("cleaning", "Cleaning duty"),
    ("meeting", "Team meeting"),
    ("report", "Weekly report"),
]


class CsDuty(models.Model):
    """A cleaning duty, a team meeting or a weekly report of a team (R9.8, R2.3).

    Who is expected stands in its lines. Leaders plan it and confirm who was there.
    """

    _name = "cs.duty"
    _description = "Duty or Meeting"
    _inherit = ["cs.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _hour_columns = {"duration"}
    _order = "start desc, id desc"
    _check_company_auto = True
    # Agents read their team's meetings and may answer in the discussion.
    _mail_post_access = "read"

    kind = fields.Selection(DUTY_KINDS, required=True, default="cleaning", index=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env.user.employee_id.department_id,
    )
    start = fields.Datetime(
        string="From",
        required=True,
        index=True,
        tracking=True,
        default=lambda _self: fields.Datetime.now().replace(minute=0, second=0),
    )
    duration = fields.Float(string="Duration (Hours)", required=True, default=1)
    stop = fields.Datetime(
        string="To",
        compute="_compute_stop",
        inverse="_inverse_stop",
        store=True,
        readonly=False,
        precompute=True,
        help="By then it is done.",
    )
    date = fields.Date(
        compute="_compute_date", store=True, index=True, help="In the company's zone."
    )
    note = fields.Text(
        string="Agenda", help="What the meeting is about, or what has to be cleaned."
    )
    line_ids = fields.One2many("cs.duty.line", "duty_id", string="Agents")
    agent_names = fields.Char(string="Who", compute="_compute_agent_names")
    open_count = fields.Integer(string="To Confirm", compute="_compute_open_count")
    is_leader = fields.Boolean(compute="_compute_is_leader")

    _hours = models.Constraint(
        "CHECK (duration > 0)", "A duty or meeting ends after it begins."
    )
    _once_uniq = models.UniqueIndex(
        "(company_id, department_id, kind, start)",
        "The team has this duty at this time already: open that one.",
    )

    @api.depends("start", "duration")
    def _compute_stop(self):
        for duty in self:
            duty.stop = duty.start and duty.start + timedelta(hours=duty.duration)

    @api.onchange("stop")
    def _inverse_stop(self):
        for duty in self.filtered(lambda duty: duty.start and duty.stop):
            duty.duration = (duty.stop - duty.start) / timedelta(hours=1)

    @api.depends("start", "company_id.cs_tz")
    def _compute_date(self):
        for duty in self:
            clock = duty.company_id._cs_clock()
            duty.date = duty.start and clock.day_of(duty.start)

    @api.depends("line_ids.employee_id", "line_ids.state")
    def _compute_agent_names(self):
        for duty in self:
            lines = duty.line_ids.filtered(
                lambda line: line.state not in ("excused", "swapped")
            )
            # sudo: names, also of who is of another company by now
            duty.agent_names = ", ".join(lines.sudo().employee_id.mapped("name"))

    @api.depends("line_ids.state", "stop")
    def _compute_open_count(self):
        now = fields.Datetime.now()
        for duty in self:
            past = duty.stop and duty.stop < now
            lines = duty.line_ids.filtered(lambda line: line.state == "expected")
            duty.open_count = len(lines) if past else 0

    @api.depends("department_id", "company_id")
    @api.depends_context("uid")
    def _compute_is_leader(self):
        for duty in self:
            duty.is_leader = duty._is_led()

    @api.depends("kind", "department_id", "date", "agent_names")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for duty in self:
            parts = [kinds.get(duty.kind), format_date(self.env, duty.date)]
            # Who cleans comes first: that is what a narrow calendar shows.
            if duty.kind == "cleaning":
                parts.insert(0, duty.agent_names)
            else:
                parts.insert(1, duty.department_id.name)
            duty.display_name = ", ".join(filter(None, parts))

    def write(self, vals):
        if not {"start", "stop", "duration", "kind"}.isdisjoint(vals):
            self.line_ids._check_open()
        if not {"kind", "department_id"}.isdisjoint(vals):
            self._check_unconfirmed()
        result = super().write(vals)
        if "start" in vals:
            for duty in self:
                moved = duty.line_ids.filtered(
                    lambda line, day=duty.date: line.date != day
                )
                moved._move(duty.date)
        return result

    def unlink(self):
        self.line_ids.unlink()
        return super().unlink()

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_all_done(self):
        """Those who are still expected were there."""
        lines = self.line_ids.filtered(lambda line: line.state == "expected")
        lines.action_done()
        return True

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    def _is_led(self):
        """Whether the user leads the team, or is HR."""
        self.ensure_one()
        return self.env.su or self.env.user._cs_leads(self.department_id)

    def _check_unconfirmed(self):
        """Raise if somebody was confirmed: kind and team no longer change then."""
        for duty in self:
            if set(duty.line_ids.mapped("state")) - {"expected"}:
                raise UserError(
                    self.env._(
                        "%(duty)s is confirmed in part: it keeps its kind and team. "
                        "Plan another one.",
                        duty=duty.display_name,
                    )
                )

    @api.model
    def _cron_confirm(self):
        """Excuse who was off; ask leaders to confirm what nobody has confirmed yet.

        Nothing counts as missed by this: a leader says so.
        """
        Line = self.env["cs.duty.line"]
        Line._open_missed()._excuse_off()
        past = Line.search(
            [("state", "=", "expected"), ("stop", "<", fields.Datetime.now())]
        )
        past -= past._excuse_off()
        duties = past.duty_id
        activity = "cs_management.cs_activity_duty_confirm"
        asked = duties.activity_search([activity]).mapped("res_id")
        for duty in duties.filtered(lambda duty: duty.id not in asked):
            for user in duty._leaders():
                duty.activity_schedule(activity, user_id=user.id)

    def _leaders(self):
        return self.department_id._cs_leaders()

    def _drop_reminders(self):
        """What is confirmed needs no reminder any more."""
        settled = self.filtered(
            lambda duty: "expected" not in duty.line_ids.mapped("state")
        )
        # sudo: activities of other leaders
        settled.sudo().activity_unlink(["cs_management.cs_activity_duty_confirm"])
