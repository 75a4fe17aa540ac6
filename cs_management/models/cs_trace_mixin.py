import re
from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import format_date

# Arguments that are ids: a name is shown in the reader's language.
NAMED = {"level": "cs.level", "prize": "cs.policy.prize", "rule": "cs.conduct.rule"}


class CsTraceMixin(models.AbstractModel):
    """A result that says how it came about, in the reader's language.

    ``trace`` is the versioned JSON of :mod:`engine.trace`: message codes and decimal
    strings. Extensions add their codes in :meth:`_trace_messages`.
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
        if key in NAMED and str(value).isdigit():
            # sudo: a name in the reader's own result, if its record is closed to him.
            return self.env[NAMED[key]].sudo().browse(int(value)).exists().name or value
        if key == "severity":
            labels = self.env["cs.conduct.rule"]._fields["severity"]
            return dict(labels._description_selection(self.env)).get(value, value)
        if re.fullmatch(r"-?\d+\.\d{5,}", str(value)):
            # A quotient: four decimals are what rates and bounds have.
            return f"{Decimal(value):.4f}"
        return value

    @api.model
    def _trace_messages(self):
        """Message code -> translated sentence with named placeholders."""

        return {
            "base.whole": self.env._(
                "Monthly wage %(wage)s from %(first)s to %(last)s: the whole period"
            ),
            "base.part": self.env._(
                "Monthly wage %(wage)s from %(first)s to %(last)s: %(days)s of "
                "%(basis)s days"
            ),
            "allowance.share": self.env._(
                "Monthly allowance %(allowance)s x %(share)s %%"
            ),
            "score.base": self.env._("Base score %(points)s"),
            "score.merits": self.env._("Merits +%(points)s"),
            "score.violations": self.env._("Violations %(points)s"),
            "score.penalty": self.env._(
                "Further penalty for %(count)s or more violations (%(severity)s): "
                "%(points)s"
            ),
            "score.cap": self.env._("Limited to the highest score %(points)s"),
            "score.floor": self.env._("Raised to the lowest score %(points)s"),
            "score.total": self.env._("Score %(points)s"),
            "float.rate": self.env._(
                "(score %(score)s - %(reference)s) x %(rate)s = %(amount)s"
            ),
            "float.limit": self.env._("Limited to %(low)s ... %(high)s"),
            "float.waiting": self.env._(
                "Joined on %(joined)s: the first %(months)s months are scored, but "
                "pay does not float"
            ),
            "commission.no_tier": self.env._("The policy has no commission tier"),
            "commission.no_figures": self.env._(
                "No service figures for the period: the lowest tier applies, "
                "%(rate)s %%"
            ),
            "commission.tier": self.env._("Reached %(measure)s: tier of %(rate)s %%"),
            "commission.conversion": self.env._(
                "Conversion: %(bought)s of %(asked)s inquiring customers bought"
            ),
            "commission.amount": self.env._(
                "Sales %(sales)s x %(rate)s %% = %(amount)s"
            ),
            "commission.slice": self.env._("Slice of %(sales)s x %(rate)s %%"),
            "commission.total": self.env._("Sales %(sales)s: %(amount)s"),
            "commission.no_agent": self.env._(
                "No agent on any day of the period: no commission"
            ),
            "commission.not_eligible": self.env._(
                "%(level)s earns no commission under this policy"
            ),
            "pool.share": self.env._(
                "Sales carried by nobody %(sales)s x %(rate)s %% = %(pool)s, shared "
                "by %(agents)s agents"
            ),
            "entries.count": self.env._("Entries: %(count)s, %(amount)s in all"),
            "adjustment.origin": self.env._(
                "Late change for %(period)s, which was locked"
            ),
            "adjustment.entries": self.env._(
                "Late entries: %(count)s, %(amount)s in all"
            ),
            "adjustment.orders": self.env._(
                "Orders changed: %(count)s, by %(base)s, at the rate paid then: "
                "%(amount)s"
            ),
            "adjustment.pool": self.env._("Pool sales changed by %(base)s: %(amount)s"),
            "adjustment.pay": self.env._("Due %(due)s, paid %(paid)s"),
            "case.score": self.env._("Score %(score)s is below %(bound)s"),
            "case.last_rank": self.env._(
                "Last of the team %(months)s periods running, score %(score)s below "
                "%(bound)s"
            ),
            "case.step": self.env._("Occurrence %(occurrence)s: %(rule)s"),
        }
