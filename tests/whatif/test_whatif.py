"""What-if: drafts over months, locked or open, and nothing stored of them."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.cs_management.models.whatif import cs_whatif_run

from tests.test_invariants import RandomMonths

CRON = "cs_management.cs_whatif_cron"
RUN_LOGGER = "odoo.addons.cs_management.models.cs_background_mixin"
RESULTS = (
    "cs_statement",
    "cs_statement_line",
    "cs_commission_line",
    "cs_conduct_entry",
    "cs_deduction",
    "cs_disciplinary_case",
    "cs_period",
    "cs_seal",
    "cs_workday",
)


class WhatifCase(RandomMonths):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(cs_whatif_run, "LONG", 10**6))

    def draft(self, **values):
        copy = self.policy.copy()
        copy.write(values)
        return copy

    def whatif(self, policy, first=None, last=None, user=None, **values):
        first = first or self.period
        return (
            self.env["cs.whatif"]
            .with_user(user or self.officer)
            .create(
                {
                    "policy_id": policy.id,
                    "period_from_id": first.id,
                    "period_to_id": (last or first).id,
                    **values,
                }
            )
        )

    def run_whatif(self, *args, **kwargs):
        whatif = self.whatif(*args, **kwargs)
        whatif.action_run()
        self.assertEqual(whatif.state, "done", whatif.note)
        return whatif

    def amounts_of(self, whatif, name, period=None):
        """``{(employee, code): amount}`` of a side."""
        rows = whatif.line_ids
        if period:
            rows = rows.filtered(lambda row: row.period_id == period)
        return {(row.employee_id, row.code): row[name] for row in rows if row[name]}

    def paid_of(self, period):
        self.env.invalidate_all()
        found = {}
        for agent in period.statement_ids.employee_id:
            for code, amount in self.amounts(agent, period).items():
                if amount:
                    found[agent, code] = amount
        return found

    def stored(self):
        """All rows of results as they stand in the database."""
        self.env.flush_all()
        found = {}
        for table in RESULTS:
            self.env.cr.execute(f"SELECT md5(t::text) FROM {table} t ORDER BY id")
            found[table] = self.env.cr.fetchall()
        return found

    def rule(self, policy, code):
        return policy.rule_ids.filtered(lambda row: row.code == code)


@tagged("post_install", "-at_install")
class TestWhatif(WhatifCase):
    # ------------------------------------------------------------------
    # What everybody can check
    # ------------------------------------------------------------------

    def check_unchanged(self, seed):
        """Months of a random history, four locked and one open; a copy differs in
        nothing, is what the statements say, and leaves no trace."""
        periods = self.run_months(seed)
        self.facts("2026-07")
        month = self.make_period("2026-07")
        month.action_compute()
        draft, before = self.draft(), self.stored()
        whatif = self.run_whatif(draft, periods[0], month)
        self.assertEqual(self.stored(), before)
        self.assertEqual(whatif.job_done, 5)
        self.assertTrue(whatif.line_ids.period_id == periods | month)
        for row in whatif.line_ids:
            with self.subTest(agent=row.employee_id.name, code=row.code):
                self.assertEqual(row.amount_then, row.amount_now)
                self.assertEqual(row.amount_now, row.amount_paid)
                self.assertFalse(row.difference)
        self.assertFalse(whatif.difference or whatif.winners or whatif.losers)
        total = sum((periods | month).statement_ids.mapped("amount_total"))
        self.assertAlmostEqual(whatif.amount_paid, total, 2)
        self.assertFalse(self.env["cs.seal"].sudo()._verify(self.company).faults)

    def test_a_ladder_that_nobody_is_on_is_named(self):
        """Nothing would change: not for want of money, but of people."""
        ladder = self.make_ladder(self.company)
        whatif = self.run_whatif(self.make_policy(ladder, approve=False))
        self.assertIn("Nobody on the ladder", whatif.note)
        self.assertFalse(self.run_whatif(self.draft()).note)

    def test_versions_of_one_name_are_told_apart(self):
        draft = self.draft()
        self.assertEqual(draft.display_name, self.policy.display_name)
        names = (draft | self.policy).with_context(cs_dated=True).mapped("display_name")
        self.assertEqual(len(set(names)), 2)
        self.assertIn("(Draft)", names[0])

    def test_an_unchanged_copy_differs_in_nothing_1(self):
        self.check_unchanged(11)

    def test_an_unchanged_copy_differs_in_nothing_2(self):
        self.check_unchanged(12)

    def test_changed_figures_are_what_the_month_would_pay(self):
        """R2.1, R6.2, R3.9: fine, tier and float of the draft, then for real."""
        self.make_facts()
        self.make_entry(self.second, "DUTY", "2026-03-08")
        self.make_order(800, "2026-03-09")
        self.period.action_compute()
        draft = self.draft()
        self.change_figures(draft)
        whatif = self.run_whatif(draft)
        then = self.amounts_of(whatif, "amount_then")
        self.assertEqual(
            self.amounts_of(whatif, "amount_now"), self.paid_of(self.period)
        )
        self.assertTrue(whatif.difference)
        self.lock()
        again = self.run_whatif(draft)
        self.assertEqual(self.amounts_of(again, "amount_then"), then)
        self.period.with_user(self.users["manager"]).reopen("to pay by other figures")
        self.policy.action_draft()
        self.change_figures(self.policy)
        self.policy.action_approve()
        self.period.action_compute()
        self.assertEqual(self.paid_of(self.period), then)
        self.assertNotEqual(then, self.amounts_of(whatif, "amount_now"))

    def change_figures(self, policy):
        self.rule(policy, "COMPLAINT").step_ids[0].amount = 70
        self.rule(policy, "MERIT5").write({"points_min": 7, "points_max": 7})
        policy.tier_ids.sorted("lower_bound")[-1].rate = 2.25
        policy.pool_rate = 0.8
        policy.level_ids.filtered(
            lambda row: row.level_id == self.junior
        ).allowance = 99

    # ------------------------------------------------------------------
    # Entries
    # ------------------------------------------------------------------

    def test_an_article_that_is_gone_costs_nothing(self):
        entry = self.make_entry(self.agent, "COMPLAINT", "2026-03-06")
        self.period.action_compute()
        draft = self.draft()
        self.rule(draft, "COMPLAINT").unlink()
        whatif = self.run_whatif(draft)
        fines = whatif.line_ids.filtered(lambda row: row.code == "CS_FINE")
        self.assertEqual(fines.difference, entry.amount)
        self.assertEqual(
            whatif.agent_ids.filtered("difference").employee_id, self.agent
        )

    def test_another_window_numbers_anew_r2_1(self):
        for day in ("2026-03-06", "2026-04-06"):
            self.make_entry(self.agent, "COMPLAINT", day)
        april = self.make_period("2026-04")
        (self.period | april).action_compute()
        draft = self.draft()
        self.rule(draft, "COMPLAINT").window = "ever"
        whatif = self.run_whatif(draft, self.period, april)
        fines = whatif.line_ids.filtered(lambda row: row.code == "CS_FINE")
        self.assertEqual(fines.mapped("amount_now"), [-50, -50])
        self.assertEqual(fines.mapped("amount_then"), [-50, -100])

    def test_what_was_reversed_since_stays(self):
        entry = self.make_entry(self.agent, "COMPLAINT", "2026-03-06")
        self.lock()
        april = self.make_period("2026-04")
        entry.cancel("not their fault")
        april.action_compute()
        draft = self.draft()
        self.rule(draft, "COMPLAINT").step_ids[0].amount = 500
        whatif = self.run_whatif(draft, self.period, april)
        self.assertFalse(whatif.difference)
        self.assertEqual(whatif.amount_now, whatif.amount_paid)

    # ------------------------------------------------------------------
    # Two drafts, words, policy
    # ------------------------------------------------------------------

    def test_two_drafts_are_compared(self):
        self.make_facts()
        one, two = self.draft(), self.draft(date_from="2027-01-01")
        self.rule(one, "COMPLAINT").step_ids[0].amount = 40
        self.rule(two, "COMPLAINT").step_ids[0].amount = 65
        whatif = self.run_whatif(one, second_policy_id=two.id)
        self.assertEqual((whatif.difference, whatif.difference_second), (10, -15))
        self.assertEqual((whatif.winners, whatif.losers), (1, 0))
        self.assertEqual((whatif.winners_second, whatif.losers_second), (0, 1))
        first, second = whatif._told().split(". ", 1)
        self.assertTrue(first.startswith(f"{self.period.name}: "))
        self.assertIn("1 get more, 0 get less", first)
        self.assertTrue(second.startswith(f"{two.name}: "))
        self.assertIn("0 get more, 1 get less", second)
        with self.assertRaises(ValidationError):
            whatif.second_policy_id = one

    def test_rows_show_the_second_only_where_there_is_one(self):
        first, other = self.draft(), self.draft()
        for whatif, expected in (
            (self.whatif(first), False),
            (self.whatif(first, second_policy_id=other.id), True),
        ):
            for button in ("agents", "winners", "losers", "amounts"):
                action = getattr(whatif, f"action_open_{button}")()
                self.assertEqual(action["context"]["has_second"], expected)
                shown = action["context"]["pivot_measures"]
                self.assertEqual("difference_second" in shown, expected)
                measures = self.env[action["res_model"]]._fields
                self.assertLessEqual(set(shown), measures.keys())

    def test_a_form_that_is_just_opened_has_no_half_a_name(self):
        form = Form(self.env["cs.whatif"].with_user(self.officer))
        self.assertFalse(form.name)
        form.policy_id = self.draft()
        self.assertIn(self.policy.name, form.name)

    def test_its_name_is_in_the_readers_language(self):
        """Unless somebody gives it another one."""
        self.env["res.lang"]._activate_lang("zh_CN")
        draft = self.draft()
        draft.with_context(lang="zh_CN").name = "新制度"
        form = Form(
            self.env["cs.whatif"]
            .with_user(self.officer)
            .with_context(default_policy_id=draft.id)
        )
        form.period_from_id = form.period_to_id = self.period
        whatif = form.save()
        self.assertEqual(whatif.name, f"{draft.name}, 2026-03")
        zh = whatif.with_context(lang="zh_CN")
        self.assertIn("新制度", zh.name)
        self.assertEqual(zh.display_name, zh.name)
        zh.name = "试一试"
        self.assertEqual(whatif.name, "试一试")

    def test_the_calculation_is_in_words(self):
        self.make_facts()
        draft = self.draft()
        draft.tier_ids.sorted("lower_bound")[-1].rate = 3
        whatif = self.run_whatif(draft)
        row = whatif.line_ids.filtered(
            lambda row: row.code == "CS_COMMISSION" and row.difference
        )
        self.period.action_compute()
        line = self.statement(self.agent, self.period).line_ids.filtered(
            lambda line: line.code == "CS_COMMISSION"
        )
        self.assertEqual(row.trace_now_text, line.trace_text)
        self.assertIn("3", row.trace_text)
        self.assertNotEqual(row.trace_text, row.trace_now_text)

    def test_a_draft_shows_its_cost(self):
        self.make_facts()
        draft = self.draft()
        manager = draft.with_user(self.users["manager"])
        self.assertFalse(manager.whatif_text)
        self.rule(draft, "COMPLAINT").step_ids[0].amount = 70
        context = manager.action_open_whatif()["context"]
        form = Form(
            self.env["cs.whatif"].with_user(manager.env.uid).with_context(context)
        )
        form.period_from_id = form.period_to_id = self.period
        form.save().action_run()
        manager.invalidate_recordset()
        self.assertIn("20.00", manager.whatif_text)
        self.assertFalse(manager.whatif_is_outdated)
        self.rule(draft, "COMPLAINT").step_ids[0].amount = 80
        self.env.invalidate_all()
        self.assertTrue(manager.whatif_is_outdated)

    def test_a_copy_to_try(self):
        action = self.policy.with_user(self.users["manager"]).action_copy_to_try()
        copy = self.env["cs.policy"].browse(action["res_id"])
        self.assertEqual(copy.state, "draft")
        self.assertEqual(len(copy.rule_ids), len(self.policy.rule_ids))

    def test_a_month_without_an_approved_policy(self):
        """What a first policy would cost: nothing is paid now."""
        self.make_facts()
        self.policy.action_draft()
        whatif = self.run_whatif(self.policy)
        self.assertFalse(whatif.amount_now)
        self.assertGreater(whatif.amount_then, 4000)
        self.assertIn("No approved policy", whatif.note)

    # ------------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------------

    def test_selects_do_not_grow_with_agents(self):
        draft = self.draft()
        self.rule(draft, "COMPLAINT").step_ids[0].amount = 70
        self.rule(draft, "DUTY").window = "ever"
        self.few_facts(self.agent)
        self.period.action_compute()
        self.selects_of(draft)
        few = self.selects_of(draft)
        for _number in range(20):
            self.few_facts(self.make_agent())
        self.period.action_compute()
        many = self.selects_of(draft)
        more = [code[:300] for code in many if many.count(code) > few.count(code)]
        self.assertEqual(len(few), len(many), "\n".join(more))

    def few_facts(self, agent):
        self.make_order(500, "2026-03-05", agent)
        self.make_stat(agent, "2026-03-05", 10, 8)
        self.make_entry(agent, "COMPLAINT", "2026-03-06")
        self.make_entry(agent, "DUTY", "2026-03-07")

    def selects_of(self, draft):
        whatif = self.whatif(draft)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.count_selects() as found:
            whatif.action_run()
        return found

    # ------------------------------------------------------------------
    # In the background
    # ------------------------------------------------------------------

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def long(self):
        return patch.object(cs_whatif_run, "LONG", 0)

    def test_many_months_are_run_in_the_background(self):
        self.make_facts()
        april = self.make_period("2026-04")
        draft = self.draft()
        at_once = self.run_whatif(draft, self.period, april)
        whatif = self.whatif(draft, self.period, april)
        with self.long():
            whatif.action_run()
            self.assertEqual((whatif.state, whatif.job_total), ("waiting", 2))
            with self.assertRaises(UserError):
                whatif.period_to_id = self.period
        self.run_cron()
        self.assertEqual((whatif.state, whatif.job_done), ("done", 2))
        for name in ("amount_now", "amount_then"):
            self.assertEqual(
                self.amounts_of(whatif, name), self.amounts_of(at_once, name)
            )

    def test_it_goes_on_behind_the_last_month(self):
        self.make_facts()
        april, tried = self.make_period("2026-04"), []
        whatif = self.whatif(self.draft(), self.period, april)
        run = type(self.env["cs.period"])._try

        def failing(period, instead):
            tried.append(period.name)
            if period == april and "go on" not in tried:
                raise UserError("no luck")
            return run(period, instead)

        with patch.object(type(self.env["cs.period"]), "_try", failing), self.long():
            whatif.action_run()
            self.run_cron()
            self.assertEqual((whatif.state, whatif.job_done), ("failed", 1))
            self.assertIn("no luck", whatif.note)
            tried.append("go on")
            whatif.action_go_on()
            self.run_cron()
        self.assertEqual((whatif.state, whatif.job_done), ("done", 2))
        self.assertEqual(tried.count(self.period.name), 2)
        self.assertEqual(whatif.line_ids.period_id, self.period | april)

    def test_what_was_interrupted_goes_on(self):
        self.make_facts()
        whatif = self.whatif(self.draft())
        with self.long():
            whatif.action_run()
        whatif.sudo().state = "running"
        self.run_cron()
        self.assertEqual(whatif.state, "done")

    def test_where_time_is_over_others_have_their_turn(self):
        """It waits again behind the month that is done, and goes on there."""
        self.make_facts()
        whatif = self.whatif(self.draft(), self.period, self.make_period("2026-04"))
        with self.long():
            whatif.action_run()
        with patch.object(type(self.env["ir.cron"]), "_commit_progress") as committed:
            committed.return_value = 0
            whatif.sudo()._cron_run()
        self.assertEqual((whatif.state, whatif.job_done), ("waiting", 1))
        self.run_cron()
        self.assertEqual((whatif.state, whatif.job_done), ("done", 2))

    def test_a_policy_that_changes_meanwhile_is_not_mixed(self):
        draft = self.draft()
        whatif = self.whatif(draft)
        with self.long():
            whatif.action_run()
        draft.pool_rate = 3
        with mute_logger(RUN_LOGGER):
            self.run_cron()
        self.assertEqual(whatif.state, "failed")
        self.assertIn("changed while it ran", whatif.note)

    def test_it_can_be_cancelled(self):
        whatif = self.whatif(self.draft())
        with self.long():
            whatif.action_run()
        whatif.action_cancel_job()
        self.assertEqual(whatif.state, "draft")
        self.run_cron()
        self.assertEqual(whatif.state, "draft")

    # ------------------------------------------------------------------
    # Roles
    # ------------------------------------------------------------------

    def test_it_is_its_makers_and_the_managers(self):
        self.make_facts()
        whatif = self.run_whatif(self.draft())
        second = new_test_user(
            self.env,
            "cs_officer_2",
            "cs_management.group_cs_officer",
            company_id=self.company.id,
        )
        records = (whatif, whatif.agent_ids, whatif.line_ids)
        for role in ("agent", "leader", "salesman"):
            for rows in records:
                with self.assertRaises(AccessError), self.subTest(role=role):
                    rows.with_user(self.users[role]).read(["difference"])
        for rows in records:
            self.assertFalse(rows.with_user(second).search([("id", "in", rows.ids)]))
            manager = rows.with_user(self.users["manager"])
            self.assertEqual(manager.search([("id", "in", rows.ids)]), rows)
        with self.assertRaises(AccessError):
            whatif.with_user(second).action_run()
        with self.assertRaises(AccessError):
            whatif.line_ids.with_user(self.users["manager"]).write({"difference": 1})
        with self.assertRaises(AccessError):
            whatif.write({"difference": 1})

    def test_it_stays_in_its_company(self):
        whatif = self.run_whatif(self.draft())
        other = self.make_company("Other")
        manager = self.make_user("manager", other, "cs_manager_other")
        theirs = self.env(user=manager, context={"allowed_company_ids": other.ids})
        self.assertNotIn(whatif.id, theirs["cs.whatif"].search([]).ids)
        with self.assertRaises(AccessError):
            theirs["cs.whatif"].browse(whatif.id).read(["difference"])
        with self.assertRaises(UserError):
            theirs["cs.whatif"].create(
                {
                    "policy_id": self.policy.id,
                    "period_from_id": self.period.id,
                    "period_to_id": self.period.id,
                }
            )
