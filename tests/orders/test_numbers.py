"""Work numbers in orders: tagged, looked at, never guessed (R6.1, R6.8)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from tests.orders.test_order_check import DAY, OrderCase


class NumberCase(OrderCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.codes = {
            agent: agent.cs_agent_code for agent in (cls.ann, cls.bob, cls.cora)
        }
        cls.salesman = cls.users["salesman"]

    def memo(self, text, amount=100, day=DAY, **values):
        return self.make_order(amount, day, cs_memo=text, **values)

    def agents(self, order):
        order.invalidate_recordset()
        return order.tag_ids.cs_employee_id

    def state(self, order):
        rows = self.env["cs.order.number"].search([("order_id", "=", order.id)])
        return rows.state

    def write_as(self, order, user, **values):
        order.with_user(user).write(values)


class TestNumbers(NumberCase):
    def test_the_memo_tags_on_creation_r6_1(self):
        ann = self.codes[self.ann]
        for text in (ann, f"GH{ann} 改地址", f"工号{ann}", f"{ann} 红旗"):
            order = self.memo(text)
            self.assertEqual(self.agents(order), self.ann, text)
            self.assertIn(self.ann.name, order.message_ids[0].body)
            self.assertNotIn(order.name, self.check())

    def test_the_memo_tags_on_change_r6_1(self):
        order = self.memo("改地址")
        self.assertFalse(self.agents(order))
        order.cs_memo = self.codes[self.ann]
        self.assertEqual(self.agents(order), self.ann)
        order.cs_memo = self.codes[self.bob]
        self.assertEqual(self.agents(order), self.bob)
        self.assertIn(self.ann.name, order.message_ids[0].body)
        order.cs_memo = False
        self.assertFalse(self.agents(order))

    def test_no_guess_between_two_agents_r6_1(self):
        order = self.memo(f"{self.codes[self.ann]} {self.codes[self.bob]}")
        self.assertFalse(self.agents(order))
        self.assertEqual(self.check()[order.name], "number_several")
        row = self.row(order)
        self.assertTrue(row.is_lost)
        self.assertIn(self.codes[self.bob], row.numbers)
        one = self.memo(self.codes[self.ann])
        one.cs_memo = f"{self.codes[self.ann]},{self.codes[self.bob]}"
        self.assertFalse(self.agents(one))

    def test_an_unknown_number_and_one_of_who_had_left_r2_9(self):
        self.cora.write({"contract_date_end": "2026-03-09"})
        unknown = self.memo("GH987")
        left = self.memo(self.codes[self.cora])
        found = self.check()
        self.assertEqual(found[unknown.name], "number_unknown")
        self.assertEqual(found[left.name], "number_left")
        self.assertFalse(self.agents(unknown | left))
        self.assertEqual(self.row(left, self.users["officer"]).numbers, "103")

    def test_a_number_given_to_somebody_new_is_theirs_r6_1(self):
        order = self.memo("GH987")
        agent = self.make_agent("Dora", cs_agent_code="987")
        self.period.action_read_numbers()
        self.assertEqual(self.agents(order), agent)
        self.assertNotIn(order.name, self.check())

    def test_a_number_of_somebody_off_duty_r6_1(self):
        shift = self.make_shift("L", 17.5, 7.5, break_length=0)
        self.plan(self.ann, DAY, shift)
        order = self.memo(self.codes[self.ann])
        self.assertEqual(self.check()[order.name], "off_duty")

    def test_what_somebody_set_stays_r6_1(self):
        order = self.make_order(100, DAY, self.bob)
        order.cs_memo = self.codes[self.ann]
        self.assertEqual(self.agents(order), self.bob)
        self.assertEqual(self.check()[order.name], "number_other")
        order.cs_memo = self.codes[self.bob]
        self.assertNotIn(order.name, self.check())

    def test_a_leaders_decision_stays_r6_1(self):
        order = self.memo("GH987")
        self.assign(order, self.bob)
        self.assertNotIn(order.name, self.check())
        order._cs_read_numbers(force=True)
        self.assertNotIn(order.name, self.check())
        order.cs_memo = self.codes[self.ann]
        self.assertEqual(self.agents(order), self.bob)
        # They are told that the memo says another by now.
        self.assertEqual(self.check()[order.name], "number_other")
        self.assign(order, self.bob, reason="Still theirs")
        self.assertNotIn(order.name, self.check())

    def test_behind_a_lock_nothing_changes_by_itself_r6_4(self):
        order, bare = self.memo(self.codes[self.ann]), self.memo("")
        self.lock()
        order.cs_memo = self.codes[self.bob]
        bare.cs_memo = self.codes[self.bob]
        self.assertEqual(self.agents(order), self.ann)
        self.assertFalse(self.agents(bare))
        found = self.check()
        self.assertEqual(found[order.name], "number_locked")
        self.assertEqual(found[bare.name], "number_locked")
        with self.assertRaises(UserError):
            self.period.action_read_numbers()
        self.assign(order | bare, self.bob)
        self.assertEqual(self.agents(order), self.bob)
        self.assertFalse(self.check())

    def test_give_to_whose_number_it_is_r6_1(self):
        orders = self.memo(self.codes[self.ann]) | self.memo(self.codes[self.bob])
        orders[0].tag_ids = orders[1].tag_ids = self.cora.cs_tag_ids
        orders._cs_read_numbers(force=True)
        officer = self.users["officer"]
        self.assertEqual(set(self.check().values()), {"number_other"})
        self.assign(orders, self.env["hr.employee"], officer, mode="number")
        self.assertEqual(self.agents(orders[0]), self.ann)
        self.assertEqual(self.agents(orders[1]), self.bob)
        odd = self.memo("GH987")
        with self.assertRaisesRegex(UserError, odd.name):
            self.assign(odd, self.env["hr.employee"], officer, mode="number")

    def test_places_in_their_order_r6_1(self):
        Source = self.env["cs.number.source"]
        for sequence, place in enumerate(("tag_ids", "client_order_ref", "note"), 1):
            Source.create(
                {
                    "company_id": self.company.id,
                    "place": place,
                    "sequence": sequence,
                }
            )
        ann, bob = self.codes[self.ann], self.codes[self.bob]
        plain = self.env["crm.tag"].create({"name": ann})
        tagged = self.make_order(
            1, DAY, tag_ids=[Command.set(plain.ids)], client_order_ref=f"GH{bob}"
        )
        self.assertEqual(self.agents(tagged), self.ann)
        self.assertEqual(tagged.tag_ids, plain | self.ann.cs_tag_ids)
        self.assertEqual(
            self.agents(self.make_order(1, DAY, client_order_ref=f"GH{bob}")), self.bob
        )
        note = self.make_order(1, DAY, note=f"<p>工号 {bob}</p>")
        self.assertEqual(self.agents(note), self.bob)
        # The memo is no place of this company.
        self.assertFalse(self.agents(self.memo(ann)))

    def test_a_flag_may_be_needed_r6_8(self):
        self.company.cs_flag_red = "tagged"
        self.company.cs_flag_blue = "special"
        order = self.memo(self.codes[self.ann], cs_flag="blue")
        self.assertFalse(self.agents(order))
        self.assertTrue(order.cs_has_special_wish)
        order.cs_flag = "red"
        self.assertEqual(self.agents(order), self.ann)
        order.cs_flag = False
        self.assertFalse(self.agents(order))

    def test_a_company_that_reads_nothing(self):
        self.company.cs_numbers_read = False
        self.assertFalse(self.agents(self.memo(self.codes[self.ann])))

    def test_numbers_are_of_the_orders_company(self):
        other = self.make_company("Other")
        ladder = self.make_ladder(other)
        stranger = self.make_agent(
            "Zoe", ladder.level_ids[1], department_id=False, cs_agent_code="555"
        )
        self.assertEqual(stranger.company_id, other)
        order = self.memo("GH555")
        self.assertEqual(self.check()[order.name], "number_unknown")

    def test_a_dangerous_pattern_is_refused(self):
        with (
            self.assertRaisesRegex(ValidationError, "no end"),
            self.env.cr.savepoint(),
        ):
            self.env["cs.number.source"].create({"pattern": r"(\d+)"})
        with Form(self.env["cs.number.source"].with_company(self.company)) as form:
            form.sample = f"GH{self.codes[self.ann]} 改地址"
            self.assertEqual(form.preview, f"{self.codes[self.ann]}: Ann")
            form.sample = f"{self.codes[self.ann]} {self.codes[self.bob]}"
            self.assertIn("Two numbers", form.preview)
            form.sample = "GH987"
            self.assertIn("987", form.preview)
            form.pattern = r"\d"
            self.assertIn("brackets", form.preview)
            form.pattern = r"(\d{3})"

    def test_reading_again_changes_and_says_nothing(self):
        order = self.memo(self.codes[self.ann])
        count = len(order.message_ids)
        self.period.action_read_numbers()
        order._cs_read_numbers(force=True)
        order.invalidate_recordset()
        self.assertEqual(len(order.message_ids), count)
        self.assertEqual(self.agents(order), self.ann)

    def test_statements_do_not_depend_on_how_many_orders(self):
        orders = self.make_orders([(100, DAY, ())] * 60)
        counts = []
        for chosen in (orders[:1], orders[1:]):
            self.env.cr.execute(
                "UPDATE sale_order SET cs_memo = %s WHERE id = ANY(%s)",
                [f"GH{self.codes[self.ann]}", chosen.ids],
            )
            self.env.invalidate_all()
            with self.count_selects() as selects:
                self.env["sale.order"]._cs_read_numbers(chosen)
            counts.append(len(selects))
            self.assertEqual(chosen.tag_ids, self.ann.cs_tag_ids)
        self.assertLessEqual(counts[1], counts[0])

    def test_credits_follow_r6_1(self):
        self.memo(self.codes[self.ann], 1000)
        self.memo("GH987", 500)
        self.period.action_compute()
        self.assertEqual(self.statement(self.ann, self.period).amount_sales, 1000)


class TestByHand(NumberCase):
    """R6.8: nobody gains by a number that they write and the leader does not see."""

    def test_a_colleagues_memo_waits_for_the_leader(self):
        order = self.memo(self.codes[self.ann])
        self.write_as(order, self.salesman, cs_memo=self.codes[self.bob])
        self.assertEqual(self.agents(order), self.ann)
        self.assertEqual(self.check(self.leader)[order.name], "number_hand")
        row = self.row(order)
        self.assertEqual(row.writer_id, self.salesman)
        self.assertEqual(row.number_employee_id, self.bob)
        self.assign(order, self.bob)
        self.assertEqual(self.agents(order), self.bob)
        self.assertFalse(self.check())

    def test_a_new_order_waits_too(self):
        order = (
            self.env["sale.order"]
            .with_user(self.salesman)
            .create(
                {
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "cs_memo": self.codes[self.ann],
                }
            )
        )
        self.assertFalse(self.agents(order.sudo()))
        self.assertEqual(self.state(order), "hand")

    def test_neither_erasing_nor_spoiling_takes_an_order_away(self):
        for text in (False, "GH987", "改地址"):
            order = self.memo(self.codes[self.ann])
            self.write_as(order, self.salesman, cs_memo=text)
            self.assertEqual(self.agents(order), self.ann)
            self.assertEqual(self.check()[order.name], "number_hand")

    def test_nothing_washes_it_clean(self):
        order = self.memo(self.codes[self.ann])
        self.write_as(order, self.salesman, cs_memo=self.codes[self.bob])
        # An import, and the officer, bring the same text again.
        order.cs_memo = self.codes[self.bob]
        self.write_as(
            order.with_context(cs_writer=False, default_writer_id=False),
            self.salesman,
            cs_flag="red",
        )
        self.period.action_read_numbers()
        order._cs_read_numbers(force=True)
        self.assertEqual(self.agents(order), self.ann)
        self.assertEqual(self.check()[order.name], "number_hand")
        # Another text of the import's own counts.
        order.cs_memo = f"GH{self.codes[self.bob]}"
        self.assertEqual(self.agents(order), self.bob)

    def test_leaders_and_hr_are_trusted_with_others(self):
        officer, leader = self.users["officer"], self.leader
        for user in (officer, leader):
            user.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
            order = self.memo("改地址")
            self.write_as(order, user, cs_memo=self.codes[self.ann])
            self.assertEqual(self.agents(order), self.ann)
        # Not of a team that they do not lead, and nobody with themselves.
        order = self.memo("改地址")
        self.write_as(order, leader, cs_memo=self.codes[self.cora])
        self.assertFalse(self.agents(order))
        self.make_agent("Olga", user_id=officer.id, cs_agent_code="777")
        self.write_as(order, officer, cs_memo="777")
        self.assertFalse(self.agents(order))
        self.assertEqual(self.state(order), "hand")

    def test_a_company_may_only_list_them(self):
        self.company.cs_numbers_by_hand = "list"
        order = self.memo("改地址")
        self.write_as(order, self.salesman, cs_memo=self.codes[self.ann])
        self.assertEqual(self.agents(order), self.ann)
        self.assertEqual(self.check(self.leader)[order.name], "number_hand")
        self.assign(order, self.ann)
        self.assertFalse(self.check())

    def test_remote_calls_reach_no_reading(self):
        order = self.memo(self.codes[self.ann])
        rows = self.env["cs.order.number"].search([])
        for role in ("salesman", "agent", "leader", "officer", "manager"):
            user = self.users[role]
            with self.assertRaises(AccessError):
                rows.with_user(user).write({"writer_id": False})
            with self.assertRaises(AccessError):
                rows.with_user(user).create({"order_id": order.id, "state": "set"})
        with self.assertRaises(UserError):
            order.with_user(self.salesman).action_cs_read_numbers()
        with self.assertRaises(UserError):
            self.period.with_user(self.leader).action_read_numbers()

    def test_renaming_a_tag_gives_no_orders_away_r6_1(self):
        self.env["cs.number.source"].create(
            {"company_id": self.company.id, "place": "tag_ids"}
        )
        tag = self.env["crm.tag"].create({"name": "Gift"})
        order = self.make_order(1, DAY, tag_ids=[Command.set(tag.ids)])
        mine = tag.with_user(self.salesman)
        with self.assertRaises(AccessError):
            mine.name = self.codes[self.ann]
        with self.assertRaises(AccessError):
            mine.update_field_translations("name", {"en_US": self.codes[self.ann]})
        mine.name = "Present"
        order._cs_read_numbers(force=True)
        self.assertFalse(self.agents(order))


class TestGuess(NumberCase):
    def test_who_served_then_is_shown_and_never_set_r2_9(self):
        team = self.sales_team(self.team)
        order = self.make_order(100, DAY, team_id=team.id)
        other = self.make_order(100, "2026-03-11", team_id=team.id)
        for agent, bought, channel in (
            (self.ann, 3, team.name),
            (self.bob, 8, False),
            (self.cora, 9, "Elsewhere"),
        ):
            self.make_stat(agent, DAY, 10, bought, channel=channel)
        row = self.row(order)
        self.assertEqual(row.guess, "Bob (8), Ann (3)")
        self.assertFalse(self.row(other).guess)
        self.assertFalse(self.agents(order))

    def test_money_lost_stands_first(self):
        lost = self.make_order(100, "2026-03-01")
        self.make_order(100, DAY, self.ann | self.bob)
        rows = self.env["cs.order.check"].with_user(self.users["officer"]).search([])
        self.assertEqual(rows.mapped("order_name")[0], lost.name)
        self.assertEqual(rows.mapped("is_lost"), [True, False])

    def test_asking_for_lost_orders_only_finds_the_same_r2_9(self):
        """The search that judges fewer orders, beside the one that judges them all."""
        self.cora.write({"contract_date_end": "2026-03-09"})
        partner = self.make_order(100, DAY, self.ann).partner_id
        twice = {"client_order_ref": "T-1", "partner_id": partner.id}
        for agents in (self.ann, self.ann, self.env["hr.employee"]):
            self.make_order(100, DAY, agents, **twice)
        self.make_order(100, DAY)
        self.make_order(100, DAY, self.cora)
        self.make_order(100, DAY, self.ann | self.bob)
        for memo in (
            f"{self.codes[self.ann]} {self.codes[self.bob]}",
            "工号 999999",
            self.codes[self.cora],
        ):
            self.memo(memo)
        lost = [("is_lost", "=", True)]
        for role in ("officer", "leader"):
            checks = self.env["cs.order.check"].with_user(self.users[role])
            judged = checks.search([])
            self.assertEqual(checks.search(lost), judged.filtered("is_lost"))
            self.assertEqual(checks.search_count(lost), len(checks.search(lost)))
            others = checks.search([("is_lost", "=", False)])
            self.assertEqual(others, judged - checks.search(lost))
        self.assertGreater(len(checks.search(lost)), 4)
        problems = set(checks.search(lost).mapped("problem"))
        self.assertLess({"duplicate", "untagged", "number_several"}, problems)
        narrow, wide = (
            checks.sudo()._search(domain).select().code for domain in (lost, [])
        )
        self.assertNotIn("number.state = 'locked')", narrow)
        self.assertIn("number.state = 'locked')", wide)


class TestMyOrders(NumberCase):
    def mine(self, user=None):
        self.env.flush_all()
        Mine = self.env["cs.my.order"].with_user(user or self.users["agent"])
        return Mine.search([])

    def test_own_orders_and_what_they_bring_r6_2(self):
        self.edit_policy(
            {
                "commission_enabled": True,
                "tier_ids": [
                    Command.clear(),
                    Command.create({"lower_bound": 0, "rate": 1}),
                    Command.create({"lower_bound": 70, "rate": 1.5}),
                ],
            }
        )
        whole = self.memo(self.codes[self.ann], 1000)
        shared = self.make_order(500, DAY, self.ann | self.bob)
        self.memo(self.codes[self.bob], 300)
        self.memo("GH987", 300)
        self.make_stat(self.ann, DAY, 100, 70)
        rows = self.mine()
        self.assertEqual(set(rows.mapped("order_name")), {whole.name, shared.name})
        by_name = {row.order_name: row for row in rows}
        self.assertEqual(by_name[whole.name].base, 1000)
        self.assertEqual(by_name[shared.name].base, 250)
        self.assertEqual(by_name[whole.name].rate, 1.5)
        self.assertEqual(by_name[whole.name].amount, 15)
        self.assertEqual(by_name[shared.name].agent_count, 2)
        # It is what the month pays.
        self.period.action_compute()
        paid = self.amounts(self.ann, self.period)["CS_COMMISSION"]
        self.assertEqual(sum(rows.mapped("amount")), paid)

    def test_nobody_sees_the_orders_of_others(self):
        self.memo(self.codes[self.bob], 300)
        for role in ("agent", "leader", "officer", "manager"):
            self.assertFalse(self.mine(self.users[role]))
        with self.assertRaises(AccessError):
            self.mine(self.salesman)

    def test_queries_do_not_depend_on_how_many_orders(self):
        self.make_orders([(100, DAY, self.ann)] * 2)
        counts = []
        self.mine().read(["order_name", "amount"])
        for _round in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as selects:
                self.mine().read(["order_name", "amount"])
            counts.append(len(selects))
            self.make_orders([(100, DAY, self.ann)] * 50)
        self.assertEqual(counts[0], counts[1])
