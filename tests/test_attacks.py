"""Attacks: a closed month stays closed, nothing is paid twice or lost."""

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError

from tests.test_statement import StatementCase


class LateCase(StatementCase):
    def snapshot(self, period):
        """All that is stored of a period's result."""
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            model: self.env[model]
            .search([("period_id", "=", period.id)])
            .read(load=None)
            for model in ("cs.statement", "cs.statement.line", "cs.commission.line")
        }

    def adjusted(self, agent, *periods):
        return sum(self.amount(agent, "CS_ADJUSTMENT", period) for period in periods)

    def retag(self, orders, agent, month):
        """Give orders to an agent, or to nobody, and lock the month."""
        for order in orders:
            order.tag_ids = agent.cs_tag_ids if agent else [Command.clear()]
        period = self.make_period(month)
        self.lock(period)
        return period


class TestSettings(LateCase):
    """What a company sets does not reach into a locked period."""

    def test_a_zone_further_east_counts_no_order_twice(self):
        agent = self.make_agent()
        self.company.cs_tz = "UTC"
        self.make_order(1000, "2026-03-31", [agent], at="20:00")
        april = self.make_period("2026-04")
        self.lock(self.march)
        self.assertEqual(self.statement(agent, self.march).amount_sales, 1000)
        stop = self.march.stop_utc
        self.company.cs_tz = "Asia/Shanghai"
        self.assertEqual((self.march.stop_utc, april.start_utc), (stop, stop))
        self.assertEqual(self.compute(agent, april).amount_sales, 0)

    def test_a_zone_further_west_loses_no_order(self):
        agent = self.make_agent()
        self.lock(self.march)
        self.company.cs_tz = "UTC"
        self.make_order(1000, "2026-03-31", [agent], at="20:00")
        april = self.make_period("2026-04")
        self.assertEqual(self.compute(agent, april).amount_sales, 1000)

    def test_a_late_wage_is_paid_by_the_day_rate_of_its_period(self):
        """12 of 22 working days: 1 more a month is 0.55, whatever the basis now."""
        agent = self.make_agent(joined="2026-03-16")
        self.lock(self.march)
        self.company.cs_day_rate_basis = "fixed"
        agent.version_id.wage += 1
        april = self.make_period("2026-04")
        self.compute(agent, april)
        self.assertEqual(self.amount(agent, "CS_ADJUSTMENT", april), 0.55)

    def test_a_period_between_others_or_locked_is_not_deleted(self):
        april, may = self.make_period("2026-04"), self.make_period("2026-05")
        with self.assertRaisesRegex(UserError, "between"):
            april.unlink()
        may.unlink()
        self.march.action_compute()
        self.march.action_lock()
        with self.assertRaisesRegex(UserError, "locked"):
            self.march.unlink()


class TestOrders(LateCase):
    """Orders that change after the lock, forth and back (R6.4)."""

    def test_an_order_moved_to_an_open_month_is_paid_once(self):
        agent = self.make_agent()
        order = self.make_order(1000, "2026-03-05", [agent])
        self.lock(self.march)
        before = self.snapshot(self.march)
        order.date_order = self.local("2026-04-05")
        april = self.make_period("2026-04")
        for months in (12, 0):
            self.company.cs_clawback_months = months
            self.compute(agent, april)
            self.assertEqual(self.amount(agent, "CS_COMMISSION", april), 10)
            self.assertEqual(self.adjusted(agent, april), -10)
        self.assertEqual(self.snapshot(self.march), before)

    def test_an_order_moved_back_to_a_locked_month_is_paid_once(self):
        agent = self.make_agent()
        order = self.make_order(1000, "2026-04-05", [agent])
        self.lock(self.march)
        order.date_order = self.local("2026-03-05")
        april = self.make_period("2026-04")
        self.compute(agent, april)
        self.assertEqual(self.amount(agent, "CS_COMMISSION", april), 0)
        self.assertEqual(self.adjusted(agent, april), 10)

    def test_retagged_forth_and_back_adds_up_to_nothing(self):
        one, two = self.make_agent(), self.make_agent()
        amounts = (33.35, 66.65, 49.5, 50.49, 0.5)
        orders = [self.make_order(amount, "2026-03-05", [one]) for amount in amounts]
        self.lock(self.march)
        paid = self.amount(one, "CS_COMMISSION")
        months = [
            self.retag(orders, two, "2026-04"),
            self.retag(orders[:2], one, "2026-05"),
            self.retag(orders, one, "2026-06"),
        ]
        self.assertAlmostEqual(self.adjusted(one, *months), 0)
        self.assertAlmostEqual(self.adjusted(two, *months), 0)
        self.assertAlmostEqual(self.adjusted(one, months[0]), -paid)
        for order in orders:
            credits_ = self.credits_of(order)
            for agent, base in ((one, order.amount_untaxed), (two, 0)):
                own = credits_.filtered(lambda line, a=agent: line.employee_id == a)
                self.assertAlmostEqual(sum(own.mapped("base")), base)

    def test_pool_orders_tagged_and_untagged_add_up_to_nothing_r6_3(self):
        agents = [self.make_agent() for _number in range(3)]
        orders = [self.make_order(n, "2026-03-05") for n in (333.35, 661.65, 493.5)]
        self.lock(self.march)
        months = [
            self.retag(orders[:1], agents[0], "2026-04"),
            self.retag(orders[1:], agents[0], "2026-05"),
            self.retag(orders, None, "2026-06"),
        ]
        for agent in agents:
            self.assertAlmostEqual(self.adjusted(agent, *months), 0)


class TestPeople(LateCase):
    def test_an_archived_agent_is_still_paid(self):
        agent = self.make_agent()
        self.make_order(1000, "2026-04-05", [agent])
        self.lock(self.march)
        before = self.snapshot(self.march)
        agent.action_archive()
        april = self.make_period("2026-04")
        self.compute(agent, april)
        self.assertEqual(self.amount(agent, "CS_COMMISSION", april), 10)
        self.assertEqual(self.amount(agent, "CS_BASE", april), 2200)
        self.assertEqual(self.snapshot(self.march), before)

    def test_a_version_that_a_locked_statement_rests_on_is_not_deleted(self):
        agent = self.make_agent()
        self.lock(self.march)
        version = agent.version_id
        agent.create_version({"date_version": "2026-04-10"})
        with self.assertRaisesRegex(UserError, "archive it"):
            version.unlink()
        self.assertEqual(self.statement(agent, self.march).version_id, version)

    def test_who_joined_in_a_locked_month_and_is_entered_late_is_paid(self):
        """March 2026 has 22 weekdays, 12 of them from the 16th on."""
        known = self.make_agent(cs_level_id=False)
        self.lock(self.march)
        known.cs_level_id = self.junior
        late = self.make_agent(joined="2026-03-16")
        self.env.flush_all()
        for employee, minutes in ((late, 1), (known, -1)):
            created = fields.Datetime.add(self.march.locked_at, minutes=minutes)
            self.env.cr.execute(
                "UPDATE hr_employee SET create_date = %s WHERE id = %s",
                [created, employee.id],
            )
        self.env.invalidate_all()
        april, may = self.make_period("2026-04"), self.make_period("2026-05")
        self.lock(april)
        line = self.line(late, "CS_ADJUSTMENT", april)
        self.assertEqual((line.amount, line.origin_period_id), (1200, self.march))
        self.assertEqual(self.amount(late, "CS_BASE", april), 2200)
        self.assertFalse(self.line(known, "CS_ADJUSTMENT", april))
        may.action_compute()
        self.assertFalse(self.line(late, "CS_ADJUSTMENT", may))

    def test_a_rule_that_priced_a_locked_entry_is_frozen(self):
        """The agent changed ladders later in the month: no statement names it."""
        former = self.make_ladder(self.company)
        policy = self.make_policy(former)
        agent = self.make_agent(level=former.level_ids[1])
        rule = policy.rule_ids.filtered(lambda rule: rule.code == "DUTY")
        self.env["cs.conduct.entry"].create(
            {"employee_id": agent.id, "rule_id": rule.id, "date": "2026-03-10"}
        ).action_confirm()
        agent.create_version(
            {"date_version": "2026-03-16", "cs_level_id": self.junior.id}
        )
        self.lock(self.march)
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "locked period"):
            policy.action_draft()

    def test_a_tag_is_not_slipped_in_by_a_default_of_the_context(self):
        agent = self.make_agent(cs_agent_code=False)
        tags = self.env["crm.tag"].with_user(self.users["salesman"])
        with self.assertRaises(AccessError):
            tags.with_context(default_cs_employee_id=agent.id).create({"name": "x"})

    def test_fines_spent_before_a_reopening_are_borne_by_the_company_r2_10(self):
        agent, other = self.make_agent(), self.make_agent()
        entry = self.make_entry(agent, "COMPLAINT", "2026-03-10")
        self.make_entry(other, "COMPLAINT", "2026-03-10")
        self.make_entry(other, "COMPLAINT", "2026-03-11")
        self.lock(self.march)
        fund = self.env["cs.fund"].search([("department_id", "=", self.team.id)])
        self.assertEqual(fund.balance, 200)
        expense = self.env["cs.fund.expense"].create(
            {"name": "Dinner", "fund_id": fund.id, "amount": 180}
        )
        self.env["cs.fund.move"].create(
            {
                "name": "Dinner",
                "fund_id": fund.id,
                "kind": "activity",
                "amount": -180,
                "expense_id": expense.id,
            }
        )
        self.march.reopen("a mistake")
        entry.action_cancel()
        self.lock(self.march)
        fines = fund.move_ids.filtered("statement_id")
        self.assertEqual(
            {move.statement_id.employee_id: move.amount for move in fines}, {other: 150}
        )
        borne = fund.move_ids - fines - expense.move_id
        self.assertEqual((sum(fund.move_ids.mapped("amount")), fund.balance), (0, 0))
        self.assertIn(30, borne.mapped("amount"))
