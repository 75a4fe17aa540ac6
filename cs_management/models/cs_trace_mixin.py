import json
import re

from odoo import api, fields, models
from odoo.tools import format_date, ormcache
from odoo.tools.misc import formatLang

NUMBER = re.compile(r"-?\d+(?:\.(\d+))?")
# A quotient is shown with what rates and bounds have.
DECIMALS = 4
# Arguments that are amounts of money, in all chapters.
MONEY = {
    "amount",
    "base",
    "counted",
    "due",
    "each",
    "earned",
    "fines",
    "fixed",
    "floor",
    "loss",
    "minimum",
    "paid",
    "pool",
    "rest",
    "returned",
    "room",
    "sales",
    "target",
    "taken",
    "variable",
    "wage",
}
# Arguments that people typed: they stay as they are.
TYPED = {"note", "reason", "words"}


class CsTraceMixin(models.AbstractModel):
    """A result that says how it came about, in the reader's language.

    ``trace`` is the versioned JSON of :mod:`engine.trace`: message codes and decimal
    strings. Chapters add their codes in :meth:`_trace_messages`, and the names that
    they mean by an id in :meth:`_trace_named`.
    """

    _name = "cs.trace.mixin"
    _description = "Result with its Calculation"

    trace = fields.Json(readonly=True, copy=False)
    trace_text = fields.Text(string="Calculation", compute="_compute_trace_text")

    @api.depends("trace")
    @api.depends_context("lang")
    def _compute_trace_text(self):
        messages = self._trace_messages()
        for record in self:
            record.trace_text = record._trace_told(messages, record.trace)

    def _trace_told(self, messages, trace):
        """A trace in words, a line for each step."""
        return "\n".join(
            self._trace_line(messages, step) for step in (trace or {}).get("steps", ())
        )

    @api.model
    def _told(self, text):
        """Steps that a column of :mod:`told` keeps, in words of the reader's language.

        What cannot be read is shown as it stands.
        """
        try:
            return self._trace_told(self._trace_sentences(), json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError):
            return str(text)

    @ormcache("self.env.lang")
    def _trace_sentences(self):
        """The messages of a language, kept: a list asks for them row by row."""
        return self._trace_messages()

    def _trace_line(self, messages, step):
        template = messages.get(step["code"])
        args = {key: self._trace_arg(key, arg) for key, arg in step["args"].items()}
        if template is None:
            words = ", ".join(f"{key} {value}" for key, value in args.items())
            return f"{step['code']}: {words}"
        return template % args

    def _trace_arg(self, key, value):
        """An argument as the reader's language writes it: dates, names, numbers."""
        if key in TYPED:
            return value
        if key in ("first", "last", "joined", "date"):
            return format_date(self.env, value)
        model = self._trace_named().get(key)
        if model and str(value).isdigit():
            # sudo: a name in the reader's own result, if its record is closed to them
            record = self.env[model].sudo().browse(int(value)).exists()
            # Of people the name that screens show: a pseudonym it may be.
            has_name = model != "hr.employee" and "name" in record
            return record["name" if has_name else "display_name"] or value
        number = NUMBER.fullmatch(str(value))
        if number and key in MONEY:
            return formatLang(
                self.env, float(value), currency_obj=self._trace_currency()
            )
        if number:
            digits = min(len(number[1] or ""), DECIMALS)
            return formatLang(self.env, float(value), digits=digits)
        return value

    def _trace_currency(self):
        """The currency of the amounts in the trace."""
        own = "currency_id" in self._fields and self.currency_id
        return own or self.env.company.currency_id

    @api.model
    def _trace_named(self):
        """Hook: arguments that are ids, and the model whose name is shown for them."""
        return {"level": "cs.level"}

    @api.model
    def _trace_messages(self):
        """Hook: message code -> translated sentence with named placeholders."""
        return {
            "words": "%(words)s",
            "adjustment.origin": self.env._(
                "Late change for %(period)s, which was locked"
            ),
            "adjustment.pay": self.env._("Due %(due)s, paid %(paid)s"),
        }
