from odoo import fields, models


class CsPeriod(models.Model):
    _inherit = "cs.period"

    def _cs_next_open_name(self):
        """Name and first day of the next open period, made or not yet."""
        self.ensure_one()
        later = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", ">", self.date_to),
            ],
            order="date_from",
        )
        if is_open := later.filtered(lambda period: period.state != "locked"):
            return is_open[0].name, is_open[0].date_from
        begin = fields.Date.add((later or self)[-1].date_to, days=1)
        _first, stop = self.company_id._cs_period_bounds(begin)
        return self._name_for(stop), begin
