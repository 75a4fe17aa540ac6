"""Punches, leave and exceptions while their month is locked (R1.2, R1.30, R1.40).

What a day says when the lock comes is paid in it; what comes behind the lock is
settled in the next month. Either way a day without a reason costs 100, and one with a
reason nothing.
"""

from odoo import Command, fields

from tests.concurrency.common import FactCase

WAGE = 2200
A_DAY = WAGE / 22


class TestDaysAtOnce(FactCase):
    """An agent is planned on one day, on which they come, are away or do not come."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy(
            {
                "attendance_enabled": True,
                "attendance_unplanned": "rest",
                "leave_enabled": True,
            }
        )
        cls.company.write({"cs_day_rate_basis": "fixed", "cs_day_rate_days": 22})
        cls.shift = cls.make_shift("D", 8.5, 9, break_start=12, break_length=1)
        cls.official = cls.env["hr.leave.type"].create(
            {
                "name": "Official",
                "company_id": cls.company.id,
                "requires_allocation": False,
                "leave_validation_type": "manager",
                "cs_notice_days": 0,
            }
        )
        # Who keeps the punches, as a terminal does.
        cls.clerk = cls.make_user("officer", login="clerk")
        manager = cls.env.ref("hr_attendance.group_hr_attendance_manager")
        cls.clerk.group_ids = [Command.link(manager.id)]
        cls.commit()

    def newcomer(self):
        agent = self.make_agent(joined=self.month.date_from, wage=WAGE)
        self.plan(agent, self.day, self.shift)
        return agent

    def hours(self):
        """Arrival and departure of a day on which all is well, as a client sends."""
        return {
            name: fields.Datetime.to_string(self.local(self.day, at))
            for name, at in (("check_in", "08:30"), ("check_out", "17:30"))
        }

    def come(self):
        return self.env["hr.attendance"].create(
            {"employee_id": self.who.id, **self.hours()}
        )

    def assertSettled(self, make, before, after):
        """The day costs ``after``, whichever is first; ``before`` stays in the lock."""
        paid = [(after,), (before, after - before)]
        for answer, expected in zip(self.each(make), paid, strict=True):
            self.assertWon(answer)
            self.assertEqual(self.earned(self.who), after)
            lines = self.env["cs.statement.line"].search(
                [
                    ("statement_id.employee_id", "=", self.who.id),
                    ("code", "!=", "CS_BASE"),
                ],
                order="id",
            )
            amounts = [line.amount for line in lines if line.amount]
            self.assertEqual(amounts, [amount for amount in expected if amount])
            [day] = self.env["cs.workday"].search(
                [("employee_id", "=", self.who.id), ("date", "=", self.day)]
            )
            self.assertEqual(day.statement_id.period_id, self.month)

    def test_a_punch_comes_while_locking_r1_2(self):
        def punch():
            values = {"employee_id": self.who.id, **self.hours()}
            call = self.by(self.clerk, self.env["hr.attendance"], "create", [values])
            return call, "hr_attendance"

        self.assertSettled(punch, -A_DAY, 0)

    def test_a_punch_is_corrected_while_locking_r1_2(self):
        """They seemed to leave at once."""

        def correct():
            punch = self.come()
            punch.check_out = self.local(self.day, "08:31")
            hours = self.hours()
            return self.by(self.clerk, punch, "write", hours), "hr_attendance"

        self.assertSettled(correct, -A_DAY, 0)

    def test_a_punch_is_deleted_while_locking_r1_2(self):
        def delete():
            return self.by(self.clerk, self.come(), "unlink"), "hr_attendance"

        self.assertSettled(delete, 0, -A_DAY)

    def leave(self):
        return self.env["hr.leave"].create(
            {
                "employee_id": self.who.id,
                "holiday_status_id": self.official.id,
                "request_date_from": self.day,
                "request_date_to": self.day,
            }
        )

    def test_leave_is_approved_while_locking_r1_40(self):
        def approve():
            approval = self.leave().cs_approval_ids
            return self.by("leader", approval, "action_approve"), "hr_leave"

        self.assertSettled(approve, -A_DAY, 0)

    def test_leave_is_refused_while_locking_r1_40(self):
        def refuse():
            leave = self.leave()
            leave.action_approve()
            return self.by("officer", leave, "action_refuse"), "hr_leave"

        self.assertSettled(refuse, 0, -A_DAY)

    def exception(self, state):
        record = self.env["cs.attendance.exception"].create(
            {
                "employee_id": self.who.id,
                "date": self.day,
                "kind": "missed_punch",
                "side": "both",
                "reason": "The door did not open",
            }
        )
        # As it was asked for on the morning after.
        record.sudo()._set_state(state, levels=1)
        return record

    def test_an_exception_is_approved_while_locking_r1_2(self):
        def approve():
            call = self.by("leader", self.exception("requested"), "action_approve")
            return call, "cs_attendance_exception"

        self.assertSettled(approve, -A_DAY, 0)

    def test_an_exception_is_revoked_while_locking_r1_2(self):
        def revoke():
            record = self.exception("approved")
            call = self.by("officer", record, "revoke", "Nobody saw them")
            return call, "cs_attendance_exception"

        self.assertSettled(revoke, 0, -A_DAY)
