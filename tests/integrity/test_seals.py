"""Locked months are sealed: the chain, what breaks it, and what an officer reads."""

import itertools
import json
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError

from odoo.addons.cs_management.engine import sealing
from odoo.addons.cs_management.models import (
    cs_period_background,
    cs_seal,
    cs_seal_content,
)

from tests.integrity.common import SealCase


class TestChain(SealCase):
    """What locking writes."""

    def test_each_month_and_statement_has_its_link(self):
        self.lock()
        chain = self.chain()
        self.assertEqual(chain.mapped("number"), [1, 2, 3, 4, 5, 6])
        self.assertEqual(chain.mapped("kind"), ["lock", "statement", "statement"] * 2)
        self.assertEqual(chain[1:3].employee_id, self.li | self.wang)
        for before, after in itertools.pairwise(chain):
            self.assertEqual(after.previous, before.hash)
        self.assertFalse(chain[0].previous)
        self.assertEqual(set(chain.mapped("sealed_by")), {self.env.user.name})
        self.assertEqual(self.faults(), [])

    def test_companies_have_chains_of_their_own(self):
        self.lock()
        other = self.make_company("Other", cs_tz="Asia/Shanghai")
        period = self.env["cs.period"].create(
            {
                "company_id": other.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
            }
        )
        period.action_compute()
        period.action_lock()
        seal = self.seals.search([("company_id", "=", other.id)])
        self.assertEqual((seal.number, seal.previous or ""), (1, ""))
        self.assertEqual(self.seals.sudo()._verify(other).faults, [])

    def test_what_is_sealed(self):
        """Lines with their calculation, and the facts that they rest on."""
        self.lock(self.march)
        sealed = self.content(self.seal_of(self.li, self.march))
        [statement] = sealing.rows_of(sealed["cs.statement"])
        record = self.statement(self.li, self.march)
        self.assertEqual(statement["policy_id"], str(self.policy.id))
        self.assertEqual(statement["amount_total"], f"{record.amount_total:.2f}")
        self.assertEqual(statement["segments"], record.segments, "wage and level")
        lines = {
            row["code"]: row for row in sealing.rows_of(sealed["cs.statement.line"])
        }
        self.assertEqual(lines["CS_FINE"]["amount"], "-50.00")
        self.assertEqual(lines["CS_COMMISSION"]["rate"], "1.5000")
        self.assertEqual(
            [row["amount"] for row in lines.values()],
            [
                f"{record.line_ids.filtered(lambda x, c=c: x.code == c).amount:.2f}"
                for c in lines
            ],
        )
        line = record.line_ids.filtered(lambda line: line.code == "CS_COMMISSION")
        self.assertEqual(lines["CS_COMMISSION"]["trace"], line.trace)
        for table, count in (
            ("cs.conduct.entry", 1),
            ("cs.commission.line", 1),
            ("cs.service.stat", 1),
            ("cs.fund.move", 1),
        ):
            with self.subTest(table):
                self.assertEqual(len(sealed[table]["rows"]), count)
        month = self.content(self.chain()[0])
        self.assertEqual(len(month["cs.policy"]["rows"]), 1)
        self.assertEqual(len(month["cs.commission.tier"]["rows"]), 2)
        self.assertGreater(len(month["cs.conduct.rule"]["rows"]), 5)
        [period] = sealing.rows_of(month["cs.period"])
        self.assertEqual(period["statements"], "2")

    def test_the_language_of_who_locks_does_not_matter(self):
        self.lock(self.march)
        layout = self.seals._layout()
        texts = [
            [
                sealing.canonical(content)
                for _agent, content in self.seals.with_context(
                    lang=lang, tz=tz
                )._contents(self.march, layout)
            ]
            for lang, tz in (("en_US", "UTC"), ("zh_CN", "Asia/Shanghai"))
        ]
        self.assertEqual(*texts)
        self.assertEqual(texts[0], self.chain()[1:].mapped("content"))

    def test_nobody_writes_or_deletes_a_link(self):
        """Append only, for the administrator and for the program, too."""
        self.lock(self.march)
        link = self.chain()[1]
        admin = self.env.ref("base.user_admin")
        admin.company_ids |= self.company
        admin.group_ids |= self.env.ref("cs_management.group_cs_manager")
        for seal in (
            link.with_user(self.users["manager"]),
            link.with_user(admin),
            link.sudo(),
        ):
            for attempt in (
                lambda s=seal: s.write({"content": "{}"}),
                lambda s=seal: s.write({"hash": "0" * 64}),
                lambda s=seal: s.unlink(),
                lambda s=seal: s.copy(),
            ):
                with self.assertRaises(UserError):
                    attempt()
        for user in (self.users["manager"], admin):
            with self.assertRaises(AccessError):
                link.with_user(user).create({"kind": "reopen"})
        self.assertEqual(self.faults(), [])

    def test_a_long_month_is_sealed_in_the_background_with_its_lock(self):
        self.march.action_compute()
        officer = self.users["officer"]
        with patch.object(cs_period_background, "LONG_AGENTS", 0):
            self.march.with_user(officer).action_lock()
        self.assertFalse(self.chain())
        job = self.env["cs.period.job"].search([("period_id", "=", self.march.id)])
        job._work()
        self.assertEqual(len(self.chain()), 3)
        self.assertEqual(set(self.chain().mapped("sealed_by")), {officer.name})
        self.assertEqual(self.faults(), [])

    def test_a_lock_that_fails_leaves_no_link(self):
        """All or nothing: the month stays open, the chain as it was."""
        self.march.action_compute()
        broken = patch.object(
            type(self.seals), "_write_links", side_effect=UserError("no room")
        )
        with broken, self.assertRaises(UserError), self.env.cr.savepoint():
            self.march.action_lock()
        self.env.invalidate_all()
        self.assertEqual(self.march.state, "open")
        self.assertFalse(self.chain())

    def test_selects_do_not_depend_on_agents(self):
        """Locking and verifying ask as much for two agents as for forty."""

        def cost(call):
            self.env.invalidate_all()
            with self.count_selects() as found:
                call()
            return len(found)

        self.march.action_compute()
        self.march.action_lock()
        few = cost(lambda: list(self.march._links(False)))
        few_verified = cost(self.verify)
        self.reopen(self.march)
        for number in range(38):
            agent = self.make_agent(f"Agent {number}")
            self.make_entry(agent, "DUTY", "2026-03-10")
        self.march.action_compute()
        self.march.action_lock()
        self.assertEqual(len(self.march.statement_ids), 40)
        self.assertEqual(cost(lambda: list(self.march._links(False))), few)
        self.assertEqual(cost(self.verify), few_verified)

    def test_big_months_are_written_and_read_in_parts(self):
        with (
            patch.object(cs_seal, "BATCH", 2),
            patch.object(cs_seal_content, "ROWS", 1),
        ):
            self.lock()
            self.assertEqual(self.faults(), [])
        self.assertEqual(len(self.chain()), 6)

    def test_months_locked_before_there_were_seals(self):
        """They are sealed as they stand, and say so."""
        self.lock()
        self.sql("DELETE FROM cs_seal WHERE company_id = %s", self.company.id)
        self.assertIn("locked and not sealed", self.faults()[0])
        self.env["cs.period"]._seal_older()
        self.assertEqual(self.faults(), [])
        chain = self.chain()
        self.assertEqual(len(chain), 6)
        self.assertEqual(set(chain.mapped("is_late")), {True})
        self.env["cs.period"]._seal_older()
        self.assertEqual(self.chain(), chain, "once")


class TestFaults(SealCase):
    """Rows changed through SQL are found, and named in words and numbers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for period in (cls.march, cls.april):
            period.action_compute()
            period.action_lock()
        cls.line = cls.statement(cls.li, cls.march).line_ids.filtered(
            lambda line: line.code == "CS_COMMISSION"
        )

    def assert_told(self, *words):
        """The first fault has these words; return what the verification found."""
        check = self.verify()
        self.assertTrue(check.faults, "nothing was found")
        for word in words:
            self.assertIn(word, check.faults[0].text)
        return check

    def test_an_amount(self):
        """First the line, then the statement's total are named."""
        self.sql(
            "UPDATE cs_statement_line SET amount = 999 WHERE id = %s", self.line.id
        )
        check = self.assert_told("Commission", "Amount", "15.00", "999.00")
        self.assertEqual(check.faults[0].number, 2)
        self.assertEqual(check.faults[0].employee, self.li.id)
        self.assertFalse(check.months[self.march.id].is_sound)
        self.assertTrue(check.months[self.april.id].is_sound)

    def test_a_calculation(self):
        trace = json.dumps(self.line.trace).replace("80", "60")
        self.sql(
            "UPDATE cs_statement_line SET trace = %s::jsonb WHERE id = %s",
            trace,
            self.line.id,
        )
        check = self.assert_told("Commission", "80", "60")
        self.assertNotIn("commission.", check.faults[0].text, "in words")

    def test_facts(self):
        """Entry, credit, figures, fund: what they were, and what they are."""
        for table, change, words in (
            ("cs_conduct_entry", "amount = 5", ("Valid complaint", "50.00", "5.00")),
            ("cs_conduct_entry", "date = '2026-03-11'", ("2026-03-10", "2026-03-11")),
            ("cs_conduct_entry", "kind = 'merit'", ("Violation", "Merit")),
            ("cs_commission_line", "base = 7", ("Credit", "1000.00", "7.00")),
            ("cs_service_stat", "bought = 3", ("Service Figures", "8", "3")),
            ("cs_fund_move", "amount = 7", ("Fund Move", "50.00", "7.00")),
        ):
            with self.subTest(table, change=change), self.env.cr.savepoint() as mark:
                statement = self.statement(self.li, self.march).id
                self.sql(
                    f"UPDATE {table} SET {change} WHERE statement_id = {statement}"
                )
                self.assert_told(*words)
                mark.rollback()
                self.env.invalidate_all()

    def test_a_fact_that_is_gone_or_new(self):
        statement = self.statement(self.li, self.march).id
        with self.env.cr.savepoint() as mark:
            self.sql(
                "DELETE FROM cs_commission_line WHERE statement_id = %s", statement
            )
            self.assert_told("Commission Credit", "gone", "15.00")
            mark.rollback()
            self.env.invalidate_all()
        self.sql(
            "UPDATE cs_service_stat SET statement_id = %s WHERE statement_id = %s",
            self.statement(self.wang, self.march).id,
            statement,
        )
        texts = " ".join(self.faults())
        self.assertIn("gone", texts)
        self.assertIn("was not there", texts)

    def test_the_wage_and_the_policy(self):
        with self.env.cr.savepoint() as mark:
            self.sql(
                "UPDATE cs_statement SET segments = '[]'::jsonb WHERE id = %s",
                self.statement(self.li, self.march).id,
            )
            self.assert_told("Statement", "2200")
            mark.rollback()
            self.env.invalidate_all()
        self.sql(
            "UPDATE cs_commission_tier SET rate = 9 WHERE policy_id = %s",
            self.policy.id,
        )
        self.assert_told("1.0000", "9.0000")

    def test_a_deleted_statement(self):
        statement = self.statement(self.wang, self.april)
        self.sql("DELETE FROM cs_statement_line WHERE statement_id = %s", statement.id)
        self.sql("DELETE FROM cs_statement WHERE id = %s", statement.id)
        self.assert_told("Wang", "2026-04", "deleted")

    def test_a_deleted_link(self):
        """In the middle, and at the end."""
        with self.env.cr.savepoint() as mark:
            self.sql("DELETE FROM cs_seal WHERE id = %s", self.chain()[2].id)
            check = self.assert_told("Links 3 to 3", "missing")
            self.assertEqual(check.faults[0].number, 3)
            mark.rollback()
            self.env.invalidate_all()
        with self.env.cr.savepoint() as mark:
            self.sql("DELETE FROM cs_seal WHERE id = %s", self.chain()[-1].id)
            self.assert_told("Wang", "2026-04", "not in the chain")
            mark.rollback()
            self.env.invalidate_all()
        self.sql("DELETE FROM cs_seal WHERE period_id = %s", self.april.id)
        self.assert_told("2026-04 is locked and not sealed")

    def test_links_in_another_order(self):
        one, two = self.chain()[1:3]
        for seal, number in ((one, 900), (two, 2), (one, 3)):
            self.sql("UPDATE cs_seal SET number = %s WHERE id = %s", number, seal.id)
        check = self.assert_told("Link 2")
        self.assertEqual(check.faults[0].number, 2)

    def test_swapped_contents(self):
        """Two agents' contents swapped, with hashes made to fit: the next one tells."""
        one, two = self.chain()[1:3]
        texts = one.content, two.content
        for seal, text in zip((one, two), reversed(texts), strict=True):
            self.sql("UPDATE cs_seal SET content = %s WHERE id = %s", text, seal.id)
        self.assertEqual([fault.number for fault in self.verify().faults][:2], [2, 3])
        self.assert_told("Link 2 was changed")

    def test_a_link_that_holds_no_json(self):
        for place in (0, 1):
            with self.subTest(place), self.env.cr.savepoint() as mark:
                self.sql(
                    "UPDATE cs_seal SET content = 'x' WHERE id = %s",
                    self.chain()[place].id,
                )
                self.assert_told(f"Link {place + 1} was changed")
                self.assertTrue(self.chain()[1].comparison)
                mark.rollback()
                self.env.invalidate_all()

    def test_who_and_when_are_part_of_the_link(self):
        for change in (
            "sealed_by = 'Nobody'",
            "sealed_on = '2020-01-01'",
            f"employee_id = {self.wang.id}",
            "is_late = TRUE",
        ):
            with self.subTest(change), self.env.cr.savepoint() as mark:
                self.sql(f"UPDATE cs_seal SET {change} WHERE id = {self.chain()[1].id}")
                self.assert_told("Link 2 was changed")
                mark.rollback()
                self.env.invalidate_all()

    def test_a_month_opened_behind_the_chain(self):
        self.sql("UPDATE cs_period SET state = 'open' WHERE id = %s", self.april.id)
        self.assert_told("2026-04 is open", "no link")

    def test_columns_of_a_later_version_are_no_fault(self):
        """What was sealed is compared; what the addon has got since is not."""
        layout = self.seals._layout()
        layout["cs.statement"].remove("amount_sales")
        layout["cs.statement.line"].append("sequence")
        del layout["cs.deduction"]
        with patch.object(type(self.seals), "_layout", lambda _self: layout):
            self.assertEqual(self.faults(), [])

    def test_columns_that_went_with_an_update_are_left_out(self):
        known = type(self.seals)._known

        def fewer(self, content):
            found = known(self, content)
            if "cs.statement" in found:
                found["cs.statement"].remove("amount_sales")
                found.pop("cs.service.stat")
            return found

        with patch.object(type(self.seals), "_known", fewer):
            self.assertEqual(self.faults(), [])
            self.sql(
                "UPDATE cs_statement_line SET amount = 999 WHERE id = %s", self.line.id
            )
            self.assert_told("Amount", "15.00", "999.00")


class TestReopening(SealCase):
    """The old links stay, a new one names who, when and why."""

    def test_the_chain_names_the_reopening(self):
        self.lock(self.march)
        former = self.seal_of(self.li, self.march)
        self.reopen(self.march, "A complaint was not valid")
        link = self.chain()[-1]
        self.assertEqual((link.number, link.kind), (4, "reopen"))
        self.assertEqual(link.reason, "A complaint was not valid")
        self.assertEqual(link.sealed_by, self.users["manager"].name)
        self.assertEqual(self.faults(), [], "an open month is not compared")
        self.assertTrue(former.is_former)
        self.assertEqual(former.former_reason, "A complaint was not valid")
        self.assertFalse(self.statement(self.li, self.march).seal_id)
        self.lock(self.march)
        self.assertEqual(self.chain().mapped("number"), list(range(1, 8)))
        self.assertEqual(self.faults(), [])
        self.assertTrue(former.is_former)
        self.assertFalse(self.seal_of(self.li, self.march).is_former)

    def test_former_figures_stay_readable_beside_the_new_ones(self):
        self.lock(self.march)
        self.reopen(self.march)
        self.make_entry(self.li, "DUTY", "2026-03-12")
        self.lock(self.march)
        statement = self.statement(self.li, self.march)
        self.assertEqual(statement.former_count, 1)
        self.assertEqual(self.march.former_count, 2)
        action = statement.with_user(self.users["agent"]).action_view_former()
        former = self.seals.with_user(self.users["agent"]).search(action["domain"])
        values = former._comparison_values()
        fine = [-50.0, -60.0]
        self.assertIn(fine, [row[1:] for row in values["lines"]])
        self.assertEqual(values["total"][1] - values["total"][0], -10)
        self.assertIn("60.00", former.comparison)
        with self.assertRaises(AccessError):
            former.read(["content"])

    def test_an_agent_reads_their_own_versions_only(self):
        self.lock(self.march)
        self.reopen(self.march)
        seals = self.seals.with_user(self.users["agent"]).search([])
        self.assertEqual(seals.employee_id, self.li)
        self.assertEqual(set(seals.mapped("kind")), {"statement"})
        self.make_agent("Zhao", user_id=self.users["leader"].id)
        self.assertFalse(self.seals.with_user(self.users["leader"]).search([]))
        # Back in the office's hands: seen as it was, not as it is.
        self.march.action_unpublish()
        self.env.invalidate_all()
        self.assertFalse(seals._comparison_values()["statement"])
        self.assertTrue(seals._comparison_values()["lines"])

    def test_a_statement_that_is_no_longer_needed_may_go(self):
        """Its former version stays."""
        chen = self.make_agent("Chen")
        self.lock(self.march)
        self.reopen(self.march)
        chen.version_id.contract_date_start = "2026-04-01"
        self.lock(self.march)
        self.assertFalse(self.statement(chen, self.march))
        former = self.seals.search([("employee_id", "=", chen.id)])
        self.assertTrue(former.is_former)
        self.assertEqual(former._comparison_values()["lines"][0][1], 2200)
        self.assertEqual(self.faults(), [])

    def test_a_reason_changed_in_the_chain_is_found(self):
        self.lock(self.march)
        self.reopen(self.march)
        self.sql("UPDATE cs_seal SET reason = 'x' WHERE kind = 'reopen'")
        self.assertIn("Link 4 was changed", self.faults()[0])


class TestReport(SealCase):
    """The officer's wizard."""

    def check(self, role="officer"):
        check = self.env["cs.integrity.check"].with_user(self.users[role]).create({})
        check.action_check()
        return check

    def test_green(self):
        self.assertEqual(self.check().result, "empty")
        self.lock()
        check = self.check()
        self.assertEqual((check.result, check.first_fault), ("sound", False))
        self.assertEqual((check.link_count, check.statement_count), (6, 4))
        self.assertEqual(check.last_hash, self.chain()[-1].hash)
        self.assertEqual(check.month_ids.period_id, self.march | self.april)
        self.assertEqual(set(check.month_ids.mapped("is_sound")), {True})

    def test_red_names_the_first_fault(self):
        self.lock()
        self.sql("UPDATE cs_conduct_entry SET amount = 5 WHERE id = %s", self.entry.id)
        check = self.check("manager")
        self.assertEqual(check.result, "broken")
        self.assertIn("5.00", check.first_fault)
        self.assertEqual(check.fault_ids.employee_id, self.li)
        self.assertEqual(check.month_ids.mapped("is_sound"), [False, True])
        html = (
            self.env["ir.actions.report"]
            .with_user(self.users["manager"])
            ._render_qweb_html("cs_management.report_cs_integrity", check.ids)[0]
        )
        self.assertIn(b"Valid complaint", html)

    def test_officers_of_the_company_only(self):
        self.lock()
        for role in ("agent", "leader"):
            with self.assertRaises(AccessError):
                self.check(role)
        check = self.check()
        other = self.make_company("Other", cs_tz="Asia/Shanghai")
        check.sudo().company_id = other
        with self.assertRaises(AccessError):
            check.action_check()
