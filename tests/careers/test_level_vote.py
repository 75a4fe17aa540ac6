"""R5.17: the team's vote is secret, counted once, and shown when it is closed."""

import random
import threading

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tools import mute_logger

from odoo.addons.cs_management.engine import ballots

from tests.careers.change_common import ChangeCase

LATER = "2026-04-14 04:00:00"


class VoteCase(ChangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ask(cls.middle, vote=True, min_voters=3, vote_days=3, vote_share=0.5)
        cls.team_mates = cls.mates(4)

    def open(self, **values):
        change = self.recommend(self.propose(**values))
        self.assertEqual(change.state, "vote")
        return change.sudo().vote_ids

    def cast(self, vote, voter, choice):
        vote = vote.with_user(voter.user_id).with_context(cs_choice=choice)
        vote.action_vote()

    def all_vote(self, vote, choices):
        for voter, choice in zip(self.team_mates, choices, strict=False):
            self.cast(vote, voter, choice)

    def result(self, vote):
        return vote.count_for, vote.count_against, vote.count_abstained


class TestVote(VoteCase):
    def test_the_team_of_the_day_votes_r5_17(self):
        """Without the candidate, without other teams, without who has left."""
        self.mates(1, department_id=self.other_team.id)
        gone = self.mates(1)
        gone.contract_date_end = "2026-04-09"
        self.make_agent("No user")
        vote = self.open()
        self.assertEqual(vote.voter_ids.employee_id, self.team_mates)
        late = self.mates(1)
        for other in late | self.li:
            with self.assertRaises(AccessError):
                self.cast(vote, other, "for")
        for role in ("leader", "officer"):
            with self.assertRaisesRegex(UserError, "on the day it was opened"):
                self.by(role, vote.with_context(cs_choice="for")).action_vote()
        self.assertTrue(self.activities(vote, self.team_mates[0].user_id))

    def test_the_result_is_shown_when_all_have_voted_r5_17(self):
        vote = self.open()
        self.all_vote(vote, ["for", "for", "against"])
        self.assertEqual((vote.state, self.result(vote)), ("open", (0, 0, 0)))
        self.assertIn("3 of 4", vote.change_id.vote_text)
        self.cast(vote, self.team_mates[3], "abstained")
        self.assertEqual((vote.state, self.result(vote)), ("closed", (2, 1, 1)))
        self.assertEqual(vote.change_id.state, "office")
        self.approve(vote.change_id)

    def test_a_majority_is_needed_r5_17(self):
        """Half of the votes for and against is enough, less is not."""
        for choices, passes in (
            (["for", "against", "abstained", "abstained"], True),
            (["for", "against", "against", "for"], True),
            (["for", "against", "against", "abstained"], False),
        ):
            vote = self.open()
            self.all_vote(vote, choices)
            if passes:
                vote.change_id._prepare_approval()
            else:
                with self.assertRaisesRegex(UserError, "33.3 %"):
                    self.approve(vote.change_id)
            self.reason(vote.change_id, "officer", "refuse")

    def test_advice_binds_nobody_r5_17(self):
        self.ask(self.middle, vote_share=0.0)
        vote = self.open()
        self.all_vote(vote, ["against"] * 4)
        self.approve(vote.change_id)

    def test_nobody_votes_twice_r5_17(self):
        vote = self.open()
        self.cast(vote, self.team_mates[0], "for")
        self.assertFalse(self.activities(vote, self.team_mates[0].user_id))
        with self.assertRaisesRegex(UserError, "voted already"):
            self.cast(vote, self.team_mates[0], "against")
        voter = vote.voter_ids[0]
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            voter.copy({"user_id": self.users["officer"].id})
        with self.assertRaises(UserError):
            self.cast(vote, self.team_mates[1], "perhaps")

    def test_it_is_closed_when_all_have_voted_or_time_is_over_r5_17(self):
        vote = self.open()
        self.all_vote(vote, ["for", "for", "against"])
        with self.assertRaisesRegex(UserError, "3 of 4 have voted"):
            self.by("leader", vote.change_id).action_close_vote()
        self.env["cs.level.vote"]._cron_close()
        self.assertEqual(vote.state, "open")
        with freeze_time(LATER):
            self.env["cs.level.vote"]._cron_close()
        self.assertEqual((vote.state, self.result(vote)), ("closed", (2, 1, 0)))
        with self.assertRaisesRegex(UserError, "is closed"):
            self.cast(vote, self.team_mates[3], "for")

    def test_too_few_votes_are_burnt_r5_17(self):
        """Who was promised secrecy is not given away by a result of two votes."""
        vote = self.open()
        self.all_vote(vote, ["for", "against"])
        with freeze_time(LATER):
            self.by("leader", vote.change_id).action_close_vote()
        self.assertEqual((vote.state, self.result(vote)), ("void", (0, 0, 0)))
        self.env.cr.execute(
            "SELECT urn, count_for, count_against, count_abstained"
            " FROM cs_level_ballot WHERE vote_id = %s",
            [vote.id],
        )
        self.assertEqual(self.env.cr.fetchall(), [(None, 0, 0, 0)])
        self.assertIn("Too few", vote.change_id.vote_text)
        self.approve(vote.change_id)

    def test_a_small_team_is_told_and_counted_r5_17(self):
        self.ask(self.middle, min_voters=9)
        vote = self.open()
        self.assertFalse(vote.is_secret)
        self.all_vote(vote, ["for"] * 4)
        self.assertEqual((vote.state, self.result(vote)), ("closed", (4, 0, 0)))

    def test_who_is_alone_has_nobody_to_vote_r5_17(self):
        alone = self.make_agent("Alone", department_id=self.subteam.id)
        change = self.recommend(self.propose(agent=alone))
        self.assertEqual(change.state, "office")
        self.assertFalse(change.sudo().vote_ids)

    def test_a_withdrawn_change_counts_no_votes_r5_17(self):
        vote = self.open()
        change = vote.change_id
        self.cast(vote, self.team_mates[0], "for")
        self.reason(change, "leader", "withdraw")
        self.assertFalse(vote.exists())


class TestSecrecy(VoteCase):
    """No row, and no two rows together, say who voted how."""

    def rows(self, vote):
        """All that is stored about a vote and its change, but for their own ids."""
        self.env.flush_all()
        found = {}
        for table, key, value in (
            ("cs_level_change", "id", vote.change_id.id),
            ("cs_level_vote", "id", vote.id),
            ("cs_level_voter", "vote_id", vote.id),
            ("cs_level_ballot", "vote_id", vote.id),
        ):
            self.env.cr.execute(
                f"SELECT row_to_json(t) FROM {table} AS t WHERE {key} = %s ORDER BY id",
                [value],
            )
            found[table] = [
                {
                    name: value
                    for name, value in row.items()
                    if name not in ("id", "vote_id", "change_id")
                }
                for [row] in self.env.cr.fetchall()
            ]
        return found

    @given(
        choices=st.lists(st.sampled_from(ballots.CHOICES), min_size=4, max_size=4),
        seed=st.integers(0, 1000),
    )
    @settings(
        max_examples=8,
        deadline=None,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    def test_histories_with_the_same_sums_leave_the_same_rows_r5_17(
        self, choices, seed
    ):
        """Other voters, another order: open and closed, the rows are the same."""
        mixed = random.Random(seed)
        histories = []
        for _time in range(2):
            order = list(self.team_mates)
            mixed.shuffle(order)
            histories.append(list(zip(order, choices, strict=True)))
        seen = []
        for history in histories:
            with self.env.cr.savepoint() as savepoint:
                vote = self.open()
                for voter, choice in history[:-1]:
                    self.cast(vote, voter, choice)
                [urn] = self.rows(vote)["cs_level_ballot"]
                self.assertEqual(len(urn.pop("urn")), len(self.empty_urn()))
                self.assertEqual(set(urn.values()), {0, self.company.id})
                self.cast(vote, *history[-1])
                seen.append(self.rows(vote))
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(*seen)

    def empty_urn(self):
        return self.env["cs.level.ballot"]._seal(ballots.EMPTY)

    def test_ballots_have_no_row_no_time_and_no_maker_r5_17(self):
        vote = self.open()
        self.all_vote(vote, ["for", "against", "for"])
        [urn] = self.rows(vote)["cs_level_ballot"]
        self.assertEqual(
            urn.keys(),
            {"company_id", "urn", "count_for", "count_against", "count_abstained"},
        )
        [voters] = [self.rows(vote)["cs_level_voter"]]
        self.assertEqual(
            voters[0].keys(), {"employee_id", "user_id", "company_id", "has_voted"}
        )

    def test_every_choice_writes_the_same_row_r5_17(self):
        """The row's transaction (``xmin``) says who voted last, never what."""
        vote = self.open()
        urns = set()
        for voter, choice in zip(self.team_mates, ballots.CHOICES, strict=False):
            self.cast(vote, voter, choice)
            self.env.cr.execute(
                "SELECT urn, xmin::text FROM cs_level_ballot WHERE vote_id = %s",
                [vote.id],
            )
            [[urn, _xmin]] = self.env.cr.fetchall()
            urns.add(urn)
        self.assertEqual(len(urns), 3)
        self.assertEqual({len(urn) for urn in urns}, {len(self.empty_urn())})

    def test_nobody_reads_ballots_and_results_before_the_end_r5_17(self):
        vote = self.open()
        self.all_vote(vote, ["for", "for"])
        for role in ("agent", "leader", "officer", "manager"):
            with self.assertRaises(AccessError):
                self.by(role, self.env["cs.level.ballot"]).search([])
        admin = self.env.ref("base.user_admin")
        admin.company_ids += self.company
        with self.assertRaises(AccessError):
            self.env["cs.level.ballot"].with_user(admin).search([])
        self.assertEqual(self.result(vote), (0, 0, 0))
        with self.assertRaises(AccessError):
            self.by("officer", vote).write({"min_voters": 1})
        with self.assertRaises(AccessError):
            self.by("officer", vote.voter_ids[3]).write({"has_voted": True})

    def test_the_choice_is_no_name_that_the_log_keeps_r5_17(self):
        """One method for all choices, no wizard's row with its maker."""
        arch = self.env["cs.level.vote"].get_view(view_type="form")["arch"]
        self.assertEqual(arch.count('name="action_vote"'), 3)
        tables = self.env["ir.model.fields"].search(
            [("model", "=like", "cs.level.%"), ("ttype", "=", "selection")]
        )
        values = {
            value for field in tables for value in field.selection_ids.mapped("value")
        }
        self.assertFalse(values & set(ballots.CHOICES))

    def test_voters_see_the_vote_and_not_the_reasons_r5_17(self):
        vote = self.open()
        mate = self.team_mates[0].user_id
        self.assertEqual(self.env["cs.level.vote"].with_user(mate).search([]), vote)
        self.assertFalse(self.env["cs.level.change"].with_user(mate).search([]))
        own = self.env["cs.level.voter"].with_user(mate).search([])
        self.assertEqual(own.user_id, mate)
        candidate = self.by("agent", self.env["cs.level.vote"])
        self.assertFalse(candidate.search([]))
        self.assertFalse(self.by("leader", self.env["cs.level.voter"]).search([]))

    def test_an_urn_of_another_server_has_no_result_r5_17(self):
        vote = self.open()
        self.cast(vote, self.team_mates[0], "for")
        elsewhere = ballots.seal((1, 0, 0), bytes(32), bytes(16))
        self.env.cr.execute(
            "UPDATE cs_level_ballot SET urn = %s WHERE vote_id = %s",
            [elsewhere, vote.id],
        )
        with self.assertRaisesRegex(UserError, "another server"):
            self.cast(vote, self.team_mates[1], "for")
        with freeze_time(LATER):
            self.by("leader", vote.change_id).action_close_vote()
        self.assertEqual(vote.state, "void")


class TestTwoAtOnce(VoteCase):
    """Two votes at the same moment, on two real connections."""

    def setUp(self):
        super().setUp()
        self.database = db_connect(self.env.cr.dbname)
        self.rows = {}
        with self.database.cursor() as cr:
            self.prepare(api.Environment(cr, api.SUPERUSER_ID, {}))
        self.addCleanup(self.remove)

    def prepare(self, env):
        """A vote without its change, that two of ours may vote about."""
        company = env["res.company"].search([], order="id", limit=1)
        people = env["hr.employee"].create(
            [
                {"name": f"Vote {number}", "company_id": company.id}
                for number in range(2)
            ]
        )
        cr = env.cr
        cr.execute("SET CONSTRAINTS ALL DEFERRED")
        ladder = env["cs.ladder"].create({"name": "Vote", "company_id": company.id})
        levels = env["cs.level"].create(
            [
                {"name": code, "code": code, "ladder_id": ladder.id, "sequence": place}
                for place, code in enumerate(("one", "two"))
            ]
        )
        people[0].cs_level_id = levels[0]
        users = env["res.users"].search([("share", "=", False)], order="id", limit=2)
        change = env["cs.level.change"].create(
            {"employee_id": people[0].id, "to_level_id": levels[1].id}
        )
        vote = env["cs.level.vote"].create(
            {
                "change_id": change.id,
                "employee_id": people[0].id,
                "level_id": levels[1].id,
                "company_id": company.id,
                "date_to": "2099-01-01",
                "min_voters": 9,
            }
        )
        env["cs.level.voter"].create(
            [
                {"vote_id": vote.id, "employee_id": person.id, "user_id": user.id}
                for person, user in zip(people, users, strict=True)
            ]
        )
        env["cs.level.ballot"]._set_up(vote)
        env.flush_all()
        self.rows = {
            "cs.level.vote": vote.ids,
            "cs.level.change": change.ids,
            "hr.employee": people.ids,
            "cs.ladder": ladder.ids,
        }
        self.voters = users.ids

    def remove(self):
        with self.database.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            for model in ("cs.level.vote", "cs.level.change"):
                env[model].browse(self.rows[model]).unlink()
            people = env["hr.employee"].browse(self.rows["hr.employee"])
            people.version_ids.write({"cs_level_id": False})
            people.unlink()
            env["cs.ladder"].browse(self.rows["cs.ladder"]).unlink()

    def vote(self, cr, place):
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        vote = env["cs.level.vote"].browse(self.rows["cs.level.vote"])
        user = env["res.users"].browse(self.voters[place])
        env["cs.level.voter"]._tick_off(vote, user)
        env["cs.level.ballot"]._drop_in(vote, "for")
        env.flush_all()

    def meet(self, first, second):
        """``first`` has voted, not committed; ``second`` begins; then both go on."""
        seen, began = [], threading.Event()

        def run():
            with self.database.cursor() as cr:
                cr.execute("SELECT 1")  # The moment whose rows it sees.
                began.set()
                try:
                    self.vote(cr, second)
                except (SerializationFailure, UserError) as error:
                    seen.append(error)
                    cr.rollback()

        with mute_logger("odoo.sql_db"), self.database.cursor() as cr:
            self.vote(cr, first)
            thread = threading.Thread(target=run)
            thread.start()
            began.wait(20)
            thread.join(0.5)
            cr.commit()
            thread.join(20)
        self.assertFalse(thread.is_alive())
        return seen

    def counts(self):
        with self.database.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            vote = env["cs.level.vote"].browse(self.rows["cs.level.vote"])
            return env["cs.level.ballot"]._look_into(vote)

    def test_one_who_clicks_twice_votes_once_r5_17(self):
        [error] = self.meet(0, 0)
        self.assertIsInstance(error, SerializationFailure)
        with self.database.cursor() as cr, self.assertRaisesRegex(UserError, "already"):
            self.vote(cr, 0)
        self.assertEqual(self.counts(), (1, 0, 0))

    def test_of_two_none_is_lost_r5_17(self):
        """The second begins anew, as Odoo's server does by itself."""
        [error] = self.meet(0, 1)
        self.assertIsInstance(error, SerializationFailure)
        with self.database.cursor() as cr:
            self.vote(cr, 1)
        self.assertEqual(self.counts(), (2, 0, 0))
