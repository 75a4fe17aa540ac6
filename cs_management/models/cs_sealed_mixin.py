from odoo import api, models


class CsSealedMixin(models.AbstractModel):
    """A row that can change only as long as the record that it belongs to can."""

    _name = "cs.sealed.mixin"
    _description = "Row Sealed by Its Parent"

    # Path to the parent, and its method that raises once it is sealed.
    _sealed_by = ""
    _seal_check = "_check_editable"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_seal()
        return rows

    def write(self, vals):
        self._check_seal()
        result = super().write(vals)
        if self._sealed_by.partition(".")[0] in vals:
            self._check_seal()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed(self):
        self._check_seal()

    def _check_seal(self):
        return getattr(self.mapped(self._sealed_by), self._seal_check)()
