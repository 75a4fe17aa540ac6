from odoo import api, fields, models

from ..cs_home_items import Link, Tile
from .cs_attendance_exception import WAITING

MANY = 10


class CsHome(models.AbstractModel):
    """Who is here today, and days that ask for somebody (R1)."""

    _inherit = "cs.home"

    @api.model
    def _items_agent(self, now):
        month = [now.own, ("period_id", "=", now.period.id)]
        missed = [*month, ("status", "=", "missed"), ("confirmed_punches", "=", 0)]
        absent = [*month, ("absent_days", ">", 0)]
        waiting = [now.own, ("state", "in", WAITING)]
        decided = [
            now.own,
            ("state", "in", ("approved", "refused")),
            ("write_date", ">=", self._fortnight()),
        ]
        return [
            *super()._items_agent(now),
            Tile(
                "waiting",
                "missed",
                self.env._("Missed punches to explain"),
                Link("cs.workday", missed),
                tone="warning",
                is_quiet=True,
            ),
            Tile(
                "points",
                "absent",
                self.env._("Days with absence this month"),
                Link("cs.workday", absent),
                tone="danger",
            ),
            Tile(
                "waiting",
                "my_exceptions",
                self.env._("My exceptions not decided yet"),
                Link("cs.attendance.exception", waiting),
                is_quiet=True,
            ),
            Tile(
                "decided",
                "exceptions_decided",
                self.env._("Exceptions"),
                Link("cs.attendance.exception", decided),
            ),
        ]

    @api.model
    def _appealable_facts(self, now):
        # What the day was says more than whose it was.
        workdays = self.env["cs.workday"].with_context(cs_status_first=True)
        days = workdays.search(
            [
                now.own,
                ("date", ">=", fields.Date.subtract(now.today, days=45)),
                "|",
                ("absent_days", ">", 0),
                ("deducted_minutes", ">", 0),
            ],
            order="date desc",
            limit=MANY,
        )
        return [*super()._appealable_facts(now), days]

    @api.model
    def _items_leader(self, now):
        today = [now.of_company, ("date", "=", now.today)]
        here = [*today, ("check_in", "!=", False)]
        late = [*today, ("late_minutes", ">", 0)]
        missing = [
            *today,
            ("check_in", "=", False),
            ("required_hours", ">", 0),
            ("off_site_hours", "=", 0),
            ("plan_start", "<=", fields.Datetime.now()),
        ]
        away = [*today, ("status", "=", "leave")]
        waiting = [now.of_company, ("state", "in", WAITING)]
        items = [
            ("here", self.env._("Here today"), here, ""),
            ("late", self.env._("Late today"), late, "warning"),
            ("missing", self.env._("Missing now"), missing, "danger"),
            ("away", self.env._("On leave today"), away, ""),
        ]
        return [
            *super()._items_leader(now),
            *(
                Tile("today", code, label, Link("cs.workday", domain), tone=tone)
                for code, label, domain, tone in items
            ),
            Tile(
                "waiting",
                "exceptions",
                self.env._("Attendance exceptions"),
                Link("cs.attendance.exception", waiting),
                tone="warning",
            ),
            *self._near_absence(now),
        ]

    @api.model
    def _policy_names(self):
        names = ["attendance_enabled", "absence_case_days"]
        return [*super()._policy_names(), *names]

    @api.model
    def _near_absence(self, now):
        """Agents one day before the days of absence that make a case (R1.6)."""
        policies = self._policies(now).filtered("attendance_enabled")
        bounds = policies.mapped("absence_case_days")
        items = []
        for bound in sorted({bound for bound in bounds if bound > 1}):
            month = [
                now.of_company,
                ("period_id", "=", now.period.id),
                ("status", "=", "absent"),
            ]
            groups = self.env["cs.workday"]._read_group(
                month, ["employee_id"], having=[("__count", ">=", bound - 1)]
            )
            people = [employee.id for [employee] in groups]
            items.append(
                Tile(
                    "bounds",
                    f"absent_{bound}",
                    self.env._(
                        "Absent on %(days)s days or more; %(bound)s running are a case",
                        days=bound - 1,
                        bound=bound,
                    ),
                    # People are counted, their days open: a group for each of them.
                    Link(
                        "cs.workday",
                        [*month, ("employee_id", "in", people)],
                        context={"group_by": ["employee_id"]},
                    ),
                    len(people),
                    tone="danger",
                )
            )
        return items
