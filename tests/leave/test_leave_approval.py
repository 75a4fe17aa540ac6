"""Who agrees to leave, in which order, and what stays Odoo's own (R1.40, R1.42)."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from tests.leave.common import LeaveCase

ACTIVITY = "cs_management.cs_activity_leave"


class ApprovalCase(LeaveCase):
    """A night shift under the team under the shop: leaders on each level."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.make_user("leader", login="first")
        cls.second = cls.users["leader"]
        cls.head = cls.make_user("leader", login="head")
        cls.hr = cls.users["officer"]
        cls.subteam.cs_leader_ids = cls.first
        shop = cls.env["hr.department"].create(
            {
                "name": "Shop",
                "company_id": cls.company.id,
                "manager_id": cls.env["hr.employee"]
                .create({"name": "Head", "user_id": cls.head.id})
                .id,
            }
        )
        cls.team.parent_id = shop
        cls.agent.department_id = cls.subteam
        cls.chain = cls.first, cls.second, cls.head

    def next_of(self, leave):
        """Users who may decide next; their activities say the same."""
        approval = leave.sudo()._cs_next()
        told = approval.activity_ids.user_id
        self.assertEqual(told, approval.approver_ids)
        return approval.approver_ids

    def approve(self, leave, user):
        """Press the button as the leader does: on their own screen."""
        found = (
            self.env["cs.leave.approval"]
            .with_user(user)
            .search(
                [
                    ("leave_id", "=", leave.id),
                    ("is_next", "=", True),
                    ("approver_ids", "in", user.id),
                ]
            )
        )
        self.assertEqual(len(found), 1)
        found.action_approve()

    def approvers(self, leave):
        return leave.sudo().cs_approval_ids.mapped("approver")


class TestLevels(ApprovalCase):
    def test_one_day_needs_one(self):
        """R1.40: up to 1 day the direct manager."""
        leave = self.ask(self.personal, "2026-03-10")
        self.assertEqual(self.next_of(leave), self.first)
        self.approve(leave, self.first)
        self.assertEqual(leave.state, "validate")
        approval = leave.cs_approval_ids
        self.assertEqual((approval.state, approval.user_id), ("approved", self.first))
        self.assertTrue(approval.decided_on)

    def test_three_days_need_two(self):
        """R1.40: up to 3 days two levels, one after the other."""
        leave = self.ask(self.personal, "2026-03-10", "2026-03-12")
        self.approve(leave, self.first)
        self.assertEqual(leave.state, "validate1")
        self.assertEqual(self.next_of(leave), self.second)
        self.approve(leave, self.second)
        self.assertEqual(leave.state, "validate")
        self.assertEqual(self.deducted(), -300)

    def test_four_days_need_the_head(self):
        leave = self.ask(self.personal, "2026-03-09", "2026-03-12")
        self.assertEqual(self.approvers(leave), ["leader", "second", "head"])
        for user in self.chain:
            self.approve(leave, user)
        self.assertEqual(leave.state, "validate")

    def test_eleven_days_need_hr(self):
        leave = self.ask(self.personal, "2026-03-02", "2026-03-16")
        for user in self.chain:
            self.approve(leave, user)
        self.assertEqual(leave.state, "validate1")
        self.assertIn(self.hr, self.next_of(leave))
        self.approve(leave, self.hr)
        self.assertEqual(leave.state, "validate")

    def test_adjacent_leaves_count_together(self):
        """R1.40: ten days and one more behind the weekend are eleven."""
        for first, last in (("2026-03-02", "2026-03-06"), ("2026-03-09", "2026-03-13")):
            leave = self.ask(self.personal, first, last)
            self.assertNotIn("officer", self.approvers(leave))
        leave = self.ask(self.personal, "2026-03-16")
        self.assertEqual(self.approvers(leave), ["leader", "second", "head", "officer"])
        apart = self.ask(self.personal, "2026-03-18")
        self.assertEqual(self.approvers(apart), ["leader"])

    def test_rest_days_of_the_roster_do_not_break_a_leave(self):
        self.plan(self.agent, ["2026-03-11", "2026-03-12"])
        self.ask(self.personal, "2026-03-10")
        leave = self.ask(self.personal, "2026-03-13")
        self.assertEqual(self.approvers(leave), ["leader", "second"])

    def test_each_leave_for_itself_if_the_policy_says_so(self):
        self.edit_policy({"leave_adjacent": False})
        self.ask(self.personal, "2026-03-10")
        leave = self.ask(self.personal, "2026-03-11")
        self.assertEqual(self.approvers(leave), ["leader"])

    def test_types_that_hr_approves_too(self):
        """R1.40: annual, marriage, maternity and bereavement leave also HR."""
        self.official.cs_needs_hr = True
        leave = self.ask(self.official, "2026-03-10")
        self.assertEqual(self.approvers(leave), ["leader", "officer"])

    def test_levels_are_the_policys(self):
        rows = self.policy.leave_level_ids
        self.policy.action_draft()
        rows.filtered(lambda row: row.approver == "second").over_days = 0
        rows.filtered(lambda row: row.approver == "leader").unlink()
        with self.assertRaises(ValidationError):
            self.policy.leave_level_ids.over_days = 1
            self.policy.action_approve()
        self.policy.leave_level_ids.filtered(
            lambda row: row.approver == "second"
        ).over_days = 0
        self.policy.action_approve()
        leave = self.ask(self.personal, "2026-03-10")
        self.assertEqual(self.next_of(leave), self.second)

    def test_a_longer_request_needs_more(self):
        leave = self.ask(self.personal, "2026-03-10", user=self.users["agent"])
        self.assertEqual(self.approvers(leave), ["leader"])
        leave.request_date_to = "2026-03-11"
        self.assertEqual(self.approvers(leave), ["leader", "second"])
        leave.request_date_to = "2026-03-10"
        self.assertEqual(self.approvers(leave), ["leader"])


class TestOrder(ApprovalCase):
    def test_a_public_holiday_takes_no_approval_back(self):
        """Odoo sets leaves back and forth when a holiday comes late."""
        begun = self.ask(self.personal, "2026-03-10", "2026-03-12")
        self.approve(begun, self.first)
        granted = self.ask(self.personal, "2026-03-23", "2026-03-25")
        self.approve(granted, self.first)
        self.approve(granted, self.second)
        rights = self.env.ref("hr_holidays.group_hr_holidays_user")
        keeper = self.make_user("agent", login="keeper")
        keeper.group_ids |= rights
        for day in ("2026-03-11", "2026-03-24"):
            self.env["resource.calendar.leaves"].with_user(keeper).create(
                {
                    "name": "Holiday",
                    "company_id": self.company.id,
                    "date_from": self.local(day, "00:00"),
                    "date_to": self.local(day, "23:59:59"),
                }
            )
        self.assertEqual((begun.state, granted.state), ("validate1", "validate"))
        self.assertEqual((begun.number_of_days, granted.number_of_days), (2, 2))
        states = begun.sudo().cs_approval_ids.mapped("state")
        self.assertEqual(states, ["approved", "waiting"])
        states = granted.sudo().cs_approval_ids.mapped("state")
        self.assertEqual(states, ["approved", "approved"])
        self.assertEqual(self.next_of(begun), self.second)

    def test_no_skipping(self):
        """R1.42: the head cannot decide before the others."""
        leave = self.ask(self.personal, "2026-03-09", "2026-03-12")
        last = leave.cs_approval_ids[-1]
        self.assertFalse(last.with_user(self.head).can_decide)
        with self.assertRaisesRegex(UserError, "in order"):
            last.with_user(self.head).action_approve()
        for user in (self.second, self.hr):
            with self.assertRaisesRegex(UserError, "decided by First"):
                leave.cs_approval_ids[0].with_user(user).action_approve()

    def test_the_status_is_no_way_round(self):
        """Neither the agent nor Odoo's time off officers set it by hand."""
        leave = self.ask(self.personal, "2026-03-09", "2026-03-12")
        officer = self.make_user("outsider", login="time_off")
        officer.group_ids += self.env.ref("hr_holidays.group_hr_holidays_manager")
        for user in (officer, self.users["agent"]):
            own = leave.with_user(user).with_context(leave_fast_create=True)
            for state in ("validate1", "validate"):
                with (
                    self.subTest(user=user.name, state=state),
                    self.assertRaises(UserError),
                    self.cr.savepoint(),
                ):
                    own.write({"state": state})
        with self.assertRaises(UserError):
            leave.with_user(officer).action_approve()
        with self.assertRaises(UserError), self.cr.savepoint():
            self.ask(self.personal, "2026-03-16", user=officer, state="validate")
        for name in ("cs_approval_ids", "cs_policy_id", "cs_is_governed"):
            with self.assertRaises(AccessError):
                leave.with_user(officer).write({name: False})

    def test_nobody_for_himself(self):
        """A leader's own leave goes to the next one up."""
        leader = self.make_agent(
            "Zhao", user_id=self.first.id, department_id=self.subteam.id
        )
        leave = self.ask(self.personal, "2026-03-10", agent=leader)
        self.assertEqual(self.next_of(leave), self.second)
        approval = leave.cs_approval_ids
        approval.approver_ids += self.first
        with self.assertRaisesRegex(UserError, "nobody decides about themselves"):
            approval.with_user(self.first).action_approve()

    def test_one_person_one_level(self):
        """Where one leader is all there is, HR is the second."""
        self.team.cs_leader_ids = False
        self.team.parent_id.manager_id = False
        leave = self.ask(self.personal, "2026-03-10", "2026-03-11")
        self.approve(leave, self.first)
        self.assertNotIn(self.first, self.next_of(leave))
        self.assertIn(self.hr, self.next_of(leave))

    def test_leaders_without_the_role_do_not_decide(self):
        self.agent.leave_manager_id = self.users["salesman"]
        leave = self.ask(self.personal, "2026-03-10")
        self.assertEqual(self.next_of(leave), self.first)

    def test_managers_come_first_too(self):
        self.agent.parent_id = self.head.employee_id
        leave = self.ask(self.personal, "2026-03-10")
        self.assertEqual(self.next_of(leave), self.first + self.head)

    def test_who_leads_now_decides(self):
        """Requests do not wait for a leader who is none any more."""
        leave = self.ask(self.personal, "2026-03-10")
        self.subteam.cs_leader_ids = self.head
        self.assertEqual(self.next_of(leave), self.head)
        self.agent.department_id = self.team
        self.assertEqual(self.next_of(leave), self.second)

    def test_refused(self):
        leave = self.ask(self.personal, "2026-03-10", "2026-03-11")
        approval = leave.cs_approval_ids[0].with_user(self.first)
        approval.note = "Too few people"
        approval.action_refuse()
        self.assertEqual(leave.state, "refuse")
        self.assertEqual(leave.cs_approval_ids.mapped("state"), ["refused"])
        self.assertFalse(leave.cs_approval_ids.activity_ids)
        self.assertEqual(
            leave.with_user(self.users["agent"]).cs_approval_ids.note, "Too few people"
        )
        with self.assertRaisesRegex(UserError, "waits for no approval"):
            leave.with_user(self.hr).action_approve()

    def test_set_back(self):
        """What was approved once stays on file, and does not count again."""
        leave = self.grant(self.personal, "2026-03-10", "2026-03-11")
        leave.action_back_to_approval()
        self.assertEqual(
            sorted(leave.cs_approval_ids.mapped("state")),
            ["void", "void", "waiting", "waiting"],
        )
        self.assertEqual(self.next_of(leave), self.first)

    def test_proof(self):
        """R1.41: sick leave needs a medical note before anybody approves it."""
        self.sick.cs_note_required = True
        self.assertTrue(self.sick.support_document)
        leave = self.ask(self.sick, "2026-03-10", user=self.users["agent"])
        approval = leave.sudo().cs_approval_ids.with_user(self.first)
        with self.assertRaisesRegex(UserError, "needs a proof"):
            approval.action_approve()
        self.assertFalse(approval.has_proof)
        self.note(leave)
        approval.invalidate_recordset()
        self.assertTrue(approval.has_proof)
        approval.action_approve()
        self.assertEqual(leave.state, "validate")

    def note(self, leave):
        return self.env["ir.attachment"].create(
            {
                "name": "note.pdf",
                "raw": b"Angina",
                "res_model": "hr.leave",
                "res_id": leave.id,
            }
        )

    def test_hr_refuses_what_was_granted(self):
        leave = self.grant(self.personal, "2026-03-10")
        with self.assertRaises(AccessError):
            leave.with_user(self.second).action_refuse()
        self.assertTrue(leave.with_user(self.hr).can_refuse)
        leave.with_user(self.hr).action_refuse()
        self.assertEqual(leave.state, "refuse")

    def test_cancelled_by_the_agent(self):
        leave = self.ask(
            self.personal, "2099-03-10", "2099-03-11", user=self.users["agent"]
        )
        self.approve(leave, self.first)
        leave._action_user_cancel("Better now")
        self.assertEqual(leave.state, "cancel")
        self.assertEqual(leave.sudo().cs_approval_ids.mapped("state"), ["approved"])

    def test_deleted_with_its_approvals(self):
        leave = self.ask(self.personal, "2099-03-10", user=self.users["agent"])
        approval = leave.sudo().cs_approval_ids
        leave.unlink()
        self.assertFalse(approval.exists())


class TestWhoSees(ApprovalCase):
    def seen(self, user, leave):
        return (
            self.env["cs.leave.approval"]
            .with_user(user)
            .search([("leave_id", "=", leave.id)])
        )

    def test_approvals_by_role(self):
        """The agent's own, the team's, HR's; nobody else's."""
        leave = self.ask(self.sick, "2026-03-10")
        for user in (self.users["agent"], self.first, self.second, self.hr):
            self.assertTrue(self.seen(user, leave), user.name)
        self.agent.department_id = self.other_team
        other = self.ask(self.sick, "2026-03-16")
        self.assertFalse(self.seen(self.first, other))
        stranger = self.make_agent(
            "Sun", user_id=self.make_user("agent", login="sun").id
        )
        self.assertFalse(self.seen(stranger.user_id, leave))

    def test_medical_details_stay_with_hr(self):
        """Leaders decide without the request, its description and its proofs."""
        leave = self.ask(self.sick, "2026-03-10", name="Angina")
        note = TestOrder.note(self, leave)
        for record in (leave, note):
            with self.assertRaises(AccessError):
                record.with_user(self.first).read(["name"])
        form = Form(self.seen(self.first, leave))
        self.assertEqual(form.holiday_status_id, self.sick)
        self.assertTrue(form.has_proof)
        self.assertTrue(leave.with_user(self.hr).read(["request_date_from"]))
        self.assertEqual(note.with_user(self.hr).read(["name"])[0]["name"], "note.pdf")

    def test_decisions_are_made_by_buttons(self):
        approval = self.ask(self.personal, "2026-03-10").cs_approval_ids
        for values in (
            {"state": "approved"},
            {"approver_ids": False},
            {"user_id": self.second.id},
        ):
            with self.assertRaises(AccessError):
                approval.with_user(self.first).write(values)
        with self.assertRaises(UserError):
            approval.with_user(self.second).note = "Not mine to say"
        for role in ("agent", "leader", "officer", "manager"):
            with self.assertRaises(AccessError):
                approval.with_user(self.users[role]).unlink()

    def test_officers_see_agents_leave_only(self):
        clerk = self.env["hr.employee"].create({"name": "Clerk"})
        other = self.ask(self.sick, "2026-03-10", agent=clerk)
        with self.assertRaises(AccessError):
            other.with_user(self.hr).read(["request_date_from"])

    def test_the_request_says_whom_it_waits_for(self):
        leave = self.ask(
            self.personal, "2026-03-10", "2026-03-11", user=self.users["agent"]
        )
        self.assertEqual(leave.cs_waiting_for, "First")
        form = Form(leave, "hr_holidays.hr_leave_view_form")
        self.assertEqual(form.cs_waiting_for, "First")

    def test_asked_for_on_the_screen(self):
        """An agent asks under "My Time Off"; nobody has to decide before."""
        form = Form(
            self.env["hr.leave"].with_user(self.users["agent"]),
            "hr_holidays.hr_leave_view_form",
        )
        self.assertFalse(form.cs_waiting_for)
        form.holiday_status_id = self.personal
        form.request_date_from = "2099-03-10"
        form.request_date_to = "2099-03-11"
        self.assertTrue(form.cs_is_governed)
        form.cs_is_urgent = True
        form.cs_urgent_reason = "Child in hospital"
        leave = form.save()
        self.assertEqual(self.next_of(leave), self.first)
        self.assertEqual(self.approvers(leave), ["leader", "second"])


class TestStock(ApprovalCase):
    """Everybody else's leave is Odoo's alone (hr_holidays)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.time_off = cls.make_user("outsider", login="time_off")
        cls.time_off.group_ids += cls.env.ref("hr_holidays.group_hr_holidays_user")
        cls.manager = cls.make_user("outsider", login="manager2")
        cls.clerk = cls.env["hr.employee"].create(
            {
                "name": "Clerk",
                "user_id": cls.users["outsider"].id,
                "company_id": cls.company.id,
                "leave_manager_id": cls.manager.id,
            }
        )

    def ask_as_clerk(self, leave_type, day="2099-03-10"):
        return self.ask(leave_type, day, agent=self.clerk, user=self.users["outsider"])

    def test_both(self):
        both = self.make_type("Both", leave_validation_type="both")
        leave = self.ask_as_clerk(both)
        self.assertFalse(leave.sudo().cs_approval_ids)
        self.assertIn(self.manager, leave.sudo().activity_ids.user_id)
        leave.with_user(self.manager).action_approve()
        self.assertEqual(leave.state, "validate1")
        with self.assertRaises(UserError):
            leave.with_user(self.manager).action_approve()
        leave.with_user(self.time_off).action_approve()
        self.assertEqual(leave.state, "validate")
        leave.with_user(self.time_off).action_refuse()
        self.assertEqual(leave.state, "refuse")

    def test_manager_and_officer(self):
        leave = self.ask_as_clerk(self.personal)
        with self.assertRaises(UserError), self.cr.savepoint():
            leave.action_approve()
        leave.with_user(self.manager).action_approve()
        self.assertEqual(leave.state, "validate")
        hr_type = self.make_type("HR", leave_validation_type="hr")
        leave = self.ask_as_clerk(hr_type, "2099-03-11")
        leave.with_user(self.time_off).write({"state": "validate"})
        self.assertEqual(leave.state, "validate")

    def test_no_validation(self):
        free = self.make_type("Free", leave_validation_type="no_validation")
        self.assertEqual(self.ask_as_clerk(free).state, "validate")

    def test_types_without_approval_need_none(self):
        """Also for agents: the company chose so on the type."""
        free = self.make_type("Free", leave_validation_type="no_validation")
        leave = self.ask(free, "2026-03-10", user=self.users["agent"])
        self.assertEqual(leave.state, "validate")
        self.assertFalse(leave.sudo().cs_approval_ids)

    def test_agents_without_the_chapter(self):
        self.edit_policy({"leave_enabled": False})
        self.agent.leave_manager_id = self.manager
        leave = self.ask(self.personal, "2099-03-10", user=self.users["agent"])
        self.assertFalse(leave.sudo().cs_approval_ids)
        leave.with_user(self.manager).action_approve()
        self.assertEqual(leave.state, "validate")

    def test_form_for_everybody(self):
        """The request's form opens for who has no role in customer service."""
        leave = self.ask_as_clerk(self.personal)
        form = Form(leave, "hr_holidays.hr_leave_view_form")
        self.assertFalse(form.cs_is_governed)
        self.assertNotIn("cs_approval_ids", form._view["fields"])
