from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.attendance import Plan, Stretch


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

    @api.depends("kind", "shift_id", "employee_id", "date")
    def _compute_display_name(self):
        rest = self.env._("Rest day")
        for line in self:
            what = rest if line.kind == "rest" else line.shift_id.name or ""
            line.display_name = f"{line.employee_id.name or ''}: {what}"

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
                        agent=agent.sudo().name,
                        date=day,
                    )
                )

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "rest":
            self.shift_id = False

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        lines._refresh_workdays(lines._days())
        return lines

    def write(self, vals):
        before = self._days()
        result = super().write(vals)
        if not {"date", "employee_id", "kind", "shift_id", "start", "stop"}.isdisjoint(
            vals
        ):
            self._check_open()
            self._refresh_workdays(before | self._days())
        return result

    def unlink(self):
        days = self._days()
        result = super().unlink()
        self._refresh_workdays(days)
        return result

    def _days(self):
        return {(line.employee_id.id, line.date) for line in self}

    @api.model
    def _refresh_workdays(self, days):
        # sudo: whoever plans a day has it classified again, results come from facts
        self.env["cs.workday"].sudo()._refresh(days)

    def _check_open(self):
        """Raise if a line lies in a locked period: its days were settled by it."""
        # sudo: whether a period is locked is no secret
        for company, lines in self.sudo().grouped("company_id").items():
            locked = self.env["cs.period"].sudo()._locked_of(company)
            for line in lines:
                for period in locked:
                    if period.date_from <= line.date <= period.date_to:
                        raise UserError(
                            self.env._(
                                "%(line)s, %(date)s: %(period)s is locked, its roster "
                                "does not change any more.",
                                line=line.display_name,
                                date=line.date,
                                period=period.name,
                            )
                        )

    def _plan(self):
        """The line as the engine takes it."""
        self.ensure_one()
        return Plan(self.date, self.start, self.stop, self._breaks())

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
