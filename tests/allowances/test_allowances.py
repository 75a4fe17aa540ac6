"""Allowances by kind and performance pay (R5.5, R5.6)."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError

from tests.test_statement import StatementCase
from tests.words import check_words


class AllowanceCase(StatementCase):
    @classmethod
    def add(cls, **values):
        """Give the policy an allowance."""
        values = {"name": values.get("kind", "other"), **values}
        cls.edit_policy({"allowance_ids": [Command.create(values)]})
        return cls.policy.allowance_ids[-1]

    @classmethod
    def set_level(cls, level, **values):
        row = cls.policy.level_ids.filtered(lambda row: row.level_id == level)
        cls.policy.action_draft()
        row.write(values)
        cls.policy.action_approve()

    def paid(self, agent, period=None):
        statement = self.compute(agent, period)
        check_words(self, statement.line_ids)
        return statement.line_ids.filtered(
            lambda line: line.code in ("CS_ALLOWANCE", "CS_ALLOWANCE_DAY")
        )


class TestAllowances(AllowanceCase):
    def test_several_allowances_of_a_level_beside_the_single_figure_r5_6(self):
        self.set_level(self.junior, allowance=50)
        self.add(kind="traffic", amount=100, level_id=self.junior.id)
        self.add(kind="phone", amount=80)
        self.add(kind="meal", amount=300, level_id=self.senior.id)
        junior, senior = self.make_agent(), self.make_agent(level=self.senior)
        self.assertEqual(sorted(self.paid(junior).mapped("amount")), [50, 80, 100])
        self.assertEqual(sorted(self.paid(senior).mapped("amount")), [80, 300])

    def test_a_line_names_its_allowance_and_opens_it_to_hr_r5_6(self):
        row = self.add(kind="meal", amount=300, name="Canteen")
        agent = self.make_agent(user_id=self.users["agent"].id)
        line = self.paid(agent)
        self.assertIn("Canteen", line.trace_text)
        action = line.with_user(self.users["officer"]).action_open_sources()
        self.assertEqual(action["domain"], [("id", "=", row.id)])
        self.march.action_publish()
        self.assertFalse(line.with_user(self.users["agent"])._source())

    def test_by_days_as_base_pay_or_whole_r5_6(self):
        self.add(kind="traffic", amount=220)
        self.add(kind="phone", amount=80, pro_rata="whole")
        agent = self.make_agent(joined="2026-03-16")
        lines = self.paid(agent)
        base = self.amount(agent, "CS_BASE")
        self.assertLess(base, 2200)
        by_days, whole = lines.sorted("amount", reverse=True)
        self.assertAlmostEqual(by_days.amount, base / 10, 2)
        self.assertEqual(whole.amount, 80)

    def test_a_change_of_level_in_the_month_pays_whole_once_r5_6(self):
        self.add(kind="phone", amount=80, pro_rata="whole")
        agent = self.make_agent()
        version = agent.create_version({"date_version": "2026-03-16"})
        version.write({"cs_level_id": self.middle.id, "wage": 2500})
        self.assertEqual(self.paid(agent).mapped("amount"), [80])

    def test_by_day_to_work_where_no_punches_are_kept_r5_6(self):
        self.edit_policy({"attendance_enabled": False})
        self.add(kind="meal", amount=10, unit="day")
        agent = self.make_agent()
        line = self.paid(agent)
        self.assertEqual((line.code, line.amount), ("CS_ALLOWANCE_DAY", 220))

    def test_a_condition_of_days_is_met_or_missed_r5_6(self):
        self.edit_policy({"attendance_enabled": False})
        self.add(kind="other", amount=100, condition="days", min_days=22)
        self.add(kind="other", amount=70, condition="days", min_days=23)
        self.add(kind="traffic", amount=40, condition="full", pro_rata="whole")
        agent = self.make_agent()
        self.assertEqual(sorted(self.paid(agent).mapped("amount")), [40, 100])

    def test_the_amount_set_for_an_agent_stays_in_the_range_r5_5(self):
        self.add(kind="skill", amount=1000, amount_max=2000)
        typed = [0, 500, 1400, 3000]
        agents = [self.make_agent(cs_skill_allowance=amount) for amount in typed]
        amounts = [sum(self.paid(agent).mapped("amount")) for agent in agents]
        self.assertEqual(amounts, [0, 1000, 1400, 2000])

    def test_skills_pay_by_their_level_where_they_are_kept_r5_5(self):
        row = self.add(kind="skill", amount=1000, amount_max=2000, skills="Typing")
        agent = self.make_agent()
        levels = {agent.id: [("Chess", 90), ("typing", 50)]}
        with patch.object(type(row), "_skill_levels", lambda *_args: levels):
            line = self.paid(agent)
        self.assertEqual(line.amount, 1500)
        self.assertIn("50", line.trace_text)

    def test_performance_pay_of_the_level_or_ones_own_r5_6(self):
        self.set_level(self.junior, performance_pay=400)
        plain, own = self.make_agent(), self.make_agent(cs_performance_pay=600)
        self.assertEqual(self.paid(plain).amount, 400)
        self.assertEqual(self.paid(own).amount, 600)

    def test_the_yearly_grade_moves_performance_pay_r5_6(self):
        self.set_level(self.junior, performance_pay=400)
        agent = self.make_agent()
        changes = {agent.id: [20]}
        with patch.object(
            type(self.march), "_performance_percent", lambda *_args: changes
        ):
            line = self.paid(agent)
        self.assertEqual(line.amount, 480)
        self.assertIn("20", line.trace_text)

    def test_an_amount_corrected_behind_a_lock_is_settled_later_r5_6(self):
        agent = self.make_agent(cs_performance_pay=600)
        self.lock(self.march)
        april, may = self.make_period("2026-04"), self.make_period("2026-05")
        agent.version_id.cs_performance_pay = 700
        self.compute(agent, april)
        self.assertEqual(self.amount(agent, "CS_ADJUSTMENT", april), 100)
        april.action_lock()
        agent.version_id.cs_performance_pay = 600
        self.compute(agent, may)
        adjusted = self.amount(agent, "CS_ADJUSTMENT", may)
        self.assertEqual(adjusted, -200)

    def test_only_hr_reads_allowances_and_own_amounts(self):
        row = self.add(kind="meal", amount=300)
        agent = self.make_agent(cs_performance_pay=600)
        for role in ("agent", "leader"):
            with self.assertRaises(AccessError):
                row.with_user(self.users[role]).read(["amount"])
            for name in ("cs_performance_pay", "cs_skill_allowance"):
                with self.assertRaises(AccessError):
                    agent.with_user(self.users[role]).read([name])
            with self.assertRaises(AccessError):
                self.policy.with_user(self.users[role]).read(["allowance_ids"])

    def test_selects_do_not_grow_with_agents(self):
        self.add(kind="skill", amount=1000, amount_max=2000)
        self.add(kind="meal", amount=10, unit="day")
        self.set_level(self.junior, performance_pay=400)
        first = self.make_agent(cs_skill_allowance=1200)
        self.march.action_compute()
        counts = []
        for number in (0, 12):
            for _one in range(number):
                self.make_agent(cs_skill_allowance=1200)
            self.march.action_compute()
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.march.action_compute()
            counts.append(len(found))
        self.assertTrue(self.statement(first, self.march))
        self.assertEqual(*counts)
