from odoo import api, fields, models
from odoo.exceptions import UserError


class CsAppealableMixin(models.AbstractModel):
    """A fact that the agent concerned may appeal against.

    Its chapter adds to ``cs.appeal`` a many2one to the fact, and here ``appeal_ids``,
    the one2many of it; an appeal takes agent, department, company and period from the
    fact. What is particular about it, it says in the hooks below.
    """

    _name = "cs.appealable.mixin"
    _description = "Fact Open to Appeal"

    can_appeal = fields.Boolean(compute="_compute_can_appeal")

    @api.depends("appeal_ids.state")
    @api.depends_context("uid")
    def _compute_can_appeal(self):
        """Offer an appeal: allowed, worth it, and none is waiting already."""
        for fact in self:
            fact.can_appeal = (
                "pending" not in fact.appeal_ids.mapped("state")
                and fact._is_worth_an_appeal()
                and not fact._why_not_appeal()
            )

    def action_appeal(self):
        self.ensure_one()
        if reason := self._why_not_appeal():
            raise UserError(reason)
        target = self._fields["appeal_ids"].inverse_name
        return self.env["cs.appeal"]._get_records_action(
            name=self.env._("Appeal"),
            target="new",
            context={f"default_{target}": self.id},
        )

    def _why_not_appeal(self):
        """Hook: why the user may not appeal against this; ``False`` if they may."""
        self.ensure_one()
        # sudo: whose it is, also of who is of another company by now
        if not self.env.su and self.sudo().employee_id.user_id != self.env.user:
            return self.env._("Appeals are made by the agent concerned.")
        return False

    def _is_worth_an_appeal(self):
        """Hook: whether there is something to win."""
        return True

    def _why_not_decide_appeal(self):
        """Hook: why the user may not decide about it, as far as the fact knows."""
        return False

    def _accept_appeal(self):
        """Hook: what an accepted appeal does to the facts; called in sudo."""
