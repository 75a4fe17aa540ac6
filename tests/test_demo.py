"""The demo company: what ``./dev run`` opens hangs together."""

import re
from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.cs_management.demo.builder import DemoBuilder
from odoo.addons.cs_management.demo.chapter import chapters

from tests.words import check_words

TODAY = date(2025, 11, 21)


@tagged("post_install", "-at_install")
class DemoCase(BaseCommon):
    """One demo company, built by the addon's own methods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Requests are made and days are over as of the day it is built for.
        clock = freeze_time(f"{TODAY} 12:00:00")
        clock.start()
        cls.addClassCleanup(clock.stop)
        builder = DemoBuilder(cls.env, TODAY)
        cls.text = builder.build()
        cls.env = builder.env
        cls.users = builder.users
        cls.agents = builder.agents
        cls.refunded_late = builder.chapters["commission"].refunded_late
        cls.locked = builder.periods[0] + builder.periods[1]
        cls.open = builder.periods[2]


class TestDemo(DemoCase):
    """What the README promises of it."""

    def _stored(self, period):
        """Ids and values of everything that the pipeline stores for a period."""
        stored = {}
        for model in (
            "cs.statement",
            "cs.statement.line",
            "cs.commission.line",
            "cs.disciplinary.case",
        ):
            records = self.env[model].search([("period_id", "=", period.id)])
            names = [
                name
                for name, field in records._fields.items()
                if field.store and not name.startswith(("message_", "activity_"))
            ]
            records.invalidate_recordset()
            stored[model] = records.sorted("id").read(names)
        return stored

    def test_chapters_are_found_in_their_order(self):
        """A module of the folder is enough; facts come before what rests on them."""
        parts = chapters()
        places = [part.sequence for part in parts.values()]
        self.assertEqual(places, sorted(set(places)))
        names = list(parts)
        self.assertLess(names.index("roster"), names.index("attendance"))
        self.assertLess(names.index("conduct"), names.index("appeals"))

    def test_names_say_days_as_their_reader_does(self):
        """No name of a record carries a day as computers write it."""
        names = [
            name
            for model, records in self.env.items()
            if model.startswith("cs.") and records._auto and not records._abstract
            for name in records.search([], limit=50).mapped("display_name")
        ]
        self.assertGreater(len(names), 500)
        stiff = [name for name in names if re.search(r"\d{4}-\d\d-\d\d", name or "")]
        self.assertFalse(stiff)

    def test_two_months_locked_one_open(self):
        self.assertEqual(self.locked.mapped("state"), ["locked", "locked"])
        self.assertEqual(self.open.state, "open")
        self.assertEqual(self.open.date_to, date(2025, 11, 30))
        for period in self.locked + self.open:
            self.assertGreater(len(period.statement_ids), 10, period.name)

    def test_lines_add_up(self):
        """The sum of the lines is the statement, to the cent."""
        for statement in (self.locked + self.open).statement_ids:
            cents = sum(round(line.amount * 100) for line in statement.line_ids)
            self.assertEqual(cents, round(statement.amount_total * 100))

    def test_the_words_of_every_line_compute(self):
        lines = (self.locked + self.open).statement_ids.line_ids
        self.assertGreater(check_words(self, lines), 100)

    def test_slips_pay_the_statements(self):
        """Each statement of a locked month is paid by one confirmed slip."""
        statements = self.locked.statement_ids
        slips = self.env["hr.payslip"].search(
            [("cs_statement_id", "in", statements.ids)]
        )
        self.assertEqual(len(slips), len(statements))
        self.assertEqual(slips.cs_statement_id, statements)
        self.assertEqual(set(slips.mapped("state")), {"done"})
        for slip in slips:
            [net] = slip.line_ids.filtered(lambda line: line.category_id.code == "NET")
            self.assertAlmostEqual(net.total, slip.cs_statement_id.amount_total, 2)

    def test_credits_add_up(self):
        """Credits of an agent add up to their commission (R6.1, R6.2)."""
        for statement in (self.locked + self.open).statement_ids:
            paid = statement.line_ids.filtered(
                lambda line: line.code == "CS_COMMISSION"
            )
            credited = statement.commission_line_ids.filtered(
                lambda line: not line.origin_period_id
            )
            self.assertAlmostEqual(
                sum(credited.mapped("amount")), sum(paid.mapped("amount")), 2
            )
            self.assertAlmostEqual(
                sum(credited.mapped("base")), statement.amount_sales, 2
            )

    def test_late_refund_is_an_adjustment(self):
        """R6.4: what is refunded after the lock is taken back at the rate paid."""
        origin = self.env["cs.commission.line"].search(
            [("order_id", "=", self.refunded_late.id), ("origin_period_id", "=", False)]
        )
        self.assertEqual(origin.state, "locked")
        taken_back = self.refunded_late.sudo().cs_commission_line_ids - origin
        self.assertEqual(taken_back.period_id, self.open)
        self.assertEqual(taken_back.origin_period_id, origin.period_id)
        self.assertEqual(taken_back.base, -origin.base)
        line = self.open.statement_ids.line_ids.filtered(
            lambda line: line.adjusted_code == "CS_COMMISSION"
        )
        self.assertEqual(line.employee_id, origin.employee_id)
        expected = -origin.base * origin.rate / 100
        self.assertAlmostEqual(line.amount, expected, delta=0.01)
        self.assertLess(line.amount, 0)

    def test_late_entry_counts_in_the_open_month(self):
        """R2.2: the fine of a locked month's day is taken in the open one."""
        line = self.open.statement_ids.line_ids.filtered(
            lambda line: line.adjusted_code == "CS_FINE"
        )
        self.assertEqual(line.employee_id, self.agents["104"])
        self.assertEqual(line.origin_period_id, self.locked[1])
        self.assertEqual(line.amount, -10)

    def test_story(self):
        """The facts that the tour of the roles shows are there."""
        drafts = self.env["cs.conduct.entry"].search(
            [("company_id", "=", self.env.company.id), ("state", "=", "draft")]
        )
        # One is pending: an exception may still explain the day.
        self.assertEqual(sorted(drafts.mapped("is_pending")), [False, False, True])
        self.assertEqual(self.open.appeal_count, 1)
        complaints = self.env["cs.conduct.entry"].search(
            [
                ("employee_id", "=", self.agents["203"].id),
                ("rule_code", "=", "COMPLAINT"),
                ("period_id", "=", self.open.id),
            ],
            order="date, id",
        )
        # R2.1: 50, 100, and the third is a dismissal case: 150 in all.
        self.assertEqual(complaints.mapped("amount"), [50, 100, 0])
        self.assertEqual(complaints[2].sanction, "dismissal")
        case = self.env["cs.disciplinary.case"].search(
            [("period_id", "=", self.open.id), ("reason", "=", "step")]
        )
        self.assertEqual(case.employee_id, self.agents["203"])
        for role in ("admin", "officer", "leader", "agent"):
            self.assertIn(f"\n  {role} ", self.text)

    def test_attendance(self):
        """R1.4, R1.5: an absence costs a day and 20 points, 15 minutes late are due."""
        first = self.locked[0].statement_ids.line_ids.filtered(
            lambda line: line.code == "CS_ATTENDANCE"
        )
        kinds = {line.employee_id: line.key.partition(":")[0] for line in first}
        self.assertEqual(
            kinds, {self.agents["206"]: "absence", self.agents["106"]: "minutes"}
        )
        days = self.env["cs.workday"].search(
            [("period_id", "=", self.locked[0].id), ("deducted_minutes", ">", 0)]
        )
        self.assertEqual(sum(days.mapped("deducted_minutes")), 15)
        entry = self.env["cs.conduct.entry"].search(
            [
                ("rule_code", "=", "ABSENCE"),
                ("period_id", "=", self.open.id),
            ]
        )
        # R1.3: the missed punch of the open month is not confirmed yet.
        self.assertEqual(entry.employee_id, self.agents["101"] | self.agents["203"])

    def test_leave_and_overtime(self):
        """R1.40, R1.20: what was granted costs and pays, in the locked months."""
        found = {
            (line.code, line.employee_id): line.amount
            for line in self.locked.statement_ids.line_ids
            if line.code in ("CS_LEAVE", "CS_OVERTIME")
        }
        self.assertEqual(
            {
                (code, agent.cs_agent_code): amount > 0
                for (code, agent), amount in found.items()
            },
            {
                ("CS_LEAVE", "103"): False,
                ("CS_LEAVE", "202"): False,
                ("CS_OVERTIME", "103"): True,
            },
        )

    def test_what_waits(self):
        """The leader has an exception and a leave to decide, the agent their duties."""
        request = self.env["cs.attendance.exception"].search(
            [("state", "=", "requested")]
        )
        self.assertEqual(request.employee_id, self.agents["101"])
        leave = self.env["cs.leave.approval"].search([("is_next", "=", True)])
        self.assertEqual(leave.employee_id, self.agents["101"])
        self.assertTrue(self.env["cs.duty"].search_count([]))

    def test_promotion_in_mid_month(self):
        """R5.11: the month of a promotion is paid in two segments."""
        statement = self.locked[1].statement_ids.filtered(
            lambda statement: statement.employee_id == self.agents["104"]
        )
        base = statement.line_ids.filtered(lambda line: line.code == "CS_BASE")
        self.assertEqual(base.sorted("key").mapped("base"), [2200, 2500])

    def test_recompute_changes_nothing(self):
        """The open month computed again has the same rows, ids included."""
        before = self._stored(self.open)
        self.open.action_compute()
        self.assertEqual(self._stored(self.open), before)
