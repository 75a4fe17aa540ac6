"""Figures, spot checks, the agents' own book, and why nobody bought."""

from datetime import timedelta
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from tests.common import CsCase
from tests.test_statement import StatementCase

DAY = "2026-03-10"


class FigureCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.make_agent("Ann", user_id=cls.users["agent"].id)
        cls.cora = cls.make_agent("Cora", department_id=cls.other_team.id)
        cls.period = cls.make_period("2026-03")
        cls.leader, cls.officer = cls.users["leader"], cls.users["officer"]

    @classmethod
    def article(cls, code, event, **values):
        """An article of the policy that a spot check proposes."""
        return cls.edit_policy(
            {
                "rule_ids": [
                    (
                        0,
                        0,
                        {
                            "code": code,
                            "name": code,
                            "event": event,
                            "amount_min": 5,
                            "amount_max": 5,
                            **values,
                        },
                    )
                ]
            }
        )

    @classmethod
    def reply_article(cls):
        return cls.article(
            "SLOW", "first_reply", trigger="measured", threshold=30, unit=30
        )

    def check(self, measure, kind="first_reply", user=None, **values):
        return (
            self.env["cs.spot.check"]
            .with_user(user or self.leader)
            .create(
                {
                    "employee_id": self.ann.id,
                    "date": DAY,
                    "kind": kind,
                    "measure": measure,
                    "reference": "买家001",
                    **values,
                }
            )
        )

    def book(self, user=None, **values):
        return (
            self.env["cs.service.book"]
            .with_user(user or self.users["agent"])
            .create({"date": DAY, "served": 12, "asked": 10, "bought": 8, **values})
        )


class TestConversion(StatementCase):
    def test_more_may_buy_than_ask_on_a_day_r6_2(self):
        """8 of 10 and 5 of 2: of the month 12 asked, and no more than 12 bought."""
        agent = self.make_agent()
        self.make_order(1000, DAY, [agent])
        self.make_stat(agent, DAY, 10, 8)
        self.make_stat(agent, "2026-03-11", 2, 5)
        statement = self.compute(agent)
        self.assertEqual((statement.asked, statement.bought), (12, 13))
        self.assertEqual(statement.conversion, 100)
        self.assertEqual(self.amount(agent, "CS_COMMISSION"), 15)
        text = self.line(agent, "CS_COMMISSION").trace_text
        self.assertIn("13 bought and 12 asked, so 100 %", text)

    def test_of_a_whole_period_no_more_can_have_bought_r6_2(self):
        agent = self.make_agent()
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self.make_stat(agent, DAY, 2, 5, granularity="period")

    @given(
        st.lists(
            st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 99)),
            min_size=1,
            max_size=5,
        )
    )
    @settings(
        max_examples=15,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    def test_groups_show_what_the_sums_make_r7_2(self, days):
        """Whatever the days: conversion of the sums, response by customers served."""
        with self.env.cr.savepoint(flush=False) as savepoint:
            agent = self.make_agent()
            for number, (asked, bought, seconds) in enumerate(days):
                self.make_stat(
                    agent,
                    f"2026-03-{number + 1:02}",
                    asked,
                    bought,
                    served=number,
                    first_response=seconds,
                )
            [(_agent, conversion, response)] = self.env["cs.service.stat"]._read_group(
                [("employee_id", "=", agent.id)],
                ["employee_id"],
                ["conversion:avg", "first_response:avg"],
            )
            asked, bought = (sum(day[n] for day in days) for n in (0, 1))
            if asked:
                self.assertAlmostEqual(
                    float(conversion), min(bought / asked, 1) * 100, 4
                )
            else:
                self.assertFalse(conversion)
            weights = [max(number, 1) for number in range(len(days))]
            mean = sum(
                day[2] * weight for day, weight in zip(days, weights, strict=True)
            ) / sum(weights)
            self.assertAlmostEqual(float(response), mean, 2)
            savepoint.rollback()
        self.env.invalidate_all()

    def test_refund_rate_and_order_value_r7_2(self):
        agent = self.make_agent()
        for day, orders, refunds, sales in (("01", 10, 1, 900), ("02", 30, 1, 3100)):
            self.make_stat(
                agent,
                f"2026-03-{day}",
                0,
                0,
                orders=orders,
                refunds=refunds,
                sales=sales,
            )
        stats = self.env["cs.service.stat"].search([("employee_id", "=", agent.id)])
        self.assertEqual(sorted(stats.mapped("refund_rate")), [3.33, 10])
        self.assertEqual(sorted(stats.mapped("order_value")), [90, 103.33])
        [(rate, value)] = stats._read_group(
            [("id", "in", stats.ids)], [], ["refund_rate:avg", "order_value:avg"]
        )
        self.assertEqual((float(rate), float(value)), (5, 100))
        figures = self.env["cs.review"]._shop_figures(
            self.company, agent.ids, "2026-03-01", "2026-03-31"
        )
        rates = self.env["cs.review"]._rates(figures)
        self.assertEqual(rates["order_value", False][agent.id], 100)


class TestSpotCheck(FigureCase):
    def test_a_slow_first_reply_is_proposed_r2_6(self):
        """30, 60 and 95 seconds: nothing, 5, 15; the leader confirms."""
        self.reply_article()
        checks = [self.check(seconds) for seconds in (30, 60, 95)]
        entries = [check.entry_id for check in checks]
        self.assertFalse(entries[0])
        self.assertEqual([entry.amount for entry in entries[1:]], [5, 15])
        self.assertEqual({entry.state for entry in entries[1:]}, {"draft"})
        self.assertEqual(entries[1].issuer_id, self.leader)
        self.assertIn("买家001", entries[1].note)
        self.assertEqual([check.is_over for check in checks], [False, True, True])
        entries[2].with_user(self.leader).action_confirm()
        self.period.action_compute()
        self.assertEqual(self.amounts(self.ann, self.period)["CS_FINE"], -15)

    def test_means_of_a_day_propose_nothing_r2_6(self):
        self.reply_article()
        self.make_stat(self.ann, DAY, 10, 8, first_response=95)
        self.period.action_compute()
        entries = self.env["cs.conduct.entry"].search(
            [("employee_id", "=", self.ann.id)]
        )
        self.assertFalse(entries)

    def test_an_unpaid_order_is_proposed_per_spot_check_r2_7(self):
        self.article("UNPAID", "follow_up", threshold=1)
        within, first, second = (
            self.check(hours, "follow_up") for hours in (1, 1.01, 20)
        )
        self.assertFalse(within.entry_id)
        self.assertEqual((first.entry_id.amount, second.entry_id.amount), (5, 5))

    def test_answer_and_solution_of_a_case_r7_6(self):
        self.article("ANSWER", "answer", threshold=24)
        self.article("SOLVE", "resolve", threshold=48)
        self.assertFalse(self.check(24, "answer").entry_id)
        self.assertTrue(self.check(24.5, "answer").entry_id)
        self.assertFalse(self.check(48, "resolve").entry_id)
        self.assertTrue(self.check(49, "resolve").entry_id)

    def test_without_an_article_nothing_is_proposed(self):
        check = self.check(500)
        self.assertFalse(check.entry_id or check.rule_id or check.is_over)

    def test_a_correction_takes_the_draft_back_r2_6(self):
        self.reply_article()
        check = self.check(95)
        entry = check.entry_id
        check.measure = 25
        self.assertFalse(entry.exists())
        check.measure = 61
        self.assertEqual(check.entry_id.amount, 10)
        check.entry_id.with_user(self.leader).action_confirm()
        with self.assertRaisesRegex(UserError, "is confirmed: cancel it first"):
            check.measure = 20
        with self.assertRaisesRegex(UserError, "is confirmed: cancel it first"):
            check.unlink()
        check.entry_id.with_user(self.leader).cancel("The clock was wrong")
        check.note = "Looked at again"
        self.assertEqual(check.entry_id.state, "cancelled", "not proposed twice")

    def test_a_deleted_check_takes_its_draft_along(self):
        self.reply_article()
        check = self.check(95)
        entry = check.entry_id
        check.unlink()
        self.assertFalse(entry.exists())

    def test_who_may_check_whom_r9_9(self):
        self.reply_article()
        with self.assertRaisesRegex(AccessError, "in no team of yours"):
            self.check(95, employee_id=self.cora.id)
        with self.assertRaises(AccessError):
            self.check(95, user=self.users["agent"])
        self.ann.user_id = self.leader
        with self.assertRaisesRegex(UserError, "about yourself"):
            self.check(95)
        self.ann.user_id = self.users["agent"]
        check = self.check(95)
        own = check.with_user(self.users["agent"])
        self.assertTrue(own.is_over)
        with self.assertRaises(UserError):
            own.write({"measure": 1})
        self.assertTrue(check.entry_id)
        with self.assertRaises(AccessError):
            own.read(["entry_id"])
        with self.assertRaises(AccessError):
            check.with_user(self.leader).write({"entry_id": False})

    def test_as_many_selects_for_many_checks_as_for_one(self):
        self.reply_article()
        values = {
            "employee_id": self.ann.id,
            "date": DAY,
            "kind": "first_reply",
            "measure": 10,
            "reference": "x",
        }
        Check = self.env["cs.spot.check"]
        counts = []
        for number in (1, 50):
            Check.create([values] * 1)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                Check.create([values] * number)
            counts.append(len(found))
        self.assertEqual(*counts)


class TestServiceBook(FigureCase):
    def test_agents_keep_their_book_where_the_policy_lets_them_r9_2(self):
        with self.assertRaisesRegex(UserError, "leaders keep the service figures"):
            self.book()
        self.edit_policy({"figures_own_book": True})
        row = self.book()
        self.assertEqual(row.employee_id, self.ann)
        self.assertEqual(row.activity_user_id, self.leader)
        self.period.action_compute()
        self.assertFalse(self.statement(self.ann, self.period).asked)
        row.with_user(self.leader).action_confirm()
        self.assertFalse(row.activity_ids)
        self.assertEqual(row.stat_id.create_uid, self.leader)
        self.period.action_compute()
        statement = self.statement(self.ann, self.period)
        self.assertEqual((statement.asked, statement.conversion), (10, 80))

    def test_nobody_sets_the_figures_of_their_own_commission_r6_2(self):
        """Not by confirming, not by writing after it, not for a colleague."""
        self.edit_policy({"figures_own_book": True})
        row = self.book()
        with self.assertRaisesRegex(UserError, "concerns you"):
            row.action_confirm()
        with self.assertRaises(AccessError):
            row.write({"state": "confirmed"})
        with self.assertRaises(AccessError):
            self.book(state="confirmed", date="2026-03-11")
        with self.assertRaises(UserError):
            self.book(employee_id=self.make_agent("Bob").id)
        with self.assertRaisesRegex(UserError, "agent's own book"):
            row.with_user(self.leader).write({"asked": 1})
        row.with_user(self.leader).action_confirm()
        for change in ({"asked": 1}, {"bought": 9}, {"date": "2026-03-12"}):
            with self.assertRaisesRegex(UserError, "is decided and stays"):
                row.write(change)
        with self.assertRaisesRegex(UserError, "is decided and stays"):
            row.unlink()
        with self.assertRaises(UserError):
            row.stat_id.with_user(self.users["agent"]).write({"asked": 1})

    def test_a_leaders_own_book_is_confirmed_by_another(self):
        self.edit_policy({"figures_own_book": True})
        self.make_agent("Lea", user_id=self.leader.id)
        row = self.book(user=self.leader)
        with self.assertRaisesRegex(UserError, "concerns you"):
            row.action_confirm()
        row.with_user(self.officer).action_confirm()
        self.assertEqual(row.state, "confirmed")

    def test_a_refused_row_counts_nowhere_and_may_be_written_anew(self):
        self.edit_policy({"figures_own_book": True})
        row = self.book(bought=10)
        action = row.with_user(self.leader).action_refuse()
        self.assertEqual(action["res_model"], "cs.decision.reason")
        row.with_user(self.leader)._decide("refuse", "Two of them bought on Monday")
        self.assertEqual(row.answer, "Two of them bought on Monday")
        self.assertFalse(row.stat_id)
        self.book(bought=8)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.book(bought=9)

    def test_a_day_that_has_figures_already_is_not_counted_twice(self):
        self.edit_policy({"figures_own_book": True})
        row = self.book()
        self.make_stat(self.ann, DAY, 5, 5)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            row.with_user(self.leader).action_confirm()

    def test_a_locked_month_takes_no_row(self):
        self.edit_policy({"figures_own_book": True})
        row = self.book()
        self.period.action_compute()
        self.period.action_lock()
        with self.assertRaisesRegex(UserError, "is locked"):
            row.with_user(self.leader).action_confirm()


class TestLostInquiry(FigureCase):
    def lose(self, user=None, **values):
        return (
            self.env["cs.lost.inquiry"]
            .with_user(user or self.users["agent"])
            .create(
                {
                    "date": DAY,
                    "customer": "买家002",
                    "reason_id": self.env.ref("cs_management.cs_lost_reason_price").id,
                    **values,
                }
            )
        )

    def test_who_did_not_buy_is_contacted_within_three_days_r9_3(self):
        row = self.lose()
        self.assertEqual(str(row.due), "2026-03-13")
        self.assertTrue(row.is_late)
        late = row.search([("is_late", "=", True)])
        self.assertIn(row, late)
        row.action_contacted()
        self.assertEqual(row.contacted_on, self.company._cs_today())
        self.assertFalse(row.is_late)
        self.assertNotIn(row, row.search([("is_late", "=", True)]))
        self.company.cs_revisit_days = 1
        self.assertEqual(str(row.due), "2026-03-11")

    def test_the_home_reminds_whose_it_is_and_their_leader_r9_3(self):
        """On the last day the agent, the day after the leader, too."""
        self.env.user.company_id = self.company
        row = self.lose(date=self.company._cs_today())
        self.assertEqual(self.reminders(), {})
        row.date -= timedelta(days=3)
        self.assertEqual(self.reminders(), {"agent": 1})
        row.date -= timedelta(days=1)
        self.assertEqual(self.reminders(), {"agent": 1, "leader": 1})
        row.action_contacted()
        self.assertEqual(self.reminders(), {})

    def reminders(self):
        """What the homes count of it, by role; what is nothing is not shown."""
        self.env.flush_all()
        found = {}
        for role, code in (("agent", "inquiries_due"), ("leader", "inquiries_late")):
            home = self.env["cs.home"].with_user(self.users[role])
            for block in home.get_later(role):
                for item in block["items"]:
                    if item["code"] == code and item["value"]:
                        found[role] = item["value"]
        return found

    def test_agents_write_their_own_r9_2(self):
        with self.assertRaises(AccessError):
            self.lose(employee_id=self.make_agent("Bob").id)
        row = self.lose()
        with self.assertRaises(AccessError):
            row.write({"contacted_on": "2026-01-01"})
        self.assertEqual(row.with_user(self.leader).state, "open")
        row.with_user(self.leader).note = "Call them"
        stranger = self.make_user("leader", login="other_leader")
        self.other_team.cs_leader_ids = stranger
        with self.assertRaises(AccessError):
            row.with_user(stranger).read(["note"])
        tomorrow = self.company._cs_today() + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "still to come"):
            self.lose(date=tomorrow)


class TestLiveChat(FigureCase):
    """What is made of sessions; the addon itself is not installed here."""

    def read(self, sessions, day=DAY):
        chat = self.env["cs.live.chat"]
        day = self.env["cs.spot.check"]._fields["date"].to_date(day)
        with patch.object(
            type(chat), "_sessions", lambda _self, _company, _day: sessions
        ):
            chat._read(self.company, day)

    def session(self, number, seconds, rating=None):
        name = f"Visitor {number}"
        return {"id": number, "name": name, "seconds": seconds, "rating": rating}

    def test_sessions_become_figures_and_spot_checks_r7_2(self):
        """Mean of 20 and 60 seconds: 40; only the one of 60 proposes an entry."""
        self.reply_article()
        sessions = {
            self.ann: [
                self.session(1, 20, 5),
                self.session(2, 60, 4),
                self.session(3, None),
            ]
        }
        self.read(sessions)
        stat = self.env["cs.service.stat"].search([("employee_id", "=", self.ann.id)])
        self.assertEqual(
            (stat.served, stat.asked, stat.first_response, stat.satisfaction),
            (3, 0, 40, 90),
        )
        check = self.env["cs.spot.check"].search([("employee_id", "=", self.ann.id)])
        self.assertEqual((check.measure, check.entry_id.amount), (60, 5))
        self.assertEqual(check.entry_id.issuer_id, self.leader)
        self.read(sessions)
        self.assertEqual(len(self.env["cs.spot.check"].search([])), 1)
        self.assertEqual(stat.search_count([("employee_id", "=", self.ann.id)]), 1)

    def test_who_has_figures_of_the_period_keeps_those(self):
        self.make_stat(self.ann, DAY, 10, 8, granularity="period")
        self.read({self.ann: [self.session(1, 20)]})
        stat = self.env["cs.service.stat"].search([("employee_id", "=", self.ann.id)])
        self.assertEqual(stat.granularity, "period")

    def test_a_locked_day_stays(self):
        self.period.action_compute()
        self.period.action_lock()
        self.read({self.ann: [self.session(1, 20)]})
        self.assertFalse(self.env["cs.service.stat"].search([]))

    def test_without_live_chat_there_is_nothing_to_read(self):
        chat = self.env["cs.live.chat"]
        if chat._is_installed():
            self.company.cs_live_chat = True
        chat._cron_read()
        self.assertFalse(
            self.env["cs.service.stat"].search([("company_id", "=", self.company.id)])
        )
