from odoo import fields, models
from odoo.exceptions import UserError

TERMS = ("date", "kind", "percent", "amount", "reason")


class CsBonusBatch(models.TransientModel):
    """One bonus, set for several agents at once."""

    _name = "cs.bonus.batch"
    _description = "Bonus for Several Agents"
    _inherit = ["hr.mixin", "cs.value.mixin"]

    employee_ids = fields.Many2many(
        "hr.employee",
        "cs_bonus_batch_employee_rel",
        "batch_id",
        "employee_id",
        string="Agents",
        required=True,
        domain="[('cs_level_id', '!=', False)]",
    )
    date = fields.Date(
        string="For the Month Of",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    kind = fields.Selection(
        [("percent", "Per cent of base pay"), ("amount", "Amount")],
        required=True,
        default="percent",
    )
    percent = fields.Float(string="Per Cent", digits=(6, 2))
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    amount = fields.Monetary()
    reason = fields.Text(required=True)
    is_confirmed = fields.Boolean(string="Confirm at Once", default=True)

    def action_create(self):
        self.ensure_one()
        if not self.employee_ids:
            raise UserError(self.env._("Choose at least one agent."))
        terms = {name: self[name] for name in TERMS}
        bonuses = self.env["cs.bonus"].create(
            [{"employee_id": agent.id, **terms} for agent in self.employee_ids]
        )
        if self.is_confirmed:
            bonuses.action_confirm()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_bonus_action"
        )
        return {**action, "domain": [("id", "in", bonuses.ids)], "context": {}}
