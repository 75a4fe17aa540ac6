from odoo import api, models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    """Evidence is guarded on the file, not only on the field that shows it."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._cs_check_evidence()
        return files

    def write(self, vals):
        self._cs_check_evidence()
        result = super().write(vals)
        if not {"res_model", "res_id"}.isdisjoint(vals):
            self._cs_check_evidence()
        return result

    def unlink(self):
        self._cs_check_evidence()
        return super().unlink()

    def _cs_check_evidence(self):
        """Raise if a file is that of a record whose files the user may not change."""
        if self.env.su:
            return
        # sudo: only which record a file belongs to is looked at
        for model, files in self.sudo().grouped("res_model").items():
            # A file outlives the model of an addon that is gone.
            if not hasattr(self.env.get(model), "_why_not_files"):
                continue
            records = self.env[model].browse(set(files.mapped("res_id")) - {0})
            for record in records.exists():
                if reason := record._why_not_files():
                    raise AccessError(reason)
