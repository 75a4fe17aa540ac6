"""Appeals against credits: whose order it is, and commission added (R6.1, R6.4)."""

from odoo.exceptions import UserError

from tests.test_statement import StatementCase
from tests.words import check_words


class TestCredit(StatementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.wang, cls.zhou = cls.make_agent("Wang"), cls.make_agent("Zhou")
        cls.order = cls.make_order(3000, "2026-03-05", [cls.agent, cls.wang, cls.zhou])
        cls.april = cls.make_period("2026-04")

    def setUp(self):
        super().setUp()
        self.march.action_compute()

    def credit(self, period=None):
        return self.env["cs.commission.line"].search(
            [
                ("employee_id", "=", self.agent.id),
                ("period_id", "=", (period or self.march).id),
            ]
        )

    def appeal(self):
        made = (
            self.env["cs.appeal"]
            .with_user(self.users["agent"])
            .create({"commission_line_id": self.credit().id, "reason": "I sold it"})
        )
        return made.with_user(self.users["officer"])

    def lock(self, period):
        period.action_compute()
        period.action_lock()

    def test_accepted_the_order_is_the_agents_alone_r6_1(self):
        self.assertEqual(self.credit().base, 1000)
        self.appeal().action_accept()
        self.assertEqual(self.order._cs_agents(), self.agent)
        self.march.action_compute()
        self.assertEqual(self.credit().base, 3000)
        decision = self.env["cs.order.decision"].search(
            [("order_id", "=", self.order.id)], limit=1
        )
        self.assertIn("Li", decision.reason)

    def test_in_part_it_is_shared_with_one_colleague_r6_4(self):
        appeal = self.appeal()
        appeal.write({"credit_share_id": self.wang.id, "decision_note": "Both"})
        appeal.action_partly()
        self.assertEqual(self.order._cs_agents(), self.agent | self.wang)
        self.march.action_compute()
        self.assertEqual(self.credit().base, 1500)

    def test_a_locked_month_is_settled_forward_r6_4(self):
        appeal = self.appeal()
        self.lock(self.march)
        appeal.action_accept()
        for _run in range(2):
            self.april.action_compute()
        self.assertEqual(self.amounts(self.agent, self.april)["CS_ADJUSTMENT"], 20)
        self.assertEqual(self.amounts(self.wang, self.april)["CS_ADJUSTMENT"], -10)

    def test_commission_is_added_once_r6_2(self):
        for locked in (False, True):
            with self.subTest(locked=locked):
                appeal = self.appeal()
                if locked:
                    self.lock(self.march)
                appeal.write({"credit_extra": 12.5, "decision_note": "Wrong tier"})
                appeal.action_partly()
                period = self.april if locked else self.march
                self.assertEqual(appeal.credit_period_id, period)
                for _run in range(2):
                    period.action_compute()
                lines = self.statement(self.agent, period).line_ids
                lines = lines.filtered(
                    lambda row, a=appeal: (row.key or "").endswith(f"appeal:{a.id}")
                )
                self.assertEqual(lines.amount, 12.5)
                check_words(self, lines)
        self.lock(self.april)
        may = self.make_period("2026-05")
        may.action_compute()
        self.assertNotIn("CS_ADJUSTMENT", self.amounts(self.agent, may))

    def test_the_appeal_outlives_its_credit_r6_4(self):
        """The order loses its tag or is cancelled: the appeal stays on file."""
        appeal = self.appeal()
        credit = self.credit()
        self.order._cs_set_agents(self.wang, "Another look")
        for _run in range(2):
            self.march.action_compute()
        self.assertEqual(appeal.commission_line_id, credit)
        self.assertEqual((credit.base, credit.amount), (0, 0))
        self.assertFalse(self.amount(self.agent, "CS_COMMISSION"))
        appeal.action_accept()
        self.march.action_compute()
        self.assertEqual(credit.base, 3000)

    def test_so_it_does_behind_a_lock_r6_4(self):
        self.lock(self.march)
        self.order._cs_set_agents(self.agent, "Alone")
        self.april.action_compute()
        late = self.credit(self.april)
        appeal = self.env["cs.appeal"].create(
            {"commission_line_id": late.id, "reason": "More"}
        )
        self.order._cs_set_agents(self.agent | self.wang | self.zhou, "As it was")
        self.april.action_compute()
        self.assertEqual(appeal.commission_line_id, late)
        self.assertEqual((late.base, late.amount), (0, 0))
        self.assertNotIn("CS_ADJUSTMENT", self.amounts(self.agent, self.april))

    def test_only_hr_adds_commission(self):
        appeal = self.appeal().with_user(self.users["leader"])
        with self.assertRaisesRegex(UserError, "added by HR"):
            appeal.credit_extra = 100

    def test_something_has_to_change(self):
        appeal = self.appeal()
        appeal.decision_note = "So be it"
        with self.assertRaisesRegex(UserError, "nothing would change"):
            appeal.action_partly()
        self.order._cs_set_agents(self.agent, "Alone")
        with self.assertRaisesRegex(UserError, "nothing would change"):
            appeal.action_accept()

    def test_who_gave_the_order_does_not_decide(self):
        officer = self.users["officer"]
        order = self.order.with_user(officer).sudo().with_user(officer)
        order._cs_set_agents(self.agent | self.wang, "Shared")
        self.march.action_compute()
        appeal = self.appeal()
        self.assertNotIn(officer, appeal.decider_ids)
        with self.assertRaisesRegex(UserError, "comes from you"):
            appeal.action_accept()

    def test_who_loses_their_share_does_not_decide(self):
        self.wang.user_id = self.users["leader"]
        appeal = self.appeal()
        self.assertNotIn(self.users["leader"], appeal.decider_ids)
        with self.assertRaises(UserError):
            appeal.with_user(self.users["leader"]).action_reject()
