"""Commission plans, each scheme on real orders, now and behind a lock (R6.2, R6.4)."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError

from tests.commission.plans import PlanCase


class TestPlanLines(PlanCase):
    def test_a_category_has_its_rate_r6_2(self):
        """100 of headphones at 5 %, 1,000 of cables by the tier of 1 %: 15."""
        [rule] = self.plan({"category_ids": self.audio.ids, "rate": 5})
        order = self.sell((self.headphones, 100), (self.cable, 1000))
        self.assertEqual(self.paid(), 15)
        credits_ = self.env["cs.commission.line"].search([("order_id", "=", order.id)])
        self.assertEqual(
            {(row.rule_id, row.base, row.amount) for row in credits_},
            {(rule, 100, 5), (rule.browse(), 1000, 10)},
        )
        statement = self.statement(self.agent, self.march)
        self.assertEqual(statement.amount_sales, 1100)
        self.assertIn("Line 0: sales", self.line_text())

    def line_text(self, code="CS_COMMISSION"):
        lines = self.statement(self.agent, self.march).line_ids
        return lines.filtered(lambda line: line.code == code).trace_text

    def test_the_article_that_came_back_takes_its_own_rate_r6_4(self):
        """The headphones are returned: their 5 % goes, not 1 % of the cables."""
        self.plan({"category_ids": self.audio.ids, "rate": 5})
        order = self.sell((self.headphones, 100), (self.cable, 1000))
        self.assertEqual(self.paid(lock=True), 15)
        self.refund(order, "2026-04-03", Headphones=100)
        self.assertEqual(self.paid("2026-04"), -5)
        self.refund(order, "2026-04-04", Cable=400)
        self.assertEqual(self.paid("2026-04", lock=True), -9)
        order._action_cancel()
        self.assertEqual(self.paid("2026-05"), -6)

    def test_the_first_line_that_fits_pays_r6_2(self):
        self.plan(
            {"team_ids": self.shop.ids, "rate": 2},
            {"category_ids": self.audio.ids, "rate": 5},
        )
        self.sell((self.headphones, 100), team_id=self.shop.id)
        self.sell((self.headphones, 100), team_id=self.outlet.id)
        self.assertEqual(self.paid(), 7)

    def test_an_amount_per_piece_and_per_order_r6_2(self):
        """Three pieces at 2.50, one of two orders at 4: 11.50."""
        self.plan(
            {"category_ids": self.audio.ids, "unit": "piece", "amount": 2.5},
            {"unit": "order", "amount": 4},
        )
        self.sell((self.headphones, 100, 3))
        order = self.sell((self.cable, 10))
        self.assertEqual(self.paid(lock=True), 11.5)
        self.refund(order, "2026-04-03", Cable=4)
        self.assertEqual(self.paid("2026-04"), 0, "it is an order still")
        self.refund(order, "2026-04-03", Cable=6)
        self.assertEqual(self.paid("2026-04"), -4)

    def test_pieces_that_come_back_r6_4(self):
        self.plan({"unit": "piece", "amount": 2.5})
        order = self.sell((self.headphones, 100, 3))
        self.assertEqual(self.paid(lock=True), 7.5)
        self.refund(order, "2026-04-03", Headphones=200)
        self.assertEqual(self.paid("2026-04"), -5)

    def test_two_agents_share_an_order_and_its_pieces_r6_4(self):
        self.plan({"unit": "piece", "amount": 1})
        other = self.make_agent()
        self.sell((self.headphones, 100, 3), agents=[self.agent, other])
        self.assertEqual((self.paid(), self.paid(agent=other)), (1.5, 1.5))

    def test_small_orders_earn_nothing_r6_2(self):
        """Below 50 nothing, at 50 the tier; the sales are the agent's all the same."""
        self.plan({"order_below": 50})
        self.sell((self.cable, 49.99))
        self.sell((self.cable, 50))
        self.assertEqual(self.paid(), 0.5)
        self.assertEqual(self.statement(self.agent, self.march).amount_sales, 99.99)

    def test_a_return_entered_as_an_order_takes_its_rate_r6_4(self):
        self.plan({"category_ids": self.audio.ids, "rate": 5})
        self.sell((self.headphones, 300))
        self.sell((self.headphones, -100))
        self.assertEqual(self.paid(), 10)

    def test_levels_have_their_rates_r6_2(self):
        self.plan({"level_ids": self.junior.ids, "rate": 3})
        other = self.make_agent(level=self.senior)
        self.sell((self.cable, 100))
        self.sell((self.cable, 100), agents=[other])
        self.assertEqual((self.paid(), self.paid(agent=other)), (3, 1))

    def test_first_and_later_orders_of_a_customer_r6_2(self):
        """The first order of a customer pays 10; who has ordered before, the tier."""
        self.plan({"customer": "first", "unit": "order", "amount": 10})
        partner = self.env["res.partner"].create({"name": "Mei"})
        contact = self.env["res.partner"].create(
            {"name": "At work", "parent_id": partner.id}
        )
        first = self.sell((self.cable, 100), partner_id=partner.id)
        self.sell((self.cable, 100), day="2026-03-06", partner_id=contact.id)
        self.assertEqual(self.paid(lock=True), 11)
        first._action_cancel()
        self.assertEqual(
            self.paid("2026-04"), -1, "the first is gone: the second is first now"
        )

    def test_buyers_of_a_shop_are_told_by_their_names_r6_2(self):
        self.plan({"customer": "returning", "rate": 5})
        for buyer in ("mei88", "tao", "mei88"):
            self.sell((self.cable, 100), team_id=self.shop.id, cs_buyer=buyer)
        self.sell((self.cable, 100), team_id=self.outlet.id, cs_buyer="tao")
        self.assertEqual(self.paid(), 8)

    def test_a_line_that_nobody_had_in_the_month_pays_late_orders_r6_4(self):
        """An order is tagged after the lock: its plan line's rate, not the tier's."""
        self.plan({"category_ids": self.audio.ids, "rate": 5})
        self.sell((self.cable, 100))
        order = self.sell((self.headphones, 100), agents=[])
        self.assertEqual(self.paid(lock=True), 1)
        order.tag_ids = self.agent.cs_tag_ids
        self.assertEqual(self.paid("2026-04"), 5)

    def test_agents_see_what_each_order_brings_by_the_plan_r6_1(self):
        """As the month's credits say, before anything is computed."""
        self.plan(
            {"category_ids": self.audio.ids, "unit": "piece", "amount": 2},
            commission_cap=12,
        )
        self.agent.user_id = self.users["agent"]
        mixed = self.sell((self.headphones, 100, 3), (self.cable, 500))
        self.sell((self.cable, 500))
        rows = self.env["cs.my.order"].with_user(self.users["agent"]).search([])
        brings = {row.order_name: row.amount for row in rows}
        self.assertEqual(self.paid(), 12)
        for order in self.env["cs.commission.line"].search([]).order_id:
            own = order.cs_commission_line_ids
            self.assertAlmostEqual(brings[order.name], sum(own.mapped("amount")))
        self.assertEqual(brings[mixed.name], 8.25)

    def test_margins_need_their_app(self):
        with self.assertRaisesRegex(ValidationError, "orders have no margin here"):
            self.plan({"unit": "margin", "rate": 10})

    def test_a_plan_line_of_a_computed_month_can_be_deleted(self):
        self.plan({"rate": 5})
        self.sell((self.cable, 100))
        self.assertEqual(self.paid(), 5)
        self.plan()
        self.assertEqual(self.paid(), 1)

    def test_no_plan_of_a_locked_month_changes(self):
        rules = self.plan({"rate": 5})
        self.sell((self.cable, 100))
        self.assertEqual(self.paid(lock=True), 5)
        self.env.invalidate_all()
        manager = self.users["manager"]
        for change in (
            lambda: rules.with_user(manager).write({"rate": 9}),
            lambda: rules.with_user(manager).unlink(),
            lambda: rules.with_user(manager).copy(),
        ):
            with self.assertRaisesRegex(UserError, "was used by a locked period"):
                change()

    def test_levels_of_another_ladder_fit_nobody(self):
        ladder = self.make_ladder(self.company)
        with self.assertRaisesRegex(ValidationError, "not on the ladder"):
            self.plan({"level_ids": ladder.level_ids[:1].ids, "rate": 1})


class TestWhatChangesAll(PlanCase):
    def factor(self, measure, *steps):
        return {
            "commission_factor_ids": [
                Command.create({"measure": measure, "lower_bound": low, "factor": each})
                for low, each in steps
            ]
        }

    def gate(self, measure, side, bound, pays=0):
        row = {"measure": measure, "side": side, "bound": bound, "pays": pays}
        return {"commission_gate_ids": [Command.create(row)]}

    def test_a_coefficient_by_score_r6_2(self):
        """80 points of the base: 120 % of 10; a late return takes it back at that."""
        self.plan(**self.factor("score", (0, 80), (80, 120)), score_enabled=True)
        order = self.sell((self.cable, 1000))
        self.assertEqual(self.paid(lock=True), 12)
        self.refund(order, "2026-04-03", Cable=500)
        self.assertEqual(self.paid("2026-04"), -6)

    def test_a_gate_by_refunds_r6_2(self):
        """At 20 % of the sales refunded all is paid, above half of it."""
        self.plan(**self.gate("refund_rate", "most", 20, 50))
        orders = [self.sell((self.cable, 500)) for _count in range(2)]
        self.refund(orders[0], Cable=200)
        self.assertEqual(self.paid(), 8)
        self.refund(orders[1], Cable=100)
        self.assertEqual(self.paid(), 3.5)

    def test_a_shut_gate_pays_nothing_later_either_r6_4(self):
        self.plan(**self.gate("conversion", "least", 50))
        self.make_stat(self.agent, "2026-03-05", 10, 4)
        order = self.sell((self.cable, 1000))
        self.assertEqual(self.paid(lock=True), 0)
        order._action_cancel()
        self.assertEqual(self.paid("2026-04"), 0)

    def test_the_most_per_month_r6_2(self):
        """12 earned, 9 at most: a return of a third takes back 3 of the 9."""
        self.plan(commission_cap=9)
        order = self.sell((self.cable, 1200))
        self.assertEqual(self.paid(lock=True), 9)
        self.refund(order, "2026-04-03", Cable=400)
        self.assertEqual(self.paid("2026-04"), -3)

    def test_no_late_order_breaks_the_most_per_month_r6_4(self):
        """9 at most are paid: an order tagged too late adds what a return left free."""
        self.plan(commission_cap=9)
        order = self.sell((self.cable, 1200))
        late = self.sell((self.cable, 1200), agents=[])
        self.assertEqual(self.paid(lock=True), 9)
        late.tag_ids = self.agent.cs_tag_ids
        self.assertEqual(self.paid("2026-04"), 0)
        self.refund(order, "2026-04-03", Cable=400)
        self.assertEqual(self.paid("2026-04", lock=True), 0, "3 back, 3 more")
        self.refund(late, "2026-05-03", Cable=1200)
        self.assertEqual(self.paid("2026-05"), -3)

    def test_step_bonuses_r6_2(self):
        steps = [(1000, 50), (2000, 120)]
        self.plan(
            commission_bonus_ids=[
                Command.create({"measure": "sales", "lower_bound": low, "amount": each})
                for low, each in steps
            ]
        )
        self.sell((self.cable, 999))
        self.assertEqual(self.paid(code="CS_STEP_BONUS"), 0)
        self.sell((self.cable, 1001))
        self.assertEqual(self.paid(code="CS_STEP_BONUS"), 120)

    def test_a_matrix_r6_2(self):
        """Sales from 1,000 and conversion from 70: 4 %; without figures 2 %."""
        self.policy.action_draft()
        self.policy.tier_ids.unlink()
        self.plan_matrix()
        self.sell((self.cable, 1000))
        self.assertEqual(self.paid(), 20)
        self.make_stat(self.agent, "2026-03-05", 10, 7)
        self.assertEqual(self.paid(), 40)

    def plan_matrix(self):
        cells = [(0, 0, 1), (0, 70, 1.5), (1000, 0, 2), (1000, 70, 4)]
        self.policy.write(
            {
                "commission_measure": "sales",
                "commission_second_measure": "conversion",
                "tier_ids": [
                    Command.create(
                        {"lower_bound": low, "second_bound": second, "rate": rate}
                    )
                    for low, second, rate in cells
                ],
            }
        )
        self.policy.action_approve()

    def test_second_bounds_without_a_second_measure(self):
        with self.assertRaisesRegex(ValidationError, "choose the second measure"):
            self.plan(
                tier_ids=[
                    Command.create({"lower_bound": 5, "second_bound": 1, "rate": 1})
                ]
            )

    def test_every_measure_can_be_chosen_and_has_its_words(self):
        """Each is known to somebody who has facts, or said to be unknown."""
        names = [name for name, _label in self.policy._measure_labels()]
        self.assertIn("kpi", names)
        self.assertIn("shop_satisfaction", names)
        self.plan(
            commission_factor_ids=[
                Command.create({"measure": name, "lower_bound": 0, "factor": 100})
                for name in names
            ],
            score_enabled=True,
        )
        self.make_stat(
            self.agent,
            "2026-03-05",
            10,
            7,
            served=10,
            orders=10,
            refunds=1,
            sales=100,
            satisfaction=95,
            reply_rate=99,
            first_response=20,
            average_response=30,
            first_contact=80,
            resolution_time=5,
            repurchase=10,
        )
        self.env["cs.sales.target"].create(
            {
                "employee_id": self.agent.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                "amount": 1000,
            }
        )
        self.sell((self.cable, 1000))
        self.assertEqual(self.paid(), 15)
        text = self.statement(self.agent, self.march).line_ids.filtered(
            lambda line: line.code == "CS_COMMISSION"
        )
        unknown = [
            line for line in text.trace_text.splitlines() if "is not known" in line
        ]
        self.assertEqual(unknown, ["KPI Sheet (%) is not known: no coefficient"])
        self.assertIn("Target Attained (%) 100: the commission", text.trace_text)


class TestTargets(PlanCase):
    def tiers(self, **values):
        """1 %, from 100 % of the target on 2 %."""
        self.policy.action_draft()
        self.policy.tier_ids.unlink()
        self.plan(
            commission_measure="attainment",
            tier_ids=[
                Command.create({"lower_bound": low, "rate": rate})
                for low, rate in ((0, 1), (100, 2))
            ],
            **values,
        )

    def target(self, amount, first="2026-03-01", last="2026-03-31", **whose):
        return self.env["cs.sales.target"].create(
            {
                "date_from": first,
                "date_to": last,
                "amount": amount,
                **(whose or {"employee_id": self.agent.id}),
            }
        )

    def test_the_agents_own_r6_2(self):
        self.tiers()
        self.sell((self.cable, 1000))
        self.assertEqual(self.paid(), 10, "no target: the lowest tier")
        self.target(1000.01)
        self.assertEqual(self.paid(), 10)
        self.sell((self.cable, 0.01))
        self.assertEqual(self.paid(), 20)

    def test_that_of_the_department_r6_2(self):
        self.tiers(commission_target_scope="team")
        other = self.make_agent()
        self.target(1500, department_id=self.team.id)
        self.sell((self.cable, 1000))
        self.assertEqual(self.paid(), 10)
        self.sell((self.cable, 500), agents=[other])
        self.assertEqual((self.paid(), self.paid(agent=other)), (20, 10))

    def test_that_of_the_shop_with_orders_of_nobody_r6_2(self):
        self.tiers(commission_target_scope="shop")
        self.shop.cs_department_id = self.team
        self.target(1500, team_id=self.shop.id)
        self.sell((self.cable, 1000), team_id=self.shop.id)
        self.assertEqual(self.paid(), 10)
        self.sell((self.cable, 500), agents=[], team_id=self.shop.id)
        self.assertEqual(self.paid(), 20)

    def test_of_the_quarter_to_date_r6_2(self):
        """3,000 for the quarter: 1,000 by April's end, 2,000 by May's."""
        self.tiers(commission_target_span="quarter")
        self.target(3000, "2026-04-01", "2026-06-30")
        self.sell((self.cable, 9000), day="2026-03-05")
        self.paid(lock=True)
        order = self.sell((self.cable, 1500), day="2026-04-05")
        self.sell((self.cable, 500), day="2026-05-05")
        self.assertEqual(self.paid("2026-04", lock=True), 30)
        self.assertEqual(self.paid("2026-05"), 10)
        order._action_cancel()
        self.assertEqual(
            self.paid("2026-05", lock=True), 10 - 30, "April at the rate paid then"
        )
        self.sell((self.cable, 1000), day="2026-06-05")
        self.assertEqual(self.paid("2026-06"), 10, "1,500 of 3,000")

    def test_a_locked_month_keeps_its_target(self):
        target = self.target(1000)
        self.paid(lock=True)
        officer = self.users["officer"]
        for change in (
            lambda: target.with_user(officer).write({"amount": 1}),
            lambda: target.with_user(officer).unlink(),
            lambda: target.with_user(officer).write({"date_to": "2026-04-30"}),
            lambda: target.with_user(officer).copy(),
        ):
            with self.assertRaisesRegex(UserError, "locked, and was settled"):
                change()

    def test_whole_months_only(self):
        with self.assertRaisesRegex(ValidationError, "whole months"):
            self.target(1000, "2026-03-02")

    def test_nobody_sets_their_own(self):
        officer = self.users["officer"]
        self.agent.user_id = officer
        Target = self.env["cs.sales.target"].with_user(officer)
        values = {"amount": 1, "employee_id": self.agent.id}
        with self.assertRaisesRegex(UserError, "your own commission"):
            Target.create(values)
        other = self.make_agent()
        target = Target.create({**values, "employee_id": other.id})
        with self.assertRaisesRegex(UserError, "your own commission"):
            target.employee_id = self.agent

    def test_agents_and_leaders_read_what_concerns_them(self):
        own = self.target(1)
        team = self.target(2, department_id=self.team.id)
        far = self.target(
            3,
            department_id=self.env["hr.department"]
            .create({"name": "Far", "company_id": self.company.id})
            .id,
        )
        self.agent.user_id = self.users["agent"]
        for role in ("agent", "leader"):
            found = self.env["cs.sales.target"].with_user(self.users[role]).search([])
            self.assertEqual(found & (own + team + far), own + team, role)
            with self.assertRaises(UserError):
                own.with_user(self.users[role]).write({"amount": 5})


class TestHoldback(PlanCase):
    def held(self, month, lock=True):
        return self.paid(month, lock, code="CS_HOLDBACK")

    def test_it_is_paid_when_the_window_has_passed_r6_4(self):
        """40 % of 10 on the order of 25 March, whose 7 days end in April."""
        self.plan(holdback_rate=40)
        self.sell((self.cable, 1000), day="2026-03-24")
        self.sell((self.cable, 1000), day="2026-03-25")
        self.assertEqual(self.held("2026-03"), -4)
        self.assertEqual(self.held("2026-04"), 4)
        self.assertEqual(self.held("2026-05"), 0)

    def test_a_return_meanwhile_takes_back_what_was_paid_r6_4(self):
        self.plan(holdback_rate=40)
        order = self.sell((self.cable, 1000), day="2026-03-25")
        self.assertEqual(self.paid(lock=True), 10)
        self.refund(order, "2026-04-03", Cable=500)
        period = self.make_period("2026-04")
        self.lock(period)
        self.assertEqual(
            self.amounts(self.agent, period)["CS_ADJUSTMENT"], -5 + 4, "6 paid, 5 due"
        )

    def test_a_long_window_is_held_over_months_r6_4(self):
        self.plan(holdback_rate=50, holdback_days=45)
        order = self.sell((self.cable, 1000), day="2026-03-25")
        self.assertEqual(self.held("2026-03"), -5)
        self.refund(order, "2026-04-03", Cable=400)
        self.assertEqual(self.held("2026-04"), 2)
        self.assertEqual(self.held("2026-05"), 3)

    def lock(self, period):
        period.action_compute()
        period.action_lock()


class TestLeadersShare(PlanCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.make_agent(
            "Lead", level=cls.senior, user_id=cls.users["leader"].id
        )

    def share(self, rate=0.5, **values):
        self.policy.action_draft()
        self.policy.level_ids.filtered(
            lambda row: row.level_id == self.senior
        ).override_rate = rate
        self.policy.write(values)
        self.policy.action_approve()

    def test_of_the_teams_sales_not_of_their_own_r6_2(self):
        self.share()
        self.sell((self.cable, 20000))
        self.sell((self.cable, 7000), agents=[self.lead])
        self.sell((self.cable, 5000), agents=[])
        self.assertEqual(self.paid(agent=self.lead, code="CS_OVERRIDE"), 100)
        self.assertEqual(self.paid(code="CS_OVERRIDE"), 0)

    def test_of_the_teams_commission_r6_2(self):
        self.share(10, override_on="commission")
        self.sell((self.cable, 20000))
        self.assertEqual(self.paid(agent=self.lead, code="CS_OVERRIDE"), 20)

    def test_what_changes_behind_a_lock_r6_4(self):
        """Forth and back: 20,000, 15,000, an order more of 2,000, and all back."""
        self.share()
        order = self.sell((self.cable, 20000))
        other = self.sell((self.cable, 2000), agents=[])

        def month(name):
            return self.paid(name, True, self.lead, "CS_OVERRIDE")

        self.assertEqual(month("2026-03"), 100)
        self.refund(order, "2026-04-03", Cable=5000)
        self.assertEqual(month("2026-04"), -25)
        other.tag_ids = self.agent.cs_tag_ids
        self.assertEqual(month("2026-05"), 10)
        (order + other)._action_cancel()
        self.assertEqual(month("2026-06"), -85)

    def test_the_leader_reads_no_credits_of_the_team(self):
        self.share()
        self.sell((self.cable, 20000))
        self.paid()
        self.march.action_publish()
        line = self.statement(self.lead, self.march).line_ids.filtered(
            lambda line: line.code == "CS_OVERRIDE"
        )
        self.assertFalse(line.with_user(self.users["leader"]).has_sources)
        self.assertTrue(line.with_user(self.users["officer"]).has_sources)
        action = line.with_user(self.users["officer"]).action_open_sources()
        found = self.env["cs.commission.line"].search(action["domain"])
        self.assertEqual(found.employee_id, self.agent)


class TestWeights(PlanCase):
    def weigh(self, **weights):
        self.policy.action_draft()
        for row in self.policy.level_ids:
            row.split_weight = weights.get(row.level_id.code, 1)
        self.policy.action_approve()

    def test_levels_share_by_their_weights_r6_4(self):
        """70 to 30; three of them 70, 30, 30; to the cent."""
        self.weigh(junior=30, senior=70)
        senior = self.make_agent(level=self.senior)
        self.sell((self.cable, 99.99), agents=[self.agent, senior])
        self.sell((self.cable, 1000), agents=[self.agent])
        self.march.action_compute()
        rows = {
            agent: self.statement(agent, self.march).amount_sales
            for agent in (self.agent, senior)
        }
        self.assertEqual(rows, {self.agent: 1030, senior: 69.99})

    def test_no_weight_at_all_is_equal_shares_r6_4(self):
        self.weigh(junior=0)
        other = self.make_agent()
        self.sell((self.cable, 100), agents=[self.agent, other])
        self.march.action_compute()
        self.assertEqual(self.statement(other, self.march).amount_sales, 50)

    def test_who_weighs_nothing_gets_nothing_beside_others_r6_4(self):
        self.weigh(junior=0)
        senior = self.make_agent(level=self.senior)
        self.sell((self.cable, 100), agents=[self.agent, senior])
        self.march.action_compute()
        self.assertEqual(self.statement(self.agent, self.march).amount_sales, 0)
        self.assertEqual(self.statement(senior, self.march).amount_sales, 100)
