"""Every menu opens for whoever sees it, with every field that its views show."""

import ast
import itertools

from lxml import etree

from odoo.tests import tagged

from .common import CsCase

ROLES = ("agent", "leader", "officer", "manager")


@tagged("post_install", "-at_install")
class TestViews(CsCase):
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

    def menu_names(self, role):
        """Xmlids of the addon's menus that a role sees."""
        menus = self.env["ir.ui.menu"].with_user(self.users[role]).load_menus(False)
        xmlids = {menu.get("xmlid") or "" for menu in menus.values()}
        prefix = "cs_management."
        return {name.removeprefix(prefix) for name in xmlids if name.startswith(prefix)}

    def test_menus_by_role(self):
        """Agents see what is theirs, leaders the team, officers pay, managers rules."""
        seen = {role: self.menu_names(role) for role in (*ROLES, "outsider")}
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
            for action in self.actions_of(role):
                if (
                    action.type == "ir.actions.client"
                    or action.res_model == "res.config.settings"
                ):
                    continue
                with self.subTest(role=role, action=action.name):
                    self.open_screen(action, self.users[role])
                opened += 1
            self.assertGreater(opened, 4)

    def actions_of(self, role):
        menus = self.env["ir.ui.menu"].browse(
            self.env.ref(f"cs_management.{name}").id for name in self.menu_names(role)
        )
        return [menu.action for menu in menus.sudo() if menu.action]

    def open_screen(self, action, user):
        """Load the views of an action and read the records with all their fields."""
        env = self.env(user=user, su=False)
        model = env[action.res_model]
        loaded = model.get_views([*action.views, (action.search_view_id.id, "search")])
        for view in loaded["views"].values():
            arch = etree.fromstring(view["arch"])
            names = {
                node.get("name")
                for node in arch.iter("field")
                if not any(parent.tag == "field" for parent in node.iterancestors())
            }
            specification = {
                name: {"fields": {"display_name": {}}}
                if model._fields[name].relational
                else {}
                for name in names
            }
            model.web_search_read(self.domain_of(action, user), specification)

    def domain_of(self, action, user):
        return [
            leaf
            if isinstance(leaf, str)
            else (leaf[0], leaf[1], user.id if leaf[2] == "uid" else leaf[2])
            for leaf in self.literal(action.domain, user.company_ids)
        ]

    @staticmethod
    def literal(domain, companies):
        """The domain of an action without evaluating anything."""
        domain = (domain or "[]").replace("uid)", "'uid')")
        return ast.literal_eval(
            domain.replace("allowed_company_ids", str(companies.ids))
        )

    def test_the_agents_list_of_who_is_employed_elsewhere_too(self):
        """The list opens, and shows the agents of the company that he works in."""
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
        self.assertIn(action, self.actions_of("officer"))
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
