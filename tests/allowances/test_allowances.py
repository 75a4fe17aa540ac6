"""Allowances by kind and performance pay (R5.5, R5.6)."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError

from odoo.addons.cs_management.models.cs_pack import CsPack

from tests.attendance.test_workday import WorkdayCase
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

    def test_a_pack_brings_allowances_to_a_policy_without_any_r5_6(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        pack = Path(folder.name) / "pay"
        pack.mkdir()
        for name, text in {
            "pack": "name\nService pay\n",
            "cs.ladder": "id,name\nladder,Service\n",
            "cs.level": "id,code,name\njunior,junior,Junior\nboss,boss,Boss\n",
            "cs.policy": "id,name\npolicy,Service pay\n",
            "cs.policy.level": "id,level_id,bonus_min_percent,bonus_max_percent\n"
            "row,junior,10,20\n",
            "cs.policy.allowance": "id,name,level_id,kind,amount\n"
            "meals,Meals,junior,meal,300\nphone,Phone,,phone,80\n"
            "car,Car,boss,traffic,500\n",
        }.items():
            (pack / f"{name}.csv").write_text(text, encoding="utf-8")
        packs = self.env["cs.pack"]
        with patch.object(CsPack, "_folders", lambda _packs: {"pay": pack}):
            new = packs._load("pay", date_from="2026-03-01")
            own = packs._load("pay", self.ladder, "2026-03-01")
            again = packs._load("pay", self.ladder, "2026-03-01")
        self.assertEqual(len(new.allowance_ids), 3)
        row = new.level_ids.filtered(lambda row: row.level_id.code == "junior")
        self.assertEqual((row.bonus_min_percent, row.bonus_max_percent), (10, 20))
        self.assertEqual(own.allowance_ids.mapped("name"), ["Meals", "Phone"])
        self.assertEqual(own.allowance_ids[0].level_id, self.junior)
        self.assertEqual(len(again.allowance_ids), 2)


class TestSkills(AllowanceCase):
    """Skills of Odoo's own app pay by their level (R5.5), also found late."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type = cls.env["hr.skill.type"].create(
            {
                "name": "Platform",
                "skill_ids": [
                    Command.create({"name": name}) for name in ("Typing", "Chess")
                ],
                "skill_level_ids": [
                    Command.create({"name": str(level), "level_progress": level})
                    for level in (0, 50, 100)
                ],
            }
        )
        cls.add(kind="skill", amount=100, amount_max=200, skills="typing")
        cls.expert = cls.make_agent(user_id=cls.users["agent"].id)
        cls.months = [cls.make_period(f"2026-0{month}") for month in range(3, 9)]

    def learn(self, level, first, last=None, name="Typing"):
        """Enter a skill as it is entered on the employee, behind a lock or not."""
        return self.env["hr.employee.skill"].create(
            {
                "employee_id": self.expert.id,
                "skill_type_id": self.type.id,
                "skill_id": self.type.skill_ids.filtered(
                    lambda skill: skill.name == name
                ).id,
                "skill_level_id": self.type.skill_level_ids.filtered(
                    lambda row: row.level_progress == level
                ).id,
                "valid_from": first,
                "valid_to": last,
            }
        )

    def got(self, period):
        """What a month pays of skills, and what it settles of locked ones."""
        lines = self.statement(self.expert, period).line_ids
        check_words(self, lines)
        own = lines.filtered(lambda line: line.code == "CS_ALLOWANCE")
        late = lines.filtered(lambda line: line.adjusted_code == "CS_BASE")
        return sum(own.mapped("amount")), sum(late.mapped("amount"))

    def test_the_level_on_the_last_day_pays_r5_5(self):
        self.learn(100, "2026-01-01", name="Chess")
        self.learn(50, "2026-03-31", "2026-04-29")
        self.learn(100, "2026-04-30")
        for period, amount in zip(self.months, (150, 200), strict=False):
            period.action_compute()
            self.assertEqual(self.got(period), (amount, 0))

    def test_a_skill_entered_behind_the_lock_is_settled_forward_r5_5(self):
        self.lock(self.months[0])
        self.assertEqual(self.got(self.months[0]), (0, 0))
        skill = self.learn(50, "2026-03-10")
        self.lock(self.months[1])
        self.assertEqual(self.got(self.months[1]), (150, 150))
        skill.valid_from = "2026-04-10"
        self.lock(self.months[2])
        self.assertEqual(self.got(self.months[2]), (150, -150))
        skill.unlink()
        self.lock(self.months[3])
        self.assertEqual(self.got(self.months[3]), (0, -300))
        self.months[4].action_compute()
        self.assertEqual(self.got(self.months[4]), (0, 0))

    def test_a_skill_that_does_not_count_settles_nothing_r5_5(self):
        self.lock(self.months[0])
        self.learn(100, "2026-01-01", name="Chess")
        self.months[1].action_compute()
        self.assertEqual(self.got(self.months[1]), (0, 0))

    def test_histories_add_up_to_a_plain_recomputation_r5_5(self):
        """However skills change behind locks, the sum is what they pay in the end."""
        for seed in range(3):
            rng = Random(seed)
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                for period in self.months:
                    self.rewrite(rng)
                    self.lock(period)
                late = self.make_period("2026-09")
                late.action_compute()
                paid = [self.got(period) for period in (*self.months, late)]
                self.assertEqual(sum(map(sum, paid)), self.plain(late))
                savepoint.rollback()
                self.env.invalidate_all()

    def rewrite(self, rng):
        """Another history of the skill: two spells, or none."""
        self.env["hr.employee.skill"].search(
            [("employee_id", "=", self.expert.id)]
        ).unlink()
        days = sorted(date(2026, 2, 1) + timedelta(rng.randrange(230)) for _n in "abc")
        if rng.random() < 0.8:
            self.learn(rng.choice((0, 50, 100)), days[0], days[1])
            if days[1] < days[2]:
                self.learn(rng.choice((0, 50, 100)), days[1] + timedelta(1), days[2])

    def plain(self, last):
        """The sum over the months by the skills of today, without any engine."""
        rows = self.env["hr.employee.skill"].search(
            [("employee_id", "=", self.expert.id)]
        )
        total = 0
        for period in (*self.months, last):
            held = rows.filtered(
                lambda row, day=period.date_to: row.valid_from <= day <= row.valid_to
            )
            if held:
                total += 100 + max(held.mapped("level_progress"))
        return total


class TestAttended(WorkdayCase):
    """Allowances by the days on which somebody came (R5.6)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy(
            allowance_ids=[
                Command.create(
                    {"name": "Meals", "kind": "meal", "amount": 10, "unit": "day"}
                ),
                Command.create(
                    {
                        "name": "Traffic",
                        "kind": "traffic",
                        "amount": 90,
                        "condition": "full",
                        "pro_rata": "whole",
                    }
                ),
            ]
        )

    def paid(self, period=None, code="CS_ALLOWANCE_DAY"):
        period = period or self.march
        period.action_compute()
        lines = self.statement(self.agent, period).line_ids
        check_words(self, lines)
        return sorted(lines.filtered(lambda row: row.code == code).mapped("amount"))

    def test_by_the_days_that_were_worked_and_in_full_r5_6(self):
        for day in ("2026-03-02", "2026-03-03", "2026-03-04"):
            self.work(day)
        self.assertEqual(self.paid(), [30, 90])
        self.plan(self.agent, "2026-03-05", self.day_shift)
        self.assertEqual(self.paid(), [30])

    def test_a_punch_found_behind_a_lock_is_settled_later_r5_6(self):
        self.work("2026-03-02")
        self.plan(self.agent, "2026-03-03", self.day_shift)
        self.assertEqual(self.paid(), [10])
        self.march.action_lock()
        self.punch(self.agent, "2026-03-03 08:30", "2026-03-03 17:30")
        april, may = self.make_period("2026-04"), self.make_period("2026-05")
        april.action_compute()
        lines = self.statement(self.agent, april).line_ids
        found = lines.filtered(lambda row: row.adjusted_code == "CS_ALLOWANCE_DAY")
        self.assertEqual(found.amount, 10 + 90)
        april.action_lock()
        may.action_compute()
        lines = self.statement(self.agent, may).line_ids
        self.assertFalse(
            lines.filtered(lambda row: row.adjusted_code == "CS_ALLOWANCE_DAY")
        )
