"""The first hour: steps are read off what is there; what is missing has a link."""

from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.cs_management.demo import factories

from tests.onboarding.common import EmptyCase


@tagged("post_install", "-at_install")
class TestSteps(EmptyCase):
    # ------------------------------------------------------------------
    # The steps
    # ------------------------------------------------------------------

    def test_an_empty_company_has_everything_open(self):
        states = self.states()
        self.assertEqual(
            list(states),
            [
                *("company", "pack", "policy", "teams", "people", "channels"),
                *("roster", "trial", "payslip"),
            ],
        )
        self.assertEqual(set(states.values()), {"open"})

    def test_steps_are_read_off_what_is_there(self):
        """Whatever was made, and wherever, a step finds it; and its being gone."""
        self.set_up()
        states = self.states()
        self.assertEqual(
            (states["company"], states["pack"], states["policy"], states["people"]),
            ("done", "done", "done", "open"),
        )
        env = factories.in_company(self.env, self.company)
        agent = factories.make_agent(
            env, "Wang", "101", self.ladder.level_ids[0], 0, self.first
        )
        self.assertEqual(self.states()["people"], "partly")
        self.assertIn("1 without a wage", self.texts()["people"])
        agent.wage = 2000
        self.assertEqual(self.states()["people"], "done")
        self.policy.action_draft()
        self.assertEqual(self.states()["policy"], "open")

    def test_a_step_is_left_out_and_taken_back(self):
        self.steps.set_skipped("teams")
        self.assertEqual(self.states()["teams"], "not_needed")
        self.steps.set_skipped("teams", False)
        self.assertEqual(self.states()["teams"], "open")
        with self.assertRaises(UserError):
            self.steps.set_skipped("people")

    def test_a_department_above_teams_with_leaders_needs_none(self):
        self.set_up()
        env = factories.in_company(self.env, self.company)
        above = factories.make_department(env, "Service")
        team = factories.make_department(env, "Shop", parent=above)
        self.assertEqual(self.states()["teams"], "open")
        factories.make_agent(
            *(env, "Wang", "101", self.ladder.level_ids[0], 1800, self.first, team)
        )
        self.assertIn("without a leader: Service / Shop", self.texts()["teams"])
        team.cs_leader_ids = self.officer
        self.assertEqual(self.states()["teams"], "done")

    def test_only_codes_of_steps_are_skipped(self):
        for nonsense in ("", None, [], {"a": 1}, 3, "trial", "teams,trial"):
            with self.assertRaises(UserError):
                self.steps.set_skipped(nonsense)

    def test_what_is_skipped_is_the_companys_own(self):
        other = factories.make_company(self.env, "Other")
        self.steps.set_skipped("teams")
        self.steps.set_hidden()
        self.assertFalse(other.cs_first_steps_skipped or other.cs_first_steps_hidden)

    def test_they_are_the_managers(self):
        calls = (
            lambda steps: steps.get_steps(),
            lambda steps: steps.set_skipped("teams"),
            lambda steps: steps.set_hidden(),
            lambda steps: steps.run_trial(),
        )
        for call in calls:
            with self.assertRaises(AccessError):
                call(self.steps.with_user(self.officer))
        self.assertTrue(self.steps.with_user(self.manager).get_steps()["steps"])

    def test_the_managers_home_begins_with_them_until_hidden(self):
        home = self.as_user(self.owner, "cs.home")
        self.assertTrue(home.get_home("manager")["first_steps"])
        self.assertFalse(home.get_home("officer")["first_steps"])
        self.steps.set_hidden()
        self.assertFalse(home.get_home("manager")["first_steps"])

    # ------------------------------------------------------------------
    # Country and period
    # ------------------------------------------------------------------

    def start(self, user, **values):
        form = Form(self.as_user(user, "cs.onboarding.start"))
        for name, value in values.items():
            form[name] = value
        return form.save()

    def test_a_country_proposes_currency_and_zone_r1_30(self):
        self.company.cs_tz = "UTC"
        start = self.start(
            self.owner, country_id=self.env.ref("base.cn"), cs_period_start_day=21
        )
        self.assertEqual(
            (start.currency_id.name, start.cs_tz), ("CNY", "Asia/Shanghai")
        )
        start.action_apply()
        period = self.env["cs.period"].search([("company_id", "=", self.company.id)])
        self.assertEqual(
            (self.company.country_id.code, self.company.currency_id.name), ("CN", "CNY")
        )
        self.assertEqual((len(period), period.date_from.day), (1, 21))
        self.assertLess(period.date_to, self.company._cs_today())
        self.assertEqual(self.states()["company"], "done")

    def test_a_country_that_the_installation_chose_gives_way(self):
        us, cn = self.env.ref("base.us"), self.env.ref("base.cn")
        self.company.write(
            {"country_id": us.id, "currency_id": us.currency_id.id, "cs_tz": "UTC"}
        )
        form = Form(self.as_user(self.owner, "cs.onboarding.start"))
        form.country_id = cn
        self.assertEqual((form.currency_id.name, form.cs_tz), ("CNY", "Asia/Shanghai"))
        form.country_id = us
        self.assertEqual((form.currency_id.name, form.cs_tz), ("USD", "UTC"))

    def test_what_a_company_has_chosen_is_proposed_to_it(self):
        us, eur = self.env.ref("base.us"), self.env.ref("base.EUR")
        self.company.write({"country_id": us.id, "currency_id": eur.id, "cs_tz": "UTC"})
        self.start(self.owner).action_apply()
        self.assertEqual(
            (self.company.country_id, self.company.currency_id, self.company.cs_tz),
            (us, eur, "UTC"),
        )

    def test_a_pack_before_the_first_period_begins_with_the_month_to_try(self):
        """Else the trial run finds no policy, and nobody sees why."""
        pack = self.as_user(self.owner, "cs.pack.loader").new({})
        self.assertEqual(
            pack.date_from, self.env["cs.onboarding"]._trial_bounds(self.company)[0]
        )

    def test_who_may_not_edit_companies_makes_the_first_period_only(self):
        with self.assertRaises(UserError):
            self.start(self.manager, country_id=self.env.ref("base.cn")).action_apply()
        self.start(self.manager).action_apply()
        own = [("company_id", "=", self.company.id)]
        self.assertEqual(self.env["cs.period"].search_count(own), 1)

    def test_a_first_month_of_long_ago_is_refused(self):
        for day in ("1950-01-01", "2150-01-01"):
            with self.assertRaisesRegex(UserError, "first month to pay"):
                self.start(self.manager, first_day=day).action_apply()
        self.assertFalse(
            self.env["cs.period"].search_count([("company_id", "=", self.company.id)])
        )

    def test_another_company_of_the_same_owner_has_its_own_steps(self):
        self.set_up()
        other = factories.make_company(self.env, "Other")
        self.owner.company_ids = [Command.link(other.id)]
        steps = self.steps.with_company(other).get_steps()["steps"]
        self.assertEqual(
            [step["state"] for step in steps if step["code"] == "policy"], ["open"]
        )
        self.assertEqual(self.states()["policy"], "done")
        period = self.env["cs.period"].search([("company_id", "=", self.company.id)])
        with self.assertRaises(RedirectWarning):
            self.steps.with_company(other).run_trial()
        self.assertFalse(period.computed_at)

    # ------------------------------------------------------------------
    # The trial run, and publishing nothing
    # ------------------------------------------------------------------

    def test_a_trial_run_says_what_is_missing_and_where_it_is_mended(self):
        self.set_up()
        with self.assertRaisesRegex(RedirectWarning, "Nobody has a level") as caught:
            self.steps.run_trial()
        self.assertEqual(caught.exception.args[1]["res_model"], "cs.people")
        env = factories.in_company(self.env, self.company)
        factories.make_agent(
            env, "Wang", "101", self.ladder.level_ids[1], 2200, self.first
        )
        self.policy.action_draft()
        with self.assertRaisesRegex(RedirectWarning, "No approved policy") as caught:
            self.steps.run_trial()
        self.assertEqual(caught.exception.args[1]["res_model"], "cs.policy")
        self.policy.action_approve()
        action = self.steps.run_trial()
        period = self.env["cs.period"].browse(action["res_id"])
        self.assertEqual((period.state, period.statement_count), ("open", 1))
        self.assertEqual(period.statement_ids.amount_total, 2200)
        self.assertEqual(self.states()["trial"], "done")
        self.steps.run_trial()
        self.assertEqual(period.statement_count, 1)

    def test_nothing_is_not_published_and_the_way_is_shown(self):
        self.set_up()
        period = self.env["cs.period"].search([("company_id", "=", self.company.id)])
        period = period.with_user(self.owner).with_company(self.company)
        period.action_compute()
        with self.assertRaisesRegex(RedirectWarning, "no statement") as caught:
            period.action_publish()
        self.assertEqual(caught.exception.args[1]["res_model"], "cs.people")
        env = factories.in_company(self.env, self.company)
        factories.make_agent(
            *(env, "Wang", "101", self.ladder.level_ids[1], 2200),
            self.company._cs_today(),
        )
        period.action_compute()
        labels = {row["code"]: row["names"] for row in period.get_unfinished()}
        self.assertEqual(labels.get("later"), "Wang")
        with self.assertRaisesRegex(RedirectWarning, "begins after"):
            period.action_publish()


@tagged("post_install", "-at_install")
class TestPeople(EmptyCase):
    """The quick table: all or nothing, and what is there stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up()
        cls.trial, cls.junior = cls.ladder.level_ids[:2]

    def table(self, *rows, user=None, **values):
        return self.as_user(user or self.owner, "cs.people").create(
            {"line_ids": [Command.create(row) for row in rows], **values}
        )

    def enter(self, *rows, user=None, **values):
        self.table(*rows, user=user, **values).action_enter()
        return self.env["hr.employee"].search([("company_id", "=", self.company.id)])

    def test_a_row_makes_an_agent_who_is_paid(self):
        login = "wang@example.com"
        agent = self.enter(
            {
                "name": " Wang ",
                "number": "101",
                "level_id": self.junior.id,
                "login": login,
            }
        )
        self.assertEqual((agent.name, agent.cs_agent_code), ("Wang", "101"))
        self.assertEqual(agent.wage, self.junior.default_wage)
        self.assertEqual(agent.contract_date_start, self.first)
        self.assertEqual((agent.user_id.login, agent.user_id.email), (login, login))
        self.assertTrue(agent.user_id.has_group("cs_management.group_cs_agent"))
        self.assertFalse(agent.user_id.has_group("cs_management.group_cs_leader"))
        self.assertEqual(agent.user_id.company_ids, self.company)
        sent = self.env["mail.mail"].search([("email_to", "ilike", login)])
        self.assertFalse(sent)

    def test_the_level_proposes_wage_and_start_in_the_table(self):
        form = Form(self.as_user(self.owner, "cs.people"))
        with form.line_ids.new() as line:
            line.name = "Wang"
            line.level_id = self.junior
            self.assertEqual(line.wage, self.junior.default_wage)
            self.assertEqual(line.date_start, self.first)
            line.level_id = self.trial
            self.assertEqual(line.wage, self.trial.default_wage)
            line.wage = 1950
            line.level_id = self.junior
            self.assertEqual(line.wage, 1950)

    def test_the_level_proposes_wage_and_start_on_the_employee(self):
        """Until the first month is locked: since the first one; then: today."""
        env = factories.in_company(self.env, self.company)
        form = Form(env["hr.employee"].with_user(self.owner))
        form.name = "Wang"
        form.cs_level_id = self.junior
        self.assertEqual(form.wage, self.junior.default_wage)
        self.assertEqual(form.contract_date_start, self.first)
        form.contract_date_start = "2020-05-01"
        form.cs_level_id = self.trial
        self.assertEqual(str(form.contract_date_start), "2020-05-01")
        employee = form.save()
        self.assertFalse(employee.struct_id, "the structure of agents is used")
        period = self.env["cs.period"].search([("company_id", "=", self.company.id)])
        period.sudo().with_company(self.company).action_compute()
        period.sudo().with_company(self.company).action_lock()
        self.assertEqual(self.company._cs_usual_start(), self.company._cs_today())

    def test_a_version_of_somebody_in_contract_keeps_its_dates(self):
        env = factories.in_company(self.env, self.company)
        old, new = (
            factories.make_agent(
                env, name, code, None, 2300, self.first, contract_date_start=day
            )
            for name, code, day in (("Li", "102", "2024-02-01"), ("Wu", "103", False))
        )
        starts = []
        for agent in (old, new):
            version = agent.version_id.new(origin=agent.version_id)
            version.cs_level_id = self.trial
            version._onchange_cs_level_id()
            self.assertEqual(version.wage, 2300)
            starts.append(str(version.contract_date_start))
        self.assertEqual(starts, ["2024-02-01", str(self.first)])

    def test_who_lacks_something_stands_in_the_table_already(self):
        env = factories.in_company(self.env, self.company)
        agent = factories.make_agent(env, "Wang", "101", self.junior, 0, self.first)
        whole = factories.make_agent(env, "Li", "102", self.junior, 2300, self.first)
        form = Form(self.as_user(self.owner, "cs.people"))
        self.assertEqual(len(form.line_ids), 1)
        form.save().action_enter()
        self.assertEqual((agent.wage, whole.wage), (self.junior.default_wage, 2300))

    def test_what_is_there_stays_as_it_is(self):
        env = factories.in_company(self.env, self.company)
        agent = factories.make_agent(env, "Wang", "101", self.junior, 2300, self.first)
        again = {"name": "Wang", "number": "101", "level_id": self.trial.id, "wage": 1}
        people = self.enter({**again, "date_start": "2020-01-01"})
        self.assertEqual(people, agent)
        self.assertEqual((agent.wage, agent.cs_level_id), (2300, self.junior))
        self.assertEqual(agent.contract_date_start, self.first)

    def test_all_or_nothing_and_every_row_is_named(self):
        self.enter({"name": "Wang", "number": "101", "level_id": self.junior.id})
        with self.assertRaises(ValidationError) as caught:
            self.enter(
                {"name": "Zhao", "number": "105", "level_id": self.junior.id},
                {"name": "Qian", "number": "101"},
                {"name": "Sun", "number": "106"},
                {"name": "Zhou", "number": "106"},
                {"name": "Wu", "wage": -5},
                {"name": "Zheng", "login": self.env.ref("base.user_admin").login},
            )
        text = str(caught.exception)
        for name in ("Qian", "Zhou", "Wu", "Zheng"):
            self.assertIn(f"{name}: ", text)
        self.assertNotIn("Zhao: ", text)
        people = self.env["hr.employee"].search([("company_id", "=", self.company.id)])
        self.assertEqual(people.mapped("name"), ["Wang"])

    def test_logins_are_made_by_who_gives_users_their_roles(self):
        row = {"name": "Wang", "number": "101", "level_id": self.junior.id}
        with self.assertRaisesRegex(ValidationError, "Access Rights"):
            self.enter({**row, "login": "wang@example.com"}, user=self.officer)
        agent = self.enter(row, user=self.officer)
        self.assertEqual(
            (agent.wage, agent.user_id),
            (self.junior.default_wage, agent.user_id.browse()),
        )

    def test_a_user_who_is_there_is_given_to_their_employee(self):
        user = new_test_user(
            self.env,
            "wang",
            "base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        agent = self.enter(
            {"name": "Wang", "level_id": self.junior.id, "login": "wang"}
        )
        self.assertEqual(agent.user_id, user)
        self.assertTrue(user.has_group("cs_management.group_cs_agent"))

    def test_an_invitation_is_sent_only_if_asked_for(self):
        with self.assertRaisesRegex(ValidationError, "mail address"):
            self.enter({"name": "Li", "login": "li"}, invites=True)
        self.enter({"name": "Li", "login": "li@example.com"}, invites=True)
        user = self.env["res.users"].search([("login", "=", "li@example.com")])
        self.assertTrue(user)

    def test_a_table_may_not_be_longer_than_a_screen(self):
        with self.assertRaisesRegex(UserError, "Add a row"):
            self.table().action_enter()
        with self.assertRaisesRegex(UserError, "as a list"):
            self.enter(*({"name": f"Agent {place}"} for place in range(201)))

    def test_a_table_is_its_makers_alone(self):
        """It has wages: not even another officer reads it."""
        table = self.table({"name": "Wang", "wage": 2200})
        line = table.line_ids.with_user(self.officer)
        with self.assertRaises(AccessError):
            line.read(["wage"])

    def test_nothing_of_another_company_is_taken(self):
        other = factories.make_company(self.env, "Other")
        env = factories.in_company(self.env, other)
        ladder = factories.make_ladder(env)
        with self.assertRaisesRegex(UserError, "another company"):
            self.enter({"name": "Wang", "level_id": ladder.level_ids[0].sudo().id})
        stranger = factories.make_agent(
            env, "Wang", "101", ladder.level_ids[0], 1, self.first
        )
        agent = self.enter({"name": "Wang", "number": "101"})
        self.assertNotEqual(agent, stranger)
        self.assertEqual(stranger.wage, 1)

    def test_leaders_and_agents_have_no_table(self):
        for group in ("cs_management.group_cs_leader", "cs_management.group_cs_agent"):
            user = new_test_user(
                self.env,
                f"x{group[-6:]}",
                group,
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            with self.assertRaises(AccessError):
                self.table({"name": "Wang"}, user=user)
