from datetime import timedelta

from odoo import api, models

from .hr_leave_approval import STANDING


class HrLeave(models.Model):
    """Leave is as long as the days that the roster, else the schedule has (R1.41).

    So are balances and the preview: Odoo itself counts the working schedule only.
    """

    _inherit = "hr.leave"

    def _compute_date_from_to(self):
        """Hours of a shift that runs over midnight are those of its day (R10)."""
        result = super()._compute_date_from_to()
        for leave in self.filtered("request_unit_hours"):
            first, last = leave._cs_span_of_hours()
            if last > 24:
                zone = leave.employee_id or leave
                leave.date_to = self._to_utc(leave.request_date_from, 0, zone)
                leave.date_to += timedelta(hours=last)
                leave.date_from = self._to_utc(leave.request_date_from, first, zone)
        return result

    def _cs_span_of_hours(self):
        """From and to, in hours of the leave's day; over 24: of the night after it.

        "From 23 to 1" is the end of a shift that the roster plans until then; else
        it is a mistake, and stays as it was typed.
        """
        self.ensure_one()
        first, last = self.request_hour_from, self.request_hour_to
        crosses = self.request_date_from == self.request_date_to and last <= first
        if not (crosses and last and self.employee_id and self.request_date_from):
            return first, last
        # sudo: the team reads its roster; who asks for leave may have left it
        lines = self.env["cs.roster.line"].sudo()
        clock = (self.employee_id.company_id or self.env.company)._cs_clock()
        begin = clock.at(self.request_date_from, first)
        end = clock.at(self.request_date_from, last + 24)
        shift = lines.search_count(
            [
                ("employee_id", "=", self.employee_id.id),
                ("date", "=", self.request_date_from),
                ("kind", "=", "shift"),
                ("start", "<=", begin),
                ("stop", ">=", end),
            ],
            limit=1,
        )
        return (first, last + 24) if shift else (first, last)

    def _get_durations(self, check_leave_type=True, resource_calendar=None):
        durations = super()._get_durations(check_leave_type, resource_calendar)
        rostered = self.filtered(
            lambda row: row.cs_is_governed
            and row.request_date_from
            and row.request_date_to
            and row.request_date_from <= row.request_date_to
        )
        plans = rostered._cs_rosters()
        for leave in rostered:
            first, last = leave.request_date_from, leave.request_date_to
            plan = {
                day: hours
                for day, hours in plans.get(leave.employee_id.id, {}).items()
                if first <= day <= last
            }
            if plan:
                durations[leave.id] = leave._cs_duration(durations[leave.id], plan)
        return durations

    def _cs_rosters(self):
        """Hours that the roster plans, in one query: ``{employee: {day: hours}}``."""
        if not self:
            return {}
        # sudo: the team reads its roster; who asks for leave may have left it
        lines = self.env["cs.roster.line"].sudo()
        return lines._hours_by_day(
            self.employee_id.ids,
            min(self.mapped("request_date_from")),
            max(self.mapped("request_date_to")),
        )

    def _cs_duration(self, stock, plan):
        """Days and hours of a leave, by the roster where it says something.

        :param stock: Odoo's ``(days, hours)`` by the working schedule
        :param plan: ``{day: hours planned}`` of the days that the roster has
        """
        first, last = self.request_date_from, self.request_date_to
        # sudo: how many hours a day has by the regulation is no secret
        usual = float(self.sudo().cs_policy_id._hours_per_day()) or 8.0
        if self.request_unit_hours:
            begin, end = self._cs_span_of_hours()
            hours = max(end - begin, 0)
            hours = min(hours, sum(plan.values())) if first == last else stock[1]
            return hours / usual, hours
        # As pay counts it: the roster's days, where it plans any; else the schedule's.
        hours_of = {day: planned for day, planned in plan.items() if planned}
        if not hours_of:
            scheduled = self._cs_scheduled_days(first, last) - plan.keys()
            hours_of = dict.fromkeys(scheduled, usual)
        row, days, hours = self._cs_engine_leave(), 0.0, 0.0
        for day, planned in hours_of.items():
            part = float(row.part(day, self.cs_policy_id._hours_per_day()))
            days, hours = days + part, hours + part * planned
        return days, hours

    @api.model
    def _cs_recount(self, days):
        """The roster of these ``{(employee_id, day)}`` changed: count leave anew."""
        if not days:
            return
        # sudo: who plans need not see leave; nothing but its length follows
        leaves = self.sudo().search(
            [
                ("employee_id", "in", [employee_id for employee_id, _day in days]),
                ("cs_is_governed", "=", True),
                ("state", "in", STANDING),
                ("request_date_from", "<=", max(day for _employee, day in days)),
                ("request_date_to", ">=", min(day for _employee, day in days)),
            ]
        )
        if leaves:
            self.env.add_to_compute(self._fields["number_of_days"], leaves)
            self.env.add_to_compute(self._fields["number_of_hours"], leaves)
