from odoo import api, fields, models
from odoo.tools import SQL, format_date, format_duration, format_time

from ...engine.attendance import LONGEST
from ..queries import without_compiling

KINDS = [
    ("short_week", "Week under the hours"),
    ("missed", "Missed punch"),
    ("off_roster", "Punches off the roster"),
    ("device", "Two people on one device"),
    ("no_agent", "Punches of someone who was no agent"),
    ("endless", "Record that never ended"),
]
# Each kind has its own numbers: several rows may come from one record.
SLOTS = {"short_week": 1, "missed": 2, "off_roster": 3, "no_agent": 6, "endless": 7}


class CsAttendanceAnomaly(models.Model):
    """What HR looks at when a week is handed in, one row each (R1.8, R1.7).

    Weeks under the weekly hours, missed punches, punches off the roster, two people
    on one device within seconds, punches of former agents, records without an end:
    of all days that are not in a locked period.
    """

    _name = "cs.attendance.anomaly"
    _description = "Attendance Anomaly"
    _auto = False
    _order = "date desc, employee_id, id"
    _depends = {
        "cs.attendance.exception": [
            "date",
            "employee_id",
            "kind",
            "other_employee_id",
            "state",
        ],
        "cs.period": ["company_id", "date_to", "state"],
        "cs.roster.line": ["date", "employee_id", "kind"],
        "cs.workday": [
            "check_in",
            "check_out",
            "company_id",
            "confirmed_punches",
            "date",
            "department_id",
            "employee_id",
            "kind",
            "leave_hours",
            "missed_punches",
            "plan_start",
            "plan_stop",
            "planned_hours",
            "worked_hours",
        ],
        "hr.attendance": [
            "check_in",
            "check_out",
            "employee_id",
            "in_browser",
            "in_ip_address",
            "in_mode",
            "out_browser",
            "out_ip_address",
            "out_mode",
        ],
        "hr.employee": ["company_id"],
        "hr.version": [
            "active",
            "contract_date_end",
            "contract_date_start",
            "cs_level_id",
            "date_version",
            "department_id",
            "employee_id",
        ],
        "res.company": [
            "cs_proxy_seconds",
            "cs_punch_distance",
            "cs_tz",
            "cs_week_hours",
            "cs_week_start",
        ],
    }

    kind = fields.Selection(KINDS, readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Agent", readonly=True)
    other_employee_id = fields.Many2one(
        "hr.employee",
        string="Other Agent",
        readonly=True,
        help="Who used the device just before.",
    )
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date(readonly=True)
    week_from = fields.Date(string="Week", readonly=True)
    workday_id = fields.Many2one("cs.workday", readonly=True)
    attendance_id = fields.Many2one(
        "hr.attendance",
        string="Punch",
        readonly=True,
        groups="cs_management.group_cs_officer",
    )
    other_attendance_id = fields.Many2one(
        "hr.attendance",
        string="Other Punch",
        readonly=True,
        groups="cs_management.group_cs_officer",
    )
    moment = fields.Datetime(string="At", readonly=True)
    seconds = fields.Integer(readonly=True, aggregator=None)
    worked_hours = fields.Float(string="Worked (Hours)", readonly=True)
    leave_hours = fields.Float(string="Leave (Hours)", readonly=True)
    planned_hours = fields.Float(string="Planned (Hours)", readonly=True)
    holiday_days = fields.Integer(string="Public Holidays (Days)", readonly=True)
    note = fields.Char(string="What", compute="_compute_note")

    @property
    def _table_query(self):
        without_compiling(self.env)
        return SQL(
            """
            WITH %(common)s
            %(short)s UNION ALL %(missed)s UNION ALL %(off_roster)s
            UNION ALL %(device)s UNION ALL %(no_agent)s UNION ALL %(endless)s
            """,
            common=self._common(),
            short=self._short_weeks(),
            missed=self._of_days(
                "missed",
                SQL(
                    "day.missed_punches > COALESCE(day.confirmed_punches, 0) "
                    "AND (day.check_in IS NOT NULL OR day.check_out IS NOT NULL)"
                ),
            ),
            off_roster=self._of_days("off_roster", self._off_roster()),
            device=self._one_device(),
            no_agent=self._of_punches(
                "no_agent",
                SQL(
                    "(NOT punch.is_employed OR punch.is_planned AND NOT punch.is_agent)"
                ),
            ),
            endless=self._of_punches(
                "endless",
                SQL(
                    "(punch.check_out IS NULL AND punch.check_in < %s "
                    "OR punch.out_mode = 'auto_check_out')",
                    fields.Datetime.now() - LONGEST,
                ),
            ),
        )

    @api.model
    def _common(self):
        """Common tables: ``shop`` (companies with settings), ``day``, ``punch``."""
        return SQL(
            """
            shop AS (
                SELECT company.id, company.cs_tz, company.cs_week_hours,
                       company.cs_week_start::int AS week_start,
                       company.cs_punch_distance * INTERVAL '1 minute' AS distance,
                       company.cs_proxy_seconds,
                       (%(now)s::timestamp AT TIME ZONE 'UTC'
                           AT TIME ZONE company.cs_tz)::date AS today,
                       COALESCE(locked.last + 1, '1970-01-01') AS first
                  FROM res_company AS company
                  LEFT JOIN (
                      SELECT company_id, MAX(date_to) AS last
                        FROM cs_period WHERE state = 'locked' GROUP BY company_id
                  ) AS locked ON locked.company_id = company.id
            ), day AS (
                SELECT workday.*, shop.first, shop.today, shop.distance,
                       shop.cs_week_hours, %(week_of_workday)s AS week_from
                  FROM cs_workday AS workday
                  JOIN shop ON shop.id = workday.company_id
                   AND workday.date > shop.first - 7
                 WHERE workday.date > %(earliest)s - 7
            ), local AS (
                SELECT punch.id, punch.employee_id, punch.check_in, punch.check_out,
                       punch.in_mode, punch.out_mode, punch.in_ip_address,
                       punch.out_ip_address, punch.in_browser, punch.out_browser,
                       punch.cs_workday_id, employee.company_id, shop.week_start,
                       shop.cs_proxy_seconds,
                       (punch.check_in AT TIME ZONE 'UTC'
                           AT TIME ZONE shop.cs_tz)::date AS date
                  FROM hr_attendance AS punch
                  JOIN hr_employee AS employee ON employee.id = punch.employee_id
                  JOIN shop ON shop.id = employee.company_id
                   AND punch.check_in >= shop.first::timestamp
                           AT TIME ZONE shop.cs_tz AT TIME ZONE 'UTC'
                 WHERE COALESCE(punch.in_mode, '') <> 'technical'
                   AND punch.check_in > %(earliest)s - 2
                   AND EXISTS (
                       SELECT FROM hr_version AS known
                        WHERE known.employee_id = punch.employee_id
                          AND known.cs_level_id IS NOT NULL)
            ), punch AS (
                SELECT local.*, version.department_id, %(week_of_local)s AS week_from,
                       version.cs_level_id IS NOT NULL AS is_agent,
                       COALESCE(
                           version.contract_date_start <= local.date
                           AND COALESCE(version.contract_date_end, local.date)
                               >= local.date,
                           FALSE
                       ) AS is_employed,
                       EXISTS (
                           SELECT FROM cs_roster_line AS line
                            WHERE line.employee_id = local.employee_id
                              AND line.date = local.date AND line.kind = 'shift'
                       ) AS is_planned
                  FROM local
                  LEFT JOIN %(version)s AS version ON TRUE
            )
            """,
            now=fields.Datetime.now(),
            earliest=SQL("%s::date", self.env["cs.period"]._unlocked_since()),
            week_of_workday=self._week_of(SQL("workday.date"), SQL("shop.week_start")),
            week_of_local=self._week_of(SQL("local.date"), SQL("local.week_start")),
            version=self.env["hr.version"]._cs_version_on(
                SQL("local.employee_id"), SQL("local.date")
            ),
        )

    @api.model
    def _week_of(self, day, start):
        """First day of the week, as ``engine.weeks.week_start`` finds it."""
        return SQL(
            "(%(day)s - (EXTRACT(ISODOW FROM %(day)s)::int + 6 - %(start)s) %% 7)",
            day=day,
            start=start,
        )

    @api.model
    def _short_weeks(self):
        """Ended weeks under the weekly hours; leave is shown, not counted (R1.8).

        Weeks without plan and work are none.
        """
        return SQL(
            """
            SELECT MIN(day.id) * 8 + %(slot)s AS id, 'short_week' AS kind,
                   day.company_id, day.employee_id, NULL::int AS other_employee_id,
                   (ARRAY_AGG(day.department_id ORDER BY day.date DESC))[1]
                       AS department_id,
                   MAX(day.date) AS date, day.week_from, NULL::int AS workday_id,
                   NULL::int AS attendance_id, NULL::int AS other_attendance_id,
                   NULL::timestamp AS moment, NULL::int AS seconds,
                   SUM(day.worked_hours) AS worked_hours,
                   SUM(day.leave_hours) AS leave_hours,
                   SUM(day.planned_hours) AS planned_hours,
                   COUNT(*) FILTER (WHERE day.kind = 'holiday')::int AS holiday_days
              FROM day
             WHERE day.week_from + 6 >= day.first AND day.week_from + 6 < day.today
             GROUP BY day.company_id, day.employee_id, day.week_from, day.cs_week_hours
            HAVING SUM(day.worked_hours) < day.cs_week_hours - 0.001
               AND SUM(day.worked_hours + day.planned_hours) > 0
            """,
            slot=SLOTS["short_week"],
        )

    @api.model
    def _of_days(self, kind, condition):
        """Rows of workdays; ``condition`` is about ``day``."""
        return SQL(
            """
            SELECT day.id * 8 + %(slot)s, %(kind)s, day.company_id, day.employee_id,
                   NULL::int, day.department_id, day.date, day.week_from, day.id,
                   NULL::int, NULL::int, COALESCE(day.check_in, day.check_out),
                   NULL::int, day.worked_hours, day.leave_hours, day.planned_hours,
                   NULL::int
              FROM day
             WHERE day.date >= day.first AND %(condition)s
            """,
            slot=SLOTS[kind],
            kind=kind,
            condition=condition,
        )

    @api.model
    def _off_roster(self):
        """Worked without a plan, or far from it, and nobody approved that."""
        return SQL(
            """
            (day.plan_start IS NULL
                 AND (day.check_in IS NOT NULL OR day.check_out IS NOT NULL)
             OR day.check_in < day.plan_start - day.distance
             OR day.check_in > day.plan_stop
             OR day.check_out > day.plan_stop + day.distance
             OR day.check_out < day.plan_start)
            AND NOT EXISTS (
                SELECT FROM cs_attendance_exception AS exception
                 WHERE exception.employee_id = day.employee_id
                   AND exception.date = day.date AND exception.state = 'approved'
                   AND exception.kind IN ('overtime', 'extension'))
            """
        )

    @api.model
    def _one_device(self):
        """Two people from one device within seconds (R1.7); a kiosk is everybody's.

        Whom HR has recorded as a proxy punch that day is off the list.
        """
        return SQL(
            """
            SELECT pair.id * 8 + pair.slot, 'device', pair.company_id,
                   pair.employee_id, pair.other_employee_id, pair.department_id,
                   pair.date, pair.week_from, pair.cs_workday_id, pair.id,
                   pair.other_id, pair.moment, pair.seconds, NULL::float,
                   NULL::float, NULL::float, NULL::int
              FROM (
                  SELECT event.*,
                         LAG(event.employee_id) OVER device AS other_employee_id,
                         LAG(event.id) OVER device AS other_id,
                         EXTRACT(EPOCH FROM
                             event.moment - LAG(event.moment) OVER device)::int
                             AS seconds
                    FROM (
                        SELECT punch.*, 4 AS slot, check_in AS moment,
                               in_ip_address AS address, in_browser AS browser
                          FROM punch
                         WHERE COALESCE(in_ip_address, '') <> ''
                           AND in_mode <> 'kiosk'
                         UNION ALL
                        SELECT punch.*, 5, check_out, out_ip_address, out_browser
                          FROM punch
                         WHERE COALESCE(out_ip_address, '') <> ''
                           AND check_out IS NOT NULL
                           AND out_mode NOT IN ('kiosk', 'auto_check_out', 'technical')
                    ) AS event
                  WINDOW device AS (
                      PARTITION BY company_id, address, COALESCE(browser, '')
                      ORDER BY moment, id)
              ) AS pair
             WHERE pair.other_employee_id <> pair.employee_id
               AND pair.seconds <= pair.cs_proxy_seconds
               AND NOT EXISTS (
                   SELECT FROM cs_attendance_exception AS exception
                    WHERE exception.kind = 'proxy' AND exception.date = pair.date
                      AND (exception.employee_id, exception.other_employee_id) IN (
                          (pair.employee_id, pair.other_employee_id),
                          (pair.other_employee_id, pair.employee_id)))
            """
        )

    @api.model
    def _of_punches(self, kind, condition):
        """Rows of punches; ``condition`` is about ``punch``."""
        return SQL(
            """
            SELECT punch.id * 8 + %(slot)s, %(kind)s, punch.company_id,
                   punch.employee_id, NULL::int, punch.department_id, punch.date,
                   punch.week_from, punch.cs_workday_id, punch.id, NULL::int,
                   punch.check_in, NULL::int, NULL::float, NULL::float, NULL::float,
                   NULL::int
              FROM punch
             WHERE %(condition)s
            """,
            slot=SLOTS[kind],
            kind=kind,
            condition=condition,
        )

    @api.depends("kind", "employee_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        # sudo: a name, also of who is of another company by now
        for row in self.sudo():
            agent = row.employee_id.display_name or ""
            day = format_date(self.env, row.date)
            row.display_name = f"{kinds.get(row.kind)}, {agent}, {day}"

    # All that a note says: what is read with the list is not read once more.
    @api.depends(
        "company_id",
        "employee_id",
        "holiday_days",
        "kind",
        "leave_hours",
        "moment",
        "other_employee_id",
        "planned_hours",
        "seconds",
        "worked_hours",
        "workday_id",
    )
    @api.depends_context("lang")
    def _compute_note(self):
        for row in self:
            row.note = getattr(row, f"_note_{row.kind}")() if row.kind else False

    def _note_short_week(self):
        return self.env._(
            "Worked %(worked)s, leave %(leave)s, planned %(planned)s, public holidays "
            "%(holidays)s",
            worked=format_duration(self.worked_hours),
            leave=format_duration(self.leave_hours),
            planned=format_duration(self.planned_hours),
            holidays=self.holiday_days,
        )

    def _note_missed(self):
        day = self.workday_id
        if day.check_in and not day.check_out:
            return self.env._("Arrival %(at)s, no departure", at=self._at(day.check_in))
        return self.env._("No arrival, departure %(at)s", at=self._at(day.check_out))

    def _note_off_roster(self):
        day = self.workday_id
        values = {
            "arrival": self._at(day.check_in) or "-",
            "departure": self._at(day.check_out) or "-",
        }
        if not day.plan_start:
            return self.env._(
                "Punches %(arrival)s - %(departure)s, not planned", **values
            )
        return self.env._(
            "Punches %(arrival)s - %(departure)s, planned %(start)s - %(stop)s",
            start=self._at(day.plan_start),
            stop=self._at(day.plan_stop),
            **values,
        )

    def _note_device(self):
        return self.env._(
            "%(agent)s at %(at)s, %(seconds)s seconds after %(other)s",
            agent=self.employee_id.display_name,
            at=self._at(self.moment),
            seconds=self.seconds,
            other=self.other_employee_id.display_name,
        )

    def _note_no_agent(self):
        return self.env._("Arrival %(at)s", at=self._at(self.moment))

    def _note_endless(self):
        return self.env._("Since %(at)s", at=self._at(self.moment))

    def _at(self, moment):
        """A time of day in the company's zone."""
        if not moment:
            return ""
        return format_time(
            self.env, moment, tz=self.company_id.cs_tz, time_format="short"
        )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    @api.readonly
    def action_open(self):
        """The punches of the row, the workday, or the days of the week."""
        self.ensure_one()
        if self.kind == "short_week":
            return self._open(
                "cs.workday",
                self.env._(
                    "Week from %(day)s", day=format_date(self.env, self.week_from)
                ),
                [
                    ("employee_id", "=", self.employee_id.id),
                    ("date", ">=", self.week_from),
                    ("date", "<=", fields.Date.add(self.week_from, days=6)),
                ],
            )
        if self.kind in ("missed", "off_roster"):
            return self.workday_id._get_records_action(context={})
        punches = self.attendance_id | self.other_attendance_id
        title = self.env._("Punches")
        return self._open("hr.attendance", title, [("id", "in", punches.ids)])

    @api.model
    def _open(self, model_name, title, domain):
        return self.env[model_name]._get_records_action(
            name=title,
            views=[(False, "list"), (False, "form")],
            domain=domain,
            context={"create": False},
        )

    def action_record_proxy(self):
        """Record a proxy punch of the two, to be decided by a leader (R1.7)."""
        self.ensure_one()
        return self.env["cs.attendance.exception"]._get_records_action(
            name=self.env._("Proxy Punching"),
            context={
                "default_kind": "proxy",
                "default_employee_id": self.other_employee_id.id,
                "default_other_employee_id": self.employee_id.id,
                "default_date": self.date,
                "default_reason": self.env._(
                    "From one device: %(note)s", note=self.note
                ),
            },
        )
