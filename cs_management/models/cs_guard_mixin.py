from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.http import request
from odoo.tools import ormcache

# Columns of the mail system, which keeps them itself.
OPEN_PREFIXES = ("message_", "activity_", "rating_")
# Keys of the mail system by which a client would leave no trace of a change.
UNTRACED = ("tracking_disable", "mail_notrack", "mail_create_nolog")


def own_names(names):
    """Those of the fields that are the record's own: a discussion goes on always."""
    return {name for name in names if not name.startswith(OPEN_PREFIXES)}


class CsGuardMixin(models.AbstractModel):
    """Fields that only the addon's own methods set, whoever writes and however.

    ``readonly`` holds in forms only; this holds for imports and remote calls too.
    """

    _name = "cs.guard.mixin"
    _description = "Fields Kept by the Addon"
    _inherit = "cs.value.mixin"

    @api.model
    def _kept_fields(self):
        """Names of the fields that users cannot set.

        Every stored field that no form lets them edit: a stored computed or related
        column is a column, too, and takes what a client writes. Models add what
        is editable for some only.
        """
        return {
            name
            for name in own_names(self._fields)
            if (field := self._fields[name]).store
            and field.readonly
            and name not in models.MAGIC_COLUMNS
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
        made = super(CsGuardMixin, self._traced()).create(vals_list)
        return made.with_env(self.env)

    def write(self, vals):
        self._check_kept_fields(vals)
        return super(CsGuardMixin, self._traced()).write(vals)

    def _traced(self):
        """The records with their history on, whatever a request's context says.

        What was changed and by whom is evidence. The addon itself may be silent, where
        no request is at work: in scheduled actions, the demo company, and tests.
        """
        if request and any(map(self.env.context.get, UNTRACED)):
            return self.with_context(**dict.fromkeys(UNTRACED, False))
        return self

    def _store(self, vals):
        """Set kept fields, for the addon's own methods.

        The user must be allowed to write the records; what they may set is the
        caller's business.
        """
        self.check_access("write")
        # sudo: lifts the guard above, the access rights were checked before
        return self.sudo().write(vals)

    # ------------------------------------------------------------------
    # What uses a record, and its history
    # ------------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unreferenced(self):
        self.env["cs.guard.mixin"]._check_unreferenced(self)

    @api.model
    def _check_unreferenced(self, records):
        """Raise where something rests on the records: what it is, and what to do.

        The database would refuse, too, but in its own words.
        """
        uses = []
        for model_name, field_name in self._restricting(records._name):
            # sudo: what rests on it counts, whether the user may read it or not
            model = self.env[model_name].sudo().with_context(active_test=False)
            domain = [(field_name, "in", records.ids)]
            if model_name == records._name:
                domain.append(("id", "not in", records.ids))
            if count := model.search_count(domain):
                uses.append(f"{count} {model._description}")
        if uses:
            message = self.env._(
                "%(records)s cannot be deleted, these rest on it: %(uses)s. Archive it "
                "instead.",
                records=", ".join(records.mapped("display_name")),
                uses=", ".join(uses),
            )
            if "active" not in records._fields:
                message = self.env._(
                    "%(records)s cannot be deleted, these rest on it: %(uses)s.",
                    records=", ".join(records.mapped("display_name")),
                    uses=", ".join(uses),
                )
            raise UserError(message)

    @api.model
    @ormcache("name")
    def _restricting(self, name):
        """The addon's many2one fields that keep a record from being deleted."""
        return [
            (model._name, field.name)
            for model in self.env.registry.values()
            if model._auto and not model._transient and model._name.startswith("cs.")
            for field in model._fields.values()
            if field.type == "many2one"
            and field.store
            and field.comodel_name == name
            and field.ondelete == "restrict"
        ]

    def _copies_apart(self, default, parent):
        """Each record with the defaults of its copy: another code under one parent."""
        values = dict(default or {})
        for record in self:
            if {"code", parent}.isdisjoint(values):
                code = self.env._("%(code)s (copy)", code=record.code)
                yield record, {**values, "code": code}
            else:
                yield record, values

    def _why_not_history(self):
        """Hook: why the record's discussion is evidence by now; ``False`` if not."""
        return False

    def _check_can_update_message_content(self, messages):
        """Odoo's own dialog edits and empties messages with all rights."""
        for record in self:
            if reason := record._why_not_history():
                raise AccessError(reason)
        return super()._check_can_update_message_content(messages)

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
