from odoo import api, fields, models
from odoo.exceptions import UserError

LINE_CODES = [
    ("CS_BASE", "Base pay"),
    ("CS_ALLOWANCE", "Allowance"),
    ("CS_SENIORITY", "Seniority pay"),
    ("CS_FLOAT", "Score float"),
    ("CS_COMMISSION", "Commission"),
    ("CS_POOL", "Pool share"),
    ("CS_PRIZE", "Prizes"),
    ("CS_KPI", "KPI bonus"),
    ("CS_REWARD", "Rewards"),
    ("CS_OVERTIME", "Overtime pay"),
    ("CS_GUARANTEE", "Guarantee"),
    ("CS_FINE", "Fines"),
    ("CS_COMPENSATION", "Losses made good"),
    ("CS_ATTENDANCE", "Attendance deductions"),
    ("CS_LEAVE", "Leave deductions"),
    ("CS_ADJUSTMENT", "Adjustments"),
    ("CS_PROTECTION", "Wage protection"),
]


class CsStatementLine(models.Model):
    """One amount of a statement, with its calculation and a way to its sources."""

    _name = "cs.statement.line"
    _description = "Statement Line"
    _inherit = ["cs.sealed.mixin", "cs.trace.mixin"]
    _order = "statement_id, sequence, id"
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
    code = fields.Selection(LINE_CODES, required=True, readonly=True, index=True)
    key = fields.Char(
        readonly=True,
        help="With code and origin, names the line across recomputations.",
    )
    origin_period_id = fields.Many2one(
        "cs.period", readonly=True, ondelete="restrict", string="For Period"
    )
    adjusted_code = fields.Selection(
        LINE_CODES, readonly=True, string="Adjusts", help="What an adjustment changes."
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
                    period=line.origin_period_id.sudo().name or "",
                )

    @api.depends("name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.name

    @api.depends("code", "adjusted_code")
    def _compute_has_sources(self):
        for line in self:
            line.has_sources = bool(line._source()) and (
                line.code != "CS_FLOAT"
                or any(line.statement_id.entry_ids.mapped("score_points"))
            )

    def _source(self):
        """Action and domain of what this line comes from; ``None`` without any."""
        self.ensure_one()
        code = self.adjusted_code or self.code
        origin = [("origin_period_id", "=", self.origin_period_id.id)]
        entries = "cs_management.cs_conduct_entry_action"
        credits_ = "cs_management.cs_commission_line_action"
        if code == "CS_POOL":
            return credits_, [
                ("period_id", "=", self.period_id.id),
                ("employee_id", "=", False),
                *self._pool_domain(),
                *origin,
            ]
        own = [("statement_id", "=", self.statement_id.id), *origin]
        sources = {
            "CS_COMMISSION": (credits_, own),
            "CS_FINE": (
                entries,
                [*own, ("money", "!=", 0), ("kind", "=", "violation")],
            ),
            "CS_REWARD": (entries, [*own, ("money", "!=", 0), ("kind", "=", "merit")]),
            "CS_COMPENSATION": (entries, [*own, ("compensation", "!=", 0)]),
            "CS_FLOAT": (
                entries,
                [
                    ("statement_id", "=", self.statement_id.id),
                    ("score_points", "!=", 0),
                ],
            ),
        }
        return sources.get(code)

    def _pool_domain(self):
        """Which untagged orders a pool line shares: all, or those of a department."""
        scope, _sep, department = (self.key or "").partition(":")
        return [("department_id", "=", int(department))] if department else []

    def action_open_sources(self):
        self.ensure_one()
        source = self._source()
        if not source:
            raise UserError(
                self.env._("This amount comes from the contract: see its calculation.")
            )
        xmlid, domain = source
        # sudo: agents may open the action, record rules decide what they see
        action = self.env["ir.actions.act_window"].sudo()._for_xml_id(xmlid)
        return {
            **action,
            "name": self.name,
            "domain": domain,
            "context": {"create": False},
        }
