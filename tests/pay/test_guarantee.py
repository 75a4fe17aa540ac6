"""The yearly guarantee over locked months, exits and late facts (保底, R5.3)."""

import random
from collections import defaultdict
from decimal import Decimal

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError

from tests.common import CsCase
from tests.words import check_words

MONTHS = [f"2026-{number:02}" for number in range(1, 13)]


class GuaranteeCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy(
            {
                "score_enabled": False,
                "commission_enabled": False,
                "pool_enabled": False,
                "guarantee_enabled": True,
                "guarantee_ids": [
                    Command.create({"from_year": year, "amount": amount})
                    for year, amount in ((1, 2000), (2, 2200), (3, 2500))
                ],
            }
        )
        trial = cls.policy.level_ids.filtered(lambda row: row.level_id == cls.trial)
        cls.policy.action_draft()
        trial.guaranteed = False
        cls.policy.action_approve()

    def close(self, *months):
        for month in months:
            period = self.make_period(month)
            period.action_compute()
            period.action_lock()
        return period

    def topped_up(self, agent):
        """All that was paid as guarantee, late changes included."""
        lines = self.env["cs.statement.line"].search(
            [
                ("employee_id", "=", agent.id),
                "|",
                ("code", "=", "CS_GUARANTEE"),
                ("adjusted_code", "=", "CS_GUARANTEE"),
            ]
        )
        check_words(self, lines)
        return round(sum(lines.mapped("amount")), 2)

    def total(self, agent):
        statements = self.env["cs.statement"].search([("employee_id", "=", agent.id)])
        return round(sum(statements.mapped("amount_total")), 2)


@freeze_time("2027-06-15")
class TestGuarantee(GuaranteeCase):
    def test_worked_numbers_r5_3(self):
        """Year-1 agent, 12 months' pay 22 800: top-up 1 200, in the last month."""
        agent = self.make_agent(wage=1900, joined="2026-01-01")
        self.close(*MONTHS[:-1])
        self.assertEqual(self.topped_up(agent), 0)
        december = self.close(MONTHS[-1])
        statement = self.statement(agent, december)
        [line] = statement.line_ids.filtered(lambda line: line.code == "CS_GUARANTEE")
        self.assertEqual(line.amount, 1200)
        self.assertIn("24,000", line.trace_text)
        self.assertEqual(self.total(agent), 24000)
        action = line.action_open_sources()
        rows = self.env["cs.guarantee.account"].search(action["domain"])
        self.assertEqual(len(rows), 12)
        self.assertEqual(rows[-1].balance, -1200)

    def test_nothing_above_the_guarantee_r5_3(self):
        agent = self.make_agent(wage=2001, joined="2026-01-01")
        self.close(*MONTHS)
        self.assertEqual(self.topped_up(agent), 0)

    def test_amounts_rise_with_service_r5_3(self):
        """Joined in July 2025: seven months... six of year 1, six of year 2."""
        agent = self.make_agent(wage=1900, joined="2025-07-01")
        self.close(*MONTHS)
        self.assertEqual(self.topped_up(agent), 6 * 100 + 6 * 300)

    def test_the_year_of_service_as_account_r5_3(self):
        self.edit_policy({"guarantee_year": "service"})
        agent = self.make_agent(wage=1900, joined="2025-07-01")
        june = self.close(*MONTHS[:6])
        self.assertEqual(self.amounts(agent, june)["CS_GUARANTEE"], 6 * 100)
        self.close(*MONTHS[6:])
        self.assertEqual(self.topped_up(agent), 600)

    def test_a_leaver_is_settled_by_days_r5_3(self):
        agent = self.make_agent(wage=1900, joined="2026-01-01")
        agent.version_id.contract_date_end = "2026-03-31"
        march = self.close(*MONTHS[:3])
        self.assertEqual(self.amounts(agent, march)["CS_GUARANTEE"], 300)

    def test_an_exit_found_late_settles_the_account_r5_3(self):
        agent = self.make_agent(wage=1900, joined="2026-01-01")
        self.close(*MONTHS[:3])
        self.assertEqual(self.topped_up(agent), 0)
        agent.version_id.contract_date_end = "2026-03-31"
        self.make_entry(agent, "MERIT", "2026-03-30")
        self.close("2026-04")
        rewards = 3 * 2000 - 3 * 1900
        self.assertEqual(self.topped_up(agent), rewards)

    def test_an_exit_undone_is_taken_back_and_paid_at_the_end_r5_3(self):
        agent = self.make_agent(wage=1900, joined="2026-01-01")
        agent.version_id.contract_date_end = "2026-03-31"
        self.close(*MONTHS[:3])
        self.assertEqual(self.topped_up(agent), 300)
        agent.version_id.contract_date_end = False
        self.close("2026-04")
        self.assertEqual(self.topped_up(agent), 0)
        self.close(*MONTHS[4:])
        self.assertEqual(self.topped_up(agent), 1200)

    def test_the_trial_neither_guarantees_nor_counts_r5_3(self):
        agent = self.make_agent(level=self.trial, wage=1600, joined="2026-01-01")
        self.promote(agent, "2026-02-01", self.junior, 1900)
        self.close(*MONTHS)
        self.assertEqual(self.topped_up(agent), 11 * 100)

    def promote(self, agent, day, level, wage):
        agent.create_version(
            {"date_version": day, "cs_level_id": level.id, "wage": wage}
        )

    def test_fines_count_by_choice_r5_3(self):
        """Earned: a fine is not made good; paid: it is."""
        for counts, expected in (("earned", 1200), ("paid", 1250)):
            with self.subTest(counts), self.cr.savepoint() as savepoint:
                self.edit_policy({"guarantee_counts": counts})
                agent = self.make_agent(wage=1900, joined="2026-01-01")
                self.close(*MONTHS[:4])
                self.make_entry(agent, "COMPLAINT", "2026-05-05")
                self.close(*MONTHS[4:])
                self.assertEqual(self.topped_up(agent), expected)
                savepoint.rollback()

    def test_a_wage_corrected_behind_the_year_r5_3(self):
        """All months at 1800 instead of 1900: the guarantee makes up for it."""
        agent = self.make_agent(wage=1900, joined="2026-01-01")
        self.close(*MONTHS)
        agent.version_id.wage = 1800
        january = self.close("2027-01")
        self.assertEqual(self.topped_up(agent), 2400)
        base = self.total(agent) - self.statement(agent, january).amount_total
        adjusted = self.amounts(agent, january)["CS_ADJUSTMENT"]
        self.assertEqual(base + adjusted, 24000)
        agent.version_id.wage = 2500
        self.close("2027-02")
        self.assertEqual(self.topped_up(agent), 0)

    def test_a_policy_without_amounts_is_incomplete_r5_3(self):
        with self.assertRaisesRegex(ValidationError, "no amount"):
            self.edit_policy({"guarantee_ids": [Command.clear()]})

    def test_who_reads_the_account_r5_3(self):
        agent = self.make_agent(
            wage=1900, joined="2026-01-01", user_id=self.users["agent"].id
        )
        other = self.make_agent(wage=1900, joined="2026-01-01")
        self.close("2026-01")
        self.make_period("2026-02").action_compute()
        Account = self.env["cs.guarantee.account"]
        seen = {
            role: Account.with_user(self.users[role]).search([])
            for role in ("agent", "leader", "officer")
        }
        self.assertEqual(seen["agent"].employee_id, agent)
        self.assertEqual(len(seen["agent"]), 1, "open months stay with HR")
        self.assertFalse(seen["leader"])
        self.assertEqual(seen["officer"].employee_id, agent | other)
        with self.assertRaises(AccessError):
            Account.with_user(self.users["outsider"]).search([])

    def test_selects_do_not_grow_with_agents_r5_3(self):
        self.make_agent(wage=1900, joined="2026-01-01")
        self.close(*MONTHS[:2])
        period = self.make_period("2026-03")

        def selects():
            period.action_compute()
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                period.action_compute()
            return len(found)

        few = selects()
        for _number in range(15):
            self.make_agent(wage=1900, joined="2026-01-01")
        self.assertEqual(selects(), few)


@freeze_time("2027-06-15")
class TestRandomYears(GuaranteeCase):
    """Sum of all months = one computation of the final facts."""

    def test_random_histories_r5_3(self):
        dice = random.Random(53)
        agents = [
            self.make_agent(wage=dice.choice((1700, 1900, 2100)), joined="2026-01-01")
            for _number in range(6)
        ]
        wages = {agent: Decimal(str(agent.wage)) for agent in agents}
        rewards = defaultdict(Decimal)
        for month in [*MONTHS, "2027-01", "2027-02"]:
            for agent in agents:
                if dice.random() < 0.2 and month.startswith("2026"):
                    amount = dice.randrange(10, 101)
                    self.make_entry(
                        agent, "MERIT", f"{month}-10", amount=amount, note="Good"
                    )
                    rewards[agent] += amount
                if dice.random() < 0.15:
                    wages[agent] = Decimal(dice.choice((1700, 1850, 1900, 2050)))
                    agent.version_id.wage = float(wages[agent])
            self.close(month)
        for agent in agents:
            year = 12 * wages[agent] + rewards[agent]
            expected = max(Decimal(24000) - year, Decimal(0))
            with self.subTest(agent.name):
                self.assertEqual(Decimal(str(self.topped_up(agent))), expected)
