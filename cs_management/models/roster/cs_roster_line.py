from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.attendance import Plan, Stretch


class CsRosterLine(models.Model):
    """Who is planned when: a shift or a rest day of one agent (R10).

    Several shifts on a day are possible. The team reads its roster, leaders plan it.
    A change takes effect on the workday at once; the days of a locked period stay.
    """

    _name = "cs.roster.line"
    _description = "Roster Line"
    _inherit = "cs.fact.mixin"
    _order = "date, start, employee_id, id"

    kind = fields.Selection(
        [("shift", "Shift"), ("rest", "Rest day")], required=True, default="shift"
    )
    shift_id = fields.Many2one(
        "cs.shift", index=True, check_company=True, ondelete="restrict"
    )
    start = fields.Datetime(
        string="From",
        compute="_compute_bounds",
        store=True,
        readonly=False,
        precompute=True,
    )
    stop = fields.Datetime(
        string="To",
        compute="_compute_bounds",
        store=True,
        readonly=False,
        precompute=True,
    )
    note = fields.Char()
    stretch = fields.Float(
        string="Hours at a Stretch",
        compute="_compute_stretch",
        store=True,
        help="The longest time of the planned hours without a break.",
    )
    warning = fields.Char(compute="_compute_warning")

    _agent_day_idx = models.Index("(employee_id, date)")
    _order_idx = models.Index("(date, start, employee_id, id)")
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(employee_id, employee_id, '[]') WITH &&, "
        "tsrange(start, stop) WITH &&) WHERE (start IS NOT NULL AND stop IS NOT NULL)",
        "An agent cannot be on two shifts at the same time: change or delete one of "
        "the roster lines that overlap.",
    )
    _kinds = models.Constraint(
        "CHECK ((kind = 'rest' AND shift_id IS NULL AND start IS NULL) OR "
        "(kind = 'shift' AND start IS NOT NULL AND stop > start))",
        "A shift needs its hours, and ends after it starts; a rest day has none.",
    )
    _rest_uniq = models.UniqueIndex(
        "(employee_id, date) WHERE kind = 'rest'",
        "The agent has this day off already.",
    )

    @api.depends("kind", "shift_id", "date")
    def _compute_bounds(self):
        """Hours of the shift as it is now; a later change leaves planned days alone."""
        for line in self:
            if line.kind == "rest":
                line.start = line.stop = False
            elif line.shift_id and line.date:
                line.start, line.stop = line.shift_id._bounds(line.date)
            else:
                line.start, line.stop = line.start, line.stop

    @api.depends("start", "stop", "shift_id.break_start", "shift_id.break_length")
    def _compute_stretch(self):
        for line in self:
            line.stretch = line._longest_stretch()

    @api.depends("date", "employee_id", "department_id", "shift_id", "start", "stop")
    @api.depends_context("lang")
    def _compute_warning(self):
        # sudo: how many are planned is told, not who is on leave
        found = self.env["cs.roster.warning"].sudo()._of_lines(self._origin.sudo())
        for line in self:
            line.warning = "; ".join(found.get(line._origin, ()))

    @api.depends("kind", "shift_id", "employee_id", "date", "start", "stop")
    @api.depends_context("cs_own_roster", "lang")
    def _compute_display_name(self):
        """Short, for the calendar: the code of the shift and the name, or the hours."""
        rest = self.env._("Rest")
        for line in self:
            what = rest if line.kind == "rest" else line.shift_id.code or ""
            if self.env.context.get("cs_own_roster"):
                line.display_name = f"{what} {line._hours()}".strip()
                continue
            # sudo: a name, also of who is of another company by now
            line.display_name = f"{what} {line.employee_id.sudo().name or ''}"

    def _hours(self):
        """From when to when, by the company's clock; nothing on a day off."""
        if self.kind == "rest" or not (self.start and self.stop):
            return ""
        clock = self.company_id._cs_clock()
        times = (clock.shown(instant, self.date) for instant in (self.start, self.stop))
        return "-".join(times)

    @api.constrains("employee_id", "date", "kind")
    def _check_rest(self):
        """A day off has no shift."""
        others = self.search(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("date", "in", list(set(self.mapped("date")))),
            ]
        )
        for (agent, day), lines in others.grouped(
            lambda line: (line.employee_id, line.date)
        ).items():
            if len(set(lines.mapped("kind"))) > 1:
                raise ValidationError(
                    self.env._(
                        "%(agent)s has a shift and a rest day on %(date)s: delete one "
                        "of them.",
                        agent=agent.name,
                        date=day,
                    )
                )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "rest":
            self.shift_id = False

    @api.model_create_multi
    def create(self, vals_list):
        # An empty cell of an import means the hours of the shift.
        vals_list = [
            {
                name: value
                for name, value in vals.items()
                if value or name not in ("start", "stop")
            }
            for vals in vals_list
        ]
        lines = super().create(vals_list)
        lines._check_open()
        lines._refresh_workdays(lines._days())
        return lines

    def write(self, vals):
        before = self._days()
        self._check_moved(vals)
        result = super().write(vals)
        if not {"date", "employee_id", "kind", "shift_id", "start", "stop"}.isdisjoint(
            vals
        ):
            self._check_open()
            self._refresh_workdays(before | self._days())
        return result

    def _check_moved(self, vals):
        """A leader gives lines to agents of their own teams only."""
        if {"employee_id", "date"}.isdisjoint(vals):
            return
        self._check_leads(
            self._with_team(
                [
                    {
                        "employee_id": vals.get("employee_id", line.employee_id.id),
                        "date": vals.get("date", line.date),
                    }
                    for line in self
                ]
            )
        )

    def unlink(self):
        days = self._days()
        result = super().unlink()
        self._refresh_workdays(days)
        return result

    @api.model
    def load(self, fields, data):
        """Odoo's import, which lists every bad row and then writes none (R10).

        Odoo gives up after ten bad rows, and no longer sees rows that collide with
        earlier ones; so what is left is tried again without the bad ones.
        """
        rows = list(range(len(data)))
        problems = []
        savepoint = self.env.cr.savepoint()
        while True:
            result = super().load(fields, [data[row] for row in rows])
            if result["ids"]:
                break
            found = self._row_errors(result["messages"], rows)
            if not found:
                problems += result["messages"]
                break
            problems += found
            bad = {message["record"] for message in found}
            rows = [row for row in rows if row not in bad]
        savepoint.close(rollback=bool(problems))
        if problems:
            self.env.invalidate_all(flush=False)
            problems.sort(key=lambda message: message.get("record", -1))
            result = {**result, "ids": False, "messages": problems}
        return result

    @api.model
    def _row_errors(self, messages, rows):
        """Errors of Odoo's import with the rows of the whole file."""
        errors = [m for m in messages if m["type"] == "error" and m.get("rows")]
        # The error of the whole batch comes first, as if it were that of its first row.
        if errors and errors[0]["message"] in [m["message"] for m in errors[1:]]:
            errors = errors[1:]
        found = []
        for message in errors:
            row = rows[message["rows"]["from"]]
            found.append({**message, "record": row, "rows": {"from": row, "to": row}})
        return found

    def _days(self):
        return {(line.employee_id.id, line.date) for line in self}

    @api.model
    def _refresh_workdays(self, days):
        # sudo: whoever plans a day has it classified again, results come from facts
        self.env["cs.workday"].sudo()._refresh(days)

    def _check_open(self):
        """Raise if a line lies in a locked period: its days were settled by it."""
        for line, period in self._of_locked_days():
            raise UserError(
                self.env._(
                    "%(line)s, %(date)s: %(period)s is locked, its roster does not "
                    "change any more.",
                    line=line.display_name,
                    date=line.date,
                    period=period.name,
                )
            )

    @api.model
    def _days_planned(self, company, first, last):
        """What the roster plans, in one query: ``{employee_id: {day: works}}``.

        ``works`` says whether the day has a shift; days without a line are not there.
        """
        groups = self._read_group(
            [
                ("company_id", "=", company.id),
                ("date", ">=", first),
                ("date", "<=", last),
            ],
            ["employee_id", "date:day", "kind"],
        )
        found = defaultdict(dict)
        for employee, day, kind in groups:
            own = found[employee.id]
            day = fields.Date.to_date(day)
            own[day] = own.get(day, False) or kind == "shift"
        return found

    @api.model
    def _hours_by_day(self, employee_ids, first, last):
        """Hours planned, without breaks: ``{employee_id: {day: hours}}``.

        A rest day has none; days without a line are not there.
        """
        lines = self.search_fetch(
            [
                ("employee_id", "in", list(employee_ids)),
                ("date", ">=", first),
                ("date", "<=", last),
            ],
            ["employee_id", "date", "kind", "shift_id", "start", "stop"],
        )
        found = defaultdict(lambda: defaultdict(float))
        for line in lines:
            found[line.employee_id.id][line.date] += line._work_hours()
        return found

    @api.model
    def _away_days(self, employee_ids, first, last):
        """Days that approved leave covers entirely: ``{employee_id: {date}}``."""
        # sudo: of leave only the days are taken
        leaves = (
            self.env["hr.leave"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", list(employee_ids)),
                    ("state", "=", "validate"),
                    ("request_unit_half", "=", False),
                    ("request_unit_hours", "=", False),
                    ("request_date_from", "<=", last),
                    ("request_date_to", ">=", first),
                ]
            )
        )
        found = defaultdict(set)
        for leave in leaves:
            day = max(leave.request_date_from, first)
            while day <= min(leave.request_date_to, last):
                found[leave.employee_id.id].add(day)
                day += timedelta(days=1)
        return found

    def _plan(self):
        """The line as the engine takes it."""
        self.ensure_one()
        return Plan(self.date, self.start, self.stop, self._breaks())

    def _work_hours(self):
        """Hours of work without breaks; none on a rest day."""
        if self.kind != "shift" or not (self.start and self.stop):
            return 0.0
        pauses = sum(
            (pause.stop - pause.start for pause in self._breaks()), timedelta()
        )
        return (self.stop - self.start - pauses) / timedelta(hours=1)

    def _longest_stretch(self):
        """Hours at a stretch at most: what lies before, between or after breaks."""
        if not (self.start and self.stop):
            return 0.0
        begin, longest = self.start, timedelta()
        for pause in self._breaks():
            longest = max(longest, pause.start - begin)
            begin = pause.stop
        return max(longest, self.stop - begin) / timedelta(hours=1)

    def _breaks(self):
        """Breaks of the shift that lie within the planned hours."""
        shift = self.shift_id
        if not shift.break_length:
            return ()
        begin, _stop = shift._bounds(self.date)
        first = begin + timedelta(hours=shift._before_break())
        last = first + timedelta(hours=shift.break_length)
        first, last = max(first, self.start), min(last, self.stop)
        return (Stretch(first, last),) if first < last else ()
