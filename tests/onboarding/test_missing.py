"""What is missing is said with a way to mend it, to whoever may go that way."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.cs_management.demo import factories
from odoo.addons.cs_management.models.cs_period_job import Turn

from tests.onboarding.common import EmptyCase


@tagged("post_install", "-at_install")
class TestMissing(EmptyCase):
    """Each class of users tries what a newcomer tries, in a company of which nothing,
    or nearly nothing, is there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            "manager": cls.manager,
            "officer": cls.officer,
            **{
                role: new_test_user(
                    cls.env,
                    f"cs_plain_{role}",
                    f"cs_management.group_cs_{role}",
                    company_id=cls.company.id,
                    company_ids=[Command.set(cls.company.ids)],
                )
                for role in ("leader", "agent")
            },
        }

    def agent(self, name="Wang", code="101", level=None, **values):
        env = factories.in_company(self.env, self.company)
        level = level or self.ladder.level_ids[1]
        return factories.make_agent(env, name, code, level, 2200, self.first, **values)

    def period(self, user="officer"):
        period = self.env["cs.period"].search(
            [("company_id", "=", self.company.id)], order="date_from", limit=1
        )
        return period.with_user(self.users[user]).with_company(self.company)

    def leads_to(self, model, text, call, *args):
        """The error says it, and its button opens a page of the model."""
        with self.assertRaisesRegex(RedirectWarning, text) as caught:
            call(*args)
        action = caught.exception.args[1]
        self.assertEqual(action["res_model"], model)
        return action

    def says(self, text, call, *args):
        """The same without a way: the reader has no such page."""
        with self.assertRaisesRegex(UserError, text):
            call(*args)

    # ------------------------------------------------------------------
    # Compute, publish, lock
    # ------------------------------------------------------------------

    def test_a_trial_without_a_level_leads_to_the_packs(self):
        steps = self.steps.with_user(self.manager)
        self.leads_to("cs.pack.loader", "no level yet", steps.run_trial)

    def test_a_month_without_a_policy_leads_managers_to_the_policies(self):
        self.set_up()
        self.agent()
        self.policy.action_draft()
        text = "No approved policy"
        self.leads_to("cs.policy", text, self.period("manager").action_compute)
        self.says(text, self.period("officer").action_compute)

    def test_a_lock_names_the_ladder_without_a_policy_and_leads_there(self):
        self.set_up()
        env = factories.in_company(self.env, self.company)
        other = factories.make_ladder(env, "Night")
        self.agent()
        self.agent("Li", "102", other.level_ids[0])
        period = self.period("manager")
        period.action_compute()
        self.assertEqual(period.statement_count, 1)
        period.action_publish()
        self.leads_to("cs.policy", "No approved policy.*Night", period.action_lock)

    def test_a_lock_leads_to_the_month_before(self):
        self.set_up()
        first = self.period()
        later = first.create({"company_id": self.company.id})
        action = self.leads_to(
            "cs.period", f"Lock {first.name} first", later.action_lock
        )
        self.assertEqual(action["res_id"], first.id)

    def test_publishing_nothing_leads_to_people(self):
        self.set_up()
        period = self.period()
        period.action_compute()
        self.leads_to("cs.people", "no statement", period.action_publish)
        self.agent(contract_date_start=False)
        period.action_compute()
        action = self.leads_to("hr.employee", "no contract", period.action_publish)
        found = self.env["hr.employee"].search(action["domain"])
        self.assertEqual(found.mapped("name"), ["Wang"])

    def test_in_the_background_it_is_a_plain_text(self):
        """What is kept of an error is what its job shows."""
        self.set_up()
        self.agent()
        self.policy.action_draft()
        period = self.period("manager").with_context(cs_job=Turn(1))
        self.says("No approved policy", period._do_compute)

    def test_the_estimate_of_an_agent_is_no_error(self):
        self.set_up()
        agent = self.agent(user=self.users["agent"])
        agent.user_id.group_ids += self.env.ref("cs_management.group_cs_manager")
        self.policy.action_draft()
        self.period().create({"company_id": self.company.id})
        home = self.as_user(agent.user_id, "cs.home")
        self.assertIn("No approved policy", home.get_estimate()["note"])

    # ------------------------------------------------------------------
    # What-if, sheets, entries, payslips
    # ------------------------------------------------------------------

    def test_a_whatif_of_an_incomplete_policy_leads_to_it(self):
        self.set_up()
        self.agent()
        self.policy.action_draft()
        self.policy.write({"score_enabled": True})
        for user, check in (("manager", self.leads_to), ("officer", None)):
            whatif = self.as_user(self.users[user], "cs.whatif").create(
                {
                    "policy_id": self.policy.id,
                    "period_from_id": self.period().id,
                    "period_to_id": self.period().id,
                }
            )
            if check:
                action = check("cs.policy", "no grades", whatif.action_run)
                self.assertEqual(action["res_id"], self.policy.id)
            else:
                self.says("no grades", whatif.action_run)

    def test_kpi_sheets_without_any_lead_to_the_policies(self):
        self.set_up()
        self.agent()
        text = "has a KPI sheet"
        self.leads_to("cs.policy", text, self.period("manager").action_make_reviews)
        self.says(text, self.period("officer").action_make_reviews)

    def test_an_entry_without_a_policy_leads_managers_only(self):
        self.set_up()
        env = factories.in_company(self.env, self.company)
        team = factories.make_department(env, "Shop", leaders=self.users["leader"])
        agent = self.agent(department=team)
        rule = env["cs.conduct.rule"].create(
            {
                "policy_id": self.policy.copy().id,
                "code": "late",
                "name": "Late",
                "kind": "violation",
            }
        )
        self.policy.action_draft()
        values = {"employee_id": agent.id, "rule_id": rule.id, "date": self.first}
        text = "none is approved"
        entries = self.as_user(self.manager, "cs.conduct.entry")
        self.leads_to("cs.policy", text, entries.create, values)
        entries = self.as_user(self.users["leader"], "cs.conduct.entry")
        self.says(text, entries.create, values)

    def test_a_payslip_without_a_contract_leads_to_the_agents(self):
        self.set_up()
        agent = self.agent()
        period = self.period()
        period.action_compute()
        period.action_lock()
        slip = self.as_user(self.officer, "hr.payslip").create(
            {
                "employee_id": agent.id,
                "date_from": period.date_from,
                "date_to": period.date_to,
                "company_id": self.company.id,
            }
        )
        Statement = type(self.env["cs.statement"])

        def without(rows):
            return dict.fromkeys(rows, rows.version_id.browse())

        with patch.object(Statement, "_payslip_contracts", without):
            action = self.leads_to("hr.employee", "no contract", slip.compute_sheet)
            [reason] = slip._cs_compute_each().values()
        self.assertEqual(action["domain"], [("id", "in", agent.ids)])
        self.assertIn("Wang: no contract in this period", reason)

    # ------------------------------------------------------------------
    # People and rosters
    # ------------------------------------------------------------------

    def test_people_without_a_level_are_shown_the_packs(self):
        people = Form(self.as_user(self.manager, "cs.people"))
        self.assertFalse(people.has_levels)
        self.set_up()
        people = Form(self.as_user(self.manager, "cs.people"))
        self.assertTrue(people.has_levels)

    def test_a_roster_without_agents_leads_hr_to_them(self):
        text = "Choose a team with agents"
        for role, check in (("officer", self.leads_to), ("leader", None)):
            plan = self.as_user(self.users[role], "cs.roster.plan").create({})
            plan.employee_ids = False
            if check:
                check("hr.employee", text, plan.action_preview)
            else:
                self.says(text, plan.action_preview)
