from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError

from tests.common import CsCase

CHAMPION = {
    "code": "CHAMPION",
    "name": "Sales champion",
    "regulation": "R2.13",
    "step_ids": [
        Command.create({"streak": streak, "amount": amount})
        for streak, amount in ((1, 50), (2, 100), (3, 200))
    ],
}
FIRST = {
    "code": "FIRST",
    "name": "First in the assessment",
    "regulation": "R2.14",
    "measure": "score",
    "one_off": True,
    "step_ids": [Command.create({"streak": 3, "amount": 200})],
}
MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")


class TestPrizes(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann, cls.bob = cls.make_agent("Ann"), cls.make_agent("Bob")

    def award(self, *prizes):
        self.edit_policy({"prize_ids": [Command.create(prize) for prize in prizes]})

    def compute(self, month, lock=True):
        period = self.make_period(month)
        period.action_compute()
        if lock:
            period.action_lock()
        return period

    def prize(self, agent, period):
        return self.amounts(agent, period).get("CS_PRIZE", 0)

    def test_champion_in_four_months_r2_13(self):
        """R2.13, worked: months 1, 2, 3, 4 pay 50, 100, 200, 200."""
        self.award(CHAMPION)
        paid = []
        for month in MONTHS:
            self.make_order(1000, f"{month}-10", self.ann)
            self.make_order(900, f"{month}-11", self.bob)
            period = self.compute(month)
            paid.append(self.prize(self.ann, period))
            self.assertEqual(self.prize(self.bob, period), 0)
        self.assertEqual(paid, [50, 100, 200, 200])

    def test_a_gap_breaks_the_months_running_r2_13(self):
        self.award(CHAMPION)
        paid = []
        for month, winner in zip(
            MONTHS, (self.ann, self.bob, self.ann, self.ann), strict=True
        ):
            self.make_order(1000, f"{month}-10", winner)
            paid.append(self.prize(self.ann, self.compute(month)))
        self.assertEqual(paid, [50, 0, 50, 100])

    def test_a_month_without_sales_breaks_them_too_r2_13(self):
        self.award(CHAMPION)
        paid = []
        for month, amount in zip(MONTHS[:3], (1000, 0, 1000), strict=True):
            if amount:
                self.make_order(amount, f"{month}-10", self.ann)
            period = self.compute(month)
            paid.append(self.prize(self.ann, period))
        self.assertEqual(paid, [50, 0, 50])
        self.assertNotIn("CS_PRIZE", self.amounts(self.bob, period))

    def test_streak_is_read_from_locked_statements_r2_13(self):
        """A late refund of a locked month changes neither its champion nor the next."""
        self.award(CHAMPION)
        order = self.make_order(1000, "2026-01-10", self.ann)
        january = self.compute("2026-01")
        order._action_cancel()
        self.make_order(1000, "2026-02-10", self.ann)
        february = self.compute("2026-02", lock=False)
        self.assertEqual(self.prize(self.ann, january), 50)
        self.assertEqual(self.prize(self.ann, february), 100)

    def test_streak_goes_on_under_a_new_version_r2_13(self):
        self.award(CHAMPION)
        self.make_order(1000, "2026-01-10", self.ann)
        self.compute("2026-01")
        version = self.policy.new_version(fields.Date.to_date("2026-02-01"))
        self.assertEqual(version.prize_ids.step_ids.mapped("amount"), [50, 100, 200])
        version.prize_ids.step_ids[1].amount = 120
        version.action_approve()
        self.make_order(1000, "2026-02-10", self.ann)
        self.assertEqual(self.prize(self.ann, self.compute("2026-02")), 120)

    def test_tie_each_share_none_r2_13(self):
        """Each of the tied gets it by default, and a tie keeps the months running."""
        self.award(CHAMPION)
        self.make_order(1000, "2026-01-10", self.ann | self.bob)
        january = self.compute("2026-01", lock=False)
        self.assertEqual(self.prize(self.ann, january), 50)
        self.assertEqual(self.prize(self.bob, january), 50)
        for ties, amount in (("share", 25), ("none", 0)):
            prize = {"ties": ties}
            self.edit_policy(
                {"prize_ids": [Command.update(self.policy.prize_ids.id, prize)]}
            )
            january.action_compute()
            self.assertEqual(self.prize(self.ann, january), amount)
            self.assertEqual(self.prize(self.bob, january), amount)
        january.action_lock()
        self.make_order(500, "2026-02-10", self.ann)
        self.assertEqual(self.prize(self.ann, self.compute("2026-02")), 50)

    def test_tie_keeps_the_streak_of_each_r2_13(self):
        self.award(CHAMPION)
        self.make_order(1000, "2026-01-10", self.ann | self.bob)
        self.compute("2026-01")
        self.make_order(1000, "2026-02-10", self.bob)
        february = self.compute("2026-02")
        self.assertEqual(self.prize(self.bob, february), 100)

    def test_scope_team_or_company_r2_13(self):
        other = self.make_agent("Cora", department_id=self.other_team.id)
        self.award(CHAMPION)
        self.make_order(1000, "2026-01-10", self.ann)
        self.make_order(2000, "2026-01-10", other)
        period = self.compute("2026-01", lock=False)
        self.assertEqual(self.prize(self.ann, period), 50)
        self.assertEqual(self.prize(other, period), 50)
        scope = {"scope": "company"}
        self.edit_policy(
            {"prize_ids": [Command.update(self.policy.prize_ids.id, scope)]}
        )
        period.action_compute()
        self.assertEqual(self.prize(self.ann, period), 0)
        self.assertEqual(self.prize(other, period), 50)

    def test_first_in_the_assessment_three_months_running_r2_14(self):
        """R2.14: one-off 200 in the third month, then counting starts anew."""
        self.award(FIRST)
        paid = []
        for month in MONTHS:
            self.make_entry(self.ann, "MERIT5", f"{month}-05")
            paid.append(self.prize(self.ann, self.compute(month)))
        self.assertEqual(paid, [0, 0, 200, 0])

    def test_not_together_r2_13_r2_14(self):
        with self.assertRaisesRegex(ValidationError, "not by both"):
            self.award(CHAMPION, FIRST)

    def test_prize_without_steps_is_not_approved(self):
        with self.assertRaisesRegex(ValidationError, "pays nothing"):
            self.award({"code": "EMPTY", "name": "Empty"})

    def test_recomputing_changes_nothing(self):
        self.award(CHAMPION)
        self.make_order(1000, "2026-01-10", self.ann)
        period = self.compute("2026-01", lock=False)
        line = self.statement(self.ann, period).line_ids.filtered(
            lambda line: line.code == "CS_PRIZE"
        )
        before = (line.id, line.write_date, line.trace)
        period.action_compute()
        line.invalidate_recordset()
        self.assertEqual((line.id, line.write_date, line.trace), before)

    def test_statement_says_how_the_prize_came_about(self):
        """The prize is explained in words and opens the orders it rests on."""
        self.award(CHAMPION)
        order = self.make_order(1000, "2026-01-10", self.ann)
        period = self.compute("2026-01")
        line = self.statement(self.ann, period).line_ids.filtered(
            lambda line: line.code == "CS_PRIZE"
        )
        self.assertEqual(
            line.trace_text.splitlines(),
            [
                "Sales champion: first of the team with sales 1,000",
                "Months running as the first: 1 - ¥\xa050.00",
            ],
        )
        _xmlid, domain = line._source()
        credit = self.env["cs.commission.line"].search(domain)
        self.assertEqual(credit.order_id, order)

    def test_a_prize_of_an_approved_policy_cannot_change(self):
        self.award(CHAMPION)
        with self.assertRaisesRegex(UserError, "approved"):
            self.policy.prize_ids.step_ids[0].amount = 60
        self.policy.action_draft()
        with self.assertRaises(AccessError):
            self.policy.prize_ids.with_user(self.users["officer"]).write({"name": "x"})
        prize = self.policy.prize_ids.with_user(self.users["agent"])
        self.assertEqual(prize.name, "Sales champion")
