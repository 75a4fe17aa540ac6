"""Exams: a session a month and subject, their marks, what they enter (R9.7, R2.15)."""

from datetime import date
from types import SimpleNamespace
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from tests.common import CsCase

DAY = "2026-03-10"


class ExamCase(CsCase):
    """A subject, its articles, two agents and a user of each role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        articles = (
            ("FULL", "exam_full", "merit", {"points_min": 5}),
            ("FAILED", "exam_failed", "violation", {"points_min": 10}),
            ("PRIZE", "exam_best", "merit", {"amount_min": 10, "amount_max": 100}),
        )
        cls.edit_policy(
            {
                "rule_ids": [
                    Command.create({"code": c, "name": c, "event": e, "kind": k, **v})
                    for c, e, k, v in articles
                ]
            }
        )
        cls.ann = cls.make_agent("Ann", user_id=cls.users["agent"].id)
        cls.bob = cls.make_agent("Bob")
        cls.march = cls.make_period("2026-03")
        cls.subject = cls.env["cs.exam.subject"].create(
            {"name": "Product knowledge", "company_id": cls.company.id, "prize": 50}
        )

    def exam(self, user=None, day=DAY, **values):
        exams = self.env["cs.exam"].with_user(user or self.users["leader"])
        return exams.create(
            {
                "subject_id": self.subject.id,
                "date": day,
                "department_id": self.team.id,
                "company_id": self.company.id,
                **values,
            }
        )

    def marked(self, marks, confirm=True, **values):
        """An exam with the marks of agents, by the leader."""
        exam = self.exam(**values)
        results = self.env["cs.exam.result"].with_user(self.users["leader"])
        for agent, value in marks.items():
            results.create(
                {"exam_id": exam.id, "employee_id": agent.id, **self.paper(value)}
            )
        if confirm:
            exam.action_confirm()
        return exam

    def paper(self, value):
        return {"state": value} if isinstance(value, str) else {"marks": value}

    def entered(self, agent, period=None):
        """What the exams of a month entered for an agent: ``{code: entry}``."""
        entries = self.env["cs.conduct.entry"].search(
            [
                ("employee_id", "=", agent.id),
                ("period_id", "=", (period or self.march).id),
                ("source", "=like", "cs.exam:%"),
                ("state", "=", "confirmed"),
            ]
        )
        return {entry.rule_code: entry for entry in entries}


class TestArticles(ExamCase):
    def test_full_marks_and_under_60_r3_2_r3_4_r9_7(self):
        """100 of 100: +5; 59.5: -10; the best gets the prize of the exam (R2.15)."""
        self.marked({self.ann: 100, self.bob: 59.5})
        self.march.action_compute()
        self.assertEqual(self.entered(self.ann).keys(), {"FULL", "PRIZE"})
        self.assertEqual(self.entered(self.ann)["PRIZE"].money, 50)
        self.assertEqual(self.entered(self.bob).keys(), {"FAILED"})
        self.assertEqual(self.statement(self.ann, self.march).score, 85)
        self.assertEqual(self.statement(self.bob, self.march).score, 70)
        self.assertEqual(self.amounts(self.ann, self.march)["CS_REWARD"], 50)

    def test_just_passed_and_just_not_full_r9_7(self):
        self.marked({self.ann: 99.99, self.bob: 60})
        self.march.action_compute()
        self.assertEqual(self.entered(self.ann).keys(), {"PRIZE"})
        self.assertFalse(self.entered(self.bob))

    def test_the_bounds_are_data_r9_7(self):
        self.marked({self.ann: 18, self.bob: 11}, full_marks=20, pass_marks=12, prize=0)
        self.march.action_compute()
        self.assertEqual(self.entered(self.ann)["PRIZE"].money, 10)
        self.assertEqual(self.entered(self.bob).keys(), {"FAILED"})

    def test_a_prize_stays_within_the_article_r2_15(self):
        self.marked({self.ann: 90}, prize=500)
        self.march.action_compute()
        self.assertEqual(self.entered(self.ann)["PRIZE"].money, 100)

    def test_several_are_the_best_r2_15(self):
        exam = self.marked({self.ann: 90, self.bob: 90})
        self.march.action_compute()
        self.assertEqual(self.entered(self.ann)["PRIZE"].money, 50)
        self.assertEqual(self.entered(self.bob)["PRIZE"].money, 50)
        exam.action_reopen()
        exam.ties = "none"
        exam.action_confirm()
        self.march.action_compute()
        self.assertFalse(self.entered(self.ann))

    def test_absent_excused_and_without_marks_r9_7(self):
        """Who was absent has no marks; they have failed where the subject says so."""
        exam = self.marked({self.ann: "absent", self.bob: "excused"})
        self.march.action_compute()
        self.assertFalse(self.entered(self.ann))
        exam.action_reopen()
        exam.absent_fails = True
        exam.action_confirm()
        self.march.action_compute()
        self.assertEqual(self.entered(self.ann).keys(), {"FAILED"})
        self.assertFalse(self.entered(self.bob))

    def test_a_retake_counts_as_the_subject_says_r9_7(self):
        exam = self.marked({self.ann: 40})
        result = exam.result_ids
        result.write({"retake_marks": 100, "retake_date": "2026-03-20"})
        self.assertEqual((result.counted_marks, result.outcome), (40, "failed"))
        self.march.action_compute()
        self.assertEqual(self.entered(self.ann).keys(), {"FAILED"})
        exam.action_reopen()
        exam.counts = "best"
        exam.action_confirm()
        self.march.action_compute()
        self.assertEqual(self.entered(self.ann).keys(), {"FULL", "PRIZE"})

    def test_corrected_marks_take_the_entry_back_r9_7(self):
        exam = self.marked({self.ann: 40})
        self.march.action_compute()
        before = self.entered(self.ann)["FAILED"]
        self.march.action_compute()
        self.assertEqual(self.entered(self.ann)["FAILED"], before)
        exam.action_reopen()
        self.march.action_compute()
        self.assertFalse(self.entered(self.ann))
        exam.result_ids.marks = 70
        exam.action_confirm()
        self.march.action_compute()
        self.assertEqual(self.entered(self.ann).keys(), {"PRIZE"})

    def test_planned_exams_are_named_before_the_lock_r9_7(self):
        self.marked({self.ann: 40}, confirm=False)
        self.march.action_compute()
        self.assertFalse(self.entered(self.ann))
        self.assertIn("marks are not confirmed: 1", self.march.warning)

    def test_the_lock_seals_the_exam_r9_7(self):
        exam = self.marked({self.ann: 40})
        self.march.action_lock()
        other = self.env["cs.exam.subject"].create({"name": "Typing"})
        for change in (
            exam.action_reopen,
            lambda: exam.sudo().write({"pass_marks": 30}),
            lambda: exam.result_ids.sudo().write({"marks": 90}),
            lambda: self.exam(day="2026-03-20", subject_id=other.id),
        ):
            with self.assertRaisesRegex(UserError, "locked"):
                change()
        exam.result_ids.retake_marks = 90
        self.assertEqual(self.entered(self.ann).keys(), {"FAILED"})

    def test_as_many_queries_for_100_results_as_for_one(self):
        exam = self.marked({self.ann: 40}, confirm=False)

        def selects():
            exam.sudo()._set_state("confirmed")
            self.march.action_compute()
            run = self.march._run_pipeline()
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.march._step_exams(run)
            exam.sudo()._set_state("planned")
            return len(found)

        few = selects()
        agents = [self.make_agent(f"More {number}") for number in range(100)]
        self.env["cs.exam.result"].create(
            [{"exam_id": exam.id, "employee_id": a.id, "marks": 40} for a in agents]
        )
        self.assertEqual(selects(), few)


class TestSession(ExamCase):
    def test_once_a_month_subject_and_team_r9_7(self):
        self.exam()
        with self.assertRaisesRegex(ValidationError, "in this month already"):
            self.exam(day="2026-03-31")
        self.exam(day="2026-04-01")
        self.exam(department_id=self.subteam.id)

    def test_the_team_is_added_as_it_was_on_that_day_r9_7(self):
        self.make_agent("Later", joined="2026-03-11")
        night = self.make_agent("Night", department_id=self.subteam.id)
        self.make_agent("Other", department_id=self.other_team.id)
        exam = self.exam()
        exam.action_fill()
        self.assertEqual(exam.result_ids.employee_id, self.ann | self.bob | night)
        exam.action_fill()
        self.assertEqual(exam.result_count, 3)

    def test_marks_are_typed_in_the_form_r9_7(self):
        with Form(self.env["cs.exam"].with_user(self.users["leader"])) as form:
            form.subject_id = self.subject
            form.date = DAY
            self.assertEqual(form.pass_marks, 60)
        exam = form.save()
        exam.action_fill()
        with self.assertRaisesRegex(UserError, "Ann, Bob"):
            exam.action_confirm()
        with Form(exam) as form:
            with form.result_ids.edit(0) as row:
                row.marks = 80
            with form.result_ids.edit(1) as row:
                row.state = "absent"
        exam.action_confirm()
        self.assertEqual(exam.result_ids.mapped("state"), ["marked", "absent"])
        self.assertEqual(exam.confirmed_by_id, self.users["leader"])

    def test_marks_lie_within_the_bounds_r9_7(self):
        result = self.marked({self.ann: 100}, confirm=False).result_ids
        for marks in (-1, 100.5):
            with self.assertRaisesRegex(ValidationError, "between 0 and"):
                result.marks = marks

    def test_an_import_fills_the_list_by_number_and_name_r9_7(self):
        exam = self.exam()
        exam.action_fill()
        results = self.env["cs.exam.result"].with_user(self.users["leader"])
        loaded = results.with_context(import_file=True, default_exam_id=exam.id).load(
            ["employee_id", "marks"],
            [[self.ann.cs_agent_code, "88"], ["Bob", "0"]],
        )
        self.assertFalse(loaded["messages"])
        self.assertEqual(exam.result_count, 2)
        self.assertEqual(exam.result_ids.mapped("marks"), [88, 0])
        self.assertEqual(set(exam.result_ids.mapped("state")), {"marked"})

    def test_moving_the_exam_moves_its_results_r9_7(self):
        exam = self.marked({self.ann: 70}, confirm=False)
        exam.date = "2026-04-02"
        self.assertEqual(exam.result_ids.date, date(2026, 4, 2))

    def test_leaders_are_asked_for_marks_once_r9_7(self):
        exam = self.exam()
        self.env["cs.exam"]._cron_marks()
        self.env["cs.exam"]._cron_marks()
        self.assertEqual(exam.activity_ids.user_id, self.users["leader"])
        self.assertEqual(len(exam.activity_ids), 1)
        exam.action_cancel()
        self.assertFalse(exam.activity_ids)

    def test_marks_come_from_a_survey_r9_7(self):
        """Per cent of full marks; a second attempt is the retake."""
        exam = self.exam(full_marks=20, pass_marks=12)
        exam.action_fill()
        partner, stranger = self.users["agent"].partner_id, self.partner
        first, second = date(2026, 3, 10), date(2026, 3, 12)
        attempts = [(partner, 45, first), (stranger, 90, first), (partner, 80, second)]
        exam._take_attempts(attempts)
        row = exam.result_ids.filtered(lambda row: row.employee_id == self.ann)
        self.assertEqual((row.marks, row.retake_marks), (9, 16))
        self.assertEqual((row.retake_date, row.outcome), (second, "failed"))
        self.assertEqual((exam.result_ids - row).state, "open")

    def test_without_the_survey_addon_nothing_is_asked_r9_7(self):
        exam = self.exam()
        with self.assertRaisesRegex(UserError, "choose the survey"):
            exam.action_take_survey()
        name = type(exam)
        with (
            patch.object(name, "survey_ref", SimpleNamespace(display_name="Quiz")),
            patch.object(name, "survey_name", "Quiz"),
            patch.object(name, "_survey_attempts", lambda _exam: []),
            self.assertRaisesRegex(UserError, "nobody on the list"),
        ):
            exam.action_take_survey()


class TestRoles(ExamCase):
    def test_agents_see_their_own_confirmed_marks_r9_7(self):
        exam = self.marked({self.ann: 70, self.bob: 80}, confirm=False)
        results = self.env["cs.exam.result"].with_user(self.users["agent"])
        self.assertFalse(results.search([]))
        exam.action_confirm()
        self.assertEqual(results.search([]).employee_id.name, "Ann")
        self.assertEqual(
            self.env["cs.exam"].with_user(self.users["agent"]).search([]), exam
        )
        for values in ({"retake_marks": 100}, {"marks": 100}):
            with self.assertRaises(UserError):
                results.search([]).write(values)

    def test_nobody_enters_or_confirms_their_own_marks_r9_7(self):
        leader = self.users["leader"]
        own = self.make_agent("Lead", user_id=leader.id)
        exam = self.marked({self.ann: 70}, confirm=False)
        self.env["cs.exam.result"].with_user(leader).create(
            {"exam_id": exam.id, "employee_id": own.id}
        )
        row = exam.result_ids.filtered(lambda row: row.employee_id == own)
        for values in (
            {"marks": 100},
            {"state": "excused"},
            {"retake_marks": 100},
            {"marks": 100, "state": "open"},
        ):
            with self.assertRaisesRegex(UserError, "their own marks"):
                row.with_user(leader).write(values)
        row.with_user(self.users["officer"]).marks = 90
        with self.assertRaisesRegex(UserError, "concerns you"):
            exam.with_user(leader).action_confirm()
        exam.with_user(self.users["officer"]).action_confirm()

    def test_confirmed_marks_stand_until_they_are_reopened_r9_7(self):
        exam = self.marked({self.ann: 70})
        with self.assertRaisesRegex(UserError, "marks stand"):
            exam.result_ids.marks = 90
        with self.assertRaisesRegex(UserError, "does not change"):
            exam.prize = 100
        with self.assertRaisesRegex(AccessError, "set by hand"):
            exam.state = "planned"
        with self.assertRaisesRegex(UserError, "stays on file"):
            exam.unlink()
        with self.assertRaises(UserError):
            exam.result_ids.unlink()

    def test_leaders_see_to_their_teams_hr_to_the_company_r9_7(self):
        with self.assertRaises(AccessError):
            self.exam(department_id=self.other_team.id)
        with self.assertRaises(AccessError):
            self.exam(department_id=False)
        officer = self.users["officer"]
        whole = self.exam(officer, department_id=False)
        whole.action_fill()
        self.assertEqual(whole.result_count, 2)
        elsewhere = self.make_agent("Else", department_id=self.other_team.id)
        exam = self.exam()
        with self.assertRaises(AccessError):
            self.env["cs.exam.result"].with_user(self.users["leader"]).create(
                {"exam_id": exam.id, "employee_id": elsewhere.id}
            )

    def test_a_result_keeps_its_exam_r9_7(self):
        exam = self.marked({self.ann: 70}, confirm=False)
        other = self.exam(day="2026-04-10")
        with self.assertRaisesRegex(UserError, "keeps its exam"):
            exam.result_ids.exam_id = other

    def test_the_employee_leads_to_their_exams_r9_7(self):
        self.marked({self.ann: 70})
        officer = self.ann.with_user(self.users["officer"])
        self.assertEqual(officer.cs_exam_count, 1)
        action = officer.action_cs_exams()
        self.assertEqual(action["domain"], [("employee_id", "in", self.ann.ids)])
