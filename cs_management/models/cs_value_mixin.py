from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What a regulation is about lies between; so dates can be reckoned with safely.
YEARS = (1900, 2199)
LARGEST = 10**12
# A stretch of hours never spans more than a year or so.
MOST_HOURS = 10**4


class CsValueMixin(models.AbstractModel):
    """Numbers and dates within reason, whoever writes and however.

    Remote calls and imports bring what no form would: NaN, infinity, the year 9999.
    """

    _name = "cs.value.mixin"
    _description = "Values within Reason"
    # Names of columns that hold hours: they are added to instants.
    _hour_columns = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_values(vals)
        self._check_not_emptied(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        """A form asks with what was typed, before it saves it."""
        is_form = isinstance(values, dict) and isinstance(fields_spec, dict)
        is_form = is_form and isinstance(field_names, list | tuple)
        if not (is_form and all(isinstance(name, str) for name in field_names)):
            raise ValidationError(
                self.env._("That is no form of %(model)s.", model=self._description)
            )
        self._check_values(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_not_emptied(self, vals):
        """What is required stays filled in: nothing is reckoned from an empty date."""
        emptied = [
            field._description_string(self.env)
            for name, value in vals.items()
            if (field := self._fields.get(name))
            and field.required
            and field.type in ("many2one", "date", "datetime")
            and not value
        ]
        if emptied and self:
            raise ValidationError(
                self.env._(
                    "%(record)s: %(fields)s cannot be left empty.",
                    record=self[:1].display_name,
                    fields=", ".join(emptied),
                )
            )

    @api.model
    def _to_day(self, value):
        """The date that a client sent; an error for users if it is none."""
        try:
            day = fields.Date.to_date(value)
        except (TypeError, ValueError) as error:
            raise ValidationError(
                self.env._("%(value)s is no date.", value=value)
            ) from error
        return day

    @api.model
    def _check_values(self, vals):
        for name, value in vals.items():
            field = self._fields.get(name)
            if not (field and value):
                continue
            if field.type in ("integer", "float", "monetary"):
                self._check_number(field, value)
            elif field.type in ("date", "datetime"):
                self._check_year(field, value)
            elif field.type == "many2one" and isinstance(value, str | float):
                self._refuse_value(field, value)

    @api.model
    def _refuse_value(self, field, value):
        raise ValidationError(
            self.env._(
                "%(model)s, %(field)s: %(value)s does not fit. Choose or enter another "
                "one.",
                model=self._description,
                field=field._description_string(self.env),
                value=value,
            )
        )

    @api.model
    def _check_number(self, field, value):
        try:
            number = float(value)
        except (TypeError, ValueError):
            self._refuse_value(field, value)
        most = MOST_HOURS if field.name in self._hour_columns else LARGEST
        if not isfinite(number) or abs(number) > most:
            raise ValidationError(
                self.env._(
                    "%(model)s, %(field)s: %(value)s is not possible. Enter a number "
                    "between -%(most)s and %(most)s.",
                    model=self._description,
                    field=field._description_string(self.env),
                    value=value,
                    most=most,
                )
            )

    @api.model
    def _check_year(self, field, value):
        day = self._to_day(value)
        first, last = YEARS
        if not first <= day.year <= last:
            raise ValidationError(
                self.env._(
                    "%(model)s, %(field)s: %(value)s is not possible. Enter a date of "
                    "the years %(first)s to %(last)s.",
                    model=self._description,
                    field=field._description_string(self.env),
                    value=value,
                    first=first,
                    last=last,
                )
            )
