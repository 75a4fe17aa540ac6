from collections import Counter, defaultdict
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_duration

from ..engine.duty import in_turn
from ..models.days import short_day
from ..models.duty.cs_duty import DUTY_KINDS

DAY = timedelta(days=1)
# Whose turn it is follows from the duties of so many days before.
REMEMBERED = 92 * DAY
WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
# Weekdays, hour and length that are usual for a kind.
USUAL = {
    "cleaning": (WEEKDAYS, 17.5, 0.5),
    "meeting": (("monday",), 9.0, 1.0),
    "report": (("friday",), 9.0, 9.0),
}


class CsDutyPlan(models.TransientModel):
    """Plan a month's duties, meetings or reports of a team (R9.8).

    Cleaning goes in turn among those who work that day by the roster, as far as there
    is one. It shows what it will write; what is planned already stays.
    """

    _name = "cs.duty.plan"
    _description = "Plan Duties and Meetings"
    _inherit = ["hr.mixin", "cs.span.mixin", "cs.value.mixin"]
    _hour_columns = {"hour", "duration", "evening_hour"}

    kind = fields.Selection(DUTY_KINDS, required=True, default="cleaning")
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        required=True,
        default=lambda self: self._default_department(),
    )
    company_id = fields.Many2one(related="department_id.company_id")
    employee_ids = fields.Many2many(
        "hr.employee",
        "cs_duty_plan_employee_rel",
        "plan_id",
        "employee_id",
        string="Agents",
        compute="_compute_employee_ids",
        store=True,
        readonly=False,
        domain="[('cs_level_id', '!=', False)]",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) + relativedelta(months=1, day=1)
        ),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) + relativedelta(months=1, day=31)
        ),
    )
    monday = fields.Boolean(compute="_compute_usual", store=True, readonly=False)
    tuesday = fields.Boolean(compute="_compute_usual", store=True, readonly=False)
    wednesday = fields.Boolean(compute="_compute_usual", store=True, readonly=False)
    thursday = fields.Boolean(compute="_compute_usual", store=True, readonly=False)
    friday = fields.Boolean(compute="_compute_usual", store=True, readonly=False)
    saturday = fields.Boolean(compute="_compute_usual", store=True, readonly=False)
    sunday = fields.Boolean(compute="_compute_usual", store=True, readonly=False)
    hour = fields.Float(
        string="At", compute="_compute_usual", store=True, readonly=False
    )
    duration = fields.Float(
        string="Duration (Hours)", compute="_compute_usual", store=True, readonly=False
    )
    count = fields.Integer(string="Agents per Day", default=1)
    evening_shift_ids = fields.Many2many(
        "cs.shift",
        string="Evening Shifts",
        help="Who is on one of them by the roster meets at an hour of its own.",
    )
    evening_hour = fields.Float(string="Evening Shift At", default=17)
    keep_one = fields.Boolean(
        string="One Stays on Duty",
        default=True,
        help="In turn, one agent answers customers and is excused.",
    )
    note = fields.Text(string="Agenda")
    preview = fields.Text(compute="_compute_preview", string="Will Be Planned")

    @api.model
    def _default_department(self):
        user = self.env.user
        own = user.employee_id.department_id
        return user._cs_first_team(self.env.company) or own

    @api.depends("department_id")
    def _compute_employee_ids(self):
        for plan in self:
            plan.employee_ids = self.env["hr.employee"].search(
                [
                    ("department_id", "child_of", plan.department_id.ids),
                    ("cs_level_id", "!=", False),
                ]
            )

    @api.depends("kind")
    def _compute_usual(self):
        for plan in self:
            days, plan.hour, plan.duration = USUAL[plan.kind or "cleaning"]
            for name in WEEKDAYS:
                plan[name] = name in days

    @api.depends(
        "kind",
        "department_id",
        "employee_ids",
        "date_from",
        "date_to",
        *WEEKDAYS,
        "hour",
        "duration",
        "count",
        "evening_shift_ids",
        "evening_hour",
        "keep_one",
    )
    @api.depends_context("lang")
    def _compute_preview(self):
        for plan in self:
            plan.preview = "\n".join(
                plan._preview_line(*row) for row in plan._rows()
            ) or self.env._("Nothing: these days are planned already, or none is left.")

    def _preview_line(self, day, hour, agents, stays):
        employees = self.env["hr.employee"]
        names = employees.browse(agents).mapped("name")
        text = f"{short_day(self.env, day)}, "
        text += f"{format_duration(hour)}: {', '.join(names)}"
        if stays:
            text += self.env._(
                " (on duty: %(agent)s)", agent=employees.browse(stays).name
            )
        return text

    def action_plan(self):
        """Write what the preview shows, and open it."""
        self.ensure_one()
        rows = self._rows()
        if not rows:
            raise UserError(
                self.env._(
                    "Nothing to plan for %(team)s: choose other days or weekdays, or "
                    "add agents.",
                    team=self.department_id.name,
                )
            )
        duties = self.env["cs.duty"].create([self._values(*row) for row in rows])
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_duty_action"
        )
        return {
            **action,
            "view_mode": "list,calendar,form",
            "views": [(False, "list"), (False, "calendar"), (False, "form")],
            "domain": [("id", "in", duties.ids)],
            "context": {},
        }

    # ------------------------------------------------------------------
    # The plan
    # ------------------------------------------------------------------

    def _values(self, day, hour, agents, stays):
        return {
            "kind": self.kind,
            "company_id": self.company_id.id,
            "department_id": self.department_id.id,
            "start": self.company_id._cs_clock().at(day, hour),
            "duration": self.duration,
            "note": self.note,
            "line_ids": [
                Command.create({"employee_id": agent, "is_on_duty": agent == stays})
                for agent in agents + ([stays] if stays else [])
            ],
        }

    def _rows(self):
        """What will be written: ``[(day, hour, agent ids, id of who stays)]``."""
        if not (self.department_id and self.date_from and self.date_to):
            return []
        days = [day for day in self._days() if self[WEEKDAYS[day.weekday()]]]
        if not days or self.duration <= 0:
            return []
        groups = self._groups(days)
        known = self._known()
        groups = [group for group in groups if group[:2] not in known and group[2]]
        if self.kind == "cleaning":
            turns = in_turn(
                [agents for _day, _hour, agents in groups], self.count, self._had()
            )
            return [
                (day, hour, turn, None)
                for (day, hour, _agents), turn in zip(groups, turns, strict=True)
            ]
        if self.kind == "meeting" and self.keep_one:
            return self._staying(groups)
        return [(*group, None) for group in groups]

    def _staying(self, groups):
        """One of each meeting stays on duty, in turn; not of a meeting of one."""
        turns = in_turn(
            [agents if len(agents) > 1 else [] for _day, _hour, agents in groups],
            1,
            self._had(),
        )
        return [
            (day, hour, [a for a in agents if a not in turn], turn[0] if turn else None)
            for (day, hour, agents), turn in zip(groups, turns, strict=True)
        ]

    def _days(self):
        count = (self.date_to - self.date_from).days + 1
        return [self.date_from + DAY * index for index in range(min(count, 366))]

    def _groups(self, days):
        """Who is there: ``[(day, hour, agent ids)]``; the evening shift on its own."""
        agents = self.employee_ids.ids
        roster, leaves = self._roster(days), self._leaves(days)
        groups = []
        for day in days:
            planned = roster.get(day)
            there = [
                agent
                for agent in agents
                if (self.kind == "report" or not planned or planned.get(agent))
                and (agent, day) not in leaves
            ]
            evening = set(self.evening_shift_ids.ids) if self.kind == "meeting" else ()
            late = [
                agent
                for agent in there
                if evening and planned and not evening.isdisjoint(planned[agent])
            ]
            groups.append((day, self.hour, [a for a in there if a not in late]))
            if late:
                groups.append((day, self.evening_hour, late))
        return groups

    def _roster(self, days):
        """Shifts by day and agent, of those days for which there is a roster.

        :return: ``{day: {agent id: {shift ids}}}``; days off have no shift
        """
        lines = self.env["cs.roster.line"].search_fetch(
            [
                ("employee_id", "in", self.employee_ids.ids),
                ("date", ">=", days[0]),
                ("date", "<=", days[-1]),
            ],
            ["employee_id", "date", "kind", "shift_id"],
        )
        found = defaultdict(lambda: defaultdict(set))
        for line in lines:
            shifts = found[line.date][line.employee_id.id]
            if line.kind == "shift":
                shifts.add(line.shift_id.id)
        return found

    def _leaves(self, days):
        """Agents' days of approved leave."""
        # sudo: of leave only its days are taken
        leaves = (
            self.env["hr.leave"]
            .sudo()
            .search_fetch(
                [
                    ("employee_id", "in", self.employee_ids.ids),
                    ("state", "=", "validate"),
                    ("request_date_from", "<=", days[-1]),
                    ("request_date_to", ">=", days[0]),
                ],
                ["employee_id", "request_date_from", "request_date_to"],
            )
        )
        return {
            (leave.employee_id.id, day)
            for leave in leaves
            for day in days
            if leave.request_date_from <= day <= leave.request_date_to
        }

    def _known(self):
        """Days and hours that are planned already."""
        found = self.env["cs.duty"].search(
            [
                ("department_id", "=", self.department_id.id),
                ("kind", "=", self.kind),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ]
        )
        starts = set(found.mapped("start"))
        clock = self.company_id._cs_clock()
        return {
            (day, hour)
            for day in self._days()
            for hour in (self.hour, self.evening_hour)
            if clock.at(day, hour) in starts
        }

    def _had(self):
        """Duties of each agent in the months before, or turns of staying on duty."""
        domain = [
            ("kind", "=", self.kind),
            ("employee_id", "in", self.employee_ids.ids),
            ("date", ">=", self.date_from - REMEMBERED),
            ("date", "<=", self.date_to),
        ]
        if self.kind == "meeting":
            domain.append(("is_on_duty", "=", True))
        else:
            domain.append(("state", "in", ("expected", "done", "missed")))
        lines = self.env["cs.duty.line"].search_fetch(domain, ["employee_id"])
        return Counter(lines.mapped("employee_id.id"))
