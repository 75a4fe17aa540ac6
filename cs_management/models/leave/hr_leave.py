from datetime import timedelta

from odoo import Command, api, models

from ..cs_fact_mixin import QUIET

DAY = timedelta(days=1)


class HrLeave(models.Model):
    """Leave: a change has the agent's days classified again.

    Days of a locked period stay; the period remembers whose leave changed behind it.
    """

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
        if not days or self._cs_is_reevaluating():
            return
        # sudo: whoever approves leave has the days classified
        self.env["cs.workday"].sudo()._refresh(days)
        self.sudo()._cs_mark_locked(days)

    @api.model
    def _cs_is_reevaluating(self):
        """Whether Odoo sets leaves back and forth to count their days anew."""
        return self.env.context.get("cs_reevaluating") is QUIET

    @api.model
    def _cs_mark_locked(self, days):
        """Remember in locked periods whose leave changed; the difference is settled."""
        employees = self.env["hr.employee"].browse({employee for employee, _d in days})
        for company, group in employees.grouped("company_id").items():
            ids = set(group.ids)
            own = [(employee, day) for employee, day in days if employee in ids]
            periods = self.env["cs.period"]._existing_of(company, {d for _e, d in own})
            changed = {}
            for employee, day in own:
                if day in periods and periods[day].state == "locked":
                    changed.setdefault(periods[day], set()).add(employee)
            self.env["cs.period"].union(*changed)._enter()
            for period, employee_ids in changed.items():
                period.write(
                    {
                        "leave_changed_ids": [
                            Command.link(employee_id) for employee_id in employee_ids
                        ]
                    }
                )
