from odoo import models


class CsPayslipPartMixin(models.AbstractModel):
    """A part of a payslip that no longer changes once the slip has paid a statement."""

    _name = "cs.payslip.part.mixin"
    _description = "Part of a Payslip"
    _inherit = "cs.sealed.mixin"
    _sealed_by = "payslip_id"
    _seal_check = "_cs_check_unsealed"

    def _check_seal(self):
        # sudo: whether a slip is confirmed is no secret to who sees its parts
        return super(CsPayslipPartMixin, self.sudo())._check_seal()
