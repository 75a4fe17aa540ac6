from odoo import api, models


class CsWorkday(models.Model):
    _inherit = "cs.workday"

    @api.model
    def _explain_days(self, company, employee_ids, first, last):
        """When the handover of a shift was accepted, for its outgoing agents (R8.3)."""
        found = super()._explain_days(company, employee_ids, first, last)
        handovers = self.env["cs.handover"].search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", "shift"),
                ("date", ">=", first),
                ("date", "<=", last),
                ("signed_in_at", "!=", False),
            ]
        )
        for handover in handovers.sorted("signed_in_at"):
            for agent in handover.outgoing_ids:
                found[agent.id, handover.date]["left_until"] = handover.signed_in_at
        return found
