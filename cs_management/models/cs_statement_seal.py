from odoo import api, fields, models


class CsStatement(models.Model):
    """The seal of a locked statement, and what it was before a reopening."""

    _inherit = "cs.statement"

    seal_id = fields.Many2one(
        "cs.seal", compute="_compute_seal", help="Of a locked statement: its link."
    )
    former_count = fields.Integer(compute="_compute_seal", string="Former Versions")

    @api.depends("state")
    def _compute_seal(self):
        # sudo: only which seals there are, of statements that the user reads
        seals = self.env["cs.seal"].sudo()
        found = seals.search(
            [
                ("kind", "=", "statement"),
                ("employee_id", "in", self.employee_id.ids),
                ("period_id", "in", self.period_id.ids),
            ],
            order="number",
        ).grouped(lambda seal: (seal.employee_id.id, seal.period_id.id))
        for statement in self:
            key = (statement.employee_id.id, statement.period_id.id)
            own = found.get(key, seals)
            current = own.filtered(lambda seal: not seal.is_former)[-1:]
            statement.former_count = len(own - current)
            statement.seal_id = current if statement.state == "locked" else False

    @api.readonly
    def action_view_former(self):
        """The statement as it was before it was reopened, beside what it is now."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_seal_action_former"
        )
        return {
            **action,
            "domain": [
                ("kind", "=", "statement"),
                ("is_former", "=", True),
                ("employee_id", "=", self.employee_id.id),
                ("period_id", "=", self.period_id.id),
            ],
            "context": {},
        }
