"""The ops scale from its pack: base 150, a point is 1 CNY, 0 to 400 (R4.1, R4.2)."""

from datetime import date

from odoo.tests import tagged

from odoo.addons.cs_management.engine import score
from odoo.addons.cs_management.engine.money import to_decimal

from tests.attendance.common import AttendanceFixtures
from tests.common import SpineCase
from tests.roster.common import RosterFixtures

MONDAY = "2026-03-02"


@tagged("post_install", "-at_install")
class TestOps(AttendanceFixtures, RosterFixtures, SpineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"cs_day_rate_basis": "fixed", "cs_day_rate_days": 22})
        cls.ops = cls.env["cs.pack"]._load(
            "ops_150", None, date(2026, 1, 1), cls.company
        )
        cls.ops.action_approve()
        junior = cls.ops.ladder_id.level_ids[1]
        cls.agent = cls.make_agent("Li", level=junior, wage=2200)
        cls.shift = cls.make_shift("D", 8.5, 9, break_start=12, break_length=1)
        cls.march = cls.make_period("2026-03")

    def work(self, day):
        self.plan(self.agent, day, self.shift)
        self.punch(self.agent, f"{day} 08:30", f"{day} 17:30")

    def enter(self, code, day=MONDAY, **values):
        rule = self.ops.rule_ids.filtered(lambda rule: rule.code == code)
        entry = self.env["cs.conduct.entry"].create(
            {
                "employee_id": self.agent.id,
                "rule_id": rule.id,
                "date": day,
                **values,
            }
        )
        entry.action_confirm()
        return entry

    def result(self):
        self.march.action_compute()
        amounts = self.amounts(self.agent, self.march)
        return (
            self.statement(self.agent, self.march).score,
            amounts.get("CS_FLOAT", 0),
            amounts.get("CS_ATTENDANCE", 0),
        )

    def test_one_absence_costs_50_and_the_days_wage_r4_1_r4_2(self):
        """20 for itself, 10 each for the tasks, the meeting and the duty: 100 left."""
        self.plan(self.agent, MONDAY, self.shift)
        for kind in ("cleaning", "meeting"):
            duty = self.env["cs.duty"].create(
                {
                    "kind": kind,
                    "department_id": self.team.id,
                    "company_id": self.company.id,
                    "start": self.local(MONDAY, "09:00"),
                    "line_ids": [(0, 0, {"employee_id": self.agent.id})],
                }
            )
            duty.line_ids.action_miss()
            duty.line_ids.entry_id.action_confirm()
        self.assertEqual(self.result(), (100, 100, -100))
        entries = self.env["cs.conduct.entry"].search(
            [("employee_id", "=", self.agent.id), ("state", "=", "confirmed")]
        )
        self.assertEqual(
            sorted(entries.mapped(lambda row: (row.score_points, row.rule_code))),
            [
                (-20, "ABSENCE"),
                (-10, "DUTY_UNDONE"),
                (-10, "MEETING_MISSED"),
                (-10, "TASK_UNDONE"),
            ],
        )

    def test_a_normal_month_r4_2(self):
        """150, full attendance 100, the base kept 10: 260 points are 260 CNY."""
        self.work(MONDAY)
        self.assertEqual(self.result(), (260, 260, 0))
        grade = self.statement(self.agent, self.march).grade_id
        self.assertEqual(grade.name, "Normal")

    def test_posts_and_replies_by_the_piece_r4_1(self):
        """Two essential posts 20, one pinned 20, 149 replies 2: 192 and 10."""
        self.enter("POST_ESSENTIAL", measure=2)
        self.enter("POST_PINNED", measure=1)
        self.enter("REPLIES", measure=149)
        self.plan(self.agent, MONDAY)
        self.assertEqual(self.result()[0], 150 + 20 + 20 + 2)

    def test_the_float_has_a_floor_and_a_cap_r4_2(self):
        rules = self.ops._score_rules()
        joined, end = date(2025, 1, 1), date(2026, 3, 31)
        self.assertEqual(
            [
                score.float_pay(rules, to_decimal(points), joined, end).value
                for points in (-20, 0, 250, 400, 430)
            ],
            [0, 0, 250, 400, 400],
        )

    def test_dismissal_cases_r4_1(self):
        """Three times late in a month, or two absences."""
        rules = {rule.code: rule for rule in self.ops.rule_ids}
        self.assertEqual(
            [rules["LATE_EARLY"]._price(n)["sanction"] for n in (1, 2, 3)],
            [False, False, "dismissal"],
        )
        self.assertEqual(
            [rules["ABSENCE"]._price(n)["sanction"] for n in (1, 2)],
            [False, "dismissal"],
        )
        self.assertEqual(rules["LATE_EARLY"]._price(3)["points"], 5)

    def test_chat_by_gravity_r2_2(self):
        self.assertEqual(self.enter("PRIVATE_CHAT", amount=60).money, -60)
