from odoo import api, fields, models
from odoo.exceptions import UserError


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
        string="Trial", help="Agents of this level are not confirmed yet."
    )
    default_wage = fields.Monetary(
        groups="cs_management.group_cs_officer",
        help="Prefills the wage when an agent gets this level. "
        "What is paid is the wage of the employee, never this figure.",
        aggregator=None,
    )

    _code_uniq = models.UniqueIndex(
        "(ladder_id, code)", "A level with this code exists in the ladder already."
    )
    _wage_positive = models.Constraint(
        "CHECK (default_wage >= 0)", "The default wage cannot be negative."
    )

    def write(self, vals):
        """A level in use stays on its ladder: policies and statements rest on it."""
        if "ladder_id" in vals:
            for level in self:
                if level.ladder_id.id != vals["ladder_id"]:
                    level._check_unused()
        return super().write(vals)

    def copy(self, default=None):
        """A copy within its ladder has a code of its own."""
        return self.browse().union(
            *(
                super(CsLevel, level).copy(values)
                for level, values in self._copies_apart(default, "ladder_id")
            )
        )

    def _check_unused(self):
        # sudo: who has the level counts, whoever may read it
        versions = self.env["hr.version"].sudo().with_context(active_test=False)
        if versions.search_count([("cs_level_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "%(level)s is the level of agents, now or before, and stays on its "
                    "ladder. Make a new level there instead.",
                    level=self.display_name,
                )
            )

    @api.depends("name", "ladder_id.name")
    @api.depends_context("cs_short")
    def _compute_display_name(self):
        """With its ladder, except where the ladder stands beside it."""
        is_short = self.env.context.get("cs_short")
        for level in self:
            full = f"{level.ladder_id.name} / {level.name}"
            level.display_name = level.name if is_short else full

    def _propose(self, record):
        """Offer wage and start of the contract on the form of an employee or a version.

        What somebody chose stays: only a wage that is not set, or that the level of
        before had set, follows, and a start where there is no contract yet. Who may
        not see wages is offered nothing.
        """
        if not record._has_field_access(record._fields["wage"], "write"):
            return
        # sudo: HR without a customer service role enters levels, too; wages are HR's
        level, former = self.sudo(), record._origin.cs_level_id.sudo()
        follows = not record.wage or record.wage == former.default_wage
        if level.default_wage and follows:
            record.wage = level.default_wage
        employee = record.employee_id if record._name == "hr.version" else record
        if level and not (
            record.contract_date_start
            or any(employee.version_ids.mapped("contract_date_start"))
        ):
            record.contract_date_start = level.company_id._cs_usual_start()
