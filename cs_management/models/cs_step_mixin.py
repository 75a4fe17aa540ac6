from odoo import api, models
from odoo.exceptions import UserError


class CsStepMixin(models.AbstractModel):
    """Steps that not everybody may take: one method says why not.

    ``_why_not_x`` decides over the button and gives the text of the error.
    """

    _name = "cs.step.mixin"
    _description = "Record with Guarded Steps"

    def _check_can(self, why_not):
        """Raise the reason that the method of this name gives, if it gives one."""
        self.ensure_one()
        if reason := getattr(self, why_not)():
            raise UserError(reason)

    @api.model
    def _required(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Write the reason: the other side needs it."))
        return reason
