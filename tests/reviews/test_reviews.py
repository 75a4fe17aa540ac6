"""KPI sheets from self-assessment to confirmation (R7.1-R7.5)."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form

from odoo.addons import cs_management
from odoo.addons.cs_management.demo.commission import invoice_orders, load_chart
from odoo.addons.cs_management.engine import reviews as engine
from odoo.addons.cs_management.models.cs_pack import CsPack
from odoo.addons.cs_management.models.reviews.cs_review_criterion import PARTS
from odoo.addons.cs_management.models.reviews.cs_review_grade import GRADES

from tests.reviews.common import LINES, ReviewCase


class TestSheet(ReviewCase):
    """What a sheet comes to (R7.1)."""

    def test_the_engine_and_the_models_know_the_same_parts_and_grades(self):
        self.assertEqual(tuple(key for key, _label in PARTS), engine.PARTS)
        self.assertEqual(tuple(key for key, _label in GRADES), engine.GRADES)

    def test_lines_of_110_a_total_of_130_a_bar_of_91_r7_1(self):
        self.assertEqual(
            (self.sheet.points_sum, self.sheet.total, self.sheet.bar), (110, 130, 91)
        )

    def test_refund_rate_r7_1(self):
        sheet = self.make_sheets()
        line = self.line(sheet, "Refund rate")
        for rate, points in (
            (5, 30),
            (5.004, 20),
            (5.1, 20),
            (8, 20),
            (11, 10),
            (11.1, 0),
        ):
            with self.subTest(rate):
                line.write({"value": rate, "has_value": True})
                self.assertEqual((line.points, line.is_given), (points, True))
        line.has_value = False
        self.assertEqual((line.points, line.is_given), (0, False))

    def test_90_and_95_of_130_r7_1(self):
        sheet = self.make_sheets()
        self.judge(sheet, (20, 10, 20, 10))
        self.assertEqual((sheet.points, sheet.is_passed), (90, False))
        self.assertEqual(sheet.grade, "fail")
        line = self.line(self.by(sheet, "leader"), "Execution")
        line.band_id = line.criterion_id.band_ids.filtered(lambda b: b.points == 15)
        self.assertEqual((sheet.points, sheet.is_passed), (95, True))
        self.assertEqual(sheet.grade, "pass")
        self.assertIn("95 of 130 points, passed from 91", sheet.trace_text)

    def test_a_line_that_does_not_apply_r7_1(self):
        sheet = self.make_sheets()
        self.by(sheet, "leader").action_skip_self()
        line = self.line(self.by(sheet, "leader"), "Refund rate")
        line.is_applicable = False
        self.assertAlmostEqual(sheet.total, 94.55)
        self.assertAlmostEqual(sheet.bar, 66.18)
        self.edit_policy(
            {
                "review_template_ids": [
                    Command.update(self.sheet.id, {"not_applicable": "full"})
                ]
            }
        )
        line.is_applicable = True
        line.is_applicable = False
        self.assertEqual((sheet.total, sheet.bar, sheet.points), (130, 91, 30))

    def test_weights_of_parts_r7_5(self):
        """60 % of 15/20, 30 % of 10/20, 10 % of 20/20: 45 + 15 + 10."""
        self.make_sheets(self.make_period("2026-12"))
        sheet = self.sheet_of(period=self.make_period("2026-12"), kind="year")
        for line, points in zip(sheet.line_ids, (15, 10, 20), strict=True):
            line.band_id = line.criterion_id.band_ids.filtered(
                lambda band, points=points: band.points == points
            )
        self.assertEqual((sheet.points, sheet.total), (70, 100))
        self.assertEqual(sheet.grade, "pass")
        self.assertIn("Performance: 15 of 20 points, weight 60 %", sheet.trace_text)

    def test_a_sheet_that_judges_nothing_is_not_approved(self):
        self.policy.action_draft()
        self.policy.review_template_ids = [
            Command.create({"code": "EMPTY", "name": "Empty", "total": 10, "bar": 5})
        ]
        with self.assertRaisesRegex(ValidationError, "no lines"):
            self.policy.action_approve()

    def test_the_sheet_is_in_the_printed_regulation(self):
        [chapter] = [one for one in self.policy._document() if one.place == 65]
        told = str(chapter)
        for words in ("After-sales sheet", "Refund rate", "over 8: 10", "Excellent"):
            self.assertIn(words, told)
        self.assertNotIn("300", told, "what a level is paid is nobody else's")
        self.edit_policy({"review_enabled": False})
        self.assertNotIn("Refund rate", str(self.policy._document()))

    def test_a_step_of_another_line_is_none(self):
        sheet = self.make_sheets()
        first, second = (self.line(sheet, name) for name in LINES[:2])
        with self.assertRaisesRegex(ValidationError, "no step of"):
            first.band_id = second.criterion_id.band_ids[0]

    def test_sheets_are_copied_with_their_policy_and_sealed_by_it(self):
        """R7.1: a new version has its own lines, steps and grades."""
        copy = self.policy.new_version(date(2026, 6, 1))
        sheet = copy.review_template_ids[0]
        self.assertNotEqual(sheet, self.sheet)
        self.assertEqual(sheet.points_sum, 110)
        self.assertEqual(len(sheet.grade_ids), 4)
        with self.assertRaisesRegex(UserError, "approved"):
            self.sheet.criterion_ids[0].band_ids[0].points = 99


class TestMaking(ReviewCase):
    """Who has a sheet, when, and who has none (R7.4)."""

    def test_made_for_all_agents_at_the_lock_r7_4(self):
        other = self.make_agent("Wang")
        self.lock(self.march)
        sheets = self.env["cs.review"].search([])
        self.assertEqual(sheets.employee_id, self.agent | other)
        own = self.sheet_of()
        self.assertEqual((own.state, own.department_id), ("self", self.team))
        self.assertEqual(own.date_open, date(2026, 4, 5))
        self.assertEqual(own.date_due, date(2026, 4, 10))
        [activity] = own.activity_ids
        self.assertEqual(activity.user_id, self.users["agent"])
        self.assertEqual(activity.date_deadline, date(2026, 4, 5))
        without_user = self.sheet_of(other)
        self.assertEqual(without_user.state, "lead", "who cannot log in is judged")
        self.assertEqual(without_user.activity_ids.user_id, self.users["leader"])

    def test_made_once_by_the_button(self):
        sheets = self.make_sheets()
        self.assertEqual(self.make_sheets(), sheets)
        self.lock(self.march)
        self.assertEqual(self.env["cs.review"].search([]), sheets)
        with self.assertRaises(UserError):
            self.by(self.march, "leader").action_make_reviews()

    def test_without_sheets_the_button_says_why(self):
        self.edit_policy({"review_enabled": False})
        with self.assertRaisesRegex(UserError, "no policy"):
            self.make_sheets()
        self.lock(self.march)
        self.assertFalse(self.env["cs.review"].search([]))

    def test_a_sheet_for_its_levels_only(self):
        middle = self.make_agent(level=self.middle)
        self.edit_policy(
            {
                "review_template_ids": [
                    Command.update(
                        self.sheet.id, {"level_ids": [Command.set(self.middle.ids)]}
                    )
                ]
            }
        )
        self.assertEqual(self.make_sheets().employee_id, middle)

    def leave(self, first, last, agent=None):
        kind = self.env["hr.leave.type"].create(
            {
                "name": "Long leave",
                "company_id": self.company.id,
                "requires_allocation": False,
                "leave_validation_type": "no_validation",
            }
        )
        leave = self.env["hr.leave"].create(
            {
                "employee_id": (agent or self.agent).id,
                "holiday_status_id": kind.id,
                "request_date_from": first,
                "request_date_to": last,
            }
        )
        self.env.cr.execute(
            "UPDATE hr_leave SET state = 'validate' WHERE id = %s", leave.ids
        )
        leave.invalidate_recordset()

    def test_away_for_the_whole_period_is_left_out_r7_4(self):
        """March 2026 begins on a Sunday: Monday to Tuesday are all of its days."""
        nearly = self.make_agent("Wang")
        self.leave("2026-03-02", "2026-03-31")
        self.leave("2026-03-03", "2026-03-31", nearly)
        self.make_sheets()
        self.assertEqual(self.sheet_of().state, "exempt")
        self.assertIn("Away", self.sheet_of().exempt_reason)
        self.assertEqual(self.sheet_of(nearly).state, "lead")
        self.by(self.sheet_of(), "officer").action_include()
        self.assertEqual(self.sheet_of().state, "self")

    def test_over_two_months_away_has_no_yearly_sheet_r7_4(self):
        december = self.make_period("2026-12")
        nearly = self.make_agent("Wang")
        self.leave("2026-07-01", "2026-09-01")
        self.leave("2026-07-01", "2026-08-31", nearly)
        self.make_sheets(december)
        self.assertEqual(self.sheet_of(None, december, "year").state, "exempt")
        self.assertEqual(self.sheet_of(nearly, december, "year").state, "lead")
        sheet = self.sheet_of(nearly, december, "year")
        self.assertEqual(sheet.date_from, date(2026, 1, 1))
        self.assertFalse(self.sheet_of(None, self.march, "year"))

    def test_selects_do_not_grow_with_agents(self):
        self.make_agent()
        self.make_sheets()
        self.env["cs.review"].search([]).unlink()
        counts = []
        for number in (0, 0, 98):
            for _count in range(number):
                self.make_agent()
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as selects:
                self.march._make_reviews()
            counts.append(len(selects))
            self.env["cs.review"].search([]).unlink()
            self.env.invalidate_all()
        self.assertEqual(counts[1], counts[2], "nothing is fetched per agent")


class TestFigures(ReviewCase):
    """Figures come from the facts where they exist (R7.2)."""

    @classmethod
    def review_values(cls):
        values = super().review_values()
        figures = (
            ("conversion", {}),
            ("first_response", {}),
            ("satisfaction", {}),
            ("entries", {"rule_code": "COMPLAINT"}),
            ("entry_rate", {"rule_code": "COMPLAINT"}),
            ("score", {}),
            ("sales", {}),
            ("order_value", {}),
            ("late", {}),
            ("typed", {}),
        )
        lines = [
            Command.create(
                {
                    "name": source,
                    "kind": "metric",
                    "source": source,
                    "band_ids": [Command.create({"points": 10})],
                    **more,
                }
            )
            for source, more in figures
        ]
        sheet = {
            "code": "FIGURES",
            "name": "Figures",
            "total": 100,
            "bar": 50,
            "criterion_ids": lines,
        }
        values["review_template_ids"][0] = Command.create(sheet)
        return values

    def figures(self, agent=None):
        lines = self.sheet_of(agent).line_ids.filtered("has_value")
        return {line.name: round(line.value, 4) for line in lines}

    def test_from_the_facts_r7_2(self):
        stat = {"served": 100, "first_response": 20, "satisfaction": 90}
        self.make_stat(self.agent, "2026-03-02", 10, 7, **stat)
        stat = {"served": 300, "first_response": 40, "satisfaction": 0}
        self.make_stat(self.agent, "2026-03-03", 10, 5, **stat)
        self.make_entry(self.agent, "COMPLAINT", "2026-03-05")
        self.make_entry(self.agent, "COMPLAINT", "2026-03-06").action_cancel()
        self.make_orders(
            [(600, "2026-03-05", [self.agent]), (400, "2026-03-06", [self.agent])]
        )
        self.march.action_compute()
        self.make_sheets()
        self.assertEqual(
            self.figures(),
            {
                "conversion": 60,
                "first_response": 35,
                "satisfaction": 90,
                "entries": 1,
                "entry_rate": 0.25,
                "score": 80,
                "sales": 1000,
                "order_value": 500,
            },
        )
        known = self.sheet_of().line_ids.filtered("has_value")
        self.assertTrue(all(known.mapped("is_from_facts")))

    def refund_rate(self):
        figures = self.env["cs.review"]._figures(
            self.company,
            self.agent.ids,
            date(2026, 3, 1),
            date(2026, 3, 31),
            self.env["cs.review.criterion"].new({"source": "refund_rate"}),
        )
        return figures["refund_rate", False].get(self.agent.id)

    def test_refunds_of_the_shop_or_of_the_credited_orders_r7_2(self):
        self.assertIsNone(self.refund_rate())
        load_chart(self.env, self.company)
        self.product.invoice_policy = "order"
        order = self.make_order(1000, "2026-03-05", [self.agent])
        invoice_orders(order, "2026-03-05")
        refund = order.invoice_ids._reverse_moves([{"invoice_date": "2026-03-20"}])
        refund.invoice_line_ids.price_unit = 60
        refund.action_post()
        self.march.action_compute()
        self.assertEqual(round(self.refund_rate(), 2), 6)
        self.make_stat(self.agent, "2026-03-05", 0, 0, orders=200, refunds=11)
        self.assertEqual(self.refund_rate(), 5.5)

    def test_what_is_not_known_is_typed(self):
        self.make_sheets()
        self.assertEqual(self.figures(), {"entries": 0})
        self.make_stat(self.agent, "2026-03-02", 10, 7, served=50, satisfaction=80)
        sheet = self.by(self.sheet_of(), "leader")
        with self.assertRaises(UserError):
            sheet.action_refill()
        sheet.action_skip_self()
        self.line(sheet, "typed").value = 3
        sheet.action_refill()
        self.assertEqual(
            self.figures(),
            {
                "conversion": 70,
                "satisfaction": 80,
                "entries": 0,
                "entry_rate": 0,
                "typed": 3,
            },
        )
        self.line(sheet, "satisfaction").value = 95
        self.assertFalse(self.line(sheet, "satisfaction").is_from_facts)

    def test_selects_of_figures_do_not_grow(self):
        self.make_sheets()
        agents = self.agent
        counts = []
        for _turn in range(2):
            for agent in agents:
                self.make_stat(agent, "2026-03-02", 10, 7, served=50)
            sheets = self.make_sheets()
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as selects:
                sheets._prefill()
            counts.append(len(selects))
            agents = self.env["hr.employee"].union(
                *(self.make_agent() for _count in range(30))
            )
        self.assertLessEqual(counts[1], counts[0])


class TestFlow(ReviewCase):
    """Self, leader, calibration, confirmed."""

    def test_the_whole_way_r7_4(self):
        self.lock(self.march)
        sheet = self.sheet_of()
        own = self.by(sheet, "agent")
        line = self.line(own, "Team work")
        with Form(own) as form, form.line_ids.edit(3) as row:
            row.self_band_id = line.criterion_id.band_ids[0]
            row.self_note = "Took two late shifts"
        self.assertEqual((sheet.self_points, sheet.points), (20, 0))
        action = own.action_hand_in()
        self.assertEqual(action["res_model"], "cs.review")
        self.assertEqual(sheet.state, "lead")
        self.assertTrue(sheet.handed_in_at)
        self.assertEqual(sheet.activity_ids.user_id, self.users["leader"])
        self.assertFalse(own.search([]), "not seen while it is judged")

        leader = self.by(sheet, "leader")
        with self.assertRaisesRegex(UserError, "not judged yet"):
            leader.action_submit()
        self.judge(sheet, (20, 15, 20, 15), 4)
        self.assertEqual(sheet.state, "calibration")
        self.assertEqual(sheet.judged_by_id, self.users["leader"])
        with self.assertRaisesRegex(UserError, "confirmed by HR"):
            leader.action_confirm()
        officers = sheet.activity_ids.user_id
        self.assertIn(self.users["officer"], officers)

        self.by(sheet, "officer").action_confirm()
        self.assertEqual((sheet.state, sheet.points), ("confirmed", 100))
        self.assertEqual(sheet.confirmed_by_id, self.users["officer"])
        self.assertEqual(own.search([]), sheet)
        self.assertEqual(sheet.activity_ids.user_id, self.users["agent"], "told of it")

    def test_calibration_needs_a_reason_and_stays_within_the_team(self):
        sheet = self.make_sheets()
        self.judge(sheet, (20, 10, 20, 10))
        leader = self.by(sheet, "leader")
        leader.calibration_points = 1
        self.assertEqual((sheet.points, sheet.is_passed), (91, True))
        with self.assertRaisesRegex(UserError, "say why"):
            self.by(sheet, "officer").action_confirm()
        leader.calibration_note = "As strict as the other leaders"
        self.by(sheet, "officer").action_confirm()
        with self.assertRaises(AccessError):
            self.by(sheet, "officer").calibration_points = 20

    def test_the_spread_of_the_team(self):
        mate = self.make_agent("Wang")
        self.make_sheets()
        self.judge(self.sheet_of(), (20, 20, 20, 20))
        self.judge(self.sheet_of(mate), (10, 10, 10, 10))
        sheet = self.by(self.sheet_of(), "leader")
        self.assertEqual((sheet.team_mean, sheet.team_deviation), (90, 20))
        self.assertEqual(sheet.team_spread, "70 - 110")

    def test_back_to_the_leader_and_corrected(self):
        sheet = self.make_sheets()
        self.confirm(sheet)
        officer = self.by(sheet, "officer")
        wizard = officer.action_correct()
        self.env[wizard["res_model"]].with_user(self.users["officer"]).with_context(
            **wizard["context"]
        ).create({"reason": "Wrong refund rate"}).action_apply()
        self.assertEqual(
            (sheet.state, sheet.correction_reason), ("calibration", "Wrong refund rate")
        )
        with self.assertRaisesRegex(UserError, "stays on file"):
            sheet.unlink()
        self.by(sheet, "leader").action_return()
        self.assertEqual((sheet.state, sheet.judged_by_id.id), ("lead", False))

    def test_no_line_applies(self):
        sheet = self.by(self.make_sheets(), "leader")
        sheet.action_skip_self()
        sheet.line_ids.write({"is_applicable": False})
        with self.assertRaisesRegex(UserError, "Leave the agent out"):
            sheet.action_submit()

    def test_overdue(self):
        sheet = self.make_sheets()
        sheet.sudo().date_due = fields.Date.subtract(fields.Date.today(), days=1)
        self.assertTrue(sheet.is_overdue)
        self.assertEqual(sheet.search([("is_overdue", "=", True)]), sheet)
        self.assertFalse(sheet.search([("is_overdue", "=", False)]))

    def test_the_statement_and_the_employee_lead_to_it(self):
        self.lock(self.march)
        statement = self.statement(self.agent, self.march)
        self.assertEqual(statement.review_count, 1)
        action = statement.action_view_reviews()
        self.assertEqual(
            self.env["cs.review"].search(action["domain"]), self.sheet_of()
        )
        agent = self.by(self.agent, "officer")
        self.assertEqual(agent.cs_review_count, 1)
        self.assertEqual(self.march.review_count, 1)
        sheet = self.by(self.sheet_of(), "officer")
        self.assertEqual(sheet.action_view_statement()["res_id"], statement.id)


class TestRoles(ReviewCase):
    """Agents their own part, leaders their team but not themselves, HR all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mate = cls.make_agent("Wang")
        cls.boss = cls.make_agent("Zhao", user_id=cls.users["leader"].id)
        cls.stranger = cls.make_agent("Sun", department_id=cls.other_team.id)
        cls.hr = cls.make_agent("He", user_id=cls.users["officer"].id)
        cls.march.action_make_reviews()

    def seen(self, role):
        found = self.env["cs.review"].with_user(self.users[role]).search([])
        return found.sudo().employee_id

    def test_who_sees_which(self):
        self.assertEqual(self.seen("agent"), self.agent)
        led = self.agent | self.mate | self.hr
        self.assertEqual(self.seen("leader"), led | self.boss)
        self.by(self.sheet_of(self.boss), "leader").action_hand_in()
        self.assertEqual(self.seen("leader"), led)
        everybody = self.agent | self.mate | self.boss | self.stranger | self.hr
        self.assertEqual(self.seen("officer"), everybody)
        for role in ("outsider", "salesman"):
            with self.assertRaises(AccessError):
                self.seen(role)

    def test_an_agent_writes_the_own_part_only(self):
        sheet = self.by(self.sheet_of(), "agent")
        line = sheet.line_ids[0]
        line.self_note = "Well done"
        sheet.self_note = "A good month"
        step = line.criterion_id.band_ids[0]
        for record, values in (
            (line, {"band_id": step.id}),
            (line, {"value": 3}),
            (line, {"is_applicable": False}),
            (line, {"points": 30}),
            (line, {"appeal_points": 30}),
            (sheet, {"lead_note": "x"}),
            (sheet, {"calibration_points": 5}),
            (sheet, {"performance_percent": 20}),
            (sheet, {"state": "confirmed"}),
            (sheet, {"points": 130}),
            (sheet, {"is_passed": True}),
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                record.write(values)
        with self.assertRaises(AccessError):
            sheet.unlink()
        with self.assertRaises(AccessError):
            line.copy()
        for step_ in ("submit", "skip_self"):
            with self.subTest(step_), self.assertRaises(UserError):
                getattr(sheet, f"action_{step_}")()
        sheet.action_hand_in()
        with self.assertRaises(AccessError):
            line.self_note = "Even better"

    def test_nobody_judges_themselves(self):
        own = self.sheet_of(self.boss)
        self.by(own, "leader").action_hand_in()
        with self.assertRaises(AccessError):
            self.by(own, "leader").action_submit()
        with self.assertRaises(AccessError):
            self.by(own, "leader").line_ids[0].note = "Excellent"
        hers = self.sheet_of(self.hr)
        self.by(hers, "officer").action_hand_in()
        with self.assertRaisesRegex(UserError, "themselves"):
            self.by(hers, "officer").action_submit()
        with self.assertRaisesRegex(AccessError, "themselves"):
            self.by(hers, "officer").line_ids[0].note = "Excellent"
        self.judge(hers, (20, 20, 20, 20))
        with self.assertRaisesRegex(UserError, "themselves"):
            self.by(hers, "officer").action_confirm()
        with self.assertRaises(AccessError):
            self.by(hers, "officer").performance_percent = 20

    def test_a_leader_and_another_team(self):
        sheet = self.by(self.sheet_of(self.stranger), "leader")
        with self.assertRaises(AccessError):
            sheet.line_ids.read(["points"])
        with self.assertRaises(AccessError):
            sheet.action_submit()

    def test_the_leader_does_not_write_the_agents_part(self):
        sheet = self.by(self.sheet_of(), "leader")
        sheet.action_skip_self()
        with self.assertRaises(AccessError):
            sheet.line_ids[0].self_note = "He is modest"
        with self.assertRaises(AccessError):
            sheet.self_note = "Nothing to say"


class TestAppeal(ReviewCase):
    """Lines are appealed one by one (R7.1)."""

    def setUp(self):
        super().setUp()
        self.lock(self.march)
        self.confirm(self.sheet_of(), (20, 10, 20, 10))
        self.contested = self.line(self.sheet_of(), "Execution")

    def appeal(self, line=None, **values):
        line = line or self.contested
        return (
            self.env["cs.appeal"]
            .with_user(self.users["agent"])
            .create(
                {"review_line_id": line.id, "reason": "All tasks were done", **values}
            )
        )

    def test_an_accepted_appeal_sets_the_points(self):
        self.assertTrue(self.by(self.contested, "agent").can_appeal)
        full = self.line(self.sheet_of(), "Team work")
        self.assertFalse(self.by(full, "agent").can_appeal, "nothing to win")
        appeal = self.appeal(review_points=20)
        self.assertEqual(appeal.review_points, 0, "nobody grants it to themselves")
        self.assertFalse(self.by(self.contested, "agent").can_appeal)
        with self.assertRaises(UserError):
            appeal.review_points = 20
        officer = self.by(appeal, "officer")
        for points in (0, 10, 21):
            officer.review_points = points
            with self.assertRaisesRegex(UserError, "Points Granted"):
                officer.action_accept()
        officer.review_points = 15
        officer.action_accept()
        sheet = self.sheet_of()
        self.assertEqual((self.contested.points, sheet.points), (15, 95))
        self.assertTrue(sheet.is_passed)
        self.assertIn("10 points became 15", "".join(sheet.message_ids.mapped("body")))

    def test_who_judged_does_not_decide(self):
        appeal = self.by(self.appeal(), "leader")
        self.assertFalse(appeal.can_decide)
        with self.assertRaisesRegex(UserError, "You judged"):
            appeal.action_reject()

    def test_only_confirmed_and_only_their_own(self):
        with self.assertRaisesRegex(UserError, "agent concerned"):
            self.by(self.contested, "officer").action_appeal()
        self.make_sheets(self.april)
        line = self.sheet_of(period=self.april).line_ids[0]
        with self.assertRaisesRegex(UserError, "once it is confirmed"):
            self.by(line, "agent").action_appeal()

    def test_rejected_nothing_changes(self):
        appeal = self.by(self.appeal(), "officer")
        appeal.decision_note = "Three were late"
        appeal.action_reject()
        self.assertEqual(self.sheet_of().points, 90)
        self.assertTrue(self.by(self.contested, "agent").can_appeal)


class TestSanctions(ReviewCase):
    """Who judges a sheet sees which sanctions are in force (R2.16)."""

    def test_in_force_on_the_last_day_of_the_sheet_r2_16(self):
        rows = [
            self.env["cs.sanction"].create(
                {"employee_id": self.agent.id, "kind": kind, "reason": "It was so"}
            )
            for kind in ("minor", "major")
        ]
        for row, last in zip(rows, ("2026-03-31", "2026-03-30"), strict=True):
            row.sudo()._write(
                {"state": "confirmed", "date_from": "2026-01-01", "date_to": last}
            )
            row.invalidate_recordset()
        self.make_sheets()
        sheet = self.by(self.sheet_of(), "leader")
        self.assertEqual(sheet.sanction_text, "Minor demerit until 03/31/2026")


class TestYear(ReviewCase):
    """The yearly grade moves performance pay (R5.6)."""

    def setUp(self):
        super().setUp()
        self.december = self.make_period("2026-12")
        self.make_sheets(self.december)
        self.yearly = self.sheet_of(period=self.december, kind="year")

    def reach(self, *points):
        leader = self.by(self.yearly, "leader")
        if leader.state == "self":
            leader.action_skip_self()
        for line, given in zip(leader.line_ids, points, strict=True):
            line.band_id = line.criterion_id.band_ids.filtered(
                lambda band, given=given: band.points == given
            )
        if leader.state == "lead":
            leader.action_submit()
        return self.yearly

    def test_proposed_within_the_range_of_the_grade_r5_6(self):
        for points, grade, change in (
            ((20, 20, 20), "excellent", 20),
            ((20, 15, 15), "excellent", 10),
            ((20, 10, 15), "good", 6.25),
            ((15, 10, 20), "pass", 0),
            ((10, 10, 10), "fail", -5.83),
            ((0, 0, 0), "fail", -10),
        ):
            self.reach(*points)
            with self.subTest(points):
                self.assertEqual(self.yearly.grade, grade)
                self.assertAlmostEqual(self.yearly.performance_proposed, change, 2)
                self.assertAlmostEqual(self.yearly.performance_percent, change, 2)

    def test_hr_decides_within_the_range_r5_6(self):
        officer = self.by(self.reach(20, 20, 20), "officer")
        officer.performance_percent = 21
        with self.assertRaisesRegex(UserError, "10 to 20"):
            officer.action_confirm()
        officer.performance_percent = 12
        with self.assertRaises(AccessError):
            self.by(self.yearly, "leader").performance_percent = 15
        officer.action_confirm()
        january = self.yearly.performance_period_id
        self.assertEqual(january.date_from, date(2027, 1, 1))
        changes = self.env["cs.review"]._performance_changes
        self.assertEqual(changes(self.agent.ids, january), {self.agent.id: [12]})
        self.assertFalse(changes(self.agent.ids, self.december))

    def test_no_leader_reads_what_a_grade_moves_r5_6(self):
        officer = self.by(self.reach(20, 20, 20), "officer")
        officer.action_confirm()
        names = ("performance_percent", "performance_proposed", "performance_decided")
        export = self.env.ref("base.group_allow_export")
        (self.users["leader"] | self.users["agent"]).group_ids |= export
        sheets = self.env["cs.review"]
        for role in ("leader", "agent"):
            own = self.by(self.yearly, role)
            self.assertTrue(own.has_access("read"))
            for name in names:
                with self.subTest(role=role, name=name):
                    with self.assertRaises(AccessError):
                        own.read([name])
                    with self.assertRaises(AccessError):
                        self.by(self.yearly, role).export_data([name])
                    with self.assertRaises(AccessError):
                        self.by(sheets, role).search([(name, ">", 0)])
                    with self.assertRaises(AccessError):
                        self.by(sheets, role)._read_group([], [], [f"{name}:sum"])
                    self.assertNotIn(name, self.by(sheets, role).fields_get())
        self.assertFalse(self.by(self.yearly, "leader").performance_text)
        told = self.by(self.yearly, "agent").performance_text
        self.assertIn("+20 % from", told)
        self.assertEqual(officer.performance_percent, 20)

    def test_a_corrected_grade_is_settled_forward_r5_6(self):
        """480, then 440 where it should have been 440 all along, then 480 again."""
        self.pay(self.junior, performance_pay=400)
        self.by(self.reach(20, 20, 20), "officer").action_confirm()
        months = [self.make_period(f"2027-0{month}") for month in range(1, 5)]
        while before := self.open_until(months[0]):
            self.lock(before)
        self.assertEqual(self.performance(months[0]), (480, 0))
        self.by(self.yearly, "officer")._decide("correct", "Counted wrong")
        months[1].action_compute()
        self.assertEqual(self.performance(months[1]), (480, 0), "until it is decided")
        self.decide(10)
        self.lock(months[1])
        self.assertEqual(self.performance(months[1]), (440, -40))
        months[2].action_compute()
        self.assertEqual(self.performance(months[2]), (440, 0))
        self.by(self.yearly, "officer")._decide("correct", "Right at first")
        self.decide(20)
        self.lock(months[2])
        self.assertEqual(self.performance(months[2]), (480, 80))
        months[3].action_compute()
        self.assertEqual(self.performance(months[3]), (480, 0))

    def open_until(self, period):
        """The first period that is open, up to this one."""
        return self.env["cs.period"].search(
            [
                ("company_id", "=", self.company.id),
                ("state", "!=", "locked"),
                ("date_to", "<=", period.date_to),
            ],
            order="date_from",
            limit=1,
        )

    def decide(self, percent):
        officer = self.by(self.yearly, "officer")
        officer.performance_percent = percent
        officer.action_confirm()

    def performance(self, period):
        """Performance pay of a month, and what it settles of others."""
        lines = self.statement(self.agent, period).line_ids
        pay = lines.filtered(lambda line: line.code == "CS_ALLOWANCE")
        late = lines.filtered(lambda line: line.adjusted_code == "CS_BASE")
        return sum(pay.mapped("amount")), sum(late.mapped("amount"))

    def test_a_yearly_sheet_pays_no_bonus(self):
        self.by(self.reach(20, 20, 20), "officer").action_confirm()
        self.december.action_compute()
        self.assertIsNone(self.kpi(self.december))


class TestPack(ReviewCase):
    """The sheet of R7.1 is data of a pack."""

    def test_the_sheet_of_after_sales_r7_1(self):
        source = Path(cs_management.__file__).parent / "data/packs/after_sales"
        with TemporaryDirectory() as folder:
            path = Path(folder) / "sheets"
            path.mkdir()
            for file in source.glob("cs.review.*.csv"):
                (path / file.name).write_text(file.read_text("utf-8"), "utf-8")
            (path / "pack.csv").write_text(
                "name,regulations,description,gaps\nSheets,R7.1,Sheets,None\n", "utf-8"
            )
            (path / "cs.policy.csv").write_text(
                "id,name,review_enabled\npolicy,Sheets,1\n", "utf-8"
            )
            with patch.object(CsPack, "_folders", lambda _self: {"sheets": path}):
                self.env["res.lang"]._activate_lang("zh_CN")
                ladder = self.make_ladder(self.company)
                packs = self.env["cs.pack"]
                shown = packs._preview(packs._plan("sheets", ladder, "2026-03-01"))
                policy = packs._load("sheets", ladder, "2026-03-01")
                again = packs._load("sheets", ladder, "2026-03-01")
        self.assertIn("5 lines, 130 points, passed from 91", str(shown))
        self.assertEqual(policy, again)
        [sheet] = policy.review_template_ids
        self.assertEqual(sheet.with_context(lang="zh_CN").name, "售后绩效考核表")
        self.assertEqual((sheet.points_sum, sheet.total, sheet.bar), (110, 130, 91))
        [refunds] = sheet.criterion_ids.filtered(lambda line: line.kind == "metric")
        self.assertEqual(
            [engine.banded(rate, refunds._bounds()) for rate in (5, 8, 11, 12)],
            [30, 20, 10, 0],
        )
        self.assertEqual(len(sheet.grade_ids), 4)
        policy.action_approve()
