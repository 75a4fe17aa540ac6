from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...engine import leave as engine
from ...engine import segments
from ...engine.clock import Clock
from ...engine.money import to_decimal, total_of
from ...engine.periods import days_between
from ...engine.trace import plain
from .hr_leave_approval import STANDING

DAY = timedelta(days=1)
YEAR = relativedelta(years=1)
# Nobody has more days off than these between two leaves that are one.
LONGEST_GAP = 14


class HrLeave(models.Model):
    """What the regulation asks of a request: notice, length, event (R1.41, R1.42).

    Only of agents whose policy has the chapter "Leave".
    """

    _inherit = "hr.leave"

    cs_policy_id = fields.Many2one(
        "cs.policy",
        string="Policy",
        compute="_compute_cs_policy_id",
        store=True,
        index="btree_not_null",
        groups="cs_management.group_cs_agent",
        help="The agent's policy on the first day, if it has the chapter on leave.",
    )
    cs_is_governed = fields.Boolean(
        string="By Regulation",
        compute="_compute_cs_is_governed",
        store=True,
        help="The leave of an agent whose policy has the chapter on leave.",
    )
    cs_is_urgent = fields.Boolean(
        string="Urgent",
        help="Announced orally, with the form on the first day back at latest.",
    )
    cs_urgent_reason = fields.Char(string="Why Urgent")
    cs_event_date = fields.Date(
        string="Day of the Event", help="Registration of the marriage, birth, ..."
    )
    cs_event_limit = fields.Integer(related="holiday_status_id.cs_event_limit")

    @api.depends("employee_id", "request_date_from")
    def _compute_cs_policy_id(self):
        leaves = self.filtered(lambda row: row.employee_id and row.request_date_from)
        pairs = {(row.employee_id.id, row.request_date_from) for row in leaves}
        # sudo: who asks for leave may read no policy; its rules hold for them
        found = self.env["cs.policy"].sudo()._of_agents(pairs) if pairs else {}
        for leave in self:
            policy = found.get((leave.employee_id.id, leave.request_date_from))
            leave.cs_policy_id = policy if policy and policy.leave_enabled else False

    @api.depends("cs_policy_id")
    def _compute_cs_is_governed(self):
        for leave in self:
            leave.cs_is_governed = bool(leave.cs_policy_id)

    @api.constrains(
        "employee_id",
        "holiday_status_id",
        "request_date_from",
        "request_date_to",
        "request_date_from_period",
        "request_date_to_period",
        "cs_is_urgent",
        "cs_urgent_reason",
        "cs_event_date",
    )
    def _check_cs_rules(self):
        """Rules of the regulation, on requests only: what is granted is granted."""
        # sudo: joining dates and other leaves are looked at, not shown
        for leave in self.sudo():
            if leave.cs_policy_id and leave.state == "confirm":
                for reason in leave._cs_objections():
                    raise ValidationError(reason)

    def _cs_objections(self):
        """What speaks against a request, each with what to do."""
        self.ensure_one()
        yield from self._cs_object_asker()
        yield from self._cs_object_notice()
        yield from self._cs_object_length()
        yield from self._cs_object_hours()
        yield from self._cs_object_trial()
        yield from self._cs_object_event()
        yield from self._cs_object_service()
        yield from self._cs_object_split()

    def _cs_is_hr(self):
        """HR enters what happened, whenever that was."""
        user = self.env.user
        return user._is_superuser() or (
            user._cs_is_officer()
            or user.has_group("hr_holidays.group_hr_holidays_user")
        )

    def _cs_object_asker(self):
        own = self.employee_id.user_id == self.env.user
        if own or self._cs_is_hr() or self.holiday_status_id.cs_is_sick:
            return
        if self.cs_policy_id.leave_own_only:
            yield self.env._(
                "Only %(agent)s asks for this leave; only sick leave may be asked "
                "for by others. Let them ask, or let HR enter it.",
                agent=self.employee_id.name,
            )

    def _cs_object_notice(self):
        """R1.42, R0.2: ahead of time, else as an urgent case."""
        if self.cs_is_urgent and not (self.cs_urgent_reason or "").strip():
            yield self.env._(
                "%(leave)s: say why it is urgent.", leave=self.display_name
            )
        notice = self.holiday_status_id.cs_notice_days
        today = self._cs_today()
        if not notice or self._cs_is_hr():
            return
        if today <= self.request_date_from - notice * DAY:
            return
        if not self.cs_policy_id.leave_urgent_allowed:
            yield self.env._(
                "%(leave)s is asked for %(days)s days ahead, and short notice is not "
                "accepted. Choose a later day, or talk to HR.",
                leave=self.display_name,
                days=notice,
            )
        elif not self.cs_is_urgent:
            yield self.env._(
                "%(leave)s is asked for %(days)s days ahead. Choose a later day, or "
                "mark it as urgent and say why.",
                leave=self.display_name,
                days=notice,
            )
        elif today > (due := self._cs_first_day_back()):
            yield self.env._(
                "%(leave)s: the form of an urgent leave is due on the first day back, "
                "%(date)s. Let HR enter it.",
                leave=self.display_name,
                date=format_date(self.env, due),
            )

    def _cs_object_length(self):
        limit = to_decimal(self.holiday_status_id.cs_max_days)
        if not limit:
            return
        alike = self._cs_chain().filtered(
            lambda other: other.holiday_status_id == self.holiday_status_id
        )
        in_calendar = self.holiday_status_id.cs_max_calendar
        length = alike._cs_calendar_length() if in_calendar else alike._cs_length()
        if length > limit and in_calendar:
            yield self.env._(
                "%(leave)s: %(type)s is at most %(limit)s calendar days at a stretch, "
                "these are %(days)s. Shorten it.",
                leave=self.display_name,
                type=self.holiday_status_id.name,
                limit=plain(limit),
                days=plain(length),
            )
        elif length > limit:
            yield self.env._(
                "%(leave)s: %(type)s is at most %(limit)s days at a stretch, these are "
                "%(days)s. Shorten it.",
                leave=self.display_name,
                type=self.holiday_status_id.name,
                limit=plain(limit),
                days=plain(length),
            )

    def _cs_object_hours(self):
        """R1.41: nursing takes an hour a day."""
        limit = to_decimal(self.holiday_status_id.cs_max_hours)
        if limit and self.request_unit_hours and self._cs_hours_a_day() > limit:
            yield self.env._(
                "%(leave)s: %(type)s is at most %(limit)s hours a day, these are "
                "%(hours)s. Shorten it.",
                leave=self.display_name,
                type=self.holiday_status_id.name,
                limit=plain(limit),
                hours=plain(self._cs_hours_a_day()),
            )

    def _cs_object_trial(self):
        """R1.41: annual leave comes with confirmation, by the level (R5.10)."""
        if not self.holiday_status_id.cs_confirmed_only:
            return
        versions = self.env["hr.version"]._cs_of_employees(self.employee_id.ids)
        version = segments.version_on(
            versions[self.employee_id.id], self.request_date_from
        )
        level = self.env["cs.level"].browse(version and version.level)
        if level.is_trial:
            yield self.env._(
                "%(leave)s: %(type)s is for confirmed agents, and %(agent)s is at the "
                "level %(level)s on that day. Take another kind of leave.",
                leave=self.display_name,
                type=self.holiday_status_id.name,
                agent=self.employee_id.name,
                level=level.name,
            )

    def _cs_object_event(self):
        leave_type, event = self.holiday_status_id, self.cs_event_date
        if not leave_type.cs_event_limit:
            return
        if not event:
            yield self.env._(
                "%(leave)s: enter the day of the event, %(type)s depends on it.",
                leave=self.display_name,
                type=leave_type.name,
            )
            return
        unit = "days" if leave_type.cs_event_unit == "day" else "months"
        last = event + relativedelta(**{unit: leave_type.cs_event_limit})
        if not event <= self.request_date_from <= last:
            yield self.env._(
                "%(leave)s: %(type)s begins between %(first)s and %(last)s. Choose "
                "another day, or correct the day of the event.",
                leave=self.display_name,
                type=leave_type.name,
                first=format_date(self.env, event),
                last=format_date(self.env, last),
            )

    def _cs_object_service(self):
        months = self.holiday_status_id.cs_min_service_months
        if not months:
            return
        versions = self.env["hr.version"]._cs_of_employees(self.employee_id.ids)
        joined = segments.joined_on(versions[self.employee_id.id])
        day = self.request_date_from
        if self.holiday_status_id.cs_event_limit:
            day = self.cs_event_date
        if not joined or joined + relativedelta(months=months) > day:
            yield self.env._(
                "%(leave)s: %(type)s is for who has been here %(months)s months by "
                "%(date)s. Take another kind of leave, or talk to HR.",
                leave=self.display_name,
                type=self.holiday_status_id.name,
                months=months,
                date=format_date(self.env, day),
            )

    def _cs_object_split(self):
        if not self.holiday_status_id.cs_no_split:
            return
        others = self._cs_others(self.request_date_from - YEAR)
        apart = (others - self._cs_chain()).filtered(
            lambda other: other.holiday_status_id == self.holiday_status_id
        )
        if apart:
            yield self.env._(
                "%(leave)s: %(type)s is taken at once, and %(other)s is there "
                "already. Change that one, if it is not granted yet.",
                leave=self.display_name,
                type=self.holiday_status_id.name,
                other=apart[0].display_name,
            )

    # ------------------------------------------------------------------
    # Length
    # ------------------------------------------------------------------

    def _cs_today(self):
        return self.employee_id.company_id._cs_today()

    def _cs_length(self):
        """Days of leaves, each in the counting of its type."""
        return total_of(
            engine.total_days(self._cs_calendar_days(leave))
            if leave.holiday_status_id.cs_day_count == "calendar"
            else to_decimal(round(leave.number_of_days, 4))
            for leave in self
        )

    def _cs_calendar_length(self):
        """Calendar days of leaves, half days as halves."""
        return total_of(
            engine.total_days(
                engine.taken(
                    [leave._cs_engine_leave().counted(True)],
                    leave.request_date_from,
                    leave.request_date_to,
                    (),
                    leave.cs_policy_id._hours_per_day(),
                )
            )
            for leave in self
        )

    @api.model
    def _cs_calendar_days(self, leave):
        row = leave._cs_engine_leave()
        hours = leave.cs_policy_id._hours_per_day()
        return engine.taken([row], row.first, row.last, (), hours)

    def _cs_engine_leave(self):
        """The leave as the engine takes it."""
        self.ensure_one()
        half = self.request_unit_half
        return engine.Leave(
            self.id,
            self.holiday_status_id.id,
            self.request_date_from,
            self.request_date_to,
            calendar=self.holiday_status_id.cs_day_count == "calendar",
            hours=self._cs_hours_a_day() if self.request_unit_hours else None,
            starts_late=half and self.request_date_from_period == "pm",
            ends_soon=half and self.request_date_to_period == "am",
        )

    def _cs_hours_a_day(self):
        """Hours of each day of a leave by the hour; breaks are left out by Odoo."""
        if self.request_date_from == self.request_date_to and self.number_of_hours:
            return to_decimal(round(self.number_of_hours, 4))
        first, last = self._cs_span_of_hours()
        return to_decimal(round(last - first, 4))

    def _cs_others(self, since=None):
        """Leaves of the agent that are asked for or granted, for a year around."""
        # sudo: somebody else's request counts, too
        return self.sudo().search(
            [
                ("id", "!=", self.id),
                ("employee_id", "=", self.employee_id.id),
                ("state", "in", STANDING),
                ("request_date_to", ">=", since or self.request_date_from - YEAR),
                ("request_date_from", "<=", self.request_date_to + YEAR),
            ]
        )

    def _cs_chain(self):
        """This leave and those that make one continuous leave with it (R1.40)."""
        self.ensure_one()
        if not self.cs_policy_id.leave_adjacent:
            return self
        others = self._cs_others()
        if not others:
            return self
        spans = [(row.request_date_from, row.request_date_to) for row in others]
        first = min([self.request_date_from, *(start for start, _s in spans)])
        last = max([self.request_date_to, *(stop for _s, stop in spans)])
        places = engine.chain(
            (self.request_date_from, self.request_date_to),
            spans,
            self._cs_idle_days(first, last),
        )
        return self | others.browse([others[place].id for place in places])

    def _cs_first_day_back(self):
        """The first working day after the leave."""
        idle = self._cs_idle_days(
            self.request_date_to + DAY, self.request_date_to + LONGEST_GAP * DAY
        )
        day = self.request_date_to + DAY
        while day in idle:
            day += DAY
        return day

    def _cs_idle_days(self, first, last):
        """Days off by the roster; where that says nothing, by the working schedule."""
        # sudo: the team reads its roster; who asks for leave may have left it
        lines = (
            self.env["cs.roster.line"]
            .sudo()
            .search(
                [
                    ("employee_id", "=", self.employee_id.id),
                    ("date", ">=", first),
                    ("date", "<=", last),
                ]
            )
        )
        kinds = {line.date: line.kind for line in lines}
        working = self._cs_scheduled_days(first, last)
        days = set(days_between(first, last))
        return {
            day
            for day in days
            if not (kinds[day] == "shift" if day in kinds else day in working)
        }

    def _cs_scheduled_days(self, first, last):
        """Days of the working schedule without public holidays."""
        # sudo: of the working schedule only the days are taken
        calendar = self.sudo().resource_calendar_id
        if not calendar:
            return set(days_between(first, last))
        clock = Clock(calendar.tz or "UTC")
        intervals = calendar._work_intervals_batch(
            datetime.combine(first, time.min, clock.zone),
            datetime.combine(last, time.max, clock.zone),
        )[False]
        return {clock.day_of(start) for start, _stop, _meta in intervals}
