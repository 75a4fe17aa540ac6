"""Exams whose marks come from Odoo's surveys, with that addon installed (R9.7)."""

from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form

from tests.exams.test_exams import ExamCase


class SurveyCase(ExamCase):
    """A certification of four questions of five points each, taken as agents do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "Product quiz",
                "certification": True,
                "scoring_type": "scoring_with_answers",
                "scoring_success_min": 60,
                "access_mode": "public",
                "users_login_required": True,
                "is_attempts_limited": True,
                "attempts_limit": 3,
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": f"Question {number}",
                            "question_type": "simple_choice",
                            "suggested_answer_ids": [
                                Command.create(
                                    {
                                        "value": "right",
                                        "is_correct": True,
                                        "answer_score": 5,
                                    }
                                ),
                                Command.create({"value": "wrong"}),
                            ],
                        }
                    )
                    for number in range(4)
                ],
            }
        )
        cls.bob_user = cls.make_user("agent", login="cs_bob_takes_part")
        cls.bob.user_id = cls.bob_user

    def take(self, user, right, at="2026-03-10 09:00:00", done=True, **values):
        """An attempt through the survey's own steps: start, answer, finish."""
        attempt = self.survey.sudo()._create_answer(user=user, **values)
        for place, question in enumerate(self.survey.question_ids):
            answers = question.suggested_answer_ids
            chosen = answers[0 if place < right else 1]
            attempt._save_lines(question, str(chosen.id))
        if done:
            attempt._mark_done()
            attempt.end_datetime = at
        return attempt

    def quiz(self, **values):
        exam = self.exam(survey_ref=f"survey.survey,{self.survey.id}", **values)
        exam.action_fill()
        return exam

    def row(self, exam, agent):
        return exam.result_ids.filtered(lambda row: row.employee_id == agent)


class TestSurvey(SurveyCase):
    def test_full_marks_and_under_60_from_a_survey_to_the_score_r9_7(self):
        """Ann has it all: +5; Bob has half of it: -10."""
        self.take(self.users["agent"], 4)
        self.take(self.bob_user, 2)
        exam = self.quiz()
        exam.action_take_survey()
        self.assertEqual(self.row(exam, self.ann).marks, 100)
        self.assertEqual(self.row(exam, self.bob).marks, 50)
        exam.action_confirm()
        self.march.action_compute()
        found = {agent: self.entered(agent).keys() for agent in (self.ann, self.bob)}
        self.assertIn("FULL", found[self.ann])
        self.assertEqual(set(found[self.bob]), {"FAILED"})

    def test_per_cent_of_full_marks_and_the_retake_r9_7(self):
        self.take(self.users["agent"], 2, at="2026-03-10 09:00:00")
        self.take(self.users["agent"], 3, at="2026-03-11 17:30:00")
        exam = self.quiz(full_marks=20, pass_marks=12)
        exam.action_take_survey()
        row = self.row(exam, self.ann)
        self.assertEqual((row.marks, row.retake_marks), (10, 15))
        self.assertEqual(row.retake_date, date(2026, 3, 12), "in the company's zone")

    def test_only_finished_attempts_of_the_list_count_r9_7(self):
        self.take(self.users["agent"], 4, done=False)
        self.take(self.bob_user, 4).test_entry = True
        stranger = self.make_user("agent", login="cs_stranger")
        self.take(stranger, 4)
        exam = self.quiz()
        with self.assertRaisesRegex(UserError, "nobody on the list"):
            exam.action_take_survey()
        self.assertEqual(set(exam.result_ids.mapped("state")), {"open"})

    def test_taking_them_again_changes_nothing_r9_7(self):
        self.take(self.users["agent"], 3)
        exam = self.quiz()
        exam.action_take_survey()
        before = exam.result_ids.read(["marks", "state", "has_retake"])
        exam.action_take_survey()
        self.assertEqual(exam.result_ids.read(["marks", "state", "has_retake"]), before)

    def test_a_leader_without_rights_on_surveys_takes_the_marks_r9_7(self):
        """Who may read surveys chooses one; leaders see which, and take its marks."""
        exam = self.quiz().with_user(self.users["leader"])
        self.assertFalse(self.exam(day="2026-04-20").survey_name)
        with Form(exam) as form:
            self.assertEqual(
                (form.survey_name, form.can_choose_survey), ("Product quiz", False)
            )
        with self.assertRaisesRegex(UserError, "Product quiz: nobody on the list"):
            exam.action_take_survey()
        self.take(self.users["agent"], 4)
        exam.action_take_survey()
        self.assertEqual(self.row(exam, self.ann).marks, 100)
        self.users["leader"].group_ids |= self.env.ref("survey.group_survey_user")
        self.assertTrue(exam.with_user(self.users["leader"]).can_choose_survey)
