from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_duration

from ...engine import segments
from ...engine.periods import days_between
from ..cs_fact_mixin import QUIET

DAY = timedelta(days=1)
SATURDAY = 5
# Shifts that the team worked so shortly before still count as its own.
LOOK_BACK = timedelta(days=31)
# Odoo's colours for shifts that have none: quiet ones first, red is for warnings.
COLORS = (4, 11, 10, 3, 2, 7, 9, 5, 8, 6)


class CsRosterLine(models.Model):
    """The team matrix: agents by days, read at once and written by cell (R10)."""

    _inherit = "cs.roster.line"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def matrix_read(self, department_id=False, day=False):
        """The roster of a team in the pay period that holds a day.

        A fixed number of queries, whatever the number of agents.

        :param department_id: one of the teams that the user sees, else their first one
        :param day: any date of the period; the current one if there is none
        """
        self.check_access("read")
        company = self.env.company
        today = company._cs_today()
        day = self._to_day(day) or today
        first, last, periods = self._matrix_span(company, day)
        parts = self._matrix_parts(company, first, last)
        teams, led = self._matrix_teams(company, parts)
        team = (
            teams.filtered(lambda team: team.id == department_id)
            or ((teams & led) or teams)[:1]
        )
        parts = self._matrix_members(parts, team)
        lines = self._matrix_lines(parts, first, last)
        return {
            "team": team.id,
            "teams": [{"id": team.id, "name": team.name} for team in teams],
            "can_edit": team in led and self.has_access("write"),
            "today": fields.Date.to_string(today),
            "previous": fields.Date.to_string(first - DAY),
            "next": fields.Date.to_string(last + DAY),
            "days": self._matrix_days(company, parts, first, last, today, periods),
            "shifts": self._matrix_shifts(company, team, lines, first),
            "agents": self._matrix_agents(parts, first, last),
            "lines": lines._matrix_format(company),
            "swaps": self._matrix_swaps(parts, first, last),
        }

    @api.model
    def _matrix_span(self, company, day):
        """First and last day of the pay period of a day, and the periods therein."""
        self._check_day(day)
        periods = self.env["cs.period"]._touching(
            company, day - LOOK_BACK, day + LOOK_BACK
        )
        if period := periods._covering(day):
            return period.date_from, period.date_to, periods
        return *company._cs_period_bounds(day), periods

    @api.model
    def _matrix_parts(self, company, first, last):
        """Segments of the company's agents in the span, by employee."""
        # sudo: leaders and agents read no contracts; team and days are what is kept
        ids = self.env["cs.workday"].sudo()._agent_ids(company, first, last)
        versions = self.env["hr.version"]._cs_of_employees(ids)
        return {
            employee_id: found
            for employee_id, own in versions.items()
            if (found := segments.segments(own, first, last))
        }

    @api.model
    def _matrix_teams(self, company, parts):
        """Teams that the user may look at, and those among them that they plan."""
        user = self.env.user
        ids = {part.version.department for own in parts.values() for part in own}
        staffed = self.env["hr.department"].browse(ids - {None, False}).exists()
        if user._cs_is_officer():
            return staffed.sorted("name"), staffed
        led = user._cs_led_departments().filtered(
            lambda team: team.company_id in (company, company.browse())
        )
        own = user.employee_ids.department_id
        own = own.filtered(lambda team: team.company_id in (company, own.browse()))
        return (staffed & (led | own)).sorted("name"), led

    @api.model
    def _matrix_members(self, parts, team):
        """The segments that agents spend in the team."""
        return {
            employee_id: kept
            for employee_id, own in parts.items()
            if (kept := [part for part in own if part.version.department == team.id])
            and team
        }

    @api.model
    def _matrix_lines(self, parts, first, last):
        return self.search_fetch(
            [
                ("employee_id", "in", list(parts)),
                ("date", ">=", first),
                ("date", "<=", last),
            ],
            ["employee_id", "date", "kind", "shift_id", "start", "stop", "note"],
            order="date, start, id",
        )

    @api.model
    def _matrix_days(self, company, parts, first, last, today, periods):
        """The columns; of a locked day the reason why it does not change."""
        holidays = self._matrix_holidays(company, parts, first, last)
        locked = {
            day: self.env._(
                "%(period)s is locked, its roster does not change any more.",
                period=period.name,
            )
            for period in periods
            if period.state == "locked"
            for day in days_between(
                max(period.date_from, first), min(period.date_to, last)
            )
        }
        return [
            {
                "date": fields.Date.to_string(day),
                "is_weekend": day.weekday() >= SATURDAY,
                "is_today": day == today,
                "is_past": day < today,
                "holiday": holidays.get(day, False),
                "locked": locked.get(day, False),
            }
            for day in days_between(first, last)
        ]

    @api.model
    def _matrix_holidays(self, company, parts, first, last):
        """Names of public holidays by local day, of the calendars of these agents."""
        clock = company._cs_clock()
        calendars = {part.version.calendar for own in parts.values() for part in own}
        leaves = self.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "=", False),
                ("company_id", "in", [company.id, False]),
                ("calendar_id", "in", [*calendars, False]),
                ("date_from", "<=", datetime.combine(last + DAY, time.max)),
                ("date_to", ">=", datetime.combine(first - DAY, time.min)),
            ]
        )
        found = {}
        for leave in leaves:
            begin, end = clock.span(leave.date_from, leave.date_to)
            for day in days_between(max(begin, first), min(end, last)):
                found[day] = leave.name or self.env._("Public holiday")
        return found

    @api.model
    def _matrix_shifts(self, company, team, lines, first):
        """What may be planned; ``is_used``: by this team, now or shortly before."""
        shifts = self.env["cs.shift"].search([("company_id", "=", company.id)])
        before = self._read_group(
            [
                ("department_id", "=", team.id),
                ("date", ">=", first - LOOK_BACK),
                ("date", "<", first),
                ("shift_id", "!=", False),
            ],
            ["shift_id"],
        )
        used = lines.shift_id.union(*(shift for [shift] in before))
        # Archived shifts are shown where they are planned, and planned no more.
        return [
            {
                "id": shift.id,
                "code": shift.code,
                "name": shift.name,
                "hours": "-".join(map(format_duration, (shift.start, shift.stop))),
                "color": shift.color or COLORS[place % len(COLORS)],
                "minimum": shift.minimum_staff,
                "is_active": shift.active,
                "is_used": shift in used,
            }
            for place, shift in enumerate(shifts | lines.shift_id)
        ]

    @api.model
    def _matrix_agents(self, parts, first, last):
        """The rows; of leave only the days are told, of contracts where they end."""
        days = set(days_between(first, last))
        leave = self._leave_days(list(parts), first, last)
        agents = self.env["hr.employee"].browse(parts)
        rows = []
        for agent in agents.sorted(
            lambda agent: (agent.cs_agent_code or "~", agent.name or "", agent.id)
        ):
            here = {
                day
                for part in parts[agent.id]
                for day in days_between(part.first, part.last)
            }
            rows.append(
                {
                    "id": agent.id,
                    "name": agent.display_name,
                    "code": agent.cs_agent_code or "",
                    "is_me": agent.user_id == self.env.user,
                    "away": sorted(map(fields.Date.to_string, days - here)),
                    # By day; whether it takes the whole day.
                    "leave": {
                        fields.Date.to_string(day): is_whole
                        for day, is_whole in leave[agent.id].items()
                    },
                }
            )
        return rows

    @api.model
    def _leave_days(self, employee_ids, first, last):
        """Days of approved leave: ``{employee_id: {date: is it the whole day}}``."""
        # sudo: that somebody is away is told, not why
        leaves = (
            self.env["hr.leave"]
            .sudo()
            .search_fetch(
                [
                    ("employee_id", "in", employee_ids),
                    ("state", "=", "validate"),
                    ("request_date_from", "<=", last),
                    ("request_date_to", ">=", first),
                ],
                [
                    "employee_id",
                    "request_date_from",
                    "request_date_to",
                    "request_unit_half",
                    "request_unit_hours",
                ],
            )
        )
        found = defaultdict(dict)
        for leave in leaves:
            days = found[leave.employee_id.id]
            is_part = leave.request_unit_half or leave.request_unit_hours
            for day in days_between(
                max(leave.request_date_from, first), min(leave.request_date_to, last)
            ):
                days[day] = days.get(day, False) or not is_part
        return found

    def _matrix_format(self, company):
        """Lines as cells show them; hours are wall clock of the company's zone."""
        clock = company._cs_clock()
        usual = {}
        found = []
        for line in self:
            key = line.shift_id, line.date
            if line.shift_id and key not in usual:
                usual[key] = line.shift_id._bounds(line.date)
            hours = line.start and "-".join(
                f"{clock.local(instant):%H:%M}" for instant in (line.start, line.stop)
            )
            found.append(
                {
                    "id": line.id,
                    "employee_id": line.employee_id.id,
                    "date": fields.Date.to_string(line.date),
                    "kind": line.kind,
                    "shift_id": line.shift_id.id,
                    "hours": hours or "",
                    "start": fields.Datetime.to_string(line.start),
                    "stop": fields.Datetime.to_string(line.stop),
                    "is_custom": line.kind == "shift"
                    and usual.get(key) != (line.start, line.stop),
                    "note": line.note or "",
                    "remark": line.warning or "",
                }
            )
        return found

    @api.model
    def _matrix_swaps(self, parts, first, last):
        """Swaps on their way which the user may see, by agent and day."""
        swaps = self.env["cs.roster.swap"].search(
            [
                ("state", "in", ("requested", "accepted")),
                ("employee_id", "in", list(parts)),
                ("date", "<=", last + LOOK_BACK),
                ("date", ">=", first - LOOK_BACK),
            ]
        )
        return [
            {
                "id": swap.id,
                "employee_id": agent.id,
                "date": fields.Date.to_string(day),
            }
            for swap in swaps
            for agent in swap.employee_id | swap.other_id
            for day in swap._dates()
        ]

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model
    def matrix_write(self, changes):
        """Make cells of the matrix what they shall be, all of them or none.

        Lines are created and deleted as the user, so that access rights, locked
        periods and overlaps are checked as everywhere.

        :param changes: list of ``employee_id``, ``date``, ``lines`` (what the cell
            shall hold: ``kind``, ``shift_id``, ``note``, and ``start`` and ``stop``
            where they are not those of the shift) and ``known`` (ids of the lines that
            the user saw there; a cell that changed since is refused)
        :return: ``lines`` of the cells as they are now, and ``warnings``
        """
        self._check_changes(changes)
        cells = {
            (change["employee_id"], fields.Date.to_date(change["date"])): change
            for change in changes
        }
        existing = self._matrix_existing(cells)
        kept, values = self.browse(), []
        for key, change in cells.items():
            present = existing.get(key, self.browse())
            self._check_known(key, change, present)
            matching, missing = self._matrix_diff(present, key, change["lines"])
            kept |= matching
            values += missing
        gone = self.union(*existing.values()) - kept
        if reason := gone._why_not_free(values):
            raise UserError(reason)
        # The workdays of all cells are classified at once at the end.
        gone.with_context(cs_no_workdays=QUIET).unlink()
        made = self.with_context(cs_no_workdays=QUIET).create(values)
        made = made.with_env(self.env)
        self._refresh_workdays(set(cells))
        lines = (kept | made).sorted(lambda line: (line.date, str(line.start), line.id))
        return {
            "lines": lines._matrix_format(self.env.company),
            "warnings": made._matrix_warnings(),
        }

    @api.model
    def _matrix_existing(self, cells):
        """Lines of the cells: ``{(employee_id, date): lines}``."""
        if not cells:
            return {}
        lines = self.search(
            [
                ("employee_id", "in", list({employee_id for employee_id, _d in cells})),
                ("date", "in", list({day for _employee_id, day in cells})),
            ]
        )
        groups = lines.grouped(lambda line: (line.employee_id.id, line.date))
        return {key: own for key, own in groups.items() if key in cells}

    @api.model
    def _check_changes(self, changes):
        """Raise unless they have the shape that :meth:`matrix_write` takes."""

        def is_cell(change):
            return (
                isinstance(change, dict)
                and isinstance(change.get("employee_id"), int)
                and isinstance(change.get("lines"), list)
                and all(
                    isinstance(row, dict) and "kind" in row for row in change["lines"]
                )
                and self._to_day(change.get("date"))
            )

        if not isinstance(changes, list) or not all(map(is_cell, changes)):
            raise UserError(
                self.env._(
                    "The changes of the roster could not be read, nothing was changed. "
                    "Load the page again."
                )
            )

    @api.model
    def _check_known(self, key, change, present):
        """Raise if somebody else planned the cell since the user looked at it."""
        known = change.get("known")
        if known is None or set(known) == set(present.ids):
            return
        employee_id, day = key
        agent = self.env["hr.employee"].browse(employee_id)
        raise UserError(
            self.env._(
                "The roster of %(agent)s on %(date)s has been changed by somebody else "
                "meanwhile. Look at it again, then plan.",
                agent=agent.name,
                date=format_date(self.env, day),
            )
        )

    @api.model
    def _matrix_diff(self, present, key, wanted):
        """Lines of a cell that stay, and values of those that it lacks."""
        employee_id, day = key
        missing, kept = [], self.browse()
        for row in wanted:
            values = {
                "employee_id": employee_id,
                "date": day,
                "kind": row["kind"],
                "shift_id": row.get("shift_id") or False,
                "note": row.get("note") or False,
            }
            if row.get("start") and row.get("stop"):
                values["start"] = fields.Datetime.to_datetime(row["start"])
                values["stop"] = fields.Datetime.to_datetime(row["stop"])
            same = (present - kept).filtered(
                lambda line, values=values: line._is_as(values)
            )[:1]
            kept |= same
            if not same:
                missing.append(values)
        return kept, missing

    def _is_as(self, values):
        """Whether the line is what the values say."""
        self.ensure_one()
        hours = self._hours_of(values)
        return (
            self.kind == values["kind"]
            and self.shift_id.id == values["shift_id"]
            and (self.note or False) == values["note"]
            and (self.start or None, self.stop or None) == hours
        )

    @api.model
    def _hours_of(self, values):
        """Start and end of a line that is to be created."""
        if values["kind"] == "rest":
            return None, None
        if values.get("start"):
            return values["start"], values["stop"]
        shift = self.env["cs.shift"].browse(values["shift_id"])
        return shift._bounds(values["date"]) if shift else (None, None)

    def _values_for(self, agent):
        """Values of this line for another agent, with its hours as planned."""
        self.ensure_one()
        return {
            "employee_id": agent.id,
            "date": self.date,
            "kind": self.kind,
            "shift_id": self.shift_id.id,
            "start": self.start,
            "stop": self.stop,
            "note": self.note,
        }

    def _why_not_free(self, vals_list):
        """Who would be on two shifts at once if these lines gave way to new ones.

        The database refuses it too, but does not say who and when.

        :return: the reason, or ``False``
        """
        planned = [(vals, *self._hours_of(vals)) for vals in vals_list]
        planned = [row for row in planned if row[1]]
        if not planned:
            return False
        # sudo: another team's shift counts too; only its hours are told
        others = self.sudo().search(
            [
                ("id", "not in", self.ids),
                (
                    "employee_id",
                    "in",
                    [vals["employee_id"] for vals, _a, _b in planned],
                ),
                ("start", "<", max(stop for _vals, _start, stop in planned)),
                ("stop", ">", min(start for _vals, start, _stop in planned)),
            ]
        )
        taken = defaultdict(list)
        for line in others:
            taken[line.employee_id.id].append((line.start, line.stop, line.date))
        for vals, start, stop in planned:
            own = taken[vals["employee_id"]]
            for begin, end, day in own:
                if begin < stop and start < end:
                    return self._describe_overlap(
                        vals, (start, stop), (begin, end), day
                    )
            own.append((start, stop, vals["date"]))
        return False

    @api.model
    def _describe_overlap(self, vals, new, old, day):
        agent = self.env["hr.employee"].browse(vals["employee_id"])
        clock = agent.company_id._cs_clock()
        new, old = (
            "-".join(f"{clock.local(instant):%H:%M}" for instant in hours)
            for hours in (new, old)
        )
        return self.env._(
            "%(agent)s would be on two shifts at the same time: %(new)s of %(date)s "
            "and %(old)s of %(other_date)s. Change or clear one of them.",
            agent=agent.name,
            new=new,
            date=format_date(self.env, vals["date"]),
            old=old,
            other_date=format_date(self.env, day),
        )

    def _matrix_warnings(self):
        """What a leader should know about lines that they have just planned."""
        shifts = self.filtered(lambda line: line.kind == "shift")
        if not shifts:
            return []
        days = shifts.mapped("date")
        leave = self._leave_days(shifts.employee_id.ids, min(days), max(days))
        return [
            self.env._(
                "%(agent)s is on leave on %(date)s.",
                agent=line.employee_id.name,
                date=format_date(self.env, line.date),
            )
            for line in shifts
            if line.date in leave[line.employee_id.id]
        ]
