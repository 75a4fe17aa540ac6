"""A company that is committed for good, and a server in which its users meet."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase

from tests.concurrency.server import Hold, Server, meet
from tests.payroll.common import PayrollCase


class ServerCase(PayrollCase):
    """What the tests make is committed: the database is theirs alone, and goes."""

    FIRST = "2026-03-01"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period.unlink()
        cls.agent.user_id = cls.users["agent"]
        cls.mate = cls.make_user("agent", login="mate")
        cls.second.user_id = cls.mate
        cls.head = cls.make_user("leader", login="head")
        cls.team.cs_leader_ids += cls.head
        cls.colleague = cls.make_user("officer", login="colleague")
        for patcher in (
            cls.commit_patcher,
            cls.rollback_patcher,
            cls._signal_changes_patcher,
        ):
            patcher.stop()
        cls.server = cls.start_server()
        cls.commit()

    def setUp(self):
        # Without the savepoint that a test is taken back to.
        super(TransactionCase, self).setUp()
        self.renew()

    def tearDown(self):
        self.env.cr.rollback()
        super().tearDown()

    @classmethod
    def start_server(cls):
        server = Server(cls.env.cr.dbname)
        cls.addClassCleanup(server.stop)
        return server

    @classmethod
    def make_company(cls, name, **values):
        return super().make_company(f"{name} of {cls.__name__}", **values)

    @classmethod
    def make_user(cls, role, company=None, login=None):
        """Every class has its own; each with a mail address of their own."""
        login = f"{login or role}@{cls.__name__.lower()}.example.com"
        return super().make_user(role, company, login)

    @classmethod
    def commit(cls):
        """Let the server see what was made."""
        cls.env.flush_all()
        cls.env.cr.commit()
        cls.env.registry.signal_changes()

    @classmethod
    def renew(cls):
        """See what the server has done."""
        cls.env.cr.rollback()
        cls.env.invalidate_all()

    @classmethod
    def policy_values(cls):
        return {**super().policy_values(), "pool_enabled": False}

    @classmethod
    def next_month(cls):
        """A month of the test's own, behind all others; those are locked."""
        Period = cls.env["cs.period"].with_context(active_test=False)
        mine = Period.search([("company_id", "=", cls.company.id)], order="date_from")
        for period in mine.filtered(lambda period: period.state != "locked"):
            period.action_compute()
            period.action_lock()
        last = mine[-1:].date_to
        return cls.make_period(fields.Date.add(last, days=1) if last else cls.FIRST)

    @classmethod
    def earned(cls, agent):
        """What all months, and the next one, pay an agent beside the base pay."""
        cls.next_open().action_compute()
        lines = cls.env["cs.statement.line"].search(
            [("statement_id.employee_id", "=", agent.id), ("code", "!=", "CS_BASE")]
        )
        return cls.company.currency_id.round(sum(lines.mapped("amount")))

    @classmethod
    def next_open(cls):
        """The first month that is not locked; made if need be."""
        Period = cls.env["cs.period"]
        mine = Period.search([("company_id", "=", cls.company.id)], order="date_from")
        return (
            mine.filtered(lambda period: period.state != "locked")[:1]
            or mine[-1]._next_open()
        )

    # ------------------------------------------------------------------
    # Meeting
    # ------------------------------------------------------------------

    def by(self, role, records, method, *args, **kwargs):
        """A call by a user's own connection, to be made later."""
        user = self.users[role] if isinstance(role, str) else role
        self.commit()
        connection = self.server.login(user)
        return lambda: connection.call(records, method, *args, **kwargs)

    def meet(self, first, second, table):
        """Both at once; ``first`` is stopped before its COMMIT, as it wrote ``table``.

        No answer is raw, whoever wins.
        """
        self.commit()
        with Hold(self.env.cr.dbname, table) as hold:
            answers = meet(hold, first, second)
        self.renew()
        for answer in answers:
            self.assertFalse(answer.is_raw, answer)
        return answers

    def assertLost(self, answer, reason):
        """Who came second reads why."""
        self.assertTrue(answer.error, answer)
        self.assertRegex(answer.text, reason)

    def assertWon(self, *answers):
        for answer in answers:
            self.assertFalse(answer.error, answer)


class FactCase(ServerCase):
    """A fact and the lock of its month, at the same moment."""

    FIRST = "2025-01-01"

    def setUp(self):
        super().setUp()
        self.month = self.next_month()
        self.day = self.month.date_from + timedelta(days=4)
        self.who = self.newcomer()

    def newcomer(self):
        """Somebody whom earlier months owe nothing."""
        return self.make_agent(joined=self.month.date_from)

    def each(self, make):
        """``make`` gives a call and its table; it comes before and after the lock.

        :return: the answers to the call
        """
        for is_first in (True, False):
            if not is_first:
                self.setUp()
            with self.subTest(is_first=is_first):
                call, table = make()
                lock = self.by("officer", self.month, "action_lock")
                if is_first:
                    answer, locked = self.meet(call, lock, table)
                else:
                    locked, answer = self.meet(lock, call, "cs_period")
                self.assertWon(locked)
                self.assertEqual(self.month.state, "locked")
                yield answer
