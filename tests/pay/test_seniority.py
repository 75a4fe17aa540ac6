"""Seniority pay (工龄) by completed years of service (R5.7)."""

from psycopg2.errors import CheckViolation

from odoo.tools import mute_logger

from tests.test_statement import StatementCase
from tests.words import check_words


class TestSeniority(StatementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy({"seniority_amount": 50, "seniority_max_years": 3})

    def years(self, joined, **values):
        agent = self.make_agent(joined=joined, **values)
        self.march.action_compute()
        check_words(self, self.statement(agent, self.march).line_ids)
        return self.amount(agent, "CS_SENIORITY")

    def test_an_amount_for_each_completed_year_up_to_the_most_r5_7(self):
        self.assertEqual(self.years("2025-04-01"), 0)
        self.assertEqual(self.years("2025-03-31"), 50)
        self.assertEqual(self.years("2024-01-01"), 100)
        self.assertEqual(self.years("2018-01-01"), 150)

    def test_it_stands_after_the_allowance_and_says_how_it_came_r5_7(self):
        agent = self.make_agent(joined="2024-01-01")
        self.march.action_compute()
        line = self.line(agent, "CS_SENIORITY")
        self.assertEqual((line.sequence, line.amount), (3, 100))
        self.assertIn("2 completed years", line.trace_text)
        self.assertIn("Years 2 x 50: ¥\xa0100.00 a month", line.trace_text)
        self.assertNotIn("seniority.", line.trace_text)
        self.assertEqual(self.statement(agent, self.march).service_years, 2)

    def test_a_limit_in_money_and_none_by_default_r5_7(self):
        self.edit_policy({"seniority_max_years": 0, "seniority_max_amount": 120})
        self.assertEqual(self.years("2018-01-01"), 120)
        self.edit_policy({"seniority_amount": 0})
        self.assertEqual(self.years("2018-01-01"), 0)

    def test_part_of_a_month_pays_its_share_r5_7(self):
        agent = self.make_agent(joined="2024-01-01")
        agent.version_id.contract_date_end = "2026-03-13"
        self.march.action_compute()
        base = self.amount(agent, "CS_BASE")
        self.assertAlmostEqual(self.amount(agent, "CS_SENIORITY"), base / 2200 * 100, 2)
        check_words(self, self.statement(agent, self.march).line_ids)

    def test_an_earlier_joining_found_late_is_paid_after_r5_7(self):
        agent = self.make_agent(joined="2024-06-01")
        self.march.action_lock()
        self.assertEqual(self.amount(agent, "CS_SENIORITY"), 50)
        agent.version_id.contract_date_start = "2023-06-01"
        april = self.make_period("2026-04")
        april.action_compute()
        self.assertEqual(self.amount(agent, "CS_ADJUSTMENT", april), 50)
        april.action_lock()
        may = self.make_period("2026-05")
        may.action_compute()
        self.assertEqual(self.amount(agent, "CS_ADJUSTMENT", may), 0)

    def test_figures_below_zero_are_refused_r5_7(self):
        self.policy.action_draft()
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.policy.seniority_amount = -1
            self.policy.flush_recordset()
