"""Agents apply; what is ticked meets what is judged; sanctions weigh (R5.11-R5.18)."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from tests.careers.change_common import ChangeCase


class ApplicationCase(ChangeCase):
    """Juniors rise after three months, assessed, without a sanction."""

    @classmethod
    def policy_values(cls):
        return {**super().policy_values(), "careers_enabled": True}

    @classmethod
    def complete_policy(cls, policy):
        super().complete_policy(policy)
        levels = {level.code: level for level in policy.ladder_id.level_ids}
        junior, middle = levels["junior"], levels["middle"]
        policy.quality_ids = [
            Command.create({"name": "Skills", "code": "SKILLS"}),
            Command.create({"name": "Help to others", "code": "HELP"}),
        ]
        rise = {"level_id": junior.id, "direction": "promotion"}
        policy.criterion_ids = [
            Command.create({**rise, "measure": "service", "bound": 3}),
            Command.create({**rise, "measure": "judged", "sequence": 20}),
            Command.create(
                {
                    **rise,
                    "measure": "sanctions",
                    "sanction_kind": "criticism",
                    "window": 6,
                    "sequence": 30,
                }
            ),
            Command.create(
                {
                    "level_id": middle.id,
                    "direction": "demotion",
                    "measure": "sanctions",
                    "bound": 1,
                }
            ),
        ]

    def progress(self, agent=None):
        return self.env["cs.level.progress"].search(
            [("employee_id", "=", (agent or self.li).id), ("is_latest", "=", True)]
        )

    def mine(self):
        return self.by("agent", self.progress())

    def changes(self, agent=None):
        return self.env["cs.level.change"].search(
            [("employee_id", "=", (agent or self.li).id)]
        )

    def apply(self, words="I know the shop by heart"):
        action = self.mine().action_apply()
        wizard = (
            self.env["cs.decision.reason"]
            .with_user(self.users["agent"])
            .with_context(**action["context"])
            .create({"reason": words})
        )
        wizard.action_apply()
        return self.changes().filtered("is_own")[:1]

    def withdraw_proposals(self):
        """Those that the lock has made."""
        for change in self.changes().filtered(
            lambda row: row.state in ("application", "proposed")
        ):
            self.reason(change, "officer", "withdraw")

    def lock_april(self):
        self.april.action_compute()
        self.april.action_lock()


class TestApplication(ApplicationCase):
    def setUp(self):
        super().setUp()
        self.withdraw_proposals()
        self.ask(self.middle, application=True)

    def test_one_applies_from_my_way_up_r5_18(self):
        self.assertTrue(self.mine().can_apply)
        change = self.apply()
        self.assertEqual((change.state, change.to_level_id), ("proposed", self.middle))
        self.assertEqual(change.application, "I know the shop by heart")
        self.assertTrue(self.activities(change, self.users["leader"]), "told")
        self.assertIn("asked: 3", change.trace_text)
        self.assertIn("In service since", change.trace_text)
        self.assertFalse(self.mine().can_apply, "one at a time")
        self.assertIn("Recommendation", self.mine().application_text)
        self.recommend(change, quality_ids=self.policy.quality_ids.ids)
        self.approve(change)
        self.assertEqual(self.level_and_wage("2026-05-01"), (self.middle, 2500))

    def test_what_is_begun_is_gone_on_with_r5_18(self):
        self.mine().action_apply()
        change = self.changes().filtered("is_own")
        self.assertEqual(change.state, "application")
        self.assertTrue(self.mine().can_apply)
        self.assertEqual(self.apply(), change)
        self.assertEqual(change.state, "proposed")

    def test_service_just_there_and_just_missed_r5_18(self):
        """It is 10 April: who joined on 10 January has served three months."""
        for day, expected in (("2026-01-10", True), ("2026-01-11", False)):
            self.li.version_id.contract_date_start = day
            self.env.invalidate_all()
            with self.subTest(day):
                self.assertEqual(self.mine().can_apply, expected)
        with self.assertRaisesRegex(UserError, "not there yet"):
            self.mine().action_apply()

    def test_only_where_the_level_asks_for_it_r5_18(self):
        self.ask(self.middle, application=False)
        self.assertFalse(self.mine().can_apply)
        with self.assertRaisesRegex(UserError, "team's leader proposes"):
            self.mine().action_apply()

    def test_only_themselves_and_nothing_but_the_level_r5_18(self):
        [mate] = self.mates(1)
        self.lock_april()
        self.withdraw_proposals()
        for role in ("leader", "officer"):
            with self.assertRaisesRegex(UserError, "themselves only"):
                self.by(role, self.progress()).action_apply()
        with self.assertRaises(UserError):
            self.by("agent", self.progress(mate)).action_apply()
        with self.assertRaises(AccessError):
            self.propose(role="agent")
        self.mine().with_context(
            default_wage=9999,
            default_state="approved",
            default_date_from="2026-01-01",
            default_reason="Mine",
        ).action_apply()
        change = self.changes().filtered("is_own")
        self.assertEqual((change.wage, change.state), (2500, "application"))
        self.assertEqual(str(change.date_from), "2026-05-01")
        self.assertFalse(change.reason)
        with self.assertRaises(UserError):
            self.by("agent", change).reason = "Mine"

    def test_a_proposal_of_the_lock_is_gone_on_with_r5_13(self):
        """Who was proposed where one applies does so from either place."""
        self.lock_april()
        [proposal] = self.changes().filtered(lambda row: row.state == "application")
        self.assertEqual(proposal.period_id, self.april)
        self.apply()
        self.assertEqual((proposal.state, proposal.is_own), ("proposed", False))

    def test_another_level_meanwhile_bars_it_r5_18(self):
        self.li.cs_level_id = self.middle
        self.env.invalidate_all()
        self.assertFalse(self.mine().can_apply)

    def test_a_fall_goes_before_ones_own_application_r5_14(self):
        change = self.apply()
        self.env["cs.level.change"].sudo()._propose(
            [
                {
                    "employee_id": self.li.id,
                    "period_id": self.march.id,
                    "from_level_id": self.junior.id,
                    "to_level_id": self.trial.id,
                    "kind": "demotion",
                }
            ]
        )
        self.assertEqual(change.state, "withdrawn")
        fall = self.changes().filtered(lambda row: row.kind == "demotion")
        self.assertEqual(fall.state, "proposed")


@tagged("standard", "post_install", "-at_install")
class TestApplicationTour(ApplicationCase, HttpCase):
    def test_from_my_way_up_to_the_leader_r5_18(self):
        self.withdraw_proposals()
        self.ask(self.middle, application=True)
        self.start_tour("/odoo", "cs_career_apply", login="cs_agent")
        change = self.changes().filtered("is_own")
        self.assertEqual(change.state, "proposed")
        self.start_tour("/odoo", "cs_career_applied", login="cs_leader")
        self.assertEqual((change.state, len(change.quality_ids)), ("office", 1))


class TestJudged(ApplicationCase):
    """The judged criterion is met by the qualities that were ticked (R5.11)."""

    def judged(self, change):
        [found] = [
            part for part in change.trace["steps"] if part["code"] == "career.judged"
        ]
        return found["is_met"], found["percent"]

    def test_ticks_meet_the_criterion_of_the_proposal_r5_11(self):
        change = self.changes()
        self.assertEqual(change.period_id, self.march)
        self.assertEqual(self.judged(change), (False, 0))
        skills, helps = self.policy.quality_ids
        self.recommend(change, quality_ids=skills.ids)
        self.assertEqual(self.judged(change), (False, 50))
        self.assertIn("1 of 2 qualities", change.trace_text)
        self.lock_april()
        line = self.progress().line_ids.filtered("is_judged")
        self.assertEqual((line.is_met, line.percent), (False, 50))
        self.assertTrue(helps)

    def test_all_ticked_is_met_and_shown_on_the_way_up_r5_11(self):
        change = self.changes()
        self.recommend(change, quality_ids=self.policy.quality_ids.ids)
        self.assertEqual(self.judged(change), (True, 100))
        self.lock_april()
        self.assertTrue(self.progress().line_ids.filtered("is_judged").is_met)

    def test_by_hand_it_is_judged_as_well_r5_11(self):
        chen = self.make_agent("Chen")
        change = self.propose(agent=chen)
        self.recommend(change, quality_ids=self.policy.quality_ids.ids)
        self.assertEqual(self.judged(change), (True, 100))

    def test_what_was_refused_is_judged_anew_r5_11(self):
        change = self.changes()
        self.recommend(change, quality_ids=self.policy.quality_ids.ids)
        self.reason(change, "officer", "refuse")
        self.lock_april()
        self.assertFalse(self.progress().line_ids.filtered("is_judged").is_met)


class TestSanctions(ApplicationCase):
    """Sanctions in force weigh in promotion and demotion (R2.16)."""

    def sanction(self, agent, kind, **values):
        found = (
            self.env["cs.sanction"]
            .with_user(self.users["leader"])
            .create({"employee_id": agent.id, "kind": kind, "reason": "It was so"})
        )
        self.by("officer", found).action_confirm()
        found.sudo()._write(values)
        found.invalidate_recordset()
        return found

    def line(self, agent=None):
        return self.progress(agent).line_ids.filtered(
            lambda line: line.criterion_id.measure == "sanctions"
        )

    def test_a_grave_sanction_bars_and_a_light_one_does_not_r2_16(self):
        self.withdraw_proposals()
        self.sanction(self.li, "warning")
        mate = self.make_agent("Chen")
        self.sanction(mate, "minor")
        self.lock_april()
        self.assertTrue(self.line().is_met)
        self.assertEqual(self.progress().state, "ready")
        line = self.line(mate)
        self.assertFalse(line.is_met)
        self.assertIn("count: 1, at most 0", line.trace_text)
        self.assertEqual(self.progress(mate).state, "short")
        self.assertFalse(self.changes(mate))

    def test_more_than_are_borne_propose_a_fall_r2_16(self):
        chen = self.make_agent("Chen", level=self.middle)
        liu = self.make_agent("Liu", level=self.middle)
        self.sanction(chen, "warning")
        for _one in range(2):
            self.sanction(liu, "warning")
        self.lock_april()
        self.assertFalse(self.changes(chen))
        self.assertEqual(self.changes(liu).kind, "demotion")
        self.assertIn("more than 1", self.changes(liu).trace_text)

    def test_a_lifted_or_proposed_one_does_not_count_r2_16(self):
        self.withdraw_proposals()
        self.reason(self.sanction(self.li, "major"), "officer", "lift")
        self.env["cs.sanction"].with_user(self.users["leader"]).create(
            {"employee_id": self.li.id, "kind": "major", "reason": "It was so"}
        )
        self.lock_april()
        self.assertTrue(self.line().is_met)
