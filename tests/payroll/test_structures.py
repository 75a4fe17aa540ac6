"""Payrolls of companies: their own structures, rules and currencies (R5.7)."""

from decimal import Decimal
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.cs_management.models.cs_period_run import Line

from tests.payroll.common import PayrollCase

SOCIAL = [
    ("GROSS", 100, "result = categories.BASIC + categories.ALW", "GROSS"),
    ("SOCIAL", 110, "result = -GROSS * 0.105", "DED"),
    (
        "TAX",
        120,
        "taxed = GROSS + SOCIAL\n"
        "result = -(min(taxed, 1500) * 0.03 + max(taxed - 1500, 0) * 0.1)",
        "DED",
    ),
    (
        "NET",
        200,
        "result = categories.BASIC + categories.ALW + categories.DED",
        "NET",
    ),
]
BASIC = ("BASIC", 1, "result = contract.wage", "BASIC")


class StructureCase(PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payroll_manager = cls.make_payroll_user()

    def foreign(self, *rules, agent=None, **values):
        """A structure with rules in the company's own categories, on a contract."""
        Category = self.env["hr.salary.rule.category"]
        own = {
            code: Category.create({"name": code, "code": code})
            for code in {rule[3] for rule in rules}
        }
        structure = self.make_structure(*((rule[0], rule[2]) for rule in rules))
        for rule, (code, sequence, _formula, category) in zip(
            structure.rule_ids.sorted("id"), rules, strict=True
        ):
            self.assertEqual(rule.code, code)
            rule.write({"sequence": sequence, "category_id": own[category].id})
        structure.write(values)
        (agent or self.agent).version_id.struct_id = structure
        return structure

    def add_rules(self, structure):
        return structure.with_user(self.payroll_manager).action_cs_add_rules()

    def pay(self, *rows, agent=None):
        """Lock the period with these amounts beside those of the pipeline, and pay.

        :param rows: (code, amount), also with the adjusted code, and an origin's id
        """
        agent = agent or self.agent
        Period = type(self.period)
        store = Period._step_store

        def with_rows(period, run):
            for place, row in enumerate(rows):
                code, amount, adjusted, origin = (*row, "", 0)[:4]
                run.agents[agent.id].lines.append(
                    Line(
                        code,
                        Decimal(str(amount)),
                        adjusted=adjusted,
                        origin=origin,
                        key=f"row {place}",
                    )
                )
            return store(period, run)

        with patch.object(Period, "_step_store", with_rows):
            self.lock()
        answer = self.generate()
        slip = self.slip(agent)
        self.assertEqual(
            slip.cs_amount, self.statement(agent, self.period).amount_total
        )
        return slip or answer

    def totals(self, slip):
        return {line.code: line.total for line in slip.line_ids}


@tagged("post_install", "-at_install")
class TestSocialInsurance(StructureCase):
    """A company with social insurance and a progressive tax of its own rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.less = [
            ("CS_REWARD", 100),
            ("CS_ATTENDANCE", -200),
            ("CS_LEAVE", -200),
            ("CS_FINE", -100),
        ]

    def test_percentages_are_of_what_was_earned(self):
        """Wage 2200 and reward 100, less absence, leave and fines of 500: 10.5 % of
        1800 are 189.00; of 2300, as if nothing were missing, 241.50."""
        self.add_rules(self.foreign(*SOCIAL))
        slip = self.pay(*self.less)
        totals = self.totals(slip)
        self.assertEqual(totals["GROSS"], 1800)
        self.assertEqual(totals["SOCIAL"], -189.00)
        self.assertEqual(totals["TAX"], -56.10)
        self.assertEqual(totals["NET"], 1554.90)
        self.assertFalse(slip.cs_problem)
        slip.action_payslip_done()

    def test_without_deductions_the_percentage_is_of_all(self):
        self.add_rules(self.foreign(*SOCIAL))
        totals = self.totals(self.pay(self.less[0]))
        self.assertEqual((totals["GROSS"], totals["SOCIAL"]), (2300, -241.50))

    def test_ours_gives_the_same_gross(self):
        totals = self.totals(self.pay(*self.less))
        self.assertEqual((totals["GROSS"], totals["NET"]), (1800, 1800))

    def test_losses_and_old_debts_are_taken_from_the_net(self):
        """R2.17: a loss made good is no lower wage."""
        self.add_rules(self.foreign(*SOCIAL))
        debt = ("CS_PROTECTION", -20, "CS_FINE", self.period.id)
        slip = self.pay(*self.less, ("CS_COMPENSATION", -80), debt)
        totals = self.totals(slip)
        self.assertEqual(totals["GROSS"], 1800)
        self.assertEqual(totals["NET"], 1454.90)

    def test_late_changes_go_where_what_they_change_went(self):
        """One input per category: the sum of the lines is that of the statement."""
        self.add_rules(self.foreign(*SOCIAL))
        slip = self.pay(
            *self.less,
            ("CS_ADJUSTMENT", 30, "CS_BASE"),
            ("CS_ADJUSTMENT", 20, "CS_COMMISSION"),
            ("CS_ADJUSTMENT", -5, "CS_POOL"),
            ("CS_ADJUSTMENT", 100, "CS_ATTENDANCE"),
            ("CS_ADJUSTMENT", -40, "CS_LEAVE"),
            ("CS_ADJUSTMENT", 50, "CS_FINE"),
            ("CS_ADJUSTMENT", 7, "CS_COMPENSATION"),
            ("CS_PROTECTION", 10, "CS_FINE"),
            ("CS_PROTECTION", 3, "CS_COMPENSATION"),
        )
        totals = self.totals(slip)
        self.assertEqual(totals["CS_ADJUSTMENT_BASIC"], 30)
        self.assertEqual(totals["CS_ADJUSTMENT"], 15)
        self.assertEqual(totals["CS_ADJUSTMENT_ABSENCE"], 60)
        self.assertEqual(totals["CS_ADJUSTMENT_PENALTY"], 50)
        self.assertEqual(totals["CS_ADJUSTMENT_DED"], 7)
        self.assertEqual(totals["CS_PROTECTION_PENALTY"], 10)
        self.assertEqual(totals["CS_PROTECTION"], 3)
        self.assertEqual(totals["GROSS"], 1800 + 30 + 15 + 60 + 50 + 10)
        paid = sum(self.paid(slip).values())
        self.assertEqual(paid, self.statement(self.agent, self.period).amount_total)
        slip.action_payslip_done()


@tagged("post_install", "-at_install")
class TestOwnBasic(StructureCase):
    """A company whose own rule pays the base wage."""

    def test_the_wage_is_not_paid_twice_unless_somebody_chose_so(self):
        ours = self.env["hr.payroll.structure"]._cs_structure(self.company)
        structure = self.foreign(BASIC, parent_id=ours.id)
        slip = self.pay(("CS_REWARD", 100))
        self.assertIn("choose on it who pays the base wage", slip.cs_problem)
        with self.assertRaisesRegex(UserError, "Own has a basic rule of its own"):
            slip.action_payslip_done()
        structure.cs_base_pay = "statement"
        slip.compute_sheet()
        self.assertEqual(self.totals(slip)["CS_BASE"], 2200)
        self.assertFalse(slip.cs_problem)
        slip.action_payslip_done()

    def test_with_an_own_rule_cs_base_is_left_out_and_compared(self):
        ours = self.env["hr.payroll.structure"]._cs_structure(self.company)
        structure = self.foreign(BASIC, parent_id=ours.id, cs_base_pay="own")
        slip = self.pay(("CS_REWARD", 100))
        totals = self.totals(slip)
        self.assertNotIn("CS_BASE", totals)
        self.assertEqual((totals["BASIC"], totals["NET"]), (2200, 2300))
        self.assertNotIn("CS_BASE", slip.input_line_ids.mapped("code"))
        self.assertFalse(slip.cs_problem or slip.cs_base_note)
        basic = structure.rule_ids
        basic.amount_python_compute = "result = contract.wage - 150.5"
        slip.compute_sheet()
        self.assertRegex(slip.cs_base_note, r"2,049\.50.*2,200\.00.*150\.50")
        slip.action_payslip_done()
        self.assertEqual(slip.state, "done")

    def test_the_choice_can_be_taken_back(self):
        structure = self.foreign(BASIC, cs_base_pay="own")
        self.add_rules(structure)
        self.assertNotIn("CS_BASE", structure.rule_ids.mapped("code"))
        slip = self.pay()
        self.assertFalse(slip.cs_problem)
        structure.cs_base_pay = "statement"
        slip.compute_sheet()
        self.assertEqual(slip.cs_missing_codes, "CS_BASE")


@tagged("post_install", "-at_install")
class TestStranger(StructureCase):
    """A company whose structure knows no CS code."""

    def setUp(self):
        super().setUp()
        self.structure = self.foreign(*SOCIAL)

    def test_a_structure_is_never_replaced_and_says_what_it_lacks(self):
        slip = self.pay(("CS_REWARD", 100))
        self.assertEqual(slip.struct_id, self.structure)
        self.assertEqual(slip.cs_missing_codes, "CS_BASE, CS_REWARD")
        self.assertRegex(slip.cs_problem, r"CS_BASE ¥?.?2,200\.00.*CS_REWARD")
        said = [body for body in slip.message_ids.mapped("body") if "CS_REWARD" in body]
        self.assertEqual(len(said), 1)
        slip.compute_sheet()
        self.assertEqual(
            len([b for b in slip.message_ids.mapped("body") if "CS_REWARD" in b]), 1
        )
        with self.assertRaisesRegex(UserError, "Own has no rule for CS_BASE"):
            slip.action_payslip_done()
        answer = self.generate()["params"]
        self.assertEqual(answer["type"], "warning")
        self.assertIn("lacks rules: Ann", answer["message"])

    def test_the_slips_own_structure_comes_first(self):
        ours = self.env["hr.payroll.structure"]._cs_structure(self.company)
        slip = self.make_slip(self.agent, struct_id=ours.id)
        self.assertEqual(self.pay(), slip)
        self.assertEqual(slip.struct_id, ours)
        self.assertEqual(self.slip(self.second).struct_id, ours)

    def test_a_payroll_manager_adds_the_rules_once(self):
        slip = self.pay(("CS_REWARD", 100), ("CS_OVERTIME", 40), ("CS_LEAVE", -40))
        with self.assertRaisesRegex(AccessError, "only payroll managers"):
            slip.action_cs_add_rules()
        slip.with_user(self.payroll_manager).action_cs_add_rules()
        self.assertFalse(slip.cs_missing_codes or slip.cs_problem)
        self.assertEqual(self.totals(slip)["GROSS"], 2300)
        self.assertEqual(self.totals(slip)["SOCIAL"], -241.50)
        slip.action_payslip_done()
        rules = self.structure.rule_ids
        codes = self.env["cs.statement.line"]._payslip_codes()
        self.assertEqual(set(rules.mapped("code")) - {r[0] for r in SOCIAL}, {*codes})
        self.add_rules(self.structure)
        self.assertEqual(self.structure.rule_ids, rules)
        self.assertFalse(self.structure.cs_lacks_rules)

    def test_added_rules_are_the_companys_own_to_move_and_edit(self):
        """In front of GROSS, in the order of the statement; ours are not touched."""
        self.add_rules(self.structure)
        codes = list(self.env["cs.statement.line"]._payslip_codes())
        self.assertEqual(
            self.structure.get_all_rules().mapped("code"),
            [*codes, *(rule[0] for rule in SOCIAL)],
        )
        mine = self.structure.rule_ids.filtered(lambda rule: rule.code == "CS_PRIZE")
        ours = self.env["hr.salary.rule"]._cs_rule("CS_PRIZE")
        mine.write({"name": "Champions", "sequence": 3, "note": "Paid first"})
        self.assertNotEqual(mine, ours)
        self.assertEqual(mine.company_id, self.company)
        self.assertEqual((ours.name, ours.sequence), ("Prizes", 70))

    def test_a_rule_that_was_removed_loses_no_money_silently(self):
        self.add_rules(self.structure)
        reward = self.structure.rule_ids.filtered(lambda rule: rule.code == "CS_REWARD")
        self.structure.rule_ids = [Command.unlink(reward.id)]
        slip = self.pay(("CS_REWARD", 100))
        self.assertEqual(slip.cs_missing_codes, "CS_REWARD")
        with self.assertRaisesRegex(UserError, "no rule for CS_REWARD"):
            slip.action_payslip_done()

    def test_a_rule_that_pays_something_else_is_named(self):
        self.add_rules(self.structure)
        rules = self.structure.rule_ids.filtered(lambda rule: rule.code == "CS_REWARD")
        rules.amount_python_compute = "result = 60"
        slip = self.pay(("CS_REWARD", 100))
        with self.assertRaisesRegex(UserError, r"CS_REWARD: the slip pays .*60\.00"):
            slip.action_payslip_done()

    def test_new_codes_reach_the_addons_structures_only(self):
        Rule, Structure = self.env["hr.salary.rule"], self.env["hr.payroll.structure"]
        ours = Structure._cs_structure(self.company)
        Rule._cs_rule("CS_PRIZE").unlink()
        ours.rule_ids = [Command.unlink(Rule._cs_rule("CS_POOL").id)]
        Rule._cs_create_all()
        codes = ours.rule_ids.mapped("code")
        self.assertIn("CS_PRIZE", codes)
        self.assertNotIn("CS_POOL", codes)
        self.assertNotIn("CS_PRIZE", self.structure.rule_ids.mapped("code"))
        self.add_rules(ours)
        self.assertIn(Rule._cs_rule("CS_POOL"), ours.rule_ids)


@tagged("post_install", "-at_install")
class TestPrecision(StructureCase):
    """Slips have the decimals of their currency: yen none, dinars three."""

    def pay_in(self, name, reward):
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", name)])
        currency.active = True
        self.company.currency_id = currency
        self.add_rules(self.foreign(*SOCIAL))
        slip = self.pay(("CS_REWARD", reward))
        totals = self.totals(slip)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.totals(slip), totals)
        self.assertEqual(totals["CS_REWARD"], reward)
        self.assertEqual(totals["GROSS"], slip.cs_amount)
        for total in totals.values():
            self.assertEqual(total, currency.round(total))
        self.assertEqual(
            totals["NET"],
            currency.round(totals["GROSS"] + totals["SOCIAL"] + totals["TAX"]),
        )
        slip.action_payslip_done()
        return totals

    def test_yen(self):
        totals = self.pay_in("JPY", 101)
        self.assertEqual((totals["SOCIAL"], totals["TAX"]), (-242, -101))

    def test_yuan(self):
        totals = self.pay_in("CNY", 100.01)
        self.assertEqual(totals["SOCIAL"], -241.50)

    def test_dinars(self):
        totals = self.pay_in("KWD", 100.123)
        self.assertEqual(totals["SOCIAL"], -241.513)
        self.assertEqual(self.env.ref("payroll.decimal_payroll").digits, 3)

    def test_a_refund_takes_back_the_same(self):
        self.pay_in("KWD", 100.123)
        slip = self.slip(self.agent)
        slip.refund_sheet()
        self.assertEqual(self.totals(slip.refunded_id), self.totals(slip))


@tagged("post_install", "-at_install")
class TestBatch(StructureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agents = cls.agent | cls.second
        for _index in range(28):
            cls.agents |= cls.make_agent()
        cls.victim = cls.agents[17]

    def setUp(self):
        super().setUp()
        self.broken = self.foreign(("BROKEN", 5, "result = 1 / 0", "ALW"))
        self.broken.parent_id = self.broken._cs_structure(self.company)
        self.agent.version_id.struct_id = False
        self.victim.version_id.struct_id = self.broken

    def check_answer(self, text):
        self.assertIn(self.victim.name, text)
        self.assertIn("BROKEN", text)
        self.assertIn("division by zero", text)
        self.assertNotIn("Traceback", text)

    @mute_logger("odoo.addons.cs_management.models.payroll.hr_payslip")
    def test_one_broken_rule_does_not_stop_the_others(self):
        self.lock()
        answer = self.generate()
        self.check_answer(answer["params"]["message"])
        statements = self.env["cs.statement"].search(
            [("period_id", "=", self.period.id)]
        )
        slips = statements.payslip_ids
        self.assertEqual(len(slips), 29)
        self.assertEqual(set(slips.mapped("state")), {"verify"})
        self.assertFalse(self.slip(self.victim))
        self.check_answer(slips.payslip_run_id.message_ids[0].body)
        self.broken.rule_ids.amount_python_compute = "result = 1"
        self.generate()
        self.assertEqual(self.totals(self.slip(self.victim))["BROKEN"], 1)

    @mute_logger("odoo.addons.cs_management.models.payroll.hr_payslip")
    def test_payrolls_wizard_makes_the_others_too(self):
        self.lock()
        slips = self.make_batch(self.agents)
        self.assertEqual(len(slips), 29)
        self.assertEqual(set(slips.mapped("state")), {"verify"})
        self.check_answer(slips.payslip_run_id.message_ids[0].body)

    def test_the_number_of_selects_does_not_grow_with_slips(self):
        """Generate, compute and confirm."""
        self.victim.version_id.struct_id = False
        counts = []
        months = ("2026-03", "2026-04", "2026-05")
        for month, count in zip(months, (1, 2, 30), strict=True):
            period = self.make_period(month)
            self.lock(period)
            statements = self.env["cs.statement"].search(
                [("period_id", "=", period.id)], limit=count, order="id"
            )
            chosen = statements.with_user(self.officer)
            period = period.with_user(self.officer).with_company(self.company)
            contracts = chosen._payslip_contracts()
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as selects:
                slips, _failed = period._generate_payslips(chosen, contracts)
                self.env.flush_all()
            generated = len(selects)
            self.env.invalidate_all()
            with self.count_selects() as selects:
                slips.compute_sheet()
                self.env.flush_all()
            computed = len(selects)
            self.env.invalidate_all()
            with self.count_selects() as selects:
                slips.action_payslip_done()
            counts.append((generated, computed, len(selects)))
            self.assertEqual(len(slips), count)
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
class TestDaysPaid(PayrollCase):
    """Who is paid for which days."""

    def totals(self, slip):
        return {line.code: line.total for line in slip.line_ids}

    def test_who_has_left_is_paid_a_bonus_decided_later(self):
        """Left on the 15th of a locked month: a slip of the next one pays it."""
        gone = self.make_agent("Gone", contract_date_end="2026-03-15")
        self.lock()
        self.make_entry(gone, "MERIT", "2026-03-10", points=0, amount=300)
        april = self.make_period("2026-04")
        self.lock(april)
        answer = self.generate(april)
        self.assertNotIn("Gone", answer["params"]["message"])
        slip = self.slip(gone, april)
        self.assertEqual(self.totals(slip)["NET"], 300)
        self.assertEqual(slip.contract_id, gone.version_id)
        slip.action_payslip_done()
        self.assertEqual(slip.state, "done")

    def test_worked_days_are_those_of_the_roster_r10(self):
        """27 shifts in July under a Monday to Friday schedule are 27 days, not 23."""
        third = self.make_agent("Cid")
        july = self.make_period("2026-07")
        shift = self.make_shift("D", 9, 9, break_start=12, break_length=1)
        days = [f"2026-07-{day:02}" for day in range(1, 32) if day % 7]
        self.plan(self.agent, days, shift)
        self.plan(self.second, days[:3], shift)
        periods = self.env["cs.period"].search([("company_id", "=", self.company.id)])
        for period in periods.sorted("date_from"):
            self.lock(period)
        by_wizard = self.make_batch(self.second | third, july)
        self.generate(july)
        work = self.slip(self.agent, july).worked_days_line_ids
        self.assertEqual((work.code, work.number_of_days), ("WORK100", 27))
        self.assertEqual(work.number_of_hours, 27 * 8)
        for slip in by_wizard:
            self.assertEqual(slip.worked_days_line_ids.number_of_days, 23)

    def test_leave_is_that_of_the_shifts_r1_40(self):
        """A Saturday with a shift is a day of leave; a free Monday is none."""
        self.edit_policy({"attendance_enabled": True})
        days = [f"2026-03-{day:02}" for day in range(1, 32) if day % 7 != 2]
        shift = self.make_shift("D", 9, 9, break_start=12, break_length=1)
        self.plan(self.agent, days, shift)
        leave_type = self.env["hr.leave.type"].create(
            {
                "name": "Personal",
                "requires_allocation": False,
                "leave_validation_type": "no_validation",
                "company_id": self.company.id,
            }
        )
        # The 7th and 8th are a weekend, the 9th is a Monday without a shift.
        leave = self.env["hr.leave"].create(
            {
                "employee_id": self.agent.id,
                "holiday_status_id": leave_type.id,
                "request_date_from": "2026-03-06",
                "request_date_to": "2026-03-10",
            }
        )
        if leave.state != "validate":
            leave.action_approve()
        self.lock()
        self.generate()
        lines = self.slip(self.agent).worked_days_line_ids
        found = {line.code: line.number_of_days for line in lines}
        self.assertEqual(found, {"WORK100": len(days), leave_type.cs_payroll_code: -4})
