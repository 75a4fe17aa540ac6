from datetime import datetime
from decimal import Decimal
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.sql_db import BaseCursor

from odoo.addons.cs_management.demo.commission import invoice_orders, load_chart
from odoo.addons.cs_management.engine.money import (
    split_by_weight,
    split_equally,
    to_decimal,
)

from tests.common import CsCase


class StatementCase(CsCase):
    """Every test runs the whole pipeline of March 2026 through its button."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.march = cls.make_period("2026-03")

    def lock(self, period):
        period.action_compute()
        period.action_lock()

    def compute(self, agent, period=None):
        period = period or self.march
        period.action_compute()
        return self.statement(agent, period)

    def amount(self, agent, code, period=None):
        return self.amounts(agent, period or self.march).get(code, 0)

    def marks(self, agent, *codes, day="2026-03-10", **values):
        for code in codes:
            self.make_entry(agent, code, day, **values)

    def line(self, agent, code, period=None):
        lines = self.statement(agent, period or self.march).line_ids
        return lines.filtered(lambda line: line.code == code)

    def credits_of(self, order, period=None):
        domain = [("order_id", "in", order.ids)]
        if period:
            domain.append(("period_id", "=", period.id))
        return self.env["cs.commission.line"].search(domain, order="employee_id")

    def cases(self, agent, period=None):
        period = period or self.march
        return self.env["cs.disciplinary.case"].search(
            [("employee_id", "=", agent.id), ("period_id", "=", period.id)]
        )


class TestScore(StatementCase):
    """Score, grade, float and rank of a month (R3)."""

    def test_worked_numbers_r3_9(self):
        """Scores of 80, 91 and 68 float by 0, +110 and -120."""
        plain, good, bad = (self.make_agent() for _number in range(3))
        self.marks(good, "MERIT", points=11)
        self.marks(bad, "MEDIUM10", "LIGHT2")
        self.march.action_compute()
        results = [
            (
                self.statement(agent, self.march).score,
                self.amount(agent, "CS_FLOAT"),
                self.statement(agent, self.march).grade_id.name,
            )
            for agent in (plain, good, bad)
        ]
        self.assertEqual(results, [(80, 0, "B"), (91, 110, "A"), (68, -120, "D")])

    def test_points_80_plus_35_are_capped_at_110_and_float_by_300_r3_1(self):
        agent = self.make_agent()
        self.marks(agent, "MERIT", points=35)
        self.assertEqual(self.compute(agent).score, 110)
        self.assertEqual(self.amount(agent, "CS_FLOAT"), 300)

    def test_a_score_of_45_floats_by_minus_300_and_is_a_dismissal_case_r3_9(self):
        agent = self.make_agent()
        self.marks(agent, "MEDIUM10", "MEDIUM10", "MERIT5")
        self.assertEqual(self.compute(agent).score, 45)
        self.assertEqual(self.amount(agent, "CS_FLOAT"), -300)
        self.assertEqual(self.cases(agent).reason, "score")

    def test_four_light_violations_make_52_minus_280_and_a_case_r3_5(self):
        agent = self.make_agent()
        self.marks(agent, *["LIGHT2"] * 4)
        statement = self.compute(agent)
        self.assertEqual(statement.score, 52)
        self.assertEqual(self.amount(agent, "CS_FLOAT"), -280)
        self.assertEqual(self.cases(agent).reason, "score")
        self.assertIn("Further penalty", statement.trace_text)

    def test_a_proposal_is_withdrawn_when_the_facts_no_longer_support_it(self):
        agent = self.make_agent()
        self.marks(agent, *["LIGHT2"] * 4)
        self.compute(agent)
        self.statement(agent, self.march).entry_ids[0].action_cancel()
        self.assertEqual(self.compute(agent).score, 74)
        self.assertFalse(self.cases(agent))

    def test_the_second_month_of_service_is_scored_but_does_not_float_r3_11(self):
        agent = self.make_agent(joined="2026-02-01")
        self.marks(agent, "MEDIUM10", "LIGHT2")
        self.assertEqual(self.compute(agent).score, 68)
        self.assertEqual(self.amount(agent, "CS_FLOAT"), 0)
        self.assertIn("does not float", self.line(agent, "CS_FLOAT").trace_text)
        april = self.make_period("2026-04")
        self.marks(agent, "MEDIUM10", "LIGHT2", day="2026-04-02")
        self.compute(agent, april)
        self.assertEqual(self.amount(agent, "CS_FLOAT", april), -120)

    def test_exactly_90_is_a_b_r3_8(self):
        agent = self.make_agent()
        self.marks(agent, "MERIT5", "MERIT5")
        self.assertEqual(self.compute(agent).grade_id.name, "B")

    def test_ties_share_a_rank_within_the_team(self):
        first, second, third = (self.make_agent() for _number in range(3))
        elsewhere = self.make_agent(department_id=self.other_team.id)
        self.marks(third, "LIGHT2")
        self.marks(elsewhere, "MEDIUM10")
        self.march.action_compute()
        ranks = [
            self.statement(agent, self.march).rank
            for agent in (first, second, third, elsewhere)
        ]
        self.assertEqual(ranks, [1, 1, 3, 1])

    def test_last_of_the_team_two_months_running_under_70_is_a_case_r3_10(self):
        good, bad, saved = (self.make_agent() for _number in range(3))
        april = self.make_period("2026-04")
        self.marks(bad, "MEDIUM10", "LIGHT2")
        self.lock(self.march)
        self.assertFalse(self.cases(bad))
        self.marks(bad, "MEDIUM10", "LIGHT2", day="2026-04-07")
        self.marks(saved, "LIGHT2", day="2026-04-07")
        april.action_compute()
        self.assertEqual(self.cases(bad, april).reason, "last_rank")
        self.assertFalse(self.cases(good, april) | self.cases(saved, april))

    def test_who_is_alone_in_his_team_is_never_its_last_r3_10(self):
        alone = self.make_agent(department_id=self.other_team.id)
        april = self.make_period("2026-04")
        for period, day in ((self.march, "2026-03-10"), (april, "2026-04-10")):
            self.marks(alone, "MEDIUM10", "LIGHT2", day=day)
            self.lock(period)
            self.assertEqual(self.statement(alone, period).rank, 1)
        self.assertFalse(self.cases(alone, april))

    def test_last_twice_at_70_or_last_once_is_no_case_r3_10(self):
        _good, at_70, once = (self.make_agent() for _number in range(3))
        april = self.make_period("2026-04")
        self.marks(at_70, "MEDIUM10")
        self.lock(self.march)
        self.marks(at_70, "MEDIUM10", day="2026-04-07")
        april.action_compute()
        self.assertFalse(self.cases(at_70, april))
        self.marks(once, "MEDIUM10", "LIGHT2", day="2026-04-07")
        april.action_compute()
        self.assertFalse(self.cases(once, april))


class TestCommission(StatementCase):
    """Commission on tagged orders, and the pool (R6)."""

    def test_worked_numbers_r6_2(self):
        """Sales of 40 000 at 69.9 %, 70 % and 71 %: 400, 600, 600."""
        agents = [self.make_agent() for _number in range(3)]
        for agent, bought in zip(agents, (699, 700, 710), strict=True):
            self.make_order(40000, "2026-03-05", [agent])
            self.make_stat(agent, "2026-03-31", 1000, bought)
        self.march.action_compute()
        amounts = [self.amount(agent, "CS_COMMISSION") for agent in agents]
        self.assertEqual(amounts, [400, 600, 600])
        self.assertEqual(self.statement(agents[0], self.march).conversion, 69.9)
        words = self.line(agents[0], "CS_COMMISSION").trace_text
        self.assertIn("Conversion (%) 69.9: tier of 1 %", words)
        self.assertEqual(self.statement(agents[0], self.march).amount_sales, 40000)

    def test_figures_by_day_are_summed_r6_2_r9_2(self):
        agent = self.make_agent()
        self.make_order(40000, "2026-03-05", [agent])
        self.make_stat(agent, "2026-03-02", 60, 30)
        self.make_stat(agent, "2026-03-03", 40, 40)
        self.assertEqual(self.compute(agent).conversion, 70)
        self.assertEqual(self.amount(agent, "CS_COMMISSION"), 600)

    def test_without_figures_the_lowest_tier_applies_and_says_so_r6_2(self):
        agent = self.make_agent()
        self.make_order(40000, "2026-03-05", [agent])
        self.compute(agent)
        self.assertEqual(self.amount(agent, "CS_COMMISSION"), 400)
        text = self.line(agent, "CS_COMMISSION").trace_text
        self.assertIn("No service figures", text)

    def test_worked_numbers_r6_3(self):
        """Untagged sales of 100 000 and 8 agents: 62.50 each."""
        agents = [self.make_agent() for _number in range(8)]
        self.make_orders([(60000, "2026-03-05", ()), (40000, "2026-03-06", ())])
        self.march.action_compute()
        self.assertEqual(
            [self.amount(agent, "CS_POOL") for agent in agents], [62.5] * 8
        )

    def test_the_pool_of_a_team_is_that_of_its_sales_teams_r6_3(self):
        self.edit_policy({"pool_scope": "team"})
        here, there = (
            self.make_agent(),
            self.make_agent(department_id=self.other_team.id),
        )
        teams = self.env["crm.team"].create(
            [
                {
                    "name": department.name,
                    "company_id": self.company.id,
                    "cs_department_id": department.id,
                }
                for department in (self.team, self.other_team)
            ]
        )
        self.make_order(10000, "2026-03-05", team_id=teams[0].id)
        self.make_order(2000, "2026-03-05", team_id=teams[1].id)
        self.march.action_compute()
        self.assertEqual(self.amount(here, "CS_POOL"), 50)
        self.assertEqual(self.amount(there, "CS_POOL"), 10)

    def test_no_commission_and_no_pool_in_the_trial_r6_6(self):
        trial, junior = self.make_agent(level=self.trial), self.make_agent()
        self.make_order(40000, "2026-03-05", [trial])
        self.make_order(10000, "2026-03-05")
        self.march.action_compute()
        self.assertEqual(self.amount(trial, "CS_COMMISSION"), 0)
        self.assertEqual(self.amount(trial, "CS_POOL"), 0)
        self.assertEqual(self.amount(junior, "CS_POOL"), 50)
        text = self.line(trial, "CS_COMMISSION").trace_text
        self.assertIn("no commission", text)

    def test_an_order_of_several_agents_is_split_to_the_cent_r6_4(self):
        agents = [self.make_agent() for _number in range(3)]
        order = self.make_order(100, "2026-03-05", agents)
        self.march.action_compute()
        lines = self.credits_of(order)
        self.assertEqual(lines.mapped("base"), [33.33, 33.34, 33.33])
        self.assertEqual(lines.mapped("agent_count"), [3, 3, 3])

    def test_sql_splits_as_the_engine_does(self):
        """Orders among agents, and commission among orders, by cumulative rounding."""
        agents = [self.make_agent() for _number in range(7)]
        sums = (0.01, 0.05, 99.99, 100, 1234.57, 33333.33)
        orders = self.make_orders(
            [
                (amount, "2026-03-05", agents[: 1 + number])
                for number, amount in enumerate(sums)
            ]
        )
        self.march.action_compute()
        for number, (order, amount) in enumerate(zip(orders, sums, strict=True)):
            shares = split_equally(to_decimal(amount), 1 + number)
            found = [to_decimal(base) for base in self.credits_of(order).mapped("base")]
            self.assertEqual(found, shares)
        for agent in agents[:6]:
            lines = self.statement(agent, self.march).commission_line_ids
            lines = lines.sorted(lambda line: line.order_id.id)
            total = to_decimal(self.amount(agent, "CS_COMMISSION"))
            bases = [to_decimal(base) for base in lines.mapped("base")]
            self.assertEqual(
                [to_decimal(amount) for amount in lines.mapped("amount")],
                split_by_weight(total, bases),
            )

    def test_cancelled_and_unconfirmed_orders_earn_nothing_r6_4(self):
        agent = self.make_agent()
        order = self.make_order(40000, "2026-03-05", [agent])
        self.compute(agent)
        self.assertEqual(self.amount(agent, "CS_COMMISSION"), 400)
        order._action_cancel()
        self.compute(agent)
        self.assertEqual(self.amount(agent, "CS_COMMISSION"), 0)
        self.assertFalse(self.credits_of(order))

    def test_retagging_counts_while_the_period_is_open(self):
        one, other = self.make_agent(), self.make_agent()
        order = self.make_order(40000, "2026-03-05", [one])
        self.march.action_compute()
        order.tag_ids = other.cs_tag_ids
        self.march.action_compute()
        self.assertEqual(self.amount(one, "CS_COMMISSION"), 0)
        self.assertEqual(self.amount(other, "CS_COMMISSION"), 400)
        self.assertEqual(self.credits_of(order).employee_id, other)

    def test_an_order_at_2359_local_time_is_of_that_day(self):
        """23:59 in Shanghai is 15:59 UTC; a minute later it is April."""
        agent = self.make_agent()
        last = self.make_order(1000, "2026-03-31", [agent], at="23:59")
        after = self.make_order(500, "2026-04-01", [agent], at="00:00")
        first = self.make_order(200, "2026-03-01", [agent], at="00:00")
        before = self.make_order(100, "2026-02-28", [agent], at="23:59")
        self.assertEqual(str(first.date_order), "2026-02-28 16:00:00")
        self.assertEqual(self.compute(agent).amount_sales, 1200)
        self.assertFalse(self.credits_of(after + before))
        self.assertEqual(self.credits_of(last + first).period_id, self.march)

    def test_orders_convert_at_their_own_rate(self):
        dollar = self.setup_other_currency("USD", rates=[("2026-01-01", 0.125)])
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "USD",
                "currency_id": dollar.id,
                "company_id": self.company.id,
            }
        )
        agent = self.make_agent()
        order = self.make_order(100, "2026-03-05", [agent], pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, dollar)
        self.assertEqual(self.compute(agent).amount_sales, 800)

    def test_orders_tagged_for_nobodys_level_are_reported(self):
        self.make_agent()
        clerk = self.make_agent("Clerk", cs_level_id=False)
        self.make_order(1000, "2026-03-05", [clerk])
        self.march.action_compute()
        self.assertIn("Clerk", self.march.warning)
        self.assertFalse(self.statement(clerk, self.march))

    def test_tiers_by_sales_pay_each_slice_at_its_own_rate(self):
        self.edit_policy(
            {
                "commission_measure": "sales",
                "commission_mode": "marginal",
                "tier_ids": [
                    Command.clear(),
                    Command.create({"lower_bound": 0, "rate": 1}),
                    Command.create({"lower_bound": 10000, "rate": 2}),
                ],
            }
        )
        agent = self.make_agent()
        self.make_order(15000, "2026-03-05", [agent])
        self.compute(agent)
        self.assertEqual(self.amount(agent, "CS_COMMISSION"), 200)


class TestRefund(StatementCase):
    """Refunds by real credit notes (R6.4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_chart(cls.env, cls.company)
        cls.product.invoice_policy = "order"
        cls.agent = cls.make_agent()

    def invoiced(self, amount, day="2026-03-05"):
        order = self.make_order(amount, day, [self.agent])
        invoice_orders(order, day)
        return order

    def refund(self, order, amount=None, day="2026-03-20"):
        """Post a credit note over the order, or over a part of it."""
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=order.invoice_ids[:1].ids
        )
        invoice = order.invoice_ids[:1]
        wizard = wizard.create({"date": day, "journal_id": invoice.journal_id.id})
        wizard.reverse_moves()
        credit_note = wizard.new_move_ids
        if amount is not None:
            credit_note.invoice_line_ids.price_unit = amount
        credit_note.action_post()
        return credit_note

    def test_a_refund_reduces_the_credit_of_an_open_period_r6_4(self):
        order, kept = self.invoiced(1000), self.invoiced(500)
        self.refund(order, 400)
        self.assertEqual(self.compute(self.agent).amount_sales, 1100)
        line = self.credits_of(order)
        self.assertEqual((line.amount_order, line.amount_refund), (1000, 400))
        self.assertEqual(self.credits_of(kept).amount_refund, 0)
        self.assertEqual(self.amount(self.agent, "CS_COMMISSION"), 11)

    def test_a_full_refund_earns_nothing_r6_4(self):
        self.refund(self.invoiced(1000))
        self.assertEqual(self.compute(self.agent).amount_sales, 0)

    def test_an_invoice_corrected_by_a_new_one_refunds_nobody_r6_4(self):
        """Odoo's "Reverse and Create Invoice": credited and invoiced anew."""
        order = self.invoiced(1000)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=order.invoice_ids.ids)
            .create(
                {"date": "2026-03-20", "journal_id": order.invoice_ids.journal_id.id}
            )
        )
        wizard.modify_moves()
        order.invoice_ids.filtered(lambda move: move.state == "draft").action_post()
        self.assertEqual(len(order.invoice_ids), 3)
        self.assertEqual(self.compute(self.agent).amount_sales, 1000)

    def test_a_draft_credit_note_takes_nothing(self):
        order = self.invoiced(1000)
        self.refund(order, 400).button_draft()
        self.assertEqual(self.compute(self.agent).amount_sales, 1000)

    def test_a_late_refund_is_taken_back_in_the_next_period_at_the_rate_paid_r6_4(
        self,
    ):
        order = self.invoiced(1000)
        self.make_stat(self.agent, "2026-03-31", 10, 8)
        self.lock(self.march)
        self.assertEqual(self.amount(self.agent, "CS_COMMISSION"), 15)
        self.refund(order, 400, "2026-04-10")
        april = self.make_period("2026-04")
        self.compute(self.agent, april)
        line = self.line(self.agent, "CS_ADJUSTMENT", april)
        self.assertEqual((line.amount, line.base), (-6, -400))
        self.assertEqual(line.adjusted_code, "CS_COMMISSION")
        self.assertEqual(line.origin_period_id, self.march)
        credit = self.credits_of(order, april)
        self.assertEqual((credit.base, credit.amount), (-400, -6))
        self.assertEqual(self.amount(self.agent, "CS_COMMISSION"), 15)

    def test_late_refunds_never_take_back_more_than_was_paid_r6_4(self):
        order, other = self.invoiced(33.33), self.invoiced(66.61)
        self.lock(self.march)
        paid = self.amount(self.agent, "CS_COMMISSION")
        april, may = self.make_period("2026-04"), self.make_period("2026-05")
        self.refund(order, 10, "2026-04-10")
        self.lock(april)
        self.refund(order, 30, "2026-05-10")
        self.refund(other, None, "2026-05-10")
        self.compute(self.agent, may)
        taken = self.amount(self.agent, "CS_ADJUSTMENT", april) + self.amount(
            self.agent, "CS_ADJUSTMENT", may
        )
        self.assertAlmostEqual(taken, -paid)

    def test_a_late_refund_is_taken_back_once(self):
        order = self.invoiced(1000)
        self.lock(self.march)
        self.refund(order, 400, "2026-04-10")
        self.lock(self.make_period("2026-04"))
        may = self.make_period("2026-05")
        self.compute(self.agent, may)
        self.assertFalse(self.line(self.agent, "CS_ADJUSTMENT", may))


class TestLate(StatementCase):
    """What changes behind a locked period lands in the next open one."""

    def snapshot(self, period):
        self.env.flush_all()
        self.env.invalidate_all()
        found = {}
        for model in ("cs.statement", "cs.statement.line", "cs.commission.line"):
            rows = self.env[model].search([("period_id", "=", period.id)])
            found[model] = rows.read(load=None)
        return found

    def test_recomputing_changes_nothing_ids_and_write_dates_included(self):
        agents = [self.make_agent() for _number in range(3)]
        self.make_order(1000, "2026-03-05", agents)
        self.make_order(777.77, "2026-03-06")
        self.make_stat(agents[0], "2026-03-31", 10, 8)
        self.marks(agents[1], "COMPLAINT", "MEDIUM10")
        self.march.action_compute()
        before = self.snapshot(self.march)
        self.assertTrue(all(before.values()))
        later = datetime(2030, 1, 1)
        with patch.object(BaseCursor, "now", lambda _cursor: later):
            self.march.action_compute()
        self.assertEqual(self.snapshot(self.march), before)

    def test_a_retagged_order_moves_its_commission_after_the_lock(self):
        one, other = self.make_agent(), self.make_agent()
        order = self.make_order(40000, "2026-03-05", [one])
        self.make_stat(other, "2026-03-31", 10, 8)
        self.lock(self.march)
        locked = self.snapshot(self.march)
        order.tag_ids = other.cs_tag_ids
        april = self.make_period("2026-04")
        april.action_compute()
        self.assertEqual(self.amount(one, "CS_ADJUSTMENT", april), -400)
        self.assertEqual(self.amount(other, "CS_ADJUSTMENT", april), 600)
        self.assertEqual(self.snapshot(self.march), locked)
        order.tag_ids = one.cs_tag_ids
        april.action_compute()
        self.assertEqual(self.amount(one, "CS_ADJUSTMENT", april), 0)
        self.assertEqual(self.amount(other, "CS_ADJUSTMENT", april), 0)

    def test_a_cancelled_order_is_taken_back_after_the_lock_r6_4(self):
        agent = self.make_agent()
        order = self.make_order(12345.67, "2026-03-05", [agent])
        self.lock(self.march)
        paid = self.amount(agent, "CS_COMMISSION")
        order._action_cancel()
        april = self.make_period("2026-04")
        april.action_compute()
        self.assertEqual(self.amount(agent, "CS_ADJUSTMENT", april), -paid)
        with self.assertRaises(UserError):
            order.unlink()

    def test_a_pool_order_tagged_late_comes_out_of_the_shares_of_the_pool(self):
        agents = [self.make_agent() for _number in range(4)]
        order = self.make_order(40000, "2026-03-05")
        self.lock(self.march)
        self.assertEqual(self.amount(agents[0], "CS_POOL"), 50)
        order.tag_ids = agents[0].cs_tag_ids
        april = self.make_period("2026-04")
        april.action_compute()
        found = [self.amount(agent, "CS_ADJUSTMENT", april) for agent in agents]
        self.assertEqual(found, [400 - 50, -50, -50, -50])

    def test_a_wage_changed_behind_a_lock_is_paid_once(self):
        agent = self.make_agent()
        self.lock(self.march)
        agent.version_id.wage = 2500
        april, may = self.make_period("2026-04"), self.make_period("2026-05")
        april.action_compute()
        line = self.line(agent, "CS_ADJUSTMENT", april)
        self.assertEqual((line.amount, line.adjusted_code), (300, "CS_BASE"))
        self.assertEqual(line.origin_period_id, self.march)
        self.lock(april)
        self.assertEqual(self.amount(agent, "CS_ADJUSTMENT", april), 300)
        may.action_compute()
        self.assertFalse(self.line(agent, "CS_ADJUSTMENT", may))
        self.assertEqual(self.amount(agent, "CS_BASE", may), 2500)

    def test_a_promotion_dated_back_behind_a_lock_pays_the_difference(self):
        agent = self.make_agent()
        self.lock(self.march)
        agent.create_version(
            {
                "date_version": "2026-03-16",
                "cs_level_id": self.middle.id,
                "wage": 2500,
            }
        )
        april = self.make_period("2026-04")
        april.action_compute()
        self.assertEqual(self.amount(agent, "CS_ADJUSTMENT", april), 163.64)
        self.assertEqual(self.amount(agent, "CS_BASE", april), 2500)

    def test_a_locked_period_is_not_computed_again(self):
        self.make_agent()
        self.lock(self.march)
        with self.assertRaisesRegex(UserError, "is locked"):
            self.march.action_compute()

    def test_periods_are_locked_in_order_and_reopened_from_the_last(self):
        self.make_agent()
        april = self.make_period("2026-04")
        april.action_compute()
        with self.assertRaisesRegex(RedirectWarning, "Lock 2026-03 first"):
            april.action_lock()
        self.lock(self.march)
        self.lock(april)
        with self.assertRaisesRegex(UserError, "reopen it first"):
            self.march.reopen("a mistake")
        with self.assertRaises(UserError):
            april.reopen("  ")
        april.with_user(self.users["manager"]).reopen("a mistake")
        self.assertEqual(april.state, "published")
        self.assertEqual(set(april.statement_ids.mapped("state")), {"published"})
        with self.assertRaises(UserError):
            self.march.with_user(self.users["officer"]).reopen("no right")


class TestPay(StatementCase):
    """Base pay by segment, and the whole month."""

    def test_a_month_worked_throughout_pays_the_wage_r5_1(self):
        agent = self.make_agent()
        statement = self.compute(agent)
        self.assertEqual(self.amount(agent, "CS_BASE"), 2200)
        self.assertEqual(statement.amount_total, 2200)
        self.assertEqual(statement.level_id, self.junior)

    def test_a_promotion_in_mid_month_pays_both_wages_by_working_days(self):
        """March 2026 has 22 weekdays, 12 of them from the 16th on."""
        agent = self.make_agent()
        agent.create_version(
            {
                "date_version": "2026-03-16",
                "cs_level_id": self.middle.id,
                "wage": 2500,
            }
        )
        statement = self.compute(agent)
        lines = self.line(agent, "CS_BASE").sorted("key")
        self.assertEqual(lines.mapped("amount"), [1000, 1363.64])
        self.assertEqual(statement.level_id, self.middle)

    def test_the_total_is_the_sum_of_the_lines(self):
        agent = self.make_agent()
        self.make_order(1234.56, "2026-03-05", [agent])
        self.marks(agent, "COMPLAINT", "MEDIUM10")
        statement = self.compute(agent)
        total = sum(to_decimal(line.amount) for line in statement.line_ids)
        self.assertEqual(to_decimal(statement.amount_total), total)
        self.assertEqual(total, Decimal("2200") - 100 - 50 + Decimal("12.35"))

    def test_without_an_approved_policy_the_error_names_the_ladder(self):
        self.policy.action_draft()
        self.make_agent()
        with self.assertRaisesRegex(RedirectWarning, "Standard"):
            self.march.action_compute()

    def test_a_policy_used_by_a_locked_period_no_longer_changes(self):
        self.make_agent()
        self.lock(self.march)
        with self.assertRaisesRegex(UserError, "locked period"):
            self.policy.action_draft()
        with self.assertRaises(UserError):
            self.policy.tier_ids[0].rate = 9
        version = self.policy.new_version("2026-04-01")
        self.assertEqual(version.state, "draft")
        self.assertEqual(len(version.rule_ids), len(self.policy.rule_ids))

    def test_a_policy_begins_with_a_pay_period(self):
        with self.assertRaisesRegex(UserError, "begins with a pay period"):
            self.policy.new_version("2026-04-02")


class TestPeriod21(StatementCase):
    """Pay periods from the 21st to the 20th (R1.30)."""

    def test_from_the_21st_to_the_20th(self):
        company = self.make_company("Late shop", cs_period_start_day=21)
        self.patch(type(self), "company", company)
        self.patch(
            type(self),
            "env",
            self.env(context={**self.env.context, "allowed_company_ids": company.ids}),
        )
        ladder = self.make_ladder(company)
        self.make_policy(ladder, date_from="2024-12-21")
        agent = self.make_agent(level=ladder.level_ids[1], department_id=False)
        period = self.make_period("2026-03-05")
        self.assertEqual(str(period.date_from), "2026-02-21")
        self.assertEqual(str(period.date_to), "2026-03-20")
        self.assertEqual(period.name, "2026-03")
        self.make_order(1000, "2026-02-21", [agent], at="00:00")
        self.make_order(200, "2026-03-20", [agent], at="23:59")
        self.make_order(50, "2026-03-21", [agent], at="00:00")
        self.assertEqual(self.compute(agent, period).amount_sales, 1200)
        self.assertEqual(self.amount(agent, "CS_BASE", period), 2200)


class TestQueries(StatementCase):
    """The number of SELECTs does not depend on agents, orders or entries."""

    def facts(self, agents, day):
        self.make_orders(
            [(100 + number, day, [agent]) for number, agent in enumerate(agents)]
            + [(500, day, ())]
        )
        for agent in agents:
            self.make_entry(agent, "COMPLAINT", day)
            self.make_stat(agent, day, 10, 8)

    def selects(self, period):
        self.env.flush_all()
        self.env.invalidate_all()
        with self.count_selects() as found:
            period.action_compute()
        return found

    def test_as_many_selects_for_100_agents_as_for_one(self):
        agents = [self.make_agent()]
        april, may = self.make_period("2026-04"), self.make_period("2026-05")
        self.facts(agents, "2026-03-10")
        self.march.action_compute()
        self.facts(agents, "2026-04-10")
        one, one_again = self.selects(april), self.selects(april)
        agents += [self.make_agent() for _number in range(99)]
        self.facts(agents, "2026-05-10")
        many, many_again = self.selects(may), self.selects(may)
        self.assertEqual(len(may.statement_ids), 100)
        self.assertGreater(len(one_again), 10)
        self.assertEqual(len(many), len(one), self.extra(one, many))
        self.assertEqual(
            len(many_again), len(one_again), self.extra(one_again, many_again)
        )

    def test_amounts_come_in_the_order_of_the_statement(self):
        agents = [self.make_agent(), self.make_agent()]
        self.facts(agents, "2026-03-10")
        self.march.action_compute()
        Line = self.env["cs.statement.line"]
        groups = Line.formatted_read_group(
            [("period_id", "=", self.march.id)],
            ["code", "employee_id"],
            ["amount:sum"],
        )
        codes = list(dict.fromkeys(group["code"] for group in groups))
        self.assertIn("CS_BASE", codes)
        self.assertGreater(len(codes), 2)
        order = Line._ordered_codes()
        self.assertEqual(codes, sorted(codes, key=order.index))
        back = Line._read_group([], ["code"], ["__count"], order="code desc")
        places = [order.index(code) for code, _count in back]
        self.assertEqual(places, sorted(places, reverse=True))

    def extra(self, few, many):
        """Statements that ran more often, for the message."""
        counts = {code: many.count(code) - few.count(code) for code in set(many)}
        lines = [f"{n} x {code[:160]}" for code, n in counts.items() if n > 0]
        return "\n".join(sorted(lines))
