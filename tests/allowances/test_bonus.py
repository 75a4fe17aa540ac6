"""Bonuses within a range, with who set them and why (R5.5, R3.13)."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from tests.allowances.test_allowances import AllowanceCase
from tests.words import check_words


class BonusCase(AllowanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_level(cls.junior, bonus_min_percent=10, bonus_max_percent=20)
        cls.set_level(cls.senior, bonus_min_amount=300, bonus_setter="manager")
        cls.agent = cls.make_agent("Li", user_id=cls.users["agent"].id)

    def make_bonus(self, percent=0, amount=0, user="officer", **values):
        values = {
            "employee_id": self.agent.id,
            "date": "2026-03-31",
            "kind": "amount" if amount else "percent",
            "percent": percent,
            "amount": amount,
            "reason": "Good work",
            **values,
        }
        return self.env["cs.bonus"].with_user(self.users[user]).create(values)

    def cancel(self, bonus):
        bonus._decide("cancel", "A mistake")

    def lines(self, period=None):
        statement = self.compute(self.agent, period)
        check_words(self, statement.line_ids)
        return statement.line_ids.filtered(lambda line: line._is_bonus())


class TestBonus(BonusCase):
    def test_per_cent_of_base_pay_with_who_set_it_r5_5(self):
        bonus = self.make_bonus(15)
        self.assertFalse(self.lines())
        bonus.action_confirm()
        self.assertEqual(bonus.set_by_id, self.users["officer"])
        line = self.lines()
        self.assertEqual((line.code, line.amount), ("CS_REWARD", 330))
        self.assertEqual((line.name, line.base, line.rate), ("Bonus", 2200, 15))
        self.assertEqual(bonus.statement_id, self.statement(self.agent, self.march))

    def test_the_range_of_the_level_holds_r5_5(self):
        for percent in (9.99, 20.01, 0):
            with self.assertRaisesRegex(ValidationError, "from 10 to 20"):
                self.make_bonus(percent).action_confirm()
        for percent in (10, 20):
            self.make_bonus(percent).action_confirm()
        with self.assertRaisesRegex(ValidationError, "no such bonus"):
            self.make_bonus(amount=500).action_confirm()

    def test_managers_get_at_least_300_from_the_general_manager_r3_13(self):
        head = self.make_agent("Head", level=self.senior)
        self.march.action_compute()
        self.assertIn("Head", self.march.warning)
        bonus = self.make_bonus(amount=300, employee_id=head.id)
        with self.assertRaisesRegex(UserError, "general manager"):
            bonus.action_confirm()
        low = self.make_bonus(amount=299.99, employee_id=head.id, user="manager")
        with self.assertRaisesRegex(ValidationError, "from 300"):
            low.action_confirm()
        bonus.with_user(self.users["manager"]).action_confirm()
        low.unlink()
        self.march.action_compute()
        self.assertEqual(self.amount(head, "CS_REWARD"), 300)
        self.assertNotIn("Head", self.march.warning or "")

    def test_nobody_sets_their_own_r5_5(self):
        own = self.make_agent("Boss", user_id=self.users["officer"].id)
        with self.assertRaisesRegex(UserError, "concerns you"):
            self.make_bonus(15, employee_id=own.id)
        bonus = self.make_bonus(15, employee_id=own.id, user="manager")
        with self.assertRaisesRegex(UserError, "concerns you"):
            bonus.with_user(self.users["officer"]).action_confirm()

    def test_terms_stay_once_it_was_decided_r5_5(self):
        bonus = self.make_bonus(15)
        bonus.action_confirm()
        with self.assertRaisesRegex(UserError, "cancel it"):
            bonus.percent = 20
        with self.assertRaisesRegex(UserError, "cancel it"):
            bonus.unlink()
        with self.assertRaises(ValidationError):
            bonus._decide("cancel")

    def test_set_behind_a_lock_it_is_paid_later_and_taken_back_once_r5_5(self):
        self.lock(self.march)
        bonus = self.make_bonus(15)
        bonus.action_confirm()
        april, may = self.make_period("2026-04"), self.make_period("2026-05")
        june = self.make_period("2026-06")
        self.assertEqual(bonus.origin_period_id, self.march)
        line = self.lines(april)
        self.assertEqual((line.code, line.amount), ("CS_ADJUSTMENT", 330))
        self.assertEqual(line.origin_period_id, self.march)
        april.action_lock()
        self.assertFalse(self.lines(may))
        self.cancel(bonus)
        self.assertEqual(self.lines(may).amount, -330)
        may.action_lock()
        self.assertFalse(self.lines(june))

    def test_another_wage_behind_a_lock_changes_the_bonus_r5_5(self):
        self.make_bonus(10).action_confirm()
        self.lock(self.march)
        self.agent.version_id.wage = 2300
        april, may = self.make_period("2026-04"), self.make_period("2026-05")
        self.assertEqual(self.lines(april).amount, 10)
        april.action_lock()
        self.assertFalse(self.lines(may))

    def test_several_agents_at_once_r5_5(self):
        other = self.make_agent("Wang")
        form = Form(self.env["cs.bonus.batch"].with_user(self.users["officer"]))
        form.employee_ids = self.agent + other
        form.date = "2026-03-31"
        form.percent = 12
        form.reason = "A good month"
        action = form.save().action_create()
        bonuses = self.env["cs.bonus"].search(action["domain"])
        self.assertEqual(set(bonuses.mapped("state")), {"confirmed"})
        self.assertEqual(bonuses.employee_id, self.agent + other)

    def test_agents_read_their_own_with_their_statement_and_leaders_none_r5_5(self):
        bonus = self.make_bonus(15)
        bonus.action_confirm()
        self.march.action_compute()
        for role in ("agent", "leader"):
            found = self.env["cs.bonus"].with_user(self.users[role]).search([])
            self.assertFalse(found)
        self.march.action_publish()
        seen = bonus.with_user(self.users["agent"])
        self.assertEqual(seen.reason, "Good work")
        self.assertFalse(seen.can_cancel)
        for role in ("leader", "outsider"):
            with self.assertRaises(AccessError):
                bonus.with_user(self.users[role]).read(["percent"])

    def test_its_line_opens_who_set_it_and_why_r5_5(self):
        bonus = self.make_bonus(15)
        bonus.action_confirm()
        action = self.lines().action_open_sources()
        self.assertEqual(action["res_model"], "cs.bonus")
        self.assertEqual(self.env["cs.bonus"].search(action["domain"]), bonus)
