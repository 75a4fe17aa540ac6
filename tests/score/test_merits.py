"""Merits that the month's end finds, and who scores whom (R3.2, R3.12, R4.1)."""

from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError

from tests.attendance.test_workday import WorkdayCase
from tests.common import CsCase
from tests.roster.test_roster_swap import MONDAY, TODAY, SwapCase

MERITS = (
    ("BEST", "best_work", 5),
    ("CLEAN", "no_complaint", 5),
    ("KEPT", "base_kept", 10),
    ("FULL", "full_attendance", 100),
    ("ON_CALL", "on_call", 5),
)


def merit_rules(*events, **values):
    """Commands for the articles of these merits; of all by default."""
    return [
        Command.create(
            {
                "code": code,
                "name": code.capitalize(),
                "kind": "merit",
                "points_min": points,
                "event": event,
                **values,
            }
        )
        for code, event, points in MERITS
        if not events or event in events
    ]


class MeritCase:
    """What the merits of a month are, by the codes of their articles."""

    def merits(self, agent, period, state="confirmed"):
        entries = self.env["cs.conduct.entry"].search(
            [
                ("employee_id", "=", agent.id),
                ("period_id", "=", period.id),
                ("source", "=like", "score.merit:%"),
                ("state", "=", state),
            ]
        )
        return sorted(entries.mapped("rule_code"))

    def score(self, agent, period):
        return self.statement(agent, period).score


class TestMonthEnd(MeritCase, CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rules = merit_rules("best_work", "no_complaint", "base_kept")
        complaint = cls.policy.rule_ids.filtered(lambda r: r.code == "COMPLAINT")
        cls.edit_policy(
            {"rule_ids": [*rules, Command.update(complaint.id, {"event": "complaint"})]}
        )
        cls.ann, cls.bob = cls.make_agent("Ann"), cls.make_agent("Bob")
        cls.march = cls.make_period("2026-03")

    def compute(self):
        self.march.action_compute()

    def test_a_month_without_a_complaint_r3_2(self):
        """5 points; a valid complaint takes them back, cancelled it gives them."""
        self.compute()
        self.assertEqual(self.merits(self.ann, self.march), ["CLEAN", "KEPT"])
        self.assertEqual(self.score(self.ann, self.march), 95)
        entry = self.make_entry(self.ann, "COMPLAINT", "2026-03-10")
        self.compute()
        self.assertEqual(self.merits(self.ann, self.march), ["KEPT"])
        self.assertEqual(self.merits(self.bob, self.march), ["CLEAN", "KEPT"])
        entry.action_cancel()
        self.compute()
        self.assertEqual(self.merits(self.ann, self.march), ["CLEAN", "KEPT"])

    def test_the_reason_is_said_in_the_readers_language_r3_2(self):
        """Not in that of whoever computed the month."""
        self.compute()
        entry = self.env["cs.conduct.entry"].search(
            [("employee_id", "=", self.ann.id), ("rule_code", "=", "CLEAN")]
        )
        self.assertEqual(entry.trace_text, "No valid complaint in the month")
        self.assertFalse(entry.note)
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = entry.with_context(lang="zh_CN")
        self.assertEqual(chinese.trace_text, "当月无有效投诉")
        self.assertEqual(chinese._what_happened(), "当月无有效投诉")

    def test_a_draft_is_no_complaint_yet_r3_2(self):
        self.make_entry(self.ann, "COMPLAINT", "2026-03-10", confirm=False)
        self.compute()
        self.assertIn("CLEAN", self.merits(self.ann, self.march))

    def test_the_base_kept_whole_r4_1(self):
        """+10 for a month without a deduction; a fine without points is none."""
        self.make_entry(self.ann, "LIGHT2", "2026-03-10")
        self.make_entry(self.bob, "DUTY", "2026-03-10")
        self.compute()
        self.assertEqual(self.merits(self.ann, self.march), ["CLEAN"])
        self.assertEqual(self.merits(self.bob, self.march), ["CLEAN", "KEPT"])

    def test_computing_again_changes_nothing_r3_2(self):
        self.compute()
        entries = self.env["cs.conduct.entry"].search(
            [("period_id", "=", self.march.id)]
        )
        self.compute()
        again = self.env["cs.conduct.entry"].search([("period_id", "=", self.march.id)])
        self.assertEqual(entries, again)
        self.assertEqual(set(entries.mapped("date")), {date(2026, 3, 31)})

    def test_what_somebody_cancelled_stays_cancelled_r3_2(self):
        self.compute()
        entries = self.env["cs.conduct.entry"].search(
            [("employee_id", "=", self.ann.id), ("rule_code", "=", "CLEAN")]
        )
        entries.with_user(self.users["leader"]).cancel("There was one, by phone")
        self.compute()
        self.assertEqual(self.merits(self.ann, self.march), ["KEPT"])

    def test_a_locked_month_keeps_its_points_r3_2(self):
        """A complaint found behind the lock takes no merit back: it counts itself."""
        self.march.action_lock()
        self.make_entry(self.ann, "COMPLAINT", "2026-03-10")
        april = self.make_period("2026-04")
        april.action_compute()
        self.assertEqual(self.merits(self.ann, self.march), ["CLEAN", "KEPT"])
        self.assertEqual(self.score(self.ann, self.march), 95)
        self.assertEqual(self.merits(self.ann, april), ["KEPT"])

    def test_part_of_a_month_is_a_choice_r3_2(self):
        new = self.make_agent("New", joined="2026-03-16")
        self.compute()
        self.assertEqual(self.merits(new, self.march), [])
        self.edit_policy({"score_merits_partial": True})
        self.compute()
        self.assertEqual(self.merits(new, self.march), ["CLEAN", "KEPT"])

    def test_a_level_without_a_score_has_no_such_merits_r5_13(self):
        row = self.policy.level_ids.filtered(lambda row: row.level_id == self.senior)
        self.edit_policy({"level_ids": [Command.update(row.id, {"scored": False})]})
        senior = self.make_agent("Senior", level=self.senior)
        self.compute()
        self.assertEqual(self.merits(senior, self.march), [])
        [rule] = self.policy.rule_ids.filtered(lambda rule: rule.code == "CLEAN")
        money = Command.update(rule.id, {"amount_min": 20, "amount_max": 20})
        self.edit_policy({"rule_ids": [money]})
        self.compute()
        self.assertEqual(self.merits(senior, self.march), ["CLEAN"])
        self.assertEqual(self.amounts(senior, self.march)["CS_REWARD"], 20)

    # ------------------------------------------------------------------
    # The best
    # ------------------------------------------------------------------

    def figures(self, agent, served, asked, bought):
        return self.make_stat(agent, "2026-03-10", asked, bought, served=served)

    def best(self):
        self.compute()
        return [
            agent
            for agent in (self.ann, self.bob)
            if "BEST" in self.merits(agent, self.march)
        ]

    def test_the_best_of_the_team_r3_2(self):
        """Most served and best conversion: 5; without figures nobody is the best."""
        self.assertEqual(self.best(), [])
        self.figures(self.ann, 300, 100, 80)
        self.figures(self.bob, 200, 100, 70)
        self.assertEqual(self.best(), [self.ann])
        self.assertEqual(self.score(self.ann, self.march), 100)

    def test_a_violation_takes_it_and_nobody_else_gets_it_r3_2(self):
        self.figures(self.ann, 300, 100, 80)
        self.figures(self.bob, 200, 100, 70)
        self.make_entry(self.ann, "DUTY", "2026-03-05")
        self.assertEqual(self.best(), [])

    def test_the_measure_is_a_choice_r3_2(self):
        self.figures(self.ann, 300, 100, 70)
        self.figures(self.bob, 200, 100, 80)
        self.assertEqual(self.best(), [self.ann, self.bob])
        self.edit_policy({"score_best_measure": "served"})
        self.assertEqual(self.best(), [self.ann])
        self.edit_policy({"score_best_measure": "conversion"})
        self.assertEqual(self.best(), [self.bob])

    def test_the_best_of_each_team_or_of_the_company_r3_2(self):
        other = self.make_agent("Other", department_id=self.other_team.id)
        self.figures(self.ann, 300, 100, 80)
        self.figures(other, 200, 100, 70)
        self.compute()
        self.assertIn("BEST", self.merits(other, self.march))
        self.edit_policy({"score_best_scope": "company"})
        self.compute()
        self.assertNotIn("BEST", self.merits(other, self.march))
        self.assertIn("BEST", self.merits(self.ann, self.march))

    # ------------------------------------------------------------------
    # Pieces
    # ------------------------------------------------------------------

    def test_one_point_for_50_replies_r4_1(self):
        """149 replies are two times fifty; two essential posts are 20 points."""
        pieces = {"kind": "merit", "trigger": "measured", "unit_rounding": "completed"}
        replies = {"code": "REPLIES", "name": "Replies", "points_min": 1, "unit": 50}
        posts = {"code": "ESSENTIAL", "name": "Essential", "points_min": 10, "unit": 1}
        self.edit_policy(
            {
                "rule_ids": [
                    Command.create({**pieces, **replies}),
                    Command.create({**pieces, **posts}),
                ]
            }
        )
        rules = {rule.code: rule for rule in self.policy.rule_ids}
        for code, measure, points in (("REPLIES", 149, 2), ("ESSENTIAL", 2, 20)):
            entry = self.env["cs.conduct.entry"].create(
                {
                    "employee_id": self.ann.id,
                    "rule_id": rules[code].id,
                    "date": "2026-03-10",
                    "measure": measure,
                }
            )
            entry.action_confirm()
            self.assertEqual(entry.score_points, points)
        self.compute()
        self.assertEqual(self.score(self.ann, self.march), 110)

    def test_as_many_queries_for_100_agents_as_for_one(self):
        self.figures(self.ann, 300, 100, 80)
        self.compute()
        for _ in range(3):
            self.compute()
        run = self.march._run_pipeline()
        self.env.invalidate_all()
        with self.count_selects() as few:
            self.march._step_merits(run)
        for number in range(20):
            agent = self.make_agent(f"More {number}")
            self.figures(agent, 10, 10, 1)
        self.compute()
        run = self.march._run_pipeline()
        self.env.invalidate_all()
        with self.count_selects() as many:
            self.march._step_merits(run)
        self.assertEqual(len(many), len(few))


class TestAttendance(MeritCase, WorkdayCase):
    """Full attendance and cover on call follow from the days (R3.2, R4.1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy(rule_ids=merit_rules("full_attendance", "on_call"))
        cls.mate = cls.make_agent("Wang")

    def test_full_attendance_r4_1(self):
        """+100 for a month in which every planned day was worked, on time."""
        self.work("2026-03-02")
        self.work("2026-03-03")
        self.plan(self.mate, "2026-03-02", self.day_shift)
        self.march.action_compute()
        self.assertEqual(self.merits(self.agent, self.march), ["FULL"])
        self.assertEqual(self.merits(self.mate, self.march), [])
        self.work("2026-03-04", arrival="08:40")
        self.march.action_compute()
        self.assertEqual(self.merits(self.agent, self.march), [])

    def test_a_month_of_nothing_is_no_full_attendance_r4_1(self):
        self.march.action_compute()
        self.assertEqual(self.merits(self.agent, self.march), [])

    def test_a_shift_covered_on_call_r3_2(self):
        """5 for each that was worked; one that was not worked is no merit."""
        for day in ("2026-03-02", "2026-03-03"):
            self.work(day)
        self.plan(self.agent, "2026-03-04", self.day_shift)
        lines = self.env["cs.roster.line"].search(
            [("employee_id", "=", self.agent.id), ("date", "!=", "2026-03-03")]
        )
        lines.with_user(self.users["leader"]).is_on_call = True
        self.march.action_compute()
        self.assertEqual(self.merits(self.agent, self.march), ["ON_CALL"])
        lines.is_on_call = False
        self.march.action_compute()
        self.assertEqual(self.merits(self.agent, self.march), [])

    def test_nobody_marks_their_own_cover_r3_2(self):
        leader = self.users["leader"]
        own = self.make_agent("Lead", user_id=leader.id)
        self.plan(own, "2026-03-02", self.day_shift)
        line = self.env["cs.roster.line"].search([("employee_id", "=", own.id)])
        with self.assertRaisesRegex(UserError, "their own shift"):
            line.with_user(leader).is_on_call = True
        line.with_user(self.users["officer"]).is_on_call = True

    def test_a_locked_day_is_marked_no_more_r3_2(self):
        self.work("2026-03-02")
        self.march.action_lock()
        line = self.env["cs.roster.line"].search([("employee_id", "=", self.agent.id)])
        with self.assertRaisesRegex(UserError, "locked"):
            line.is_on_call = True


@freeze_time(TODAY)
class TestHandedOver(SwapCase):
    """A shift handed over shortly before it begins is cover on call (R3.2)."""

    def taken(self):
        return self.env["cs.roster.line"].search(
            [("employee_id", "=", self.wang.id), ("date", "=", MONDAY)]
        )

    def test_handed_over_in_good_time_is_no_cover_r3_2(self):
        self.approve(self.accepted(kind="give"))
        self.assertFalse(self.taken().is_on_call)

    def test_handed_over_at_short_notice_is_cover_r3_2(self):
        swap = self.accepted(kind="give")
        with freeze_time("2026-03-08 01:00:00"):
            self.approve(swap)
        self.assertTrue(self.taken().is_on_call)

    def test_the_notice_is_the_companys_r3_2(self):
        self.company.cs_on_call_hours = 0
        swap = self.accepted(kind="give")
        with freeze_time("2026-03-08 01:00:00"):
            self.approve(swap)
        self.assertFalse(self.taken().is_on_call)


class TestAssessor(CsCase):
    """The assessor scores agents, the supervisor the assessor (R3.7, R3.12)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assessor = cls.make_user("leader", login="cs_assessor")
        cls.team.cs_assessor_ids = [Command.set(cls.assessor.ids)]
        cls.leader = cls.users["leader"]
        cls.agent = cls.make_agent("Ann")
        cls.own = cls.make_agent("Assessor", user_id=cls.assessor.id)
        cls.lead = cls.make_agent("Lead", user_id=cls.leader.id)
        cls.edit_policy({"score_issuers": "assessors"})

    def draft(self, agent, code="LIGHT2", user=None, **values):
        user = user or self.leader
        return self.make_entry(
            agent, code, "2026-03-10", confirm=False, user=user, **values
        )

    def test_the_assessor_scores_the_agents_r3_12(self):
        entry = self.draft(self.agent)
        self.assertFalse(entry.can_confirm)
        with self.assertRaisesRegex(UserError, "the assessor's"):
            entry.action_confirm()
        entry.with_user(self.assessor).action_confirm()
        self.assertEqual(entry.state, "confirmed")
        with self.assertRaisesRegex(UserError, "the assessor's"):
            entry.with_user(self.leader).action_cancel()
        with self.assertRaisesRegex(UserError, "the assessor's"):
            entry.with_user(self.leader).note = "Another story"
        self.draft(self.agent, user=self.assessor).action_confirm()

    def test_the_supervisor_scores_the_assessor_r3_12(self):
        entry = self.draft(self.own)
        entry.action_confirm()
        self.assertEqual(entry.state, "confirmed")
        second = self.make_user("leader", login="cs_assessor2")
        self.team.cs_assessor_ids = [Command.link(second.id)]
        with self.assertRaisesRegex(UserError, "the supervisor's"):
            self.draft(self.own, user=second).action_confirm()

    def test_fines_without_points_stay_with_the_leaders_r3_12(self):
        self.draft(self.agent, "DUTY").action_confirm()

    def test_a_team_without_an_assessor_is_scored_by_its_leaders_r3_12(self):
        self.team.cs_assessor_ids = [Command.clear()]
        self.draft(self.agent).action_confirm()

    def test_hr_may_always_r3_12(self):
        self.draft(self.agent, user=self.users["officer"]).action_confirm()

    def test_the_assessor_gives_team_leads_their_marks_r3_7(self):
        """-5 to +5 with a reason, by the assessor whatever the policy says."""
        self.edit_policy({"score_issuers": "leaders"})
        second = self.make_user("leader", login="cs_second")
        self.team.cs_leader_ids = [Command.link(second.id)]
        mark = {"points": -5, "note": "Roster late twice"}
        with self.assertRaisesRegex(UserError, "the assessor's"):
            self.draft(self.lead, "LEAD", second, **mark).action_confirm()
        entry = self.draft(self.lead, "LEAD", self.assessor, **mark)
        entry.action_confirm()
        self.assertEqual(entry.score_points, -5)
        march = self.make_period("2026-03")
        march.action_compute()
        self.assertEqual(self.statement(self.lead, march).score, 75)

    def test_an_assessor_sees_their_teams_and_no_others_r3_12(self):
        entry = self.draft(self.agent)
        elsewhere = self.make_agent("Else", department_id=self.other_team.id)
        with self.assertRaises(AccessError):
            self.draft(elsewhere, user=self.assessor)
        hidden = self.draft(elsewhere, user=self.users["officer"])
        found = self.env["cs.conduct.entry"].with_user(self.assessor).search([])
        self.assertIn(entry, found)
        self.assertNotIn(hidden, found)

    def test_an_assessor_of_a_department_has_those_below_r3_12(self):
        below = self.make_agent("Night", department_id=self.subteam.id)
        self.draft(below, user=self.assessor).action_confirm()
