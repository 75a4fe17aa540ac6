from odoo import api, models

from ..onboarding.step import DONE, OPEN, PARTLY, Step


class CsOnboarding(models.AbstractModel):
    _inherit = "cs.onboarding"

    @api.model
    def _steps(self, company):
        return [*super()._steps(company), self._step_payslip(company)]

    @api.model
    def _step_payslip(self, company):
        """The first payslip: with it the first hour is over."""
        slips = self.env["hr.payslip"]
        paid = [("cs_statement_id.company_id", "=", company.id)]
        count = slips.search_count(paid)
        period = self.env["cs.period"].search(
            [("company_id", "=", company.id), ("computed_at", "!=", False)],
            order="date_from",
            limit=1,
        )
        if count:
            state, text = DONE, self.env._("%(count)s payslips", count=count)
        elif not period:
            state, text = OPEN, self.env._("Compute a month first")
        else:
            state = OPEN if period.state == "open" else PARTLY
            text = {
                "open": self.env._("%(period)s: look at the statements, publish them"),
                "published": self.env._("%(period)s is published: lock it"),
                "locked": self.env._("%(period)s is locked: generate the payslips"),
            }[period.state] % {"period": period.name}
        doors = []
        if period:
            label = self.env._("Open %(month)s", month=period.name)
            doors = [(label, self._form(period))]
        return Step(90, "payslip", self.env._("First Payslip"), state, text, doors)
