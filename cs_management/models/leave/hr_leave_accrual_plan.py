from odoo import Command, api, models

from .hr_leave_type import DATA


class HrLeaveAccrualPlan(models.Model):
    """Entitlements by years of service, as accrual plans of Odoo (R1.41)."""

    _inherit = "hr.leave.accrual.plan"

    @api.model
    def _cs_load_usual(self, company, types):
        """Plans of the company's leave types that have none of this name.

        :param types: ``{payslip code: hr.leave.type}``
        :return: whether anything was made
        """
        rows = {}
        Shift = self.env["cs.shift"]
        for row in Shift._read_usual("hr.leave.accrual.plan", DATA):
            names = row.pop("name")
            rows.setdefault((row.pop("cs_payroll_code"), names["en_US"]), []).append(
                (names, row)
            )
        lang = self.env.lang or "en_US"
        known = self.with_context(active_test=False).search(
            [("time_off_type_id", "in", [row.id for row in types.values()])]
        )
        taken = {(plan.time_off_type_id, plan.name) for plan in known}
        values = []
        for (code, _name), levels in rows.items():
            names = levels[0][0]
            # The name is not translated in Odoo: whatever language made it counts.
            if {(types[code], name) for name in names.values()} & taken:
                continue
            values.append(
                {
                    "name": names.get(lang, names["en_US"]),
                    "company_id": company.id,
                    "time_off_type_id": types[code].id,
                    "accrued_gain_time": "start",
                    "can_be_carryover": True,
                    "carryover_date": "allocation",
                    "level_ids": [
                        Command.create(self._cs_level_values(row))
                        for _names, row in levels
                    ],
                }
            )
        return bool(self.create(values))

    @api.model
    def _cs_level_values(self, row):
        """A milestone: days a year from a year of service on, capped."""
        after = int(row["from_year"])
        return {
            "milestone_date": "after" if after else "creation",
            "start_count": after,
            "start_type": "year",
            "added_value": float(row["days"]),
            "added_value_type": "day",
            "frequency": "yearly",
            "action_with_unused_accruals": "all",
            "cap_accrued_time": True,
            "maximum_leave": float(row["cap"]),
        }
