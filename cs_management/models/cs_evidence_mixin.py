from odoo import api, models


class CsEvidenceMixin(models.AbstractModel):
    """Files of a record belong to it: who may read the record may read them.

    A file that is uploaded in a form belongs to nobody but its uploader at first.
    """

    _name = "cs.evidence.mixin"
    _description = "Record with Files"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._claim_files()
        return records

    def write(self, vals):
        result = super().write(vals)
        if not set(self._file_fields()).isdisjoint(vals):
            self._claim_files()
        return result

    def _why_not_files(self):
        """Why the user may not add, change or delete files of this record now.

        Asked by the files themselves, too: who opens a file's own form finds the
        same door closed. ``False`` if they may.
        """
        self.ensure_one()
        if self._fields.get("period_state") and self.period_state == "locked":
            return self.env._(
                "%(record)s counts in %(period)s, which is locked: its files stay.",
                record=self.display_name,
                period=self.period_id.name,
            )
        return False

    @api.model
    def _file_fields(self):
        return [
            field.name
            for field in self._fields.values()
            if field.type == "many2many" and field.comodel_name == "ir.attachment"
        ]

    def _claim_files(self):
        """Tie the user's own loose uploads to the record that shows them."""
        for record in self:
            # sudo: a loose file is read by its uploader alone, who is the user here
            loose = record.sudo()._loose_files(self.env.uid)
            loose.write({"res_model": self._name, "res_id": record.id})

    def _loose_files(self, uid):
        files = self.env["ir.attachment"].union(
            *(self[name] for name in self._file_fields())
        )
        return files.filtered(
            lambda file: file.create_uid.id == uid and not file.res_id
        )
