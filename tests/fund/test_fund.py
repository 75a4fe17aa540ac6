from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from tests.common import CsCase


class TestFund(CsCase):
    """R2.10: fines go into the team's fund, open to the team, never overdrawn."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.month = cls.make_period("2026-03")
        for day in ("2026-03-02", "2026-03-03"):
            cls.make_entry(cls.agent, "COMPLAINT", day)
        cls.month.action_compute()
        cls.month.action_lock()
        cls.fund = cls.env["cs.fund"].search([("department_id", "=", cls.team.id)])

    def expense(self, amount, user="leader", **values):
        return (
            self.env["cs.fund.expense"]
            .with_user(self.users[user])
            .create(
                {
                    "name": "Dinner",
                    "fund_id": self.fund.id,
                    "amount": amount,
                    **values,
                }
            )
        )

    def paid(self, amount):
        expense = self.expense(
            amount,
            receipt_ids=[Command.create({"name": "receipt.txt", "raw": b"paid"})],
        ).with_user(self.users["officer"])
        expense.action_approve()
        expense.action_pay()
        return expense

    def test_fines_come_in_with_their_origin(self):
        self.assertEqual(self.fund.balance, 150)
        self.assertEqual(self.fund.move_ids.kind, "fine")
        self.assertEqual(
            self.fund.move_ids.statement_id, self.statement(self.agent, self.month)
        )

    def test_reopening_takes_them_out_and_the_next_lock_posts_them_again(self):
        self.month.reopen("a mistake")
        self.assertEqual(self.fund.balance, 0)
        self.month.action_lock()
        self.assertEqual(self.fund.balance, 150)

    def test_spending_needs_approval_and_a_receipt(self):
        expense = self.expense(60)
        with self.assertRaisesRegex(UserError, "HR approves"):
            expense.action_approve()
        expense = expense.with_user(self.users["officer"])
        with self.assertRaisesRegex(UserError, "status is Requested"):
            expense.action_pay()
        expense.action_approve()
        with self.assertRaisesRegex(UserError, "receipt"):
            expense.action_pay()
        expense.receipt_ids = [Command.create({"name": "r.txt", "raw": b"paid"})]
        expense.action_pay()
        self.assertEqual(self.fund.balance, 90)
        self.assertEqual(expense.move_id.amount, -60)
        with self.assertRaisesRegex(UserError, "keeps its fund"):
            expense.amount = 10
        with self.assertRaisesRegex(UserError, "stays as it is"):
            expense.move_id.sudo().amount = -1

    def test_the_receipt_is_read_by_who_reads_the_expense(self):
        """A file that somebody uploads is nobody else's until it is tied."""
        expense = self.expense(
            10, receipt_ids=[Command.create({"name": "r.txt", "raw": b"paid"})]
        )
        for role, readable in (("officer", True), ("agent", True), ("outsider", False)):
            receipt = expense.sudo().receipt_ids.with_user(self.users[role])
            self.assertEqual(receipt.has_access("read"), readable, role)

    def test_nobody_approves_his_own_request(self):
        with self.assertRaisesRegex(UserError, "nobody decides about themselves"):
            self.expense(10, user="officer").action_approve()

    def test_a_fund_is_never_overdrawn(self):
        with self.assertRaisesRegex(UserError, "never overdrawn"):
            self.expense(150.01).with_user(self.users["officer"]).action_approve()
        first, second = self.expense(100), self.expense(100)
        officer = self.users["officer"]
        (first + second).with_user(officer).action_approve()
        receipt = [Command.create({"name": "r.txt", "raw": b"paid"})]
        for expense in first + second:
            expense.receipt_ids = receipt
        first.with_user(officer).action_pay()
        with self.assertRaisesRegex(UserError, "never overdrawn"):
            second.with_user(officer).action_pay()

    def test_money_leaves_by_an_expense_only(self):
        for user in ("officer", "manager"):
            with (
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env["cs.fund.move"].with_user(self.users[user]).create(
                    {"fund_id": self.fund.id, "name": "cash", "amount": -5}
                )
        self.assertEqual(self.fund.balance, 150)

    def test_a_fine_given_back_leaves_the_fund_as_far_as_it_reaches(self):
        """What the team has spent already the company bears."""
        self.paid(120)
        entries = self.env["cs.conduct.entry"].search(
            [("employee_id", "=", self.agent.id)]
        )
        entries.filtered(lambda entry: entry.amount == 100).action_cancel()
        april = self.make_period("2026-04")
        april.action_compute()
        april.action_lock()
        self.assertEqual(self.amounts(self.agent, april)["CS_ADJUSTMENT"], 100)
        self.assertEqual(self.fund.balance, 0)

    def test_the_team_reads_amounts_and_names_only_if_the_company_says_so(self):
        move = self.fund.move_ids.with_user(self.users["agent"])
        self.assertEqual(move.amount, 150)
        self.assertFalse(move.agent_name)
        with self.assertRaises(AccessError):
            move.read(["statement_id"])
        self.company.cs_fund_names = True
        move.invalidate_recordset()
        self.assertEqual(move.agent_name, "Li")

    def test_another_team_does_not_see_the_fund(self):
        user = self.make_user("agent", login="cs_stranger")
        self.make_agent("Sun", department_id=self.other_team.id, user_id=user.id)
        self.assertFalse(self.env["cs.fund"].with_user(user).search([]))
        self.assertFalse(self.env["cs.fund.move"].with_user(user).search([]))


class TestNotifications(CsCase):
    """Agents are told in their language, where the company wants it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.users["agent"].write({"lang": "zh_CN", "email": "li@example.com"})
        cls.agent = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.other = cls.make_agent("Wang")
        cls.month = cls.make_period("2026-03")

    def activities(self, record):
        return record.activity_ids.filtered(
            lambda activity: activity.user_id == self.users["agent"]
        )

    def mails(self, record):
        return self.env["mail.mail"].search(
            [("model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_a_confirmed_entry_is_told(self):
        entry = self.make_entry(self.agent, "COMPLAINT", "2026-03-02")
        self.assertEqual(len(self.activities(entry)), 1)
        mail = self.mails(entry)
        self.assertEqual(mail.recipient_ids, self.users["agent"].partner_id)
        self.assertIn("2026", mail.subject)

    def test_a_published_statement_is_told_once_to_each_agent(self):
        self.month.action_compute()
        statement = self.statement(self.agent, self.month)
        self.assertFalse(self.activities(statement))
        self.month.action_publish()
        self.assertEqual(len(self.activities(statement)), 1)
        self.assertEqual(len(self.mails(statement)), 1)
        self.assertFalse(self.mails(self.statement(self.other, self.month)))

    def test_each_kind_can_be_switched_off(self):
        self.company.write({"cs_notify_entry": False, "cs_notify_statement": False})
        entry = self.make_entry(self.agent, "COMPLAINT", "2026-03-02")
        self.month.action_compute()
        self.month.action_publish()
        for record in (entry, self.statement(self.agent, self.month)):
            self.assertFalse(self.activities(record))
            self.assertFalse(self.mails(record))
