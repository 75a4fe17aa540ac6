from odoo import api, fields, models
from odoo.tools import SQL


class CsWhatifLine(models.Model):
    """What one code pays an agent in a month of a what-if: now, then, and why."""

    _name = "cs.whatif.line"
    _description = "Amount in a What-if"
    _inherit = ["cs.whatif.row.mixin", "cs.trace.mixin"]
    _order = "whatif_id desc, employee_id, period_id, sequence, id"
    _rec_name = "code"

    agent_id = fields.Many2one(
        "cs.whatif.agent",
        string="Row of the Agent",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    period_id = fields.Many2one(
        "cs.period", string="Month", required=True, readonly=True, ondelete="cascade"
    )
    code = fields.Selection(
        selection="_code_selection", string="Amount for", required=True, readonly=True
    )
    sequence = fields.Integer(readonly=True, aggregator=None)
    has_second = fields.Boolean(related="agent_id.has_second")
    trace_now = fields.Json(readonly=True)
    trace_second = fields.Json(readonly=True)
    trace_text = fields.Text(string="How It Would Be")
    trace_now_text = fields.Text(string="How It Is", compute="_compute_other_texts")
    trace_second_text = fields.Text(
        string="How It Would Be, Compared With", compute="_compute_other_texts"
    )

    @api.model
    def _code_selection(self):
        """The codes of a statement, each named as there."""
        line = self.env["cs.statement.line"]
        return line._fields["code"]._description_selection(self.env)

    @api.depends("trace_now", "trace_second")
    @api.depends_context("lang")
    def _compute_other_texts(self):
        messages = self._trace_messages()
        for row in self:
            row.trace_now_text = row._trace_told(messages, row.trace_now)
            row.trace_second_text = row._trace_told(messages, row.trace_second)

    def _read_group_orderby(self, order, groupby_terms, query):
        """Codes come in the order of the statement, not in that of the alphabet."""
        terms = dict(groupby_terms)
        if "code" in terms:
            codes = self.env["cs.statement.line"]._ordered_codes()
            terms["code"] = SQL(
                "array_position(%s::varchar[], %s)", codes, terms["code"]
            )
        found = super()._read_group_orderby(order, terms, query)
        groupby_terms.update({k: v for k, v in terms.items() if k != "code"})
        return found
