"""The server is killed in the middle (SIGKILL): as before or as after, never half.

What was begun is finished by doing it again, and each mail is sent once. Each time the
server is stopped by the database, at a statement or at its COMMIT, and killed there.
"""

import base64
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import requests

from odoo import fields

from tests.concurrency.common import ServerCase
from tests.concurrency.mailbox import Mailbox
from tests.concurrency.server import PATIENCE, Hold, Server
from tests.imports.common import as_csv

JOBS = "cs_management.cs_period_job_cron"
MAILS = "mail.ir_cron_mail_scheduler_action"
WEEKS = "cs_management.cs_attendance_week_cron_publish"
IMPORTS = "cs_management.cs_import_file_cron"
MANY = 301


class CrashCase(ServerCase):
    """A server of its own, with its scheduled actions and a mail server."""

    CRONS = (MAILS,)

    @classmethod
    def setUpClass(cls):
        cls.box = Mailbox()
        cls.addClassCleanup(cls.box.close)
        super().setUpClass()

    @classmethod
    def start_server(cls):
        # Only what the tests are about runs in the background.
        crons = cls.env["ir.cron"].search([])
        crons.active = False
        for name in cls.CRONS:
            cron = cls.env.ref(name)
            cron.write({"active": True, "nextcall": "2099-01-01"})
        cls.addClassCleanup(cls.restore, crons)
        cls.commit()
        return cls.one_more()

    @classmethod
    def restore(cls, crons):
        cls.renew()
        crons.active = True
        cls.commit()

    @classmethod
    def one_more(cls):
        server = Server(cls.env.cr.dbname, "--max-cron-threads=1", *cls.box.options)
        cls.addClassCleanup(server.stop)
        return server

    # ------------------------------------------------------------------
    # Killing
    # ------------------------------------------------------------------

    def kill_at(self, call, table, moment="write", when=""):
        """Kill the server when the call, or what it starts, comes to a table."""
        self.commit()
        with (
            ThreadPoolExecutor(1) as pool,
            Hold(self.env.cr.dbname, table, moment, when) as hold,
        ):
            pool.submit(self.cut_off, call)
            hold.wait(1)
            self.server.kill()
        # The trigger is dropped only after the transaction has ended, either way.
        self.server.start()
        self.renew()

    def cut_off(self, call):
        try:
            return call()
        except requests.ConnectionError:
            return None

    def wake(self, *crons):
        """As the clock does: these scheduled actions are due."""
        for name in crons:
            self.env.ref(name)._trigger()
        self.commit()

    def until(self, is_done):
        """Look again until it is so."""
        end = time.monotonic() + PATIENCE
        while not is_done():
            self.assertLess(time.monotonic(), end, "It does not come about")
            time.sleep(0.2)
            self.renew()

    def again(self, role, records, method, *args):
        """The same button, after the server is back."""
        answer = self.by(role, records, method, *args)()
        self.assertWon(answer)
        self.renew()


class TestCrash(CrashCase):
    """Steps of a month behind their buttons (R1.30)."""

    CRONS = (MAILS, WEEKS)

    @classmethod
    def policy_values(cls):
        return {**super().policy_values(), "attendance_enabled": True}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.more = [cls.make_user("agent", login=f"more{n}") for n in range(2)]
        for user in cls.more:
            cls.make_agent(user_id=user.id)
        cls.commit()

    def setUp(self):
        super().setUp()
        self.month = self.next_month()
        self.make_entry(self.agent, "COMPLAINT", self.month.date_from)
        self.env["mail.mail"].search([]).unlink()
        del self.box.mails[:]
        self.commit()

    def press(self, name):
        return self.by("officer", self.month, name)

    def content(self):
        lines = self.month.statement_ids.line_ids
        return Counter((row.employee_id.id, row.code, row.amount) for row in lines)

    def test_in_the_middle_of_compute(self):
        self.month.action_compute()
        whole = self.content()
        self.renew()
        self.assertFalse(self.content())
        self.kill_at(self.press("action_compute"), "cs_statement_line")
        self.assertFalse(self.month.statement_ids)
        self.assertFalse(self.month.computed_at)
        self.kill_at(self.press("action_compute"), "cs_statement_line", "commit")
        self.assertIn(self.content(), (Counter(), whole))
        self.again("officer", self.month, "action_compute")
        self.assertEqual(self.content(), whole)

    def test_in_the_middle_of_lock(self):
        self.month.action_compute()
        whole = self.content()
        self.kill_at(self.press("action_lock"), "cs_seal")
        self.assertEqual((self.month.state, self.content()), ("open", whole))
        self.assertFalse(self.month.statement_ids.seal_id)
        self.again("officer", self.month, "action_lock")
        self.assertEqual((self.month.state, self.content()), ("locked", whole))
        self.assertFalse(self.env["cs.seal"]._verify(self.company).faults)

    def test_in_the_middle_of_slips(self):
        self.month.action_compute()
        self.month.action_lock()
        press = self.press("action_generate_payslips")
        slips = self.env["hr.payslip"]
        mine = [
            ("company_id", "=", self.company.id),
            ("date_from", "=", self.month.date_from),
        ]
        self.kill_at(press, "hr_payslip_line")
        self.assertFalse(slips.search(mine))
        self.kill_at(press, "hr_payslip_line", "commit")
        count = len(self.month.statement_ids)
        self.assertIn(len(slips.search(mine)), (0, count))
        self.again("officer", self.month, "action_generate_payslips")
        self.assertEqual(len(slips.search(mine)), count)
        self.assertEqual(
            self.paid(self.slip(self.agent, self.month)),
            self.amounts(self.agent, self.month),
        )

    def test_in_the_middle_of_publish_and_of_its_mails(self):
        """Nobody is told before it is true, and each of them once."""
        self.month.action_compute()
        mails = self.env["mail.mail"]
        self.kill_at(self.press("action_publish"), "mail_mail")
        self.assertEqual((self.month.state, mails.search_count([])), ("open", 0))
        self.assertFalse(self.month.statement_ids.activity_ids)
        self.again("officer", self.month, "action_publish")
        told = self.month.statement_ids.employee_id.user_id.mapped("email")
        self.assertEqual(mails.search_count([("state", "=", "outgoing")]), len(told))
        with self.box.stopped_behind(1):
            self.wake(MAILS)
            self.assertTrue(self.box.reached.wait(PATIENCE))
            self.server.kill()
        self.server.start()
        self.wake(MAILS)
        self.until(lambda: not mails.search_count([("state", "=", "outgoing")]))
        sent = Counter(recipient for recipient, _subject in self.box.mails)
        self.assertEqual(sent, Counter(told))

    def test_in_the_middle_of_the_weekly_cron_r1_8(self):
        day = fields.Date.today() - timedelta(days=21)
        shift = self.make_shift("W", 8.5, 9, break_start=12, break_length=1)
        self.plan(self.agent, day, shift)
        Week = self.env["cs.attendance.week"]
        first = self.company._cs_week_start(day)
        week = Week.create({"company_id": self.company.id, "date_from": first})
        self.company.cs_week_auto_publish = True
        due = f"(NEW.id = {week.id})"
        self.kill_at(lambda: self.wake(WEEKS), "cs_attendance_week", when=due)
        self.assertEqual(week.state, "open")
        self.assertFalse(week.activity_ids)
        self.wake(WEEKS)
        self.until(lambda: week.state == "published")
        self.wake(WEEKS)
        self.wake(MAILS)
        leaders = self.team.cs_leader_ids
        self.assertEqual(week.activity_ids.user_id, leaders)
        self.assertEqual(len(week.activity_ids), len(leaders))
        outgoing = [("state", "=", "outgoing")]
        self.until(lambda: not self.env["mail.mail"].search_count(outgoing))
        # The sheet, and Odoo's own mail of the activity.
        self.assertEqual(set(Counter(self.box.mails).values()), {1}, self.box.mails)
        told = {recipient for recipient, _subject in self.box.mails}
        self.assertEqual(told, set(leaders.mapped("email")))


class TestBackgroundCrash(CrashCase):
    """A long month in the background, and two servers that share it."""

    CRONS = (JOBS,)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.month = cls.make_period("2026-03")
        cls.env["hr.employee"].with_context(tracking_disable=True).create(
            [
                {
                    "name": f"Agent {number:03}",
                    "company_id": cls.company.id,
                    "department_id": cls.team.id,
                    "cs_agent_code": f"9{number:03}",
                    "cs_level_id": cls.junior.id,
                    "wage": 2200,
                    "date_version": "2026-03-01",
                    "contract_date_start": "2026-03-01",
                }
                for number in range(MANY - 2)
            ]
        )
        cls.commit()

    def job(self):
        return self.env["cs.period.job"].search([], limit=1)

    def press(self, name):
        return self.by("officer", self.month, name)

    def finish(self, name):
        self.assertWon(self.press(name)())
        self.renew()
        self.until(lambda: self.job().state not in ("waiting", "running"))
        self.assertEqual(self.job().state, "done", self.job().note)

    def test_a_long_month_goes_on_where_it_was_killed(self):
        # All or nothing: told, tried again, and done.
        self.kill_at(self.press("action_compute"), "cs_statement_line")
        self.assertEqual(
            (self.job().state, len(self.month.statement_ids)), ("running", 0)
        )
        self.wake(JOBS)
        self.until(lambda: self.job().state == "failed")
        self.assertIn("Nothing was changed", self.job().note)
        self.finish("action_retry_job")
        self.assertEqual(len(self.month.statement_ids), MANY)
        self.finish("action_lock")

        # Chunk by chunk, by two servers: the other one goes on behind what is done.
        first, other = self.server, self.one_more()
        press = self.press("action_generate_payslips")
        when = "(OLD.position > 0)"
        with Hold(self.env.cr.dbname, "cs_period_job", "write", when) as hold:
            self.assertWon(press())
            hold.wait(1)
            self.renew()
            self.assertEqual(len(self.slips()), 250)
            progress = self.env["ir.cron.progress"].search([], order="id desc", limit=1)
            self.assertTrue(progress.done and progress.remaining)
            # The first one is at it: to wake the other changes nothing.
            self.wake(JOBS)
            time.sleep(1)
            self.assertEqual(hold.waiting(), 1)
            at_work = first if hold.is_by(first) else other
            at_work.kill()
        self.renew()
        self.wake(JOBS)
        self.until(lambda: self.job().state == "done")
        self.assertEqual(len(self.slips()), MANY)
        self.assertEqual(len(self.slips().employee_id), MANY)
        self.assertFalse(self.env["cs.period.progress"].search([]))

    def slips(self):
        return self.env["hr.payslip"].search([("company_id", "=", self.company.id)])


class TestImportCrash(CrashCase):
    """A long file, killed in its second chunk (R6.1)."""

    CRONS = (IMPORTS,)
    ORDERS = 1010

    def test_a_long_import_goes_on_behind_what_was_written(self):
        shop = self.env["crm.team"].create(
            {"name": "Shop", "company_id": self.company.id}
        )
        shop.cs_department_id = self.team
        rows = [[f"N{n:04}", "10", "2026-11-20 10:00", ""] for n in range(self.ORDERS)]
        head = ["订单编号", "买家应付货款", "订单付款时间", "订单备注"]
        wizard = self.env["cs.import.wizard"].with_user(self.users["officer"])
        wizard = wizard.create(
            {
                "file": base64.b64encode(as_csv([head, *rows])),
                "file_name": "orders.csv",
                "company_id": self.company.id,
                "team_id": shop.id,
            }
        )
        call = self.by("officer", wizard, "action_import")
        self.kill_at(call, "cs_import_file", when="(OLD.position >= 500)")
        file = self.env["cs.import.file"].search([], limit=1)
        orders = [("company_id", "=", self.company.id)]
        count = self.env["sale.order"].search_count
        self.assertEqual((file.position, count(orders)), (500, 500))
        self.wake(IMPORTS)
        self.until(lambda: file.state == "done")
        self.assertEqual((file.new_count, count(orders)), (self.ORDERS, self.ORDERS))
