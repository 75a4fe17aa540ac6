from odoo import api, fields, models
from odoo.exceptions import UserError


class CsDecisionReason(models.TransientModel):
    """Ask for the reason of a step, and take it.

    Which step of which record comes from the client: only steps that their decision
    has asked here are taken, and the record itself says whether the user may.
    """

    _name = "cs.decision.reason"
    _description = "Reason of a Decision"
    _inherit = "cs.value.mixin"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )
    step = fields.Char(required=True, readonly=True)
    reason = fields.Text(required=True)
    hint = fields.Char(compute="_compute_words")
    button = fields.Char(compute="_compute_words")

    @api.depends("res_model", "step")
    @api.depends_context("lang")
    def _compute_words(self):
        for wizard in self:
            words = wizard._words()
            wizard.hint = words and words.hint
            wizard.button = words and words.button

    def action_apply(self):
        self.ensure_one()
        if not self._words():
            raise UserError(
                self.env._("There is nothing to decide here: reload the page.")
            )
        record = self.env[self.res_model].browse(self.res_id)
        record._decide(self.step, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _words(self):
        """What is asked; ``None`` for what is no step of a decision with a reason."""
        decision = self.env.registry["cs.decision.mixin"]
        model = self.env.get(self.res_model)
        if not isinstance(model, decision):
            return None
        return model._decision_words().get(self.step)
