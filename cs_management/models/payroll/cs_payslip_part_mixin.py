from odoo import api, models


class CsPayslipPartMixin(models.AbstractModel):
    """A part of a payslip that no longer changes once the slip has paid a statement."""

    _name = "cs.payslip.part.mixin"
    _description = "Part of a Payslip"
    _cs_slip_field = "payslip_id"

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        parts._cs_check_slip()
        return parts

    def write(self, vals):
        self._cs_check_slip()
        result = super().write(vals)
        if self._cs_slip_field in vals:
            self._cs_check_slip()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed(self):
        self._cs_check_slip()

    def _cs_check_slip(self):
        # sudo: whether a slip is confirmed is no secret to who sees its parts
        for slip in self.sudo()[self._cs_slip_field]:
            if slip._cs_is_sealed():
                slip._cs_raise_sealed()
