"""Each role begins at its home and follows what it counts."""

from odoo.tests import HttpCase, tagged

from tests.common import CsCase


@tagged("standard", "post_install", "-at_install")
class TestHomeTours(CsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Wang Li", user_id=cls.users["agent"].id)
        cls.colleague = cls.make_agent("Zhao Lei")
        today = cls.company._cs_today()
        cls.month = cls.env["cs.period"]._of_days(cls.company, {today})[today]
        order = cls.make_order(1000, today, cls.agent)
        order.name = "S-HOME-1"
        cls.make_entry(cls.colleague, "DUTY", today, confirm=False)
        cls.month.action_compute()

    def test_agent(self):
        self.start_tour("/odoo", "cs_home_agent", login="cs_agent")

    def test_leader(self):
        self.start_tour("/odoo", "cs_home_leader", login="cs_leader")

    def test_officer(self):
        self.start_tour("/odoo", "cs_home_officer", login="cs_officer")

    def test_manager(self):
        self.start_tour("/odoo", "cs_home_manager", login="cs_manager")

    def test_the_day_begins_with_it_unless_the_company_does_not_want_it(self):
        """A home action of the user's own stays."""
        action = self.env.ref("cs_management.cs_home_action")
        for role in ("agent", "leader", "officer", "manager"):
            with self.subTest(role=role):
                self.assertEqual(self.first_action(f"cs_{role}"), action.id)
        self.assertNotEqual(self.first_action("cs_outsider"), action.id)
        own = self.env.ref("base.open_module_tree")
        self.users["agent"].action_id = own.id
        self.assertEqual(self.first_action("cs_agent"), own.id)
        self.company.cs_home_first = False
        self.assertNotEqual(self.first_action("cs_leader"), action.id)

    def test_an_administrators_first_screen_stays(self):
        self.users["manager"].group_ids += self.env.ref("base.group_system")
        action = self.env.ref("cs_management.cs_home_action")
        self.assertNotEqual(self.first_action("cs_manager"), action.id)

    def first_action(self, login):
        self.authenticate(login, login)
        info = self.make_jsonrpc_request("/web/session/get_session_info", {})
        return info["home_action_id"]
