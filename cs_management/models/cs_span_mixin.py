from odoo import api, models
from odoo.exceptions import ValidationError

from ..engine import periods


class CsSpanMixin(models.AbstractModel):
    """A span of days, ``date_from`` to ``date_to``, that somebody can have meant."""

    _name = "cs.span.mixin"
    _description = "Span of Days"
    _inherit = "cs.day.mixin"

    @api.constrains("date_from", "date_to")
    def _check_span(self):
        for record in self:
            first, last = record.date_from, record.date_to
            if first and last and not periods.is_span(first, last):
                raise ValidationError(
                    self.env._(
                        "%(first)s to %(last)s is no span of a year at most between "
                        "%(earliest)s and %(latest)s. Correct the dates.",
                        first=first,
                        last=last,
                        earliest=periods.EARLIEST,
                        latest=periods.LATEST,
                    )
                )
