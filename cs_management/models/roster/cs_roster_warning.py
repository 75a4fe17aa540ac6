from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date, format_duration

from ..queries import without_compiling

# Runs that began before a span count in full if they are no longer than this.
LOOK_BACK = timedelta(days=31)


class CsRosterWarning(models.Model):
    """What is wrong with the roster: a warning, never a block (R10).

    Under-staffed shifts, too many days running, and too many hours without a break,
    from the end of the last locked period on. Who is on leave all day is not there.
    """

    _name = "cs.roster.warning"
    _description = "Roster Warning"
    _auto = False
    _order = "date, department_id, kind, id"
    _depends = {
        "cs.period": ["company_id", "date_to", "state"],
        "cs.roster.line": [
            "company_id",
            "date",
            "department_id",
            "employee_id",
            "kind",
            "shift_id",
            "stretch",
        ],
        "cs.shift": ["minimum_staff"],
        "hr.leave": [
            "employee_id",
            "request_date_from",
            "request_date_to",
            "request_unit_half",
            "request_unit_hours",
            "state",
        ],
        "res.company": ["cs_roster_running", "cs_roster_stretch"],
    }

    kind = fields.Selection(
        [
            ("staff", "Under-staffed"),
            ("running", "Too many days running"),
            ("stretch", "Too long without a break"),
        ],
        readonly=True,
    )
    date = fields.Date(readonly=True, help="Of a run, its first day.")
    date_to = fields.Date(string="Until", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", string="Team", readonly=True)
    shift_id = fields.Many2one("cs.shift", readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Agent", readonly=True)
    quantity = fields.Float(string="Planned", readonly=True, aggregator=None)
    limit_value = fields.Float(string="Limit", readonly=True, aggregator=None)
    text = fields.Char(string="Warning", compute="_compute_text")

    @property
    def _table_query(self):
        without_compiling(self.env)
        scope = SQL(
            "line.date > locked.last - 31 AND line.date > %s::date - 32",
            self.env["cs.period"]._unlocked_since(),
        )
        return self._warnings_query(scope)

    # The company is asked by the record rule: read at once, it takes no second look.
    @api.depends("kind", "date", "quantity", "limit_value", "company_id")
    @api.depends_context("lang")
    def _compute_text(self):
        for row in self:
            row.text = row._text()

    def _text(self):
        values = {"planned": f"{self.quantity:g}", "limit": f"{self.limit_value:g}"}
        if self.kind == "staff":
            return self.env._("%(planned)s of %(limit)s agents", **values)
        if self.kind == "running":
            return self.env._(
                "%(planned)s days running from %(first)s on, %(limit)s at most",
                first=format_date(self.env, self.date),
                **values,
            )
        return self.env._(
            "%(hours)s hours without a break, %(most)s at most",
            hours=format_duration(self.quantity),
            most=format_duration(self.limit_value),
        )

    @api.readonly
    def action_open_lines(self):
        """The roster lines that a warning is about."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_roster_line_action"
        )
        domain = [("date", ">=", self.date), ("date", "<=", self.date_to)]
        if self.employee_id:
            domain.append(("employee_id", "=", self.employee_id.id))
        else:
            domain.append(("department_id", "=", self.department_id.id))
        views = sorted(action["views"], key=lambda view: view[1] != "list")
        return {**action, "domain": domain, "context": {}, "views": views}

    def _of_lines(self, lines):
        """Texts of the warnings about roster lines, in one query.

        :return: ``{line: [text]}``
        """
        days = lines.mapped("date")
        if not days:
            return {}
        for model_name, names in self._depends.items():
            self.env[model_name].flush_model(names)
        first, last = min(days), max(days)
        scope = SQL(
            """
            line.employee_id = ANY(%(employees)s)
            AND line.date BETWEEN %(first)s AND %(last)s
            OR line.department_id = ANY(%(departments)s)
            AND line.date BETWEEN %(monday)s AND %(sunday)s
            """,
            employees=lines.employee_id.ids,
            first=first - LOOK_BACK,
            last=last + LOOK_BACK,
            # Which shifts a team has is seen in the week.
            monday=first - timedelta(days=6),
            sunday=last + timedelta(days=6),
            departments=lines.department_id.ids,
        )
        query = self._warnings_query(scope)
        found = {line: [] for line in lines}
        staff, agents = {}, {}
        for row in self._rows(query):
            if row.kind == "staff":
                staff[row.department_id, row.shift_id, row.date] = row._text()
                continue
            agents.setdefault(row.employee_id, []).append(row)
        for line in lines.filtered(lambda line: line.kind == "shift"):
            key = line.department_id, line.shift_id, line.date
            if key in staff:
                found[line].append(staff[key])
            for row in agents.get(line.employee_id, ()):
                if row._is_about(line):
                    found[line].append(row._text())
        return found

    def _is_about(self, line):
        """Whether a line of the agent is too much: of a run, what exceeds the limit."""
        first = self.date
        if self.kind == "running":
            first += timedelta(days=round(self.limit_value))
        elif self.shift_id != line.shift_id:
            return False
        return first <= line.date <= self.date_to

    def _rows(self, query):
        """Warnings of a query as records that exist in the cache only."""
        names = (
            "kind",
            "date",
            "date_to",
            "department_id",
            "shift_id",
            "employee_id",
            "quantity",
            "limit_value",
        )
        columns = SQL(", ").join(SQL.identifier("found", name) for name in names)
        rows = self.env.execute_query(
            SQL("SELECT %s FROM (%s) AS found", columns, query)
        )
        return [self.new(dict(zip(names, row, strict=True))) for row in rows]

    def _warnings_query(self, scope):
        """The warnings about the roster lines of a scope, and those beside them.

        :param scope: condition on ``line``, with ``locked.last`` as the last day of the
            company's last locked period
        """
        return SQL(
            """
            WITH locked AS (
                SELECT company.id AS company_id, company.cs_roster_running,
                       company.cs_roster_stretch,
                       COALESCE(MAX(period.date_to), DATE '2000-01-01') AS last
                  FROM res_company AS company
                  LEFT JOIN cs_period AS period
                    ON period.company_id = company.id AND period.state = 'locked'
                 GROUP BY company.id
            ), lines AS (
                SELECT line.*, locked.last, locked.cs_roster_running,
                       locked.cs_roster_stretch,
                       EXISTS (
                           SELECT FROM hr_leave AS leave
                            WHERE leave.employee_id = line.employee_id
                              AND leave.state = 'validate'
                              AND line.date BETWEEN leave.request_date_from
                                  AND leave.request_date_to
                              AND NOT COALESCE(leave.request_unit_half, FALSE)
                              AND NOT COALESCE(leave.request_unit_hours, FALSE)
                       ) AS is_away
                  FROM cs_roster_line AS line
                  JOIN locked ON locked.company_id = line.company_id
                 WHERE line.kind = 'shift' AND (%(scope)s)
            ), staffed AS (
                SELECT company_id, department_id, date,
                       DATE_TRUNC('week', date) AS week, MIN(last) AS last
                  FROM lines WHERE NOT is_away AND department_id IS NOT NULL
                 GROUP BY company_id, department_id, date
            ), used AS (
                SELECT DISTINCT lines.department_id, lines.shift_id,
                       DATE_TRUNC('week', lines.date) AS week, shift.minimum_staff
                  FROM lines
                  JOIN cs_shift AS shift ON shift.id = lines.shift_id
                 WHERE shift.minimum_staff > 0
            ), counted AS (
                SELECT department_id, shift_id, date,
                       COUNT(DISTINCT employee_id) AS agents
                  FROM lines WHERE NOT is_away
                 GROUP BY department_id, shift_id, date
            ), days AS (
                SELECT DISTINCT employee_id, company_id, date, last, cs_roster_running,
                       FIRST_VALUE(department_id) OVER (
                           PARTITION BY employee_id, date ORDER BY id
                       ) AS department_id
                  FROM lines WHERE NOT is_away
            ), islands AS (
                SELECT days.*, date - (ROW_NUMBER() OVER (
                           PARTITION BY employee_id ORDER BY date))::integer AS island
                  FROM days
            ), found AS (
                SELECT 'staff' AS kind, staffed.date, staffed.date AS date_to,
                       staffed.company_id, staffed.department_id, used.shift_id,
                       NULL::integer AS employee_id,
                       COALESCE(counted.agents, 0)::float AS quantity,
                       used.minimum_staff::float AS limit_value
                  FROM staffed
                  JOIN used ON used.department_id = staffed.department_id
                   AND used.week = staffed.week
                  LEFT JOIN counted
                    ON counted.department_id = staffed.department_id
                   AND counted.shift_id = used.shift_id
                   AND counted.date = staffed.date
                 WHERE COALESCE(counted.agents, 0) < used.minimum_staff
                   AND staffed.date > staffed.last
                 UNION ALL
                SELECT 'running', MIN(date), MAX(date), company_id,
                       (ARRAY_AGG(department_id ORDER BY date DESC))[1], NULL,
                       employee_id, COUNT(*), MIN(cs_roster_running)
                  FROM islands
                 GROUP BY employee_id, company_id, island
                HAVING COUNT(*) > MIN(cs_roster_running)
                   AND MIN(cs_roster_running) > 0 AND MAX(date) > MIN(last)
                 UNION ALL
                SELECT 'stretch', date, date, company_id, department_id, shift_id,
                       employee_id, MAX(stretch), MIN(cs_roster_stretch)
                  FROM lines
                 WHERE NOT is_away AND stretch > cs_roster_stretch + 0.001
                   AND date > last
                 GROUP BY date, company_id, department_id, shift_id, employee_id
            )
            SELECT (ROW_NUMBER() OVER (
                       ORDER BY date, kind, department_id, shift_id, employee_id
                   ))::integer AS id, found.*
              FROM found
            """,
            scope=scope,
        )
