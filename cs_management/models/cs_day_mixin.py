from odoo import api, models
from odoo.exceptions import ValidationError

from ..engine import periods


class CsDayMixin(models.AbstractModel):
    """A day that somebody can have meant."""

    _name = "cs.day.mixin"
    _description = "Day"

    @api.model
    def _check_day(self, day):
        """Raise if nobody can have meant this day."""
        if day and not periods.is_day(day):
            raise ValidationError(
                self.env._(
                    "%(day)s lies outside of %(earliest)s to %(latest)s. Correct the "
                    "date.",
                    day=day,
                    earliest=periods.EARLIEST,
                    latest=periods.LATEST,
                )
            )
