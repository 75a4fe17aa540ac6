"""Shifts and handovers, rule by rule and role by role (R8, R10, R2.5)."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user
from odoo.tools import mute_logger

from tests.common import CsCase

DAY = date(2026, 3, 10)


class HandoverCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Shift = cls.env["cs.shift"]
        cls.day = Shift.create(
            {
                "name": "Day",
                "code": "D",
                "company_id": cls.company.id,
                "start": 8.5,
                "duration": 9,
                "break_start": 12,
                "break_length": 1.5,
            }
        )
        cls.late = Shift.create(
            {
                "name": "Late",
                "code": "L",
                "company_id": cls.company.id,
                "start": 17.5,
                "duration": 7.5,
                "break_length": 0,
            }
        )
        cls.template = cls.env["cs.handover.template"].create(
            {
                "name": "End of shift",
                "company_id": cls.company.id,
                "department_id": cls.team.id,
                "line_ids": [
                    Command.create({"name": "Conversations answered"}),
                    Command.create({"name": "Desk tidy"}),
                ],
            }
        )
        cls.wang, cls.li, cls.zhou = (
            cls.make_person(name) for name in ("wang", "li", "zhou")
        )
        cls.stranger = cls.make_person("stranger", department_id=cls.other_team.id)

    @classmethod
    def make_person(cls, login, **values):
        """An agent of the team with a login."""
        user = new_test_user(
            cls.env,
            login,
            "cs_management.group_cs_agent",
            name=login.capitalize(),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="Asia/Shanghai",
        )
        return cls.make_agent(login.capitalize(), user_id=user.id, **values)

    @classmethod
    def make_handover(cls, user=None, **values):
        return (
            cls.env["cs.handover"]
            .with_user(user or cls.wang.user_id)
            .create(
                {
                    "company_id": cls.company.id,
                    "department_id": cls.team.id,
                    "date": DAY,
                    "shift_id": cls.day.id,
                    "outgoing_ids": [Command.set(cls.wang.ids)],
                    "incoming_ids": [Command.set(cls.li.ids)],
                    **values,
                }
            )
        )

    @classmethod
    def make_item(cls, agent=None, **values):
        agent = agent or cls.wang
        return (
            cls.env["cs.handover.item"]
            .with_user(agent.user_id)
            .create({"name": "Call back", **values})
        )

    def as_li(self, record):
        return record.with_user(self.li.user_id)

    def offered(self, **values):
        handover = self.make_handover(**values)
        handover.check_ids.result = "normal"
        handover.action_offer()
        return handover

    def accepted(self, **values):
        handover = self.offered(**values)
        self.as_li(handover).action_accept()
        return handover


class TestShift(HandoverCase):
    def test_shift_belongs_to_the_day_it_starts_on(self):
        """R10: a shift until 1:00 belongs to the day it starts on."""
        start, stop = self.late._bounds(DAY)
        self.assertEqual(start, self.local(DAY, "17:30"))
        self.assertEqual(stop, self.local("2026-03-11", "01:00"))
        self.assertTrue(self.late.is_overnight)
        self.assertEqual(self.late.stop, 1)

    def test_until_midnight(self):
        """R10: 17:30-24:00 ends at midnight."""
        with Form(self.late) as form:
            form.stop = 0
        self.assertEqual(self.late.duration, 6.5)

    def test_eight_hours_without_a_break_warns(self):
        """R10: nobody works more than 8 hours without a break."""
        self.assertFalse(self.day.warning)
        self.day.break_length = 0
        self.assertIn("9:00", self.day.warning.replace("09:00", "9:00"))
        self.day.write({"break_length": 0.25, "break_start": 8.5})
        self.assertTrue(self.day.warning)
        self.late.duration = 8
        self.assertFalse(self.late.warning)

    def test_break_lies_within(self):
        """R10: a meal break stands within its shift."""
        with self.assertRaisesRegex(ValidationError, "outside"):
            self.day.break_start = 17

    def test_usual_shifts(self):
        """R10, first row: 8:30-17:30 and 17:30-24:00 or -1:00; nothing is changed."""
        Shift = self.env["cs.shift"].with_user(self.users["manager"])
        self.day.name = "Early"
        Shift.action_load_usual()
        shifts = Shift.with_context(active_test=False).search([])
        self.assertEqual(
            shifts[:3].mapped(lambda shift: (shift.code, shift.start, shift.stop)),
            [("D", 8.5, 17.5), ("L", 17.5, 1), ("LL", 17.5, 1)],
        )
        self.assertEqual(self.day.name, "Early")
        company = self.make_company("Second")
        Shift.sudo()._load_usual(company)
        made = Shift.sudo().search([("company_id", "=", company.id)])
        self.assertEqual(
            made.mapped(lambda shift: (shift.start, shift.stop, shift.warning)),
            [(8.5, 17.5, False), (17.5, 0, False)],
        )
        Template = self.env["cs.handover.template"]
        self.assertTrue(Template._load_usual(company))
        self.assertFalse(Template._load_usual(company))
        self.assertEqual(
            Template.search([("company_id", "=", company.id)]).mapped("kind"),
            ["agent", "cross_team", "shift"],
        )

    def test_next_shift_takes_over(self):
        """R10: day hands to late, late to the next day."""
        self.assertEqual(self.day._next(), self.late)
        self.assertEqual(self.late._next(), self.day)


class TestHandover(HandoverCase):
    # ------------------------------------------------------------------
    # The way of a handover
    # ------------------------------------------------------------------

    def test_both_sign_under_their_own_login(self):
        """R8.1: outgoing and incoming both sign."""
        handover = self.make_handover()
        self.assertEqual(handover.incoming_shift_id, self.late)
        self.assertEqual(handover.planned_at, self.local(DAY, "17:30"))
        self.assertEqual(handover.meet_at, self.local(DAY, "17:15"))
        handover.check_ids.result = "normal"
        with self.assertRaisesRegex(UserError, "own login"):
            self.as_li(handover).action_offer()
        handover.action_offer()
        self.assertEqual(handover.signed_out_by_id, self.wang.user_id)
        with self.assertRaisesRegex(UserError, "You hand over yourself"):
            handover.action_accept()
        self.as_li(handover).action_accept()
        self.assertEqual(handover.signed_in_by_id, self.li.user_id)
        self.assertEqual(handover.state, "accepted")

    def test_incoming_agents_are_told(self):
        """R8.1: who takes over gets an activity, gone when they have accepted."""
        handover = self.offered()
        activity = handover.sudo().activity_ids
        self.assertEqual(activity.user_id, self.li.user_id)
        self.as_li(handover).action_accept()
        self.assertFalse(handover.sudo().activity_ids)

    def test_notification_can_be_switched_off(self):
        self.company.cs_notify_handover = False
        self.assertFalse(self.offered().sudo().activity_ids)

    def test_checklist_is_answered(self):
        """R8.2: each point is normal or abnormal, and abnormal says why."""
        handover = self.make_handover()
        self.assertEqual(
            handover.check_ids.mapped("name"), ["Conversations answered", "Desk tidy"]
        )
        with self.assertRaisesRegex(UserError, "Conversations answered, Desk tidy"):
            handover.action_offer()
        with self.assertRaisesRegex(ValidationError, "say in its note"):
            handover.check_ids[0].result = "abnormal"
        handover.check_ids[0].write({"result": "abnormal", "note": "Two waiting"})
        handover.check_ids[1].result = "normal"
        handover.action_offer()
        self.assertEqual(handover.abnormal_count, 1)

    def test_template_of_the_team_above(self):
        """R8.2: a team without a template uses that of the team above it."""
        self.assertEqual(
            self.env["cs.handover.template"]._for(self.subteam, "shift", self.company),
            self.template,
        )
        self.assertFalse(
            self.env["cs.handover.template"]._for(
                self.other_team, "shift", self.company
            )
        )

    def test_outgoing_is_not_incoming(self):
        """R8.1: nobody hands over to themselves."""
        with self.assertRaisesRegex(ValidationError, "Wang cannot hand over"):
            self.make_handover(incoming_ids=[Command.set(self.wang.ids)])

    def test_incoming_must_be_named(self):
        handover = self.make_handover(incoming_ids=[])
        handover.check_ids.result = "normal"
        with self.assertRaisesRegex(UserError, "incoming agents"):
            handover.action_offer()

    def test_one_handover_per_shift(self):
        """R8.1: one record per team, day and shift."""
        self.make_handover()
        self.make_handover(shift_id=self.late.id)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(Exception) as caught,
            self.env.cr.savepoint(),
        ):
            self.make_handover()
        self.assertIn("_shift_uniq", str(caught.exception))

    def test_unanswered_question_holds_it_up(self):
        """R8.4: the incoming side asks, the outgoing side answers."""
        handover = self.offered()
        self.as_li(handover).question_ids = [
            Command.create({"question": "Who is angry?"})
        ]
        with self.assertRaisesRegex(UserError, "Who is angry"):
            self.as_li(handover).action_accept()
        handover.question_ids.answer = "Nobody"
        self.as_li(handover).action_accept()
        self.assertEqual(handover.state, "accepted")

    def test_refusal_and_second_try(self):
        """R8.4: refused with a reason, it goes to the leader; then again."""
        handover = self.offered()
        action = self.as_li(handover).action_refuse()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.li.user_id)
            .with_context(**action["context"])
        )
        wizard.reason = "Three chats are open"
        wizard.save().action_apply()
        self.assertEqual(handover.state, "refused")
        self.assertEqual(handover.refusal_reason, "Three chats are open")
        self.assertEqual(handover.sudo().activity_ids.user_id, self.users["leader"])
        with self.assertRaisesRegex(UserError, "not handed over yet"):
            self.as_li(handover).action_accept()
        handover.work_state = "All chats answered"
        handover.action_offer()
        self.as_li(handover).action_accept()
        self.assertEqual(handover.state, "accepted")
        self.assertEqual(handover.refusal_count, 1)
        self.assertFalse(handover.sudo().activity_ids)

    def test_refusal_needs_a_reason(self):
        handover = self.offered()
        with self.assertRaisesRegex(UserError, "reason"):
            self.as_li(handover).refuse("  ")

    def test_refusal_after_acceptance(self):
        """R8.4: what is accepted cannot be refused any more."""
        handover = self.accepted()
        with self.assertRaisesRegex(UserError, "Li accepted .* already"):
            self.as_li(handover).refuse("Too late")
        with self.assertRaisesRegex(UserError, "Li accepted .* already"):
            self.as_li(handover).action_refuse()

    def test_shift_that_ends_is_offered(self):
        """R8.1, R10: at one in the morning, yesterday's late shift hands over."""
        Handover = self.env["cs.handover"].with_user(self.wang.user_id)
        with freeze_time(self.local("2026-03-11", "00:45")):
            values = Handover.default_get(["date", "shift_id", "department_id"])
            self.assertEqual((values["date"], values["shift_id"]), (DAY, self.late.id))
            self.make_handover(shift_id=self.late.id)
            values = Handover.default_get(["date", "shift_id", "department_id"])
            self.assertNotEqual(
                (values["date"], values["shift_id"]), (DAY, self.late.id)
            )

    def test_two_accept_one_after_the_other(self):
        """R8.1: the second is told who accepted."""
        handover = self.offered(
            incoming_ids=[Command.set((self.li | self.zhou).ids)],
        )
        self.as_li(handover).action_accept()
        with self.assertRaisesRegex(UserError, "Li accepted"):
            handover.with_user(self.zhou.user_id).action_accept()

    def test_two_accept_at_once(self):
        """R8.1: while one signs, the other one is asked to reload."""
        handover = self.offered()
        model = self.env.registry["cs.handover"]
        with (
            patch.object(
                model, "try_lock_for_update", lambda self, **_kw: self.browse()
            ),
            self.assertRaisesRegex(UserError, "Reload"),
        ):
            self.as_li(handover).action_accept()
        self.assertEqual(handover.state, "offered")

    def test_signed_content_waits(self):
        """R8.4: what is signed is taken back before it is corrected."""
        handover = self.offered()
        with self.assertRaisesRegex(UserError, "Take it back"):
            handover.work_state = "Changed"
        with self.assertRaisesRegex(UserError, "Take it back"):
            handover.check_ids[0].write({"result": "abnormal", "note": "Changed"})
        handover.action_withdraw()
        handover.work_state = "Changed"
        self.assertFalse(handover.signed_out_by_id)
        self.assertFalse(handover.sudo().activity_ids)

    def test_on_time_or_late(self):
        """R8.1, R8.8: on time until the shift's end, longer if it ran on."""
        planned = self.local(DAY, "17:30")
        with freeze_time(planned - timedelta(minutes=1)):
            early = self.accepted()
        self.assertEqual((early.punctuality, early.delay), ("on_time", 0))
        with freeze_time(planned + timedelta(days=1, minutes=20)):
            late = self.accepted(date=DAY + timedelta(days=1))
            ran_on = self.accepted(
                date=DAY + timedelta(days=1), shift_id=self.late.id, extension=0
            )
        self.assertEqual((late.punctuality, late.delay), ("late", 20))
        self.assertEqual(ran_on.punctuality, "on_time")
        with freeze_time(planned + timedelta(days=2, minutes=20)):
            extended = self.accepted(date=DAY + timedelta(days=2), extension=30)
        self.assertEqual(extended.punctuality, "on_time")

    def test_left_before_acceptance(self):
        """R8.3: who punches out before the incoming has checked is shown."""
        self.env["hr.attendance"].create(
            {
                "employee_id": self.wang.id,
                "check_in": self.local(DAY, "08:30"),
                "check_out": self.local(DAY, "17:20"),
            }
        )
        with freeze_time(self.local(DAY, "17:25")):
            handover = self.accepted()
        self.assertEqual(handover.left_early, "Wang")

    # ------------------------------------------------------------------
    # Seal, review, reopening
    # ------------------------------------------------------------------

    def test_sealed_on_every_path(self):
        """R8.1: what was handed over can no longer be edited, by nobody."""
        item = self.make_item()
        handover = self.accepted()
        root = handover.with_user(self.env.ref("base.user_root"))
        for record in (root, handover.sudo()):
            for values in (
                {"work_state": "Changed"},
                {"outgoing_ids": [Command.clear()]},
                {"date": DAY - timedelta(days=1)},
                {"check_ids": [Command.create({"name": "More"})]},
                {"check_ids": [Command.delete(record.check_ids[0].id)]},
                {"question_ids": [Command.create({"question": "More?"})]},
                {"item_ids": [Command.create({"name": "More"})]},
            ):
                with self.assertRaisesRegex(UserError, "sealed"):
                    record.write(values)
            with self.assertRaisesRegex(UserError, "sealed"):
                record.check_ids[0].name = "Changed"
            with self.assertRaisesRegex(UserError, "on file"):
                record.unlink()
        with self.assertRaisesRegex(UserError, "buttons"):
            root.state = "draft"
        for values in ({"name": "Other"}, {"customer": "Other"}, {"kind": "wish"}):
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                item.sudo().write(values)
        with self.assertRaisesRegex(UserError, "on file"):
            item.sudo().unlink()
        with self.assertRaisesRegex(UserError, "buttons"):
            item.sudo().handover_id = False

    def test_create_cannot_forge_a_signature(self):
        """R8.1: a signature is made by its button only."""
        handover = self.make_handover(
            state="accepted", signed_in_by_id=self.li.user_id.id
        )
        self.assertEqual(handover.state, "draft")
        self.assertFalse(handover.signed_in_by_id)
        with self.assertRaisesRegex(UserError, "buttons"):
            handover.signed_out_by_id = self.li.user_id

    def test_leader_reviews_the_day(self):
        """R8.5: the leader reviews and signs every record of the day."""
        first = self.accepted()
        second = self.accepted(shift_id=self.late.id)
        other_day = self.accepted(date=DAY + timedelta(days=1))
        with self.assertRaisesRegex(UserError, "leaders and HR review"):
            self.as_li(first).action_review()
        first.with_user(self.users["leader"]).action_review_day()
        self.assertEqual(first.reviewed_by_id, self.users["leader"])
        self.assertEqual((first | second).mapped("state"), ["reviewed"] * 2)
        self.assertEqual(other_day.state, "accepted")
        with self.assertRaisesRegex(UserError, "Nothing to review"):
            first.with_user(self.users["leader"]).action_review_day()

    def test_signer_does_not_review(self):
        """R8.5: a leader who signed leaves the review to another."""
        self.team.cs_leader_ids |= self.li.user_id
        self.li.user_id.group_ids |= self.env.ref("cs_management.group_cs_leader")
        handover = self.accepted()
        with self.assertRaisesRegex(UserError, "You signed"):
            self.as_li(handover).action_review()

    def test_reopening_is_logged_and_shown(self):
        """R8.5: the leader reopens with a reason; both sign again."""
        item = self.make_item()
        handover = self.accepted()
        with self.assertRaisesRegex(UserError, "leaders and HR reopen"):
            handover.reopen("Please")
        leader = handover.with_user(self.users["leader"])
        with self.assertRaisesRegex(UserError, "reason"):
            leader.reopen("")
        leader.reopen("Wrong customer")
        self.assertEqual(handover.state, "draft")
        self.assertEqual(handover.reopen_reason, "Wrong customer")
        self.assertFalse(handover.signed_in_by_id)
        log = "".join(handover.sudo().message_ids.mapped("body"))
        self.assertIn("Wrong customer", log)
        self.assertIn("Li", log)
        with self.assertRaisesRegex(UserError, "on file"):
            leader.unlink()
        handover.invalidate_recordset()
        handover.item_ids.customer = "Right"
        handover.action_offer()
        self.as_li(handover).action_accept()
        self.assertEqual(handover.passed_ids.item_id, item)
        self.assertEqual(
            len(item.step_ids.filtered(lambda step: step.kind == "passed")), 2
        )

    # ------------------------------------------------------------------
    # Between teams, and of one agent
    # ------------------------------------------------------------------

    def test_between_teams(self):
        """R8.6: at 8:00 and 18:00; urgent work goes to both managers."""
        self.other_team.cs_leader_ids = self.users["officer"]
        handover = self.make_handover(
            kind="cross_team",
            shift_id=False,
            to_department_id=self.other_team.id,
            planned_at=self.local(DAY, "18:00"),
            incoming_ids=[Command.set(self.stranger.ids)],
        )
        item = self.make_item(handover_id=handover.id, kind="urgent")
        self.assertEqual(
            item.sudo().activity_ids.user_id,
            self.users["leader"] | self.users["officer"],
        )
        handover.action_offer()
        handover.with_user(self.stranger.user_id).action_accept()
        self.assertEqual(item.holder_id, self.stranger)
        self.assertEqual(item.sudo().department_id, self.other_team)

    def test_leaving_agent_hands_over_everything(self):
        """R8.9: leave, transfer and exit hand over all open work."""
        mine, done = self.make_item(), self.make_item(name="Done")
        done.action_done()
        other = self.make_item(self.zhou)
        self.env["cs.handover.template"].create(
            {
                "name": "Exit",
                "kind": "agent",
                "company_id": self.company.id,
                "line_ids": [Command.create({"name": "Property returned"})],
            }
        )
        self.assertEqual(self.wang.cs_open_item_count, 1)
        handover = self.make_handover(kind="agent", shift_id=False)
        self.assertEqual(handover.item_ids, mine)
        self.assertEqual(handover.check_ids.name, "Property returned")
        handover.check_ids.result = "normal"
        handover.action_offer()
        self.as_li(handover).action_accept()
        self.assertEqual(mine.holder_id, self.li)
        self.assertEqual(other.holder_id, self.zhou)
        self.wang.invalidate_recordset()
        self.assertEqual(self.wang.cs_open_item_count, 0)

    def test_daily_records_are_opened(self):
        """R8.1: one record per shift, every day."""
        self.template.shift_ids = self.day | self.late
        with freeze_time(self.local(DAY, "07:00")):
            self.env["cs.handover"]._cron_prepare()
            self.env["cs.handover"]._cron_prepare()
        made = self.env["cs.handover"].search(
            [("department_id", "=", self.team.id), ("date", "=", DAY)]
        )
        self.assertEqual(made.shift_id, self.day | self.late)
        self.assertFalse(made.outgoing_ids)
        self.assertEqual(len(made), 2)
        mine = made.filtered(lambda handover: handover.shift_id == self.day)
        mine.with_user(self.wang.user_id).action_join_outgoing()
        mine.with_user(self.li.user_id).action_join_incoming()
        self.assertEqual(mine.outgoing_ids, self.wang)
        self.assertEqual(mine.incoming_ids, self.li)
        with self.assertRaisesRegex(UserError, "on this handover already"):
            mine.with_user(self.li.user_id).action_join_outgoing()
        with self.assertRaisesRegex(UserError, "members of the team"):
            mine.sudo().with_user(self.stranger.user_id).sudo(False)._check_can(
                "_why_not_join"
            )

    def test_missing_handover_is_told_and_proposed(self):
        """R8.10, R2.5: one not made is overdue, and proposed once."""
        self.add_rule()
        handover = self.make_handover()
        with freeze_time(handover.planned_at + timedelta(hours=1)):
            self.env["cs.handover"]._cron_overdue()
            self.env["cs.handover"]._cron_overdue()
        self.assertEqual(handover.sudo().activity_ids.user_id, self.wang.user_id)
        entry = self.env["cs.conduct.entry"].search(
            [("source", "=", f"cs.handover,{handover.id}")]
        )
        self.assertEqual(
            (entry.employee_id, entry.state, entry.date), (self.wang, "draft", DAY)
        )

    def test_offered_and_never_accepted_r8_10_r2_5(self):
        """The next one is made: the open work goes on, the leader and R2.5 know."""
        self.add_rule()
        item = self.make_item()
        done = self.make_item(name="Rung back")
        first = self.offered()
        done.with_user(self.wang.user_id).action_done()
        self.assertEqual(item.handover_id, first)
        following = self.make_handover(
            self.li.user_id,
            shift_id=self.late.id,
            outgoing_ids=[Command.set(self.li.ids)],
            incoming_ids=[Command.set(self.zhou.ids)],
        )
        self.assertEqual(item.handover_id, first)
        following.check_ids.result = "normal"
        following.action_offer()
        self.assertEqual(item.handover_id, following)
        self.assertEqual(done.handover_id, first)
        lapsed = first.sudo()
        self.assertTrue(lapsed.is_lapsed)
        self.assertIn(self.users["leader"], lapsed.activity_ids.user_id)
        entry = self.env["cs.conduct.entry"].search(
            [("source", "=", f"cs.handover,{first.id}")]
        )
        self.assertEqual((entry.employee_id, entry.state), (self.li, "draft"))
        following.with_user(self.zhou.user_id).action_accept()
        self.assertEqual(item.sudo().holder_id, self.zhou)

    def test_an_article_is_found_by_its_event_not_by_its_code(self):
        """R2.5: a company names its articles as it likes."""
        self.add_rule()
        rule = self.policy.rule_ids.filtered(lambda rule: rule.event == "handover")
        self.edit_policy(
            {
                "rule_ids": [
                    Command.update(rule.id, {"code": "HANDOVER_LOSS", "event": False})
                ]
            }
        )
        handover = self.make_handover()
        with freeze_time(handover.planned_at + timedelta(hours=1)):
            self.env["cs.handover"]._cron_overdue()
        entries = self.env["cs.conduct.entry"].search(
            [("source", "=", f"cs.handover,{handover.id}")]
        )
        self.assertFalse(entries)

    def add_rule(self):
        self.edit_policy(
            {
                "rule_ids": [
                    Command.create(
                        {
                            "code": "OWN_ARTICLE_7",
                            "name": "Handover not made or not followed up",
                            "regulation": "R2.5",
                            "event": "handover",
                            "amount_min": 10,
                        }
                    )
                ]
            }
        )

    def test_print_on_one_page(self):
        """R8.1: a handover prints with both signatures."""
        self.make_item(name="Ring Ms Chen", customer="Chen")
        handover = self.accepted()
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.li.user_id)
            ._render_qweb_html("cs_management.report_cs_handover", handover.ids)
        )
        for text in (b"Ring Ms Chen", b"Chen", b"Desk tidy", b"Wang", b"Li"):
            self.assertIn(text, html)


class TestHandoverItem(HandoverCase):
    def test_open_item_passes_until_closed(self):
        """R8.2: open work goes from handover to handover until it is done."""
        item = self.make_item(due_at=datetime(2026, 3, 12, 4))
        closed = self.make_item(name="Closed")
        closed.action_done()
        handover = self.accepted()
        self.assertEqual(item.holder_id, self.li)
        second = self.make_handover(
            self.li.user_id,
            shift_id=self.late.id,
            outgoing_ids=[Command.set(self.li.ids)],
            incoming_ids=[Command.set(self.zhou.ids)],
        )
        self.assertEqual(second.item_ids, item)
        self.as_li(item).resolution = "Called, no answer"
        second.check_ids.result = "normal"
        second.action_offer()
        second.with_user(self.zhou.user_id).action_accept()
        item.with_user(self.zhou.user_id).action_done()
        chain = item.step_ids.mapped(lambda s: (s.kind, s.user_id, s.holder_id))
        self.assertEqual(
            chain,
            [
                ("created", self.wang.user_id, self.wang),
                ("passed", self.li.user_id, self.li),
                ("note", self.li.user_id, self.li),
                ("passed", self.zhou.user_id, self.zhou),
                ("done", self.zhou.user_id, self.zhou),
            ],
        )
        self.assertEqual(handover.passed_ids.item_id, item)
        self.assertFalse(
            self.make_handover(
                self.zhou.user_id,
                date=DAY + timedelta(days=1),
                outgoing_ids=[Command.set(self.zhou.ids)],
            ).item_ids
        )

    def test_prepared_ahead_gets_the_items_later(self):
        """R8.2: a handover opened in advance takes what its shift took over."""
        item = self.make_item()
        handover = self.offered()
        following = self.make_handover(
            self.li.user_id,
            shift_id=self.late.id,
            outgoing_ids=[Command.set(self.li.ids)],
            incoming_ids=[Command.set(self.zhou.ids)],
        )
        self.assertFalse(following.item_ids)
        self.as_li(handover).action_accept()
        self.assertEqual(following.item_ids, item)

    def test_item_for_a_chosen_agent(self):
        """R8.2: an item may be meant for one of the incoming agents."""
        item = self.make_item(next_holder_id=self.zhou.id)
        other = self.make_item(name="Other")
        self.accepted(incoming_ids=[Command.set((self.li | self.zhou).ids)])
        self.assertEqual(item.holder_id, self.zhou)
        self.assertEqual(other.holder_id, self.li)

    def test_problem_found_on_the_way(self):
        """R8.7: what is found at the handover is solved or recorded first."""
        handover = self.offered()
        found = self.make_item(
            self.li, handover_id=handover.id, kind="problem", name="Printer broken"
        )
        self.assertTrue(found.is_found)
        with self.assertRaisesRegex(UserError, "Printer broken"):
            self.as_li(handover).action_accept()
        found.resolution = "Paper removed"
        with self.assertRaisesRegex(UserError, "Printer broken"):
            self.as_li(handover).action_accept()
        found.due_at = datetime(2026, 3, 11, 2)
        self.as_li(handover).action_accept()
        self.assertEqual(handover.state, "accepted")

    def test_live_part_of_a_sealed_item(self):
        """R8.2: after the handover its holder goes on working on it."""
        item = self.make_item()
        self.accepted()
        mine = self.as_li(item)
        mine.write({"due_at": datetime(2026, 3, 12, 4), "resolution": "Called"})
        mine.holder_id = self.zhou
        self.assertEqual(
            item.step_ids.mapped("kind"),
            ["created", "passed", "note", "changed", "given"],
        )
        with self.assertRaises(AccessError):
            mine.resolution = "Not mine any more"

    def test_new_item_lands_on_the_prepared_handover(self):
        """R8.2: two taps on the desk are enough, the handover takes it in."""
        handover = self.make_handover()
        item = self.make_item()
        self.assertEqual(item.holder_id, self.wang)
        self.assertEqual(item.handover_id, handover)

    def test_desk_columns(self):
        """R8.2: what I hand over, what is due, what I took over, what is done."""
        with freeze_time(self.local(DAY, "10:00")):
            self.make_item(name="Later", due_at=self.local("2026-03-11", "09:00"))
            taken = self.make_item(name="Taken")
            self.accepted()
            self.make_item(self.li, name="New", desk="done")
            self.make_item(self.li, name="Due", due_at=self.local(DAY, "23:00"))
            self.make_item(self.li, name="Over", due_at=self.local(DAY, "09:00"))
            self.make_item(self.li, name="Done").action_done()
            Item = self.env["cs.handover.item"].with_user(self.li.user_id)
            groups = Item.formatted_read_group(
                [("holder_id.user_id", "=", self.li.user_id.id)],
                ["desk"],
                ["__count"],
            )
            counts = {group["desk"]: group["__count"] for group in groups}
            self.assertEqual(counts, {"new": 1, "due": 2, "taken": 2, "done": 1})
            for desk, count in counts.items():
                found = Item.search([("desk", "=", desk)])
                self.assertEqual(len(found), count)
                self.assertEqual(set(found.mapped("desk")), {desk})
            self.assertEqual(Item.search([("is_overdue", "=", True)]).name, "Over")
            self.assertIn(taken, Item.search([("is_overdue", "=", False)]))

    def test_overdue_reminds_and_proposes_once(self):
        """R2.5: the holder is reminded; the leader gets a proposal, once."""
        TestHandover.add_rule(self)
        due = self.local(DAY, "18:00")
        item = self.make_item(due_at=due)
        Handover = self.env["cs.handover"]
        with freeze_time(due - timedelta(minutes=1)):
            Handover._cron_overdue()
        self.assertFalse(item.sudo().activity_ids)
        with freeze_time(due + timedelta(minutes=1)):
            Handover._cron_overdue()
            Handover._cron_overdue()
        self.assertEqual(item.sudo().activity_ids.user_id, self.wang.user_id)
        entry = item.sudo().entry_id
        self.assertEqual(entry.state, "draft")
        self.assertEqual(entry.amount, 10)
        self.assertEqual(entry.issuer_id, self.users["leader"])
        self.assertEqual(entry.activity_ids.user_id, self.users["leader"])
        with self.assertRaises(AccessError):
            entry.with_user(self.wang.user_id).read(["note"])
        # The leader confirms the loss; nobody else has to do anything.
        entry.with_user(self.users["leader"]).action_confirm()
        self.assertEqual(entry.state, "confirmed")
        entry.with_user(self.users["leader"]).cancel("A mistake")
        with freeze_time(due + timedelta(days=2)):
            Handover._cron_overdue()
        self.assertEqual(
            self.env["cs.conduct.entry"].search(
                [("source", "=", f"cs.handover.item,{item.id}")]
            ),
            entry,
        )

    def test_a_leaders_own_omission_is_proposed_to_hr(self):
        """R2.5: nobody confirms an entry about themselves, so HR is told."""
        TestHandover.add_rule(self)
        self.wang.user_id.group_ids += self.env.ref("cs_management.group_cs_leader")
        self.team.cs_leader_ids = self.wang.user_id
        item = self.make_item(due_at=self.local(DAY, "18:00"))
        with freeze_time(self.local(DAY, "19:00")):
            self.env["cs.handover"]._cron_overdue()
        entry = item.sudo().entry_id
        hr = self.users["officer"] | self.users["manager"]
        self.assertEqual(entry.activity_ids.user_id, hr)

    def test_no_rule_no_proposal(self):
        """R2.5: a policy without the article proposes nothing."""
        item = self.make_item(due_at=self.local(DAY, "18:00"))
        with freeze_time(self.local(DAY, "19:00")):
            self.env["cs.handover"]._cron_overdue()
        self.assertTrue(item.sudo().activity_ids)
        self.assertFalse(item.sudo().entry_id)
        self.assertFalse(item.sudo().is_proposed)

    def test_proposal_may_wait(self):
        """R2.5: the template says how long after the due time it is proposed."""
        TestHandover.add_rule(self)
        self.template.proposal_hours = 24
        item = self.make_item(due_at=self.local(DAY, "18:00"))
        with freeze_time(self.local("2026-03-11", "17:00")):
            self.env["cs.handover"]._cron_overdue()
        self.assertFalse(item.sudo().entry_id)
        with freeze_time(self.local("2026-03-11", "19:00")):
            self.env["cs.handover"]._cron_overdue()
        self.assertTrue(item.sudo().entry_id)

    def test_reminder_goes_when_done(self):
        item = self.make_item(due_at=fields.Datetime.now() - timedelta(hours=1))
        self.env["cs.handover"]._cron_overdue()
        self.assertTrue(item.sudo().activity_ids)
        item.action_done()
        self.assertFalse(item.sudo().activity_ids)
        item.action_reopen()
        self.assertEqual(item.state, "open")


class TestHandoverAccess(HandoverCase):
    def test_agent_sees_his_team_only(self):
        """Agents read the handovers and the open work of their own team."""
        item = self.make_item(self.zhou)
        handover = self.accepted()
        stranger = self.stranger.user_id
        for record in (handover, item, handover.check_ids, handover.passed_ids):
            self.assertTrue(record.with_user(self.zhou.user_id).read(["display_name"]))
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
        self.assertFalse(self.env["cs.handover"].with_user(stranger).search([]))
        self.assertFalse(self.env["cs.handover.item"].with_user(stranger).search([]))

    def test_agent_writes_his_own_only(self):
        """Agents write handovers that they are on, and work that they hold."""
        handover, item = self.make_handover(), self.make_item(self.wang)
        zhou = handover.with_user(self.zhou.user_id)
        for record in (zhou, zhou.check_ids):
            with self.assertRaises(AccessError):
                record.check_access("write")
        with self.assertRaisesRegex(UserError, "prepared by its outgoing"):
            zhou.work_state = "Not mine"
        with self.assertRaisesRegex(UserError, "prepared by its outgoing"):
            zhou.check_ids[0].result = "normal"
        with self.assertRaises(AccessError):
            item.with_user(self.zhou.user_id).action_done()
        with self.assertRaisesRegex(UserError, "prepared by its outgoing"):
            self.as_li(handover).work_state = "Not mine either"
        with self.assertRaises(AccessError):
            self.make_handover(self.zhou.user_id, shift_id=self.late.id)
        with self.assertRaises(AccessError):
            handover.unlink()

    def test_steps_are_not_written_by_hand(self):
        item = self.make_item()
        for user in (self.wang.user_id, self.users["leader"], self.users["manager"]):
            with self.assertRaises(AccessError):
                item.step_ids.with_user(user).note = "Forged"

    def test_leader_of_the_team_only(self):
        """Leaders see and correct the handovers of the teams they lead."""
        other = new_test_user(
            self.env,
            "other_leader",
            "cs_management.group_cs_leader",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.other_team.cs_leader_ids = other
        handover = self.make_handover()
        handover.with_user(self.users["leader"]).work_state = "Seen"
        with self.assertRaises(AccessError):
            handover.with_user(other).work_state = "Not theirs"
        handover.with_user(self.users["leader"]).unlink()

    def test_officer_and_outsider(self):
        """HR sees all of the company, an outsider nothing."""
        handover = self.make_handover()
        self.assertTrue(handover.with_user(self.users["officer"]).read(["state"]))
        for model in ("cs.handover", "cs.handover.item", "cs.shift"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.users["outsider"]).search([])
        with self.assertRaises(AccessError):
            self.day.with_user(self.users["leader"]).start = 9
        self.template.with_user(self.users["officer"]).lead_minutes = 10
        self.day.with_user(self.users["manager"]).minimum_staff = 2

    def test_other_company(self):
        """Nothing of another company is seen."""
        handover, item = self.make_handover(), self.make_item()
        company = self.make_company("Elsewhere")
        officer = self.make_user("officer", company, "officer_elsewhere")
        for record in (handover, item, self.day, self.template):
            with self.assertRaises(AccessError):
                record.with_user(officer).with_company(company).read(["display_name"])

    def test_the_roster_says_on_which_side_one_joins_r8_1(self):
        """One button for who is on a shift, none for the leader who only signs."""
        handover = self.make_handover(
            self.users["officer"],
            incoming_shift_id=self.late.id,
            outgoing_ids=[Command.clear()],
            incoming_ids=[Command.clear()],
        )
        wang, li = self.wang.user_id, self.li.user_id
        self.assertEqual(handover.with_user(li).join_side, "either")
        self.plan(self.wang, [DAY], self.day)
        self.plan(self.li, [DAY], self.late)
        sides = [(wang, "outgoing"), (li, "incoming")]
        leader = self.users["leader"]
        self.make_agent("Lead", user_id=leader.id)
        sides += [(leader, False)]
        self.env.invalidate_all()
        for user, side in sides:
            self.assertEqual(handover.with_user(user).join_side, side)

    def test_forms_of_each_role(self):
        """The form opens and saves for agents, leaders and officers."""
        form = Form(self.env["cs.handover"].with_user(self.wang.user_id))
        self.assertTrue(form.shift_id)
        form.date = DAY
        form.shift_id = self.day
        form.incoming_ids.add(self.li)
        handover = form.save()
        self.assertEqual(handover.department_id, self.team)
        self.assertEqual(handover.outgoing_ids, self.wang)
        self.assertEqual(len(handover.check_ids), 2)
        for user in (self.users["leader"], self.users["officer"]):
            with Form(handover.with_user(user)) as form:
                form.work_state = user.name
        public = self.env["hr.employee.public"].with_user(self.users["leader"])
        self.make_item()
        self.assertEqual(public.browse(self.wang.id).cs_open_item_count, 1)


class TestRosterHandover(HandoverCase):
    """Handovers that follow from the roster (R8.1, R8.10, R2.5)."""

    def setUp(self):
        super().setUp()
        self.plan(self.wang, [DAY, DAY + timedelta(days=1)], self.day)
        self.plan(self.li, DAY, self.late)

    def run_at(self, at, cron="_cron_prepare", day=DAY):
        with freeze_time(self.local(day, at)):
            getattr(self.env["cs.handover"], cron)()

    def handovers(self, team=None):
        found = self.env["cs.handover"].search(
            [("department_id", "=", (team or self.team).id)]
        )
        return {(row.date, row.shift_id): row for row in found}

    def test_shifts_on_the_roster_are_handed_over(self):
        """R8.1: opened with who goes and who comes, also over night."""
        self.run_at("07:00")
        self.run_at("11:00")
        found = self.handovers()
        self.assertEqual(set(found), {(DAY, self.day), (DAY, self.late)})
        day, late = found[DAY, self.day], found[DAY, self.late]
        self.assertEqual((day.outgoing_ids, day.incoming_ids), (self.wang, self.li))
        self.assertEqual(day.incoming_shift_id, self.late)
        self.assertEqual((late.outgoing_ids, late.incoming_ids), (self.li, self.wang))
        self.assertEqual(late.incoming_shift_id, self.day)

    def test_teams_without_a_template_hand_over_nothing(self):
        self.template.active = False
        self.run_at("07:00")
        self.assertFalse(self.handovers())

    def test_a_template_of_the_company_is_for_every_team(self):
        self.template.department_id = False
        other = self.make_agent("Sun", department_id=self.other_team.id)
        self.plan(other, DAY, self.day)
        self.plan(self.stranger, DAY, self.late)
        self.run_at("07:00")
        found = self.handovers(self.other_team)[DAY, self.day]
        self.assertEqual(
            (found.outgoing_ids, found.incoming_ids), (other, self.stranger)
        )

    def test_departments_below_hand_over_to_each_other(self):
        """A template of the team also covers the departments below it."""
        night = self.make_agent("Chen", department_id=self.subteam.id)
        self.env["cs.roster.line"].search([("employee_id", "=", self.li.id)]).unlink()
        self.plan(night, DAY, self.late)
        self.run_at("07:00")
        self.assertFalse(self.handovers(self.subteam))
        self.assertEqual(self.handovers()[DAY, self.day].incoming_ids, night)

    def test_the_same_people_hand_over_nothing(self):
        """One shift a day and the same agent tomorrow: there is nobody to meet."""
        self.env["cs.roster.line"].search([("employee_id", "=", self.li.id)]).unlink()
        self.run_at("07:00")
        self.assertFalse(self.handovers())

    def test_people_follow_the_roster_until_somebody_changes_them(self):
        """A swap after the handover was opened reaches it; a hand-made change stays."""
        self.run_at("07:00")
        found = self.handovers()
        self.env["cs.roster.line"].search(
            [("employee_id", "=", self.li.id)]
        ).employee_id = self.zhou
        self.run_at("11:00")
        self.assertEqual(found[DAY, self.day].incoming_ids, self.zhou)
        self.assertEqual(found[DAY, self.late].outgoing_ids, self.zhou)
        found[DAY, self.day].incoming_ids = self.li
        self.run_at("15:00")
        self.assertEqual(found[DAY, self.day].incoming_ids, self.li)

    def test_who_is_on_leave_hands_over_nothing(self):
        leave_type = self.env["hr.leave.type"].create(
            {
                "name": "Sick",
                "requires_allocation": False,
                "company_id": self.company.id,
            }
        )
        self.plan(self.zhou, DAY, self.day)
        self.env["hr.leave"].create(
            {
                "employee_id": self.wang.id,
                "holiday_status_id": leave_type.id,
                "request_date_from": DAY,
                "request_date_to": DAY,
            }
        ).action_approve()
        self.run_at("07:00")
        self.assertEqual(self.handovers()[DAY, self.day].outgoing_ids, self.zhou)

    def add_loss_rule(self):
        self.edit_policy(
            {
                "rule_ids": [
                    Command.create(
                        {
                            "code": "OWN_ARTICLE_8",
                            "name": "Handover not made, with loss",
                            "regulation": "R2.5",
                            "event": "handover",
                            "amount_min": 50,
                        }
                    )
                ]
            }
        )

    def test_a_shift_that_ended_without_a_handover_is_proposed(self):
        """R2.5, R8.1: nobody opened one; the roster knows who should have."""
        self.add_loss_rule()
        self.run_at("17:00", "_cron_overdue")
        self.assertFalse(self.handovers())
        self.run_at("18:00", "_cron_overdue")
        self.run_at("19:00", "_cron_overdue")
        self.assertEqual(set(self.handovers()), {(DAY, self.day)})
        entry = self.env["cs.conduct.entry"].search([("date", "=", DAY)])
        self.assertEqual(entry.employee_id, self.wang)
        self.assertEqual(entry.state, "draft")

    def test_a_handover_that_was_made_is_not_proposed(self):
        self.add_loss_rule()
        handover = self.make_handover(shift_id=self.day.id, date=DAY)
        handover.check_ids.result = "normal"
        handover.action_offer()
        self.as_user(handover, self.li).action_accept()
        self.run_at("18:00", "_cron_overdue")
        self.assertEqual(set(self.handovers()), {(DAY, self.day)})
        self.assertFalse(self.env["cs.conduct.entry"].search([("date", "=", DAY)]))

    def as_user(self, handover, agent):
        return handover.with_user(agent.user_id)

    def test_old_shifts_are_let_rest(self):
        """What ended long before the roster was used accuses nobody."""
        self.run_at("08:00", "_cron_overdue", DAY + timedelta(days=4))
        self.assertFalse(self.handovers())

    def test_new_handovers_offer_the_people_of_the_roster(self):
        """R8.1: the form knows who goes and who comes, and follows the shift."""
        self.plan(self.zhou, DAY, self.day)
        with freeze_time(self.local(DAY, "17:20")):
            form = Form(self.env["cs.handover"].with_user(self.wang.user_id))
            self.assertEqual(form.shift_id, self.day)
            self.assertEqual(set(form.outgoing_ids.ids), {self.wang.id, self.zhou.id})
            self.assertEqual(form.incoming_ids.ids, self.li.ids)
            form.shift_id = self.late
            self.assertEqual(form.incoming_ids.ids, self.wang.ids)
            form.shift_id = self.day
            handover = form.save()
        self.assertEqual(handover.outgoing_ids, self.wang | self.zhou)
        self.assertEqual(handover.incoming_ids, self.li)
        self.assertFalse(handover.is_from_roster)
