"""From the locked statement to the payslip: the same amounts, to the cent."""

from odoo import Command, fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import Form, tagged

from tests.payroll.common import PayrollCase


@tagged("post_install", "-at_install")
class TestPayrollData(PayrollCase):
    def test_one_rule_per_code_in_the_order_of_the_statement(self):
        structure = self.env["hr.payroll.structure"]._cs_structure(self.company)
        rules = structure.get_all_rules()
        codes = self.env["cs.statement.line"]._payslip_codes()
        self.assertEqual(rules.mapped("code"), [*codes, "GROSS", "NET"])
        self.assertFalse(rules.company_id)
        self.assertFalse(rules.category_id.company_id)
        self.assertEqual(structure.company_id, self.company)

    def test_companies_share_the_rules_of_their_structures(self):
        Structure = self.env["hr.payroll.structure"]
        other = self.make_company("Other shop")
        mine, theirs = (Structure._cs_structure(c) for c in (self.company, other))
        self.assertNotEqual(mine, theirs)
        self.assertEqual(mine.rule_ids, theirs.rule_ids)
        self.assertEqual(Structure._cs_structure(other), theirs)
        main = self.env.ref("base.main_company")
        self.assertTrue(Structure.search([("company_id", "=", main.id)]))


@tagged("post_install", "-at_install")
class TestPayrollBridge(PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_facts()

    def test_slip_pays_what_the_statement_says(self):
        self.lock()
        self.generate()
        for agent in (self.agent, self.second):
            slip, statement = self.slip(agent), self.statement(agent, self.period)
            self.assertEqual(slip.state, "verify")
            self.assertEqual(self.paid(slip), self.amounts(agent, self.period))
            self.assertEqual(slip.get_salary_line_total("NET"), statement.amount_total)
            self.assertEqual(slip.contract_id, agent.version_id)
            self.assertEqual(slip.struct_id.company_id, self.company)
            self.assertEqual(slip.worked_days_line_ids.mapped("code"), ["WORK100"])
            self.assertTrue(slip.worked_days_line_ids.number_of_days)
            self.assertEqual(slip.input_line_ids.contract_id, agent.version_id)
        amounts = self.amounts(self.agent, self.period)
        self.assertEqual(amounts["CS_COMMISSION"], 18.52)
        self.assertEqual(amounts["CS_FINE"], -50)

    def test_codes_without_a_statement_line_give_no_slip_line(self):
        self.lock()
        self.generate()
        codes = self.slip(self.second).line_ids.mapped("code")
        self.assertNotIn("CS_FINE", codes)
        self.assertIn("CS_FINE", self.slip(self.agent).line_ids.mapped("code"))

    def test_generating_again_updates_the_same_slips(self):
        self.lock()
        self.generate()
        slips = self.slip(self.agent) | self.slip(self.second)
        run = slips.payslip_run_id
        self.assertEqual(len(run), 1)
        self.assertEqual(run.slip_ids, slips)
        slips[0].input_line_ids[0].amount = 99999
        self.generate()
        again = self.env["hr.payslip"].search([("payslip_run_id", "=", run.id)])
        self.assertEqual(again, slips)
        self.assertEqual(
            self.paid(self.slip(self.agent)), self.amounts(self.agent, self.period)
        )

    def test_batch_wizard_pays_the_same(self):
        """Payroll's wizard gives a slip no inputs at all."""
        self.lock()
        slips = self.make_batch(self.agent | self.second)
        for slip in slips:
            self.assertEqual(
                self.paid(slip), self.amounts(slip.employee_id, self.period)
            )
            self.assertTrue(slip.worked_days_line_ids)
        self.generate()
        self.assertEqual(self.slip(self.agent) | self.slip(self.second), slips)

    def test_slip_by_hand_is_taken_over(self):
        self.lock()
        slip = self.make_slip(self.agent)
        self.generate()
        self.assertEqual(self.slip(self.agent), slip)
        self.assertEqual(self.paid(slip), self.amounts(self.agent, self.period))
        self.assertEqual(slip.payslip_run_id, self.slip(self.second).payslip_run_id)

    def test_slip_by_form(self):
        self.lock()
        slips = self.env["hr.payslip"].with_user(self.officer)
        form = Form(
            slips.with_context(
                default_date_from=self.period.date_from,
                default_date_to=self.period.date_to,
            )
        )
        form.employee_id = self.agent
        slip = form.save()
        slip.compute_sheet()
        self.assertEqual(self.paid(slip), self.amounts(self.agent, self.period))

    def test_payroll_adds_to_the_statement(self):
        """Slip total = statement total + what payroll adds."""
        structure = self.make_structure(("DINNER", "result = inputs.DINNER.amount"))
        structure.rule_ids.category_id = self.env.ref(
            "cs_management.hr_salary_rule_category_alw"
        )
        structure.rule_ids.input_ids = [
            Command.create({"name": "Dinner", "code": "DINNER"})
        ]
        structure.parent_id = structure._cs_structure(self.company)
        self.agent.version_id.struct_id = structure
        self.lock()
        for slips in (self.make_batch(self.agent), None):
            if slips is None:
                self.generate()
            slip = self.slip(self.agent)
            self.assertEqual(slip.struct_id, structure)
            slip.input_line_ids.filtered(lambda i: i.code == "DINNER").amount = 33.33
            slip.compute_sheet()
            total = self.statement(self.agent, self.period).amount_total
            self.assertEqual(
                slip.get_salary_line_total("NET"),
                self.company.currency_id.round(total + 33.33),
            )

    def test_manual_input_stays_and_ours_cannot_be_edited(self):
        self.lock()
        self.generate()
        slip = self.slip(self.agent)
        slip.input_line_ids.filtered(lambda i: i.code == "CS_FINE").amount = 0
        slip.write(
            {
                "input_line_ids": [
                    Command.create(
                        {
                            "name": code,
                            "code": code,
                            "amount": 500,
                            "contract_id": slip.contract_id.id,
                        }
                    )
                    for code in ("OTHER", "CS_PRIZE", "CS_FLOAT")
                ]
            }
        )
        slip.compute_sheet()
        self.assertEqual(self.paid(slip), self.amounts(self.agent, self.period))
        other = slip.input_line_ids.filtered(lambda i: i.code == "OTHER")
        self.assertEqual(other.amount, 500)
        codes = slip.input_line_ids.mapped("code")
        self.assertEqual(len(codes), len(set(codes)))
        self.assertNotIn("CS_PRIZE", codes)

    def test_refetching_keeps_our_inputs(self):
        self.lock()
        self.generate()
        slip = self.slip(self.agent)
        slip.onchange_employee()
        inputs = {line.code: line.amount for line in slip.input_line_ids}
        self.assertEqual(inputs, self.amounts(self.agent, self.period))

    def test_promotion_inside_the_month_pays_both_wages_by_days(self):
        """Payroll alone pays the new wage for all of it."""
        self.agent.create_version(
            {
                "date_version": "2026-03-16",
                "wage": 2500,
                "cs_level_id": self.middle.id,
            }
        )
        self.lock()
        self.generate()
        slip = self.slip(self.agent)
        base = self.paid(slip)["CS_BASE"]
        self.assertEqual(base, self.amounts(self.agent, self.period)["CS_BASE"])
        self.assertGreater(base, 2200)
        self.assertLess(base, 2500)
        self.assertEqual(slip.contract_id.wage, 2500)
        whole = self.slip(self.second).worked_days_line_ids
        self.assertEqual(slip.worked_days_line_ids.number_of_days, whole.number_of_days)
        slip.action_payslip_cancel()
        batch = self.make_batch(self.agent)
        self.assertEqual(self.paid(batch), self.paid(slip))
        self.assertEqual(
            batch.worked_days_line_ids.number_of_days, whole.number_of_days
        )

    def test_later_version_does_not_change_the_contract(self):
        self.lock()
        version = self.agent.version_id
        self.agent.create_version({"date_version": "2026-05-01", "wage": 9000})
        self.generate()
        self.assertEqual(self.slip(self.agent).contract_id, version)

    def test_agent_without_contract_is_listed(self):
        """Somebody who left has a late fact: nobody pays it silently."""
        gone = self.make_agent("Gone", contract_date_end="2026-02-28")
        self.make_entry(gone, "COMPLAINT", "2026-03-02")
        self.lock()
        answer = self.generate()
        self.assertIn("Gone", answer["params"]["message"])
        self.assertEqual(answer["params"]["type"], "warning")
        self.assertIn("Gone", self.period.message_ids[0].body)
        self.assertFalse(self.slip(gone))
        with self.assertRaisesRegex(RedirectWarning, "Gone"):
            self.make_slip(gone).compute_sheet()

    def test_generating_needs_the_lock_and_the_role(self):
        with self.assertRaisesRegex(UserError, "lock"):
            self.generate()
        self.lock()
        with self.assertRaisesRegex(UserError, "officers"):
            self.generate(user=self.users["leader"])

    def test_period_from_21st_to_20th(self):
        """R1.30: the slip has the dates of the period."""
        self.company.cs_period_start_day = 21
        period = self.make_period("2026-09-30")
        self.assertEqual(period.date_to, fields.Date.to_date("2026-10-20"))
        earlier = self.env["cs.period"].search(
            [("company_id", "=", self.company.id), ("date_to", "<", period.date_from)],
            order="date_from",
        )
        for one in (*earlier, period):
            self.lock(one)
        self.generate(period)
        slip = self.slip(self.agent, period)
        self.assertEqual(slip.date_from, period.date_from)
        self.assertEqual(self.paid(slip), self.amounts(self.agent, period))

    def test_the_number_of_selects_to_prepare_slips_does_not_grow(self):
        """Statements, amounts and inputs are fetched for all slips at once."""
        agents = [self.make_agent() for _index in range(9)]
        self.lock()
        counts = []
        # The first round fills the registry's own caches.
        for chosen in (agents[:1], agents[1:3], agents[3:]):
            slips = self.env["hr.payslip"].union(
                *(self.make_slip(agent) for agent in chosen)
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as selects:
                slips._cs_link()
                slips._cs_fill()
            counts.append(len(selects))
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
class TestPlainSlips(PayrollCase):
    """Slips without a statement are what payroll makes of them."""

    def test_untouched(self):
        structure = self.make_structure(("WAGE", "result = contract.wage"))
        clerk = self.make_outsider(struct_id=structure.id)
        slips = self.make_batch(clerk, user=self.make_payroll_user())
        self.assertEqual(slips.struct_id, structure)
        self.assertEqual(slips.contract_id, clerk.version_id)
        self.assertFalse(slips.input_line_ids)
        self.assertEqual(slips.line_ids.mapped("code"), ["WAGE"])
        self.assertEqual(slips.line_ids.total, 3000)
        slips.action_payslip_done()
        self.assertEqual(slips.state, "done")
        slips.action_payslip_draft()
        self.assertEqual(slips.state, "draft")

    def test_no_contract_stays_payrolls_affair(self):
        clerk = self.make_outsider(contract_date_start=False)
        slip = self.make_slip(clerk)
        slip.compute_sheet()
        self.assertEqual(slip.state, "verify")
        self.assertFalse(slip.line_ids)

    def test_other_dates_than_the_period(self):
        self.lock()
        slip = self.make_slip(self.agent, date_to="2026-03-15")
        slip.compute_sheet()
        self.assertFalse(slip.sudo().cs_statement_id)
        self.assertFalse(slip.input_line_ids)
