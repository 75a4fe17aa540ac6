"""A company of which nothing is there yet, and who sets it up."""

from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.cs_management.demo import factories

MANAGER = "cs_management.group_cs_manager"


@tagged("post_install", "-at_install")
class EmptyCase(BaseCommon):
    """A new company without country, period, ladder, department or people.

    The database is the tests': one of its own would take minutes. Nothing in it is of
    this company.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        companies = cls.env["res.company"].with_context(chart_template_load=True)
        cls.company = companies.create({"name": "Nothing Yet"})
        cls.owner = cls.make_owner(
            "cs_owner", "base.group_system", "sales_team.group_sale_manager"
        )
        cls.manager = cls.make_owner("cs_plain_manager")
        cls.officer = new_test_user(
            cls.env,
            "cs_plain_officer",
            "cs_management.group_cs_officer",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.steps = cls.env["cs.onboarding"].with_user(cls.owner)

    @classmethod
    def make_owner(cls, login, *groups):
        return new_test_user(
            cls.env,
            login,
            ",".join([MANAGER, *groups]),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="Asia/Shanghai",
        )

    @classmethod
    def as_user(cls, user, model):
        return cls.env[model].with_user(user).with_company(cls.company)

    @classmethod
    def set_up(cls):
        """Country and first period, a ladder with an approved policy."""
        env = factories.in_company(cls.env, cls.company)
        cls.company.write(
            {"cs_tz": "Asia/Shanghai", "country_id": cls.env.ref("base.cn").id}
        )
        first = cls.env["cs.onboarding"]._trial_bounds(cls.company)[0]
        env["cs.period"]._of_days(cls.company, {first})
        cls.ladder = factories.make_ladder(env)
        cls.policy = env["cs.policy"].create(
            {"name": "Regulation", "ladder_id": cls.ladder.id, "date_from": first}
        )
        cls.policy.action_approve()
        cls.first = first

    def states(self, user=None):
        steps = self.steps.with_user(user or self.owner).get_steps()["steps"]
        return {step["code"]: step["state"] for step in steps}

    def texts(self):
        return {step["code"]: step["text"] for step in self.steps.get_steps()["steps"]}
