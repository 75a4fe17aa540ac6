"""Every menu opens for whoever sees it, with every field that its views show."""

import itertools

from odoo.tests import tagged

from tests.common import CsCase
from tests.screens import Screens

ROLES = ("agent", "leader", "officer", "manager")


@tagged("post_install", "-at_install")
class TestViews(Screens, CsCase):
    """Menus and views by role; no screen shows a field that its reader may not see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent(user_id=cls.users["agent"].id)
        cls.make_agent(department_id=cls.other_team.id)
        cls.make_order(1000, "2026-03-05", cls.agent)
        cls.make_order(1000, "2026-03-06")
        cls.entry = cls.make_entry(cls.agent, "COMPLAINT", "2026-03-07")
        cls.make_stat(cls.agent, "2026-03-08", 10, 7)
        cls.env["cs.appeal"].with_user(cls.users["agent"]).create(
            {"entry_id": cls.entry.id, "reason": "It was not me"}
        )
        cls.month = cls.make_period("2026-03")
        cls.month.action_compute()
        cls.month.action_publish()

    def test_menus_by_role(self):
        """Agents see what is theirs, leaders the team, officers pay, managers rules."""
        seen = {
            role: self.menu_names(self.users[role]) for role in (*ROLES, "outsider")
        }
        self.assertFalse(seen["outsider"])
        self.assertIn("cs_menu_my_statements", seen["agent"])
        self.assertNotIn("cs_menu_team", seen["agent"])
        self.assertIn("cs_menu_scores", seen["leader"])
        self.assertNotIn("cs_menu_payroll", seen["leader"])
        self.assertIn("cs_menu_statements", seen["officer"])
        self.assertNotIn("cs_menu_policies", seen["officer"])
        self.assertIn("cs_menu_policies", seen["manager"])
        for lower, higher in itertools.pairwise(ROLES):
            self.assertLess(seen[lower], seen[higher])

    def test_screens_open_by_role(self):
        for role in ROLES:
            opened = 0
            for action in self.actions_of(self.users[role]):
                with self.subTest(role=role, action=action.name):
                    self.open_screen(action, self.users[role])
                opened += 1
            self.assertGreater(opened, 4)

    def test_the_agents_list_of_who_is_employed_elsewhere_too(self):
        """The list opens, and shows the agents of the company that they work in."""
        officer = self.users["officer"]
        elsewhere = self.make_company("Other shop", cs_tz="Asia/Shanghai")
        self.env["hr.employee"].create(
            {
                "name": "The officer",
                "company_id": elsewhere.id,
                "user_id": officer.id,
                "contract_date_start": "2025-01-01",
            }
        )
        action = self.env.ref("cs_management.cs_agent_action")
        self.assertIn(action, self.actions_of(officer))
        found = self.env[action.res_model].with_user(officer)
        found = found.search(self.domain_of(action, officer))
        # Rules are asked when records are read, not when they lie in the cache.
        self.env.invalidate_all()
        self.assertEqual(found.department_id, self.team | self.other_team)
        self.assertEqual(found.company_id, self.company)

    def test_leader_sees_scores_and_no_amount(self):
        """R3.8: leaders see scores of their teams, and no figure of anybody's pay."""
        report = self.env["cs.score.report"].with_user(self.users["leader"])
        rows = report.search([("period_id", "=", self.month.id)])
        self.assertEqual(rows.employee_id, self.agent)
        self.assertEqual(rows.score, self.statement(self.agent, self.month).score)
        money = [
            name
            for name, field in report._fields.items()
            if field.type == "monetary" or name.startswith("amount")
        ]
        self.assertFalse(money)

    def test_agent_sees_his_published_score_only(self):
        report = self.env["cs.score.report"].with_user(self.users["agent"])
        self.assertEqual(report.search([]).employee_id, self.agent)
        self.month.action_unpublish()
        self.assertFalse(report.search([]))
