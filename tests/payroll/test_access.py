"""Who sees payslips: HR of the company, and nobody else on any path."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from tests.payroll.common import PayrollCase

REPORTS = ["payroll.report_payslip", "payroll.report_payslipdetails"]


class PayslipAccessCase(PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_facts()
        cls.agent.user_id = cls.users["agent"]
        cls.lock()
        cls.generate()
        cls.pay = cls.slip(cls.agent)
        cls.parts = {
            "hr.payslip": cls.pay,
            "hr.payslip.line": cls.pay.line_ids,
            "hr.payslip.input": cls.pay.input_line_ids,
            "hr.payslip.worked_days": cls.pay.worked_days_line_ids,
            "hr.payslip.run": cls.pay.payslip_run_id,
        }


@tagged("post_install", "-at_install")
class TestPayslipAccess(PayslipAccessCase):
    def test_agents_and_leaders_see_no_payslip(self):
        exporters = self.env.ref("base.group_allow_export")
        for role in ("agent", "leader", "outsider", "salesman"):
            self.users[role].group_ids = [Command.link(exporters.id)]
            for model, records in self.parts.items():
                with self.subTest(role=role, model=model):
                    mine = records.with_user(self.users[role])
                    for path in (
                        lambda mine=mine: mine.read(),
                        lambda mine=mine: mine.search([]),
                        lambda mine=mine: mine.with_context(
                            import_compat=False
                        ).export_data(["create_date"]),
                        lambda mine=mine: mine.formatted_read_group(
                            [], ["id"], ["__count"]
                        ),
                        lambda mine=mine: mine.write({"write_date": False}),
                    ):
                        with self.assertRaises(AccessError):
                            path()
            self.check_side_ways(self.users[role])

    def check_side_ways(self, user):
        statement = self.statement(self.agent, self.period).with_user(user)
        employee = self.agent.with_user(user)
        reports = self.env["ir.actions.report"].with_user(user)
        for path in (
            lambda: statement.read(["payslip_ids"]),
            lambda: statement.read(["payslip_id"]),
            lambda: statement.read(["payslip_state"]),
            lambda: statement.action_open_payslip(),
            lambda: employee.read(["slip_ids"]),
            lambda: self.period.with_user(user).read(["payslip_count"]),
            lambda: self.pay.with_user(user).action_payslip_done(),
            lambda: self.pay.with_user(user).compute_sheet(),
            *(
                lambda name=name: reports._render_qweb_html(name, self.pay.ids)
                for name in REPORTS
            ),
        ):
            with self.assertRaises(AccessError):
                path()
        messages = self.env["mail.message"].with_user(user)
        self.assertFalse(messages.search([("model", "=", "hr.payslip")]))

    def test_officer_sees_all_slips_of_his_companies(self):
        """Payroll shows them their own, team-less and managed ones only."""
        slips = self.env["hr.payslip"].with_user(self.officer).search([])
        self.assertEqual(slips, self.slip(self.agent) | self.slip(self.second))
        for model, records in self.parts.items():
            mine = records.with_user(self.officer)
            self.assertTrue(mine.read(), model)
            self.assertEqual(mine.search([("id", "in", mine.ids)]), mine)

    def test_companies_are_apart(self):
        other = self.make_company("Other shop")
        stranger = self.make_user("officer", other, "officer_other")
        for model, records in self.parts.items():
            foreign = records.with_user(stranger).with_context(
                allowed_company_ids=other.ids
            )
            self.assertFalse(foreign.search([("id", "in", records.ids)]), model)
            with self.assertRaises(AccessError):
                foreign.read()
        period = self.period.with_user(stranger).with_context(
            allowed_company_ids=other.ids
        )
        with self.assertRaises(AccessError):
            period.action_generate_payslips()

    def test_payroll_officer_sees_parts_as_he_sees_the_slip(self):
        """Payroll has no rules on lines, inputs and worked days."""
        user = self.make_payroll_user("payroll.group_payroll_user")
        clerk = self.make_outsider(
            struct_id=self.make_structure(("WAGE", "result = contract.wage")).id
        )
        slip = self.make_batch(clerk, user=self.make_payroll_user())
        for records, visible in ((self.pay, False), (slip, True)):
            parts = (
                records,
                records.line_ids,
                records.worked_days_line_ids,
            )
            for part in parts:
                found = part.with_user(user).search([("id", "in", part.ids)])
                self.assertEqual(bool(found), visible, part)
        managers = self.env["hr.payslip.line"].with_user(self.make_manager())
        self.assertEqual(managers.search([]), managers.sudo().search([]))

    def make_manager(self):
        user = self.env["res.users"].search([("login", "=", "group_payroll_manager")])
        user.company_ids = [Command.set(self.env["res.company"].search([]).ids)]
        return user.with_context(allowed_company_ids=user.company_ids.ids)

    def test_links_both_ways(self):
        statement = self.statement(self.agent, self.period).with_user(self.officer)
        self.assertEqual(statement.payslip_id, self.pay)
        self.assertEqual(statement.payslip_state, "verify")
        self.assertEqual(statement.action_open_payslip()["res_id"], self.pay.id)
        self.assertEqual(self.pay.action_open_statement()["res_id"], statement.id)
        self.assertEqual(self.pay.cs_amount, statement.amount_total)
        self.assertEqual(self.pay.cs_line_ids, statement.line_ids)
        period = self.period.with_user(self.officer)
        self.assertEqual(period.payslip_count, 2)
        slips = self.pay.search(period.action_view_payslips()["domain"])
        self.assertEqual(slips, self.pay.payslip_run_id.slip_ids)


@tagged("post_install", "-at_install")
class TestPayslipReport(PayslipAccessCase):
    def test_print_shows_the_statement(self):
        for user in (self.officer, self.make_payroll_user()):
            reports = self.env["ir.actions.report"].with_user(user)
            html = reports._render_qweb_html(REPORTS[0], self.pay.ids)[0].decode()
            self.assertIn("How customer service pay came about", html)
            self.assertIn("Commission", html)
            self.assertIn("1,234.56", html)
            self.assertIn("CS_FINE", html)
            self.assertTrue(reports._render_qweb_html(REPORTS[1], self.pay.ids))

    def test_plain_slips_print_as_before(self):
        slip = self.make_slip(self.make_outsider())
        reports = self.env["ir.actions.report"].with_user(self.officer)
        html = reports._render_qweb_html(REPORTS[0], slip.ids)[0].decode()
        self.assertNotIn("customer service", html)

    def test_line_names_follow_the_reader(self):
        """The one who computes and the one who reads have different languages."""
        self.env["res.lang"]._activate_lang("zh_CN")
        rule = self.env.ref("cs_management.hr_salary_rule_cs_fine")
        rule.with_context(lang="zh_CN").name = "罚款"
        self.pay.with_context(lang="zh_CN").compute_sheet()
        fine = self.pay.line_ids.filtered(lambda line: line.code == "CS_FINE")
        self.assertEqual(fine.with_context(lang="zh_CN").name, "罚款")
        self.assertEqual(fine.with_context(lang="en_US").name, "Fines")
        for lang, label in (("zh_CN", "罚款"), ("en_US", "Fines")):
            reports = self.env["ir.actions.report"].with_context(lang=lang)
            html = reports._render_qweb_html(REPORTS[0], self.pay.ids)[0].decode()
            self.assertIn(label, html)


@tagged("standard", "post_install", "-at_install")
class TestPayslipReportUrl(HttpCase, PayslipAccessCase):
    def test_report_url(self):
        url = f"/report/html/payroll.report_payslip/{self.pay.id}"
        self.authenticate("cs_officer", "cs_officer")
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertIn("How customer service pay came about", page.text)
        for role in ("agent", "leader"):
            self.authenticate(f"cs_{role}", f"cs_{role}")
            page = self.url_open(url)
            self.assertNotIn("CS_FINE", page.text)
            self.assertNotEqual(page.status_code, 200)
