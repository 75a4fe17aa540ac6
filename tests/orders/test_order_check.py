from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import SQL, mute_logger

from tests.common import CsCase

DAY = "2026-03-10"


class OrderCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.make_agent("Ann", user_id=cls.users["agent"].id)
        cls.bob = cls.make_agent("Bob", department_id=cls.subteam.id)
        cls.cora = cls.make_agent("Cora", department_id=cls.other_team.id)
        cls.period = cls.make_period("2026-03")
        cls.other_leader = cls.make_user("leader", login="other_leader")
        cls.other_team.cs_leader_ids = cls.other_leader
        cls.leader = cls.users["leader"]

    def check(self, user=None):
        """``{order number: problem}`` of what a user sees."""
        Check = self.env["cs.order.check"].with_user(user or self.users["officer"])
        return {row.order_name: row.problem for row in Check.search([])}

    def row(self, order, user=None):
        return (
            self.env["cs.order.check"].with_user(user or self.leader).browse(order.id)
        )

    def assign(self, orders, agents, user=None, reason="Customer says so", **values):
        wizard = (
            self.env["cs.order.assign"]
            .with_user(user or self.leader)
            .create(
                {
                    "check_ids": [Command.set(orders.ids)],
                    "mode": "one" if len(agents) == 1 else "split",
                    "employee_id": agents.id if len(agents) == 1 else False,
                    "employee_ids": [Command.set(agents.ids)],
                    "reason": reason,
                    **values,
                }
            )
        )
        return wizard.action_assign()

    def lock(self):
        self.period.action_compute()
        self.period.action_lock()

    def sales_team(self, department):
        return self.env["crm.team"].create(
            {
                "name": department.name,
                "company_id": self.company.id,
                "cs_department_id": department.id,
            }
        )


class TestOrderCheck(OrderCase):
    def test_what_is_a_problem(self):
        """R2.9, R6.1: no tag, several agents, an agent who had left, or no agent."""
        self.cora.write({"contract_date_end": "2026-03-09"})
        hr = self.make_agent("Hana")
        hr.cs_level_id = False
        plain = self.env["crm.tag"].create({"name": "Gift"})
        orders = {
            False: self.make_order(100, DAY, self.ann),
            "untagged": self.make_order(100, DAY),
            "several": self.make_order(100, DAY, self.ann | self.bob),
            "left": self.make_order(100, DAY, self.cora),
            "no_agent": self.make_order(100, DAY, hr),
        }
        orders[False].tag_ids += plain
        found = self.check()
        for problem, order in orders.items():
            self.assertEqual(found.get(order.name, False), problem)
        gift = self.make_order(50, DAY, tag_ids=[Command.set(plain.ids)])
        self.assertEqual(self.check()[gift.name], "untagged")

    def test_the_day_is_the_local_day(self):
        """An order at 23:30 in Shanghai is still of the agent's last day."""
        self.cora.write({"contract_date_end": DAY})
        late = self.make_order(100, DAY, self.cora, at="23:30")
        early = self.make_order(100, "2026-03-11", self.cora, at="00:30")
        found = self.check()
        self.assertNotIn(late.name, found)
        self.assertEqual(found[early.name], "left")
        self.assertEqual(str(self.row(early, self.users["officer"]).date), "2026-03-11")

    def test_only_confirmed_orders_of_open_periods(self):
        cancelled = self.make_order(100, DAY)
        cancelled._action_cancel()
        locked = self.make_order(100, DAY)
        self.assertEqual(set(self.check()), {locked.name})
        self.lock()
        self.assertFalse(self.check())

    def test_amount_in_the_company_currency_at_the_order_rate(self):
        order = self.make_order(100, DAY)
        order.currency_rate = 0.125
        self.assertEqual(self.row(order).amount_untaxed, 800)

    def test_tag_of_somebody_on_leave(self):
        """R6.1: who is on leave at the time of the order was not on duty."""
        order = self.make_order(100, DAY, self.ann)
        self.assertNotIn(order.name, self.check())
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Leave",
                "resource_id": self.ann.resource_id.id,
                "calendar_id": self.ann.resource_calendar_id.id,
                "date_from": f"{DAY} 00:00:00",
                "date_to": f"{DAY} 23:00:00",
            }
        )
        self.assertEqual(self.check()[order.name], "off_duty")

    def test_tag_of_somebody_off_the_roster(self):
        """R10, R6.1: a day off, or an order outside the shifts by over an hour."""
        day = self.make_shift("D", 8.5, 9)
        late = self.make_shift("L", 17.5, 7.5, break_length=0)
        self.plan(self.ann, "2026-03-09", late)
        self.plan(self.ann, DAY)
        self.plan(self.bob, DAY, day)
        self.plan(self.bob, "2026-03-11", late)
        for agent, on, at in (
            (self.ann, DAY, "00:30"),
            (self.ann, DAY, "01:59"),
            (self.bob, DAY, "07:31"),
            (self.bob, DAY, "18:29"),
            (self.cora, DAY, "03:00"),
            (self.bob, "2026-03-12", "12:00"),
        ):
            self.make_order(1, on, agent, at=at)
        off = [
            self.make_order(1, DAY, self.ann, at="02:01"),
            self.make_order(1, DAY, self.ann),
            self.make_order(1, DAY, self.bob, at="07:29"),
            self.make_order(1, DAY, self.bob, at="18:31"),
            self.make_order(1, "2026-03-11", self.bob, at="16:29"),
        ]
        self.assertEqual(self.check(), dict.fromkeys((o.name for o in off), "off_duty"))
        self.company.cs_duty_tolerance = 90
        self.assertEqual(
            set(self.check()), {off[1].name}, "R10: the tolerance is a setting"
        )

    def test_hook_for_agents_not_on_duty(self):
        order = self.make_order(100, DAY, self.ann)
        Check = self.registry["cs.order.check"]
        self.patch(
            Check,
            "_off_duty",
            lambda _self: SQL("EXTRACT(ISODOW FROM orders.day) = 2"),
        )
        self.assertEqual(self.check()[order.name], "off_duty")

    def test_leaders_see_their_departments_and_those_without(self):
        """A department's orders, its agents' orders, and orders of no department."""
        own = self.make_order(1, DAY, self.ann | self.bob)
        nobody = self.make_order(2, DAY)
        self.assertEqual(set(self.check(self.leader)), {own.name, nobody.name})
        nobody.tag_ids = self.make_agent("Dan", department_id=False).cs_tag_ids
        foreign = self.make_order(3, DAY, team_id=self.sales_team(self.other_team).id)
        both = self.make_order(4, DAY, self.ann | self.cora)
        below = self.make_order(5, DAY, team_id=self.sales_team(self.subteam).id)
        self.assertEqual(
            set(self.check(self.leader)),
            {own.name, nobody.name, both.name, below.name},
        )
        self.assertEqual(
            set(self.check(self.other_leader)), {nobody.name, foreign.name, both.name}
        )
        self.assertEqual(len(self.check()), 5)
        self.assertTrue(self.row(own).has_access("read"))
        self.assertFalse(self.row(foreign).has_access("read"))
        with self.assertRaises(AccessError):
            self.row(foreign).read(["amount_untaxed"])

    def test_others_see_no_orders(self):
        order = self.make_order(100, DAY)
        for role in ("agent", "outsider", "salesman"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.row(order, self.users[role]).read(["order_name"])

    def test_companies_are_apart(self):
        order = self.make_order(100, DAY)
        other = self.make_company("Other Shop")
        stranger = self.make_user("officer", company=other, login="other_officer")
        Check = self.env["cs.order.check"].with_user(stranger)
        rows = Check.with_context(allowed_company_ids=other.ids).search([])
        self.assertFalse(rows)
        self.assertIn(order.name, self.check())

    def test_leader_assigns_many_at_once(self):
        """The agents' tags are replaced, other tags stay; the reason is on file."""
        plain = self.env["crm.tag"].create({"name": "Gift"})
        orders = self.make_orders([(100, DAY, ()), (200, DAY, self.ann | self.bob)])
        orders[0].tag_ids += plain
        self.assign(orders, self.bob)
        self.assertEqual(orders[0].tag_ids, plain | self.bob.cs_tag_ids)
        self.assertEqual(orders[1].tag_ids, self.bob.cs_tag_ids)
        self.assertFalse(self.check())
        log = self.env["cs.order.decision"].search([("order_id", "in", orders.ids)])
        self.assertEqual(log.user_id, self.leader)
        self.assertEqual(set(log.mapped("reason")), {"Customer says so"})
        self.assertIn("Customer says so", orders[0].message_ids[0].body)
        self.assertEqual(orders[0].message_ids[0].author_id, self.leader.partner_id)

    def test_split_takes_the_order_off_the_list_until_tags_change(self):
        """R6.4: a decided split is no problem any more; a later change is."""
        order = self.make_order(100, DAY, self.ann | self.bob)
        self.assign(order, self.ann | self.bob)
        self.assertFalse(self.check())
        order.tag_ids += self.cora.cs_tag_ids
        self.assertEqual(self.check()[order.name], "several")

    def test_left_to_the_pool(self):
        order = self.make_order(100, DAY)
        self.assign(order, self.env["hr.employee"], mode="pool")
        self.assertFalse(self.check())
        self.period.action_compute()
        self.assertIn("CS_POOL", self.amounts(self.ann, self.period))

    def test_assigning_needs_reason_agent_and_rights(self):
        order = self.make_order(100, DAY)
        for reason in ("", "  "):
            with self.assertRaisesRegex(UserError, "Say why"):
                self.assign(order, self.bob, reason=reason or " ")
        with self.assertRaisesRegex(UserError, "Choose an agent"):
            self.assign(order, self.env["hr.employee"], mode="one")
        with self.assertRaisesRegex(UserError, "do not lead Cora"):
            self.assign(order, self.cora)
        self.bob.write({"contract_date_end": "2026-03-01"})
        with self.assertRaisesRegex(UserError, "no agent on 2026-03-10"):
            self.assign(order, self.bob)
        self.assertFalse(order.tag_ids)

    def test_nobody_gives_an_order_to_himself(self):
        self.bob.user_id = self.leader
        order = self.make_order(100, DAY)
        with self.assertRaisesRegex(UserError, "themselves"):
            self.assign(order, self.bob)

    def test_a_leader_cannot_assign_what_others_lead(self):
        """Typing the id of another team's order into the wizard changes nothing."""
        foreign = self.make_order(3, DAY, team_id=self.sales_team(self.other_team).id)
        with self.assertRaises(AccessError):
            self.assign(foreign, self.bob)
        self.assertFalse(foreign.tag_ids)
        self.assign(foreign, self.bob, user=self.users["officer"])
        self.assertEqual(foreign.tag_ids, self.bob.cs_tag_ids)

    def test_agents_cannot_assign(self):
        order = self.make_order(100, DAY)
        with self.assertRaises(AccessError):
            self.assign(order, self.bob, user=self.users["agent"])

    def test_decisions_are_read_by_the_leaders_concerned(self):
        order = self.make_order(100, DAY)
        self.assign(order, self.bob)
        Decision = self.env["cs.order.decision"]
        self.assertEqual(Decision.with_user(self.leader).search_count([]), 1)
        self.assertEqual(Decision.with_user(self.other_leader).search_count([]), 0)
        with self.assertRaises(AccessError):
            Decision.with_user(self.leader).search([]).write({"reason": "x"})
        with self.assertRaises(AccessError):
            Decision.with_user(self.users["agent"]).search([])

    def test_a_tag_on_a_locked_order_says_where_it_counts(self):
        order = self.make_order(100, DAY)
        self.lock()
        salesman = self.users["salesman"]
        with Form(order.with_user(salesman)) as form:
            form.tag_ids.add(self.ann.cs_tag_ids)
        note = order.message_ids[0].body
        self.assertIn("2026-03", note)
        self.assertIn("counts in 2026-04 as an adjustment", note)
        draft = order.with_user(salesman).new(origin=order.with_user(salesman))
        self.assertIsNone(draft._onchange_cs_tag_ids())
        draft.tag_ids = self.bob.cs_tag_ids
        warning = draft._onchange_cs_tag_ids()["warning"]
        self.assertIn("counts in 2026-04", warning["message"])

    def test_a_tag_on_an_old_locked_order_counts_nowhere(self):
        order = self.make_order(100, DAY)
        self.lock()
        self.company.cs_clawback_months = 0
        order.tag_ids = self.ann.cs_tag_ids
        self.assertIn("counts nowhere", order.message_ids[0].body)

    def test_a_tag_on_an_open_order_says_nothing(self):
        order = self.make_order(100, DAY)
        count = len(order.message_ids)
        order.tag_ids = self.ann.cs_tag_ids
        self.assertEqual(len(order.message_ids), count)


class TestOrderClaim(OrderCase):
    def claim(self, order, agent=None, user=None, **values):
        name = order if isinstance(order, str) else order.name
        return (
            self.env["cs.order.claim"]
            .with_user(user or self.users["agent"])
            .create(
                {
                    "order_number": name,
                    "reason": "I advised the customer",
                    **({"employee_id": agent.id} if agent else {}),
                    **values,
                }
            )
        )

    def test_an_agent_claims_an_untagged_order_by_its_number(self):
        order = self.make_order(100, DAY)
        claim = self.claim(f" {order.name.lower()} ")
        self.assertEqual(claim.employee_id.id, self.ann.id)
        self.assertEqual(claim.state, "pending")
        self.assertEqual(claim.department_id, self.team)
        activity = self.env["mail.activity"].search(
            [("res_model", "=", "cs.order.claim"), ("res_id", "=", claim.id)]
        )
        self.assertEqual(activity.user_id, self.leader)

    def told(self, claim):
        return claim.sudo().activity_ids.user_id

    def test_who_decides_is_told(self):
        """The next leader above where the team has none, HR where nobody leads."""
        hr = self.users["officer"] | self.users["manager"]
        officer = self.users["officer"]
        for agent, expected in (
            (self.ann, self.leader),
            (self.bob, self.leader),  # Their team's leader is in the department above.
            (self.cora, self.other_leader),
        ):
            with self.subTest(agent.name):
                claim = self.claim(self.make_order(100, DAY), agent, officer)
                self.assertEqual(self.told(claim), expected)
        self.ann.user_id = self.leader
        claim = self.claim(self.make_order(100, DAY), self.ann, self.leader)
        self.assertEqual(self.told(claim), hr, "nobody decides about themselves")

    def test_the_claim_tells_the_agent_nothing_of_the_order(self):
        """Agents read number and reason; date and sum are for those who decide."""
        claim = self.claim(self.make_order(100, DAY))
        for name in ("order_id", "order_date", "amount_untaxed", "rival_count"):
            with self.subTest(name), self.assertRaises(AccessError):
                claim.read([name])
        self.assertEqual(claim.with_user(self.leader).amount_untaxed, 100)

    def test_one_answer_whatever_the_reason(self):
        """Tagged, cancelled, foreign or unknown: there is no such untagged order."""
        tagged = self.make_order(100, DAY, self.bob)
        cancelled = self.make_order(100, DAY)
        cancelled._action_cancel()
        before = self.make_order(100, "2024-12-31")
        other = self.make_company("Other Shop")
        foreign = self.env["sale.order"].create(
            {
                "partner_id": self.partner.id,
                "company_id": other.id,
                "name": "FOREIGN",
                "state": "sale",
            }
        )
        for number in (
            tagged.name,
            cancelled.name,
            before.name,
            foreign.name,
            "S%",
            "",
        ):
            with self.subTest(number), self.assertRaises(UserError) as caught:
                self.claim(number)
            self.assertRegex(str(caught.exception), "no such untagged order")

    @mute_logger("odoo.sql_db")
    def test_one_pending_claim_per_order_and_agent(self):
        order = self.make_order(100, DAY)
        self.claim(order)
        with self.assertRaises(UniqueViolation):
            self.claim(order)

    def test_everybody_claims_for_himself(self):
        order = self.make_order(100, DAY)
        with self.assertRaisesRegex(UserError, "their own orders"):
            self.claim(order, agent=self.bob)
        claim = self.claim(order, agent=self.bob, user=self.users["officer"])
        self.assertEqual(claim.employee_id, self.bob)

    def test_accepting_sets_the_tag_and_pays(self):
        """R2.9: without a tag no commission; the accepted claim earns it."""
        order = self.make_order(1000, DAY)
        claim = self.claim(order)
        claim.with_user(self.leader).action_accept()
        self.assertEqual(order.tag_ids, self.ann.cs_tag_ids)
        self.assertEqual(claim.state, "accepted")
        self.assertEqual(claim.sudo().decided_by_id, self.leader)
        self.assertFalse(claim.sudo().activity_ids)
        self.period.action_compute()
        self.assertEqual(self.amounts(self.ann, self.period)["CS_COMMISSION"], 10)

    def test_accepting_one_rejects_the_others(self):
        order = self.make_order(100, DAY)
        first = self.claim(order)
        second = self.claim(order, agent=self.bob, user=self.users["officer"])
        foreign = self.claim(order, agent=self.cora, user=self.users["officer"])
        self.assertEqual(first.with_user(self.leader).rival_count, 2)
        first.with_user(self.leader).action_accept()
        self.assertEqual((second | foreign).mapped("state"), ["rejected", "rejected"])
        self.assertIn("given to Ann", foreign.decision_note)

    def test_of_rivals_accepted_at_once_the_first_gets_the_order(self):
        """The second one is settled by the first: it is refused with its reason."""
        order = self.make_order(100, DAY)
        claims = self.claim(order)
        claims |= self.claim(order, agent=self.bob, user=self.users["officer"])
        with self.assertRaisesRegex(UserError, "status is Rejected"):
            claims.with_user(self.leader).action_accept()

    def test_splitting_accepts_all(self):
        """R6.4: an order claimed by two is shared equally."""
        order = self.make_order(1000, DAY)
        first = self.claim(order)
        second = self.claim(order, agent=self.bob, user=self.users["officer"])
        first.with_user(self.leader).action_split()
        self.assertEqual(order.tag_ids, (self.ann | self.bob).cs_tag_ids)
        self.assertEqual((first.state, second.state), ("accepted", "accepted"))
        self.assertNotIn(order.name, self.check())

    def test_rejecting_needs_a_reason(self):
        order = self.make_order(100, DAY)
        claim = self.claim(order).with_user(self.leader)
        with self.assertRaisesRegex(UserError, "Give the reason"):
            claim.action_reject()
        claim.decision_note = "The chat was Bob's"
        claim.action_reject()
        self.assertEqual(claim.state, "rejected")
        self.assertFalse(order.tag_ids)
        with self.assertRaisesRegex(UserError, "status is Rejected"):
            claim.action_accept()
        self.env.flush_all()
        self.assertEqual(self.claim(order).state, "pending")

    def test_who_decides(self):
        """The agent's leaders and HR, nobody about themselves."""
        order = self.make_order(100, DAY)
        claim = self.claim(order)
        with self.assertRaisesRegex(UserError, "nobody decides about themselves"):
            claim.action_accept()
        for user in (self.other_leader, self.users["salesman"]):
            with self.assertRaises(AccessError):
                claim.with_user(user).action_accept()
        with self.assertRaisesRegex(UserError, "buttons"):
            claim.with_user(self.leader).write({"state": "accepted"})
        with self.assertRaisesRegex(UserError, "its agent's"):
            claim.with_user(self.leader).write({"reason": "x"})
        with self.assertRaisesRegex(UserError, "nobody decides about themselves"):
            claim.write({"decision_note": "x"})
        self.ann.user_id = self.leader
        with self.assertRaisesRegex(UserError, "nobody decides about themselves"):
            claim.with_user(self.leader).action_accept()
        claim.with_user(self.users["officer"]).action_accept()
        self.assertEqual(claim.sudo().state, "accepted")

    def test_claims_of_others_are_not_read(self):
        order = self.make_order(100, DAY)
        claim = self.claim(order, agent=self.bob, user=self.users["officer"])
        for user, found in (
            (self.users["agent"], 0),
            (self.other_leader, 0),
            (self.leader, 1),
            (self.users["officer"], 1),
        ):
            Claim = self.env["cs.order.claim"].with_user(user)
            self.assertEqual(Claim.search_count([("id", "=", claim.id)]), found)

    def test_a_tag_set_meanwhile_stops_the_claim(self):
        order = self.make_order(100, DAY)
        claim = self.claim(order)
        order.tag_ids = self.bob.cs_tag_ids
        with self.assertRaisesRegex(UserError, "carries an agent's tag by now"):
            claim.with_user(self.leader).action_accept()

    def test_a_claim_of_a_locked_order_says_where_it_counts(self):
        """R6.4: the order's tag lands in the next open period as an adjustment."""
        order = self.make_order(1000, DAY)
        self.lock()
        claim = self.claim(order)
        answer = claim.with_user(self.leader).action_accept()
        self.assertIn("counts in 2026-04", answer["params"]["message"])
        self.assertIn("counts in 2026-04", claim.sudo().message_ids[0].body)
        april = self.make_period("2026-04")
        april.action_compute()
        credits_ = self.env["cs.commission.line"].search(
            [("order_id", "=", order.id), ("period_id", "=", april.id)]
        )
        self.assertIn(self.ann, credits_.employee_id)

    def test_the_form_claims(self):
        order = self.make_order(100, DAY)
        Claim = self.env["cs.order.claim"].with_user(self.users["agent"])
        with Form(Claim) as form:
            form.order_number = order.name
            form.reason = "Mine"
        self.assertEqual(form.record.sudo().order_id, order)


class TestCorrections(OrderCase):
    """What was decided and locked is corrected by HR, and settled forward (R6.1)."""

    def correct(self, rows, agents, user=None, reason="The chat was Bob's"):
        user = user or self.users["officer"]
        action = rows.with_user(user).action_correct()
        return (
            self.env["cs.order.assign"]
            .with_user(user)
            .with_context(action["context"])
            .create(
                {
                    "mode": "one" if agents else "pool",
                    "employee_id": agents.id,
                    "reason": reason,
                }
            )
            .action_assign()
        )

    def paid(self, agent, period):
        amounts = self.amounts(agent, period)
        return amounts.get("CS_COMMISSION", 0) + amounts.get("CS_ADJUSTMENT", 0)

    def test_a_locked_decision_is_corrected_forward_r6_1_r6_4(self):
        order = self.make_order(1000, DAY)
        self.assign(self.row(order), self.ann)
        self.lock()
        before = self.statement(self.ann, self.period).line_ids.read(load=None)
        decision = self.env["cs.order.decision"].search([("order_id", "=", order.id)])
        answer = self.correct(decision, self.bob)
        self.assertIn("counts in 2026-04", answer["params"]["message"])
        april = self.make_period("2026-04")
        april.action_compute()
        self.assertEqual(self.paid(self.ann, april), -10)
        self.assertEqual(self.paid(self.bob, april), 10)
        self.assertEqual(
            self.statement(self.ann, self.period).line_ids.read(load=None), before
        )
        log = self.env["cs.order.decision"].search([("order_id", "=", order.id)])
        self.assertEqual(log.mapped("agents_before")[0], log.mapped("agents_after")[1])
        self.assertEqual(log[0].reason, "The chat was Bob's")
        # Forth and back adds up to nothing.
        april.action_lock()
        self.correct(log[0], self.ann, reason="It was Ann's after all")
        may = self.make_period("2026-05")
        may.action_compute()
        self.assertEqual(self.paid(self.ann, may), 10)
        self.assertEqual(self.paid(self.bob, may), -10)

    def test_a_locked_credit_that_nobody_decided_about_r6_4(self):
        """Shared by two, without a decision: half of it is given back."""
        order = self.make_order(1000, DAY, self.ann | self.bob)
        self.lock()
        self.correct(order.cs_commission_line_ids[:1], self.ann)
        april = self.make_period("2026-04")
        april.action_compute()
        self.assertEqual(self.paid(self.ann, april), 5)
        self.assertEqual(self.paid(self.bob, april), -5)

    def test_hr_corrects_with_a_reason_r6_1(self):
        order = self.make_order(1000, DAY)
        self.assign(self.row(order), self.ann)
        self.lock()
        decision = self.env["cs.order.decision"].search([("order_id", "=", order.id)])
        with self.assertRaisesRegex(UserError, "corrected by HR"):
            self.correct(decision, self.bob, self.leader)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.correct(decision, self.bob, reason=" ")
        with self.assertRaises(UserError):
            self.env["cs.order.assign"].with_user(self.leader).create(
                {
                    "decision_ids": [Command.set(decision.ids)],
                    "mode": "pool",
                    "reason": "Around the button",
                }
            ).action_assign()
        self.bob.user_id = self.users["officer"]
        with self.assertRaisesRegex(UserError, "to themselves"):
            self.correct(decision, self.bob)
