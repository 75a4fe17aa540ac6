"""Installed into a company with years behind it (``tools/programs/years.py``)."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from odoo.addons.cs_management.demo import factories

from tests.life.common import LifeCase

MARCH = date(2026, 3, 1)
STAFF = [f"Old {place}" for place in range(8)]


@tagged("post_install", "-at_install")
class TestOldDatabase(LifeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.env = cls.env(context={"allowed_company_ids": cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        every = cls.env["hr.employee"].with_context(active_test=False)
        cls.staff = {
            employee.name: employee
            for employee in every.search(
                [("name", "in", STAFF), ("company_id", "=", cls.company.id)]
            )
        }

    @property
    def slips(self):
        """The slips of the years, of both companies."""
        slips = self.env["hr.payslip"].with_context(allowed_company_ids=[])
        return slips.search([("date_to", "<", MARCH), ("struct_id.code", "=", "OLD")])

    def totals(self, slips):
        return {
            slip: {line.code: (line.amount, line.total) for line in slip.line_ids}
            for slip in slips
        }

    # ------------------------------------------------------------------

    def test_there_is_something_to_lose(self):
        states = set(self.slips.mapped("state"))
        self.assertEqual(states, {"draft", "verify", "done", "cancel"})
        self.assertTrue(self.slips.filtered("refunded_id"))
        self.assertIn("GLOBAL", self.slips.worked_days_line_ids.mapped("code"))
        self.assertTrue(self.env["crm.tag"].search([("name", "=", "101")]))
        self.assertEqual(len(self.slips.company_id), 2)
        self.assertFalse(self.staff["Old 7"].active)
        punches = self.env["hr.attendance"].search([("overtime_hours", ">", 0)])
        self.assertTrue(punches & self.staff["Old 0"].attendance_ids)

    def test_nothing_of_the_company_changed(self):
        """Row by row and column by column, but for Odoo's lists of what there is."""
        tables = [name for name in self.tables if not name.startswith("ir_")]
        self.assertEqual(self.changes(tables), {})

    def test_nothing_was_made_for_people_who_are_no_agents(self):
        for model in ("cs.statement", "cs.period", "cs.workday", "cs.commission.line"):
            self.assertFalse(self.env[model].search([]), model)
        self.assertFalse(self.env["crm.tag"].search([("cs_employee_id", "!=", False)]))

    def test_open_slips_compute_as_before(self):
        slips = self.slips.filtered(lambda slip: slip.state in ("draft", "verify"))
        before = self.totals(slips)
        self.assertTrue(any(before.values()))
        slips.compute_sheet()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.totals(slips), before)

    def test_worked_days_are_found_as_before(self):
        """Leave of people who are no agents keeps the code that rules ask for."""
        for slip in self.slips.filtered(lambda slip: not slip.credit_note):
            rows = slip.get_worked_day_lines(
                slip.contract_id, slip.date_from, slip.date_to
            )
            lines = slip.worked_days_line_ids
            self.assertEqual(
                sorted((row["code"], row["number_of_days"]) for row in rows),
                sorted((line.code, line.number_of_days) for line in lines),
            )

    def test_closed_slips_are_refunded_and_cancelled_as_before(self):
        closed = self.slips.filtered(
            lambda slip: slip.state == "done" and not slip.refunded_id
        )
        slip = closed.filtered(lambda slip: not slip.credit_note)[0]
        before = self.totals(slip)[slip]
        slip.refund_sheet()
        self.assertEqual(self.totals(slip.refunded_id)[slip.refunded_id], before)

    def test_screens_open(self):
        self.check_screens(
            (
                "hr.employee",
                "hr.payslip",
                "hr.attendance",
                "hr.leave",
                "sale.order",
                "crm.tag",
                "hr.payroll.structure",
            )
        )

    # ------------------------------------------------------------------

    def make_agents(self):
        """Some of the staff become agents; one keeps the structure of before."""
        ladder = factories.make_ladder(self.env)
        factories.make_policy(self.env, ladder, date(2026, 1, 1))
        level = factories.level_of(ladder, "junior")
        for code, name in (("101", "Old 0"), ("102", "Old 1"), ("007", "Old 2")):
            agent = self.staff[name]
            agent.write({"cs_agent_code": code})
            version = agent.create_version({"date_version": MARCH})
            version.write({"cs_level_id": level.id})
            if name != "Old 0":
                version.struct_id = False
        return self.staff["Old 0"], self.staff["Old 1"], self.staff["Old 2"]

    def test_a_month_of_a_new_policy_is_locked_and_paid(self):
        """R6.1: orders of before with a tag named like a work number are nobody's."""
        agents = self.make_agents()
        old_tag = self.env["crm.tag"].search([("name", "=", "101")])
        tags = self.env["crm.tag"].search([("cs_employee_id", "=", agents[0].id)])
        self.assertNotEqual(old_tag, tags)
        for tag in (old_tag, tags):
            self.order(tag)
        structure = agents[0].version_ids[-1].struct_id
        structure.cs_base_pay = "own"
        structure.action_cs_add_rules()
        period = self.env["cs.period"]._of_days(self.company, {MARCH})[MARCH]
        period.action_compute()
        statements = self.env["cs.statement"].search([("period_id", "=", period.id)])
        self.assertEqual(statements.employee_id, self.union(agents))
        credited = self.env["cs.commission.line"].search([("employee_id", "!=", False)])
        self.assertEqual(credited.order_id.tag_ids, tags)
        period.action_publish()
        period.action_lock()
        period.action_generate_payslips()
        slips = statements.payslip_id
        self.assertEqual(len(slips), 3)
        slips.action_payslip_done()
        self.assertEqual(set(slips.mapped("state")), {"done"})
        for slip in slips:
            net = slip.line_ids.filtered(lambda line: line.code == "NET")
            self.assertTrue(net)
        self.test_open_slips_compute_as_before()

    def order(self, tag):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].search([], limit=1).id,
                "tag_ids": [Command.set(tag.ids)],
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.env["product.product"]
                            .search([("name", "=", "Old ware")], limit=1)
                            .id
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        order.date_order = "2026-03-05 04:00:00"
        return order

    def union(self, agents):
        return self.env["hr.employee"].union(*agents)
