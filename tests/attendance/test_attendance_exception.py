"""Attendance exceptions: who asks, until when, and who approves (R1.2, R1.3, R1.42)."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from tests.attendance.test_workday import WorkdayCase
from tests.words import check_words

MONDAY = "2026-03-02"
# Ten in the morning on the day after, in Shanghai.
NEXT_MORNING = "2026-03-03 02:00:00"
MODEL = "cs.attendance.exception"


class ExceptionCase(WorkdayCase):
    """Pre-sales below a department with a head; Li is planned on Monday."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.make_user("leader", login="cs_head")
        cls.department = cls.env["hr.department"].create(
            {
                "name": "Customer Service",
                "company_id": cls.company.id,
                "cs_leader_ids": [Command.set(cls.head.ids)],
            }
        )
        cls.team.parent_id = cls.department
        cls.agent.user_id = cls.users["agent"]
        cls.mate = cls.make_agent("Wang", user_id=cls.make_user("agent", login="w").id)
        cls.plan(cls.agent, MONDAY, cls.day_shift)

    def ask(self, kind="missed_punch", user="agent", request=True, **values):
        """An exception of Li's Monday, asked for by a role."""
        user = self.users[user] if isinstance(user, str) else user
        record = (
            self.env[MODEL]
            .with_user(user)
            .create(
                {
                    "employee_id": self.agent.id,
                    "date": MONDAY,
                    "kind": kind,
                    "side": "both",
                    "reason": "The door did not open",
                    **values,
                }
            )
        )
        if request:
            record.action_request()
        return record.with_env(self.env)

    def ask_off_site(self, **values):
        """Off-site work all Monday, asked for on the day after."""
        return self.ask(
            "off_site", is_urgent=True, urgent_note="The leader, by phone", **values
        )

    def by(self, user, record):
        user = self.users[user] if isinstance(user, str) else user
        return record.with_user(user)

    def activities(self, record):
        kind = self.env.ref("cs_management.cs_activity_exception_approve")
        return record.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        ).user_id


@freeze_time(NEXT_MORNING)
class TestAsk(ExceptionCase):
    def form_of(self, day):
        action = self.by("agent", self.workday(day)).action_ask_exception()
        model = self.env[MODEL].with_user(self.users["agent"])
        return Form(model.with_context(**action["context"]))

    def test_missed_departure_from_the_workday(self):
        """R1.3: one confirmation, and the punch counts as confirmed."""
        self.punch(self.agent, "2026-03-02 08:25")
        form = self.form_of(MONDAY)
        self.assertEqual((form.kind, form.side), ("missed_punch", "out"))
        form.reason = "Forgot to punch out"
        record = form.save()
        record.action_request()
        self.assertEqual(self.workday(MONDAY).confirmed_punches, 0)
        self.by("leader", record).action_approve()
        self.assertEqual(record.state, "approved")
        self.assertEqual(self.workday(MONDAY).confirmed_punches, 1)

    def test_absent_all_day_was_off_site_as_planned(self):
        self.env["cs.workday"]._refresh({(self.agent.id, self.day_of(MONDAY))})
        form = self.form_of(MONDAY)
        self.assertEqual(form.kind, "off_site")
        self.assertTrue(form.is_urgent, "there is no time left for the notice")
        form.date = "2026-03-10"
        self.assertFalse(form.is_urgent)
        form.date = MONDAY
        self.assertEqual(form.start, self.local(MONDAY, "08:30"))
        self.assertEqual(form.stop, self.local(MONDAY, "17:30"))

    def test_ran_on_until_the_last_punch(self):
        """R8.8: the extension ends with the last punch."""
        self.punch(self.agent, "2026-03-02 08:25", "2026-03-02 18:10")
        form = self.form_of(MONDAY)
        self.assertEqual(form.kind, "extension")
        self.assertEqual(form.start, self.local(MONDAY, "17:30"))
        self.assertEqual(form.stop, self.local(MONDAY, "18:10"))

    def test_a_late_arrival_is_guessed_before_a_few_minutes_at_the_end(self):
        """R1.8: the day wants the lateness explained."""
        self.punch(self.agent, "2026-03-02 08:45", "2026-03-02 17:35")
        self.assertEqual(self.form_of(MONDAY).kind, "off_site")

    def test_a_leader_chooses_the_agent_of_a_new_one(self):
        """R1.42: a leader asks for an agent, starting from an empty form."""
        form = Form(self.env[MODEL].with_user(self.users["leader"]))
        self.assertTrue(form.can_edit)
        form.employee_id = self.agent
        form.date = MONDAY
        form.reason = "The door did not open"
        record = form.save()
        record.action_request()
        self.assertEqual(record.state, "requested")

    def test_offered_from_the_day_only_while_it_may_be_asked_for(self):
        """R1.3: late claims are not accepted, but HR's."""
        self.punch(self.agent, "2026-03-02 08:25")
        self.edit_policy(exception_after_days=3)
        day = self.workday(MONDAY)
        roles = ("agent", "leader", "officer")

        def offered():
            return [day.with_user(self.users[role]).can_ask_exception for role in roles]

        self.assertEqual(offered(), [True, True, True])
        with freeze_time("2026-03-12 02:00:00"):
            self.env.invalidate_all()
            self.assertEqual(offered(), [False, False, True])
            week = self.env["cs.attendance.week"].create(
                {"company_id": self.company.id, "date_from": MONDAY}
            )
            week.action_publish()
            self.env.invalidate_all()
            self.assertEqual(offered(), [True, True, True], "handed in until Friday")
        with freeze_time("2026-03-14 02:00:00"):
            self.env.invalidate_all()
            self.assertEqual(offered(), [False, False, True])

    def test_punches_open_only_for_who_may_see_them(self):
        """R1.1: agents see their own; Odoo's form is for managers."""
        self.punch(self.agent, "2026-03-02 08:25", "2026-03-02 17:35")
        day = self.workday(MONDAY)
        found = [
            day.with_user(self.users[role]).has_punches for role in ("agent", "leader")
        ]
        self.assertEqual(found, [True, False])
        views = day.with_user(self.users["agent"]).action_open_punches()["views"]
        self.assertEqual([kind for _id, kind in views], ["list"])

    def test_ran_on_until_the_handover_was_accepted(self):
        """R8.8: without a punch, the accepted handover ends the shift."""
        self.env["cs.handover"].create(
            {
                "company_id": self.company.id,
                "department_id": self.team.id,
                "date": MONDAY,
                "shift_id": self.day_shift.id,
                "outgoing_ids": [Command.set(self.agent.ids)],
            }
        )._set_state("accepted", signed_in_at=self.local(MONDAY, "18:20"))
        form = Form(
            self.env[MODEL]
            .with_user(self.users["agent"])
            .with_context(default_date=MONDAY, default_kind="extension")
        )
        self.assertEqual(form.stop, self.local(MONDAY, "18:20"))

    def test_worked_on_a_day_without_a_shift_was_overtime(self):
        self.punch(self.agent, "2026-03-01 09:00", "2026-03-01 15:00")
        form = self.form_of("2026-03-01")
        self.assertEqual(form.kind, "overtime")
        self.assertEqual(form.start, self.local("2026-03-01", "09:00"))
        self.assertEqual(form.stop, self.local("2026-03-01", "15:00"))

    def test_a_draft_is_gone_on_with(self):
        self.punch(self.agent, "2026-03-02 08:25")
        draft = self.ask(request=False)
        day = self.by("agent", self.workday(MONDAY))
        self.assertEqual(day.action_ask_exception().get("res_id"), draft.id)
        self.by("agent", draft).action_request()
        self.assertNotIn("res_id", day.action_ask_exception())

    def test_an_agent_asks_for_himself(self):
        """R1.42: no asking for others."""
        self.assertEqual(
            self.env[MODEL].with_user(self.users["agent"]).default_get(["employee_id"]),
            {"employee_id": self.agent.id},
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self.ask(employee_id=self.mate.id)
        self.assertTrue(self.ask(user="leader"), "the leader records it for them")

    def test_what_is_missing_is_said(self):
        for kind, values, text in (
            ("missed_punch", {"reason": " "}, "write the reason"),
            ("extension", {}, "last conversation"),
            ("overtime", {}, "from when to when"),
        ):
            with self.subTest(kind), self.assertRaisesRegex(UserError, text):
                self.ask(kind, **values)
        with self.assertRaises(ValidationError):
            self.ask("extension", stop="2026-03-09 10:00:00")

    def test_nothing_is_claimed_twice_r1_20(self):
        self.ask(side="in")
        for side in ("in", "both"):
            with self.subTest(side), self.assertRaisesRegex(UserError, "already"):
                self.ask(side=side)
        self.ask(side="out")
        refused = self.ask(kind="extension", stop=self.local(MONDAY, "18:00"))
        self.by("leader", refused).refuse("Nobody was there")
        self.ask(kind="extension", stop=self.local(MONDAY, "17:45"))

    def day_of(self, day):
        return (
            self.workday(day).date
            or self.env["cs.roster.line"].search([("date", "=", day)], limit=1).date
        )


class TestInTime(ExceptionCase):
    """R1.42: a day ahead, or urgent and told before; R1.3: no late claims."""

    def off_site(self, **values):
        return self.ask("off_site", **values)

    def test_a_day_ahead(self):
        with freeze_time("2026-03-01 15:30:00"):  # 23:30 in Shanghai
            self.assertEqual(self.off_site().state, "requested")

    def test_on_the_day_it_is_urgent_with_a_note(self):
        with freeze_time("2026-03-01 16:30:00"):  # 0:30 on Monday in Shanghai
            for values in ({}, {"is_urgent": True}, {"urgent_note": "By phone"}):
                with self.subTest(values), self.assertRaisesRegex(UserError, "1 days"):
                    self.off_site(**values)
            self.off_site(is_urgent=True, urgent_note="By phone")

    @freeze_time(NEXT_MORNING)
    def test_afterwards_when_urgent_r1_2(self):
        self.assertEqual(self.ask_off_site().state, "requested")

    @freeze_time(NEXT_MORNING)
    def test_a_text_that_accepts_nothing_at_short_notice(self):
        self.edit_policy(exception_after=False)
        with self.assertRaisesRegex(UserError, "nothing at short notice"):
            self.ask_off_site()
        self.ask("missed_punch", side="in")
        self.ask_off_site(user="officer")

    def test_longer_notice(self):
        self.edit_policy(exception_notice_days=3)
        with freeze_time("2026-02-27 15:00:00"):
            self.off_site()
        with freeze_time("2026-02-28 02:00:00"), self.assertRaises(UserError):
            self.off_site(start=False)

    def test_late_claims_are_refused_with_a_reason(self):
        """R1.20: no late claims; only HR may still ask."""
        with freeze_time("2026-03-16 10:00:00"):
            self.ask(side="in")
        with freeze_time("2026-03-17 10:00:00"):
            for user in ("agent", "leader"):
                with self.subTest(user), self.assertRaisesRegex(UserError, "14 days"):
                    self.ask(user=user, side="out")
            self.ask(user="officer", side="out")

    def test_the_limit_is_the_policys(self):
        """R1.20: as many days as the policy says; 0: no limit."""
        self.edit_policy(exception_after_days=30)
        with freeze_time("2026-04-01 10:00:00"):
            self.assertEqual(self.ask(side="in").state, "requested")
        with freeze_time("2026-04-02 10:00:00"):
            with self.assertRaisesRegex(UserError, "30 days"):
                self.ask(side="out")
            self.edit_policy(exception_after_days=0)
            self.assertEqual(self.ask(side="out").state, "requested")

    @freeze_time(NEXT_MORNING)
    def test_a_missed_punch_does_not_lie_ahead(self):
        with self.assertRaisesRegex(UserError, "lies ahead"):
            self.ask(date="2026-03-04")


@freeze_time(NEXT_MORNING)
class TestApprove(ExceptionCase):
    def test_off_site_needs_two_levels_r1_2(self):
        """Unapproved it is absence, approved the day counts as attended."""
        record = self.ask_off_site()
        self.assertEqual(self.activities(record), self.users["leader"])
        with self.assertRaisesRegex(UserError, "no level is skipped"):
            self.by("officer", record).action_approve()
        self.by("leader", record).action_approve()
        self.assertEqual(record.state, "first_approved")
        self.assertEqual(self.workday(MONDAY).status, "absent")
        self.assertEqual(self.activities(record), self.head)
        with self.assertRaisesRegex(UserError, "another person"):
            self.by("leader", record).action_approve()
        self.by(self.head, record).action_approve()
        self.assertEqual(record.state, "approved")
        self.assertEqual(record.first_approver_id, self.users["leader"])
        self.assertEqual(record.approver_id, self.head)
        self.assertEqual(self.workday(MONDAY).status, "off_site")
        self.assertFalse(self.activities(record))

    def test_hr_gives_the_second_approval(self):
        record = self.ask_off_site()
        self.by("leader", record).action_approve()
        self.by("officer", record).action_approve()
        self.assertEqual(self.workday(MONDAY).status, "off_site")

    def test_levels_are_the_policys(self):
        self.edit_policy(
            exception_levels_off_site="1", exception_levels_missed_punch="2"
        )
        record = self.ask_off_site()
        self.by("leader", record).action_approve()
        self.assertEqual(record.state, "approved")
        record = self.ask()
        self.by("leader", record).action_approve()
        self.assertEqual(record.state, "first_approved")

    def test_levels_stay_those_of_the_request(self):
        record = self.ask_off_site()
        self.edit_policy(exception_levels_off_site="1")
        self.by("leader", record).action_approve()
        self.assertEqual(record.state, "first_approved")

    def test_nobody_decides_about_himself(self):
        boss = self.make_agent("Zhao", user_id=self.users["leader"].id)
        self.plan(boss, MONDAY, self.day_shift)
        record = self.ask(user="leader", employee_id=boss.id)
        for decide in ("action_approve", "action_refuse"):
            with self.subTest(decide), self.assertRaisesRegex(UserError, "themselves"):
                getattr(self.by("leader", record), decide)()
        self.assertEqual(self.activities(record), self.head)
        self.by(self.head, record).action_approve()
        self.assertEqual(record.state, "approved")

    def test_hr_decides_where_no_leader_is_left(self):
        self.agent.department_id = self.other_team
        record = self.ask()
        self.assertIn(self.users["officer"], self.activities(record))
        with self.assertRaises(AccessError):
            self.by("leader", record).action_approve()
        self.by("officer", record).action_approve()
        self.assertEqual(record.state, "approved")

    def test_who_recorded_it_for_the_agent_may_approve_first(self):
        record = self.ask_off_site(user="leader")
        self.by("leader", record).action_approve()
        self.assertEqual(record.state, "first_approved")

    def test_an_agent_approves_nothing(self):
        record = self.ask()
        for name in ("action_approve", "action_refuse", "action_revoke"):
            with self.subTest(name), self.assertRaises(UserError):
                getattr(self.by("agent", record), name)()

    def test_refusal_needs_a_reason_and_the_agent_is_told(self):
        record = self.ask()
        with self.assertRaisesRegex(UserError, "reason"):
            self.by("leader", record).refuse("  ")
        action = self.by("leader", record).action_refuse()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.users["leader"])
            .with_context(**action["context"])
        )
        wizard.reason = "You were not there"
        wizard.save().action_apply()
        self.assertEqual(record.state, "refused")
        self.assertEqual(record.refusal_reason, "You were not there")
        self.assertFalse(self.activities(record))
        self.assertIn(self.users["agent"], record.activity_ids.user_id)
        mail = self.env["mail.mail"].search(
            [
                ("model", "=", MODEL),
                ("res_id", "=", record.id),
                ("subject", "like", "Decided"),
            ]
        )
        self.assertIn("You were not there", mail.body_html)
        self.assertEqual(mail.recipient_ids, self.users["agent"].partner_id)

    def test_the_agent_corrects_a_refused_one_and_asks_again(self):
        record = self.ask(side="in")
        self.by("leader", record).refuse("Which one?")
        self.by("agent", record).write({"side": "both"})
        self.by("agent", record).action_request()
        self.assertEqual(record.state, "requested")
        self.assertFalse(record.refusal_reason)

    def test_telling_is_the_companys_choice(self):
        self.company.cs_notify_exception = False
        record = self.ask()
        self.by("leader", record).action_approve()
        self.assertFalse(record.activity_ids)

    def test_take_back(self):
        record = self.ask()
        self.by("agent", record).action_withdraw()
        self.assertEqual(record.state, "draft")
        self.assertFalse(self.activities(record))
        record.with_user(self.users["agent"]).unlink()

    def test_waiting_for_me(self):
        record = self.ask_off_site()
        domain = [("is_waiting_for_me", "=", True)]

        def waiting(user):
            return self.env[MODEL].with_user(user).search(domain)

        self.assertEqual(waiting(self.users["leader"]), record)
        self.assertFalse(waiting(self.users["agent"]))
        self.assertFalse(waiting(self.users["officer"]))
        self.by("leader", record).action_approve()
        self.assertFalse(waiting(self.users["leader"]))
        self.assertEqual(waiting(self.head), record)
        self.assertEqual(waiting(self.users["officer"]), record)
        self.assertEqual(self.by(self.head, record).waits_for.count(","), 2)


@freeze_time(NEXT_MORNING)
class TestRoles(ExceptionCase):
    def test_only_drafts_are_edited(self):
        record = self.ask()
        for state in ("requested", "approved"):
            if state == "approved":
                self.by("leader", record).action_approve()
            for user in ("agent", "leader", "officer"):
                own = self.by(user, record)
                with self.subTest(state=state, user=user):
                    self.assertFalse(own.can_edit)
                    with self.assertRaises(UserError):
                        own.write({"side": "in"})
                    with self.assertRaises(UserError):
                        own.unlink()
        self.by("agent", record).message_post(body="Thank you")

    def test_decisions_are_set_by_buttons_only(self):
        record = self.ask(request=False)
        for name, value in (
            ("state", "approved"),
            ("levels", 1),
            ("first_approver_id", self.users["leader"].id),
            ("approver_id", self.users["leader"].id),
        ):
            for user in ("agent", "officer"):
                with self.subTest(name, user=user), self.assertRaises(AccessError):
                    self.by(user, record).write({name: value})
        with self.assertRaises(AccessError):
            self.ask(state="approved", request=False)

    def test_an_agent_sees_his_own(self):
        own = self.ask()
        other = self.ask(user="leader", employee_id=self.mate.id)
        seen = self.env[MODEL].with_user(self.users["agent"]).search([])
        self.assertEqual(seen, own)
        with self.assertRaises(AccessError):
            self.by("agent", other).read(["reason"])

    def test_a_leader_sees_his_teams(self):
        stranger = self.make_agent("Sun", department_id=self.other_team.id)
        record = self.ask(user="officer", employee_id=stranger.id)
        with self.assertRaises(AccessError):
            self.by("leader", record).read(["reason"])
        with self.assertRaises(AccessError):
            self.ask(user="leader", employee_id=stranger.id)

    def test_proxy_punching_costs_both_a_day_r1_7(self):
        for person in (self.agent, self.mate):
            self.punch(person, "2026-03-02 08:25", "2026-03-02 17:31")
        self.plan(self.mate, MONDAY, self.day_shift)
        values = {"other_employee_id": self.mate.id, "kind": "proxy"}
        with self.assertRaises(UserError):
            self.ask(**values)
        record = self.ask(user="leader", **values)
        for person in (self.agent, self.mate):
            self.assertFalse(self.seen_by(person.user_id), "not before it is one")
        self.by("leader", record).action_approve()
        self.march.action_compute()
        for person in (self.agent, self.mate):
            self.assertEqual(self.workday(MONDAY, person).absence_reason, "proxy")
            self.assertEqual(self.seen_by(person.user_id), record)
            self.assertIn(person.user_id, record.activity_ids.user_id)
            self.assertIn(record, self.workday(MONDAY, person).exception_ids)
            own = self.amounts(person, self.march)
            self.assertLess(own["CS_ATTENDANCE"], 0)

    def test_nobody_changes_what_he_is_accused_of(self):
        """R1.7: also not who leads the team."""
        leader = self.users["leader"]
        self.mate.user_id = leader
        record = self.ask(
            "proxy", user="officer", request=False, other_employee_id=self.mate.id
        )
        for attempt in (
            lambda: self.by(leader, record).write({"kind": "off_site"}),
            lambda: self.by(leader, record).unlink(),
        ):
            with self.assertRaisesRegex(UserError, "themselves"):
                attempt()

    def seen_by(self, user):
        return self.env[MODEL].with_user(user).search([])

    def test_hr_records_what_it_found_and_approves_it(self):
        record = self.ask("proxy", user="officer", other_employee_id=self.mate.id)
        self.by("officer", record).action_approve()
        self.assertTrue(self.workday(MONDAY, self.agent).is_proxy)

    def test_hr_revokes_with_a_reason(self):
        record = self.ask_off_site()
        self.by("leader", record).action_approve()
        self.by(self.head, record).action_approve()
        for user in (self.users["leader"], self.head):
            with self.assertRaisesRegex(UserError, "HR revokes"):
                self.by(user, record).action_revoke()
        self.by("officer", record).revoke("They were at home")
        self.assertEqual(record.state, "refused")
        self.assertFalse(record.period_id)
        self.assertEqual(self.workday(MONDAY).status, "absent")


class TestLocked(ExceptionCase):
    """A day of a locked period: what is approved then counts in the open one."""

    def lock_march(self):
        self.march.action_compute()
        self.march.action_publish()
        self.march.action_lock()

    def test_late_exception_is_paid_back_in_the_open_period(self):
        self.lock_march()
        self.assertEqual(self.amounts(self.agent, self.march)["CS_ATTENDANCE"], -100)
        april = self.make_period("2026-04")
        with freeze_time("2026-04-07 02:00:00"):
            with self.assertRaises(UserError):
                self.ask()
            record = self.ask_off_site(user="officer")
            self.by("leader", record).action_approve()
            self.by("officer", record).action_approve()
        self.assertEqual(record.period_id, april)
        self.assertEqual(record.origin_period_id, self.march)
        day = self.workday(MONDAY)
        self.assertEqual((day.status, day.is_changed_late), ("absent", True))
        april.action_compute()
        self.assertEqual(self.amounts(self.agent, april)["CS_ADJUSTMENT"], 100)
        self.assertEqual(self.amounts(self.agent, self.march)["CS_ATTENDANCE"], -100)
        april.action_compute()
        self.assertEqual(self.amounts(self.agent, april)["CS_ADJUSTMENT"], 100)

    def test_a_late_one_revoked_in_time_pays_nothing(self):
        self.lock_march()
        april = self.make_period("2026-04")
        with freeze_time("2026-04-07 02:00:00"):
            record = self.ask_off_site(user="officer")
            self.by("leader", record).action_approve()
            self.by("officer", record).action_approve()
            self.by("officer", record).revoke("A mistake")
        self.assertFalse(self.workday(MONDAY).is_changed_late)
        april.action_compute()
        self.assertNotIn("CS_ADJUSTMENT", self.amounts(self.agent, april))

    def test_what_a_locked_period_rests_on_stays(self):
        with freeze_time(NEXT_MORNING):
            record = self.ask()
            self.by("leader", record).action_approve()
        self.lock_march()
        with self.assertRaisesRegex(UserError, "reopen"):
            record.write({"reason": "Something else"})
        with self.assertRaisesRegex(UserError, "reopen"):
            record.write({"state": "refused"})

    def adjusted(self, month):
        period = self.make_period(month)
        period.action_compute()
        found = self.amounts(self.agent, period).get("CS_ADJUSTMENT", 0)
        check_words(self, self.statement(self.agent, period).line_ids)
        period.action_publish()
        period.action_lock()
        return found

    def test_hr_corrects_an_approval_of_a_locked_month_forward_r1_2(self):
        """Off-site work that was none: a day's wage in April, not in locked March."""
        with freeze_time(NEXT_MORNING):
            record = self.ask_off_site(user="officer")
            self.by("leader", record).action_approve()
            self.by("officer", record).action_approve()
        self.lock_march()
        before = self.statement(self.agent, self.march).line_ids.read(load=None)
        self.assertEqual(self.workday(MONDAY).status, "off_site")
        with self.assertRaisesRegex(UserError, "HR revokes"):
            self.by("leader", record).revoke("They were at home")
        with self.assertRaisesRegex(ValidationError, "Give the reason"):
            self.by("officer", record).revoke(" ")
        with freeze_time("2026-04-07 02:00:00"):
            self.by("officer", record).revoke("They were at home")
        day = self.workday(MONDAY)
        self.assertEqual((day.status, day.is_changed_late), ("off_site", True))
        self.assertEqual(self.adjusted("2026-04"), -100)
        self.assertEqual(
            self.statement(self.agent, self.march).line_ids.read(load=None), before
        )
        # It was right after all: given back, once.
        with freeze_time("2026-05-07 02:00:00"):
            self.by("officer", record).action_request()
            self.by("leader", record).action_approve()
            self.by("officer", record).action_approve()
        self.assertEqual(self.adjusted("2026-05"), 100)
        self.assertEqual(self.adjusted("2026-06"), 0)
