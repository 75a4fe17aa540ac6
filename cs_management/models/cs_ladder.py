from odoo import api, fields, models
from odoo.exceptions import UserError


class CsLadder(models.Model):
    """A career ladder: its levels in order, and the policies that rule it (R5)."""

    _name = "cs.ladder"
    _description = "Career Ladder"
    _inherit = ["cs.guard.mixin", "mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    note = fields.Text(string="Description", translate=True)
    level_ids = fields.One2many("cs.level", "ladder_id", string="Levels", copy=True)
    policy_ids = fields.One2many("cs.policy", "ladder_id", string="Policies")
    policy_count = fields.Integer(compute="_compute_policy_count")

    @api.depends("policy_ids")
    def _compute_policy_count(self):
        for ladder in self:
            ladder.policy_count = len(ladder.policy_ids)

    def write(self, vals):
        """A ladder with policies stays in its company."""
        if "company_id" in vals:
            for ladder in self:
                if ladder.policy_ids and ladder.company_id.id != vals["company_id"]:
                    raise UserError(
                        self.env._(
                            "%(ladder)s has policies and stays in %(company)s. Load a "
                            "pack or make a ladder in the other company instead.",
                            ladder=ladder.name,
                            company=ladder.company_id.name,
                        )
                    )
        return super().write(vals)

    @api.readonly
    def action_view_policies(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_policy_action"
        )
        return {
            **action,
            "domain": [("ladder_id", "=", self.id)],
            "context": {"default_ladder_id": self.id},
        }
