from odoo import api, fields, models


class CsLevel(models.Model):
    """A rung of a ladder. What it gets and asks is in the policy (R5)."""

    _name = "cs.level"
    _description = "Agent Level"
    _inherit = "cs.guard.mixin"
    _order = "ladder_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name, unique in the ladder.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    ladder_id = fields.Many2one(
        "cs.ladder", required=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="ladder_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_trial = fields.Boolean(
        string="Trial", help="Agents of this level are not confirmed yet (R5.10)."
    )
    default_wage = fields.Monetary(
        groups="cs_management.group_cs_officer",
        help="Prefills the wage when an agent gets this level. "
        "What is paid is the wage of the employee, never this figure.",
    )

    _code_uniq = models.UniqueIndex(
        "(ladder_id, code)", "A level with this code exists in the ladder already."
    )
    _wage_positive = models.Constraint(
        "CHECK (default_wage >= 0)", "The default wage cannot be negative."
    )

    @api.depends("name", "ladder_id.name")
    @api.depends_context("cs_short")
    def _compute_display_name(self):
        """With its ladder, except where the ladder stands beside it."""
        is_short = self.env.context.get("cs_short")
        for level in self:
            full = f"{level.ladder_id.name} / {level.name}"
            level.display_name = level.name if is_short else full

    def _prefill_wage(self, record):
        """Offer the level's wage on the form of an employee or a version.

        A wage that somebody chose stays: only one that is not set, or that the level
        of before had set, follows.
        """
        # sudo: HR without a customer service role enters levels, too; wages are HR's
        level, former = self.sudo(), record._origin.cs_level_id.sudo()
        follows = not record.wage or record.wage == former.default_wage
        if level.default_wage and follows:
            record.wage = level.default_wage
