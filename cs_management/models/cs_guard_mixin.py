from odoo import api, models
from odoo.exceptions import AccessError

# Columns of the mail system, which keeps them itself.
OPEN_PREFIXES = ("message_", "activity_", "rating_")


class CsGuardMixin(models.AbstractModel):
    """Fields that only the addon's own methods set, whoever writes and however.

    ``readonly`` holds in forms only; this holds for imports and remote calls too.
    """

    _name = "cs.guard.mixin"
    _description = "Fields Kept by the Addon"

    @api.model
    def _kept_fields(self):
        """Names of the fields that users cannot set.

        Every stored field that no form lets them edit: a stored computed or related
        column is a column, too, and takes what a client writes. Models add what
        is editable for some only.
        """
        return {
            name
            for name, field in self._fields.items()
            if field.store
            and field.readonly
            and name not in models.MAGIC_COLUMNS
            and not name.startswith(OPEN_PREFIXES)
        } - self._own_columns()

    @api.model
    def _own_columns(self):
        """Readonly columns that the model sets itself, whatever was given."""
        return set()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_kept_fields(vals)
        if not self.env.su:
            kept = self._kept_values()
            vals_list = [{**vals, **kept} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        self._check_kept_fields(vals)
        return super().write(vals)

    def _store(self, vals):
        """Set kept fields, for the addon's own methods.

        The user must be allowed to write the records; what they may set is the
        caller's business.
        """
        self.check_access("write")
        # sudo: lifts the guard above, the access rights were checked before
        return self.sudo().write(vals)

    @api.model
    def _kept_values(self):
        """What kept fields begin with; a default of the context would slip in else."""
        kept = (self._fields[name] for name in self._kept_fields())
        return {
            field.name: self._kept_default(field)
            for field in kept
            if field.store and not field.compute and not field.type.endswith("2many")
        }

    @api.model
    def _kept_default(self, field):
        if not field.default:
            return False
        value = field.convert_to_cache(field.default(self), self, validate=False)
        return field.convert_to_write(field.convert_to_record(value, self), self)

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
