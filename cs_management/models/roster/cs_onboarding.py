from odoo import api, models

from ..onboarding.step import DONE, NOT_NEEDED, OPEN, PARTLY, Step


class CsOnboarding(models.AbstractModel):
    _inherit = "cs.onboarding"

    @api.model
    def _steps(self, company):
        return [*super()._steps(company), self._step_roster(company)]

    @api.model
    def _step_roster(self, company):
        """Shifts and a roster; without attendance a company may do without (R10)."""
        own = [("company_id", "=", company.id)]
        shifts = self.env["cs.shift"].search(own)
        first, _last = self._trial_bounds(company)
        planned = self.env["cs.roster.line"].search_count(
            [*own, ("date", ">=", first)], limit=1
        )
        policies = self.env["cs.policy"].search(own)
        is_needed = "attendance_enabled" in policies._fields and any(
            policies.mapped("attendance_enabled")
        )
        state = NOT_NEEDED
        text = self.env._("No policy looks at attendance")
        if planned:
            state, text = DONE, self._names(shifts)
        elif not policies:
            state, text = OPEN, self.env._("The policy says whether it is needed")
        elif is_needed:
            state = PARTLY if shifts else OPEN
            text = self.env._(
                "%(count)s shifts, nobody is planned: days go by the working schedule",
                count=len(shifts),
            )
        return Step(
            70,
            "roster",
            self.env._("Roster"),
            state,
            text,
            [
                (self.env._("Plan a Roster"), self._action("cs_roster_plan_action")),
                (self.env._("Shifts"), self._action("cs_shift_action")),
            ],
            may_skip=True,
        )
