"""Who has moved to another company leaves facts behind, and they stay readable."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.cs_management.demo import factories
from odoo.addons.cs_management.demo.builder import DemoBuilder

from tests.screens import Screens

TODAY = date(2025, 11, 21)


@tagged("post_install", "-at_install")
class TestMoved(Screens, BaseCommon):
    """Facts keep the company in which they happened; agents do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(f"{TODAY} 12:00:00")
        clock.start()
        cls.addClassCleanup(clock.stop)
        builder = DemoBuilder(cls.env, TODAY)
        builder.build()
        cls.env = builder.env
        cls.users = builder.users
        cls.moved = [
            agent
            for agent in builder.agents.values()
            if agent.user_id != cls.users["agent"]
        ]
        cls.other = factories.make_company(cls.env, "Elsewhere")
        for agent in cls.moved:
            agent.write(
                {
                    "company_id": cls.other.id,
                    "department_id": False,
                    "cs_level_id": False,
                }
            )

    def test_every_screen_still_opens(self):
        """Their colleagues, leaders and HR read what they did among them."""
        for login, user in self.users.items():
            actions = self.actions_of(user)
            self.assertTrue(actions, login)
            for action in actions:
                with self.subTest(login=login, action=action.name):
                    self.open_screen(action, user)

    def test_his_name_stands_on_what_he_did(self):
        """Not only the name in a list, which Odoo reads for everybody."""
        names = {agent.name for agent in self.moved}
        for login, model in (
            ("officer", "cs.statement"),
            ("officer", "cs.conduct.entry"),
            ("leader", "cs.workday"),
            ("leader", "cs.roster.line"),
            ("leader", "cs.service.stat"),
        ):
            records = self.env[model].with_user(self.users[login])
            records = records.search(
                [("employee_id", "in", [agent.id for agent in self.moved])]
            )
            self.env.invalidate_all()
            with self.subTest(model=model):
                self.assertTrue(records)
                for record in records:
                    self.assertTrue(
                        any(name in record.display_name for name in names),
                        record.display_name,
                    )
