"""Cleaning duties, team meetings and weekly reports (R9.8, R2.3, R3.3, R3.4, R4)."""

from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user

from tests.common import CsCase

MONDAY = "2026-03-02"


@freeze_time("2026-03-20 04:00:00")
class DutyCase(CsCase):
    """A team of three with logins; the policy has an article for each omission."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy(
            {
                "attendance_enabled": True,
                "rule_ids": [
                    Command.create(
                        {"code": code, "name": name, "event": event, **price}
                    )
                    for code, name, event, price in (
                        ("CLEAN", "Duty undone", "duty", {"amount_min": 10}),
                        ("MEET", "Meeting missed", "meeting", {"points_min": 10}),
                        ("WEEKLY", "No report", "report", {"points_min": 5}),
                    )
                ],
            }
        )
        cls.march = cls.make_period("2026-03")
        cls.shift = cls.make_shift("D", 8.5, 9, break_start=12, break_length=1)
        cls.late = cls.make_shift("L", 15.5, 8.5, break_start=18, break_length=1)
        cls.li, cls.wang, cls.chen = (
            cls.make_person(name) for name in ("Li", "Wang", "Chen")
        )
        cls.team_agents = cls.li + cls.wang + cls.chen

    @classmethod
    def make_person(cls, name, **values):
        user = new_test_user(
            cls.env,
            name.lower(),
            "cs_management.group_cs_agent",
            name=name,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            tz="Asia/Shanghai",
        )
        return cls.make_agent(name, user_id=user.id, **values)

    @classmethod
    def duty(cls, *agents, kind="cleaning", day=MONDAY, at="17:00", **values):
        return cls.env["cs.duty"].create(
            {
                "kind": kind,
                "company_id": cls.company.id,
                "department_id": cls.team.id,
                "start": cls.local(day, at),
                "line_ids": [
                    Command.create({"employee_id": agent.id}) for agent in agents
                ],
                **values,
            }
        )

    def by(self, record, user):
        """The record as an agent, or a role, sees it."""
        user = self.users[user] if isinstance(user, str) else user.user_id
        return record.with_user(user)

    def wizard(self, user="leader", **values):
        form = Form(self.env["cs.duty.plan"].with_user(self.users[user]))
        form.department_id = self.team
        for name, value in values.items():
            setattr(form, name, value)
        return form.save()

    def planned(self, **values):
        action = self.wizard(**values).action_plan()
        return self.env["cs.duty"].search(action["domain"], order="start")

    def entries(self, line):
        return self.env["cs.conduct.entry"].search(
            [("source", "=", f"cs.duty.line,{line.id}")]
        )


class TestConfirm(DutyCase):
    """Who was there, who missed it, who is excused."""

    def test_an_agent_marks_his_cleaning_done(self):
        line = self.duty(self.li).line_ids
        self.by(line, self.li).action_done()
        self.assertEqual(line.state, "done")
        self.assertTrue(line.done_at)

    def test_not_before_the_day_and_not_for_others(self):
        line = self.duty(self.li, day="2026-03-21").line_ids
        with self.assertRaisesRegex(UserError, "still to come"):
            self.by(line, self.li).action_done()
        line = self.duty(self.li).line_ids
        with self.assertRaisesRegex(UserError, "leader"):
            self.by(line, self.wang).action_done()

    def test_the_leader_confirms_a_meeting(self):
        lines = self.duty(self.li, self.wang, kind="meeting").line_ids
        with self.assertRaisesRegex(UserError, "leader"):
            self.by(lines[0], self.li).action_done()
        duty = self.by(lines.duty_id, "leader")
        self.assertEqual(duty.open_count, 2)
        self.by(lines[1], "leader").action_miss()
        duty.action_all_done()
        self.assertEqual(lines.mapped("state"), ["done", "missed"])
        self.assertEqual(duty.open_count, 0)

    def test_missed_cleaning_proposes_an_entry_to_the_leader_r2_3(self):
        line = self.duty(self.li).line_ids
        self.by(line, "leader").action_miss()
        entry = line.entry_id
        self.assertEqual(entry.rule_code, "CLEAN")
        self.assertEqual(entry.employee_id, self.li)
        self.assertEqual(str(entry.date), MONDAY)
        self.assertEqual(entry.state, "draft", "nobody is fined by that")
        self.assertEqual(entry.activity_ids.user_id, self.users["leader"])
        self.by(line, "leader").action_miss()
        self.assertEqual(self.entries(line), entry, "proposed once")
        self.by(entry, "leader").action_confirm()
        self.assertEqual(entry.amount, 10)

    def test_what_was_missed_is_in_the_readers_language_r2_3(self):
        """The leader writes English; what they typed stays as typed (R2.3)."""
        self.env["res.lang"]._activate_lang("zh_CN")
        line = self.duty(self.li).line_ids
        line.reason = "The floor was wet"
        self.by(line, "leader").action_miss()
        entry = self.entries(line)
        self.assertEqual(entry.trace_text, "Cleaning duty, 03/02/2026")
        self.assertIn("值日", entry.with_context(lang="zh_CN").trace_text)
        self.assertEqual(entry.note, "The floor was wet")

    def test_nothing_is_missed_before_its_day(self):
        """R9.8: no entry is proposed for a day to come; an excuse may be noted."""
        line = self.by(self.duty(self.li, day="2026-03-21").line_ids, "leader")
        self.assertEqual((line.can_miss, line.can_judge), (False, True))
        with self.assertRaisesRegex(UserError, "still to come"):
            line.action_miss()
        line.action_excuse()
        self.assertEqual(line.state, "excused")

    def test_a_missed_meeting_and_a_missing_report_r3_4(self):
        for kind, code in (("meeting", "MEET"), ("report", "WEEKLY")):
            line = self.duty(self.li, kind=kind).line_ids
            self.by(line, "leader").action_miss()
            self.assertEqual(self.entries(line).rule_code, code)

    def test_without_an_article_nothing_is_proposed(self):
        rule = self.policy.rule_ids.filtered(lambda rule: rule.code == "CLEAN")
        self.edit_policy({"rule_ids": [Command.update(rule.id, {"event": False})]})
        line = self.duty(self.li).line_ids
        self.by(line, "leader").action_miss()
        self.assertEqual(line.state, "missed")
        self.assertFalse(self.entries(line))

    def test_excused_afterwards_takes_the_proposal_back(self):
        line = self.duty(self.li).line_ids
        self.by(line, "leader").action_miss()
        self.by(line, "leader").action_excuse()
        self.assertFalse(self.entries(line))
        self.by(line, "leader").action_miss()
        self.by(line.entry_id, "leader").action_confirm()
        with self.assertRaisesRegex(UserError, "cancel it first"):
            self.by(line, "leader").action_excuse()

    def test_nobody_decides_about_himself(self):
        boss = self.make_agent("Zhao", user_id=self.users["leader"].id)
        line = self.duty(boss).line_ids
        with self.assertRaisesRegex(UserError, "themselves"):
            self.by(line, "leader").action_excuse()
        with self.assertRaises(AccessError):
            self.by(line, "leader").write({"employee_id": self.li.id})
        meeting = self.duty(boss, kind="meeting", at="09:00").line_ids
        with self.assertRaisesRegex(UserError, "confirmed by the team's leader"):
            self.by(meeting, "leader").action_done()

    def test_agents_excuse_nobody(self):
        line = self.duty(self.li).line_ids
        for method in ("action_excuse", "action_miss"):
            with self.subTest(method), self.assertRaisesRegex(UserError, "leader"):
                getattr(self.by(line, self.li), method)()

    def test_off_by_his_workday_is_excused_by_itself(self):
        self.plan(self.li, MONDAY)
        line = self.duty(self.li).line_ids
        self.by(line, "leader").action_miss()
        self.assertEqual(line.state, "excused")
        self.assertIn("Rest", line.reason)
        self.env["res.lang"]._activate_lang("zh_CN")
        self.assertEqual(line.with_context(lang="zh_CN").reason, "休息日")
        self.assertFalse(self.entries(line))

    def test_absence_is_no_excuse_r4_2(self):
        """A day's absence costs the meeting and the duty, too."""
        self.plan(self.li, MONDAY, self.shift)
        line = self.duty(self.li).line_ids
        self.by(line, "leader").action_miss()
        self.assertEqual(line.state, "missed")
        self.assertTrue(self.entries(line))

    def test_the_report_needs_words(self):
        line = self.duty(self.li, kind="report").line_ids
        own = self.by(line, self.li)
        with self.assertRaisesRegex(UserError, "write the report"):
            own.action_done()
        own.note = "All customers answered."
        own.action_done()
        self.assertEqual(line.state, "done")
        with self.assertRaises(AccessError):
            own.note = "Something else."
        early = self.duty(self.li, kind="report", day="2026-03-27").line_ids
        self.by(early, self.li).note = "Done before the end of the week."
        self.by(early, self.li).action_done()
        self.assertEqual(early.state, "done")
        paper = self.duty(self.wang, kind="report", day="2026-03-03").line_ids
        self.by(paper, "leader").action_done()
        self.assertEqual(paper.state, "done", "handed in on paper")

    def test_the_daily_reminder_asks_the_leader_once_and_misses_nobody(self):
        self.plan(self.wang, MONDAY)
        self.plan(self.li, MONDAY, self.shift)
        duty = self.duty(self.li, self.wang)
        ahead = self.duty(self.li, day="2026-03-25")
        self.env["cs.duty"]._cron_confirm()
        self.env["cs.duty"]._cron_confirm()
        states = {line.employee_id: line.state for line in duty.line_ids}
        self.assertEqual(states, {self.li: "expected", self.wang: "excused"})
        self.assertEqual(duty.activity_ids.user_id, self.users["leader"])
        self.assertEqual(len(duty.activity_ids), 1)
        self.assertFalse(ahead.activity_ids)
        self.assertFalse(self.entries(duty.line_ids[0]))
        duty.line_ids.filtered(lambda line: line.state == "expected").action_done()
        self.assertFalse(duty.activity_ids)

    def test_leave_approved_afterwards_takes_the_proposal_back(self):
        line = self.duty(self.li).line_ids
        self.plan(self.li, MONDAY, self.shift)
        self.by(line, "leader").action_miss()
        self.env["cs.roster.line"].search([("employee_id", "=", self.li.id)]).unlink()
        self.env["cs.duty"]._cron_confirm()
        self.assertEqual(line.state, "excused")
        self.assertFalse(self.entries(line))


class TestSwap(DutyCase):
    """Who swaps in time misses nothing (R2.3)."""

    def setUp(self):
        super().setUp()
        self.line = self.duty(self.li, day="2026-03-25").line_ids

    def ask(self):
        action = self.by(self.line, self.li).action_swap()
        view = self.env.ref("cs_management.cs_duty_line_view_form_swap")
        self.assertEqual(action["views"], [(view.id, "form")])
        self.by(self.line, self.li).swap_employee_id = self.wang
        self.by(self.line, self.li).action_ask_swap()

    def test_the_colleague_takes_it_over(self):
        self.ask()
        self.assertEqual(self.line.activity_ids.user_id, self.wang.user_id)
        self.by(self.line, self.wang).action_accept_swap()
        self.assertEqual(self.line.state, "swapped")
        self.assertFalse(self.line.activity_ids)
        taken = self.line.duty_id.line_ids - self.line
        self.assertEqual(taken.employee_id, self.wang)
        self.assertEqual((taken.state, taken.date), ("expected", date(2026, 3, 25)))
        self.assertEqual(taken.swapped_from_id, self.line)
        with freeze_time("2026-03-26"):
            self.by(taken, "leader").action_miss()
        self.assertEqual(taken.entry_id.employee_id, self.wang)
        self.assertFalse(self.entries(self.line))
        with self.assertRaisesRegex(UserError, "colleague"):
            self.by(self.line, "leader").action_miss()

    def test_only_who_was_asked_or_the_leader_answers(self):
        self.ask()
        for agent in (self.li, self.chen):
            with self.assertRaisesRegex(UserError, "asked"):
                self.by(self.line, agent).action_accept_swap()
        self.by(self.line, "leader").action_accept_swap()
        self.assertEqual(self.line.state, "swapped")

    def test_declined_it_stays_his(self):
        self.ask()
        self.by(self.line, self.wang).action_refuse_swap()
        self.assertEqual(self.line.state, "expected")
        self.assertFalse(self.line.swap_employee_id)
        self.assertFalse(self.line.activity_ids)

    def test_not_with_somebody_who_is_on_it_already(self):
        self.line.duty_id.line_ids = [Command.create({"employee_id": self.wang.id})]
        self.by(self.line, self.li).swap_employee_id = self.wang
        with self.assertRaisesRegex(UserError, "already"):
            self.by(self.line, self.li).action_ask_swap()

    def test_not_swapped_once_it_is_over_r2_3(self):
        self.ask()
        with freeze_time("2026-03-26"):
            with self.assertRaisesRegex(UserError, "over"):
                self.by(self.line, self.li).action_swap()
            with self.assertRaisesRegex(UserError, "over"):
                self.by(self.line, self.wang).action_accept_swap()
            self.by(self.line, "leader").action_accept_swap()
        self.assertEqual(self.line.state, "swapped")

    def test_meetings_are_not_swapped(self):
        line = self.duty(self.li, kind="meeting", day="2026-03-25").line_ids
        with self.assertRaisesRegex(UserError, "cleaning"):
            self.by(line, self.li).action_swap()


class TestAccess(DutyCase):
    """The team sees its rota; agents change nothing but their own words."""

    def test_the_team_reads_its_rota_others_do_not(self):
        duty = self.duty(self.li, self.wang)
        stranger = self.make_person("Sun", department_id=self.other_team.id)
        Duty = self.env["cs.duty"]
        self.assertEqual(Duty.with_user(self.chen.user_id).search([]), duty)
        shown = duty.with_user(self.chen.user_id)
        self.assertIn("Wang", shown.agent_names)
        self.assertFalse(Duty.with_user(stranger.user_id).search([]))
        self.assertFalse(
            self.env["cs.duty.line"].with_user(stranger.user_id).search([])
        )
        with self.assertRaises(AccessError):
            duty.with_user(stranger.user_id).read(["note"])

    def test_agents_set_no_status(self):
        line = self.duty(self.li, self.wang).line_ids
        for record, values in (
            (line[0], {"state": "done"}),
            (line[0], {"reason": "Ill"}),
            (line[0], {"is_on_duty": True}),
            (line[1], {"note": "Not mine"}),
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                self.by(record, self.li).write(values)
        with self.assertRaises(AccessError):
            self.by(line.duty_id, self.li).write({"note": "x"})
        with self.assertRaises(AccessError):
            self.by(line, "leader").write({"state": "done"})

    def test_a_leader_plans_for_led_teams_only(self):
        Duty = self.env["cs.duty"].with_user(self.users["leader"])
        with self.assertRaises(AccessError):
            Duty.create(
                {
                    "kind": "cleaning",
                    "department_id": self.other_team.id,
                    "start": self.local(MONDAY),
                }
            )

    def test_a_locked_period_keeps_its_duties(self):
        duty = self.duty(self.li)
        line = duty.line_ids
        self.march.action_compute()
        self.march.action_publish()
        self.march.action_lock()
        for attempt in (
            self.by(line, "leader").action_miss,
            self.by(line, self.li).action_done,
            self.by(duty, "officer").unlink,
            lambda: self.by(duty, "officer").write({"start": self.local("2026-04-02")}),
            lambda: self.duty(self.wang, at="08:00"),
        ):
            with self.assertRaisesRegex(UserError, "locked"):
                attempt()
        later = self.duty(self.wang, day="2026-04-02")
        with self.assertRaisesRegex(UserError, "locked"):
            later.start = self.local("2026-03-02", "08:00")

    def test_moving_a_duty_moves_its_lines(self):
        duty = self.duty(self.li)
        duty.start = self.local("2026-03-05", "18:00")
        self.assertEqual(duty.line_ids.date, date(2026, 3, 5))
        self.assertEqual(duty.stop - duty.start, timedelta(hours=1))

    def test_the_day_is_that_of_the_company(self):
        """Half past midnight in Shanghai is still the day before in UTC."""
        duty = self.duty(self.li, day="2026-03-05", at="00:30")
        self.assertEqual(duty.line_ids.date, date(2026, 3, 5))
        self.assertEqual(duty.start, fields.Datetime.to_datetime("2026-03-04 16:30:00"))


class TestPlan(DutyCase):
    """A month's rota at once (R9.8)."""

    def agents_on(self, duty, state="expected"):
        lines = duty.line_ids.filtered(lambda line: line.state == state)
        return lines.employee_id

    def test_cleaning_in_turn(self):
        duties = self.planned(date_from="2026-03-02", date_to="2026-03-07")
        self.assertEqual(duties.mapped("start")[0], self.local("2026-03-02", "17:30"))
        names = [self.agents_on(duty).name for duty in duties]
        self.assertEqual(len(names), 6)
        self.assertEqual({names.count(agent.name) for agent in self.team_agents}, {2})

    def test_only_on_days_worked_by_the_roster(self):
        self.plan(self.li, ["2026-03-02", "2026-03-04"], self.shift)
        self.plan(self.wang, ["2026-03-03", "2026-03-04"], self.shift)
        self.plan(self.wang, "2026-03-02")
        duties = self.planned(date_from="2026-03-02", date_to="2026-03-03")
        self.assertEqual(
            [self.agents_on(duty) for duty in duties], [self.li, self.wang]
        )

    def test_what_is_planned_stays_and_the_turn_goes_on(self):
        self.planned(date_from="2026-03-02", date_to="2026-03-03")
        again = self.planned(date_from="2026-03-02", date_to="2026-03-04")
        self.assertEqual(again.mapped("date"), [date(2026, 3, 4)])
        lines = self.env["cs.duty.line"].search([("kind", "=", "cleaning")])
        self.assertEqual(lines.employee_id, self.team_agents)
        with self.assertRaisesRegex(UserError, "Nothing to plan"):
            self.planned(date_from="2026-03-02", date_to="2026-03-04")

    def test_meetings_twice_a_week_and_one_stays_on_duty(self):
        duties = self.planned(
            kind="meeting", date_from="2026-03-02", date_to="2026-03-15", thursday=True
        )
        self.assertEqual(
            [str(day) for day in duties.mapped("date")],
            ["2026-03-02", "2026-03-05", "2026-03-09", "2026-03-12"],
        )
        stay = [self.agents_on(duty, "excused") for duty in duties]
        self.assertEqual([len(agents) for agents in stay], [1, 1, 1, 1])
        self.assertEqual(stay[0] + stay[1] + stay[2], self.team_agents)
        self.assertTrue(all(len(self.agents_on(duty)) == 2 for duty in duties))

    def test_the_evening_shift_meets_at_its_own_hour(self):
        self.plan(self.li, MONDAY, self.late)
        self.plan(self.wang, MONDAY, self.shift)
        self.plan(self.chen, MONDAY, self.shift)
        wizard = self.wizard(
            kind="meeting", date_from=MONDAY, date_to=MONDAY, keep_one=False
        )
        wizard.evening_shift_ids = self.late
        self.assertIn("17:00: Li", wizard.preview)
        duties = self.env["cs.duty"].search(wizard.action_plan()["domain"])
        by_start = {duty.start: self.agents_on(duty) for duty in duties}
        self.assertEqual(
            by_start,
            {
                self.local(MONDAY, "09:00"): self.wang + self.chen,
                self.local(MONDAY, "17:00"): self.li,
            },
        )

    def test_a_report_of_everybody_each_week(self):
        duties = self.planned(
            kind="report", date_from="2026-03-02", date_to="2026-03-15"
        )
        self.assertEqual(len(duties), 2)
        self.assertEqual(self.agents_on(duties[0]), self.team_agents)
        self.assertEqual(duties[0].stop, self.local("2026-03-06", "18:00"))

    def test_a_month_is_planned_with_few_queries(self):
        wizard = self.wizard(date_from="2026-03-02", date_to="2026-03-03")
        with self.count_selects() as short:
            wizard._rows()
        wizard.date_to = "2026-03-31"
        self.env.flush_all()
        with self.count_selects() as long:
            wizard._rows()
        self.assertLessEqual(len(long), len(short))
