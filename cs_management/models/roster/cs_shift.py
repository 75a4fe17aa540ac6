import csv

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open, format_duration

DATA = "cs_management/data/roster"


class CsShift(models.Model):
    """A named shift (R0.1, R10).

    Hours are wall clock of the company's customer service zone. A shift that ends
    after midnight belongs to the day it starts on.
    """

    _name = "cs.shift"
    _description = "Shift"
    _inherit = "cs.guard.mixin"
    _hour_columns = {"start", "duration", "break_start", "break_length"}
    _order = "sequence, start, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short, for the roster: D, L.")
    sequence = fields.Integer(default=10)
    color = fields.Integer(help="In the roster; none: one by the order of shifts.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    start = fields.Float(string="From", required=True, default=8.5)
    duration = fields.Float(
        string="Duration (Hours)",
        required=True,
        default=9,
        help="From start to end, with breaks.",
    )
    stop = fields.Float(
        string="To", compute="_compute_stop", inverse="_inverse_stop", readonly=False
    )
    is_overnight = fields.Boolean(
        string="Ends Next Day", compute="_compute_stop", help="At or after midnight."
    )
    break_start = fields.Float(string="Meal Break From", default=12)
    break_length = fields.Float(string="Meal Break (Hours)", default=1)
    hours_worked = fields.Float(compute="_compute_hours_worked")
    minimum_staff = fields.Integer(
        default=1, help="Agents who must be on duty: the roster is checked against it."
    )
    warning = fields.Char(compute="_compute_warning")
    roster_count = fields.Integer(
        string="Roster Lines", compute="_compute_roster_count"
    )

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "Another shift of the company has this code."
    )
    _hours = models.Constraint(
        "CHECK (start >= 0 AND start < 24 AND duration > 0 AND duration <= 24)",
        "A shift starts between 0:00 and 23:59 and is at most 24 hours long.",
    )
    _figures = models.Constraint(
        "CHECK (break_length >= 0 AND minimum_staff >= 0)",
        "Breaks and staff cannot be negative.",
    )

    @api.depends("start", "duration")
    def _compute_stop(self):
        for shift in self:
            shift.stop = (shift.start + shift.duration) % 24
            shift.is_overnight = shift.start + shift.duration >= 24

    @api.depends("duration", "break_length")
    def _compute_hours_worked(self):
        for shift in self:
            shift.hours_worked = shift.duration - shift.break_length

    @api.depends("start", "duration", "break_start", "break_length", "company_id")
    @api.depends_context("lang")
    def _compute_warning(self):
        for shift in self:
            stretch = shift._longest_stretch()
            limit = shift.company_id.cs_roster_stretch
            shift.warning = stretch > limit and self.env._(
                "%(hours)s hours without a break: nobody works more than "
                "%(limit)g at a stretch. Set a meal break.",
                hours=format_duration(stretch),
                limit=limit,
            )

    @api.depends("name", "start", "stop")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for shift in self:
            shift.display_name = self.env._(
                "%(shift)s %(start)s-%(stop)s",
                shift=shift.name or "",
                start=format_duration(shift.start),
                stop=format_duration(shift.stop),
            )

    def _compute_roster_count(self):
        groups = self.env["cs.roster.line"]._read_group(
            [("shift_id", "in", self.ids)], ["shift_id"], ["__count"]
        )
        counts = {shift.id: count for shift, count in groups}
        for shift in self:
            shift.roster_count = counts.get(shift._origin.id, 0)

    @api.constrains("start", "duration", "break_start", "break_length")
    def _check_break(self):
        for shift in self:
            if not shift.break_length:
                continue
            before = shift._before_break()
            if before + shift.break_length > shift.duration:
                raise ValidationError(
                    self.env._(
                        "%(shift)s: the meal break lies outside the shift. Set its "
                        "hours within it, or its duration to zero.",
                        shift=shift.display_name,
                    )
                )

    @api.onchange("stop")
    def _inverse_stop(self):
        for shift in self:
            shift.duration = (shift.stop - shift.start) % 24 or 24

    def write(self, vals):
        """Days ahead that were planned with the hours of the shift follow them."""
        if {"start", "duration", "stop"}.isdisjoint(vals):
            return super().write(vals)
        following = self._lines_ahead()
        result = super().write(vals)
        for (shift, day), lines in following.items():
            start, stop = shift._bounds(day)
            lines.write({"start": start, "stop": stop})
        return result

    def copy_data(self, default=None):
        return [
            {**vals, "code": self.env._("%(code)s (copy)", code=shift.code)}
            if "code" not in (default or {})
            else vals
            for shift, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_load_usual(self):
        """Make the usual shifts of the company that it lacks (R10), and what goes
        with them."""
        made = self._load_usual_set(self.env.company)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if made else "info",
                "message": self.env._("The usual shifts and checklists are there."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.readonly
    def action_open_roster(self):
        """The roster lines of the shift."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_roster_line_action"
        )
        return {
            **action,
            "domain": [("shift_id", "=", self.id)],
            "context": {"default_shift_id": self.id},
        }

    @api.model
    def _load_usual_set(self, company):
        """The usual shifts and, by extensions, what is used with them.

        :return: whether anything was made
        """
        return self._load_usual(company)

    @api.model
    def _load_usual(self, company):
        """Shifts of R10 by code; what the company has is never changed.

        Those of its first row are in use, the others are archived.

        :return: whether anything was made
        """
        known = set(
            self.with_context(active_test=False)
            .search([("company_id", "=", company.id)])
            .mapped("code")
        )
        rows = [row for row in self._read_usual("cs.shift") if row["code"] not in known]
        for row in rows:
            name = row.pop("name")
            shift = self.create(
                {
                    **row,
                    "name": name["en_US"],
                    "company_id": company.id,
                    "active": row["active"] == "1",
                }
            )
            self._translate_name(shift, name)
        return bool(rows)

    @api.model
    def _read_usual(self, model, folder=DATA):
        """Rows of a data file; ``name`` as ``{language: text}``."""
        with file_open(f"{folder}/{model}.csv") as stream:
            for row in csv.DictReader(stream):
                zh_name = row.pop("name@zh_CN")
                yield {**row, "name": {"en_US": row["name"], "zh_CN": zh_name}}

    @api.model
    def _translate_name(self, record, names):
        for code, _name in self.env["res.lang"].get_installed():
            if code in names:
                record.with_context(lang=code).name = names[code]

    def _lines_ahead(self):
        """Lines after today with the hours of the shift: ``{(shift, day): lines}``."""
        Line = self.env["cs.roster.line"]
        found = {}
        for company, shifts in self.grouped("company_id").items():
            locked = self.env["cs.period"]._locked_of(company)
            last = max(locked.mapped("date_to"), default=None)
            today = company._cs_today()
            lines = Line.search(
                [
                    ("shift_id", "in", shifts.ids),
                    ("date", ">", max(today, last) if last else today),
                ]
            )
            for (shift, day), group in lines.grouped(
                lambda line: (line.shift_id, line.date)
            ).items():
                bounds = shift._bounds(day)
                same = group.filtered(
                    lambda line, bounds=bounds: (line.start, line.stop) == bounds
                )
                if same:
                    found[shift, day] = same
        return found

    def _before_break(self):
        return (self.break_start - self.start) % 24

    def _longest_stretch(self):
        """Hours worked at a stretch at most (R10)."""
        self.ensure_one()
        if not self.break_length:
            return self.duration
        before = self._before_break()
        return max(before, self.duration - before - self.break_length)

    def _bounds(self, day):
        """Start and end of the shift of a day, as naive UTC instants."""
        self.ensure_one()
        clock = self.company_id._cs_clock()
        return clock.at(day, self.start), clock.at(day, self.start + self.duration)

    def _next(self):
        """The shift that starts next after this one: it takes over."""
        self.ensure_one()
        others = self.search([("company_id", "=", self.company_id.id)]) - self._origin
        return min(
            others,
            key=lambda shift: ((shift.start - self.start) % 24 or 24, shift.sequence),
            default=self.browse(),
        )
