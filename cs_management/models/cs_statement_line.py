from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CodeTerms(NamedTuple):
    """Where a code stands on statement and payslip, and what payroll takes it for.

    ``category`` is the code of a salary rule category: BASIC, ABSENCE, ALW, PENALTY
    or DED. Lines of a ``split`` code go to the category of what they adjust; not so
    old ``debts``, those of them with an origin: they are taken from the net.
    """

    sequence: int
    category: str
    split: bool = False
    debts: bool = False


class CsStatementLine(models.Model):
    """One amount of a statement, with its calculation and a way to its sources."""

    _name = "cs.statement.line"
    _description = "Statement Line"
    _inherit = ["cs.sealed.mixin", "cs.trace.mixin"]
    _order = "statement_id, sequence, id"
    # The line's own name is put together in the reader's language.
    _rec_names_search = ["employee_id", "period_id"]
    _sealed_by = "statement_id"
    _seal_check = "_check_open"

    statement_id = fields.Many2one(
        "cs.statement", required=True, readonly=True, index=True, ondelete="cascade"
    )
    employee_id = fields.Many2one(
        related="statement_id.employee_id", store=True, index=True, precompute=True
    )
    period_id = fields.Many2one(
        related="statement_id.period_id", store=True, index=True, precompute=True
    )
    department_id = fields.Many2one(related="statement_id.department_id", store=True)
    company_id = fields.Many2one(
        related="statement_id.company_id", store=True, index=True, precompute=True
    )
    state = fields.Selection(related="statement_id.state")
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(readonly=True)
    # Chapters add the codes of the lines that they make.
    code = fields.Selection(
        [("CS_ADJUSTMENT", "Adjustments")], required=True, readonly=True, index=True
    )
    key = fields.Char(
        readonly=True,
        help="With code and origin, names the line across recomputations.",
    )
    origin_period_id = fields.Many2one(
        "cs.period", readonly=True, ondelete="restrict", string="For Period"
    )
    adjusted_code = fields.Selection(
        [], readonly=True, string="Adjusts", help="What an adjustment changes."
    )
    base = fields.Monetary(readonly=True, aggregator=None)
    rate = fields.Float(string="Rate (%)", readonly=True, digits=(12, 4))
    amount = fields.Monetary(readonly=True)
    name = fields.Char(compute="_compute_name")
    has_sources = fields.Boolean(compute="_compute_has_sources")

    _line_uniq = models.UniqueIndex(
        "(statement_id, code, COALESCE(key, ''), COALESCE(origin_period_id, 0))",
        "This line is in the statement already.",
    )

    @api.depends("code", "adjusted_code", "origin_period_id")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for line in self:
            line.name = labels.get(line.code)
            if line.adjusted_code:
                line.name = self.env._(
                    "%(label)s: %(adjusted)s of %(period)s",
                    label=labels.get(line.code),
                    adjusted=labels.get(line.adjusted_code),
                    period=line.origin_period_id.name or "",
                )

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.name

    @api.depends("code", "adjusted_code")
    @api.depends_context("uid")
    def _compute_has_sources(self):
        for line in self:
            line.has_sources = bool(line._source())

    @api.model
    def _code_terms(self):
        """Hook: the terms of every code; a chapter adds those of its own codes.

        :return: ``{code: CodeTerms}``
        """
        return {"CS_ADJUSTMENT": CodeTerms(16, "ALW", split=True)}

    @api.model
    def _wage_parts(self):
        """Hook: what a code is to wage protection; ``variable`` pay if not named.

        :return: ``{code: part}``: ``fixed`` pay, ``time`` not paid, or a deduction
            for a ``violation`` or as ``compensation``
        """
        return {}

    @api.model
    def _ordered_codes(self):
        """Every code in the order of a statement."""
        terms = self._code_terms()
        return sorted(terms, key=lambda code: terms[code].sequence)

    def _read_group_orderby(self, order, groupby_terms, query):
        """Codes come in the order of the statement, not in that of the alphabet."""
        terms = dict(groupby_terms)
        codes = {"code", "adjusted_code"} & terms.keys()
        for name in codes:
            terms[name] = SQL(
                "array_position(%s::varchar[], %s)", self._ordered_codes(), terms[name]
            )
        found = super()._read_group_orderby(order, terms, query)
        groupby_terms.update({k: v for k, v in terms.items() if k not in codes})
        return found

    def _source(self):
        """Hook: action and domain of what this line comes from; empty without any."""
        self.ensure_one()
        return ()

    @api.readonly
    def action_open_sources(self):
        self.ensure_one()
        source = self._source()
        if not source:
            raise UserError(
                self.env._("This amount comes from the contract: see its calculation.")
            )
        xmlid, domain = source
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "name": self.name,
            "domain": domain,
            "context": {"create": False},
        }
