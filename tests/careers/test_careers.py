"""Careers in the database: criteria, quarterly grades, progress, proposals (R5)."""

from datetime import date

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.cs_management.demo import reviews

from tests.careers.common import CareersCase

QUARTER = ("2026-01", "2026-02", "2026-03")


class TestCriteria(CareersCase):
    """What a policy asks is data: edited, copied, frozen."""

    def texts(self, level, direction="promotion"):
        rows = self.policy.criterion_ids.filtered(
            lambda row: row.level_id == level and row.direction == direction
        )
        return [(row.group_number, row.display_name) for row in rows]

    def test_what_the_pack_asks_of_juniors_and_middle_agents_r5_11_r5_12(self):
        judged = "Judged: Skills, Initiative, Help to others, Reports"
        self.assertEqual(
            self.texts(self.junior),
            [
                (1, "Mean rank 3 or better (last 3 months)"),
                (1, "One quarter graded A or better"),
                (1, "Months of service: 3"),
                (1, "No open dismissal case"),
                (1, judged),
            ],
        )
        self.assertEqual(
            self.texts(self.middle),
            [
                (1, "Titles of excellent agent: 1"),
                (1, "Mean rank 3 or better (last 6 months)"),
                (1, "Quarters running graded A or better: 2"),
                (1, "Months of service: 6"),
                (1, "No open dismissal case"),
                (1, judged),
            ],
        )

    def test_what_the_pack_asks_of_trial_and_senior_agents_r5_10_r5_13_r5_19(self):
        self.assertEqual(
            self.texts(self.trial),
            [
                (1, "Months of service: 1"),
                (1, "Judged: Assessment of the trial passed"),
                (1, "No open dismissal case"),
                (2, "Mean score graded A or better (last 1 months)"),
                (2, "Judged: Assessment of the trial passed"),
                (2, "No open dismissal case"),
            ],
        )
        senior = [text for _group, text in self.texts(self.senior)]
        self.assertEqual(
            senior[:4],
            [
                "Titles of excellent agent: 3",
                "Mean rank 3 or better (last 12 months)",
                "Quarters running graded A or better: 3",
                "Months of service: 12",
            ],
        )

    def test_what_leads_down_in_the_pack_r5_14_r5_15_r5_16(self):
        down = [
            "3 months running outside the first 3",
            "Quarters running graded B or worse: 2",
            "One quarter below grade B (last 1 quarters)",
        ]
        self.assertEqual(
            self.texts(self.middle, "demotion"), list(enumerate(down, start=1))
        )
        year = "Within 12 months at the level"
        self.assertEqual(
            self.texts(self.senior, "demotion"),
            [
                pair
                for group, text in enumerate(down, start=1)
                for pair in ((group, year), (group, text))
            ],
        )
        self.assertEqual(
            self.texts(self.junior, "case"), [(1, "Reviews running failed: 3")]
        )

    def test_a_new_version_copies_them_and_means_its_own_grades_r5_20(self):
        copy = self.policy.new_version(date(2027, 1, 1))
        self.assertEqual(len(copy.criterion_ids), len(self.policy.criterion_ids))
        self.assertEqual(
            copy.criterion_ids.mapped("display_name"),
            self.policy.criterion_ids.mapped("display_name"),
        )
        self.assertEqual(copy.criterion_ids.grade_id.policy_id, copy)
        self.assertEqual(copy.career_small_grade_id.name, "B")
        copy.criterion_ids[:1].bound = 2
        self.assertNotIn(2, self.policy.criterion_ids[:1].mapped("bound"))

    def test_the_tab_edits_a_draft_only_r5_20(self):
        row = self.policy.criterion_ids[:1]
        with self.assertRaises(UserError):
            row.bound = 5
        self.policy.action_draft()
        with Form(self.policy) as form, form.criterion_ids.edit(0) as line:
            line.bound = 5
        self.assertEqual(row.bound, 5)

    def test_readings_are_fields_of_the_policy_r5_20(self):
        """Small teams, months without a score, months of a quarter, titles."""
        with self.assertRaises(UserError):
            self.policy.career_small_team = 5
        self.edit_policy(
            {
                "career_small_team": 5,
                "career_small_place": 1,
                "career_gaps": "break",
                "career_title_max": 2,
            }
        )
        how = self.policy._career_readings()
        self.assertEqual((how.small_team, how.gaps_break), (5, True))
        self.assertEqual((how.small_scale.lower, how.small_scale.exclusive), (90, True))

    def test_rows_that_ask_for_nothing_are_refused_r5_11(self):
        self.policy.action_draft()
        with self.assertRaisesRegex(ValidationError, "must run"):
            self.make_row(measure="grades_row", window=0)
        other = self.make_ladder(self.make_company("Other"))
        with self.assertRaises(UserError):
            self.make_row(measure="service", level_id=other.level_ids[0].id)
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.make_row(measure="service", bound=-1)

    def make_row(self, **values):
        row = self.env["cs.policy.criterion"].create(
            {"policy_id": self.policy.id, "level_id": self.junior.id, **values}
        )
        self.env.flush_all()
        return row

    def test_a_policy_without_its_grade_is_not_approved_r5_11(self):
        self.policy.action_draft()
        row = self.make_row(measure="grade_once", grade_place=9)
        with self.assertRaisesRegex(ValidationError, "grade number 9"):
            self.policy.action_approve()
        row.unlink()
        self.policy.criterion_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "no criteria"):
            self.policy.action_approve()

    def test_one_list_of_qualities_by_the_level_risen_to_r5_11(self):
        """A level with qualities of its own asks for these, any other for the rest."""
        rows = {
            level: self.policy._judged_criteria(level)
            for level in (self.trial, self.junior)
        }
        self.assertEqual(
            rows[self.trial].mapped("summary"),
            ["Judged: Assessment of the trial passed"] * 2,
        )
        self.assertEqual(
            rows[self.junior].summary,
            "Judged: Skills, Initiative, Help to others, Reports",
        )
        self.assertEqual(
            rows[self.junior]._career_criterion().qualities,
            ("SKILLS", "INITIATIVE", "HELP", "REPORTS"),
        )
        self.policy.action_draft()
        own = self.policy.quality_ids[-1]
        own.level_id = self.middle
        self.assertEqual(rows[self.junior].summary, "Judged: Reports")
        self.policy.quality_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "lists none"):
            self.policy.action_approve()

    def test_how_many_qualities_stands_once_r5_11(self):
        self.policy.action_draft()
        self.policy.level_ids.filtered(
            lambda row: row.level_id == self.middle
        ).change_min_qualities = 3
        self.policy.action_approve()
        row = self.policy._judged_criteria(self.junior)
        self.assertEqual(row._career_criterion().bound, 3)


class TestQuarter(CareersCase):
    """The grade of a quarter is settled with its last period, and frozen (R5.20)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good = cls.make_agent("Good", user_id=cls.users["agent"].id)
        cls.plain = cls.make_agent("Plain")
        cls.late = cls.make_agent("Late", joined=date(2026, 3, 2))
        cls.score(cls.good, 10, "2026-01", "2026-02")
        cls.score(cls.good, 11, "2026-03")
        cls.last = cls.lock(*QUARTER)

    def grade(self, agent):
        return self.env["cs.quarter.grade"].search([("employee_id", "=", agent.id)])

    def test_the_mean_of_the_locked_scores_on_the_scale_r5_20(self):
        """90, 90 and 91: over 90, so A; a mean of exactly 90 would be B (R3.8)."""
        grade = self.grade(self.good)
        self.assertEqual((grade.quarter, grade.months), ("2026-Q1", 3))
        self.assertAlmostEqual(grade.mean, 90.3333)
        self.assertEqual((grade.grade_id.name, grade.place), ("A", 1))
        self.assertEqual(grade.date_from, date(2026, 1, 1))
        plain = self.grade(self.plain)
        self.assertEqual((plain.mean, plain.grade_id.name, plain.place), (80, "B", 2))

    def test_months_without_a_score_are_left_out_r5_20(self):
        self.assertEqual(
            (self.grade(self.late).months, self.grade(self.late).mean), (1, 80)
        )

    def test_no_grade_before_the_quarter_ends_r5_20(self):
        april = self.lock("2026-04")
        self.assertFalse(
            self.env["cs.quarter.grade"].search([("period_id", "=", april.id)])
        )
        self.assertEqual(len(self.grade(self.good)), 1)

    def test_it_is_frozen_even_for_the_addon_r5_20(self):
        grade = self.grade(self.good)
        for attempt in (
            lambda: grade.sudo().write({"mean": 100}),
            lambda: grade.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_reopening_settles_it_anew_r5_20(self):
        self.last.reopen("a forgotten merit")
        self.assertFalse(self.grade(self.good))
        self.score(self.plain, 40, "2026-03")
        self.last.action_lock()
        self.assertEqual(self.grade(self.plain).mean, 90)
        self.assertAlmostEqual(self.grade(self.good).mean, 90.3333)

    def test_roles_r5_20(self):
        """Agents see their own, leaders their team's, officers all; nobody writes."""
        stranger = self.make_agent("Stranger", department_id=self.other_team.id)
        self.last.reopen("one more")
        self.last.action_lock()
        for role, seen in (
            ("agent", self.good),
            ("leader", self.good + self.plain + self.late),
            ("officer", self.good + self.plain + self.late + stranger),
        ):
            grades = self.env["cs.quarter.grade"].with_user(self.users[role])
            with self.subTest(role):
                self.assertEqual(grades.search([]).sudo().employee_id, seen)
                with self.assertRaises(UserError):
                    grades.search([], limit=1).write({"mean": 1})
                with self.assertRaises(AccessError):
                    grades.create({"employee_id": stranger.id})


class TestProgress(CareersCase):
    """After a lock: what is met and missing, and who is proposed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.star = cls.make_agent("Star", user_id=cls.users["agent"].id)
        cls.second = cls.make_agent("Second")
        cls.third = cls.make_agent("Third")
        cls.weak = cls.make_agent("Weak", cls.middle)
        cls.old = cls.make_agent("Old", cls.senior)
        for agent, points in (
            (cls.star, 15),
            (cls.second, 8),
            (cls.third, 7),
            (cls.old, 2),
        ):
            cls.score(agent, points, *QUARTER)

    def test_a_junior_who_has_it_all_is_proposed_r5_11(self):
        with self.proposals() as found:
            self.lock("2026-01", "2026-02")
            self.assertNotIn(self.star.id, [row["employee_id"] for row in found])
            march = self.lock("2026-03")
        [proposal] = [row for row in found if row["employee_id"] == self.star.id]
        evidence = proposal.pop("evidence")
        self.assertEqual(
            proposal,
            {
                "employee_id": self.star.id,
                "period_id": march.id,
                "from_level_id": self.junior.id,
                "to_level_id": self.middle.id,
                "kind": "promotion",
            },
        )
        self.assertEqual(
            [(row["code"], row["is_met"]) for row in evidence],
            [
                ("career.mean_rank", True),
                ("career.grade_once", True),
                ("career.service", True),
                ("career.case_none", True),
                ("career.judged", False),
            ],
        )
        self.assertEqual({row["group"] for row in evidence}, {1})
        criteria = self.env["cs.policy.criterion"].browse(
            row["criterion_id"] for row in evidence
        )
        self.assertEqual(criteria.level_id, self.junior)

    def test_what_is_proposed_becomes_a_level_change_r5_11_r5_14(self):
        march = self.lock(*QUARTER)
        changes = self.env["cs.level.change"].search([("period_id", "=", march.id)])
        found = {change.employee_id: change for change in changes}
        self.assertEqual(found.keys(), {self.star, self.weak})
        rise, fall = found[self.star], found[self.weak]
        self.assertEqual((rise.kind, rise.to_level_id), ("promotion", self.middle))
        self.assertEqual((fall.kind, fall.to_level_id), ("demotion", self.junior))
        self.assertIn("Mean rank of 3 months: 1, asked: 3", rise.trace_text)
        self.assertIn("outside the first 3: 3 of 3", fall.trace_text)
        march.reopen("a mistake")
        self.assertFalse(changes.exists())
        march.action_lock()
        again = self.env["cs.level.change"].search([("period_id", "=", march.id)])
        self.assertEqual(again.employee_id, self.star + self.weak)

    def test_their_way_up_with_the_numbers_r5_11(self):
        self.lock(*QUARTER)
        star, second = self.progress(self.star), self.progress(self.second)
        self.assertEqual(
            (star.state, star.missing_count, star.percent), ("ready", 1, 80)
        )
        self.assertEqual(
            (star.next_level_id, star.level_since), (self.middle, date(2025, 1, 1))
        )
        self.assertEqual(second.state, "short")
        lines = {
            line.criterion_id.measure: (line.is_met, line.trace_text)
            for line in second.rise_line_ids
        }
        self.assertEqual(
            lines,
            {
                "mean_rank": (True, "Mean rank of 3 months: 2, asked: 3 or better"),
                "grade_once": (False, "Quarters graded A or better: 0, asked: 1"),
                "service": (True, "Months of service: 15, asked: 3"),
                "open_case": (True, "No dismissal case is open"),
                "judged": (
                    False,
                    "Judged by whoever recommends: 0 of 4 qualities",
                ),
            },
        )

    def test_an_open_case_stops_every_promotion_r5_11(self):
        for day in ("2026-03-02", "2026-03-03", "2026-03-04"):
            self.make_entry(self.star, "COMPLAINT", day)
        with self.proposals() as found:
            self.lock(*QUARTER)
        self.assertNotIn(self.star.id, [row["employee_id"] for row in found])
        line = self.line(self.progress(self.star), "open_case")
        self.assertEqual(
            (line.is_met, line.trace_text), (False, "A dismissal case is open")
        )

    def test_three_months_outside_the_first_3_would_fall_r5_14(self):
        with self.proposals() as found:
            self.lock("2026-01", "2026-02")
            self.assertFalse(found)
            march = self.lock("2026-03")
        self.assertEqual(self.progress(self.weak).state, "falls")
        [fall] = [row for row in found if row["kind"] == "demotion"]
        self.assertEqual(
            (fall["employee_id"], fall["period_id"], fall["to_level_id"]),
            (self.weak.id, march.id, self.junior.id),
        )
        line = self.line(self.progress(self.weak), "rank_outside", 1, "demotion")
        self.assertEqual(line.trace_text, "Months running outside the first 3: 3 of 3")

    def test_a_senior_falls_within_a_year_of_the_promotion_only_r5_15(self):
        new = self.make_agent("New", self.middle)
        self.promote(new, "2025-06-01", self.senior)
        with self.proposals() as found:
            self.lock(*QUARTER)
        fallen = {row["employee_id"] for row in found if row["kind"] == "demotion"}
        self.assertIn(new.id, fallen)
        self.assertNotIn(self.old.id, fallen)
        self.assertEqual(self.progress(new).level_since, date(2025, 6, 1))

    def test_a_quarter_of_before_is_not_proposed_again_r5_14(self):
        """A quarter below B: proposed with its lock, not with the next months."""
        low = self.make_agent("Low", self.middle)
        self.make_entry(low, "MEDIUM10", "2026-03-05")
        self.score(low, 30, "2026-04", "2026-05")
        with self.proposals() as found:
            self.lock(*QUARTER)
            self.assertIn(low.id, [row["employee_id"] for row in found])
            found.clear()
            self.lock("2026-04")
        self.assertNotIn(low.id, [row["employee_id"] for row in found])
        self.assertEqual(self.progress(low).state, "falls")

    def test_three_failed_months_of_a_junior_are_a_case_r5_16(self):
        for month in QUARTER:
            for day in (3, 4, 5):
                self.make_entry(self.third, "MEDIUM10", f"{month}-0{day}")
        self.lock("2026-01", "2026-02")
        cases = self.env["cs.disciplinary.case"]
        own = [("employee_id", "=", self.third.id), ("reason", "=", "junior")]
        self.assertFalse(cases.search(own))
        march = self.lock("2026-03")
        case = cases.search(own)
        self.assertEqual((case.state, case.period_id), ("proposed", march))
        self.assertEqual(case.trace_text, "Reviews running failed: 3 of 3")
        march.reopen("once more")
        self.assertFalse(case.exists())
        march.action_lock()
        case = cases.search(own)
        self.assertEqual(len(case), 1)
        case.decision_note = "They were ill"
        case.action_drop()
        march.reopen("and again")
        march.action_lock()
        self.assertEqual(cases.search(own), case, "what people decided stays")

    def test_three_failed_sheets_are_a_case_once_they_are_confirmed_r5_16(self):
        """Sheets come after the lock: the month before counts, and counts once."""
        self.edit_policy(
            {
                "review_enabled": True,
                "review_template_ids": [Command.create(reviews.sheet_values())],
            }
        )
        own = [("employee_id", "=", self.third.id), ("reason", "=", "junior")]
        cases = self.env["cs.disciplinary.case"]
        found = []
        for month in (*QUARTER, "2026-04", "2026-05"):
            period = self.lock(month)
            found.append(cases.search_count(own))
            sheet = self.env["cs.review"].search(
                [("employee_id", "=", self.third.id), ("period_id", "=", period.id)]
            )
            if month in QUARTER:
                # Lines without anything reached: below the bar.
                sheet.sudo().write({"state": "confirmed"})
                self.assertFalse(sheet.is_passed)
        self.assertEqual(found, [0, 0, 0, 1, 1])

    def test_a_trial_ends_after_a_month_or_early_r5_10_r5_19(self):
        calm = self.make_agent("Calm", self.trial, joined=date(2026, 3, 9))
        fast = self.make_agent("Fast", self.trial, joined=date(2026, 3, 9))
        self.score(fast, 11, "2026-03")
        with self.proposals() as found:
            self.lock(*QUARTER)
            ids = [row["employee_id"] for row in found]
            self.assertIn(fast.id, ids)
            self.assertNotIn(calm.id, ids)
            found.clear()
            self.lock("2026-04")
        self.assertIn(calm.id, [row["employee_id"] for row in found])

    def test_in_a_team_of_three_the_mean_score_counts_r5_20(self):
        small = {"department_id": self.other_team.id}
        good = self.make_agent("Good", **small)
        bad = self.make_agent("Bad", **small)
        self.score(good, 11, *QUARTER)
        for month in QUARTER:
            self.make_entry(bad, "LIGHT2", f"{month}-03")
        self.lock(*QUARTER)
        for agent, expected in ((good, True), (bad, False)):
            line = self.line(self.progress(agent), "mean_rank")
            self.assertEqual(line.is_met, expected)
            self.assertIn("A team of 3 or fewer has no ranks", line.trace_text)
        self.assertIn("asked: grade B", line.trace_text)

    def test_the_top_of_the_ladder_is_decided_by_the_office_r5_13(self):
        with self.proposals() as found:
            self.lock(*QUARTER)
        old = self.progress(self.old)
        self.assertEqual(
            (old.state, old.next_level_id), ("office", old.next_level_id.browse())
        )
        self.assertNotIn(self.old.id, [row["employee_id"] for row in found])

    def test_who_has_left_is_held_against_nothing_r5_11(self):
        self.star.version_id.contract_date_end = date(2026, 3, 20)
        with self.proposals() as found:
            march = self.lock(*QUARTER)
        self.assertNotIn(self.star.id, [row["employee_id"] for row in found])
        self.assertFalse(self.progress(self.star, march))

    def test_a_policy_without_the_chapter_proposes_nobody_r5_11(self):
        self.edit_policy({"careers_enabled": False})
        with self.proposals() as found:
            self.lock(*QUARTER)
        self.assertFalse(found)
        self.assertFalse(self.env["cs.level.progress"].search([]))

    def test_a_title_given_later_counts_from_its_day_r5_12(self):
        title = self.env["cs.title"].create(
            {"employee_id": self.weak.id, "date": "2026-02-10", "merits": "All of it"}
        )
        self.lock("2026-01")
        title.action_give()
        self.lock("2026-02", "2026-03")
        texts = [
            self.line(row, "titles").trace_text
            for row in self.env["cs.level.progress"].search(
                [("employee_id", "=", self.weak.id)], order="date_to"
            )
        ]
        self.assertEqual(
            [text.partition(": ")[2] for text in texts],
            ["0, asked: 1", "1, asked: 1", "1, asked: 1"],
        )

    def test_reopening_takes_it_back_and_the_month_before_is_the_latest_r5_20(self):
        march = self.lock(*QUARTER)
        february = self.make_period("2026-02")
        self.assertEqual(self.latest().period_id, march)
        march.reopen("a mistake")
        self.assertFalse(self.progress(self.star, march))
        self.assertEqual(self.latest().period_id, february)
        march.action_lock()
        self.assertEqual(self.latest().period_id, march)
        self.assertEqual(self.progress(self.star).state, "ready")

    def latest(self):
        return self.env["cs.level.progress"].search([("is_latest", "=", True)])

    def test_the_numbers_in_the_language_of_the_reader_r5_11(self):
        self.lock(*QUARTER)
        line = self.line(self.progress(self.second), "mean_rank")
        self.assertNotIn("Mean rank", str(line.trace), "no words are stored")
        self.assertEqual(line.trace["steps"][0]["code"], "career.mean_rank")

    def test_roles_r5_11(self):
        """Agents see their own way, leaders their team's, officers all."""
        stranger = self.make_agent("Stranger", department_id=self.other_team.id)
        night = self.make_agent("Night", department_id=self.subteam.id)
        self.lock(*QUARTER)
        team = self.star + self.second + self.third + self.weak + self.old
        for role, seen in (
            ("agent", self.star),
            ("leader", team + night),
            ("officer", team + night + stranger),
        ):
            rows = self.env["cs.level.progress"].with_user(self.users[role])
            found = rows.search([("is_latest", "=", True)])
            with self.subTest(role):
                self.assertEqual(found.sudo().employee_id, seen)
                self.assertTrue(found[0].line_ids.mapped("trace_text"))
                lines = rows.env["cs.level.progress.line"].search([])
                self.assertEqual(lines.sudo().progress_id.employee_id, seen)
                for record in (found[:1], lines[:1]):
                    with self.assertRaises(AccessError):
                        record.write({"percent": 100})
        outsider = self.env["cs.level.progress"].with_user(self.users["outsider"])
        with self.assertRaises(AccessError):
            outsider.search([])

    def test_nothing_of_pay_is_told_r5_11(self):
        names = set(self.env["cs.level.progress"]._fields)
        names |= set(self.env["cs.level.progress.line"]._fields)
        self.assertFalse({name for name in names if "wage" in name or "amount" in name})
        monetary = [
            field
            for model in ("cs.level.progress", "cs.level.progress.line")
            for field in self.env[model]._fields.values()
            if field.type == "monetary"
        ]
        self.assertFalse(monetary)

    def test_screens_r5_11(self):
        self.lock(*QUARTER)
        for role in ("agent", "leader", "officer"):
            progress = self.progress(self.star).with_user(self.users[role])
            form = Form(progress)
            self.assertEqual(form.percent, 80)
            self.assertEqual(len(form.rise_line_ids), 5)


class TestTitles(CareersCase):
    """The title of excellent agent: proposed by the leader, given by HR (R5.20)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.mate = cls.make_agent("Wang")
        cls.stranger = cls.make_agent("Sun", department_id=cls.other_team.id)

    def propose(self, agent, day="2026-03-20", user="leader"):
        return (
            self.env["cs.title"]
            .with_user(self.users[user])
            .create({"employee_id": agent.id, "date": day, "merits": "Kind and quick"})
        )

    def give(self, title):
        title.with_user(self.users["officer"]).action_give()
        return title

    def test_one_a_quarter_and_team_r5_20(self):
        first = self.give(self.propose(self.agent))
        self.assertEqual(
            (first.state, first.quarter, first.department_id),
            ("given", "2026-Q1", self.team),
        )
        second = self.propose(self.mate, "2026-01-05")
        with self.assertRaisesRegex(UserError, "1 titles a quarter and team"):
            self.give(second)
        self.give(self.propose(self.stranger, user="officer"))
        self.give(self.propose(self.mate, "2026-04-01"))

    def test_so_many_as_the_policy_says_r5_20(self):
        self.edit_policy({"career_title_max": 2})
        titles = [self.give(self.propose(one)) for one in (self.agent, self.mate)]
        self.assertEqual([title.slot for title in titles], [1, 2])
        self.edit_policy({"career_title_max": 0})
        with self.assertRaises(UserError):
            self.give(self.propose(self.stranger, user="officer"))

    def test_one_taken_back_frees_its_place_r5_20(self):
        first = self.give(self.propose(self.agent)).with_user(self.users["officer"])
        with self.assertRaises(ValidationError):
            first.decision_note = False
            first.action_withdraw()
        first.decision_note = "The figures were wrong"
        first.action_withdraw()
        self.assertEqual((first.state, first.slot), ("withdrawn", 0))
        self.give(self.propose(self.mate))

    def test_who_proposes_and_who_gives_r5_20(self):
        with self.assertRaises(AccessError):
            self.propose(self.mate, user="agent")
        with self.assertRaises(UserError):
            self.propose(self.stranger)
        title = self.propose(self.agent)
        with self.assertRaisesRegex(UserError, "HR gives"):
            title.action_give()
        with self.assertRaises(AccessError):
            title.write({"state": "given"})
        self.mate.user_id = self.users["officer"]
        with self.assertRaises(UserError):
            self.propose(self.mate, user="officer")

    def test_a_decided_one_stays_as_it_is_r5_20(self):
        title = self.give(self.propose(self.agent))
        for attempt in (
            lambda: title.write({"date": "2026-06-01"}),
            lambda: title.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "stays on file"):
                attempt()
        self.propose(self.mate).unlink()

    def test_agents_see_what_was_given_in_their_team_r5_20(self):
        title = self.propose(self.mate)
        found = self.env["cs.title"].with_user(self.users["agent"])
        self.assertFalse(found.search([]))
        self.give(title)
        self.assertEqual(found.search([]), title)
        self.give(self.propose(self.stranger, user="officer"))
        self.assertEqual(found.search([]), title)


class TestBatch(CareersCase):
    """The number of SELECTs does not depend on the agents."""

    def selects(self, period):
        period = period.sudo()
        for model in ("cs.quarter.grade", "cs.level.progress", "cs.disciplinary.case"):
            # Kept by the registry from the first record on.
            self.env["ir.default"]._get_model_defaults(model)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.count_selects() as found, self.proposals() as proposals:
            self.env["cs.quarter.grade"]._settle(period)
            self.env["cs.level.progress"]._settle(period)
            self.env.flush_all()
        return len(found), len(proposals)

    def test_one_and_a_hundred_agents_r5_11(self):
        counts, sizes, agents = [], [], []
        for more, months in ((1, QUARTER), (99, ("2026-04", "2026-05", "2026-06"))):
            agents += [self.make_agent() for _number in range(more)]
            for agent in agents:
                self.score(agent, 15, *months)
            self.lock(*months[:2])
            period = self.make_period(months[2])
            period.action_compute()
            period._transition("locked")
            selects, proposed = self.selects(period)
            counts.append(selects)
            sizes.append(proposed)
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(sizes, [1, 100])


class TestCompanies(CareersCase):
    """Each company for itself."""

    def test_periods_and_titles_of_another_company_r5_20(self):
        other = self.make_company("Other")
        agent = self.make_agent("Here")
        ladder = self.make_ladder(other)
        policy = self.make_policy(ladder)
        self.assertEqual(policy.criterion_ids.company_id, other)
        self.make_agent("There", ladder.level_ids[1], department_id=False)
        self.lock("2026-03")
        rows = self.env["cs.level.progress"].search([])
        self.assertEqual((rows.employee_id, rows.company_id), (agent, self.company))
        officer = self.make_user("officer", other, "cs_officer_there")
        self.assertFalse(
            self.env["cs.level.progress"]
            .with_user(officer)
            .with_context(allowed_company_ids=other.ids)
            .search([])
        )
        with self.assertRaises(UserError):
            policy.write(
                {
                    "criterion_ids": [
                        Command.create(
                            {"level_id": self.junior.id, "measure": "service"}
                        )
                    ]
                }
            )
