"""Two people at the same moment, each with a connection of their own to a server.

The first is stopped before its COMMIT, when the second comes; so none of these depends
on who is the faster. One wins, the other reads why; nothing is lost or doubled.
"""

from datetime import timedelta

from odoo import Command, fields

from odoo.addons.cs_management.demo.commission import invoice_orders, load_chart

from tests.concurrency.common import FactCase, ServerCase

MOMENT = "at this moment"


class TestPeriodsAtOnce(ServerCase):
    """The steps of a month against each other (R1.30)."""

    def setUp(self):
        super().setUp()
        self.month = self.next_month()
        self.make_entry(self.agent, "COMPLAINT", self.month.date_from)
        self.month.action_compute()

    def step(self, role, name, *args):
        return self.by(role, self.month, name, *args)

    def two(self, first, second, table="cs_period"):
        """An officer's step is done when a manager's begins."""
        return self.meet(
            self.step("officer", *first), self.step("manager", *second), table
        )

    def test_two_compute(self):
        won, lost = self.two(["action_compute"], ["action_compute"])
        self.assertWon(won)
        self.assertLost(lost, MOMENT)
        self.assertEqual(len(self.month.statement_ids), 2)

    def test_two_publish(self):
        won, lost = self.two(["action_publish"], ["action_publish"])
        self.assertWon(won)
        self.assertLost(lost, MOMENT)
        told = self.month.statement_ids.activity_ids
        self.assertEqual(len(told), len(self.month.statement_ids))

    def test_two_lock(self):
        won, lost = self.two(["action_lock"], ["action_lock"])
        self.assertWon(won)
        self.assertLost(lost, MOMENT)
        seals = self.env["cs.seal"].search([("period_id", "=", self.month.id)])
        sealed = self.month.statement_ids.seal_id
        self.assertEqual(len(seals.filtered("employee_id")), len(sealed))

    def test_computed_while_locking(self):
        won, lost = self.two(["action_lock"], ["action_compute"])
        self.assertWon(won)
        self.assertLost(lost, MOMENT)

    def test_locked_while_computing(self):
        won, lost = self.two(["action_compute"], ["action_lock"])
        self.assertWon(won)
        self.assertLost(lost, MOMENT)
        self.assertEqual(self.month.state, "open")

    def test_two_reopen(self):
        self.month.action_lock()
        first = self.make_user("manager", login=f"boss{self.month.id}")
        won, lost = self.meet(
            self.by(first, self.month, "reopen", "A wage"),
            self.step("manager", "reopen", "A fine"),
            "cs_period",
        )
        self.assertWon(won)
        self.assertLost(lost, MOMENT)
        notes = [note for note in self.month.message_ids if "Reopened" in note.body]
        self.assertEqual(len(notes), 1)

    def test_reopened_while_slips_are_made(self):
        self.month.action_lock()
        won, lost = self.two(
            ["action_generate_payslips"], ["reopen", "A wage"], "hr_payslip"
        )
        self.assertWon(won)
        self.assertLost(lost, MOMENT)

    def test_slips_made_while_it_is_reopened(self):
        self.month.action_lock()
        lost, won = reversed(
            self.meet(
                self.step("manager", "reopen", "A wage"),
                self.step("officer", "action_generate_payslips"),
                "cs_period",
            )
        )
        self.assertWon(won)
        self.assertLost(lost, MOMENT)


class TestSlipsAtOnce(ServerCase):
    """A payslip pays once."""

    def setUp(self):
        super().setUp()
        self.month = self.next_month()
        self.make_entry(self.agent, "MERIT", self.month.date_from, points=1, amount=30)
        self.month.action_compute()
        self.month.action_lock()

    def slips(self):
        self.generate(self.month)
        return self.slip(self.agent, self.month)

    def two(self, slip, first, second, table="hr_payslip"):
        return self.meet(
            self.by("officer", slip, first),
            self.by(self.colleague, slip, second),
            table,
        )

    def payers(self):
        return self.env["hr.payslip"].search(
            [
                ("employee_id", "=", self.agent.id),
                ("date_from", "=", self.month.date_from),
            ]
        )

    def test_made_twice(self):
        won, lost = self.meet(
            self.by("officer", self.month, "action_generate_payslips"),
            self.by(self.colleague, self.month, "action_generate_payslips"),
            "hr_payslip",
        )
        self.assertWon(won)
        self.assertLost(lost, MOMENT)
        self.assertEqual(len(self.payers()), 1)

    def test_confirmed_twice(self):
        slip = self.slips()
        won, _other = self.two(slip, "action_payslip_done", "action_payslip_done")
        self.assertWon(won)
        self.assertEqual(slip.state, "done")
        self.assertEqual(self.paid(slip), self.amounts(self.agent, self.month))

    def test_refunded_twice(self):
        slip = self.slips()
        slip.action_payslip_done()
        won, lost = self.two(slip, "refund_sheet", "refund_sheet")
        self.assertWon(won)
        self.assertLost(lost, "refunded already")
        self.assertEqual(len(self.payers().filtered("credit_note")), 1)

    def test_reopened_while_a_slip_is_confirmed(self):
        """Who confirms is first: what is paid stays closed."""
        slip = self.slips()
        won, lost = self.meet(
            self.by("officer", slip, "action_payslip_done"),
            self.by("manager", self.month, "reopen", "A wage"),
            "hr_payslip",
        )
        self.assertWon(won)
        self.assertLost(lost, f"is paid|{MOMENT}")
        self.assertEqual((slip.state, self.month.state), ("done", "locked"))

    def test_a_slip_confirmed_while_its_month_is_reopened(self):
        slip = self.slips()
        won, lost = self.meet(
            self.by("manager", self.month, "reopen", "A wage"),
            self.by("officer", slip, "action_payslip_done"),
            "cs_period",
        )
        self.assertWon(won)
        self.assertLost(lost, "locked|open|statement")
        self.assertNotEqual(slip.state, "done")


class TestFactsAtOnce(FactCase):
    """A fact and the lock of its month: paid in it or in the next, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_chart(cls.env, cls.company)
        cls.boss = cls.make_user("manager", login="boss")
        cls.boss.group_ids = [
            Command.link(cls.env.ref(name).id)
            for name in (
                "sales_team.group_sale_manager",
                "account.group_account_invoice",
            )
        ]
        cls.commit()

    def test_an_entry_confirmed_while_locking_r2_1(self):
        def confirm():
            self.entry = self.make_entry(self.who, "COMPLAINT", self.day, False)
            return self.by("leader", self.entry, "action_confirm"), "cs_conduct_entry"

        for answer in self.each(confirm):
            self.assertWon(answer)
            self.assertEqual(self.earned(self.who), -50)
            self.assertTrue(self.entry.statement_id)

    def test_an_entry_cancelled_while_locking_r2_1(self):
        def cancel():
            self.entry = self.make_entry(self.who, "COMPLAINT", self.day)
            call = self.by("officer", self.entry, "cancel", "Not theirs")
            return call, "cs_conduct_entry"

        first, second = (
            (answer, self.earned(self.who)) for answer in self.each(cancel)
        )
        self.assertWon(first[0])
        self.assertEqual(first[1], 0)
        self.assertLost(second[0], MOMENT)
        self.assertEqual(second[1], -50)

    def test_an_order_retagged_while_locking_r6_1(self):
        def retag():
            self.other = self.newcomer()
            order = self.make_order(1000, self.day, self.who)
            tags = [Command.set(self.other.cs_tag_ids.ids)]
            call = self.by(self.boss, order, "write", {"tag_ids": tags})
            return call, "sale_order_tag_rel"

        for answer in self.each(retag):
            self.assertWon(answer)
            self.assertEqual(self.earned(self.who), 0)
            self.assertEqual(self.earned(self.other), 10)

    def credit_note(self, invoice, amount):
        """A credit note of a part of an invoice, not posted yet."""
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create(
                {
                    "reason": "Returned",
                    "date": self.day,
                    "journal_id": invoice.journal_id.id,
                }
            )
        )
        wizard.reverse_moves()
        wizard.new_move_ids.invoice_line_ids.price_unit = amount
        return wizard.new_move_ids

    def test_an_order_refunded_while_locking_r6_4(self):
        def refund():
            order = self.make_order(1000, self.day, self.who)
            note = self.credit_note(invoice_orders(order, self.day), 1000)
            return self.by(self.boss, note, "action_post"), "account_move"

        for answer in self.each(refund):
            self.assertWon(answer)
            self.assertEqual(self.earned(self.who), 0)

    def test_two_refunds_of_one_order_at_once_r6_4(self):
        """400 and 500 of 1,000, in a month that is locked: 100 are left, at 1 %."""
        order = self.make_order(1000, self.day, self.who)
        invoice = invoice_orders(order, self.day)
        notes = [self.credit_note(invoice, amount) for amount in (400, 500)]
        self.month.action_lock()
        calls = [self.by(self.boss, note, "action_post") for note in notes]
        for answer in self.meet(*calls, "account_move"):
            self.assertWon(answer)
        self.assertEqual(self.earned(self.who), 1)

    def test_an_order_cancelled_while_locking_r6_1(self):
        def cancel():
            order = self.make_order(1000, self.day, self.who)
            return self.by(self.boss, order, "action_cancel"), "sale_order"

        for answer in self.each(cancel):
            self.assertWon(answer)
            self.assertEqual(self.earned(self.who), 0)

    def test_figures_while_locking_r6_2(self):
        """Those that come too late are refused, in words."""

        def count():
            self.make_order(1000, self.day, self.who)
            values = {
                "employee_id": self.who.id,
                "date": str(self.day),
                "asked": 10,
                "bought": 8,
            }
            call = self.by("leader", self.env["cs.service.stat"], "create", [values])
            return call, "cs_service_stat"

        first, second = ((answer, self.earned(self.who)) for answer in self.each(count))
        self.assertWon(first[0])
        self.assertEqual(first[1], 15)
        self.assertLost(second[0], "locked")
        self.assertEqual(second[1], 10)

    def test_a_wage_changed_while_locking_r4_1(self):
        def change():
            hr = self.users["officer"]
            hr.group_ids += self.env.ref("hr.group_hr_user")
            return self.by(hr, self.who, "write", {"wage": 2400}), "hr_version"

        for answer in self.each(change):
            self.assertWon(answer)
            self.earned(self.who)
            paid = self.env["cs.statement"].search([("employee_id", "=", self.who.id)])
            self.assertEqual(paid.mapped("period_id.state").count("locked"), 1)
            self.assertEqual(sum(paid.mapped("amount_total")), 2 * 2400)

    def test_an_appeal_accepted_while_locking_r2_1(self):
        def accept():
            self.who = self.agent
            self.before = self.earned(self.who)
            self.commit()
            entry = self.make_entry(
                self.agent, "COMPLAINT", self.day, user=self.users["leader"]
            )
            appeal = self.env["cs.appeal"].with_user(self.users["agent"])
            appeal = appeal.create({"entry_id": entry.id, "reason": "Not me"})
            return self.by("officer", appeal, "action_accept"), "cs_appeal"

        first, second = (
            (answer, self.earned(self.agent) - self.before)
            for answer in self.each(accept)
        )
        self.assertWon(first[0])
        self.assertEqual(first[1], 0)
        # The appeal is still there, and what it wins is paid back in the next month.
        self.assertLost(second[0], MOMENT)
        self.assertEqual(second[1], -50)

    def test_the_first_two_facts_of_a_month_share_it(self):
        day = self.month.date_to + timedelta(days=1)
        entries = [
            self.make_entry(agent, "COMPLAINT", day, False)
            for agent in (self.who, self.newcomer())
        ]
        answers = self.meet(
            self.by("leader", entries[0], "action_confirm"),
            self.by(self.head, entries[1], "action_confirm"),
            "cs_period",
        )
        self.assertWon(*answers)
        self.assertEqual(entries[0].period_id, entries[1].period_id)
        self.assertEqual(entries[0].period_id.date_from, day)

    def test_two_entries_confirmed_at_once_are_the_first_and_the_second_r2_1(self):
        entries = [
            self.make_entry(self.who, "COMPLAINT", self.day, False) for _n in range(2)
        ]
        answers = self.meet(
            self.by("leader", entries[0], "action_confirm"),
            self.by(self.head, entries[1], "action_confirm"),
            "cs_conduct_entry",
        )
        self.assertWon(*answers)
        found = sorted((entry.occurrence, entry.amount) for entry in entries)
        self.assertEqual(found, [(1, 50), (2, 100)])


class TestOrdersAtOnce(ServerCase):
    """Orders of today, whose month is locked in the same moment."""

    FIRST = fields.Date.today().replace(day=1)

    def test_an_order_confirmed_while_locking_r6_1(self):
        month, boss = self.next_month(), self.make_user("manager", login="boss")
        boss.group_ids += self.env.ref("sales_team.group_sale_manager")
        one, two = (self.make_agent(joined=self.FIRST) for _number in range(2))
        orders = [self.make_order(1000, self.FIRST, agent) for agent in (one, two)]
        for order in orders:
            order.action_cancel()
            order.action_draft()
        confirm, again = (self.by(boss, order, "action_confirm") for order in orders)
        lock = self.by("officer", month, "action_lock")
        self.assertWon(*self.meet(confirm, lock, "sale_order"))
        month.with_user(self.users["manager"]).reopen("Once more")
        self.commit()
        self.assertWon(*self.meet(lock, again, "cs_period"))
        self.assertEqual([self.earned(agent) for agent in (one, two)], [10, 10])


class TestDecisionsAtOnce(ServerCase):
    """What several may decide is decided once."""

    def setUp(self):
        super().setUp()
        self.make_period("2026-03")
        self.day = fields.Date.today() + timedelta(days=10)

    def refuse_second(self, first, second, table, reason=MOMENT):
        won, lost = self.meet(first, second, table)
        self.assertWon(won)
        self.assertLost(lost, reason)

    def test_two_accept_an_appeal(self):
        entry = self.make_entry(
            self.agent, "COMPLAINT", "2026-03-05", user=self.users["leader"]
        )
        appeal = self.env["cs.appeal"].with_user(self.users["agent"])
        appeal = appeal.create({"entry_id": entry.id, "reason": "Not me"})
        self.refuse_second(
            self.by("officer", appeal, "action_accept"),
            self.by(self.colleague, appeal, "action_accept"),
            "cs_appeal",
        )
        self.assertEqual(appeal.state, "accepted")

    def test_one_accepts_and_one_rejects_an_appeal(self):
        entry = self.make_entry(
            self.agent, "COMPLAINT", "2026-03-05", user=self.users["leader"]
        )
        appeal = self.env["cs.appeal"].with_user(self.users["agent"])
        appeal = appeal.create({"entry_id": entry.id, "reason": "Not me"})
        appeal.sudo().decision_note = "So it is"
        self.refuse_second(
            self.by("officer", appeal, "action_accept"),
            self.by(self.colleague, appeal, "action_reject"),
            "cs_appeal",
        )
        self.assertEqual((appeal.state, entry.state), ("accepted", "cancelled"))

    def test_withdrawn_while_it_is_accepted(self):
        entry = self.make_entry(
            self.agent, "COMPLAINT", "2026-03-05", user=self.users["leader"]
        )
        appeal = self.env["cs.appeal"].with_user(self.users["agent"])
        appeal = appeal.create({"entry_id": entry.id, "reason": "Not me"})
        self.refuse_second(
            self.by("officer", appeal, "action_accept"),
            self.by("agent", appeal, "action_withdraw"),
            "cs_appeal",
        )

    def test_two_take_a_handover_over_r8_1(self):
        shift = self.make_shift(
            self._testMethodName[-9:], 8.5, 9, break_start=12, break_length=1
        )
        third = self.make_user("agent", login="third")
        incoming = self.second | self.make_agent(user_id=third.id)
        handover = (
            self.env["cs.handover"]
            .with_user(self.users["agent"])
            .create(
                {
                    "company_id": self.company.id,
                    "department_id": self.team.id,
                    "date": fields.Date.today(),
                    "shift_id": shift.id,
                    "outgoing_ids": [Command.set(self.agent.ids)],
                    "incoming_ids": [Command.set(incoming.ids)],
                }
            )
        )
        handover.check_ids.result = "normal"
        handover.action_offer()
        self.refuse_second(
            self.by(self.mate, handover, "action_accept"),
            self.by(third, handover, "action_accept"),
            "cs_handover",
        )

    def rivals(self):
        order = self.make_order(1000, "2026-03-05")
        claims = [
            self.env["cs.order.claim"]
            .with_user(user)
            .create({"order_number": order.name, "reason": "Mine"})
            for user in (self.users["agent"], self.mate)
        ]
        return order, claims

    def test_an_order_claimed_by_two_is_given_to_one_r2_9(self):
        order, claims = self.rivals()
        won, lost = self.meet(
            self.by("leader", claims[0], "action_accept"),
            self.by(self.head, claims[1], "action_accept"),
            "cs_order_claim",
        )
        self.assertWon(won)
        self.assertLost(lost, f"{MOMENT}|Rejected|decided|tag")
        self.assertEqual(order.tag_ids, self.agent.cs_tag_ids)
        self.assertEqual([one.state for one in claims], ["accepted", "rejected"])

    def test_a_claim_accepted_twice_r2_9(self):
        order, claims = self.rivals()
        self.refuse_second(
            self.by("leader", claims[0], "action_accept"),
            self.by(self.head, claims[0], "action_accept"),
            "cs_order_claim",
            f"{MOMENT}|accepted|decided",
        )
        self.assertEqual(order.tag_ids, self.agent.cs_tag_ids)

    def test_an_order_tagged_while_its_claim_is_accepted_r2_9(self):
        """Both are done, and the order carries what the last one said."""
        order, claims = self.rivals()
        wizard = (
            self.env["cs.order.assign"]
            .with_user(self.colleague)
            .create(
                {
                    "check_ids": [Command.set(order.ids)],
                    "mode": "one",
                    "employee_id": self.second.id,
                    "reason": "Customer says so",
                }
            )
        )
        won, lost = self.meet(
            self.by("leader", claims[0], "action_accept"),
            self.by(self.colleague, wizard, "action_assign"),
            "cs_order_claim",
        )
        self.assertWon(won)
        self.assertEqual(len(order.tag_ids), 1)
        if lost.error:
            self.assertEqual(order.tag_ids, self.agent.cs_tag_ids)

    def swap(self):
        shift = self.make_shift(
            self._testMethodName[-9:], 8.5, 9, break_start=12, break_length=1
        )
        self.plan(self.agent, self.day, shift)
        self.plan(self.second, self.day)
        self.day += timedelta(days=1)
        swap = self.env["cs.roster.swap"].with_user(self.users["agent"])
        swap = swap.create(
            {"other_id": self.second.id, "date": self.day - timedelta(days=1)}
        )
        swap.action_request()
        swap.with_user(self.mate).action_accept()
        self.shift = shift
        return swap

    def on_shift(self):
        lines = self.env["cs.roster.line"].search([("shift_id", "=", self.shift.id)])
        return lines.employee_id

    def test_two_approve_a_swap_r10(self):
        """Else the shift would change hands twice: back again."""
        swap = self.swap()
        self.refuse_second(
            self.by("leader", swap, "action_approve"),
            self.by(self.head, swap, "action_approve"),
            "cs_roster_swap",
        )
        self.assertEqual(self.on_shift(), self.second)

    def test_cancelled_while_it_is_approved(self):
        self.day += timedelta(days=2)
        swap = self.swap()
        self.refuse_second(
            self.by("leader", swap, "action_approve"),
            self.by("agent", swap, "action_cancel"),
            "cs_roster_swap",
        )
        self.assertEqual(self.on_shift(), self.second)

    def vote(self):
        change = self.env["cs.level.change"].create(
            {"employee_id": self.make_agent().id, "to_level_id": self.middle.id}
        )
        vote = self.env["cs.level.vote"].create(
            {
                "change_id": change.id,
                "employee_id": change.employee_id.id,
                "level_id": self.middle.id,
                "company_id": self.company.id,
                "date_to": "2099-01-01",
                "min_voters": 9,
            }
        )
        self.env["cs.level.voter"].create(
            [
                {"vote_id": vote.id, "employee_id": agent.id, "user_id": user.id}
                for agent, user in (
                    (self.agent, self.users["agent"]),
                    (self.second, self.mate),
                    (self.make_agent(), self.head),
                )
            ]
        )
        self.env["cs.level.ballot"]._set_up(vote)
        return vote

    def cast(self, user, vote, choice):
        return self.by(user, vote, "action_vote", context={"cs_choice": choice})

    def counts(self, vote):
        return self.env["cs.level.ballot"]._look_into(vote)

    def test_one_votes_twice_r5_17(self):
        vote = self.vote()
        self.refuse_second(
            self.cast("agent", vote, "for"),
            self.cast("agent", vote, "against"),
            "cs_level_voter",
            "already",
        )
        self.assertEqual(self.counts(vote), (1, 0, 0))

    def test_two_vote_at_once_r5_17(self):
        vote = self.vote()
        answers = self.meet(
            self.cast("agent", vote, "for"),
            self.cast(self.mate, vote, "against"),
            "cs_level_voter",
        )
        self.assertWon(*answers)
        self.assertEqual(self.counts(vote), (1, 1, 0))
