"""The KPI bonus: in its own month, in the next one, and forth and back (R7.1, R5.4)."""

from psycopg2.errors import CheckViolation

from odoo.tools import mute_logger

from tests.reviews.common import ReviewCase
from tests.words import check_words


class TestBonus(ReviewCase):
    def appeal(self, name, points, sheet=None):
        line = self.line(sheet or self.sheet_of(), name)
        appeal = (
            self.env["cs.appeal"]
            .with_user(self.users["agent"])
            .create({"review_line_id": line.id, "reason": "Look again"})
        )
        officer = self.by(appeal, "officer")
        officer.review_points = points
        officer.action_accept()

    def correct(self, sheet, **values):
        """HR corrects a confirmed sheet: the refund rate, say."""
        officer = self.by(sheet, "officer")
        officer._decide("correct", "Wrong figure")
        self.line(officer, "Refund rate").write(values)
        officer.action_confirm()

    def test_confirmed_before_the_lock_it_is_in_the_month_r7_1(self):
        self.make_sheets()
        self.confirm(self.sheet_of(), (20, 10, 20, 15))
        self.lock(self.march, self.april)
        self.assertEqual(self.kpi(), 300)
        self.assertEqual(self.adjusted(self.april), 0)
        line = self.statement(self.agent, self.march).line_ids.filtered(
            lambda line: line.code == "CS_KPI"
        )
        self.assertIn("95 of 130 points, passed from 91", line.trace_text)
        self.assertIn("KPI bonus ¥\xa0300.00 x 100 %", line.trace_text)
        found = line.action_open_sources()
        self.assertEqual(self.env["cs.review"].search(found["domain"]), self.sheet_of())
        check_words(self, line)

    def test_confirmed_after_the_lock_it_comes_in_the_next_r7_4(self):
        self.lock(self.march)
        self.confirm(self.sheet_of(), (20, 10, 20, 15))
        self.lock(self.april, self.may)
        self.assertIsNone(self.kpi())
        self.assertEqual(self.adjusted(self.april), 300)
        self.assertEqual(self.adjusted(self.may), 0)
        line = self.statement(self.agent, self.april).line_ids.filtered(
            "origin_period_id"
        )
        self.assertEqual(line.origin_period_id, self.march)
        found = line.action_open_sources()
        self.assertEqual(self.env["cs.review"].search(found["domain"]), self.sheet_of())

    def test_90_of_130_pays_no_bonus_r7_1(self):
        self.make_sheets()
        self.confirm(self.sheet_of(), (20, 10, 20, 10))
        self.march.action_compute()
        self.assertEqual(self.kpi(), 0)
        self.assertIn(
            "90 of 130 points, not passed",
            "".join(
                self.statement(self.agent, self.march).line_ids.mapped("trace_text")
            ),
        )
        self.lock(self.march, self.april)
        self.assertEqual(self.adjusted(self.april), 0)

    def test_per_cent_of_base_pay_r5_4(self):
        agent = self.make_agent(level=self.middle)
        self.make_sheets()
        self.confirm(self.sheet_of(agent))
        self.march.action_compute()
        self.assertEqual(self.kpi(agent=agent), 250)
        check_words(self, self.statement(agent, self.march).line_ids)

    def test_an_amount_goes_by_days_r5_4(self):
        """12 of the 22 working days of March 2026."""
        agent = self.make_agent(joined="2026-03-16")
        self.make_sheets()
        self.confirm(self.sheet_of(agent))
        self.march.action_compute()
        self.assertEqual(self.kpi(agent=agent), 163.64)
        check_words(self, self.statement(agent, self.march).line_ids)
        self.edit_policy({"review_bonus_by_days": False})
        self.march.action_compute()
        self.assertEqual(self.kpi(agent=agent), 300)

    def test_a_level_without_a_bonus_has_no_line(self):
        agent = self.make_agent(level=self.senior)
        self.make_sheets()
        self.confirm(self.sheet_of(agent))
        self.march.action_compute()
        self.assertIsNone(self.kpi(agent=agent))

    def test_an_appeal_moves_the_money_forward_r7_1(self):
        self.make_sheets()
        self.confirm(self.sheet_of(), (20, 10, 20, 10))
        self.lock(self.march)
        self.appeal("Execution", 15)
        self.lock(self.april, self.may)
        self.assertEqual((self.kpi(), self.adjusted(self.april)), (0, 300))
        self.assertEqual(self.adjusted(self.may), 0)

    def test_forth_and_back_adds_up_r7_4(self):
        """Paid in March, taken back in April, given again in May: 300 in all."""
        self.make_sheets()
        self.confirm(self.sheet_of(), (20, 10, 20, 15))
        self.lock(self.march)
        self.correct(self.sheet_of(), value=9)
        self.lock(self.april)
        self.assertEqual(self.adjusted(self.april), -300)
        self.correct(self.sheet_of(), value=5)
        self.lock(self.may)
        self.assertEqual(self.adjusted(self.may), 300)
        total = self.kpi() + self.adjusted(self.april) + self.adjusted(self.may)
        self.assertEqual(total, 300)

    def test_while_it_is_corrected_nothing_is_taken_back(self):
        self.make_sheets()
        self.confirm(self.sheet_of())
        self.lock(self.march)
        self.by(self.sheet_of(), "officer")._decide("correct", "Look again")
        self.april.action_compute()
        self.assertEqual(self.adjusted(self.april), 0)
        self.by(self.sheet_of(), "officer")._decide("leave_out", "Was ill")
        self.april.action_compute()
        self.assertEqual(self.adjusted(self.april), -300)

    def test_a_wage_changed_behind_the_lock_changes_per_cents_r5_4(self):
        agent = self.make_agent(level=self.middle)
        self.make_sheets()
        self.confirm(self.sheet_of(agent))
        self.lock(self.march)
        agent.version_id.wage = 2600
        self.lock(self.april, self.may)
        self.assertEqual(self.kpi(agent=agent), 250)
        self.assertEqual(self.adjusted(self.april, agent), 10)
        self.assertEqual(self.adjusted(self.may, agent), 0)

    def test_a_reopened_month_takes_it_in(self):
        self.lock(self.march)
        self.confirm(self.sheet_of())
        self.april.action_compute()
        self.assertEqual(self.adjusted(self.april), 300)
        self.march.with_user(self.users["manager"]).reopen("The sheets are there now")
        self.lock(self.march, self.april)
        self.assertEqual((self.kpi(), self.adjusted(self.april)), (300, 0))

    def test_who_has_left_is_still_paid_r7_4(self):
        self.lock(self.march)
        self.agent.contract_date_end = "2026-03-31"
        self.confirm(self.sheet_of())
        self.lock(self.april)
        self.assertEqual(self.adjusted(self.april), 300)

    def test_open_sheets_are_named_before_the_lock(self):
        self.make_sheets()
        self.march.action_compute()
        self.assertIn("KPI sheets that are not confirmed", self.march.warning)

    def test_recomputing_changes_nothing(self):
        self.make_sheets()
        self.confirm(self.sheet_of())
        self.march.action_compute()
        lines = self.statement(self.agent, self.march).line_ids
        before = lines.read(["code", "amount", "trace"])
        self.march.action_compute()
        self.assertEqual(lines.read(["code", "amount", "trace"]), before)

    def test_selects_do_not_grow_with_agents(self):
        self.lock(self.march)
        counts = []
        for agents in (0, 99):
            made = self.env["hr.employee"].union(
                *(self.make_agent() for _count in range(agents))
            )
            self.march._make_reviews()
            sheets = self.env["cs.review"].search(
                [("employee_id", "in", (made or self.agent).ids)]
            )
            sheets.filtered(lambda row: row.state == "self").action_skip_self()
            for line in sheets.line_ids:
                if line.kind == "metric":
                    line.write({"value": 1, "has_value": True})
                else:
                    line.band_id = line.criterion_id.band_ids[0]
            sheets.sudo().write({"state": "confirmed"})
            self.april.action_compute()
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as selects:
                self.april.action_compute()
            counts.append(len(selects))
        self.assertEqual(self.adjusted(self.april), 300)
        self.assertEqual(counts[0], counts[1])


class TestCases(ReviewCase):
    """Two fails running propose a dismissal case (R7.3)."""

    FAIL = (10, 10, 10, 10)

    def cases(self):
        return self.env["cs.disciplinary.case"].search([("reason", "=", "review")])

    def test_two_fails_running_r7_3(self):
        self.lock(self.march)
        self.confirm(self.sheet_of(), self.FAIL, 12)
        self.lock(self.april)
        self.assertFalse(self.cases())
        self.confirm(self.sheet_of(period=self.april), self.FAIL, 12)
        self.may.action_compute()
        self.may.action_compute()
        case = self.cases()
        self.assertEqual((case.employee_id, case.period_id), (self.agent, self.may))
        self.assertIn("failed running: 2", case.trace_text)
        self.lock(self.may)
        june = self.make_period("2026-06")
        june.action_compute()
        self.assertEqual(self.cases(), case, "proposed once")

    def test_a_pass_between_ends_the_row_r7_3(self):
        self.lock(self.march)
        self.confirm(self.sheet_of(), self.FAIL)
        self.lock(self.april)
        self.confirm(self.sheet_of(period=self.april))
        self.lock(self.may)
        self.confirm(self.sheet_of(period=self.may), self.FAIL)
        self.make_period("2026-06").action_compute()
        self.assertFalse(self.cases())

    def test_a_month_left_out_does_not_r7_3(self):
        self.lock(self.march)
        self.confirm(self.sheet_of(), self.FAIL)
        self.lock(self.april)
        self.by(self.sheet_of(period=self.april), "officer")._decide("leave_out", "Ill")
        self.make_sheets(self.may)
        self.confirm(self.sheet_of(period=self.may), self.FAIL)
        self.may.action_compute()
        self.assertEqual(self.cases().period_id, self.may)

    def test_a_case_falls_when_a_sheet_is_corrected_r7_3(self):
        self.make_sheets()
        self.confirm(self.sheet_of(), self.FAIL)
        self.lock(self.march)
        self.make_sheets(self.april)
        self.confirm(self.sheet_of(period=self.april), (20, 10, 20, 10))
        self.lock(self.april)
        case = self.cases()
        self.assertEqual((case.state, case.period_id), ("proposed", self.april))
        line = self.line(self.sheet_of(period=self.april), "Execution")
        appeal = (
            self.env["cs.appeal"]
            .with_user(self.users["agent"])
            .create({"review_line_id": line.id, "reason": "Look again"})
        )
        self.by(appeal, "officer").review_points = 20
        self.by(appeal, "officer").action_accept()
        self.may.action_compute()
        standing = case.exists().filtered(lambda row: row.state == "proposed")
        self.assertFalse(standing)

    def test_selects_do_not_grow_with_failing_sheets_r7_3(self):
        self.lock(self.march, self.april)
        counts = []
        for more in (0, 19):
            for _one in range(more):
                self.make_agent()
            self.march._make_reviews()
            self.april._make_reviews()
            sheets = self.env["cs.review"].search([("state", "in", ("self", "lead"))])
            sheets.filtered(lambda row: row.state == "self").action_skip_self()
            for line in sheets.line_ids:
                if line.kind == "metric":
                    line.write({"value": 12, "has_value": True})
                else:
                    line.band_id = line.criterion_id.band_ids[-1]
            sheets.sudo().write({"state": "confirmed"})
            self.may.action_compute()
            self.cases().sudo().unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as selects:
                self.may.action_compute()
            counts.append(len(selects))
        self.assertEqual(len(self.cases()), 20)
        self.assertEqual(*counts)

    def test_never_where_the_policy_says_so(self):
        self.edit_policy({"review_fails": 0})
        self.lock(self.march)
        self.confirm(self.sheet_of(), self.FAIL)
        self.lock(self.april)
        self.confirm(self.sheet_of(period=self.april), self.FAIL)
        self.may.action_compute()
        self.assertFalse(self.cases())

    def test_a_bonus_is_an_amount_or_per_cent(self):
        self.policy.action_draft()
        row = self.policy.level_ids[0]
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            row.write({"kpi_amount": 100, "kpi_rate": 5})
            row.flush_recordset()
