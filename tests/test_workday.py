"""Workdays from roster, punches, leave and exceptions, down to the statement (R1)."""

from tests.common import CsCase


class WorkdayCase(CsCase):
    """March 2026, agent on the day shift, with an attendance chapter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.action_draft()
        cls.policy.write({"attendance_enabled": True, "pool_enabled": False})
        cls.policy.action_approve()
        cls.company.write({"cs_day_rate_basis": "fixed", "cs_day_rate_days": 22})
        cls.day_shift = cls.make_shift("D", 8.5, 9, break_start=12, break_length=1)
        cls.night_shift = cls.make_shift("N", 17.5, 7.5, break_start=0, break_length=0)
        cls.march = cls.make_period("2026-03")
        cls.agent = cls.make_agent("Li", wage=2200)

    def lines(self, code, period=None):
        lines = (period or self.march).statement_ids.line_ids
        return lines.filtered(lambda line: line.code == code)

    def workday(self, day, agent=None):
        return self.env["cs.workday"].search(
            [("employee_id", "=", (agent or self.agent).id), ("date", "=", day)]
        )


class TestWorkday(WorkdayCase):
    def test_on_time(self):
        self.plan(self.agent, "2026-03-02", self.day_shift)
        self.punch(self.agent, "2026-03-02 08:25", "2026-03-02 17:31")
        day = self.workday("2026-03-02")
        self.assertEqual(day.status, "present")
        self.assertAlmostEqual(day.planned_hours, 8)
        self.assertEqual(day.attendance_ids.cs_workday_id, day)

    def test_absence_costs_a_day(self):
        """R1.4: no punch and no approval for a working day."""
        self.plan(self.agent, "2026-03-02", self.day_shift)
        self.march.action_compute()
        self.assertEqual(self.workday("2026-03-02").status, "absent")
        line = self.lines("CS_ATTENDANCE")
        self.assertEqual(line.amount, -100)
        self.assertIn("100", line.trace_text)
        action = line.action_open_sources()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.workday("2026-03-02"))
