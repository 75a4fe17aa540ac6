"""The weekly cycle: published on Monday, answered by Thursday, closed (R1.3, R1.8)."""

from datetime import date, datetime

from freezegun import freeze_time
from psycopg2.errors import ExclusionViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from tests.attendance.test_attendance_exception import ExceptionCase

MODEL = "cs.attendance.week"
# Saturday, 28 February to Friday, 6 March 2026; all instants below are naive UTC.
FIRST, LAST = date(2026, 2, 28), date(2026, 3, 6)
PUBLISHED = "2026-03-08 16:30:00"  # Monday 0:30 in Shanghai
IN_TIME = "2026-03-13 08:30:00"  # Friday 16:30
TOO_LATE = "2026-03-13 09:30:00"  # Friday 17:30


class WeekCase(ExceptionCase):
    """Li is absent on Monday and late on Tuesday; Chen of the night shift is absent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["leader"].lang = "en_US"
        cls.night_leader = cls.make_user("leader", login="cs_night")
        cls.subteam.cs_leader_ids = cls.night_leader
        cls.chen = cls.make_agent("Chen", department_id=cls.subteam.id)
        cls.plan(cls.agent, "2026-03-03", cls.day_shift)
        cls.punch(cls.agent, "2026-03-03 08:50", "2026-03-03 17:31")
        cls.plan(cls.chen, "2026-03-04", cls.night_shift)
        cls.week = cls.env[MODEL].create(
            {"company_id": cls.company.id, "date_from": FIRST}
        )

    def publish(self):
        with freeze_time(PUBLISHED):
            self.week.with_user(self.users["officer"]).action_publish()

    def leaders(self, week=None):
        kind = self.env.ref("cs_management.cs_activity_week_answer")
        activities = (week or self.week).activity_ids
        return activities.filtered(lambda row: row.activity_type_id == kind).user_id

    def mails(self, subject="Days to explain"):
        return self.env["mail.mail"].search([("subject", "like", subject)])


class TestCycle(WeekCase):
    def test_deadlines_follow_from_the_settings(self):
        """R1.8: Monday, Thursday, Friday 17:00 after a Saturday to Friday (R1.3)."""
        self.assertEqual((self.week.date_from, self.week.date_to), (FIRST, LAST))
        self.assertEqual(self.week.publish_at, datetime(2026, 3, 8, 16))
        self.assertEqual(self.week.answer_until, datetime(2026, 3, 12, 15, 59))
        self.assertEqual(self.week.close_at, datetime(2026, 3, 13, 9))
        self.company.write(
            {"cs_week_start": "0", "cs_week_close_day": "5", "cs_week_close_hour": 12}
        )
        with freeze_time("2026-03-25 02:00:00"):
            form = Form(self.env[MODEL].with_user(self.users["officer"]))
            week = form.save()
        self.assertEqual(week.date_from, date(2026, 3, 23))
        self.assertEqual(week.close_at, datetime(2026, 4, 4, 4))
        self.assertEqual(self.week.close_at, datetime(2026, 3, 13, 9), "stays")

    def test_weeks_do_not_overlap(self):
        with self.assertRaises(ExclusionViolation), mute_logger("odoo.sql_db"):
            self.env[MODEL].create(
                {"company_id": self.company.id, "date_from": "2026-03-06"}
            )

    def test_leaders_get_their_teams_days(self):
        self.publish()
        self.assertEqual(self.week.state, "published")
        self.assertEqual(self.leaders(), self.users["leader"] | self.night_leader)
        by_leader = {mail.recipient_ids: mail.body_html for mail in self.mails()}
        own = by_leader[self.users["leader"].partner_id]
        self.assertIn("Li", own)
        self.assertIn("Absent", own)
        self.assertIn("03/12/2026 11:59", own)
        self.assertIn("20 minutes", own)
        self.assertNotIn("Chen", own, "the night shift has a leader of its own")
        self.assertIn("Chen", by_leader[self.night_leader.partner_id])
        discussion = " ".join(self.week.message_ids.mapped("body"))
        self.assertNotIn("Chen", discussion, "other leaders read the week, too")
        deadline = self.week.activity_ids.mapped("date_deadline")
        self.assertEqual(set(deadline), {date(2026, 3, 12)})

    def test_the_sheet_is_in_the_leaders_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.night_leader.lang = "zh_CN"
        self.publish()
        mail = self.mails("待说明")
        self.assertEqual(mail.recipient_ids, self.night_leader.partner_id)
        self.assertIn("2026/03/04", mail.body_html)

    def test_the_explain_view_shows_a_leader_his_teams_only(self):
        self.publish()
        week = self.week.with_user(self.night_leader)
        action = week.action_view_explain()
        days = self.env["cs.workday"].with_user(self.night_leader)
        self.assertEqual(days.search(action["domain"]).employee_id, self.chen)
        self.assertEqual(week.explain_count, 1)
        self.assertEqual(self.week.explain_count, 3)

    def test_what_is_approved_is_explained(self):
        self.publish()
        with freeze_time(IN_TIME):
            record = self.ask_off_site()
            self.week.invalidate_recordset()
            self.assertEqual((self.week.asked_count, self.week.explain_count), (1, 3))
            self.by("leader", record).action_approve()
            self.by(self.head, record).action_approve()
            refused = self.ask(
                "off_site",
                date="2026-03-03",
                is_urgent=True,
                urgent_note="By phone",
                start=self.local("2026-03-03", "08:30"),
                stop=self.local("2026-03-03", "08:50"),
            )
            self.by("leader", refused).refuse("Nobody knew")
        self.week.invalidate_recordset()
        self.assertEqual(self.week.explain_count, 2)
        self.assertEqual(self.week.approved_count, 1)
        self.assertEqual(self.week.refused_count, 1)
        days = self.env["cs.workday"].search([("is_to_explain", "=", True)])
        self.assertNotIn(self.workday("2026-03-02"), days)
        self.assertFalse(self.workday("2026-03-02").is_to_explain)
        self.assertTrue(self.workday("2026-03-03").is_to_explain)
        self.assertEqual(self.workday("2026-03-03").exception_state, "refused")

    def test_a_week_without_a_problem_bothers_nobody(self):
        with freeze_time("2026-03-16 02:00:00"):
            week = self.env[MODEL].create(
                {"company_id": self.company.id, "date_from": "2026-03-07"}
            )
            week.action_publish()
        self.assertFalse(week.activity_ids)

    def test_sending_is_the_companys_choice(self):
        self.company.cs_notify_week = False
        self.publish()
        self.assertEqual(self.week.state, "published")
        self.assertFalse(self.leaders())

    def test_not_before_its_last_day(self):
        with (
            freeze_time("2026-03-06 12:00:00"),
            self.assertRaisesRegex(UserError, "still running"),
        ):
            self.week.action_publish()


class TestHandedIn(WeekCase):
    """R1.3, R1.20: no late claims once the week had to be handed in."""

    def urgent(self, user):
        return self.ask_off_site(user=user)

    def test_until_friday_five(self):
        self.publish()
        with freeze_time(IN_TIME):
            asked = self.urgent("agent")
            self.assertEqual(asked.state, "requested")
            self.assertEqual(self.week.asked_count, 1)

    def test_after_friday_five_only_hr(self):
        self.publish()
        with freeze_time(TOO_LATE):
            for user in ("agent", "leader"):
                with self.subTest(user), self.assertRaisesRegex(UserError, "late"):
                    self.urgent(user)
            self.urgent("officer")

    def test_closed_only_hr(self):
        self.publish()
        with freeze_time(IN_TIME):
            self.week.with_user(self.users["officer"]).action_close()
            with self.assertRaisesRegex(UserError, "late claims"):
                self.urgent("agent")
            self.week.with_user(self.users["officer"]).action_reopen()
            self.urgent("agent")
        self.assertEqual(self.week.closed_by_id, self.users["officer"])

    def test_closing_ends_the_activities(self):
        self.publish()
        self.week.with_user(self.users["officer"]).action_close()
        self.assertFalse(self.leaders())

    def test_a_published_week_outlasts_the_days_of_the_policy(self):
        self.edit_policy(exception_after_days=2)
        with freeze_time("2026-03-06 02:00:00"), self.assertRaises(UserError):
            self.urgent("agent")
        self.publish()
        with freeze_time(IN_TIME):
            self.urgent("agent")


class TestCron(WeekCase):
    def run_cron(self, moment):
        with freeze_time(moment):
            self.env[MODEL]._cron_publish()

    def weeks(self, company=None):
        return self.env[MODEL].search(
            [("company_id", "=", (company or self.company).id)], order="date_from"
        )

    def test_monday_publishes_last_week(self):
        self.run_cron("2026-03-08 15:30:00")  # Sunday 23:30 in Shanghai
        self.assertEqual(self.week.state, "open")
        self.assertEqual(
            self.weeks().mapped("date_from"), [FIRST, date(2026, 3, 7)], "made"
        )
        self.run_cron(PUBLISHED)
        self.assertEqual(self.week.state, "published")
        self.assertEqual(self.leaders(), self.users["leader"] | self.night_leader)
        mails = len(self.mails())
        self.run_cron("2026-03-08 17:30:00")
        self.assertEqual(len(self.mails()), mails, "once")
        self.assertEqual(len(self.weeks()), 2)

    def test_hr_may_want_to_publish_itself(self):
        self.company.cs_week_auto_publish = False
        self.run_cron(PUBLISHED)
        self.assertEqual(self.week.state, "open")

    def test_every_company_by_its_own_zone(self):
        other = self.make_company("Abroad", cs_tz="America/New_York")
        ladder = self.make_ladder(other)
        self.make_policy(ladder, attendance_enabled=True)
        self.run_cron(PUBLISHED)  # Still Sunday in New York.
        self.assertEqual(self.week.state, "published")
        first = self.weeks(other)[:1]
        self.assertEqual((first.date_from, first.state), (FIRST, "open"))
        self.run_cron("2026-03-09 04:30:00")  # Monday 0:30 there, in summer time
        self.assertEqual(first.state, "published")

    def test_companies_without_the_chapter_have_no_weeks(self):
        other = self.make_company("No chapter")
        self.run_cron(PUBLISHED)
        self.assertFalse(self.weeks(other))

    def test_after_a_change_of_the_first_weekday(self):
        self.run_cron(PUBLISHED)
        self.company.cs_week_start = "0"
        self.run_cron("2026-03-17 02:00:00")
        self.run_cron("2026-03-24 02:00:00")
        days = self.weeks().mapped("date_from")
        self.assertEqual(days[-1], date(2026, 3, 23))
        self.assertIn(date(2026, 3, 16), days)


class TestWeekRoles(WeekCase):
    def test_officers_publish_and_close(self):
        with freeze_time(PUBLISHED):
            leader = self.week.with_user(self.users["leader"])
            for name in ("publish", "close", "reopen"):
                with self.subTest(name), self.assertRaises(UserError):
                    getattr(leader, f"action_{name}")()
        with self.assertRaises(AccessError):
            self.env[MODEL].with_user(self.users["agent"]).search([])

    def test_status_and_deadlines_are_not_set_by_hand(self):
        week = self.week.with_user(self.users["officer"])
        for name, value in (("state", "closed"), ("close_at", "2026-05-01")):
            with self.subTest(name), self.assertRaises(AccessError):
                week.write({name: value})

    def test_a_published_week_stays(self):
        self.publish()
        week = self.week.with_user(self.users["officer"])
        with self.assertRaises(UserError):
            week.write({"date_from": "2026-03-01"})
        with self.assertRaises(UserError):
            week.unlink()

    def test_other_companies_weeks_are_hidden(self):
        other = self.make_company("Abroad")
        officer = self.make_user("officer", company=other, login="abroad")
        self.assertFalse(
            self.env[MODEL]
            .with_user(officer)
            .with_context(allowed_company_ids=other.ids)
            .search([])
        )

    def test_a_leader_of_several_teams_gets_one_sheet(self):
        self.subteam.cs_leader_ids = [Command.set(self.users["leader"].ids)]
        self.publish()
        self.assertEqual(self.leaders(), self.users["leader"])
        self.assertEqual(len(self.mails()), 1)
        self.assertIn("Chen", self.mails().body_html)
