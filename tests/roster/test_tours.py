"""The roster in a browser: a leader plans, an agent swaps, on a phone too."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged

from tests.common import CsCase


class RosterTourCase(CsCase, HttpCase):
    """A pay period that begins about today, so that its days lie ahead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = cls.company._cs_today()
        cls.company.cs_period_start_day = min(today.day, 28)
        cls.first = cls.company._cs_period_bounds(today)[0]
        cls.day_shift = cls.make_shift("D", 8.5, 9, break_start=12, break_length=1)
        cls.late = cls.make_shift("L", 17.5, 6, break_start=0, break_length=0)
        cls.mate_user = cls.make_user("agent", login="cs_mate")
        cls.li = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.wang = cls.make_agent("Wang", user_id=cls.mate_user.id)

    def day(self, column):
        return self.first + timedelta(days=column)

    def roster(self, agent, column):
        lines = self.env["cs.roster.line"].search(
            [("employee_id", "=", agent.id), ("date", "=", self.day(column))]
        )
        return [line.shift_id.code or "R" for line in lines]

    def tour(self, name, url, user):
        # The password of a test user is its login.
        self.start_tour(url, name, login=user.login)


@tagged("standard", "post_install", "-at_install")
class TestRosterTours(RosterTourCase):
    def test_a_leader_plans(self):
        """R10: choose, rest, clear, drag, undo, and keys."""
        self.plan(self.wang, self.day(6), self.late)
        self.tour("cs_roster_cells", "/odoo", self.users["leader"])
        self.assertEqual(self.roster(self.li, 6), ["D"])
        self.assertEqual(self.roster(self.li, 7), ["R"])
        self.assertEqual(self.roster(self.wang, 6), [])
        self.assertEqual(self.roster(self.wang, 8), ["L"])
        for column in (9, 10, 11):
            self.assertEqual(self.roster(self.wang, column), ["R"])

    def test_a_locked_month_does_not_change(self):
        before = self.make_period(self.first - timedelta(days=1))
        self.plan(self.li, before.date_from, self.day_shift)
        before.action_compute()
        before.action_publish()
        before.action_lock()
        self.tour("cs_roster_locked", "/odoo/cs-team-roster", self.users["leader"])

    def test_a_swap(self):
        """R10: the agent asks, the colleague accepts, the leader approves."""
        self.plan(self.li, self.day(6), self.day_shift)
        self.plan(self.wang, self.day(6))
        self.tour("cs_swap_ask", "/odoo/cs-team-roster", self.users["agent"])
        self.tour("cs_swap_accept", "/odoo/cs-my-swaps", self.mate_user)
        self.assertEqual(self.roster(self.li, 6), ["D"])
        self.tour("cs_swap_approve", "/odoo/cs-swaps", self.users["leader"])
        self.assertEqual(self.roster(self.li, 6), ["R"])
        self.assertEqual(self.roster(self.wang, 6), ["D"])


@tagged("standard", "post_install", "-at_install")
class TestRosterPhone(RosterTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_a_swap_is_answered_on_a_phone(self):
        self.plan(self.li, self.day(6), self.day_shift)
        self.plan(self.wang, self.day(6))
        swap = self.env["cs.roster.swap"].with_user(self.users["agent"])
        swap = swap.create({"other_id": self.wang.id, "date": self.day(6)})
        swap.action_request()
        self.tour("cs_swap_accept_phone", "/odoo/cs-team-roster", self.mate_user)
        self.tour("cs_swap_kanban_phone", "/odoo/cs-my-swaps", self.mate_user)
        self.assertEqual(swap.state, "accepted")
