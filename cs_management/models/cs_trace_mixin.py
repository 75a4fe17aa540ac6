import re
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_date


class CsTraceMixin(models.AbstractModel):
    """A result that says how it came about, in the reader's language.

    ``trace`` is the versioned JSON of :mod:`engine.trace`: message codes and decimal
    strings. Chapters add their codes in :meth:`_trace_messages`, and the names that
    they mean by an id in :meth:`_trace_named`.
    """

    _name = "cs.trace.mixin"
    _description = "Result with its Calculation"

    trace = fields.Json(readonly=True)
    trace_text = fields.Text(string="Calculation", compute="_compute_trace_text")

    @api.depends("trace")
    @api.depends_context("lang")
    def _compute_trace_text(self):
        messages = self._trace_messages()
        for record in self:
            record.trace_text = "\n".join(
                self._trace_line(messages, step)
                for step in (record.trace or {}).get("steps", ())
            )

    @api.model
    def _trace_line(self, messages, step):
        template = messages.get(step["code"])
        args = {key: self._trace_arg(key, arg) for key, arg in step["args"].items()}
        if template is None:
            words = ", ".join(f"{key} {value}" for key, value in args.items())
            return f"{step['code']}: {words}"
        return template % args

    @api.model
    def _trace_arg(self, key, value):
        if key in ("first", "last", "joined", "date"):
            return format_date(self.env, value)
        model = self._trace_named().get(key)
        if model and str(value).isdigit():
            # sudo: a name in the reader's own result, if its record is closed to them
            return self.env[model].sudo().browse(int(value)).exists().name or value
        if re.fullmatch(r"-?\d+\.\d{5,}", str(value)):
            # A quotient: four decimals are what rates and bounds have.
            return f"{Decimal(value):.4f}"
        return value

    @api.model
    def _trace_named(self):
        """Hook: arguments that are ids, and the model whose name is shown for them."""
        return {"level": "cs.level"}

    @api.model
    def _trace_messages(self):
        """Hook: message code -> translated sentence with named placeholders."""
        return {
            "adjustment.origin": self.env._(
                "Late change for %(period)s, which was locked"
            ),
            "adjustment.pay": self.env._("Due %(due)s, paid %(paid)s"),
        }
