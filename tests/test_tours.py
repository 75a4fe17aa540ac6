"""The main paths on the screen, walked in a browser by the people who walk them."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.cs_management.models import cs_background_mixin, cs_period_background

from .common import CsCase


@tagged("standard", "post_install", "-at_install")
class TestTours(CsCase, HttpCase):
    """A leader, the officer and an agent at their screens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Wang Li", user_id=cls.users["agent"].id)
        cls.colleague = cls.make_agent("Zhao Lei")
        cls.stranger = cls.make_agent("Sun Yue", department_id=cls.other_team.id)
        cls.month = cls.make_period("2026-03")
        cls.order = cls.make_order(40000, "2026-03-05", cls.agent)
        cls.make_stat(cls.agent, "2026-03-31", 100, 70, granularity="period")

    def test_leader_writes_and_confirms_an_entry(self):
        """R2.1: a leader records a complaint; its price and its step are filled in."""
        self.start_tour("/odoo", "cs_leader_entry", login="cs_leader")
        entry = self.env["cs.conduct.entry"].search([])
        self.assertEqual(entry.employee_id, self.colleague)
        self.assertEqual(entry.rule_code, "COMPLAINT")
        self.assertEqual(entry.state, "confirmed")
        self.assertEqual(entry.issuer_id, self.users["leader"])
        self.assertEqual((entry.occurrence, entry.amount), (1, 50))

    def test_leader_records_several_agents_at_once(self):
        """R3.2: who covered a shift together gets the merit at once."""
        self.start_tour("/odoo", "cs_leader_batch", login="cs_leader")
        entries = self.env["cs.conduct.entry"].search([])
        self.assertEqual(entries.employee_id, self.agent | self.colleague)
        self.assertEqual(set(entries.mapped("state")), {"confirmed"})

    def test_officer_runs_a_period(self):
        """R1.30: HR computes, publishes, locks and pays the month."""
        self.make_entry(self.colleague, "COMPLAINT", "2026-03-10")
        self.start_tour("/odoo", "cs_officer_period", login="cs_officer")
        self.assertEqual(self.month.state, "locked")
        self.assertEqual(set(self.month.statement_ids.mapped("state")), {"locked"})
        fund = self.env["cs.fund"].search([("department_id", "=", self.team.id)])
        self.assertEqual(fund.balance, 50)
        slips = self.month.statement_ids.payslip_ids
        self.assertEqual(slips.mapped("state"), ["done"] * 3)

    def test_officer_runs_a_long_period(self):
        """R1.30: a long month is computed in the background, and the form says so."""
        lost = dict.fromkeys(cs_background_mixin.ACTIVE, timedelta(minutes=-1))
        with (
            patch.object(cs_period_background, "LONG_AGENTS", 0),
            patch.object(cs_background_mixin, "SILENCE", lost),
        ):
            self.start_tour("/odoo", "cs_officer_long_period", login="cs_officer")
        self.assertTrue(self.month.computed_at)
        self.assertEqual(self.env["cs.period.job"].search([]).state, "done")

    def test_fund_expense(self):
        """R2.10: a leader asks for the team's money, HR approves and pays it."""
        self.make_entry(self.colleague, "COMPLAINT", "2026-03-10")
        self.month.action_compute()
        self.month.action_lock()
        fund = self.env["cs.fund"].search([("department_id", "=", self.team.id)])
        self.start_tour("/odoo", "cs_fund_request", login="cs_leader")
        expense = fund.expense_ids
        self.assertEqual((expense.state, fund.balance), ("requested", 50))
        expense.with_user(self.users["leader"]).receipt_ids = [
            Command.create({"name": "receipt.txt", "raw": b"tea"})
        ]
        self.start_tour("/odoo", "cs_fund_pay", login="cs_officer")
        self.assertEqual((expense.state, fund.balance), ("paid", 20))

    def test_agent_follows_an_amount_to_its_order(self):
        """R6.1: an agent reads their statement and finds the order behind it."""
        self.order.name = "S-TOUR-1"
        self.month.action_compute()
        self.month.action_publish()
        self.start_tour("/odoo", "cs_agent_statement", login="cs_agent")

    def test_agent_appeals_against_an_entry(self):
        """An agent appeals against an entry of theirs; another leader decides."""
        other = self.make_user("leader", login="cs_other_leader")
        self.team.cs_leader_ids = [Command.link(other.id)]
        self.make_entry(self.agent, "DUTY", "2026-03-10", user=self.users["leader"])
        self.start_tour("/odoo", "cs_agent_appeal", login="cs_agent")
        appeal = self.env["cs.appeal"].search([])
        self.assertEqual((appeal.employee_id, appeal.state), (self.agent, "pending"))
        self.start_tour("/odoo", "cs_leader_appeal", login="cs_other_leader")
        self.assertEqual(appeal.state, "accepted")
        self.assertEqual(appeal.entry_id.state, "cancelled")
