"""The demo company, after cs_management was uninstalled from it."""

from odoo.tests import tagged

from tests.life.common import LifeCase

SCREENS = (
    "sale.order",
    "crm.tag",
    "crm.team",
    "product.template",
    "hr.employee",
    "hr.employee.public",
    "hr.department",
    "hr.attendance",
    "hr.leave",
    "hr.leave.type",
    "hr.payslip",
    "hr.payslip.run",
    "hr.payroll.structure",
    "hr.salary.rule",
    "res.users",
)
# Messages of our records, the groups and what they open, and the articles that imports
# of ours bring along.
OURS = (
    "bus_",
    "mail_",
    "res_groups",
    "rule_group_rel",
    "product_product",
    "product_template",
    "product_supplier_taxes_rel",
)
ARTICLES = ("product.product", "product.template")


@tagged("post_install", "-at_install")
class TestUninstall(LifeCase):
    def test_nothing_of_us_is_left(self):
        self.assertFalse(self.rows("SELECT 1 FROM ir_model WHERE model LIKE 'cs.%'"))
        left = self.rows(
            "SELECT name FROM ir_model_data WHERE module = 'cs_management'"
        )
        self.assertEqual(left, [])
        columns = self.rows(
            """
            SELECT table_name, column_name FROM information_schema.columns
             WHERE table_schema = 'public'
               AND (table_name LIKE 'cs\\_%' OR column_name LIKE 'cs\\_%')
            """
        )
        self.assertEqual(columns, [])
        [[state]] = self.rows(
            "SELECT state FROM ir_module_module WHERE name = 'cs_management'"
        )
        self.assertEqual(state, "uninstalled")

    def test_everything_of_odoo_is_there(self):
        """Orders, staff, punches, leave and payslips as they were, but our columns."""
        found = self.changes(
            name for name in self.tables if not name.startswith(("cs_", "ir_", *OURS))
        )
        for change in found.values():
            change.pop("columns", None)
        self.assertEqual({name: change for name, change in found.items() if change}, {})

    def test_messages_and_groups_of_others_are_there(self):
        """Those of our records, jobs and articles went with them."""
        lost = """
            SELECT DISTINCT old.model FROM before.mail_message AS old
         LEFT JOIN mail_message AS new USING (id) WHERE new.id IS NULL
        """
        models = {model for (model,) in self.rows(lost) if model[:3] != "cs."}
        self.assertLessEqual(models, {"ir.actions.server", "ir.cron", *ARTICLES})
        lost = """
            SELECT old.id FROM before.res_groups AS old
         LEFT JOIN res_groups AS new USING (id) WHERE new.id IS NULL
        """
        self.assertEqual(len(self.rows(lost)), 4)

    def test_users_stay_inside(self):
        """Also those who had none but our groups."""
        self.assertEqual(self.changed("res_users"), {})
        officer = self.env["res.users"].search([("login", "=", "officer")])
        self.assertTrue(officer.has_group("base.group_user"))

    def test_payslips_are_readable_with_their_lines(self):
        slips = self.env["hr.payslip"].search([("state", "=", "done")])
        self.assertTrue(slips)
        lines = slips.line_ids.filtered(lambda line: line.code.startswith("CS_"))
        self.assertTrue(lines)
        for line in lines:
            self.assertTrue(line.salary_rule_id.exists() and line.category_id.name)
        for report in ("action_report_payslip", "payslip_details_report"):
            html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                f"payroll.{report}", slips.ids
            )
            self.assertIn(lines[0].name, html.decode())

    def test_screens_open(self):
        self.check_screens(SCREENS)

    def test_no_menu_action_or_job_is_broken(self):
        for cron in self.env["ir.cron"].with_context(active_test=False).search([]):
            self.assertIn(cron.model_id.model, self.env)
        for action in self.env["ir.actions.act_window"].search([]):
            self.assertIn(action.res_model, self.env, action.name)
        for menu in self.env["ir.ui.menu"].search([("action", "!=", False)]):
            self.assertTrue(menu.action.exists(), menu.complete_name)
        self.env["ir.ui.menu"].load_menus(False)
        for view in self.env["ir.ui.view"].search([("model", "!=", False)]):
            self.assertIn(view.model, self.env, view.name)
