from odoo import api, fields, models
from odoo.exceptions import UserError


class CsConductEntryBatch(models.TransientModel):
    """One occurrence of one rule, recorded for several agents at once."""

    _name = "cs.conduct.entry.batch"
    _description = "Entries for Several Agents"
    _inherit = ["hr.mixin", "cs.value.mixin"]

    employee_ids = fields.Many2many(
        "hr.employee",
        "cs_conduct_entry_batch_employee_rel",
        "batch_id",
        "employee_id",
        string="Agents",
        required=True,
        domain="[('cs_level_id', '!=', False)]",
    )
    date = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self)
    )
    policy_ids = fields.Many2many("cs.policy", compute="_compute_policy_ids")
    rule_id = fields.Many2one(
        "cs.conduct.rule",
        required=True,
        domain="[('policy_id', 'in', policy_ids)]",
        help="Agents under another policy get its rule with the same code.",
    )
    note = fields.Text(string="What Happened")
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence")
    is_confirmed = fields.Boolean(string="Confirm at Once", default=True)

    @api.depends("employee_ids", "date")
    def _compute_policy_ids(self):
        for batch in self:
            policies = self.env["cs.policy"]._of_agents(
                {
                    (agent.id, batch.date)
                    for agent in batch.employee_ids._origin
                    if batch.date
                }
            )
            batch.policy_ids = self.env["cs.policy"].union(*policies.values())

    def action_create(self):
        self.ensure_one()
        if not self.employee_ids:
            raise UserError(self.env._("Choose at least one agent."))
        entries = self.env["cs.conduct.entry"].create(
            [
                {
                    "employee_id": agent.id,
                    "date": self.date,
                    "rule_id": self.rule_id.id,
                    "note": self.note,
                    "attachment_ids": self.attachment_ids.copy().ids,
                }
                for agent in self.employee_ids
            ]
        )
        if self.is_confirmed:
            entries.action_confirm()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_conduct_entry_action"
        )
        return {**action, "domain": [("id", "in", entries.ids)], "context": {}}
