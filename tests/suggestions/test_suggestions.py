"""Suggestions: handed in, looked at weekly, tried, adopted or refused (R2.12)."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from tests.common import CsCase

RULES = (
    ("ADOPTED", "suggestion", {"amount_min": 10, "amount_max": 100}),
    ("IMPROVED", "suggestion", {"points_min": 5}),
    ("SHARED", "knowledge", {"points_min": 2, "points_max": 5}),
)


class SuggestionCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy(
            {
                "rule_ids": [
                    Command.create(
                        {"code": c, "name": c, "kind": "merit", "event": event, **v}
                    )
                    for c, event, v in RULES
                ]
            }
        )
        cls.ann = cls.make_agent("Ann", user_id=cls.users["agent"].id)
        cls.leader = cls.users["leader"]

    def hand_in(self, user=None, **values):
        suggestions = self.env["cs.suggestion"].with_user(user or self.users["agent"])
        return suggestions.create(
            {"name": "Template for returns", "date": "2026-03-02", **values}
        )

    def decide(self, suggestion, step, reason, user=None):
        """Refuse or reconsider through the wizard that asks for the reason."""
        own = suggestion.with_user(user or self.leader)
        action = getattr(own, f"action_{step}")()
        wizards = self.env[action["res_model"]].with_user(user or self.leader)
        with Form(wizards.with_context(**action["context"])) as form:
            form.reason = reason
        form.save().action_apply()


@freeze_time("2026-03-10 02:00:00")
class TestFlow(SuggestionCase):
    def test_adopted_with_money_and_points_r2_12_r3_2(self):
        """10-100 by weight, chosen within the range, and the points of the score."""
        suggestion = self.hand_in()
        own = suggestion.with_user(self.leader)
        self.assertIn("10 to 100", own.range_hint)
        own.amount = 60
        own.action_adopt()
        self.assertEqual(own.state, "adopted")
        entries = own.entry_ids
        self.assertEqual(
            {entry.rule_code: (entry.money, entry.score_points) for entry in entries},
            {"ADOPTED": (60, 0), "IMPROVED": (0, 5)},
        )
        self.assertEqual(set(entries.mapped("state")), {"confirmed"})
        self.assertEqual(entries.issuer_id, self.leader)
        march = self.make_period("2026-03")
        march.action_compute()
        self.assertEqual(self.amounts(self.ann, march)["CS_REWARD"], 60)
        self.assertEqual(self.statement(self.ann, march).score, 85)
        mail = self.env["mail.mail"].search([("model", "=", "cs.suggestion")])
        self.assertIn("was adopted", mail.body_html)

    def test_the_least_by_default_and_never_beyond_the_range_r2_12(self):
        least = self.hand_in().with_user(self.leader)
        least.action_adopt()
        money = least.entry_ids.filtered("amount").amount
        self.assertEqual(money, 10)
        for amount in (9, 100.5):
            too = self.hand_in().with_user(self.leader)
            too.amount = amount
            with self.assertRaises(ValidationError) as caught:
                too.action_adopt()
            self.assertIn("must be between 10", str(caught.exception))
        exact = self.hand_in().with_user(self.leader)
        exact.amount = 100
        exact.action_adopt()

    def test_shared_knowledge_has_its_own_article_r9_12(self):
        own = self.hand_in(kind="knowledge").with_user(self.leader)
        own.points = 3
        own.action_adopt()
        self.assertEqual(own.entry_ids.mapped("rule_code"), ["SHARED"])
        self.assertEqual(own.entry_ids.score_points, 3)

    def test_without_an_article_nothing_is_adopted_r9_12(self):
        own = self.hand_in(kind="care").with_user(self.leader)
        with self.assertRaises(UserError) as caught:
            own.action_adopt()
        self.assertIn("has no article", str(caught.exception))

    def test_tried_first_r2_12(self):
        own = self.hand_in().with_user(self.leader)
        own.action_try()
        self.assertEqual((own.state, own.looked_by_id), ("trial", self.leader))
        own.action_adopt()
        self.assertEqual(own.state, "adopted")

    def test_refused_with_a_reason_r2_12(self):
        suggestion = self.hand_in()
        self.decide(suggestion, "refuse", "Tried last year")
        self.assertEqual(suggestion.state, "refused")
        self.assertEqual(suggestion.answer, "Tried last year")
        own = self.hand_in().with_user(self.leader)
        with self.assertRaisesRegex(ValidationError, "reason"):
            own._decide("refuse")

    def test_reconsidered_it_earns_nothing_r2_12(self):
        suggestion = self.hand_in()
        suggestion.with_user(self.leader).action_adopt()
        self.decide(suggestion, "reconsider", "It did not work")
        self.assertEqual(suggestion.state, "submitted")
        entries = suggestion.sudo().entry_ids
        self.assertEqual(set(entries.mapped("state")), {"cancelled"})
        suggestion.with_user(self.leader).action_adopt()
        march = self.make_period("2026-03")
        march.action_compute()
        self.assertEqual(self.amounts(self.ann, march)["CS_REWARD"], 10)

    def test_reconsidered_behind_a_lock_it_is_taken_back_later_r2_12(self):
        suggestion = self.hand_in()
        suggestion.with_user(self.leader).action_adopt()
        march = self.make_period("2026-03")
        march.action_lock()
        self.decide(suggestion, "reconsider", "It did not work")
        april = self.make_period("2026-04")
        april.action_compute()
        self.assertEqual(self.amounts(self.ann, march)["CS_REWARD"], 10)
        self.assertEqual(self.amounts(self.ann, april)["CS_ADJUSTMENT"], -10)
        self.assertEqual(self.statement(self.ann, march).score, 85)

    def test_adopted_in_a_locked_month_it_counts_in_the_next_r2_12(self):
        suggestion = self.hand_in()
        self.make_period("2026-03").action_lock()
        suggestion.with_user(self.leader).action_adopt()
        april = self.make_period("2026-04")
        april.action_compute()
        self.assertEqual(self.amounts(self.ann, april)["CS_ADJUSTMENT"], 10)

    def test_looked_at_every_week_r2_12(self):
        """Leaders are asked once; who looked is asked again the week after."""
        suggestion = self.hand_in()
        decided = self.hand_in()
        self.decide(decided, "refuse", "No")
        for _ in range(2):
            self.env["cs.suggestion"]._cron_weekly()
        asked = suggestion.sudo().activity_ids.filtered(
            lambda activity: activity.user_id == self.leader
        )
        self.assertEqual(len(asked), 1)
        suggestion.with_user(self.leader).action_look()
        self.assertEqual(suggestion.state, "submitted")
        self.assertTrue(suggestion.looked_at)
        self.assertFalse(asked.exists())
        self.env["cs.suggestion"]._cron_weekly()
        self.assertEqual(suggestion.sudo().activity_ids.user_id, self.leader)

    def test_the_cron_begins_on_a_monday_r2_12(self):
        cron = self.env.ref("cs_management.cs_suggestion_cron_weekly")
        self.assertEqual(cron.nextcall.weekday(), 0)
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "weeks"))

    def test_as_many_queries_for_100_suggestions_as_for_one(self):
        def selects(suggestions):
            self.env.invalidate_all()
            with self.count_selects() as found:
                suggestions.mapped("range_hint")
            return len(found)

        few = selects(self.hand_in().with_env(self.env))
        agents = [self.make_agent(f"More {number}") for number in range(100)]
        many = self.env["cs.suggestion"].create(
            [{"name": "More", "employee_id": agent.id} for agent in agents]
        )
        self.assertEqual(selects(many), few)


@freeze_time("2026-03-10 02:00:00")
class TestRoles(SuggestionCase):
    def test_an_agent_hands_in_their_own_r2_12(self):
        with Form(self.env["cs.suggestion"].with_user(self.users["agent"])) as form:
            form.name = "Shorter greeting"
        suggestion = form.save()
        self.assertEqual(suggestion.employee_id, self.ann)
        self.assertEqual(suggestion.department_id, self.team)
        suggestion.description = "Customers wait less"
        bob = self.make_agent("Bob")
        with self.assertRaises(UserError):
            self.hand_in(employee_id=bob.id)
        self.hand_in(self.leader, employee_id=bob.id)
        seen = self.env["cs.suggestion"].with_user(self.users["agent"])
        self.assertEqual(seen.search([]), suggestion)

    def test_nobody_sets_what_their_own_earns_r2_12(self):
        with self.assertRaises(AccessError):
            self.hand_in(amount=100)
        suggestion = self.hand_in()
        for values in ({"amount": 100}, {"points": 5}, {"state": "adopted"}):
            with self.assertRaises(AccessError):
                suggestion.write(values)
        self.assertFalse(suggestion.can_adopt)
        with self.assertRaisesRegex(UserError, "concerns you"):
            suggestion.action_adopt()

    def test_nobody_adopts_their_own_r2_12(self):
        own = self.make_agent("Lead", user_id=self.leader.id)
        suggestion = self.hand_in(self.leader)
        self.assertEqual(suggestion.employee_id.id, own.id)
        for step in ("adopt", "try", "look"):
            with self.assertRaisesRegex(UserError, "concerns you"):
                getattr(suggestion, f"action_{step}")()
        suggestion.with_user(self.users["officer"]).action_adopt()

    def test_a_leader_in_a_team_of_others_hands_in_as_well_r2_12(self):
        leader = self.make_user("leader", login="cs_elsewhere")
        self.make_agent("Else", user_id=leader.id, department_id=self.other_team.id)
        suggestion = self.hand_in(leader)
        self.assertEqual(suggestion.department_id, self.other_team)

    def test_only_the_teams_leaders_and_hr_decide_r2_12(self):
        suggestion = self.hand_in()
        other = self.make_user("leader", login="cs_other")
        with self.assertRaises(AccessError):
            suggestion.with_user(other).action_adopt()
        suggestion.with_user(self.users["officer"]).action_adopt()

    def test_what_is_decided_stays_r2_12(self):
        suggestion = self.hand_in()
        suggestion.with_user(self.leader).action_adopt()
        for change in (
            lambda: suggestion.write({"name": "Another"}),
            suggestion.unlink,
            lambda: suggestion.with_user(self.leader).write({"name": "Another"}),
            suggestion.action_withdraw,
        ):
            with self.assertRaises(UserError):
                change()
        with self.assertRaises(AccessError):
            suggestion.with_user(self.leader).amount = 90

    def test_withdrawn_by_its_author_r2_12(self):
        suggestion = self.hand_in()
        with self.assertRaisesRegex(UserError, "who handed it in"):
            suggestion.with_user(self.leader).action_withdraw()
        suggestion.action_withdraw()
        self.assertEqual(suggestion.state, "withdrawn")
        with self.assertRaises(UserError):
            suggestion.unlink()
        self.hand_in().unlink()

    def test_the_employee_leads_to_their_suggestions_r2_12(self):
        self.hand_in()
        self.assertEqual(self.ann.with_user(self.leader).cs_suggestion_count, 1)
