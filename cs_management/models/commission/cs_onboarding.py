from odoo import api, models

from ..onboarding.step import DONE, NOT_NEEDED, OPEN, Step


class CsOnboarding(models.AbstractModel):
    _inherit = "cs.onboarding"

    @api.model
    def _steps(self, company):
        return [*super()._steps(company), self._step_channels(company)]

    @api.model
    def _step_channels(self, company):
        """Which sales teams are customer service: their orders make the pool (R6.8)."""
        policies = self.env["cs.policy"].search([("company_id", "=", company.id)])
        channels = self.env["crm.team"].search(
            [
                ("cs_department_id", "!=", False),
                ("company_id", "in", [False, company.id]),
            ]
        )
        state = OPEN
        if channels:
            state = DONE
        elif policies and not any(policies.mapped("commission_enabled")):
            state = NOT_NEEDED
        text = {
            DONE: self._names(channels),
            NOT_NEEDED: self.env._("No policy pays commission on orders"),
            OPEN: self.env._(
                "Orders of all sales teams count; a department at a sales team makes "
                "it a channel"
            ),
        }[state]
        if not policies and not channels:
            text = self.env._("The policy says whether it is needed")
        may = self.env["crm.team"].has_access("write")
        return Step(
            60,
            "channels",
            self.env._("Channels"),
            state,
            text,
            [(self.env._("Sales Teams"), self._action("cs_channel_action"))],
            may_skip=True,
            hint=""
            if may or state != OPEN
            else self.env._("Sales teams are kept by sales administrators."),
        )
