"""The first hour in a browser, from a database of which nothing is known yet."""

from odoo.tests import HttpCase, tagged

# What a newcomer has to enter themselves.
NOTHING = (
    *("cs.ladder", "cs.level", "cs.period", "cs.policy", "cs.statement"),
    *("crm.tag", "sale.order", "hr.payslip", "res.partner.bank"),
)


@tagged("standard", "post_install", "-at_install")
class TestFirstHour(HttpCase):
    def test_nobody_has_entered_anything(self):
        """Else the clicks of the tour would count for little."""
        company = self.env["res.company"].search([])
        self.assertEqual(len(company), 1)
        # What Odoo's own installation chooses.
        self.assertEqual(company.country_id, self.env.ref("base.us"))
        self.assertEqual(company.currency_id, self.env.ref("base.USD"))
        self.assertEqual(company.cs_tz, "UTC")
        self.assertFalse(company.cs_first_steps_skipped)
        users = self.env["res.users"].search([("share", "=", False)])
        self.assertEqual(users, self.env.ref("base.user_admin"))
        for model in NOTHING:
            rows = self.env[model].with_context(active_test=False)
            self.assertFalse(rows.search_count([], limit=1), model)
        people = self.env["hr.employee"].search([])
        self.assertLessEqual(people.user_id, users)
        self.assertFalse(people.filtered("contract_date_start"))

    def test_three_agents_reach_their_first_payslip_in_under_25_clicks(self):
        """The tour counts every click itself, and fails at 25."""
        self.start_tour("/odoo", "cs_first_hour", login="admin", timeout=180)
        slips = self.env["hr.payslip"].search([])
        self.assertEqual(
            sorted(slips.employee_id.mapped("name")), ["Sun Yue", "Wang Li", "Zhao Lei"]
        )
        self.assertEqual(len(slips), 3)
        self.assertEqual(set(slips.cs_statement_id.mapped("state")), {"locked"})
        self.assertEqual(slips.company_id.currency_id.name, "CNY")
        for slip in slips:
            net = slip.line_ids.filtered(lambda line: line.code == "NET")
            self.assertEqual(net.total, slip.cs_statement_id.amount_total)
            self.assertEqual(net.total, 2200)
        steps = self.env["cs.onboarding"].with_user(self.env.ref("base.user_admin"))
        found = {row["code"]: row["state"] for row in steps.get_steps()["steps"]}
        self.assertEqual(found["payslip"], "done")
