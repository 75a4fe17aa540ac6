from odoo import models
from odoo.exceptions import AccessError


class CsOwnMixin(models.AbstractModel):
    """A view whose query has rows of the user alone: all others are refused.

    Odoo takes what a query does not have for deleted, and reads nothing of it without a
    word.
    """

    _name = "cs.own.mixin"
    _description = "Rows of the User Alone"

    def _check_access(self, operation):
        # Rules read the records, so that what the query does not have is told first.
        refused = super(CsOwnMixin, self.browse())._check_access(operation)
        if refused or not self.ids:
            return refused and (self, refused[1])
        others = self - self.search([("id", "in", self.ids)])
        return (others, self._own_error) if others else super()._check_access(operation)

    def fetch(self, field_names=None):
        result = super().fetch(field_names)
        # What is not the user's was not fetched, which says nothing.
        self.check_access("read")
        return result

    def _own_error(self):
        return AccessError(
            self.env._(
                "This is none of your own confirmed payslips. Yours are under My / "
                "My Payslips; ask HR if one is missing there."
            )
        )
