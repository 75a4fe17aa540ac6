"""The first hour of a company that has run Odoo for years: what is there stays."""

from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.cs_management.demo import factories

from tests.onboarding.common import EmptyCase

# What of the company's own nobody asked to be changed.
KEPT = {
    "hr.department": ("name", "manager_id", "parent_id", "company_id"),
    "hr.employee": ("name", "user_id", "department_id", "work_email", "tz"),
    "hr.version": (
        *("date_version", "wage", "contract_date_start", "contract_date_end"),
        *("resource_calendar_id", "struct_id", "job_id"),
    ),
    "hr.payroll.structure": ("name", "code", "parent_id", "rule_ids", "cs_base_pay"),
    "resource.calendar": ("name", "tz", "hours_per_day", "attendance_ids"),
    "res.company": ("country_id", "currency_id", "resource_calendar_id", "name"),
}


@tagged("post_install", "-at_install")
class TestThereAlready(EmptyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "country_id": cls.env.ref("base.cn").id,
                "currency_id": cls.env.ref("base.CNY").id,
                "cs_tz": "Asia/Shanghai",
            }
        )
        env = factories.in_company(cls.env, cls.company)
        cls.first = cls.env["cs.onboarding"]._trial_bounds(cls.company)[0]
        cls.boss = new_test_user(
            cls.env,
            "cs_old_boss",
            "base.group_user,hr.group_hr_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.calendar = env["resource.calendar"].create(
            {"name": "Short weeks", "company_id": cls.company.id}
        )
        cls.structure = env["hr.payroll.structure"].create(
            {
                "name": "Our own",
                "code": "OWN",
                "company_id": cls.company.id,
                "parent_id": env["hr.payroll.structure"]._cs_structure(cls.company).id,
                "rule_ids": [Command.clear()],
            }
        )
        above = factories.make_department(env, "House")
        cls.team = factories.make_department(env, "Old Team", parent=above)
        values = {
            "resource_calendar_id": cls.calendar.id,
            "struct_id": cls.structure.id,
        }
        cls.old = env["hr.employee"].browse()
        for name, wage in (("Wang", 5100), ("Li", 5200), ("Boss", 9000)):
            cls.old += factories.make_agent(
                *(env, name, False, None, wage, "2024-02-01", cls.team),
                user=cls.boss if name == "Boss" else None,
                **values,
            )
        cls.old_users = cls.env["res.users"].search(
            [("company_ids", "in", cls.company.ids)]
        )

    def kept(self):
        """What is there, by record; only of what was there at first."""
        self.env.flush_all()
        self.env.invalidate_all()
        own = ["|", ("id", "=", 0), ("company_id", "=", self.company.id)]
        found = {}
        for model, names in KEPT.items():
            domain = own if model != "res.company" else [("id", "=", self.company.id)]
            for row in self.env[model].with_context(active_test=False).search(domain):
                found[row] = {
                    name: getattr(row[name], "ids", row[name]) for name in names
                }
        for user in self.old_users:
            found[user] = (user.login, set(user.group_ids.ids), user.active)
        return found

    def test_nothing_of_theirs_changes_on_the_way_to_the_first_payslip(self):
        before = self.kept()
        # Country and period: what is there is proposed, and applied as it is.
        Form(self.as_user(self.owner, "cs.onboarding.start")).save().action_apply()
        pack = self.as_user(self.owner, "cs.pack.loader").create(
            {"pack": "standard_shop"}
        )
        policy = self.env["cs.policy"].browse(pack.action_load()["res_id"])
        policy.with_user(self.owner).action_approve()
        # Nobody stands in the table unasked.
        people = Form(self.as_user(self.owner, "cs.people"))
        self.assertEqual(len(people.line_ids), 0)
        level = policy.ladder_id.level_ids[1]
        for name, number in (("Wang", "101"), ("Li", "102")):
            with people.line_ids.new() as line:
                line.name, line.number, line.level_id = name, number, level
        people.save().action_enter()
        wang, li, boss = self.old
        self.assertEqual((wang + li).cs_level_id, level)
        self.assertFalse(boss.cs_level_id or boss.cs_agent_code)
        period = self.env["cs.period"].browse(self.steps.run_trial()["res_id"])
        period = period.with_user(self.owner).with_company(self.company)
        period.action_publish()
        period.action_lock()
        period.action_generate_payslips()
        slips = self.env["hr.payslip"].search([("company_id", "=", self.company.id)])
        self.assertEqual(slips.employee_id, wang + li)
        self.assertEqual(slips.struct_id, self.structure)
        after = self.kept()
        self.assertEqual({row: after.get(row) for row in before}, before)

    def test_steps_see_what_is_there(self):
        states = self.states()
        self.assertEqual((states["company"], states["teams"]), ("open", "open"))
        self.assertIn("China, CNY, Asia/Shanghai", self.texts()["company"])
        self.team.cs_leader_ids = self.boss
        # Leaders of a team lead nobody above it.
        self.assertEqual(self.states()["teams"], "partly")
        self.team.parent_id.cs_leader_ids = self.boss
        self.assertEqual(self.states()["teams"], "done")
