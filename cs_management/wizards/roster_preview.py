from collections import Counter, defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo.tools import format_date

from ..engine import roster, segments


class RosterPreview:
    """The preview as a table of agents and days, with what to look at."""

    def __init__(self, plan):
        self.plan, self.env = plan, plan.env
        self.days = plan._days()
        self.agents = plan._agents()
        self.parts = plan._parts(self.agents.ids)
        self.away = plan._away_days()
        self.cells = defaultdict(list)
        for line in plan.line_ids:
            self.cells[line.employee_id.id, line.date].append((line, False))
        self._load_existing()

    def _load_existing(self):
        """Lines that stay: of these agents, and of their teams for the staff."""
        plan = self.plan
        teams = {part.version.department for own in self.parts.values() for part in own}
        around = timedelta(days=14)
        # sudo: who works with them is counted, whoever plans them
        lines = (
            self.env["cs.roster.line"]
            .sudo()
            .search(
                [
                    ("date", ">=", plan.date_from - around),
                    ("date", "<=", plan.date_to + around),
                    "|",
                    ("employee_id", "in", self.agents.ids),
                    ("department_id", "in", list(teams - {None})),
                ]
            )
        )
        open_days = plan._open_days()
        replaced = plan.existing == "replace"
        self.others = []
        for line in lines:
            own = line.employee_id in self.agents
            if own and replaced and line.date in open_days:
                continue
            self.others.append(line)
            if own:
                self.cells[line.employee_id.id, line.date].append((line, True))

    def _department(self, employee_id, day):
        part = segments.part_on(self.parts.get(employee_id, ()), day)
        return part and part.version.department

    def _staff(self):
        """Agents by team, day and shift, and the shifts that each team works."""
        staff, used = Counter(), defaultdict(set)
        rows = [
            (self._department(line.employee_id.id, line.date), line)
            for line in self.plan.line_ids
        ]
        rows += [(line.department_id.id, line) for line in self.others]
        for team, line in rows:
            away = line.date in self.away.get(line.employee_id.id, ())
            if line.kind == "shift" and line.shift_id and not away:
                staff[team, line.date, line.shift_id.id] += 1
                used[team].add(line.shift_id)
        return staff, used

    def _shortages(self):
        """``[(day, team id, shift, planned)]`` of the span."""
        staff, used = self._staff()
        found = []
        for team, shifts in used.items():
            working = {day for who, day, _shift in staff if who == team}
            missing = roster.shortages(
                {
                    (day, shift): n
                    for (who, day, shift), n in staff.items()
                    if who == team
                },
                {shift.id: shift.minimum_staff for shift in shifts},
                sorted(working.intersection(self.days)),
            )
            by_id = {shift.id: shift for shift in shifts}
            found += [
                (day, team, by_id[shift], by_id[shift].minimum_staff - lacking)
                for (day, shift), lacking in missing.items()
            ]
        return sorted(found, key=lambda row: (row[0], row[1] or 0, row[2].sequence))

    def _overruns(self):
        """``{employee_id: [(first, count)]}``"""
        limit = self.plan.company_id.cs_roster_running
        worked = defaultdict(set)
        for (employee_id, day), lines in self.cells.items():
            if any(line.kind == "shift" for line, _kept in lines):
                worked[employee_id].add(day)
        first, last = self.plan.date_from, self.plan.date_to
        found = {}
        for employee_id, days in worked.items():
            runs = [
                (start, count)
                for start, count in roster.overruns(
                    days - self.away[employee_id], limit
                )
                if start <= last and start + timedelta(days=count) > first
            ]
            if runs:
                found[employee_id] = runs
        return found

    def problems(self):
        """Warnings in words; empty if there are none."""
        texts = []
        Department = self.env["hr.department"]
        days = defaultdict(list)
        for day, team, shift, planned in self._shortages():
            days[team, shift, planned].append(day)
        for (team, shift, planned), short in days.items():
            for first, count in roster.runs(short):
                texts.append(
                    self.env._(
                        "%(dates)s, %(team)s: %(planned)s of %(minimum)s agents on "
                        "%(shift)s",
                        dates=self._dates(first, count),
                        team=Department.browse(team or ()).name or "-",
                        planned=planned,
                        minimum=shift.minimum_staff,
                        shift=shift.name,
                    )
                )
        names = {agent.id: agent.name for agent in self.agents}
        for employee_id, found in self._overruns().items():
            for first, count in found:
                texts.append(
                    self.env._(
                        "%(agent)s: %(count)s days running from %(first)s on",
                        agent=names[employee_id],
                        count=count,
                        first=format_date(self.env, first),
                    )
                )
        shifts = self.plan.line_ids.shift_id.filtered("warning")
        texts += [f"{shift.name}: {shift.warning}" for shift in shifts]
        items = Markup().join(Markup("<li>%s</li>") % text for text in texts)
        return items and Markup("<ul class='mb-0'>%s</ul>") % items

    def _dates(self, first, count):
        ends = [first, first + timedelta(days=count - 1)][: min(count, 2)]
        return " - ".join(format_date(self.env, day) for day in ends)

    def html(self):
        """The table; what stays is grey, weekends are shaded."""
        head = Markup().join(
            Markup("<th class='text-center px-1%s'>%s<br/><small>%s</small></th>")
            % (self._shade(day), day.day, format_date(self.env, day, date_format="E"))
            for day in self.days
        )
        runs = self._overruns()
        body = Markup().join(self._row(agent, runs) for agent in self.agents)
        return Markup(
            "<div class='table-responsive'><table class='table table-sm "
            "table-bordered text-nowrap' style='table-layout: auto; "
            "width: max-content; min-width: 100%%'><thead><tr><th>%s</th>%s"
            "<th class='text-end'>%s</th></tr></thead><tbody>%s</tbody>%s"
            "</table></div>"
        ) % (self.env._("Agent"), head, self.env._("Off"), body, self._foot())

    @staticmethod
    def _shade(day):
        return " table-secondary" if day.weekday() >= roster.SATURDAY else ""

    def _row(self, agent, runs):
        cells = Markup().join(self._cell(agent, day) for day in self.days)
        rests = sum(
            any(line.kind == "rest" for line, _kept in self.cells[agent.id, day])
            for day in self.days
        )
        mark = " text-warning" if agent.id in runs else ""
        return Markup(
            "<tr><th class='bg-view%s' style='position: sticky; left: 0'>%s</th>%s"
            "<td class='text-end'>%s</td></tr>"
        ) % (mark, agent.name, cells, rests)

    def _cell(self, agent, day):
        lines = self.cells[agent.id, day]
        kept = any(stays for _line, stays in lines)
        text = "/".join(
            line.shift_id.code or "?" if line.kind == "shift" else self.env._("Off")
            for line, _stays in lines
        )
        style = " text-muted fst-italic" if kept else ""
        if not lines and day in self.away[agent.id]:
            text, style = self.env._("Leave"), " text-info"
        elif any(line.kind == "rest" for line, _stays in lines):
            style += " text-success"
        return Markup("<td class='text-center px-1%s%s'>%s</td>") % (
            self._shade(day),
            style,
            text,
        )

    def _foot(self):
        """Agents per shift and day; red where a team has too few."""
        staff, used = self._staff()
        short = {(day, shift) for day, _team, shift, _planned in self._shortages()}
        shifts = {shift for own in used.values() for shift in own}
        totals = Counter()
        for (_team, day, shift), count in staff.items():
            totals[day, shift] += count
        rows = Markup().join(
            Markup(
                "<tr><th class='bg-view' style='position: sticky; left: 0'>%s</th>"
                "%s<td></td></tr>"
            )
            % (
                shift.name,
                Markup().join(
                    Markup("<td class='text-center px-1%s%s'>%s</td>")
                    % (
                        self._shade(day),
                        " text-danger fw-bold" if (day, shift) in short else "",
                        totals[day, shift.id],
                    )
                    for day in self.days
                ),
            )
            for shift in sorted(shifts, key=lambda shift: (shift.sequence, shift.id))
        )
        return Markup("<tfoot>%s</tfoot>") % rows
