"""Swaps: an agent asks, the colleague accepts, the leader approves (R10)."""

from datetime import date

from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from tests.common import CsCase

TODAY = "2026-03-02 02:00:00"
MONDAY, WEDNESDAY = date(2026, 3, 9), date(2026, 3, 11)


@freeze_time(TODAY)
class SwapCase(CsCase):
    """Two agents of a team with users, planned for a Monday and a Wednesday ahead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day_shift = cls.make_shift("D", 8.5, 9, break_start=12, break_length=1)
        cls.late = cls.make_shift("L", 17.5, 7.5, break_start=0, break_length=0)
        cls.mate_user = cls.make_user("agent", login="cs_mate")
        cls.li = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.wang = cls.make_agent("Wang", user_id=cls.mate_user.id)
        cls.plan(cls.li, MONDAY, cls.day_shift)
        cls.plan(cls.li, WEDNESDAY)
        cls.plan(cls.wang, MONDAY)
        cls.plan(cls.wang, WEDNESDAY, cls.late)

    def draft(self, user=None, **values):
        swaps = self.env["cs.roster.swap"].with_user(user or self.users["agent"])
        return swaps.create({"other_id": self.wang.id, "date": MONDAY, **values})

    def ask(self, **values):
        swap = self.draft(**values)
        swap.action_request()
        return swap

    def accepted(self, **values):
        swap = self.ask(**values)
        swap.with_user(self.mate_user).action_accept()
        return swap

    def approve(self, swap, role="leader"):
        swap.with_user(self.users[role]).action_approve()

    def roster(self, agent, day):
        lines = self.env["cs.roster.line"].search(
            [("employee_id", "=", agent.id), ("date", "=", day)]
        )
        return [line.shift_id.code or "R" for line in lines]

    def rosters(self, day):
        return self.roster(self.li, day), self.roster(self.wang, day)

    def told(self, swap):
        return swap.sudo().activity_ids.user_id

    def refused(self, text):
        return self.assertRaisesRegex(UserError, text)


class TestSwap(SwapCase):
    def test_a_shift_for_a_rest_day(self):
        swap = self.accepted()
        self.assertEqual(self.rosters(MONDAY), (["D"], ["R"]))
        self.approve(swap)
        self.assertEqual(self.rosters(MONDAY), (["R"], ["D"]))
        self.assertEqual(self.rosters(WEDNESDAY), (["R"], ["L"]))
        self.assertEqual(swap.decided_by_id, self.users["leader"])

    def test_two_days_change_places(self):
        """Monday against Wednesday: as many are on each shift as before."""
        self.approve(self.accepted(other_date=WEDNESDAY))
        self.assertEqual(self.rosters(MONDAY), (["R"], ["D"]))
        self.assertEqual(self.rosters(WEDNESDAY), (["L"], ["R"]))

    def test_hours_and_note_go_along(self):
        line = self.env["cs.roster.line"].search(
            [("employee_id", "=", self.li.id), ("date", "=", MONDAY)]
        )
        line.write({"stop": self.local(MONDAY, "15:00"), "note": "Market"})
        self.approve(self.accepted())
        moved = self.env["cs.roster.line"].search(
            [("employee_id", "=", self.wang.id), ("date", "=", MONDAY)]
        )
        self.assertEqual(moved.stop, self.local(MONDAY, "15:00"))
        self.assertEqual(moved.note, "Market")

    def test_hand_a_shift_over(self):
        """The colleague works it instead of their day off; who asked has a rest day."""
        self.approve(self.accepted(kind="give"))
        self.assertEqual(self.rosters(MONDAY), (["R"], ["D"]))

    def test_hand_over_to_somebody_with_a_shift_at_other_hours(self):
        self.plan_again(self.wang, MONDAY, self.make_shift("E", 5, 3, break_length=0))
        self.approve(self.accepted(kind="give"))
        self.assertEqual(self.rosters(MONDAY), (["R"], ["E", "D"]))

    def plan_again(self, agent, day, shift=None):
        self.env["cs.roster.line"].search(
            [("employee_id", "=", agent.id), ("date", "=", day)]
        ).unlink()
        self.plan(agent, day, shift)

    def test_overlap_is_refused_when_it_is_asked(self):
        self.plan_again(self.wang, MONDAY, self.make_shift("E", 5, 5, break_length=0))
        with self.refused("Wang would be on two shifts"):
            self.ask(kind="give")

    def test_nobody_unplanned_is_left_without_a_day(self):
        """Who had no plan and gives nothing leaves a rest day behind."""
        self.env["cs.roster.line"].search(
            [("employee_id", "=", self.wang.id), ("date", "=", MONDAY)]
        ).unlink()
        self.approve(self.accepted())
        self.assertEqual(self.rosters(MONDAY), (["R"], ["D"]))

    def test_nothing_to_swap(self):
        self.plan_again(self.wang, MONDAY, self.day_shift)
        with self.refused("planned the same"):
            self.ask()
        with self.refused("no shift"):
            self.ask(kind="give", date=WEDNESDAY)

    def test_only_days_ahead(self):
        self.plan(self.li, "2026-03-01", self.day_shift)
        with self.refused("past or has begun"):
            self.ask(date="2026-03-01")
        # 10:00 in Shanghai: the day shift of today has begun, the late one has not.
        self.plan(self.li, "2026-03-02", self.day_shift)
        with self.refused("past or has begun"):
            self.ask(date="2026-03-02")
        self.plan_again(self.li, date(2026, 3, 2), self.late)
        self.assertEqual(self.ask(date="2026-03-02").state, "requested")

    def test_a_shift_that_began_meanwhile(self):
        swap = self.accepted()
        with freeze_time("2026-03-09 01:00:00"), self.refused("past or has begun"):
            self.approve(swap)
        self.assertEqual(self.rosters(MONDAY), (["D"], ["R"]))

    def test_only_within_the_team(self):
        stranger = self.make_agent("Sun", department_id=self.other_team.id)
        with self.refused("same team"):
            self.ask(other_id=stranger.id)
        self.wang.create_version(
            {"date_version": MONDAY, "department_id": self.other_team.id}
        )
        with self.refused("same team on"):
            self.ask()

    def test_a_changed_roster_makes_the_request_stale(self):
        swap = self.accepted()
        self.plan_again(self.wang, MONDAY, self.late)
        with self.refused("changed since"):
            self.approve(swap)
        self.plan_again(self.wang, MONDAY)
        self.approve(swap)
        self.assertEqual(swap.state, "approved")

    def test_stale_for_the_colleague_too(self):
        swap = self.ask()
        self.plan_again(self.li, MONDAY, self.late)
        with self.refused("changed since"):
            swap.with_user(self.mate_user).action_accept()

    def test_locked_periods_stay(self):
        """A period locked ahead of its end is closed to swaps."""
        swap = self.accepted()
        march = self.make_period("2026-03")
        march.action_compute()
        march.action_publish()
        march.action_lock()
        with self.refused("locked"):
            self.approve(swap)
        with self.refused("locked"):
            self.ask()
        self.assertEqual(self.rosters(MONDAY), (["D"], ["R"]))

    def test_leave_is_a_warning(self):
        leave_type = self.env["hr.leave.type"].create(
            {
                "name": "Trip",
                "requires_allocation": False,
                "company_id": self.company.id,
            }
        )
        self.env["hr.leave"].create(
            {
                "employee_id": self.wang.id,
                "holiday_status_id": leave_type.id,
                "request_date_from": MONDAY,
                "request_date_to": MONDAY,
            }
        ).sudo().action_approve()
        swap = self.draft()
        self.assertIn("Wang is on leave", swap.warning)
        self.assertNotIn("Trip", swap.warning)
        self.assertFalse(self.draft(date=WEDNESDAY).warning)

    def test_too_many_days_running_is_a_warning(self):
        """R10: with Monday the colleague would work seven days on end."""
        self.plan(
            self.wang, [date(2026, 3, day) for day in range(3, 9)], self.day_shift
        )
        warning = self.draft().warning
        self.assertRegex(warning, "Wang would work 7 days running from 03/03/2026")
        self.assertNotIn("Li", warning)
        self.company.cs_roster_running = 7
        self.assertFalse(self.draft().warning)

    def test_the_form_says_what_is_exchanged(self):
        swaps = self.env["cs.roster.swap"].with_user(self.users["agent"])
        form = Form(swaps)
        form.date = MONDAY
        form.other_id = self.wang
        self.assertIn("D 08:30-17:30", form.own_plan)
        self.assertIn("Rest day", form.other_plan)
        self.assertFalse(form.warning)
        swap = form.save()
        self.assertEqual(swap.employee_id, self.li)
        self.assertEqual(swap.department_id, self.team)
        swap.action_request()
        swap.with_user(self.mate_user).action_accept()
        self.approve(swap)
        self.assertIn("D 08:30-17:30", swap.own_plan, "as it was when it was asked")

    def test_the_matrix_marks_swaps_on_their_way(self):
        lines = self.env["cs.roster.line"].with_user(self.users["leader"])
        swap = self.ask(other_date=WEDNESDAY)
        marks = lines.matrix_read(self.team.id, MONDAY)["swaps"]
        self.assertEqual(
            {(row["employee_id"], row["date"]) for row in marks},
            {
                (agent.id, str(day))
                for agent in (self.li, self.wang)
                for day in (MONDAY, WEDNESDAY)
            },
        )
        swap.action_cancel()
        self.assertFalse(lines.matrix_read(self.team.id, MONDAY)["swaps"])


class TestSwapPeople(SwapCase):
    def test_everybody_asks_for_himself(self):
        for role in ("leader", "officer"):
            with self.subTest(role), self.refused("ask for themselves"):
                self.draft(self.users[role], employee_id=self.li.id)
        with self.assertRaises(UserError):
            self.draft(self.mate_user, employee_id=self.li.id, other_id=self.wang.id)

    def test_only_the_colleague_answers(self):
        swap = self.ask()
        for user in (self.users["agent"], self.users["leader"], self.users["officer"]):
            with self.subTest(user.login), self.refused("answers this request"):
                swap.with_user(user).action_accept()

    def test_only_leaders_approve(self):
        swap = self.accepted()
        for user in (self.users["agent"], self.mate_user):
            with (
                self.subTest(user.login),
                self.refused("nobody decides about themselves"),
            ):
                swap.with_user(user).action_approve()
        other_leader = self.make_user("leader", login="cs_other_leader")
        with self.assertRaises(AccessError):
            swap.with_user(other_leader).action_approve()
        self.approve(swap, "officer")
        self.assertEqual(swap.state, "approved")

    def test_not_before_the_colleague_accepted(self):
        with self.refused("waits for the colleague"):
            self.approve(self.ask())

    def test_a_leader_does_not_decide_about_himself(self):
        leader = self.users["leader"]
        zhao = self.make_agent("Zhao", user_id=leader.id)
        self.plan(zhao, MONDAY, self.late)
        swap = self.draft(leader, other_id=self.li.id)
        swap.action_request()
        swap.with_user(self.users["agent"]).action_accept()
        self.assertNotIn(leader, self.told(swap))
        self.assertIn(self.users["officer"], self.told(swap))
        with self.refused("nobody decides about themselves"):
            self.approve(swap)
        self.approve(swap, "officer")
        self.assertEqual(self.roster(zhao, MONDAY), ["D"])

    def test_activities_follow_whose_turn_it_is(self):
        swap = self.ask()
        self.assertEqual(self.told(swap), self.mate_user)
        swap.with_user(self.mate_user).action_accept()
        self.assertEqual(self.told(swap), self.users["leader"])
        self.approve(swap)
        self.assertFalse(self.told(swap))

    def test_mails_and_their_switch(self):
        self.mate_user.email = "mate@example.com"
        mails = self.env["mail.mail"].sudo()

        def asked():
            return mails.search([("subject", "like", "Roster swap")])

        swap = self.ask()
        self.assertEqual(asked().recipient_ids, self.mate_user.partner_id)
        self.assertIn("asks you", asked().body_html)
        swap.action_cancel()
        asked().unlink()
        self.company.cs_notify_swap = False
        self.assertFalse(self.told(self.ask()))
        self.assertFalse(asked())

    def test_decline_and_refuse_take_a_reason(self):
        for name, start, user in (
            ("decline", self.ask, self.mate_user),
            ("refuse", self.accepted, self.users["leader"]),
        ):
            swap = start().with_user(user)
            action = getattr(swap, f"action_{name}")()
            wizard = self.env[action["res_model"]].with_user(user)
            form = Form(wizard.with_context(**action["context"]))
            form.reason = "The market is on that day"
            form.save().action_apply()
            self.assertEqual(swap.state, f"{name}d")
            self.assertIn("market", swap.answer)
            self.assertFalse(self.told(swap))
            with self.refused("reason"):
                getattr(start().with_user(user), name)(" ")
        self.assertEqual(self.rosters(MONDAY), (["D"], ["R"]))

    def test_cancelled_by_who_asked(self):
        swap = self.accepted()
        with self.refused("takes it back"):
            swap.with_user(self.mate_user).action_cancel()
        swap.action_cancel()
        with self.refused("closed"):
            self.approve(swap)

    def test_what_nobody_decided_is_closed(self):
        """After its day a request no longer waits for anybody."""
        swap, draft = self.accepted(), self.draft()
        with freeze_time("2026-03-09 12:00:00"):
            self.env["cs.roster.swap"]._cron_expire()
            self.assertEqual(swap.state, "accepted")
        with freeze_time("2026-03-10 12:00:00"):
            self.env["cs.roster.swap"]._cron_expire()
        self.assertEqual((swap.state, draft.state), ("cancelled", "draft"))
        self.assertIn("not decided", swap.answer)
        self.assertFalse(self.told(swap))
        self.assertEqual(swap.waiting_ids, self.users["agent"] | self.mate_user)

    def test_a_request_does_not_change_behind_the_colleague(self):
        swap = self.ask()
        for values in ({"date": WEDNESDAY}, {"kind": "give"}, {"reason": "x"}):
            with self.refused("asked for already"):
                swap.write(values)
        with self.refused("on file"):
            swap.unlink()
        draft = self.draft()
        draft.write({"reason": "x"})
        with self.assertRaises(UserError):
            draft.write({"employee_id": self.wang.id, "other_id": self.li.id})
        draft.unlink()

    def test_what_the_buttons_set_is_not_written(self):
        swap = self.draft()
        for values in (
            {"state": "accepted"},
            {"snapshot": {}},
            {"department_id": self.other_team.id},
            {"decided_by_id": self.env.uid},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                swap.write(values)
            with self.subTest(values), self.assertRaises(AccessError):
                self.draft(**values)

    def test_who_sees_a_swap(self):
        swap = self.draft()
        third = self.make_user("agent", login="cs_third")
        self.make_agent("Sun", user_id=third.id)
        other_leader = self.make_user("leader", login="cs_other_leader")
        foreign = self.make_user(
            "officer", self.make_company("Branch"), login="cs_foreign"
        )
        self.assertFalse(self.found(swap, self.mate_user), "not asked yet")
        swap.action_request()
        for user in (
            self.users["agent"],
            self.mate_user,
            self.users["leader"],
            self.users["officer"],
        ):
            self.assertTrue(self.found(swap, user), user.login)
        for user in (third, other_leader, foreign):
            self.assertFalse(self.found(swap, user), user.login)

    def found(self, swap, user):
        swaps = self.env(user=user, context={})["cs.roster.swap"]
        return swaps.search([("id", "in", swap.ids)])

    def test_waiting_for_me(self):
        """The filter finds what the user has to answer, and nothing of their own."""
        view = self.env.ref("cs_management.cs_roster_swap_view_search")
        node = etree.fromstring(view.arch).find(".//filter[@name='waiting_for_me']")
        swap = self.ask()

        def waits(user):
            swaps = self.env["cs.roster.swap"].with_user(user)
            domain = safe_eval(node.get("domain"), {"uid": user.id})
            return swaps.search(domain) == swap

        leader = self.users["leader"]
        self.team.cs_leader_ids = [Command.link(self.users["agent"].id)]
        self.assertTrue(waits(self.mate_user))
        self.assertFalse(waits(leader))
        swap.with_user(self.mate_user).action_accept()
        self.assertTrue(waits(leader))
        self.assertFalse(waits(self.users["agent"]))
