from collections import defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine import roster, segments
from ..models.missing import missing
from .roster_preview import RosterPreview

DAY = timedelta(days=1)
# Nobody plans more than this at once: the preview would not be read.
LONGEST = timedelta(days=366)
WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class CsRosterPlan(models.TransientModel):
    """Plan a month, or any span, of a team by a pattern (R10).

    First the pattern, then a preview that can still be edited, then the roster.
    Locked periods are left alone, and days that are over unless asked.
    """

    _name = "cs.roster.plan"
    _description = "Plan a Roster"
    _inherit = ["hr.mixin", "cs.span.mixin", "cs.value.mixin"]
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._default_month()[0]
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: self._default_month()[1]
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        check_company=True,
        default=lambda self: self._default_department_id(),
        help="With the departments below it.",
    )
    employee_ids = fields.Many2many(
        "hr.employee",
        "cs_roster_plan_employee_rel",
        "plan_id",
        "employee_id",
        string="Agents",
        compute="_compute_employee_ids",
        store=True,
        readonly=False,
        check_company=True,
        help="All agents of the team; take off who is planned otherwise.",
    )
    pattern = fields.Selection(
        [
            ("fixed", "The same shift for all"),
            ("agents", "Weekly rotation, agent by agent"),
            ("teams", "Weekly rotation, department by department"),
        ],
        string="Shift Pattern",
        required=True,
        default="fixed",
    )
    shift_ids = fields.Many2many(
        "cs.shift",
        "cs_roster_plan_shift_rel",
        "plan_id",
        "shift_id",
        string="Shifts in Turn",
        check_company=True,
        default=lambda self: self._default_shift_ids(),
        help="In the order of the shifts' list. One for all, or two and more that "
        "alternate by week.",
    )
    turn = fields.Integer(
        string="Move the Rotation by", help="Turns: so another group begins."
    )
    rest = fields.Selection(
        [
            (roster.WEEKLY, "One a week, in turn"),
            (roster.WEEKDAY, "The same weekday for all"),
            (roster.WEEKEND, "One day of each weekend, in turn"),
            (roster.COUNT, "A number of days, spread evenly"),
            (roster.NONE, "None"),
        ],
        string="Days Off",
        required=True,
        default=roster.WEEKLY,
    )
    rest_moves = fields.Boolean(
        string="Earlier by a Day Every Week",
        help="Everybody gets each weekday off in turn. Once in seven weeks a further "
        "day off is needed, so that nobody works too many days running.",
    )
    rest_weekday = fields.Selection(
        WEEKDAYS, string="Weekday Off", required=True, default="6"
    )
    rest_count = fields.Integer(
        string="Number of Days Off", default=4, help="In the whole span."
    )
    holidays = fields.Selection(
        [("work", "Planned as usual"), ("rest", "Days off")],
        string="Public Holidays",
        required=True,
        default="rest",
    )
    existing = fields.Selection(
        [("keep", "Kept"), ("replace", "Replaced")],
        string="Days Planned Already",
        required=True,
        default="keep",
    )
    with_past = fields.Boolean(string="Also Days That Are Over")
    state = fields.Selection(
        [("pattern", "Pattern"), ("preview", "Preview")], default="pattern"
    )
    line_ids = fields.One2many("cs.roster.plan.line", "plan_id", string="Preview")
    left_out = fields.Char(readonly=True)
    preview = fields.Html(string="Overview", compute="_compute_preview", sanitize=False)
    problems = fields.Html(compute="_compute_preview", sanitize=False)

    _figures = models.Constraint(
        "CHECK (rest_count >= 0)", "The number of days off cannot be negative."
    )

    @api.model
    def _default_month(self):
        first = fields.Date.context_today(self) + relativedelta(months=1, day=1)
        return first, first + relativedelta(months=1) - DAY

    @api.model
    def _default_shift_ids(self):
        return self.env["cs.shift"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )

    @api.model
    def _default_department_id(self):
        """The first team that the user leads in the company."""
        return self.env.user._cs_first_team(self.env.company)

    @api.depends("company_id", "department_id", "date_from", "date_to")
    def _compute_employee_ids(self):
        for plan in self:
            found = plan.employee_ids.browse()
            if plan.department_id and plan.date_from and plan.date_to:
                parts = plan._parts(None)
                found = found.browse(parts)
            plan.employee_ids = found

    @api.depends("state", "line_ids.kind", "line_ids.shift_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_preview(self):
        for plan in self:
            plan.preview = plan.problems = False
            if plan.state == "preview":
                table = RosterPreview(plan)
                plan.preview = table.html()
                plan.problems = table.problems()

    @api.onchange("pattern")
    def _onchange_pattern(self):
        if self.pattern == "fixed":
            self.shift_ids = self.shift_ids[:1]

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_preview(self):
        """Work out what the pattern gives, and show it."""
        self.ensure_one()
        self._check_choices()
        self.line_ids.unlink()
        self.env["cs.roster.plan.line"].create(
            [{"plan_id": self.id, **values} for values in self._planned()]
        )
        self.state = "preview"
        return self._reopen()

    def action_back(self):
        """Back to the pattern; the preview is thrown away."""
        self.line_ids.unlink()
        self.state = "pattern"
        return self._reopen()

    def action_apply(self):
        """Write the preview to the roster and open it."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "There is nothing to write. Change the span, the agents or what "
                    "happens to days that are planned already."
                )
            )
        if self.existing == "replace":
            self._replaced().unlink()
        lines = self.env["cs.roster.line"].create(
            [line._values() for line in self.line_ids]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_roster_line_action"
        )
        return {
            **action,
            # Noon: the same day in nearly every zone.
            "context": {"initial_date": f"{min(lines.mapped('date'))} 12:00:00"},
        }

    def _reopen(self):
        return self._get_records_action(
            name=self.env._("Plan a Roster"),
            target="new",
            context={"dialog_size": "extra-large"},
        )

    def _check_choices(self):
        if not self.employee_ids:
            text = self.env._(
                "Choose a team with agents in this span, or single agents."
            )
            label = self.env._("Open the Agents")
            raise missing(self.env, text, "cs_agent_action", label)
        if not self.shift_ids:
            text = self.env._("Choose the shift that is worked.")
            label = self.env._("Open the Shifts")
            raise missing(self.env, text, "cs_shift_action", label)
        if self.pattern == "fixed" and len(self.shift_ids) > 1:
            raise UserError(
                self.env._("Choose one shift for all, or let the shifts rotate.")
            )
        if self.pattern != "fixed" and len(self.shift_ids) < 2:
            raise UserError(
                self.env._("A rotation needs at least two shifts: add another one.")
            )
        if self.date_to - self.date_from >= LONGEST:
            raise ValidationError(
                self.env._("Plan a year at most: set an earlier end.")
            )

    # ------------------------------------------------------------------
    # The plan
    # ------------------------------------------------------------------

    def _parts(self, employee_ids):
        """Segments as an agent that the user may plan, by agent, in their order.

        :param employee_ids: ``None``: all of the team
        """
        ids = employee_ids
        if ids is None:
            # sudo: leaders cannot read versions; only who is an agent is taken
            ids = (
                self.env["cs.workday"]
                .sudo()
                ._agent_ids(self.company_id, self.date_from, self.date_to)
            )
        versions = self.env["hr.version"]._cs_of_employees(ids)
        allowed = self._allowed_departments()
        found = {}
        for employee_id in ids:
            parts = [
                part
                for part in segments.segments(
                    versions.get(employee_id, ()), self.date_from, self.date_to
                )
                if allowed is None or part.version.department in allowed
            ]
            if parts:
                found[employee_id] = parts
        return found

    def _allowed_departments(self):
        """Departments whose agents are planned: of the team, and led by the user."""
        Department = self.env["hr.department"]
        domain = Domain.TRUE
        if self.department_id:
            domain &= Domain("id", "child_of", self.department_id._origin.ids)
        user = self.env.user
        if not user._cs_is_officer():
            domain &= Domain("id", "in", user._cs_led_departments().ids)
        if domain.is_true():
            return None
        return set(Department.search(domain).ids)

    def _open_days(self):
        """Days of the span that may be planned: not locked, not over."""
        locked = self.env["cs.period"]._locked_of(self.company_id)
        today = self.company_id._cs_today()
        return {
            day
            for day in self._days()
            if (self.with_past or day >= today) and not locked._covering(day)
        }

    def _days(self):
        count = (self.date_to - self.date_from).days + 1
        return [self.date_from + DAY * number for number in range(count)]

    def _agents(self):
        """The agents in the order of their numbers, which is that of the turns."""
        return self.employee_ids._origin.sorted(
            lambda agent: (agent.cs_agent_code or "", agent.id)
        )

    def _replaced(self):
        """Lines on the days that the plan may write."""
        parts = self._parts(self.employee_ids.ids)
        lines = self.env["cs.roster.line"].search(
            [
                ("employee_id", "in", list(parts)),
                ("date", "in", list(self._open_days())),
            ]
        )
        return lines.filtered(
            lambda line: segments.part_on(parts[line.employee_id.id], line.date)
        )

    def _planned(self):
        """Values of the preview's lines, in the order of agents and days."""
        parts = self._parts(self._agents().ids)
        open_days = self._open_days()
        kept = self._kept_days(open_days)
        away = self._away_days()
        holidays = self._holidays()
        groups = self._groups(parts)
        people, off = [], {}
        for employee_id, own in parts.items():
            free = {day for day in open_days if segments.part_on(own, day)}
            days = free - away[employee_id] - kept[employee_id].keys()
            off[employee_id] = {
                day for day in days if self._is_holiday(own, day, holidays)
            }
            people.append(
                roster.Person(
                    employee_id,
                    groups[employee_id],
                    frozenset(days - off[employee_id]),
                    frozenset(day for day, works in kept[employee_id].items() if works),
                )
            )
        self.left_out = self._left_out(parts, open_days)
        found = roster.plan(self._pattern(), people, self.date_from, self.date_to)
        for employee_id, days in off.items():
            found |= {(employee_id, day): None for day in days}
        return [
            {
                "employee_id": employee_id,
                "date": day,
                "kind": "shift" if shift else "rest",
                "shift_id": shift or False,
            }
            for (employee_id, day), shift in sorted(
                found.items(), key=lambda item: item[0][1]
            )
        ]

    def _pattern(self):
        shifts = self.shift_ids.sorted(lambda shift: (shift.sequence, shift.start))
        return roster.Pattern(
            shifts=tuple(shifts.ids),
            rest=self.rest,
            weekday=int(self.rest_weekday),
            count=self.rest_count,
            moves=self.rest_moves,
            turn=self.turn,
            limit=self.company_id.cs_roster_running,
            minimum={shift.id: shift.minimum_staff for shift in shifts},
        )

    def _groups(self, parts):
        """Place of each agent in the rotation of shifts."""
        if self.pattern != "teams":
            size = len(self.shift_ids)
            return {
                employee_id: place % size for place, employee_id in enumerate(parts)
            }
        teams = {own[0].version.department or 0 for own in parts.values()}
        places = {team: place for place, team in enumerate(sorted(teams))}
        return {
            employee_id: places[own[0].version.department or 0]
            for employee_id, own in parts.items()
        }

    def _kept_days(self, open_days):
        """Days that stay as they are: ``{employee_id: {day: whether they work}}``.

        Also those around the span, which count for days running.
        """
        around = timedelta(days=14)
        # sudo: of other teams' lines only whether somebody works is taken
        lines = (
            self.env["cs.roster.line"]
            .sudo()
            .search_fetch(
                [
                    ("employee_id", "in", self.employee_ids.ids),
                    ("date", ">=", self.date_from - around),
                    ("date", "<=", self.date_to + around),
                ],
                ["employee_id", "date", "kind"],
            )
        )
        found = defaultdict(dict)
        for line in lines:
            if self.existing == "replace" and line.date in open_days:
                continue
            found[line.employee_id.id][line.date] = line.kind == "shift"
        return found

    def _away_days(self):
        return self.env["cs.roster.line"]._away_days(
            self.employee_ids.ids, self.date_from, self.date_to
        )

    def _holidays(self):
        """Public holidays of the span by calendar; ``None``: of all calendars."""
        if self.holidays == "work":
            return defaultdict(set)
        holidays = self.env["resource.calendar.leaves"]
        return holidays._cs_days(self.company_id, self.date_from, self.date_to)

    @api.model
    def _is_holiday(self, parts, day, holidays):
        calendar = segments.part_on(parts, day).version.calendar
        return day in holidays[None] or day in holidays[calendar]

    def _left_out(self, parts, open_days):
        """Says which agents and days the plan leaves alone, and why."""
        texts = []
        missing = self.employee_ids.filtered(lambda agent: agent.id not in parts)
        if missing:
            texts.append(
                self.env._(
                    "Not agents of yours in this span: %(agents)s.",
                    agents=", ".join(missing.mapped("name")),
                )
            )
        if closed := [day for day in self._days() if day not in open_days]:
            texts.append(
                self.env._(
                    "%(count)s days are over or in a locked period: they stay as they "
                    "are.",
                    count=len(closed),
                )
            )
        return " ".join(texts)
