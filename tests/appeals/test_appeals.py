"""Appeals: how long, who decides until when, and what is won (R2, R3, R6)."""

from datetime import date, timedelta

from freezegun import freeze_time
from lxml import etree
from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from tests.conduct.test_conduct import ConductCase


class AppealCase(ConductCase):
    """An entry of March by the leader, a head above them, two officers, a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.make_user("leader", login="cs_head")
        cls.above = cls.env["hr.department"].create(
            {
                "name": "Service",
                "company_id": cls.company.id,
                "cs_leader_ids": [Command.set(cls.head.ids)],
            }
        )
        cls.team.parent_id = cls.above
        cls.second = cls.make_user("leader", login="cs_second")
        cls.manager = cls.users["manager"]

    def setUp(self):
        super().setUp()
        self.at("2026-03-31")
        self.entry = self.entry_of("DUTY", user=self.leader)

    def at(self, day):
        """Noon of a day; what is asked of the clock begins anew."""
        clock = freeze_time(f"{day} 04:00:00")
        clock.start()
        self.addCleanup(clock.stop)
        self.env.invalidate_all()

    def appeal(self, **values):
        values = {"entry_id": self.entry.id, "reason": "not me", **values}
        made = self.by("agent", self.env["cs.appeal"]).create(values)
        return self.env["cs.appeal"].browse(made.id)

    def by(self, role, records):
        user = self.users[role] if isinstance(role, str) else role
        return records.with_user(user)

    def cron(self):
        result = self.env["cs.appeal"]._cron_appeals()
        self.env.invalidate_all()
        return result

    def publish(self, period=None):
        period = period or self.march
        period.action_compute()
        period.action_publish()

    def log(self, record):
        return " ".join(record.message_ids.mapped("body"))


class TestDays(AppealCase):
    """The policy's days begin when the statement is published."""

    def test_the_days_begin_with_the_statement(self):
        own = self.by("agent", self.entry)
        self.assertFalse(own.appeal_until)
        self.assertTrue(own.can_appeal)
        self.at("2026-04-02")
        self.publish()
        self.assertEqual(own.appeal_until, date(2026, 4, 9))
        self.assertEqual(own.appeal_left, "7 days left")
        self.at("2026-04-09")
        self.assertTrue(own.can_appeal)
        self.assertEqual(own.appeal_left, "today only")

    def test_after_the_days_the_server_refuses(self):
        self.at("2026-04-02")
        self.publish()
        self.at("2026-04-10")
        self.assertFalse(self.by("agent", self.entry).can_appeal)
        with self.assertRaisesRegex(UserError, "2026-04-09"):
            self.by("agent", self.entry).action_appeal()
        with self.assertRaisesRegex(UserError, "2026-04-09"):
            self.appeal()

    def test_a_kind_may_have_days_of_its_own(self):
        self.edit_policy(
            {
                "appeal_days": 3,
                "appeal_ids": [Command.create({"target": "entry_id", "days": 20})],
            }
        )
        self.at("2026-04-02")
        self.publish()
        self.assertEqual(self.entry.appeal_until, date(2026, 4, 22))
        self.assertEqual(self.policy._appeal_days_for("workday_id"), 3)

    def test_what_is_confirmed_after_publishing_counts_from_then(self):
        self.at("2026-04-02")
        self.publish()
        self.at("2026-04-08")
        late = self.entry_of("COMPLAINT", "2026-03-20")
        self.assertEqual(late.period_id, self.march)
        self.assertEqual(late.appeal_until, date(2026, 4, 15))

    def test_taking_back_and_publishing_again_begins_anew(self):
        self.at("2026-04-02")
        self.publish()
        self.march.action_unpublish()
        self.assertFalse(self.entry.appeal_until)
        self.at("2026-04-05")
        self.publish()
        self.assertEqual(self.entry.appeal_until, date(2026, 4, 12))

    def test_a_lock_keeps_the_days_and_begins_them_where_nobody_published(self):
        self.at("2026-04-02")
        self.publish()
        self.at("2026-04-04")
        self.march.action_lock()
        self.assertEqual(self.entry.appeal_until, date(2026, 4, 9))
        april = self.make_period("2026-04")
        entry = self.entry_of("DUTY", "2026-04-03")
        self.at("2026-05-02")
        self.lock(april)
        self.assertEqual(entry.appeal_until, date(2026, 5, 9))

    def test_without_a_limit_a_month_of_long_ago_is_closed(self):
        self.edit_policy({"appeal_days": 0})
        self.company.cs_clawback_months = 2
        self.lock(self.march)
        self.assertFalse(self.entry.appeal_until)
        for month in ("2026-04", "2026-05"):
            self.assertTrue(self.by("agent", self.entry).can_appeal)
            self.lock(self.make_period(month))
            self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "no longer be appealed"):
            self.appeal()

    def test_days_that_make_no_sense_are_refused(self):
        self.policy.action_draft()
        for values in ({"appeal_days": -1}, {"appeal_decide_days": 0}):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.policy.write(values)


class TestTurns(AppealCase):
    """Decided by a deadline, else by the next person up; never by who issued it."""

    def test_the_leaders_are_asked_but_not_who_issued_it(self):
        self.team.cs_leader_ids = [Command.link(self.second.id)]
        appeal = self.appeal()
        self.assertEqual(appeal.turn, "leader")
        self.assertEqual(appeal.decider_ids, self.second)
        self.assertEqual(appeal.activity_ids.user_id, self.second)
        today = self.company._cs_today()
        self.assertEqual(appeal.deadline, today + timedelta(days=5))
        self.assertEqual(appeal.activity_ids.date_deadline, appeal.deadline)

    def test_from_the_leader_to_the_head_to_hr_to_the_manager(self):
        self.team.cs_leader_ids = [Command.link(self.second.id)]
        self.at("2026-04-01")
        appeal = self.appeal()
        asked = [
            ("head", self.head, "2026-04-07"),
            ("officer", self.officer, "2026-04-13"),
            ("manager", self.manager, "2026-04-19"),
        ]
        before = self.second
        for moves, (turn, user, day) in enumerate(asked, 1):
            self.at(date.fromisoformat(day) - timedelta(days=1))
            self.cron()
            self.assertEqual(appeal.decider_ids, before, "it has time until today")
            self.at(day)
            self.assertEqual(self.cron()["moved"], 1)
            self.assertEqual(self.cron()["moved"], 0, "once a day")
            self.assertEqual((appeal.turn, appeal.decider_ids), (turn, user))
            self.assertEqual(appeal.moves, moves)
            self.assertEqual(appeal.activity_ids.user_id, user)
            self.assertIn(f"Not decided by {before.name}", self.log(appeal))
            with self.assertRaisesRegex(UserError, "went on to"):
                self.by(before, appeal).action_accept()
            before = user
        self.assertTrue(appeal.is_late)
        self.at("2026-04-30")
        self.assertEqual(self.cron()["reminded"], 1, "nobody is above the manager")
        self.assertEqual(appeal.decider_ids, self.manager)
        self.by(self.manager, appeal).action_accept()
        self.assertEqual(self.entry.state, "cancelled")
        self.assertFalse(appeal.activity_ids)
        self.assertFalse(appeal.deadline)

    def test_a_reminder_the_day_before_and_only_once(self):
        self.at("2026-04-01")
        appeal = self.appeal()
        self.assertEqual(self.cron()["reminded"], 0)
        self.at("2026-04-05")
        self.assertEqual(self.cron()["reminded"], 1)
        self.assertEqual(self.cron()["reminded"], 0)
        told = self.env["mail.message"].search(
            [("model", "=", "cs.appeal"), ("res_id", "=", appeal.id)]
        )
        self.assertIn(self.head.partner_id, told.partner_ids)

    def test_who_has_left_is_replaced(self):
        appeal = self.appeal()
        self.assertEqual(appeal.decider_ids, self.head)
        self.head.active = False
        self.cron()
        self.assertEqual(appeal.decider_ids, self.officer)
        self.assertIn("can no longer decide", self.log(appeal))

    def test_who_lost_the_role_is_replaced(self):
        appeal = self.appeal()
        group = self.env.ref("cs_management.group_cs_leader")
        self.head.group_ids = [Command.unlink(group.id)]
        self.cron()
        self.assertEqual(appeal.decider_ids, self.officer)

    def test_the_only_officer_issued_it_and_somebody_is_looked_for(self):
        self.team.cs_leader_ids = self.above.cs_leader_ids = False
        self.manager.active = False
        self.entry = self.entry_of("DUTY", "2026-03-12", user=self.officer)
        appeal = self.appeal()
        self.assertFalse(appeal.decider_ids)
        self.assertFalse(appeal.deadline)
        self.assertEqual(appeal.activity_ids.user_id, self.officer)
        self.assertIn("Nobody may decide", appeal.activity_ids.summary)
        with self.assertRaisesRegex(UserError, "You issued"):
            self.by("officer", appeal).action_accept()
        self.cron()
        self.assertEqual(len(appeal.activity_ids), 1, "asked once")
        self.team.cs_leader_ids = self.second
        self.assertEqual(self.cron()["moved"], 1)
        self.assertEqual(appeal.decider_ids, self.second)
        self.by(self.second, appeal).action_accept()
        self.assertEqual(self.entry.state, "cancelled")

    def test_a_lead_who_appeals_does_not_decide_their_own(self):
        self.team.cs_leader_ids = self.users["agent"] | self.second
        self.users["agent"].group_ids = [
            Command.link(self.env.ref("cs_management.group_cs_leader").id)
        ]
        appeal = self.appeal()
        self.assertEqual(appeal.decider_ids, self.second)
        with self.assertRaises(UserError):
            self.by("agent", appeal).action_accept()

    def test_the_team_of_then_decides_after_a_move(self):
        version = self.agent.create_version({"date_version": date(2026, 4, 1)})
        version.department_id = self.other_team
        appeal = self.appeal()
        self.assertEqual(appeal.department_id, self.team)
        self.assertEqual(appeal.decider_ids, self.head)

    def test_after_a_move_to_another_company_that_of_then_decides(self):
        appeal = self.appeal()
        other = self.make_company("Elsewhere")
        self.agent.write(
            {"company_id": other.id, "department_id": False, "cs_level_id": False}
        )
        self.env.invalidate_all()
        self.assertEqual(appeal.company_id, self.company)
        self.at(self.company._cs_today() + timedelta(days=9))
        self.assertEqual(self.cron()["moved"], 1)
        self.by("officer", appeal).action_accept()
        self.assertEqual(self.entry.state, "cancelled")

    def test_a_sanction_is_for_hr_alone(self):
        sanction = self.env["cs.sanction"].create(
            {"employee_id": self.agent.id, "kind": "warning", "reason": "Games"}
        )
        sanction.action_confirm()
        appeal = self.appeal(entry_id=False, sanction_id=sanction.id)
        self.assertEqual(appeal.turn, "officer")
        self.assertEqual(appeal.decider_ids, self.officer)
        self.assertEqual(appeal.target, "sanction_id")


class TestPartly(AppealCase):
    """Fewer points, less money: at once, or in the next open period."""

    def setUp(self):
        super().setUp()
        self.entry = self.entry_of("COMPLAINT", "2026-03-11", user=self.leader)
        self.games = self.entry_of("MEDIUM10", "2026-03-12", user=self.leader)

    def grant(self, entry, points=0, amount=0, user="officer", **values):
        appeal = self.by(user, self.appeal(entry_id=entry.id, **values))
        appeal.write(
            {
                "entry_points": points,
                "entry_amount": amount,
                "decision_note": "The carrier was late",
            }
        )
        appeal.action_partly()
        return appeal

    def test_an_open_month_counts_it_at_once(self):
        appeal = self.grant(self.entry, amount=20)
        self.assertEqual(appeal.state, "partly")
        self.assertEqual((self.entry.amount, self.entry.state), (20, "confirmed"))
        self.grant(self.games, points=4)
        self.march.action_compute()
        self.assertEqual(self.amounts(self.agent, self.march)["CS_FINE"], -30)
        self.assertEqual(self.statement(self.agent, self.march).score, 76)

    def test_an_occurrence_stays_and_the_next_is_a_second_one(self):
        self.grant(self.entry, amount=20)
        later = self.entry_of("COMPLAINT", "2026-03-20")
        self.assertEqual((later.occurrence, later.amount), (2, 100))
        self.entry.cancel("A mistake")
        self.assertEqual((later.occurrence, later.amount), (1, 50))

    def test_a_locked_month_is_settled_in_the_next(self):
        appeal = self.appeal(entry_id=self.entry.id)
        points = self.appeal(entry_id=self.games.id)
        self.lock(self.march)
        score = self.statement(self.agent, self.march).score
        for row, values in (
            (appeal, {"entry_amount": 20}),
            (points, {"entry_points": 4}),
        ):
            own = self.by("officer", row)
            own.write({**values, "decision_note": "Half of it"})
            own.action_partly()
        self.assertEqual((self.entry.amount, self.games.points), (50, 10))
        self.assertFalse(self.entry.is_reversed)
        self.assertEqual(self.statement(self.agent, self.march).score, score)
        april = self.make_period("2026-04")
        for _run in range(2):
            april.action_compute()
        line = self.statement(self.agent, april).line_ids.filtered(
            lambda row: row.code == "CS_ADJUSTMENT"
        )
        self.assertEqual((line.amount, line.origin_period_id), (30, self.march))
        self.assertEqual(self.statement(self.agent, april).score, 86)

    def test_cancelled_after_a_part_gives_back_the_rest(self):
        appeal = self.appeal(entry_id=self.entry.id)
        self.lock(self.march)
        own = self.by("officer", appeal)
        own.write({"entry_amount": 20, "decision_note": "Half of it"})
        own.action_partly()
        self.entry.with_user(self.officer).cancel("It never was")
        self.assertEqual(sum(self.entry.reversal_ids.mapped("money")), 50)
        self.assertTrue(self.entry.is_reversed)

    def test_what_is_granted_is_less_than_what_it_costs(self):
        appeal = self.by("officer", self.appeal(entry_id=self.entry.id))
        appeal.decision_note = "Half of it"
        for points, amount in ((0, 50), (0, 51), (1, 20), (0, -1), (0, 0)):
            with self.subTest(points=points, amount=amount):
                appeal.write({"entry_points": points, "entry_amount": amount})
                with self.assertRaisesRegex(UserError, "Money That Stays"):
                    appeal.action_partly()
        self.assertEqual(appeal.state, "pending")

    def test_a_part_needs_a_reason(self):
        appeal = self.by("officer", self.appeal(entry_id=self.entry.id))
        appeal.entry_amount = 20
        with self.assertRaisesRegex(UserError, "Give the reason"):
            appeal.action_partly()

    def test_nobody_raises_it_again(self):
        self.grant(self.entry, amount=20)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.by("officer", self.entry).amount = 50
        self.entry._renumber()
        self.assertEqual(self.entry.amount, 20)

    def test_a_part_of_a_sanction_is_none(self):
        sanction = self.env["cs.sanction"].create(
            {"employee_id": self.agent.id, "kind": "warning", "reason": "Games"}
        )
        sanction.action_confirm()
        appeal = self.appeal(entry_id=False, sanction_id=sanction.id)
        self.assertFalse(self.by("officer", appeal).can_decide_partly)
        with self.assertRaisesRegex(UserError, "as a whole"):
            self.by("officer", appeal).action_partly()

    def test_a_part_of_a_fine_of_the_next_month_renumbered_r2_1(self):
        """100 of a second complaint, 80 left; the first falls: 50, not 80."""
        second = self.entry_of("COMPLAINT", "2026-03-20", user=self.leader)
        appeal = self.appeal(entry_id=second.id)
        self.lock(self.march)
        own = self.by("officer", appeal)
        own.write({"entry_amount": 80, "decision_note": "A little"})
        own.action_partly()
        self.entry.with_user(self.officer).cancel("A mistake")
        april = self.make_period("2026-04")
        april.action_compute()
        lines = self.statement(self.agent, april).line_ids.filtered(
            lambda row: row.adjusted_code == "CS_FINE"
        )
        # 50 of the first, 20 by the appeal, 30 more as it is a first one by now.
        self.assertEqual(sum(lines.mapped("amount")), 100)


class TestEnd(AppealCase):
    """Withdrawn, locked, told."""

    def test_the_agent_withdraws(self):
        appeal = self.appeal()
        with self.assertRaisesRegex(UserError, "by its agent"):
            self.by("officer", appeal).action_withdraw()
        self.by("agent", appeal).action_withdraw()
        self.assertEqual(appeal.state, "withdrawn")
        self.assertFalse(appeal.activity_ids)
        self.assertEqual(self.entry.state, "confirmed")
        with self.assertRaises(UserError):
            self.by("officer", appeal).action_accept()
        self.assertTrue(self.by("agent", self.entry).can_appeal)

    def test_the_agent_is_told_in_their_language(self):
        appeal = self.appeal()
        own = self.by("officer", appeal)
        own.decision_note = "Two witnesses"
        own.action_reject()
        told = appeal.message_ids | self.env["mail.message"].search(
            [("model", "=", "cs.appeal"), ("res_id", "=", appeal.id)]
        )
        mine = told.filtered(
            lambda row: self.users["agent"].partner_id in row.partner_ids
        )
        self.assertIn("Two witnesses", mine[:1].body)

    def test_a_lock_names_the_appeals_that_wait(self):
        appeal = self.appeal()
        self.publish()
        self.assertEqual(self.march._open_appeals(), appeal)
        self.assertIn(appeal.display_name, self.march.warning)

    def test_how_long_it_took_is_kept(self):
        appeal = self.appeal()
        self.at(appeal.create_date.date() + timedelta(days=3))
        self.by("officer", appeal).action_accept()
        self.assertAlmostEqual(appeal.duration, 3, delta=1)
        # One that still waits makes the mean no shorter.
        other = self.entry_of("DUTY", "2026-03-12", user=self.leader)
        self.appeal(entry_id=other.id)
        [[mean]] = appeal._read_group(
            [("company_id", "=", self.company.id)], [], ["duration:avg"]
        )
        self.assertAlmostEqual(mean, appeal.duration)

    def test_figures_by_team_and_kind_follow_the_roles(self):
        self.by("officer", self.appeal()).action_accept()
        for user, expected in (
            ("agent", 1),
            ("leader", 1),
            ("officer", 1),
            (self.second, 0),
        ):
            with self.subTest(user):
                rows = self.by(user, self.env["cs.appeal"])._read_group(
                    [], ["department_id", "target", "state"], ["__count"]
                )
                self.assertEqual(sum(row[-1] for row in rows), expected)
        [row] = self.env["cs.appeal"]._read_group(
            [("company_id", "=", self.company.id)], ["target"], ["duration:avg"]
        )
        self.assertEqual(row[0], "entry_id")

    def test_days_left_and_whose_turn_are_found_by_filters(self):
        appeal = self.appeal()
        Appeal = self.env["cs.appeal"]
        mine = self.by(self.head, Appeal).search([("is_mine", "=", True)])
        self.assertEqual(mine, appeal)
        self.assertFalse(self.by("officer", Appeal).search([("is_mine", "=", True)]))
        self.assertEqual(appeal.days_left, 5)
        self.assertFalse(Appeal.search([("is_late", "=", True)]) & appeal)
        self.at(self.company._cs_today() + timedelta(days=6))
        self.assertIn(appeal, Appeal.search([("is_late", "=", True)]))

    def test_the_form_of_the_agent_and_of_the_decider(self):
        action = self.by("agent", self.entry).action_appeal()
        form = Form(
            self.by("agent", self.env["cs.appeal"]).with_context(**action["context"])
        )
        form.reason = "I had swapped"
        appeal = form.save()
        with Form(self.by("officer", appeal)) as form:
            form.entry_amount = 4
            form.decision_note = "Half of it"
        self.by("officer", appeal).action_partly()
        self.assertEqual(self.entry.amount, 4)


class TestAttacks(AppealCase):
    """What a client may send, and what comes of it."""

    def test_an_agent_grants_nothing_to_themselves(self):
        given = {"decision_note": "Granted", "entry_points": 1, "entry_amount": 1}
        appeal = self.appeal(**given)
        self.assertFalse(any(appeal[name] for name in given))
        Appeal = self.by("agent", self.env["cs.appeal"])
        by_default = Appeal.with_context(
            **{f"default_{name}": value for name, value in given.items()}
        )
        self.by("agent", appeal).action_withdraw()
        again = by_default.create({"entry_id": self.entry.id, "reason": "x"})
        self.assertFalse(any(again[name] for name in given))
        for name, value in given.items():
            with self.subTest(name), self.assertRaises(UserError):
                again.write({name: value})

    def test_whose_turn_it_is_is_nobody_s_to_write(self):
        appeal = self.appeal()
        values = {
            "state": "accepted",
            "decider_ids": [Command.link(self.leader.id)],
            "asked_ids": [Command.clear()],
            "deadline": date(2030, 1, 1),
            "turn": "manager",
            "moves": 0,
            "decide_days": 900,
            "reminded_on": date(2030, 1, 1),
            "duration": 0,
            "target": "workday_id",
            "credit_period_id": self.march.id,
        }
        for role in ("agent", "leader", "officer", "manager"):
            for name, value in values.items():
                with self.subTest(role=role, name=name), self.assertRaises(UserError):
                    self.by(role, appeal).write({name: value})
        with self.assertRaises(UserError):
            self.appeal(deadline=date(2030, 1, 1))

    def test_the_reason_is_the_agents_own(self):
        appeal = self.appeal()
        for user in (self.head, self.officer, self.manager):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.by(user, appeal).reason = "I admit it"
        self.by("agent", appeal).reason = "Not me, it was a bot"

    def test_an_appeal_is_deleted_by_nobody(self):
        appeal = self.appeal()
        for role in ("agent", "officer", "manager"):
            with self.subTest(role), self.assertRaises(UserError):
                self.by(role, appeal).unlink()

    def test_who_issued_it_changes_nothing_by_any_way(self):
        appeal = self.by("leader", self.appeal())
        for call in (
            lambda: appeal.action_accept(),
            lambda: appeal.action_reject(),
            lambda: appeal.action_partly(),
            lambda: appeal.action_withdraw(),
            lambda: appeal.write({"decision_note": "No"}),
            lambda: appeal.write({"entry_amount": 1}),
        ):
            with self.assertRaises(UserError):
                call()
        self.assertEqual(appeal.state, "pending")

    def test_what_was_published_is_nobody_s_to_write(self):
        for role in ("officer", "manager"):
            with self.subTest(role), self.assertRaises(UserError):
                self.by(role, self.march).published_at = "2020-01-01"
            with self.subTest(role), self.assertRaises(UserError):
                self.by(role, self.entry).confirmed_on = "2020-01-01"

    def test_a_decided_one_keeps_its_history(self):
        appeal = self.appeal()
        message = self.by(self.head, appeal).message_post(body="He was there")
        self.by("officer", appeal).action_accept()
        with self.assertRaises(AccessError):
            self.by(self.head, appeal)._message_update_content(
                message.with_user(self.head), body="changed"
            )


class TestList(AppealCase):
    def test_one_column_says_what_each_appeal_is_against(self):
        """Not one for each kind of fact: all but one would be empty in every row."""
        arch = self.env["cs.appeal"].get_view(view_type="list")["arch"]
        shown = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        self.assertIn("display_name", shown)
        self.assertFalse(shown & set(self.env["cs.appeal"]._target_fields()))
        self.assertIn(self.entry.display_name, self.appeal().display_name)
