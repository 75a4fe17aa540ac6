"""Long periods in the background: told how far, all or nothing, slips not twice."""

import tracemalloc
from contextlib import contextmanager
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import api, fields
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tools import mute_logger

from odoo.addons.cs_management.models import cs_period_background
from odoo.addons.cs_management.models.cs_period_job import Turn
from odoo.addons.cs_management.models.payroll import cs_period as payroll_period

from benchmarks.common import insert_orders
from tests.common import CsCase
from tests.payroll.common import PayrollCase

CRON = "cs_management.cs_period_job_cron"
JOB_LOGGER = "odoo.addons.cs_management.models.cs_background_mixin"


class BackgroundCase(PayrollCase):
    """Every period is a long one, and slips are made two by two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(cs_period_background, "LONG_AGENTS", 0))
        cls.startClassPatcher(patch.object(payroll_period, "CHUNK", 2))
        cls.month = cls.period.with_user(cls.officer)

    def run_cron(self):
        """What the server's scheduled action does once it is triggered."""
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()

    def job(self):
        return self.env["cs.period.job"].search([], limit=1)

    def do(self, *steps):
        for step in steps:
            getattr(self.month, f"action_{step}")()
            self.run_cron()
            self.assertEqual(self.job().state, "done", self.job().note)

    @contextmanager
    def told(self):
        """What the form says at each step: ``[(text, done, total)]``."""
        found = []
        tell = type(self.env["cs.period.progress"])._tell

        def telling(progress, *args):
            tell(progress, *args)
            month = progress.env["cs.period"].browse(self.period.id)
            progress.env.invalidate_all()
            found.append((month.job_text, month.job_done, month.job_total))

        with patch.object(type(self.env["cs.period.progress"]), "_tell", telling):
            yield found

    def fail_at(self, step, error=None):
        """A step of the pipeline that fails."""
        error = error or UserError("no luck")
        return patch.object(type(self.period), step, side_effect=error)


class TestBackground(BackgroundCase):
    def test_a_button_starts_it_and_the_cron_does_it(self):
        self.month.action_compute()
        self.assertFalse(self.period.computed_at)
        self.assertEqual(self.month.job_state, "waiting")
        self.assertIn("waits for its turn", self.month.job_text)
        self.run_cron()
        self.assertTrue(self.period.computed_at)
        self.assertEqual(len(self.period.statement_ids), 2)
        self.assertFalse(self.month.job_id)

    def test_the_month_is_the_same_as_at_once(self):
        """R1.30: computed, published, locked and paid, by the officer's name."""
        self.make_facts()
        self.do("compute", "publish", "lock", "generate_payslips")
        self.assertEqual(self.period.state, "locked")
        self.assertEqual(len(self.period.statement_ids.payslip_ids), 2)
        slip = self.slip(self.agent)
        self.assertEqual(self.paid(slip), self.amounts(self.agent, self.period))
        author = self.period.message_ids.filtered("tracking_value_ids").author_id
        self.assertEqual(author, self.officer.partner_id)

    def test_small_periods_are_done_at_once(self):
        with patch.object(cs_period_background, "LONG_AGENTS", 300):
            self.month.action_compute()
        self.assertTrue(self.period.computed_at)
        self.assertFalse(self.job())

    def test_many_orders_make_it_long_too(self):
        from odoo.addons.cs_management.models.commission import cs_period

        with (
            patch.object(cs_period_background, "LONG_AGENTS", 300),
            patch.object(cs_period, "LONG_ORDERS", 1),
        ):
            self.make_order(10, "2026-03-05", self.agent)
            self.assertFalse(self.month._is_long())
            self.make_order(10, "2026-03-05", self.agent)
            self.assertTrue(self.month._is_long())

    def test_without_scheduled_actions_it_is_done_at_once(self):
        self.env.ref(CRON).active = False
        self.month.action_compute()
        self.assertTrue(self.period.computed_at)

    def test_how_far_it_is_is_told_and_cleared(self):
        self.month.action_compute()
        with self.told() as found:
            self.run_cron()
        total = len(self.period._pipeline())
        self.assertEqual([row[1:] for row in found], [(n, total) for n in range(total)])
        self.assertEqual(found[0][0], "2026-03: Compute: the orders' credits")
        self.assertEqual(
            found[-1][0], "2026-03: Compute: statements and credits are stored"
        )
        self.assertFalse(self.env["cs.period.progress"].search([]))

    def test_an_error_leaves_nothing_half_done_and_is_told(self):
        self.month.action_compute()
        with self.fail_at("_drop_stale_statements"), self.told() as found:
            self.run_cron()
        self.assertEqual(len(found), len(self.period._pipeline()))
        self.assertFalse(self.period.statement_ids)
        self.assertFalse(self.period.computed_at)
        self.assertFalse(self.env["cs.period.progress"].search([]))
        self.assertEqual(self.month.job_state, "failed")
        self.assertIn("no luck", self.month.job_text)
        self.month.action_retry_job()
        self.run_cron()
        self.assertEqual(len(self.period.statement_ids), 2)
        self.assertFalse(self.month.job_id)

    @mute_logger(JOB_LOGGER)
    def test_an_error_of_the_program_is_in_the_log(self):
        self.month.action_compute()
        with self.fail_at("_do_compute", ZeroDivisionError("secret")):
            self.run_cron()
        self.assertIn("the server's log", self.month.job_text)
        self.assertNotIn("secret", self.month.job_text)
        self.month.action_dismiss_job()
        self.assertFalse(self.month.job_id)

    def test_a_fact_that_comes_first_lets_it_begin_anew(self):
        self.month.action_compute()
        do, calls = type(self.period)._do_compute, []

        def interrupted(period):
            calls.append(1)
            if len(calls) == 1:
                raise SerializationFailure()
            return do(period)

        with patch.object(type(self.period), "_do_compute", interrupted):
            self.run_cron()
        self.assertEqual((len(calls), self.job().state), (2, "done"))

    def test_a_process_that_is_gone_leaves_nothing_running(self):
        """The server was stopped: the next run of the cron says so."""
        self.month.action_compute()
        self.job().state = "running"
        self.env["cs.period.progress"].create({"job_id": self.job().id})
        with mute_logger(JOB_LOGGER):
            self.run_cron()
        self.assertEqual(self.month.job_state, "failed")
        self.assertIn("Nothing was changed", self.month.job_text)
        self.assertFalse(self.env["cs.period.progress"].search([]))

    def test_nobody_comes_between(self):
        self.month.action_compute()
        # Nor does who sends the id of the job along.
        sent = self.month.with_context(cs_job=self.job().id)
        with self.assertRaisesRegex(UserError, "background"):
            sent.action_compute()
        for action in ("compute", "publish", "lock", "unpublish"):
            with self.assertRaisesRegex(UserError, "background"):
                getattr(self.month, f"action_{action}")()
        self.month.action_cancel_job()
        self.assertFalse(self.job())

    def test_what_the_server_does_not_run_can_be_run_now(self):
        self.month.action_compute()
        self.assertFalse(self.month.job_is_lost)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_period_job SET write_date = write_date - interval '1 hour'"
        )
        self.env.invalidate_all()
        self.assertTrue(self.month.job_is_lost)
        with self.enter_registry_test_mode():
            self.month.action_run_job()
        self.assertTrue(self.period.computed_at)

    def test_what_waits_behind_others_is_not_lost(self):
        self.month.action_compute()
        other = self.make_period("2026-04")
        other.with_user(self.users["officer"]).action_compute()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_period_job SET write_date = write_date - interval '5 minutes'"
        )
        self.env.cr.execute(
            "UPDATE cs_period_job SET state = 'running' WHERE period_id = %s",
            [other.id],
        )
        self.env.invalidate_all()
        self.assertEqual(
            (self.month.job_state, other.job_state), ("waiting", "running")
        )
        self.assertFalse(self.month.job_is_lost or other.job_is_lost)

    def test_only_officers_see_and_press(self):
        self.month.action_compute()
        period = self.period.with_user(self.users["agent"])
        with self.assertRaises(AccessError):
            period.read(["job_text"])
        for action in ("run", "cancel", "retry", "dismiss"):
            with self.assertRaises(UserError):
                getattr(period, f"action_{action}_job")()
        with self.assertRaises(AccessError):
            self.job().with_user(self.officer).write({"state": "done"})

    def test_who_is_no_officer_any_more_has_nothing_done(self):
        self.month.action_compute()
        self.officer.group_ids = self.env.ref("cs_management.group_cs_agent")
        self.run_cron()
        self.assertEqual(self.job().state, "failed")
        self.assertFalse(self.period.computed_at)


class TestTransactions(CsCase):
    """The work and what is told of it are transactions of their own, as on a server."""

    def setUp(self):
        super().setUp()
        self.database = db_connect(self.env.cr.dbname)
        with self.database.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            company = env["res.company"].search([], order="id", limit=1)
            self.period_id = (
                env["cs.period"]
                .create(
                    {
                        "name": "2001-01",
                        "company_id": company.id,
                        "date_from": "2001-01-01",
                        "date_to": "2001-01-31",
                    }
                )
                .id
            )
            job = {"period_id": self.period_id, "kind": "compute"}
            job["user_id"] = env.ref("base.user_admin").id
            self.job_id = env["cs.period.job"].create(job).id
        self.addCleanup(self.remove)
        self.told = []

    def remove(self):
        with self.database.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["cs.period.job"].browse(self.job_id).unlink()
            env["cs.period"].browse(self.period_id).unlink()

    def work(self, period):
        """Write and tell, in turns; others see what is told, not what is written."""
        for done in (1, 2):
            period.sudo().warning = f"Written {done}"
            period.env.flush_all()
            period._tell("_step_pay", done, 2)
            with self.database.cursor() as cr:
                cr.execute(
                    "SELECT done, total, warning FROM cs_period_progress "
                    "JOIN cs_period_job AS job ON job.id = job_id "
                    "JOIN cs_period AS period ON period.id = period_id "
                    "WHERE job_id = %s",
                    [self.job_id],
                )
                self.told.append(cr.fetchone())

    def run_job(self, work):
        """The state of the job afterwards, what is told still, and what is written."""
        with (
            patch.object(type(self.env["cs.period"]), "_check_officer", lambda _: None),
            patch.object(type(self.env["cs.period"]), "_do_compute", work),
            self.database.cursor() as cr,
        ):
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["cs.period.job"].browse(self.job_id)._run()
        with self.database.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            job = env["cs.period.job"].browse(self.job_id)
            return job.state, len(job.progress_ids), job.period_id.warning

    def test_done(self):
        found = self.run_job(lambda period: self.work(period))
        self.assertEqual(self.told, [(1, 2, None), (2, 2, None)])
        self.assertEqual(found, ("done", 0, "Written 2"))

    def test_failed(self):
        def fail(period):
            self.work(period)
            raise UserError("no luck")

        found = self.run_job(fail)
        self.assertEqual(len(self.told), 2)
        self.assertEqual(found, ("failed", 0, False))

    def test_another_came_first(self):
        """Somebody changes a fact that the step writes: it begins anew."""

        def meet(period):
            if not self.told:
                self.work(period)
                period.env.cr.rollback()
                self.assertTrue(period.name)
                with self.database.cursor() as cr:
                    cr.execute(
                        "UPDATE cs_period SET name = 'Now' WHERE id = %s",
                        [self.period_id],
                    )
            self.work(period)

        with mute_logger("odoo.sql_db"):
            found = self.run_job(meet)
        self.assertEqual(found, ("done", 0, "Written 2"))


class TestPayslips(BackgroundCase):
    """Payslips in chunks: what is made stays, and is made once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(3):
            cls.make_agent(f"More {number}")
        with patch.object(cs_period_background, "LONG_AGENTS", 300):
            cls.lock()

    def slips(self):
        return self.env["hr.payslip"].search(
            [("cs_statement_id.period_id", "=", self.period.id)]
        )

    @contextmanager
    def failing(self, number, error):
        """The chunk of that number fails; yields the sizes of those that are made."""
        make, sizes = type(self.period)._make_payslips, []

        def making(period, statements):
            sizes.append(len(statements))
            if len(sizes) == number:
                # It has written already.
                make(period, statements)
                period.env.flush_all()
                raise error
            return make(period, statements)

        with patch.object(type(self.period), "_make_payslips", making):
            yield sizes

    def test_how_far_they_are_is_told(self):
        self.month.action_generate_payslips()
        with self.told() as found:
            self.run_cron()
        self.assertEqual([row[1:] for row in found], [(2, 5), (4, 5), (5, 5)])
        self.assertIn("payslips", found[0][0])
        self.assertEqual(len(self.slips()), 5)
        self.assertEqual(len(self.slips().payslip_run_id), 1)

    @mute_logger(JOB_LOGGER)
    def test_they_go_on_after_a_failure_and_none_is_made_twice(self):
        self.month.action_generate_payslips()
        with self.failing(2, ZeroDivisionError()):
            self.run_cron()
        self.assertEqual(self.month.job_state, "failed")
        first = self.slips()
        self.assertEqual(len(first), 2)
        self.month.action_retry_job()
        with self.failing(None, None) as sizes:
            self.run_cron()
        self.assertEqual(sizes, [2, 1])
        slips = self.slips()
        self.assertEqual(len(slips), 5)
        self.assertLessEqual(first, slips)
        self.assertEqual(slips.cs_statement_id, self.period.statement_ids)
        self.assertEqual(len(slips.payslip_run_id), 1)
        self.assertEqual(self.job().state, "done")

    def test_they_go_on_after_the_server_was_stopped(self):
        self.month.action_generate_payslips()
        part = self.month.with_context(cs_job=Turn(self.job().id))._chunk_payslips(0)
        self.job().write({"state": "running", "position": part.position})
        with mute_logger(JOB_LOGGER), self.failing(None, None) as sizes:
            self.run_cron()
        self.assertEqual(sizes, [2, 1])
        self.assertEqual(len(self.slips()), 5)
        self.assertEqual(self.job().state, "done")

    def test_they_give_way_when_their_time_is_over(self):
        self.month.action_generate_payslips()
        Cron = type(self.env["ir.cron"])
        commit = Cron._commit_progress

        def hurried(cron, *args, **kwargs):
            commit(cron, *args, **kwargs)
            return 0

        with patch.object(Cron, "_commit_progress", hurried), self.told() as found:
            self.run_cron()
        self.assertEqual([row[1] for row in found], [2, 4, 5])
        self.assertEqual(len(self.slips()), 5)

    def test_what_to_look_at_stays_until_it_is_dismissed(self):
        """Who has no contract gets no slip: the form says so, with the amount."""
        Statement = type(self.env["cs.statement"])
        contracts = Statement._payslip_contracts

        def without(rows):
            found = contracts(rows)
            of_ann = rows.filtered(lambda row: row.employee_id == self.agent)
            return found | {row: row.version_id.browse() for row in of_ann}

        with patch.object(Statement, "_payslip_contracts", without):
            self.month.action_generate_payslips()
            self.run_cron()
        self.assertEqual(len(self.slips()), 4)
        self.assertEqual(self.month.job_state, "done")
        self.assertIn("no contract in the period: Ann", self.month.job_text)
        self.month.action_dismiss_job()
        self.assertFalse(self.month.job_id)

    def test_they_do_not_meet_the_button(self):
        self.month.action_generate_payslips()
        with self.assertRaisesRegex(UserError, "background"):
            self.month.action_generate_payslips()

    def test_confirmed_slips_stay(self):
        self.do("generate_payslips")
        slip = self.slip(self.agent)
        slip.action_payslip_done()
        before = (slip.state, slip.write_date, slip.line_ids.ids)
        self.do("generate_payslips")
        slip.invalidate_recordset()
        self.assertEqual((slip.state, slip.write_date, slip.line_ids.ids), before)
        self.assertEqual(len(self.slips()), 5)
        self.assertTrue(fields.Datetime.now() >= before[1])


class TestMemory(CsCase):
    """Orders stay in the database: how many there are is nothing to the process."""

    def peak(self, month, orders):
        """Bytes that Python took at the most to compute a month."""
        period = self.make_period(month)
        insert_orders(self.env, self.agents.cs_tag_ids.ids, orders, period.date_from)
        self.env.flush_all()
        self.env.invalidate_all()
        tracemalloc.start()
        try:
            period.action_compute()
            self.env.flush_all()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    def test_ten_times_the_orders_in_the_same_memory(self):
        self.agents = self.make_agent() | self.make_agent()
        self.make_period("2026-01").action_compute()
        few, many = self.peak("2026-03", 300), self.peak("2026-05", 3000)
        credits_ = self.env["cs.commission.line"].search_count([])
        self.assertGreaterEqual(credits_, 3300)
        self.assertLess(many, 1.2 * few)
