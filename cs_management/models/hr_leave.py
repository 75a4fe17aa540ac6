from datetime import timedelta

from odoo import api, models

DAY = timedelta(days=1)


class HrLeave(models.Model):
    """Leave: a change has the agent's days classified again."""

    _inherit = "hr.leave"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._cs_refresh(leaves._cs_days())
        return leaves

    def write(self, vals):
        facts = {"state", "employee_id", "holiday_status_id"}
        concerned = any(name in facts or name.startswith("request_") for name in vals)
        before = self._cs_days() if concerned else set()
        result = super().write(vals)
        if concerned:
            self._cs_refresh(before | self._cs_days())
        return result

    def unlink(self):
        days = self._cs_days()
        result = super().unlink()
        self._cs_refresh(days)
        return result

    def _cs_days(self):
        """The agents' days that approved leave covers."""
        days = set()
        # sudo: of leave only its days are taken
        for leave in self.sudo().filtered(lambda leave: leave.state == "validate"):
            day = leave.request_date_from
            while day and day <= leave.request_date_to:
                days.add((leave.employee_id.id, day))
                day += DAY
        return days

    @api.model
    def _cs_refresh(self, days):
        # sudo: whoever approves leave has the days classified
        self.env["cs.workday"].sudo()._refresh(days)
