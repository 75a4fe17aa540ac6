"""The home of each role: few queries, no more than one may see, figures that agree."""

import re
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.sql_db import Cursor
from odoo.tests import tagged

from odoo.addons.cs_management.demo import roster

from tests.common import CsCase

MOST = 12
ROLES = ("agent", "leader", "officer", "manager")
NOW = datetime(2026, 3, 20, 4)
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b(?!\s+INTO\s+cs_credit\b)", re.I)


def items_of(home, kind=None):
    """The items of a home by their codes."""
    return {
        item["code"]: item
        for block in home["blocks"]
        for item in block["items"]
        if kind in (None, item["type"])
    }


class HomeCase(CsCase):
    """March 2026 on its 20th, with facts of every chapter of the fixtures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.agent = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.mate = cls.make_agent("Wang")
        cls.month = cls.make_period("2026-03")
        cls.make_order(1000, "2026-03-05", cls.agent)
        cls.make_order(300, "2026-03-20", cls.agent, "09:00")
        cls.make_order(500, "2026-03-06", cls.mate)
        cls.make_order(800, "2026-03-07")
        cls.make_stat(cls.agent, "2026-03-08", 10, 6)
        cls.make_entry(cls.agent, "COMPLAINT", "2026-03-09")
        cls.make_entry(cls.mate, "DUTY", "2026-03-10")

    def home(self, role, of=None):
        self.env.flush_all()
        self.env.invalidate_all()
        user = self.users[role]
        return self.env["cs.home"].with_user(user).get_home(of or role)

    def later(self, role):
        return self.env["cs.home"].with_user(self.users[role]).get_later(role)

    def estimate(self, role="agent"):
        return self.env["cs.home"].with_user(self.users[role]).get_estimate()

    @contextmanager
    def count_writes(self):
        found, execute = [], Cursor.execute

        def counting(cursor, query, *args, **kwargs):
            code = getattr(query, "code", query)
            if WRITES.match(code):
                found.append(code)
            return execute(cursor, query, *args, **kwargs)

        self.env.flush_all()
        with patch.object(Cursor, "execute", counting):
            yield found
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestHome(HomeCase):
    # ------------------------------------------------------------------
    # Queries
    # ------------------------------------------------------------------

    def test_a_home_takes_few_queries_at_1_agent_and_at_20(self):
        self.edit_policy({"attendance_enabled": True, **self.criterion()})
        self.month.action_compute()
        for role in ROLES:
            self.selects_of(role)
        before = {role: self.selects_of(role) for role in ROLES}
        for number in range(20):
            agent = self.make_agent()
            self.make_order(100 + number, "2026-03-11", agent)
            self.make_entry(agent, "DUTY", "2026-03-12")
            self.make_stat(agent, "2026-03-08", 10, 6)
        self.month.action_compute()
        for role in ROLES:
            with self.subTest(role=role):
                after = self.selects_of(role)
                told = "\n".join(f"{code[:160]}..." for code in after)
                self.assertEqual(len(after), len(before[role]), told)
                self.assertLessEqual(len(after), MOST, told)

    def criterion(self):
        """A policy's condition of the rise to the middle level."""
        row = {"level_id": self.middle.id, "direction": "promotion"}
        row |= {"measure": "mean_rank", "bound": 3, "window": 3}
        return {"criterion_ids": [Command.create(row)]}

    def selects_of(self, role):
        """What the home sends when the web client asks, which names the language."""
        home = self.env["cs.home"].with_user(self.users[role])
        self.env.flush_all()
        self.env.invalidate_all()
        with self.count_selects() as found:
            home.with_context(lang="en_US").get_home(role)
        return found

    def test_the_estimate_takes_no_more_queries_for_more_agents(self):
        self.estimate()
        counts = []
        for more in (0, 20):
            for _number in range(more):
                agent = self.make_agent()
                self.make_order(100, "2026-03-11", agent)
                self.make_entry(agent, "DUTY", "2026-03-12")
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.estimate()
            counts.append(len(found))
        self.assertEqual(counts[0], counts[1])

    def test_a_home_only_reads(self):
        self.month.action_compute()
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute("SET LOCAL transaction_read_only = on")
            for role in ROLES:
                with self.subTest(role=role):
                    self.assertTrue(self.home(role)["blocks"])
                    self.later(role)
            savepoint.rollback()

    # ------------------------------------------------------------------
    # The running month
    # ------------------------------------------------------------------

    def test_the_estimate_is_what_the_statement_says_after_compute_r6_1(self):
        self.month.action_compute()
        statement = self.statement(self.agent, self.month)
        items = items_of(self.estimate())
        self.assertEqual(items["pay"]["value"], statement.amount_total)
        labels = dict(
            statement.line_ids._fields["code"]._description_selection(self.env)
        )
        lines = {row["label"]: row["value"] for row in items["lines"]["rows"]}
        amounts = self.amounts(self.agent, self.month)
        self.assertEqual(
            lines, {labels[code]: amount for code, amount in amounts.items() if amount}
        )
        self.assertIn("CS_POOL", amounts)
        self.assertEqual(items["score"]["value"], statement.score)
        self.assertEqual(items["rank"]["value"], f"{statement.rank} of 2")
        self.assertEqual(items["sales"]["value"], 1300)

    def test_the_next_shift_is_said_as_the_reader_says_days(self):
        """Friday, 20 March: 3月20日周五, and not 周五 20 3月."""
        self.env["res.lang"]._activate_lang("zh_CN")
        shift = roster.make_shift(self.env, "D", 13, 5, break_length=0)
        roster.plan_days(self.env, self.agent, ["2026-03-20"], shift)
        for lang, words in (("en_US", "Fri, Mar 20 "), ("zh_CN", "3月20日周五 ")):
            home = self.env["cs.home"].with_user(self.users["agent"])
            items = items_of(home.with_context(lang=lang).get_home("agent"))
            with self.subTest(lang):
                self.assertEqual(items["next_shift"]["value"], f"{words}13:00-18:00")

    def test_the_month_is_seen_before_hr_has_computed_it(self):
        self.assertFalse(self.month.statement_ids)
        items = items_of(self.estimate())
        self.assertEqual(items["sales"]["value"], 1300)
        lines = sum(row["value"] for row in items["lines"]["rows"])
        self.assertAlmostEqual(items["pay"]["value"], lines, 2)
        self.month.action_compute()
        self.assertEqual(
            items["pay"]["value"], self.statement(self.agent, self.month).amount_total
        )

    def test_an_estimate_writes_nothing(self):
        self.month.action_compute()
        self.month.computed_at = False
        self.make_entry(self.agent, "DUTY", "2026-03-18")
        before = self.statement(self.agent, self.month).line_ids.read()
        with self.count_writes() as found:
            self.estimate()
        self.assertEqual(found, [])
        self.assertFalse(self.month.computed_at)
        after = self.statement(self.agent, self.month).line_ids
        self.assertEqual(after.read(), before)

    def test_how_far_to_the_next_tier_r6_2(self):
        """6 of 10 bought, the next rate begins at 70 %: one more buyer."""
        items = items_of(self.estimate())
        self.assertEqual(items["tier"]["value"], 1)
        self.assertEqual(items["next_tier"]["value"], "1 more buyers")
        self.make_stat(self.agent, "2026-03-18", 10, 10)
        items = items_of(self.estimate())
        self.assertEqual(items["tier"]["value"], 1.5)
        self.assertNotIn("next_tier", items)

    def test_a_published_month_is_the_statement(self):
        self.month.action_compute()
        self.month.action_publish()
        self.make_entry(self.agent, "DUTY", "2026-03-18")
        estimate = self.estimate()
        statement = self.statement(self.agent, self.month)
        self.assertEqual(items_of(estimate)["pay"]["value"], statement.amount_total)
        self.assertFalse(estimate["note"])

    def test_without_a_policy_the_estimate_says_so(self):
        self.policy.action_draft()
        estimate = self.estimate()
        self.assertFalse(estimate["blocks"])
        self.assertIn("No approved policy", estimate["note"])

    # ------------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------------

    def test_each_tile_opens_the_list_that_it_counts(self):
        self.month.action_compute()
        self.make_entry(self.mate, "DUTY", "2026-03-18", confirm=False)
        counted = 0
        for role in ROLES:
            home = self.home(role)
            for code, item in items_of(home, "tile").items():
                action = item["action"]
                if not action or item["kind"] != "count" or code.startswith("absent_"):
                    continue
                with self.subTest(role=role, tile=code):
                    records = self.env[action["res_model"]].with_user(self.users[role])
                    count = records.search_count(action["domain"])
                    self.assertEqual(item["value"], count)
                    counted += bool(count)
        self.assertGreater(counted, 2)

    def test_an_agent_sees_nobody_elses_facts(self):
        items = items_of(self.home("agent"))
        items |= items_of({"blocks": self.later("agent")})
        self.assertEqual(items["orders"]["value"], 1)
        self.assertEqual(items["orders_amount"]["value"], 300)
        [row] = items["entries"]["rows"]
        self.assertEqual(row["label"], "Valid complaint")
        for code, item in items.items():
            if item["action"]:
                with self.subTest(item=code):
                    domain = item["action"]["domain"]
                    own = [leaf[2] for leaf in domain if len(leaf) == 3]
                    self.assertIn(self.agent.ids, own)

    def test_what_may_still_be_appealed_against_and_how_long(self):
        def shown():
            items = items_of({"blocks": self.later("agent")})
            return [(row["label"], row["value"]) for row in items["appealable"]["rows"]]

        [(label, left)] = shown()
        self.assertIn("Valid complaint", label)
        self.assertEqual(left, "no day is set yet")
        self.month.action_compute()
        self.month.action_publish()
        [(_label, left)] = shown()
        self.assertIn("days left", left)
        entry = self.env["cs.conduct.entry"].search(
            [("employee_id", "=", self.agent.id)]
        )
        self.env["cs.appeal"].with_user(self.users["agent"]).create(
            {"entry_id": entry.id, "reason": "It was not me"}
        )
        self.assertFalse(shown())
        items = items_of(self.home("agent"))
        self.assertEqual(items["appeals"]["value"], 1)
        self.assertIn("days left", items["appeals"]["hint"])

    def test_no_role_sees_another_ones_home(self):
        codes = {role: self.roles_of(role) for role in ROLES}
        self.assertEqual(codes["agent"], ["agent"])
        self.assertEqual(codes["leader"], ["leader"])
        self.assertEqual(codes["officer"], ["officer"])
        self.assertEqual(codes["manager"], ["officer", "manager"])
        self.assertEqual(self.home("agent", "manager")["role"], "agent")
        with self.assertRaises(AccessError):
            self.home("outsider", "agent")

    def roles_of(self, role):
        return [row["code"] for row in self.home(role)["roles"]]

    def test_who_leads_and_is_an_agent_has_both_tabs(self):
        self.mate.user_id = self.users["leader"]
        self.assertEqual(self.roles_of("leader"), ["agent", "leader"])
        self.team.cs_leader_ids = [Command.link(self.users["manager"].id)]
        self.assertEqual(self.roles_of("manager"), ["leader", "officer", "manager"])

    def test_a_leader_sees_no_amount(self):
        self.month.action_compute()
        items = items_of(self.home("leader"))
        self.assertNotIn("money", {item.get("kind") for item in items.values()})
        self.assertIn("team_scores", items)

    def test_a_leader_sees_the_led_teams_only(self):
        stranger = self.make_agent(department_id=self.other_team.id)
        self.make_entry(stranger, "DUTY", "2026-03-12", confirm=False)
        self.assertEqual(items_of(self.home("leader"))["drafts"]["value"], 0)
        self.make_entry(self.mate, "DUTY", "2026-03-12", confirm=False)
        self.assertEqual(items_of(self.home("leader"))["drafts"]["value"], 1)

    # ------------------------------------------------------------------
    # What stands there
    # ------------------------------------------------------------------

    def test_the_bounds_are_those_of_the_policy_r3_10(self):
        self.edit_policy({"dismissal_score": 99, "last_rank_score": 100})
        self.month.action_compute()
        items = items_of(self.home("leader"))
        self.assertEqual(items["below_99"]["value"], 2)
        self.assertEqual(items["below_99"]["tone"], "danger")
        self.assertEqual(items["from_99_below_100"]["value"], 0)

    def test_each_policy_has_bounds_of_its_own_r3_10(self):
        """A higher bound of another ladder hides nobody who is below both."""
        self.edit_policy({"dismissal_score": 99, "last_rank_score": 100})
        other = self.make_ladder(self.company)
        self.make_policy(other, dismissal_score=50, last_rank_score=99.5)
        self.make_agent("Zhao", other.level_ids[1])
        for code in ("MEDIUM10", "MEDIUM10", "MEDIUM10"):
            self.make_entry(self.mate, code, "2026-03-12")
        self.month.action_compute()
        self.assertLess(self.statement(self.mate, self.month).score, 50)
        items = items_of(self.home("leader"))
        below = {code: items[code]["value"] for code in items if "below_" in code}
        self.assertEqual(below.pop("below_99"), 2)
        self.assertEqual(below.pop("from_50_below_99.5"), 1)
        self.assertEqual(set(below.values()), {0})

    def test_absence_counts_people_and_opens_a_group_for_each_r1_6(self):
        self.edit_policy({"attendance_enabled": True})
        shift = self.make_shift("D", 8.5, 9)
        for day in ("2026-03-16", "2026-03-17", "2026-03-18"):
            self.plan(self.mate, day, shift)
        action = items_of(self.home("leader"))["absent_3"]
        self.assertEqual(action["value"], 1)
        domain = action["action"]["domain"]
        [groupby] = action["action"]["context"]["group_by"]
        groups = self.env["cs.workday"]._read_group(domain, [groupby], ["__count"])
        self.assertEqual(groups, [(self.mate, 3)])

    def test_no_link_opens_an_empty_form(self):
        for role in ROLES:
            blocks = [*self.home(role)["blocks"], *self.later(role)]
            for code, item in items_of({"blocks": blocks}).items():
                if item["action"]:
                    first = item["action"]["views"][0][1]
                    self.assertNotEqual(first, "form", code)

    def test_who_is_at_the_top_reads_their_level_and_no_0_percent_r5_13(self):
        self.edit_policy({"careers_enabled": True, **self.criterion()})
        self.agent.cs_level_id = self.senior
        self.month.action_compute()
        self.month.action_lock()
        items = items_of({"blocks": self.later("agent")})
        self.assertEqual(items["progress"]["value"], self.senior.name)
        self.assertNotIn("missing", items)

    def test_a_fine_without_points_is_shown_in_money_r2_1(self):
        [row] = items_of(self.home("agent"))["entries"]["rows"]
        self.assertEqual(row["value"], 0)
        self.assertIn("50.00", row["hint"])

    def test_a_sanction_and_a_level_change_were_decided_about_me_r2_16(self):
        self.assertNotIn("sanctions_decided", items_of(self.home("agent")))
        sanctions = self.env["cs.sanction"]
        values = {"employee_id": self.agent.id, "kind": "warning", "reason": "Noise"}
        sanction = sanctions.with_user(self.users["leader"]).create(values)
        sanction.with_user(self.users["officer"]).action_confirm()
        tile = items_of(self.home("agent"))["sanctions_decided"]
        self.assertEqual(tile["value"], 1)

    def test_the_officers_list_is_that_of_the_month(self):
        self.assertEqual(self.home("officer")["checklist"], self.month.ids)
        february = self.make_period("2026-03")
        self.assertEqual(february, self.month)

    def test_the_managers_charts_add_up_to_the_statements(self):
        self.month.action_compute()
        items = items_of(self.home("manager"))
        total = sum(self.month.statement_ids.mapped("amount_total"))
        for code in ("cost_lines", "cost_teams"):
            series = items[code]["series"]
            self.assertAlmostEqual(
                sum(sum(row["values"]) for row in series), total, 2, code
            )
        earned = sum(
            self.amounts(agent, self.month).get(code, 0)
            for agent in (self.agent, self.mate)
            for code in ("CS_COMMISSION", "CS_POOL")
        )
        [[rate]] = [row["values"] for row in items["commission_rate"]["series"]]
        self.assertAlmostEqual(rate, 100 * earned / 1800, 3)
        money = dict(
            zip(
                items["rules_money"]["labels"],
                items["rules_money"]["series"][0]["values"],
                strict=True,
            )
        )
        self.assertEqual(sum(map(abs, money.values())), 60)
        [here, left] = items["turnover"]["series"]
        self.assertEqual((here["values"], left["values"]), ([2], [0]))

    def test_an_empty_home_says_what_to_do_first(self):
        company = self.make_company("New shop")
        for role in ROLES:
            user = self.make_user(role, company, f"new_{role}")
            context = {"allowed_company_ids": company.ids}
            home = self.env["cs.home"].with_user(user).with_context(context)
            with self.subTest(role=role):
                self.assertTrue(home.get_home(role)["empty"])

    def test_the_app_begins_with_home(self):
        action = self.env.ref("cs_management.cs_home_action")
        self.assertEqual(self.env.ref("cs_management.cs_menu_root").action, action)
