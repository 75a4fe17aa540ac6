import json
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...engine import attendance
from ...engine.attendance import Day
from ..cs_fact_mixin import QUIET
from .cs_attendance_exception import WAITING
from .cs_workday_book import Book

STATUSES = [
    ("planned", "Planned"),
    ("present", "On time"),
    ("late", "Late"),
    ("early", "Left early"),
    ("missed", "Missed punch"),
    ("absent", "Absent"),
    ("off_site", "Off site"),
    ("leave", "On leave"),
    ("rest", "Rest day"),
    ("holiday", "Public holiday"),
    ("overtime", "Overtime"),
]
REASONS = [
    (attendance.NO_PUNCH, "No punch and no approval"),
    (attendance.UNCONFIRMED, "Missed punch not confirmed"),
    (attendance.NOT_FORGIVEN, "More missed punches than are forgiven"),
    (attendance.TOO_LATE, "Too long late or early"),
    (attendance.HALF_DAY, "Late or early for half a day"),
    (attendance.PROXY, "Proxy punching"),
    (attendance.LEFT, "Left before the handover was accepted"),
]
# Hours on the workday, whole minutes in the engine.
HOURS = ("planned", "required", "worked", "leave", "off_site", "extra", "extension")
DAY = timedelta(days=1)


class CsWorkday(models.Model):
    """One agent's one day as it was, and what it costs (R1).

    Written by nobody: it follows from roster, punches, leave and exceptions, and is
    classified again when one of them changes. Days of a locked period stay; what
    changed behind them is marked and settled in the next open period.
    """

    _name = "cs.workday"
    _description = "Workday"
    _inherit = ["cs.fact.mixin", "cs.appealable.mixin"]
    _order = "date desc, employee_id, id"

    kind = fields.Selection(
        [("work", "Working day"), ("rest", "Rest day"), ("holiday", "Public holiday")],
        string="Planned As",
        readonly=True,
    )
    status = fields.Selection(STATUSES, readonly=True, index=True)
    shift_id = fields.Many2one(
        "cs.shift", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    plan_start = fields.Datetime(string="Planned From", readonly=True)
    plan_stop = fields.Datetime(string="Planned To", readonly=True)
    check_in = fields.Datetime(string="Arrival", readonly=True)
    check_out = fields.Datetime(string="Departure", readonly=True)
    arrival = fields.Char(
        string="Arrived",
        compute="_compute_times",
        help="By the company's clock; +1: the day after.",
    )
    departure = fields.Char(
        string="Left At",
        compute="_compute_times",
        help="By the company's clock; +1: the day after.",
    )
    planned_hours = fields.Float(string="Planned (Hours)", readonly=True)
    required_hours = fields.Float(
        readonly=True, help="Planned without leave and off-site work."
    )
    worked_hours = fields.Float(string="Worked (Hours)", readonly=True)
    leave_hours = fields.Float(string="Leave (Hours)", readonly=True)
    off_site_hours = fields.Float(string="Off Site (Hours)", readonly=True)
    extra_hours = fields.Float(
        string="Beyond the Plan (Hours)",
        readonly=True,
        help="Worked after the shift, and on days without one.",
    )
    extension_hours = fields.Float(
        string="Ran On (Hours)",
        readonly=True,
        help="The shift ran on until the last conversation was finished.",
    )
    overtime_hours = fields.Float(
        string="Overtime (Hours)", readonly=True, help="What counts as overtime."
    )
    overtime_rate = fields.Float(
        string="Overtime Rate (%)", readonly=True, aggregator=None
    )
    late_minutes = fields.Integer(readonly=True)
    early_minutes = fields.Integer(readonly=True)
    away_minutes = fields.Integer(
        readonly=True,
        default=0,
        help="Punched out in mid-shift, where the policy counts all pairs of punches.",
    )
    missed_punches = fields.Integer(readonly=True)
    confirmed_punches = fields.Integer(string="Of Them Confirmed", readonly=True)
    has_left = fields.Boolean(
        string="Left before the Handover",
        readonly=True,
        help="The agent left before the next one had accepted the handover.",
    )
    is_proxy = fields.Boolean(string="Proxy Punching", readonly=True)
    is_excused = fields.Boolean(
        string="Excused",
        readonly=True,
        help="An appeal against this day was accepted: it costs nothing.",
    )
    leave_id = fields.Many2one(
        "hr.leave",
        string="Time Off",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        groups="cs_management.group_cs_officer",
    )
    absent_days = fields.Float(
        string="Absence (Days)",
        readonly=True,
        digits=(6, 4),
        help="The part of a day's wage that is deducted.",
    )
    absence_reason = fields.Selection(REASONS, readonly=True)
    deducted_minutes = fields.Integer(
        readonly=True,
        help="Of the late and early minutes, once they exceed what is tolerated.",
    )
    is_changed_late = fields.Boolean(
        string="Changed after the Lock",
        readonly=True,
        index="btree_not_null",
        help="Punches, leave or exceptions say something else than what was settled: "
        "the difference counts in the next open period.",
    )
    attendance_ids = fields.One2many(
        "hr.attendance", "cs_workday_id", string="Punches", readonly=True
    )
    has_punches = fields.Boolean(compute="_compute_has_punches")
    exception_ids = fields.One2many(
        "cs.attendance.exception", compute="_compute_exception_ids"
    )
    is_waiting = fields.Boolean(
        string="Waits for a Decision",
        compute="_compute_exception_ids",
        help="An exception of this day is still to be decided.",
    )

    appeal_ids = fields.One2many("cs.appeal", "workday_id", string="Appeals")

    _order_idx = models.Index("(date DESC, employee_id, id)")
    _day_uniq = models.UniqueIndex(
        "(employee_id, date)", "An agent has one workday on a date."
    )

    @api.depends("employee_id", "date", "status")
    @api.depends_context("cs_status_first", "lang")
    def _compute_display_name(self):
        """The status comes first where a calendar shows nothing else."""
        statuses = dict(self._fields["status"]._description_selection(self.env))
        is_first = self.env.context.get("cs_status_first")
        # sudo: a name, also of who is of another company by now
        for workday in self.sudo():
            parts = [
                workday.employee_id.display_name,
                format_date(self.env, workday.date),
            ]
            if is_first:
                parts.insert(0, statuses.get(workday.status))
            workday.display_name = ", ".join(filter(None, parts))

    @api.depends("check_in", "check_out", "date", "company_id.cs_tz")
    def _compute_times(self):
        for workday in self:
            clock = workday.company_id._cs_clock()
            workday.arrival = clock.shown(workday.check_in, workday.date)
            workday.departure = clock.shown(workday.check_out, workday.date)

    @api.depends("attendance_ids")
    @api.depends_context("uid")
    def _compute_has_punches(self):
        """Whether there are punches that the user may see: their own, or all for HR."""
        punches = self.env["hr.attendance"]
        found = punches.has_access("read") and punches._read_group(
            [("cs_workday_id", "in", self.ids)], ["cs_workday_id"]
        )
        days = {workday.id for [workday] in found or ()}
        for workday in self:
            workday.has_punches = workday._origin.id in days

    def _compute_exception_ids(self):
        found = self.env["cs.attendance.exception"].search(
            [
                "|",
                ("employee_id", "in", self.employee_id.ids),
                ("other_employee_id", "in", self.employee_id.ids),
                ("date", "in", list(set(self.mapped("date")))),
            ]
        )
        by_day = defaultdict(found.browse)
        for record in found:
            for employee in record.employee_id | record.other_employee_id:
                by_day[employee, record.date] |= record
        for workday in self:
            workday.exception_ids = by_day[workday.employee_id, workday.date]
            workday.is_waiting = any(
                record.state in WAITING for record in workday.exception_ids
            )

    @api.depends("employee_id", "absent_days", "deducted_minutes")
    def _compute_can_appeal(self):
        return super()._compute_can_appeal()

    # ------------------------------------------------------------------
    # When facts change
    # ------------------------------------------------------------------

    @api.model
    def _refresh(self, days):
        """Classify agents' days again; called in sudo wherever a fact changes.

        Days ahead and days on which somebody was no agent are left out.

        :param days: ``{(employee_id, date)}``
        """
        if not days or not self._is_wanted():
            return
        employees = self.env["hr.employee"].browse({employee for employee, _d in days})
        for company, group in employees.grouped("company_id").items():
            ids = set(group.ids)
            own = {day for employee_id, day in days if employee_id in ids}
            wanted = {pair for pair in days if pair[0] in ids}
            self._refresh_span(company, ids, min(own), max(own), wanted)

    @api.model
    def _is_wanted(self):
        """Whether days are classified at all; costs others nothing if not."""
        return (
            self.env.context.get("cs_no_workdays") is not QUIET
            # sudo: whoever punches may read no policy; only whether there is one
            and self.env["cs.policy"].sudo()._uses_attendance()
        )

    @api.model
    def _refresh_span(self, company, employee_ids, first, last, wanted=None):
        """Classify the days from ``first`` to ``last``, and settle their periods.

        :param wanted: only these ``{(employee_id, date)}``
        """
        self.env.flush_all()
        found = self._classify(company, employee_ids, first, last, wanted)
        if found:
            days = {day for _employee_id, day in found}
            periods = self.env["cs.period"]._existing_of(company, days)
            self._store_days(company, found, periods)
            self._settle(periods, {employee_id for employee_id, _day in found})

    @api.model
    def _cron_classify(self):
        """Classify today and the two days before: an absence leaves no trace."""
        for company in self.env["res.company"].search([]):
            today = company._cs_today()
            employee_ids = self._agent_ids(company, today - 2 * DAY, today)
            if employee_ids:
                self._refresh_span(company, employee_ids, today - 2 * DAY, today)

    @api.model
    def _agent_ids(self, company, first, last):
        """Ids of those who may be agents of a company in a span of days."""
        versions = self.env["hr.version"]._read_group(
            [
                ("company_id", "=", company.id),
                ("cs_level_id", "!=", False),
                ("contract_date_start", "<=", last),
                ("date_version", "<=", last),
                "|",
                ("contract_date_end", "=", False),
                ("contract_date_end", ">=", first),
            ],
            ["employee_id"],
        )
        return {employee.id for [employee] in versions if employee}

    # ------------------------------------------------------------------
    # Classification
    # ------------------------------------------------------------------

    @api.model
    def _classify(self, company, employee_ids, first, last, wanted=None):
        """Agents' days as they were, without storing anything.

        A fixed number of queries, whatever the number of agents and days.

        :return: ``{(employee_id, date): (Day, values)}``; ``values`` are those columns
            of the workday that the engine knows nothing of
        """
        book = Book(self, company, employee_ids, first, last)
        if not book.parts:
            return {}
        found = {}
        for employee_id, parts in book.parts.items():
            for part, policy in parts:
                rules = book.rules_of(policy)
                day = max(part.first, first)
                while day <= min(part.last, last):
                    if wanted is None or (employee_id, day) in wanted:
                        facts, values = book.facts(
                            employee_id, part.version, policy, day
                        )
                        result = attendance.classify(facts, rules)
                        found[employee_id, day] = result, values
                    day += DAY
        self._extend_days(company, found, first, last)
        return found

    @api.model
    def _explain_days(self, _company, employee_ids, first, last):
        """Hook: what else is known of agents' days before they are classified.

        Roster, punches, leave and exceptions are known already; in batch. Who changes
        what a day follows from calls :meth:`_refresh`.

        :return: ``{(employee_id, date): {field of engine.attendance.Facts: value}}``
        """
        appealed = self.search_fetch(
            [
                ("employee_id", "in", employee_ids),
                ("date", ">=", first),
                ("date", "<=", last),
                ("appeal_ids.state", "=", "accepted"),
            ],
            ["employee_id", "date"],
        )
        found = defaultdict(dict)
        for workday in appealed:
            found[workday.employee_id.id, workday.date]["excused"] = True
        return found

    @api.model
    def _extend_days(self, company, found, first, last):
        """Hook: add columns to the values of ``found``, in batch."""

    @api.model
    def _store_days(self, company, found, periods):
        """Upsert workdays in one statement; those of locked periods are only marked.

        Days that a period was locked ahead of come after it: they are marked, too.

        :param periods: ``{date: cs.period}``
        """
        self.env["cs.period"].union(*periods.values())._enter()
        rows, links = [], []
        for (employee_id, day), (result, values) in found.items():
            period = periods.get(day)
            row = {
                "employee_id": employee_id,
                "date": day.isoformat(),
                "company_id": company.id,
                "period_id": period.id if period else None,
                "is_locked": bool(period) and period.state == "locked",
                **self._columns(result),
                **values,
            }
            links += [
                {"id": punch_id, "employee_id": employee_id, "date": row["date"]}
                for punch_id in row.pop("punch_ids")
            ]
            rows.append(row)
        self._upsert(rows)
        self._link_punches(links, [row for row in rows if not row["is_locked"]])
        self.invalidate_model()
        self.env["hr.attendance"].invalidate_model(["cs_workday_id"])

    @api.model
    def _columns(self, day):
        """Columns of a workday from the engine's day."""
        return {
            "kind": day.kind,
            "status": day.status,
            "check_in": day.arrival and day.arrival.isoformat(" "),
            "check_out": day.departure and day.departure.isoformat(" "),
            **{f"{name}_hours": getattr(day, name) / 60 for name in HOURS},
            "late_minutes": day.late,
            "early_minutes": day.early,
            "away_minutes": day.away,
            "missed_punches": day.missed,
            "confirmed_punches": day.confirmed,
            "has_left": day.left,
            "is_proxy": day.proxy,
            "is_excused": day.excused,
        }

    @api.model
    def _compared(self):
        """Columns that say whether a day was something else."""
        return [
            *self._columns(Day(None, None, None)),
            "department_id",
            "shift_id",
            "plan_start",
            "plan_stop",
            "leave_id",
            "overtime_hours",
            "overtime_rate",
        ]

    @api.model
    def _upsert(self, rows):
        columns = self._compared()
        names = SQL(", ").join(SQL.identifier(name) for name in columns)

        def of(table):
            return SQL(", ").join(SQL.identifier(table, name) for name in columns)

        self.env.cr.execute(
            SQL(
                """
                WITH given AS (
                    SELECT day.*, row.is_locked
                      FROM json_array_elements(%(rows)s::json) AS item
                     CROSS JOIN json_populate_record(NULL::cs_workday, item) AS day
                     CROSS JOIN json_to_record(item) AS row (is_locked boolean)
                ), marked AS (
                    UPDATE cs_workday
                       SET is_changed_late = (%(mine)s) IS DISTINCT FROM (%(given)s)
                      FROM given
                     WHERE given.is_locked
                       AND cs_workday.employee_id = given.employee_id
                       AND cs_workday.date = given.date
                       AND cs_workday.statement_id IS NOT NULL
                       AND COALESCE(cs_workday.is_changed_late, FALSE)
                           <> ((%(mine)s) IS DISTINCT FROM (%(given)s))
                )
                INSERT INTO cs_workday (
                    employee_id, date, company_id, period_id, %(names)s,
                    is_changed_late, create_uid, create_date, write_uid, write_date
                )
                SELECT employee_id, date, company_id, period_id, %(names)s,
                       is_locked, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM given
                 WHERE NOT is_locked OR NOT EXISTS (
                       SELECT FROM cs_workday AS day
                        WHERE day.employee_id = given.employee_id
                          AND day.date = given.date
                          AND day.statement_id IS NOT NULL)
                ON CONFLICT (employee_id, date) DO UPDATE
                   SET (company_id, period_id, %(names)s, is_changed_late,
                        write_uid, write_date)
                       = (EXCLUDED.company_id, EXCLUDED.period_id, %(new)s,
                          EXCLUDED.is_changed_late,
                          EXCLUDED.write_uid, EXCLUDED.write_date)
                 WHERE (cs_workday.company_id, cs_workday.period_id, %(mine)s,
                        COALESCE(cs_workday.is_changed_late, FALSE))
                       IS DISTINCT FROM
                       (EXCLUDED.company_id, EXCLUDED.period_id, %(new)s,
                        EXCLUDED.is_changed_late)
                       -- Who has moved leaves their settled days in the old company.
                   AND (cs_workday.statement_id IS NULL OR NOT EXISTS (
                       SELECT FROM cs_period AS settled
                        WHERE settled.id = cs_workday.period_id
                          AND settled.state = 'locked'))
                """,
                rows=json.dumps(rows),
                names=names,
                mine=of("cs_workday"),
                given=of("given"),
                new=of("excluded"),
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )

    @api.model
    def _link_punches(self, links, rows):
        """Point punches at the day they count for, so that the day opens to them.

        As arrays, whose length the planner sees: of JSON it expects a few rows, and
        compares each punch of a month of 1,000 agents with each other.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH days AS (
                    SELECT workday.id
                      FROM UNNEST(%(agents)s::integer[], %(days)s::date[])
                           AS row (employee_id, date)
                      JOIN cs_workday AS workday USING (employee_id, date)
                ), given AS (
                    SELECT row.id, MIN(workday.id) AS workday_id
                      FROM UNNEST(
                               %(punches)s::integer[], %(owners)s::integer[],
                               %(dates)s::date[]
                           ) AS row (id, employee_id, date)
                      JOIN cs_workday AS workday USING (employee_id, date)
                     GROUP BY row.id
                )
                UPDATE hr_attendance AS punch
                   SET cs_workday_id = given.workday_id
                  FROM hr_attendance AS same
                  LEFT JOIN given ON given.id = same.id
                 WHERE same.id = punch.id
                   AND (given.id IS NOT NULL
                        OR same.cs_workday_id IN (SELECT id FROM days))
                   AND punch.cs_workday_id IS DISTINCT FROM given.workday_id
                """,
                agents=[row["employee_id"] for row in rows],
                days=[row["date"] for row in rows],
                punches=[link["id"] for link in links],
                owners=[link["employee_id"] for link in links],
                dates=[link["date"] for link in links],
            )
        )

    # ------------------------------------------------------------------
    # Settlement
    # ------------------------------------------------------------------

    def _engine_day(self, policy):
        """The stored day as the engine takes it.

        :param policy: the one that settles it
        """
        self.ensure_one()
        hours = policy.attendance_hours_per_day
        return Day(
            self.date,
            self.kind,
            self.status,
            arrival=self.check_in or None,
            departure=self.check_out or None,
            late=self.late_minutes,
            early=self.early_minutes,
            away=self.away_minutes,
            missed=self.missed_punches,
            confirmed=self.confirmed_punches,
            left=self.has_left,
            proxy=self.is_proxy,
            excused=self.is_excused,
            half=not self.shift_id and 0 < 2 * self.planned_hours <= hours,
            **{name: round(self[f"{name}_hours"] * 60) for name in HOURS},
        )

    @api.model
    def _settle(self, periods, employee_ids):
        """What the days of open periods cost, written onto them.

        :param periods: ``{date: cs.period}``
        :return: ``{(period, employee_id): engine.attendance.Settlement}``
        """
        opened = (
            self.env["cs.period"]
            .union(*periods.values())
            .filtered(lambda period: period.state != "locked")
        )
        workdays = self._of_period(opened, employee_ids).filtered(
            lambda row: row.status != "planned"
        )
        groups = workdays.grouped(lambda row: (row.period_id, row.employee_id.id))
        policies = self.env["cs.policy"]._of_last_days(groups)
        settled, changes = {}, []
        for key, own in groups.items():
            policy = policies[key]
            rules = policy._attendance_rules() if policy else attendance.Rules()
            days = [row._engine_day(policy) for row in own]
            settled[key] = attendance.settle(rules, days)
            costs = {cost.day: cost for cost in settled[key].costs}
            for row in own:
                changes += row._settled_values(costs.get(row.date))
        self._write_costs(changes)
        return settled

    @api.model
    def _of_period(self, periods, employee_ids=None):
        """Workdays of periods with what the engine asks for, in one query."""
        domain = [("period_id", "in", periods.ids)]
        if employee_ids is not None:
            domain.append(("employee_id", "in", list(employee_ids)))
        names = ["absence_reason", "absent_days", "date", "deducted_minutes"]
        names += ["employee_id", "period_id", *self._compared()]
        return self.search_fetch(domain, names, order="date")

    def _settled_values(self, cost):
        """Row of changed costs, or none."""
        values = self._cost_values(cost)
        same = (
            abs(self.absent_days - values["absent_days"]) < 0.00005
            and (self.absence_reason or None) == values["absence_reason"]
            and self.deducted_minutes == values["deducted_minutes"]
        )
        return [] if same else [{"id": self.id, **values}]

    @api.model
    def _cost_values(self, cost):
        """Columns of what a day costs; ``cost`` is empty if it costs nothing."""
        return {
            "absent_days": float(cost.absent) if cost else 0.0,
            "absence_reason": (cost and cost.reason) or None,
            "deducted_minutes": cost.minutes if cost else 0,
        }

    @api.model
    def _write_costs(self, changes):
        if not changes:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE cs_workday AS workday
                   SET absent_days = given.absent_days,
                       absence_reason = given.absence_reason,
                       deducted_minutes = given.deducted_minutes
                  FROM json_populate_recordset(NULL::cs_workday, %s::json) AS given
                 WHERE given.id = workday.id
                """,
                json.dumps(changes),
            )
        )
        self.invalidate_model()

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    @api.readonly
    def action_open_punches(self):
        """The punches that the day was classified by."""
        self.ensure_one()
        views = [(self.env.ref("cs_management.cs_punch_view_list").id, "list")]
        # Odoo's form shows overtime, which only those who manage attendances may read.
        if self.env.user.has_group("hr_attendance.group_hr_attendance_officer"):
            views.append((False, "form"))
        return self.env["hr.attendance"]._get_records_action(
            name=self.env._("Punches"),
            views=views,
            context={"create": False},
            domain=[("cs_workday_id", "=", self.id)],
        )

    def action_ask_exception(self):
        """Ask for an exception of this day, in advance or afterwards."""
        self.ensure_one()
        return self.env["cs.attendance.exception"]._get_records_action(
            name=self.env._("Attendance Exception"),
            target="new",
            context={
                "default_employee_id": self.employee_id.id,
                "default_date": self.date,
                "default_side": "in" if not self.check_in else "out",
            },
        )

    # ------------------------------------------------------------------
    # Appeals
    # ------------------------------------------------------------------

    def _is_absence(self):
        """Whether the day is one of absence, not half of one for being late."""
        return bool(self.absent_days) and self.absence_reason != attendance.HALF_DAY

    def _is_worth_an_appeal(self):
        return bool(self.absent_days or self.deducted_minutes)

    def _accept_appeal(self):
        """The days are excused: classified again, they cost nothing."""
        self._refresh({(workday.employee_id.id, workday.date) for workday in self})
        return super()._accept_appeal()
