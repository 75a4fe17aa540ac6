"""One list of what is unfinished before a month is locked, each with its link."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import format_date

from tests.common import CsCase


class TestChecklist(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.li = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.march = cls.make_period("2026-03")

    def rows(self, period=None):
        period = (period or self.march).with_user(self.users["officer"])
        return {row["code"]: row for row in period.get_unfinished()}

    def opened(self, code):
        """The records behind an entry of the list."""
        period = self.march.with_user(self.users["officer"])
        action = period.action_open_unfinished(code)
        return self.env[action["res_model"]].search(action["domain"])

    def assert_left(self, code, records, count=None):
        row = self.rows()[code]
        self.assertEqual(row["count"], count or len(records))
        self.assertTrue(row["label"])
        self.assertEqual(self.opened(code), records)

    def test_nothing_left_nothing_listed(self):
        self.assertEqual(self.rows(), {})
        self.march.action_compute()
        self.assertEqual(self.rows(), {})
        with self.assertRaises(UserError):
            self.opened("drafts")

    def lock_dialog(self):
        """What the dialog of the Lock button shows to HR."""
        period = self.march.with_user(self.users["officer"])
        action = period.action_ask_lock()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("cs.period", self.march.id)
        )
        arch = self.env[action["res_model"]].get_view(action["views"][0][0], "form")
        for name in ("lock_text", "days_missing", "action_lock", "cs_period_checklist"):
            self.assertIn(f'name="{name}"', arch["arch"])
        return period.read(["lock_text", "days_missing"])[0]

    def test_the_lock_says_what_it_means_for_the_month(self):
        self.assertIn("Nobody has a statement", self.lock_dialog()["lock_text"])
        self.march.action_compute()
        self.march.action_publish()
        said = self.lock_dialog()
        self.assertIn("Statements: 1,", said["lock_text"])
        self.assertIn(
            self.march.currency_id.format(self.march.amount_total), said["lock_text"]
        )
        self.assertFalse(said["days_missing"])
        self.march.action_lock()
        with self.assertRaisesRegex(UserError, "locked already"):
            self.march.with_user(self.users["officer"]).action_ask_lock()

    @freeze_time("2026-03-20 04:00:00")
    def test_a_month_that_is_not_over_names_the_days_that_are_missing(self):
        self.march.action_compute()
        self.march.action_publish()
        days = self.lock_dialog()["days_missing"]
        self.assertEqual(days, "12, 03/20/2026 to 03/31/2026")

    def test_leaders_are_not_asked_to_lock(self):
        with self.assertRaisesRegex(UserError, "HR officers"):
            self.march.with_user(self.users["leader"]).action_ask_lock()

    def test_drafts_and_appeals(self):
        draft = self.make_entry(self.li, "DUTY", "2026-03-10", confirm=False)
        self.assert_left("drafts", draft)
        draft.action_confirm()
        self.assertNotIn("drafts", self.rows())
        appeal = (
            self.env["cs.appeal"]
            .with_user(self.users["agent"])
            .create({"entry_id": draft.id, "reason": "It was not me"})
        )
        self.assert_left("appeals", appeal.with_env(self.env))

    def test_orders_and_figures(self):
        order = self.make_order(1000, "2026-03-05")
        self.make_order(1000, "2026-03-06", self.li)
        self.march.action_compute()
        checks = self.opened("untagged")
        self.assertEqual(checks.mapped("order_name"), [order.name])
        self.assert_left("figures", self.statement(self.li, self.march))
        self.make_stat(self.li, "2026-03-31", 10, 8)
        self.march.action_compute()
        self.assertNotIn("figures", self.rows())

    def test_agents_without_level_contract_wage_or_policy(self):
        idle = self.make_agent("Idle", contract_date_start=False)
        unpaid = self.make_agent("Unpaid", wage=0)
        unlevelled = self.env["hr.employee"].create(
            {
                "name": "New",
                "company_id": self.company.id,
                "cs_agent_code": "900",
            }
        )
        self.assert_left("contracts", idle)
        self.assert_left("wages", unpaid)
        self.assert_left("levels", unlevelled)
        self.assertIn("Idle", self.rows()["contracts"]["names"])
        self.policy.action_draft()
        self.assertEqual(self.rows()["ladders"]["names"], self.ladder.name)
        self.assertEqual(self.opened("ladders"), self.policy, "which is to be approved")

    def test_protection_carried_and_open_exams(self):
        self.march.action_compute()
        statement = self.statement(self.li, self.march)
        statement.balance_closing = 300
        self.assert_left("carried", statement)

    def test_days_that_have_not_passed_are_named(self):
        today = self.company._cs_today()
        first = today.replace(day=1)
        period = self.env["cs.period"]._of_days(self.company, {today})[today]
        self.assertEqual(period.date_from, first)
        row = self.rows(period)["days"]
        self.assertEqual(row["count"], (period.date_to - today).days + 1)
        self.assertIn(format_date(self.env, period.date_to), row["names"])
        self.assertFalse(row["has_link"])
        over = self.env["cs.period"]._of_days(self.company, {first - timedelta(days=1)})
        self.assertNotIn("days", self.rows(next(iter(over.values()))))

    def test_what_the_run_says_itself_is_in_the_list(self):
        clerk = self.make_agent("Clerk")
        self.make_order(1000, "2026-03-05", clerk)
        clerk.version_id.cs_level_id = False
        self.march.action_compute()
        self.assertIn("Clerk", self.march.note)
        self.assertIn("Clerk", self.rows()[""]["label"])
        self.assertIn("Clerk", self.march.warning)

    def test_nothing_is_published_of_nobody(self):
        """It says what is missing; the month can be locked without statements."""
        self.li.version_id.contract_date_start = False
        self.march.action_compute()
        self.assertFalse(self.march.statement_ids)
        with self.assertRaises(RedirectWarning) as caught:
            self.march.with_user(self.users["officer"]).action_publish()
        text, action, _label, *_context = caught.exception.args
        self.assertIn("Li", text)
        people = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(people, self.li)
        self.assertIn("no contract dates", self.march.warning)
        self.march.with_user(self.users["officer"]).action_lock()
        self.assertEqual(self.march.state, "locked")
        self.assertEqual(self.rows(), {}, "it is too late for a list")

    def test_a_company_without_anybody(self):
        other = self.make_company("Empty", cs_tz="Asia/Shanghai")
        officer = self.make_user("officer", company=other, login="cs_other_officer")
        period = self.env["cs.period"].create(
            {
                "company_id": other.id,
                "date_from": date(2026, 3, 1),
                "date_to": date(2026, 3, 31),
            }
        )
        period.action_compute()
        period = period.with_user(officer).with_context(allowed_company_ids=other.ids)
        found = period.get_unfinished()
        self.assertIn("nobody", [row["code"] for row in found])
        with self.assertRaises(RedirectWarning) as caught:
            period.action_publish()
        self.assertIn("Nobody has a level", caught.exception.args[0])
        self.assertEqual(caught.exception.args[1]["res_model"], "cs.people")

    def test_officers_only(self):
        for role in ("agent", "leader"):
            period = self.march.with_user(self.users[role])
            with self.assertRaises(UserError):
                period.get_unfinished()
            with self.assertRaises(UserError):
                period.action_open_unfinished("drafts")
        with self.assertRaises(UserError):
            self.march.with_user(self.users["officer"]).action_open_unfinished("x")

    def test_selects_do_not_depend_on_agents(self):
        def cost():
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.rows()
            return len(found)

        cost()  # What is loaded once.
        few = cost()
        for number in range(30):
            agent = self.make_agent(f"Agent {number}")
            self.make_entry(agent, "DUTY", "2026-03-10", confirm=False)
        self.assertEqual(cost(), few)
        self.assertEqual(self.rows()["drafts"]["count"], 30)
