from odoo import fields, models


class CsShift(models.Model):
    """What a shift means for the roster (R10)."""

    _inherit = "cs.shift"

    roster_count = fields.Integer(
        string="Roster Lines", compute="_compute_roster_count"
    )

    def _compute_roster_count(self):
        groups = self.env["cs.roster.line"]._read_group(
            [("shift_id", "in", self.ids)], ["shift_id"], ["__count"]
        )
        counts = {shift.id: count for shift, count in groups}
        for shift in self:
            shift.roster_count = counts.get(shift._origin.id, 0)

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

    def _lines_ahead(self):
        """Lines after today with the hours of the shift: ``{(shift, day): lines}``."""
        # sudo: who sets the hours of a shift may not see everybody's roster
        Line = self.env["cs.roster.line"].sudo()
        found = {}
        for company, shifts in self.grouped("company_id").items():
            zone = self.with_context(tz=company.sudo().cs_tz)
            locked = self.env["cs.period"].sudo()._locked_of(company)
            last = max(locked.mapped("date_to"), default=None)
            today = fields.Date.context_today(zone)
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
