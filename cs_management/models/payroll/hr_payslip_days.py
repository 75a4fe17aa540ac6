from datetime import datetime, time

from odoo import api, fields, models

from ...engine import segments


class HrPayslip(models.Model):
    """Worked days and leave of a slip: by the roster where the agent has one."""

    _inherit = "hr.payslip"

    def _cs_set_worked_days(self, keep_right=False):
        """Worked days and leave of the whole period, across changes of contract.

        Payroll looks at the last version only, and at its days until the period's
        end. Lines with other codes stay.

        :param keep_right: leave slips alone whose one contract holds to the end
        """
        slips = self._cs_open().filtered("cs_statement_id.version_id")
        versions = self.env["hr.version"]._cs_of_employees(slips.employee_id.ids)
        stale = self.env["hr.payslip.worked_days"]
        missing = []
        on_leave, shared = slips._cs_resources_on_leave(), {}
        rosters, away = slips._cs_rosters(), slips._cs_away()
        for slip in slips:
            roster = rosters.get(slip.employee_id.id, {})
            parts = segments.segments(
                versions[slip.employee_id.id], slip.date_from, slip.date_to
            )
            if keep_right and not roster and slip._cs_worked_days_right(parts):
                continue
            alike = slip.employee_id.resource_id not in on_leave
            lines = slip._cs_worked_day_lines(parts, shared if alike else {})
            # GLOBAL is payroll's for any leave, as long as there was no statement.
            codes = {"GLOBAL", *lines}
            slip._cs_follow_roster(
                lines, parts, roster, away.get(slip.employee_id.id, ())
            )
            codes |= set(lines)
            stale |= slip.worked_days_line_ids.filtered(
                lambda line, codes=codes: line.code in codes
            )
            missing += [{**line, "payslip_id": slip.id} for line in lines.values()]
        stale.unlink()
        stale.create(missing)

    def _cs_worked_days_right(self, parts):
        return bool(self.worked_days_line_ids) and (
            [part.version.id for part in parts] == self.contract_id.ids
            and parts[0].last == self.date_to
        )

    def _cs_rosters(self):
        """Hours planned by day of each agent, in one query for all slips."""
        if not self:
            return {}
        # sudo: payroll users without a CS role compute slips, too
        return (
            self.env["cs.roster.line"]
            .sudo()
            ._hours_by_day(
                self.employee_id.ids,
                min(self.mapped("date_from")),
                max(self.mapped("date_to")),
            )
        )

    def _cs_away(self):
        """Workdays with a shift and leave, by employee, in one query for all slips."""
        if not self:
            return {}
        # sudo: of leave only its kind and hours are taken
        days = (
            self.env["cs.workday"]
            .sudo()
            .search_fetch(
                [
                    ("employee_id", "in", self.employee_id.ids),
                    ("date", ">=", min(self.mapped("date_from"))),
                    ("date", "<=", max(self.mapped("date_to"))),
                    ("leave_id", "!=", False),
                    ("planned_hours", ">", 0),
                ],
                ["employee_id", "date", "leave_id", "leave_hours", "planned_hours"],
            )
        )
        return {
            employee.id: own for employee, own in days.grouped("employee_id").items()
        }

    def _cs_follow_roster(self, lines, parts, roster, away):
        """The days to work are those of the roster, as base pay counts them: where it
        plans at least half of what the working schedule has.

        Leave is then that of the days with a shift, and a public holiday is a day off
        or worked as the roster says.

        :param away: workdays of this agent with a shift and leave
        """
        hours = [
            planned
            for day, planned in roster.items()
            if planned and any(part.holds(day) for part in parts)
        ]
        normal = lines.get("WORK100")
        if not hours or (normal and 2 * len(hours) < normal["number_of_days"]):
            return
        lines["WORK100"] = {
            "name": self.env._("Normal Working Days paid at 100%"),
            "sequence": 1,
            "code": "WORK100",
            "contract_id": self.cs_statement_id.version_id.id,
            **(normal or {}),
            "number_of_days": len(hours),
            "number_of_hours": sum(hours),
        }
        lines.pop("GLOBAL", None)
        away = [day for day in away if any(part.holds(day.date) for part in parts)]
        codes = {self._cs_leave_code(day.leave_id.holiday_status_id) for day in away}
        for code in codes:
            lines.pop(code, None)
        for day in away:
            self._cs_add_days(lines, self._cs_leave_line(day))

    def _cs_leave_line(self, day):
        """A workday's leave as payroll lists it: below zero, unless set otherwise."""
        # sudo: the sign of leave is a setting of payroll, nothing else is read
        get_param = self.env["ir.config_parameter"].sudo().get_param
        sign = 1 if get_param("payroll.leaves_positive") else -1
        leave_type = day.leave_id.holiday_status_id
        return {
            "name": leave_type.name,
            "sequence": 5,
            "code": self._cs_leave_code(leave_type),
            "number_of_days": sign * min(day.leave_hours / day.planned_hours, 1),
            "number_of_hours": sign * day.leave_hours,
            "contract_id": self.cs_statement_id.version_id.id,
        }

    @api.model
    def _cs_leave_code(self, leave_type):
        """The code of the work entry type, else the leave type's own."""
        kind = getattr(leave_type, "work_entry_type_id", None)
        code = kind and kind.code
        return code or leave_type.cs_payroll_code or leave_type._cs_own_code()

    def _cs_resources_on_leave(self):
        """Resources with leave of their own in the slips' time, in one query."""
        if not self:
            return self.env["resource.resource"]
        # sudo: payroll needs to know that somebody is on leave, not why
        leaves = self.env["resource.calendar.leaves"].sudo()
        return leaves.search_fetch(
            [
                ("resource_id", "in", self.employee_id.resource_id.ids),
                (
                    "date_from",
                    "<=",
                    fields.Date.add(max(self.mapped("date_to")), days=2),
                ),
                (
                    "date_to",
                    ">=",
                    fields.Date.subtract(min(self.mapped("date_from")), days=1),
                ),
            ],
            ["resource_id"],
        ).resource_id

    def _cs_worked_day_lines(self, parts, shared):
        """Worked days and leave by code, added up over the parts of the period.

        :param shared: what was found for agents without leave of their own: the same
            calendar, place and days give the same lines
        """
        contract, employee = self.cs_statement_id.version_id, self.employee_id
        result = {}
        for part in parts:
            version = contract.browse(part.version.id)
            calendar = version.resource_calendar_id
            if not calendar:
                continue
            key = (calendar, employee.tz, employee.address_id, part.first, part.last)
            if key not in shared:
                shared[key] = self._cs_part_lines(version, part)
            for line in shared[key]:
                self._cs_add_days(result, {**line, "contract_id": contract.id})
        return result

    def _cs_part_lines(self, version, part):
        """What payroll finds for one part: leave by type, then worked days."""
        version = version.with_context(
            employee_id=self.employee_id.id, exclude_public_holidays=True
        )
        first = datetime.combine(part.first, time.min)
        last = datetime.combine(part.last, time.max)
        return [
            *self._compute_leave_days(version, first, last),
            self._compute_worked_days(version, first, last),
        ]

    @api.model
    def _cs_add_days(self, lines, line):
        """Add a worked days line to the one of its code: rules see one per code."""
        known = lines.setdefault(line["code"], line)
        if known is not line:
            known["number_of_days"] += line["number_of_days"]
            known["number_of_hours"] += line["number_of_hours"]

    def _compute_leave_days(self, contract, day_from, day_to):
        """Give every kind of an agent's leave a code of its own, and public holidays
        theirs; everybody else's have payroll's.

        Payroll takes the code of the work entry type: ``GLOBAL`` for all of them
        without that module, none at all where a type is not set.
        """
        # sudo: payroll users may not read leave; only its kind and hours are taken
        contract = contract.sudo()
        leaves = list(super()._compute_leave_days(contract, day_from, day_to))
        # sudo: payroll users without a CS role compute slips, too
        if not leaves or not (contract.cs_level_id or self.sudo().cs_statement_id):
            return leaves
        intervals = contract.employee_id.list_leaves(
            day_from, day_to, calendar=contract.resource_calendar_id
        )
        # In the order of their first day, as payroll lists them.
        types = list(
            dict.fromkeys(
                leave[:1].holiday_id.holiday_status_id for _d, _h, leave in intervals
            )
        )
        result = {}
        for leave_type, line in zip(types, leaves, strict=False):
            if leave_type and line["code"] in (False, None, "", "GLOBAL"):
                line["code"] = leave_type.cs_payroll_code or leave_type._cs_own_code()
            line["code"] = line["code"] or "GLOBAL"
            self._cs_add_days(result, line)
        return list(result.values())
