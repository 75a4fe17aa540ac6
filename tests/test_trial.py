"""What users stumbled over when they tried the addon out: odd input, odd order."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CsCase

STAT = ["employee_id", "date", "granularity", "asked", "bought"]
ENTRY = ["employee_id", "date", "rule_id", "points", "amount", "note"]


@tagged("post_install", "-at_install")
class TestTrial(CsCase):
    """Imports, new records and funds as users meet them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent(name="Ann")
        cls.code = cls.agent.cs_agent_code
        cls.month = cls.make_period("2026-03")

    def load(self, model, fields, *rows, user="leader"):
        """Import rows as a user does: ``(number created, messages)``."""
        model = self.env[model].with_user(self.users[user])
        before = model.sudo().search_count([])
        result = model.load(fields, [list(row) for row in rows])
        return model.sudo().search_count([]) - before, result["messages"]

    def test_figures_are_imported_by_work_number(self):
        """R6.1: the work number names the agent, in a file too."""
        row = (self.code, "2026-03-02", "Day", "10", "7")
        created, messages = self.load("cs.service.stat", STAT, row)
        self.assertEqual((created, messages), (1, []))
        stat = self.env["cs.service.stat"].search([("employee_id", "=", self.agent.id)])
        self.assertEqual((stat.asked, stat.bought), (10, 7))

    def test_bad_figures_are_refused_as_a_whole(self):
        """One wrong row, and no row is imported; each error names its row."""
        good = (self.code, "2026-03-02", "Day", "10", "7")
        for number, bad in enumerate(
            (
                ("Nobody", "2026-03-02", "Day", "10", "7"),
                (self.code, "31/31/2026", "Day", "10", "7"),
                (self.code, "2026-04-03", "Whole period", "10", "11"),
                (self.code, "2026-03-03", "Day", "-10", "-11"),
                (self.code, "2026-03-03", "Day", "many", "7"),
                (self.code, "2026-03-02", "Day", "10", "7"),
                (self.code, "2099-03-02", "Day", "10", "7"),
            )
        ):
            with self.subTest(number=number), mute_logger("odoo.sql_db"):
                created, messages = self.load("cs.service.stat", STAT, good, bad)
                self.assertFalse(created)
                self.assertIn(1, [message["rows"]["from"] for message in messages])

    def test_empty_cells_leave_the_price_to_the_rule(self):
        """R3.3: what a rule costs need not be typed again."""
        row = (self.code, "2026-03-02", "LIGHT2", "", "", "loud")
        created, messages = self.load("cs.conduct.entry", ENTRY, row)
        self.assertEqual((created, messages), (1, []))
        entry = self.env["cs.conduct.entry"].search(
            [("employee_id", "=", self.agent.id)]
        )
        self.assertEqual(entry.points, 2)
        self.assertFalse(entry.is_override)

    def test_bad_entries_are_refused_as_a_whole(self):
        good = (self.code, "2026-03-02", "LIGHT2", "", "", "loud")
        for bad in (
            (self.code, "2026-03-02", "NO_SUCH_RULE", "", "", "x"),
            ("Nobody", "2026-03-02", "LIGHT2", "", "", "x"),
            (self.code, "yesterday", "LIGHT2", "", "", "x"),
            (self.code, "2026-03-02", "RANGE", "99", "", "x"),
            (self.code, "2026-03-02", "MERIT", "", "-5", "x"),
        ):
            with self.subTest(bad=bad), mute_logger("odoo.sql_db"):
                created, messages = self.load("cs.conduct.entry", ENTRY, good, bad)
                self.assertFalse(created)
                self.assertIn(1, [message["rows"]["from"] for message in messages])

    def test_other_team_is_refused_with_the_reason(self):
        """A leader is told whose agent it is that they may not record."""
        other = self.make_agent(name="Zoe", department_id=self.other_team.id)
        with self.assertRaisesRegex(AccessError, "Zoe was in no team of yours"):
            self.make_entry(
                other, "LIGHT2", "2026-03-02", user=self.users["leader"], confirm=False
            )

    def test_a_mistyped_year_makes_no_periods(self):
        """R1.30: a fact of 2099 is a typing error, not 880 pay periods."""
        before = self.env["cs.period"].search_count([])
        with self.assertRaisesRegex(ValidationError, "more than a year ahead"):
            self.make_stat(self.agent, "2099-01-01", 10, 7)
        self.assertEqual(self.env["cs.period"].search_count([]), before)

    def test_new_entry_has_a_plain_name(self):
        entry = self.env["cs.conduct.entry"].new({"employee_id": self.agent.id})
        self.assertFalse(entry.display_name)

    def test_fund_shows_its_moves(self):
        """R2.10: the fund opens with its moves, the agent's name for HR only."""
        self.make_entry(self.agent, "COMPLAINT", "2026-03-07")
        self.month.action_compute()
        self.month.action_publish()
        self.month.action_lock()
        for role, name in (("officer", "Ann"), ("leader", False)):
            fund = self.env["cs.fund"].with_user(self.users[role]).search([], limit=1)
            with Form(fund) as form:
                self.assertEqual(form.balance, 50)
            self.assertEqual(fund.move_ids.mapped("agent_name"), [name])

    def test_agent_without_contract_is_named(self):
        """Whoever has a level but no contract dates is not left out in silence."""
        self.make_agent(name="Idle", contract_date_start=False)
        self.month.action_compute()
        self.assertIn("no contract dates", self.month.warning)
        self.assertIn("Idle", self.month.warning)

    def test_no_policy_begins_in_a_locked_period(self):
        """New rules hold from a later period on; the locked one keeps its own."""
        self.month.action_compute()
        self.month.action_publish()
        self.month.action_lock()
        late = self.policy.new_version("2026-03-01")
        with self.assertRaisesRegex(UserError, "2026-03 is locked"):
            late.action_approve()
        next_month = self.policy.new_version("2026-04-01")
        next_month.action_approve()
        self.assertEqual(next_month.state, "approved")
