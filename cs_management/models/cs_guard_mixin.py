from odoo import api, models
from odoo.exceptions import AccessError


class CsGuardMixin(models.AbstractModel):
    """Fields that only the addon's own methods set, whoever writes and however.

    ``readonly`` holds in forms only; this holds for imports and remote calls too.
    """

    _name = "cs.guard.mixin"
    _description = "Fields Kept by the Addon"

    @api.model
    def _kept_fields(self):
        """Names of the fields that users cannot set."""
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_kept_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_kept_fields(vals)
        return super().write(vals)

    def _store(self, vals):
        """Set kept fields, for the addon's own methods.

        The user must be allowed to write the records; what he may set is the
        caller's business.
        """
        self.check_access("write")
        # sudo: lifts the guard above, the access rights were checked before
        return self.sudo().write(vals)

    @api.model
    def _check_kept_fields(self, vals):
        kept = self._kept_fields().intersection(vals)
        if kept and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(model)s: %(fields)s cannot be set by hand. Use the buttons.",
                    model=self._description,
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(kept)
                    ),
                )
            )
