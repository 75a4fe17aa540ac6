from odoo import models
from odoo.tools import format_date


class CsWorkday(models.Model):
    _inherit = "cs.workday"

    def _paper_texts(self):
        """Days, each with its status and its punches by the company's clock."""
        statuses = dict(self._fields["status"]._description_selection(self.env))
        return [
            " ".join(
                filter(
                    None,
                    (
                        format_date(self.env, day.date),
                        statuses.get(day.status),
                        (day.arrival or day.departure)
                        and f"{day.arrival or '?'}-{day.departure or '?'}",
                    ),
                )
            )
            for day in self
        ]
