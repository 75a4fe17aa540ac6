"""Level changes from proposal to payslip (R5.10-R5.19)."""

from datetime import date

from psycopg2.errors import UniqueViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.cs_management.demo import factories
from odoo.addons.cs_management.engine.trace import step

from tests.careers.change_common import MAY, ChangeCase


class TestFlow(ChangeCase):
    """Proposal, recommendation, office: level and wage from a period start on."""

    def test_promotion_from_proposal_to_level_and_wage_r5_11_r5_17(self):
        change = self.propose()
        self.assertEqual((change.kind, change.state), ("promotion", "proposed"))
        self.assertEqual(change.department_id, self.team)
        self.assertEqual(fields.Date.to_string(change.date_from), MAY)
        self.assertTrue(self.activities(change, self.users["leader"]))
        self.recommend(change)
        self.assertEqual(change.state, "office")
        self.assertEqual(change.recommended_by_id, self.users["leader"])
        self.assertFalse(self.activities(change, self.users["leader"]))
        self.assertTrue(self.activities(change, self.users["officer"]))
        self.assertEqual(self.level_and_wage(MAY), (self.junior, 2200))
        self.approve(change)
        self.assertEqual(self.level_and_wage("2026-04-30"), (self.junior, 2200))
        self.assertEqual(self.level_and_wage(MAY), (self.middle, 2500))
        self.assertTrue(self.activities(change, self.users["agent"]))
        may = self.make_period("2026-05")
        may.action_compute()
        self.assertEqual(self.amounts(self.li, may)["CS_BASE"], 2500)

    def test_confirmation_is_an_entry_r5_10(self):
        new = self.make_agent("New", level=self.trial)
        change = self.recommend(self.propose(self.junior, agent=new))
        self.assertEqual(change.kind, "entry")
        self.approve(change)
        self.assertEqual(self.level_and_wage(MAY, new), (self.junior, 2200))

    def test_a_trial_that_ends_early_has_a_reason_r5_19(self):
        new = self.make_agent("New", level=self.trial, trial_date_end="2026-06-30")
        change = self.recommend(self.propose(self.junior, agent=new))
        self.assertTrue(change.is_early)
        with self.assertRaisesRegex(UserError, "ends the trial early"):
            self.approve(change)
        self.approve(change, reason="Sold most from the first week on")
        self.assertEqual(self.level_and_wage(MAY, new)[0], self.junior)

    def test_skipping_a_level_needs_a_reason_r5_17(self):
        with (
            self.assertRaisesRegex(ValidationError, "skips a level"),
            self.env.cr.savepoint(),
        ):
            self.propose(self.senior)
        change = self.propose(self.senior, reason="Saved the shop in the sale")
        self.assertTrue(change.is_skip)
        with (
            self.assertRaisesRegex(ValidationError, "skips a level"),
            self.env.cr.savepoint(),
        ):
            self.by("leader", change).reason = " "
        self.approve(self.recommend(change))
        self.assertEqual(self.level_and_wage(MAY), (self.senior, 3000))

    def test_the_lead_ticks_qualities_r5_11(self):
        policy = self.policy.copy({"date_from": "2026-04-01"})
        policy.quality_ids = [
            Command.create({"name": name, "code": name})
            for name in ("skills", "initiative")
        ] + [Command.create({"name": "x", "code": "x", "level_id": self.senior.id})]
        row = policy.level_ids.filtered(lambda row: row.level_id == self.middle)
        row.change_min_qualities = 3
        with self.assertRaisesRegex(ValidationError, "asks for 3 judged qualities"):
            policy.action_approve()
        row.change_min_qualities = 2
        policy.action_approve()
        change = self.propose()
        self.assertEqual(len(change.open_quality_ids), 2)
        with self.assertRaisesRegex(UserError, "1 are ticked"):
            self.recommend(change, quality_ids=policy.quality_ids[0].ids)
        self.recommend(change, quality_ids=policy.quality_ids[:2].ids)
        self.assertEqual(change.state, "office")
        with self.assertRaises(UserError):
            self.by("leader", change).quality_ids = False

    def test_without_recommendation_there_is_no_promotion_r5_17(self):
        change = self.by("leader", self.propose())
        with self.assertRaises(ValidationError):
            change.action_oppose()
        change.recommendation = "Too early"
        change.action_oppose()
        self.assertEqual(change.state, "refused")
        self.assertEqual(self.level_and_wage(MAY), (self.junior, 2200))

    def test_the_office_decides_a_fall_against_the_lead_r5_14(self):
        chen = self.make_agent("Chen", level=self.middle)
        with (
            self.assertRaisesRegex(ValidationError, "give the reason"),
            self.env.cr.savepoint(),
        ):
            self.propose(self.junior, "officer", chen)
        change = self.propose(self.junior, "officer", chen, reason="Three months")
        change = self.by("leader", change)
        change.recommendation = "It was the season"
        change.action_oppose()
        self.assertEqual((change.state, change.is_opposed), ("office", True))
        self.approve(change)
        self.assertEqual(self.level_and_wage(MAY, chen), (self.junior, 2200))

    def test_the_office_alone_moves_reserve_supervisors_r5_13(self):
        chen = self.make_agent("Chen", level=self.senior)
        self.ask(self.senior, fall_recommendation=False)
        change = self.propose(self.middle, "officer", chen, reason="Asked for it")
        self.assertEqual(change.state, "office")

    def test_without_steps_in_the_policy_the_office_decides_r5_17(self):
        policy = self.policy.copy({"date_from": "2026-04-01", "change_enabled": False})
        policy.action_approve()
        self.assertEqual(self.propose().state, "office")

    def test_one_applies_where_the_level_asks_for_it_r5_13_r5_18(self):
        self.ask(self.middle, application=True)
        change = self.propose()
        self.assertEqual(change.state, "application")
        mine = self.by("agent", change)
        self.assertTrue(mine.can_apply)
        with self.assertRaisesRegex(UserError, "in person"):
            self.reason(change, "leader", "apply")
        wizard = Form.from_action(mine.env, mine.action_apply())
        wizard.reason = "I have learned the catalogue"
        wizard.save().action_apply()
        self.assertEqual(change.state, "proposed")
        self.assertEqual(change.application, "I have learned the catalogue")
        with self.assertRaises(AccessError):
            mine.invalidate_recordset()
            mine.read(["state"])

    def test_who_does_not_apply_is_left_alone_r5_18(self):
        self.ask(self.middle, application=True)
        change = self.propose()
        self.reason(change, "agent", "withdraw", "Not now")
        self.assertEqual(change.state, "withdrawn")

    def test_steps_stay_as_they_were_when_it_was_proposed_r5_17(self):
        change = self.propose()
        self.ask(self.middle, vote=True, hearing=True)
        change.invalidate_recordset()
        self.recommend(change)
        self.assertEqual(change.state, "office")

    def test_one_change_of_an_agent_at_a_time_r5_17(self):
        self.propose()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.propose(self.senior, reason="Both")

    def test_what_is_proposed_stays_r5_17(self):
        change = self.propose()
        for role in ("leader", "officer"):
            with self.assertRaisesRegex(UserError, "stays as it was proposed"):
                self.by(role, change).to_level_id = self.senior
        for values in ({"state": "approved"}, {"trace": {}}, {"mark_mean": 100}):
            with self.assertRaises(UserError):
                self.by("leader", change).write(values)
        self.recommend(change)
        with self.assertRaisesRegex(UserError, "stays on file"):
            self.by("officer", change).unlink()

    def test_levels_of_the_ladder_only_r5_1(self):
        other = self.make_ladder(self.company)
        with self.assertRaisesRegex(ValidationError, "another level of the ladder"):
            self.propose(other.level_ids[2])
        nobody = self.make_agent("Cook", level=self.junior)
        nobody.version_id.cs_level_id = False
        with self.assertRaisesRegex(ValidationError, "has no level"):
            self.propose(agent=nobody)


class TestHearing(ChangeCase):
    """R5.13: a speech before a panel; the mean of the marks passes the bar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ask(
            cls.middle,
            hearing=True,
            min_panel=2,
            mark_max=100.0,
            bar=60.0,
            recommendation=False,
        )
        cls.second = cls.lead_more()

    def panel(self, *users):
        change = self.propose(role="officer")
        self.by("officer", change).mark_ids = [
            Command.create({"user_id": user.id}) for user in users
        ]
        return change

    def give(self, change, user, mark):
        row = change.mark_ids.filtered(lambda row: row.user_id == user)
        row.with_user(user).write({"mark": mark, "note": "Clear"})

    def test_just_passed_and_just_failed_r5_13(self):
        for second, ends in ((59.98, "panel's mean is 59.99"), (60, "approved")):
            change = self.panel(self.users["leader"], self.second)
            self.give(change, self.users["leader"], 60)
            self.give(change, self.second, second)
            self.by("officer", change).action_close_hearing()
            if ends == "approved":
                self.approve(change)
                self.assertEqual(change.mark_mean, 60)
                self.assertEqual(self.level_and_wage(MAY), (self.middle, 2500))
            else:
                with self.assertRaisesRegex(UserError, ends):
                    self.approve(change)
                self.reason(change, "officer", "refuse", "Not yet")
                self.assertEqual(change.state, "refused")

    def test_the_whole_panel_marks_r5_13(self):
        change = self.panel(self.users["leader"])
        self.assertEqual(change.state, "hearing")
        self.give(change, self.users["leader"], 0)
        self.assertTrue(change.mark_ids.is_given)
        with self.assertRaisesRegex(UserError, "a panel of 2"):
            self.by("officer", change).action_close_hearing()
        self.by("officer", change).mark_ids = [
            Command.create({"user_id": self.second.id})
        ]
        with self.assertRaisesRegex(UserError, "missing: Cs_leader_too"):
            self.by("officer", change).action_close_hearing()

    def test_each_member_gives_their_own_mark_r5_13(self):
        change = self.panel(self.users["leader"], self.second)
        row = change.mark_ids[0]
        with self.assertRaisesRegex(UserError, "their own mark"):
            row.with_user(self.users["officer"]).mark = 50
        with self.assertRaises(AccessError):
            row.with_user(self.second).mark = 50
        with self.assertRaisesRegex(ValidationError, "between 0 and 100"):
            row.with_user(self.users["leader"]).mark = 101
        with self.assertRaises(UserError):
            row.with_user(self.users["leader"]).user_id = self.second
        self.give(change, self.users["leader"], 70)
        with self.assertRaisesRegex(UserError, "it stays"):
            row.with_user(self.users["officer"]).unlink()

    def test_nobody_marks_themselves_r5_13(self):
        change = self.panel(self.second)
        for role, why in (("agent", "about themselves"), ("outsider", "no role")):
            with self.assertRaisesRegex(ValidationError, why):
                self.by("officer", change).mark_ids = [
                    Command.create({"user_id": self.users[role].id})
                ]

    def test_a_member_from_elsewhere_sees_the_hearing_and_their_mark_r5_13(self):
        guest = self.make_user("agent", login="cs_guest")
        change = self.panel(guest, self.second)
        self.assertEqual(change.with_user(guest).state, "hearing")
        marks = self.env["cs.level.mark"].with_user(guest).search([])
        self.assertEqual(marks.user_id, guest)
        self.give(change, guest, 80)
        self.give(change, self.second, 80)
        self.by("officer", change).action_close_hearing()
        self.assertFalse(self.env["cs.level.change"].with_user(guest).search([]))
        with self.assertRaisesRegex(UserError, "is over"):
            self.give(change, guest, 90)


class TestEffect(ChangeCase):
    """The version that a change makes, and those after it."""

    def test_it_begins_with_a_period_and_never_in_a_locked_one_r5_17(self):
        change = self.recommend(self.propose())
        with self.assertRaisesRegex(UserError, "Use 2026-05-01 instead of 2026-05-15"):
            self.approve(change, date_from="2026-05-15")
        with self.assertRaisesRegex(UserError, "is locked"):
            self.approve(change, date_from="2026-03-01")
        self.approve(change, date_from="2026-04-01")
        self.assertEqual(self.level_and_wage("2026-04-01"), (self.middle, 2500))
        self.assertEqual(self.level_and_wage("2026-03-31"), (self.junior, 2200))

    def test_later_versions_follow_up_to_the_next_level_r5_17(self):
        for day, values in (
            ("2026-06-01", {"job_title": "Night"}),
            ("2026-07-01", {"wage": 2300}),
            ("2026-08-01", {"cs_level_id": self.senior.id, "wage": 3000}),
        ):
            self.li.create_version({"date_version": day}).write(values)
        change = self.approve(self.recommend(self.propose()))
        self.assertEqual(self.level_and_wage("2026-06-01"), (self.middle, 2500))
        self.assertEqual(self.level_and_wage("2026-07-01"), (self.middle, 2300))
        self.assertEqual(self.level_and_wage("2026-08-01"), (self.senior, 3000))
        self.reason(change, "officer", "reverse")
        self.assertEqual(self.level_and_wage("2026-06-01"), (self.junior, 2200))
        self.assertEqual(self.level_and_wage("2026-07-01"), (self.junior, 2300))
        self.assertEqual(self.level_and_wage("2026-08-01"), (self.senior, 3000))

    def test_a_version_of_that_day_is_used_r5_17(self):
        """Odoo gives back the version of the day and drops the values."""
        self.li.create_version({"date_version": MAY}).write({"job_title": "Night"})
        self.approve(self.recommend(self.propose()))
        self.assertEqual(self.level_and_wage(MAY), (self.middle, 2500))
        self.assertEqual(
            self.li._get_version(fields.Date.to_date(MAY)).job_title, "Night"
        )

    def test_a_level_that_has_changed_meanwhile_stops_it_r5_17(self):
        change = self.recommend(self.propose())
        self.li.create_version({"date_version": "2026-04-20"}).write(
            {"cs_level_id": self.senior.id}
        )
        with self.assertRaisesRegex(UserError, "does not have the level"):
            self.approve(change)

    def test_who_has_left_is_not_promoted_r5_17(self):
        change = self.recommend(self.propose())
        self.li.contract_date_end = "2026-04-30"
        with self.assertRaisesRegex(UserError, "does not have the level"):
            self.approve(change)

    def test_a_wage_above_the_ladder_does_not_sink_by_rising_r5_1(self):
        for wage, level, expected in (
            (2200, self.middle, 2500),
            (2700, self.middle, 2700),
            (2700, self.trial, 1800),
            (1700, self.trial, 1700),
        ):
            agent = self.make_agent(wage=wage)
            change = self.propose(level, "officer", agent, reason="So")
            with self.subTest(wage=wage, level=level.name):
                self.assertEqual(change.wage, expected)
                self.assertEqual(change.wage_before, wage)

    def test_the_office_chooses_the_wage_r5_1(self):
        change = self.recommend(self.propose())
        with self.assertRaisesRegex(UserError, "enter the new wage"):
            self.approve(change, wage=0)
        self.approve(change, wage=2600)
        self.assertEqual(self.level_and_wage(MAY), (self.middle, 2600))
        with self.assertRaisesRegex(UserError, "not possible"):
            self.by("officer", change).wage = 9000

    def test_refused_and_withdrawn_leave_no_trace_in_pay_r5_17(self):
        versions = self.li.version_ids
        for name, role in (("refuse", "officer"), ("withdraw", "leader")):
            change = self.recommend(self.propose())
            self.reason(change, role, name)
        self.assertEqual(self.li.version_ids, versions)
        self.assertEqual(self.level_and_wage("2027-01-01"), (self.junior, 2200))


class TestAppeal(ChangeCase):
    """An accepted appeal takes a demotion back, also behind a lock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zhou = cls.make_agent(
            "Zhou",
            level=cls.middle,
            user_id=cls.make_user("agent", login="cs_zhou").id,
        )
        cls.change = cls.propose(cls.junior, "leader", cls.zhou, reason="Three months")
        cls.recommend(cls.change)
        cls.approve(cls.change, date_from="2026-04-01")
        cls.boss = cls.make_user("officer", login="cs_boss")

    def appeal(self):
        return (
            self.env["cs.appeal"]
            .with_user(self.zhou.user_id)
            .create({"level_change_id": self.change.id, "reason": "Wrong figures"})
        )

    def test_accepted_it_is_paid_late_r5_14(self):
        self.april.action_compute()
        self.assertEqual(self.amounts(self.zhou, self.april)["CS_BASE"], 2200)
        self.april.action_publish()
        appeal = self.appeal()
        self.april.action_lock()
        appeal.with_user(self.boss).action_accept()
        self.assertEqual(self.change.state, "reversed")
        self.assertEqual(
            self.level_and_wage("2026-04-01", self.zhou), (self.middle, 2500)
        )
        may = self.make_period("2026-05")
        may.action_compute()
        paid = self.amounts(self.zhou, may)
        self.assertEqual((paid["CS_BASE"], paid["CS_ADJUSTMENT"]), (2500, 300))

    def test_rejected_it_stays_r5_14(self):
        appeal = self.appeal()
        appeal.with_user(self.boss).decision_note = "The figures hold"
        appeal.with_user(self.boss).action_reject()
        self.assertEqual(self.change.state, "approved")
        self.assertEqual(self.level_and_wage(MAY, self.zhou), (self.junior, 2200))

    def test_who_decided_or_recommended_does_not_decide_the_appeal_r5_14(self):
        appeal = self.appeal()
        for role in ("officer", "leader"):
            with self.assertRaisesRegex(UserError, "somebody else decides"):
                self.by(role, appeal).action_accept()
        other = self.lead_more()
        with self.assertRaisesRegex(UserError, "decided by HR"):
            appeal.with_user(other).action_accept()

    def test_an_appeal_is_against_ones_own_approved_demotion_r5_14(self):
        self.assertTrue(self.change.with_user(self.zhou.user_id).can_appeal)
        with self.assertRaises(UserError):
            self.by("agent", self.env["cs.appeal"]).create(
                {"level_change_id": self.change.id, "reason": "Not mine"}
            )
        up = self.approve(self.recommend(self.propose()))
        with self.assertRaisesRegex(UserError, "against a demotion"):
            self.by("agent", self.env["cs.appeal"]).create(
                {"level_change_id": up.id, "reason": "More"}
            )


class TestProposals(ChangeCase):
    """What careers propose after a lock."""

    def vals(self, agent=None, to=None, kind="promotion", level=None):
        return {
            "employee_id": (agent or self.li).id,
            "period_id": self.march.id,
            "from_level_id": (level or self.junior).id,
            "to_level_id": (to or self.middle).id,
            "kind": kind,
            "evidence": [step("change.joined", joined="2025-01-01")],
        }

    def test_proposing_again_changes_nothing_r5_11(self):
        Change = self.env["cs.level.change"]
        chen = self.make_agent("Chen", level=self.middle)
        new = self.make_agent("New", level=self.trial)
        wanted = [
            self.vals(),
            self.vals(chen, self.junior, "demotion", self.middle),
            self.vals(new, self.junior, "promotion", self.trial),
        ]
        found = Change._propose(wanted)
        self.assertEqual(found.mapped("kind"), ["promotion", "demotion", "entry"])
        self.assertEqual(Change._propose(wanted), found)
        self.assertEqual(found[0].period_id, self.march)
        self.reason(found[0], "leader", "withdraw")
        self.assertEqual(Change._propose(wanted), found)

    def test_queries_do_not_grow_with_agents_r5_11(self):
        """Proposals of a month are made in batch, with whom they ask."""
        counts = []
        for number in (2, 12):
            agents = [self.make_agent() for _number in range(number)]
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as selects:
                found = self.env["cs.level.change"]._propose(
                    [self.vals(agent) for agent in agents]
                )
            counts.append(len(selects))
            self.assertEqual(len(found.activity_ids), number)
        self.assertLessEqual(counts[1] - counts[0], 10, counts)

    def test_evidence_is_frozen_and_in_words_r5_11(self):
        change = self.env["cs.level.change"]._propose([self.vals()])
        self.assertIn("In service since 01/01/2025", change.trace_text)
        with self.assertRaises(UserError):
            self.by("officer", change).trace = {}
        by_hand = self.propose(agent=self.make_agent("Chen"))
        self.assertIn("Junior since", by_hand.trace_text)

    def test_who_has_a_change_under_way_gets_no_other_r5_11(self):
        self.propose()
        self.assertFalse(self.env["cs.level.change"]._propose([self.vals()]))

    def test_who_has_moved_since_gets_none_and_the_lock_goes_on_r5_11(self):
        """March is locked in April, when Li is a middle agent already."""
        Change = self.env["cs.level.change"]
        factories.promote(self.li, date(2026, 4, 1), self.middle, 2500)
        chen = self.make_agent("Chen")
        found = Change._propose([self.vals(), self.vals(chen)])
        self.assertEqual(found.employee_id, chen)

    def test_reopening_takes_untouched_proposals_away_r5_11(self):
        chen = self.make_agent("Chen")
        Change = self.env["cs.level.change"]
        found = Change._propose([self.vals(), self.vals(chen)])
        self.recommend(found[1])
        self.march.reopen("A mistake")
        self.assertEqual(found.exists(), found[1])


class TestWho(ChangeCase):
    """Nobody acts about themselves; roles see what is theirs; wages are HR's."""

    def test_nobody_acts_about_themselves_r5_17(self):
        own = self.make_agent("Leader", user_id=self.users["leader"].id)
        with self.assertRaises(AccessError):
            self.propose(agent=own)
        change = self.propose(agent=own, role="officer")
        self.lead_more()
        with self.assertRaises(AccessError):
            self.recommend(change)
        clerk = self.make_agent("Clerk", user_id=self.users["officer"].id)
        change = self.recommend(self.propose(agent=clerk))
        with self.assertRaisesRegex(UserError, "nobody decides about themselves"):
            self.approve(change)

    def test_agents_propose_and_recommend_nothing_r5_17(self):
        with self.assertRaises(AccessError):
            self.propose(role="agent")
        change = self.propose(agent=self.make_agent())
        with self.assertRaises(AccessError):
            self.recommend(change, "agent")

    def test_a_lead_of_another_team_has_no_say_r5_17(self):
        stranger = self.make_agent(department_id=self.other_team.id)
        with self.assertRaises(AccessError):
            self.propose(agent=stranger)

    def test_the_office_approves_r5_17(self):
        change = self.recommend(self.propose())
        with self.assertRaisesRegex(UserError, "decided by HR"):
            self.approve(change, "leader")
        with self.assertRaisesRegex(UserError, "decided by HR"):
            self.by("leader", change).date_from = "2026-06-01"

    def test_wages_are_hrs_alone_r5_1(self):
        change = self.propose()
        for role in ("leader", "agent"):
            for name in ("wage", "wage_before"):
                with self.assertRaises(AccessError):
                    self.by(role, change).read([name])
                with self.assertRaises(AccessError):
                    self.by(role, self.env["cs.level.change"]).search([(name, ">", 1)])
        with self.assertRaises(AccessError):
            self.propose(agent=self.make_agent(), wage=9000)
        self.assertNotIn(
            "wage",
            self.by("leader", change).get_views([(False, "form")])["models"][
                "cs.level.change"
            ]["fields"],
        )
        self.assertEqual(self.by("officer", change).wage, 2500)

    def test_agents_read_their_own_once_it_is_decided_r5_17(self):
        change = self.propose()
        Change = self.by("agent", self.env["cs.level.change"])
        self.assertFalse(Change.search([]))
        self.approve(self.recommend(change))
        self.assertEqual(Change.search([]), change)
        self.env.invalidate_all()
        Change.browse(change.id).read(["state", "trace_text", "recommendation"])
        with self.assertRaises(UserError):
            Change.browse(change.id).recommendation = "More"

    def test_a_leader_sees_the_team_and_not_their_own_r5_17(self):
        own = self.make_agent("Leader", user_id=self.users["leader"].id)
        stranger = self.make_agent(department_id=self.other_team.id)
        team = self.propose()
        for agent in own | stranger:
            self.propose(agent=agent, role="officer")
        seen = self.by("leader", self.env["cs.level.change"]).search([])
        self.assertEqual(seen, team)

    def test_buttons_follow_the_role_r5_17(self):
        change = self.propose()
        for role, shown in (("leader", True), ("officer", True), ("manager", True)):
            self.assertEqual(self.by(role, change).can_recommend, shown, role)
        self.recommend(change)
        for role, shown in (("leader", False), ("officer", True)):
            self.assertEqual(self.by(role, change).can_decide, shown, role)


class TestWageOfLevel(ChangeCase):
    """A level chosen elsewhere offers its wage, and says when both disagree."""

    def form(self):
        return Form(self.by("officer", self.li))

    def test_the_wage_follows_the_level_where_the_level_had_set_it_r5_1(self):
        for wage, expected in ((2200, 2500), (0, 2500), (2600, 2600)):
            self.li.wage = wage
            form = self.form()
            form.cs_level_id = self.middle
            with self.subTest(wage):
                self.assertEqual(form.wage, expected)

    def test_a_version_offers_it_too_r5_1(self):
        version = self.li.version_id.new(origin=self.li.version_id)
        version.cs_level_id = self.middle
        version._onchange_cs_level_id()
        self.assertEqual(version.wage, 2500)

    def test_form_and_filter_say_that_they_disagree_r5_1(self):
        chen = self.make_agent("Chen", wage=2300)
        li, chen = self.by("officer", self.li), self.by("officer", chen)
        self.assertFalse(li.cs_wage_note)
        self.assertRegex(chen.cs_wage_note, r"usually earns .*2,200.*2,300")
        found = chen.search([("cs_wage_differs", "=", True)])
        self.assertEqual(found & (li | chen), chen)
        self.assertIn(li, chen.search([("cs_wage_differs", "=", False)]))
        with self.assertRaises(ValueError):
            self.by("leader", chen).search([("cs_wage_differs", "=", True)])

    def test_the_employee_opens_their_changes_r5_17(self):
        change = self.propose()
        li = self.by("officer", self.li)
        self.assertEqual(li.cs_level_change_count, 1)
        action = li.action_cs_level_changes()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), change)
