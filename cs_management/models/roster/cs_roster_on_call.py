from odoo import api, fields, models
from odoo.exceptions import UserError


class CsRosterLine(models.Model):
    """A shift covered on call: the fact of a merit (R3.2, R4.1).

    The leader marks it, or it was handed over shortly before it began, which the
    leader approved. What is entered for it is the policy's business.
    """

    _inherit = "cs.roster.line"

    is_on_call = fields.Boolean(
        string="Covered On Call",
        copy=False,
        help="Taken over at short notice: a merit, where the policy has one. A shift "
        "that is handed over shortly before it begins is marked by itself.",
    )

    _on_call_shift = models.Constraint(
        "CHECK (NOT is_on_call OR kind = 'shift')",
        "Only a shift is covered on call, not a rest day.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_on_call()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if not {"is_on_call", "employee_id"}.isdisjoint(vals):
            self._check_open()
            self._check_on_call()
        return result

    def _check_on_call(self):
        """Raise where somebody marks their own shift: it is worth points."""
        for line in self.filtered("is_on_call"):
            if not self.env.su and line._is_own():
                raise UserError(
                    self.env._(
                        "%(line)s, %(date)s: nobody marks their own shift as covered "
                        "on call. Ask another leader.",
                        line=line.display_name,
                        date=line.date,
                    )
                )

    @api.model
    def _covered(self, employee_ids, first, last):
        """Shifts of a span that were covered on call, in one query."""
        return self.search(
            [
                ("employee_id", "in", list(employee_ids)),
                ("is_on_call", "=", True),
                ("date", ">=", first),
                ("date", "<=", last),
            ]
        )

    def _is_short_notice(self):
        """Whether the shift begins so soon that taking it over is cover on call."""
        self.ensure_one()
        hours = self.company_id.cs_on_call_hours
        if not (hours and self.start):
            return False
        return self.start <= fields.Datetime.add(fields.Datetime.now(), hours=hours)
