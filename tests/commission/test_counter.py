"""Sales at the counter as credits (R6.1, R6.4); the point of sale is not installed.

What it has sold is put in place of :meth:`CsPeriod._counter_sales`.
"""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tools import SQL

from tests.test_statement import StatementCase


class TestCounter(StatementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.cs_counter_sales = True
        cls.agent = cls.make_agent("Ann")
        cls.sold = {}
        cls.startClassPatcher(
            patch.object(type(cls.march), "_has_counter", lambda _self: True)
        )
        cls.startClassPatcher(
            patch.object(
                type(cls.march),
                "_counter_sales",
                lambda _self, periods: cls.counter_sales(periods),
            )
        )

    def setUp(self):
        super().setUp()
        self.sold.clear()

    @classmethod
    def sell(cls, number, amount, agent=None, refund=0, rate=1, team=None, day="05"):
        cls.sold[number] = (
            f"2026-03-{day} 04:00:00",
            rate,
            amount,
            refund,
            agent.id if agent else None,
            team.id if team else None,
        )

    @classmethod
    def counter_sales(cls, periods):
        rows = SQL(", ").join(
            SQL(
                "(%s, %s, %s::timestamp, %s::numeric, %s::numeric, %s::numeric, "
                "%s::integer, %s::integer)",
                number,
                f"Counter/{number}",
                *row,
            )
            for number, row in cls.sold.items()
        )
        return SQL(
            """
            SELECT period.id AS period_id, pos.*
              FROM (VALUES %s) AS pos (id, name, date_order, rate, amount, refund,
                                       employee_id, team_id)
              JOIN cs_period AS period
                ON pos.date_order >= period.start_utc
               AND pos.date_order < period.stop_utc
             WHERE period.id IN %s
            """,
            rows,
            tuple(periods.ids),
        )

    def credits_of_agent(self, period=None):
        return self.env["cs.commission.line"].search(
            [
                ("employee_id", "=", self.agent.id),
                ("period_id", "=", (period or self.march).id),
            ]
        )

    def test_the_cashier_is_the_agent_r6_1(self):
        """Orders of 1,000 and 400 at the counter less 100 brought back: 13 at 1 %."""
        self.make_order(1000, "2026-03-05", [self.agent])
        self.sell(7, 800, self.agent, refund=200, rate=2)
        self.assertEqual(self.compute(self.agent).amount_sales, 1300)
        self.assertEqual(self.amount(self.agent, "CS_COMMISSION"), 13)
        counter = self.credits_of_agent().filtered("pos_order_id")
        self.assertEqual(
            (counter.pos_order_id, counter.order_name, counter.amount_order),
            (7, "Counter/7", 400),
        )
        self.assertEqual((counter.amount_refund, counter.amount), (100, 3))
        self.assertFalse(counter.order_id)
        self.assertFalse(counter.can_open_order)
        ids = self.credits_of_agent().ids
        self.march.action_compute()
        self.assertEqual(self.credits_of_agent().ids, ids, "the same rows again")

    def test_only_where_the_company_wants_it_r6_8(self):
        self.company.cs_counter_sales = False
        self.sell(7, 400, self.agent)
        self.assertEqual(self.compute(self.agent).amount_sales, 0)

    def test_what_comes_back_late_is_taken_back_at_the_rate_paid_r6_4(self):
        """400 paid at 1 %; 100 brought back, then the rest: -1 and -3, then nothing."""
        self.sell(7, 400, self.agent)
        self.lock(self.march)
        april, may = self.make_period("2026-04"), self.make_period("2026-05")
        self.sell(7, 400, self.agent, refund=100)
        self.lock(april)
        self.assertEqual(self.amount(self.agent, "CS_ADJUSTMENT", april), -1)
        late = self.credits_of_agent(april)
        self.assertEqual((late.pos_order_id, late.base, late.amount), (7, -100, -1))
        self.sell(7, 400, self.agent, refund=400)
        may.action_compute()
        ids = self.credits_of_agent(may).ids
        self.assertEqual(self.amount(self.agent, "CS_ADJUSTMENT", may), -3)
        may.action_compute()
        self.assertEqual(self.credits_of_agent(may).ids, ids)

    def test_a_locked_month_keeps_the_choice_and_what_was_sold_r6_4(self):
        """Neither the setting nor an uninstalled point of sale takes anything back."""
        self.sell(7, 400, self.agent)
        self.lock(self.march)
        april = self.make_period("2026-04")
        self.company.cs_counter_sales = False
        self.assertTrue(self.march.counts_counter)
        self.assertFalse(april.counts_counter)
        april.action_compute()
        self.assertFalse(self.amount(self.agent, "CS_ADJUSTMENT", april))
        with patch.object(type(april), "_has_counter", lambda _self: False):
            april.action_compute()
        self.assertFalse(self.amount(self.agent, "CS_ADJUSTMENT", april))

    def test_a_sale_of_nobody_is_the_pool_of_its_channel_r6_3(self):
        shop, other = self.env["crm.team"].create(
            [
                {"name": name, "company_id": self.company.id}
                for name in ("Shop", "Other")
            ]
        )
        self.sell(7, 400, team=shop)
        self.sell(8, 4000, team=other)
        self.march.action_compute()
        self.assertFalse(self.amount(self.agent, "CS_POOL"), "no channel is marked")
        shop.cs_department_id = self.team
        self.march.action_compute()
        self.assertEqual(self.amount(self.agent, "CS_POOL"), 2)

    def test_a_sale_at_the_counter_has_no_tags_to_correct(self):
        self.sell(7, 400, self.agent)
        self.march.action_compute()
        with self.assertRaisesRegex(UserError, "its cashier's"):
            self.credits_of_agent().with_user(self.users["officer"]).action_correct()

    def test_as_many_selects_for_many_sales_as_for_one(self):
        counts = []
        for number in (1, 40):
            for one in range(number):
                self.sell(one + 1, 400, self.agent)
            self.march.action_compute()
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.march.action_compute()
            counts.append(len(found))
        self.assertEqual(*counts)
