from odoo import models
from odoo.tools import format_date, formatLang


class HrLeave(models.Model):
    _inherit = "hr.leave"

    def _paper_texts(self):
        """Days of leave, each with its type and how many of them count."""
        return [leave._paper_text() for leave in self]

    def _paper_text(self):
        ends = dict.fromkeys((self.request_date_from, self.request_date_to))
        days = self.number_of_days
        return self.env._(
            "%(dates)s %(kind)s (days: %(days)s)",
            dates=" - ".join(format_date(self.env, day) for day in ends),
            kind=self.holiday_status_id.name or "",
            days=formatLang(self.env, days, digits=0 if days == int(days) else 2),
        )
