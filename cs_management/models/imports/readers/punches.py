from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise

from ....engine import imports as cells
from ....engine import imports_punches as punches
from ....engine.attendance import Plan
from .base import SAMPLE, Reader

DAY = timedelta(days=1)
PAIRS = (("in1", "out1"), ("in2", "out2"), ("in3", "out3"))


class PunchesReader(Reader):
    """Punches of an attendance tool, day by day, into Odoo's attendances (R1.1).

    An item is an agent's day with its stays, on the company's wall clock.
    """

    at_once = 600

    def _read_rows(self):
        rows = list(self.rows())
        self.load_agents(rows)
        self.made_good = 0
        self.days = defaultdict(list)
        self.row_of = {}
        self._collect(rows)
        for (agent, day), stays in sorted(
            self.days.items(), key=lambda item: (item[0][1], item[0][0].id)
        ):
            row = self.row_of[agent, day]
            if self.check_agent(row, agent, day):
                self._add_item(row, agent, day, sorted(stays, key=lambda s: s.start))
        self._tell_made_good()
        self._tell_locked()

    def _collect(self, rows):
        """Fill ``days`` with the stays of each agent and day."""
        raise NotImplementedError

    def _add_item(self, row, agent, day, stays):
        for one, two in pairwise(stays):
            if (one.stop or one.start) > two.start:
                self.bad(
                    row,
                    None,
                    f"{one.start:%H:%M} - {two.start:%H:%M}",
                    self.env._("Two stays of the day overlap."),
                    self.env._("Correct the times, or take one of them out."),
                )
                return
        if stays[-1].stop and stays[-1].stop - stays[0].start > 2 * DAY:
            self.bad(
                row,
                None,
                stays[-1].stop,
                self.env._("Nobody stays that long."),
                self.env._("Correct the times."),
            )
            return
        instants = [
            (
                self.clock.utc(stay.start),
                self.clock.utc(stay.stop or stay.start),
                stay.stop is not None,
            )
            for stay in stays
        ]
        self.items.append((agent.id, day, instants, row))

    def _is_made_good(self, text):
        return "补卡" in text and "拒绝" not in text

    def _missing(self, result):
        """Whether a punch was made good in the tool, and counts as missed here."""
        if not self._is_made_good(result):
            return False
        self.made_good += 1
        return self.layout.made_good == "missed"

    def _tell_made_good(self):
        if not self.made_good:
            return
        if self.layout.made_good == "punch":
            self.notes.append(
                self.env._(
                    "%(count)s punches were made good in the tool and count as "
                    "punched, as the layout says.",
                    count=self.made_good,
                )
            )
        else:
            self.notes.append(
                self.env._(
                    "%(count)s punches were made good in the tool. They are missed "
                    "punches here: each is confirmed by an exception.",
                    count=self.made_good,
                )
            )

    def _tell_locked(self):
        late = [day for _agent, day, _s, _r in self.items if self._period_name(day)]
        if late:
            self.notes.append(
                self.env._(
                    "%(count)s days lie in locked months: what they change is settled "
                    "as late in the open one.",
                    count=len(late),
                )
            )

    # --- Writing ----------------------------------------------------------------------

    def _there(self, items):
        """Attendances around the days of the items, by agent."""
        moments = [moment for _a, _d, stays, _r in items for moment in stays[0][:1]]
        days = [day for _agent, day, _stays, _row in items]
        # sudo: HR needs no attendance rights to bring the tool's punches in
        found = (
            self.env["hr.attendance"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", [item[0] for item in items]),
                    ("in_mode", "!=", "technical"),
                    ("check_in", ">=", min(moments) - 3 * DAY),
                    ("check_in", "<=", max(moments) + 3 * DAY),
                ],
                order="check_in",
            )
        )
        self.by_day = found.filtered(
            lambda punch: punch.cs_import_date in days
        ).grouped(lambda punch: (punch.employee_id.id, punch.cs_import_date))
        return found.grouped(lambda punch: punch.employee_id.id)

    def _same(self, records, stays):
        return [
            (r.check_in, r.check_out or r.check_in, bool(r._cs_departure()))
            for r in records
        ] == stays

    def _sort(self, items):
        """``(new, [(records, item)], unchanged, [(record, item)] in the way)``."""
        if not items:
            return [], [], 0, []
        there = self._there(items)
        none = self.env["hr.attendance"]
        new, changed, unchanged, collisions = [], [], 0, []
        for item in items:
            agent, day, stays, _row = item
            own = self.by_day.get((agent, day), none)
            others = there.get(agent, none) - own
            hits = self._hits(others, stays)
            if self._same(own, stays) or (not own and self._same(hits, stays)):
                unchanged += 1
            elif hits:
                collisions.append((hits[0], item))
            elif own:
                changed.append((own, item))
            else:
                new.append(item)
        return new, changed, unchanged, collisions

    def _hits(self, records, stays):
        """Attendances that share time with stays."""
        first, last = stays[0][0], stays[-1][1]
        return records.filtered(
            lambda punch: (
                punch.check_in <= last and (punch.check_out or punch.check_in) >= first
            )
        )

    def plan(self):
        new, changed, unchanged, collisions = self._sort(self.items)
        self.counts.update(new=len(new), changed=len(changed), unchanged=unchanged)
        for punch, (_agent, _day, _stays, row) in collisions:
            self.bad(
                row,
                None,
                self.clock.local(punch.check_in).strftime("%Y-%m-%d %H:%M"),
                self.env._("Another punch of the agent is at this time already."),
                self.env._("Delete it in Attendances, or take the row out."),
            )

    def put(self, items):
        new, changed, unchanged, _collisions = self._sort(items)
        # sudo: HR needs no attendance rights to bring the tool's punches in
        Attendance = self.env["hr.attendance"].sudo()
        Attendance.union(*(records for records, _item in changed)).unlink()
        Attendance.create(
            [
                values
                for item in [*new, *(item for _records, item in changed)]
                for values in self._values(item)
            ]
        )
        return Counter(new=len(new), changed=len(changed), unchanged=unchanged)

    def _values(self, item):
        """Attendances of a day; a lone punch has a departure that Odoo made up."""
        agent, day, stays, _row = item
        file = self.job if self.job._name == "cs.import.file" else None
        for start, stop, is_whole in stays:
            yield {
                "employee_id": agent,
                "check_in": start,
                "check_out": stop,
                "in_mode": "manual",
                "out_mode": "manual" if is_whole else "technical",
                "cs_import_date": day,
                "cs_import_file_id": file.id if file else False,
            }

    def sample(self):
        first = self.items[:SAMPLE]
        agents = self.env["hr.employee"].browse([item[0] for item in first])
        names = (self.env._("Agent"), self.env._("Day"), self.env._("Punches"))
        # sudo: names of whom the user's own file names
        return names, [
            [agent.name, day, ", ".join(self._words(stay) for stay in stays)]
            for agent, (_id, day, stays, _row) in zip(agents.sudo(), first, strict=True)
        ]

    def _words(self, stay):
        start, stop = self.clock.local(stay[0]), self.clock.local(stay[1])
        mark = "%m-%d %H:%M"
        if not stay[2]:
            return self.env._("%(time)s alone", time=start.strftime(mark))
        return f"{start.strftime(mark)} - {stop.strftime(mark)}"

    # --- Roster -----------------------------------------------------------------------

    def plans(self, agents, first, last):
        """Planned shifts of agents on the wall clock: ``{(agent id, day): [Plan]}``."""
        # sudo: HR reads the roster anyway
        lines = (
            self.env["cs.roster.line"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", [agent.id for agent in agents]),
                    ("kind", "=", "shift"),
                    ("date", ">=", first - DAY),
                    ("date", "<=", last + DAY),
                ],
                order="start",
            )
        )
        found = defaultdict(list)
        for line in lines:
            start, stop = (
                self.clock.local(at).replace(tzinfo=None)
                for at in (line.start, line.stop)
            )
            key = (line.employee_id.id, line.date)
            found[key].append(Plan(line.date, start, stop))
        return found


class DailyReader(PunchesReader):
    """A row for each agent and day, with the tool's own pairs (日报)."""

    def _collect(self, rows):
        for row in rows:
            if not any(
                self.text(row, field) for field in ("number", "account", "name")
            ) and not self.text(row, "date"):
                continue
            before = len(self.problems)
            day = self.take(row, "date", cells.day_of)
            pairs = [
                (self._clock(row, one), self._clock(row, two))
                for one, two in PAIRS
                if one in self.columns or two in self.columns
            ]
            if len(self.problems) > before:
                continue
            if day is None:
                self.bad(
                    row,
                    "date",
                    "",
                    self.env._("The day is missing."),
                    self.env._("Write it as 2026-03-31."),
                )
                continue
            stays = punches.stays_of_day(day, pairs)
            if not stays:
                # Nobody has to be known for a day without punches.
                self.skip(self._why_none(row))
            elif agent := self.agent(row):
                self._keep(row, agent, day, stays)

    def _keep(self, row, agent, day, stays):
        if (agent, day) in self.days:
            self.bad(
                row,
                "date",
                day,
                self.env._(
                    "Row %(row)s has the same agent and day.",
                    row=self.row_of[agent, day].number,
                ),
                self.env._("Keep one of the two rows."),
            )
        self.days[agent, day] = stays
        self.row_of[agent, day] = row

    def _clock(self, row, field):
        if field not in self.columns:
            return None
        result = self.text(row, f"{field}_result")
        found = self.take(row, field, cells.clock_of)
        if found is not None and self._missing(result):
            return None
        return found

    def _why_none(self, row):
        texts = [self.text(row, "shift")] + [
            self.text(row, f"{field}_result") for pair in PAIRS for field in pair
        ]
        for words, reason in (
            (punches.OFF, self.env._("day off")),
            (punches.AWAY, self.env._("leave")),
        ):
            if any(text.startswith(words) for text in texts):
                return reason
        return self.env._("no punch")


class RawReader(PunchesReader):
    """A row for each punch (打卡明细, 原始记录); the roster says which day it is of."""

    def _collect(self, rows):
        moments = defaultdict(dict)
        for row in rows:
            if "无效" in (result := self.text(row, "result")):
                self.skip(self.env._("punches that the tool does not count"))
                continue
            moment = self._moment(row)
            if moment is None:
                continue
            if self._missing(result):
                self.skip(self.env._("punches made good"))
                continue
            if agent := self.agent(row):
                self._keep(moments[agent], row, moment)
        if not moments:
            return
        every = [moment for own in moments.values() for moment in own]
        plans = self.plans(list(moments), min(every).date(), max(every).date())
        for agent, own in moments.items():
            self._pair(agent, own, plans)

    def _keep(self, own, row, moment):
        if moment in own:
            self.skip(self.env._("the same punch twice"))
        own.setdefault(moment, row)

    def _moment(self, row):
        if "moment" in self.columns:
            if not (text := self.text(row, "moment")) or cells.is_blank(text):
                self.skip(self.env._("no punch"))
                return None
            if "date" not in self.columns or len(text) > 8:
                return self.take(row, "moment", cells.moment_of)
        field = "moment" if "moment" in self.columns else "clock"
        if cells.is_blank(self.text(row, field)):
            self.skip(self.env._("no punch"))
            return None
        day = self.take(row, "date", cells.moment_of)
        span = self.take(row, field, cells.clock_of)
        return None if day is None or span is None else day + span

    def _pair(self, agent, own, plans):
        mine = [
            plan
            for (agent_id, _day), some in plans.items()
            for plan in some
            if agent_id == agent.id
        ]
        for day, moments in punches.days_of(sorted(own), mine).items():
            self.days[agent, day] = punches.pair(moments)
            self.row_of[agent, day] = own[moments[0]]


class MonthlyReader(PunchesReader):
    """A row for each agent, a column for each day (月报): results, or times.

    Results alone say no times: they become those of the planned shift, late or early
    by what the tool counted.
    """

    def _collect(self, rows):
        columns = self._day_columns(self.env._("Enter the days above."))
        found = [(row, agent) for row in rows if (agent := self.agent(row))]
        if not (columns and found):
            return
        days = list(columns.values())
        plans = self.plans([agent for _row, agent in found], min(days), max(days))
        self.from_plan = 0
        for row, agent in found:
            counted = Counter()
            for at, day in columns.items():
                self._read_cell(row, agent, day, row.cell(at), plans, counted)
            self._check_counts(row, counted)
        if self.from_plan:
            self.notes.append(
                self.env._(
                    "%(count)s days have results and no times: their punches are those "
                    "of the planned shift. The daily sheet has the real ones.",
                    count=self.from_plan,
                )
            )

    def _read_cell(self, row, agent, day, value, plans, counted):
        if not cells.text_of(value):
            return
        cell = punches.cell_of(value)
        if cell is None:
            self._bad_day(
                row,
                day,
                value,
                self.env._("It is not known what this says of the day."),
                self.env._("Write 正常, 休息, 迟到11分钟 or the times."),
            )
            return
        counted["rest"] += cell.kind == "off"
        counted["attended"] += cell.kind in ("results", "times")
        counted["late_count"] += bool(cell.late)
        counted["late_minutes"] += cell.late
        if cell.kind in ("off", "away", "absent"):
            self.skip(self._why_skipped(cell.kind))
        elif cell.kind == "times":
            self._read_times(row, agent, day, cell)
        elif own := plans.get((agent.id, day)):
            self._read_results(row, agent, day, cell, own, value)
        else:
            self._bad_day(
                row,
                day,
                value,
                self.env._(
                    "No shift is planned on this day, and the cell has no time."
                ),
                self.env._("Import the roster first, or the tool's daily sheet."),
            )

    def _read_times(self, row, agent, day, cell):
        moments = punches.stays_of_day(day, [(time, None) for time in cell.times])
        self.days[agent, day] = punches.pair(stay.start for stay in moments)
        self.row_of[agent, day] = row

    def _read_results(self, row, agent, day, cell, plans, value):
        if self._missing(cells.text_of(value)):
            self.skip(self.env._("punches made good"))
            return
        if stays := punches.stays_of_results(cell, plans):
            self.from_plan += 1
            self.days[agent, day] = stays
            self.row_of[agent, day] = row
        else:
            self.skip(self.env._("no punch"))

    def _bad_day(self, row, day, value, problem, remedy):
        self.bad(row, None, value, problem, remedy)
        self.problems[-1]["column"] = str(day)

    def _why_skipped(self, kind):
        return {
            "off": self.env._("day off"),
            "away": self.env._("leave"),
            "absent": self.env._("no punch"),
        }[kind]

    def _check_counts(self, row, counted):
        """Compare what the days say with the row's own sums."""
        for field in ("attended", "rest", "late_count", "late_minutes"):
            if field not in self.columns:
                continue
            try:
                told = cells.number_of(row.cell(self.columns[field]))
            except cells.NotReadError:
                continue
            if told is not None and told != counted[field]:
                self.differ(row, field, counted[field], told)
