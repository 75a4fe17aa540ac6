"""Files in a browser: a shop's orders to the month, punches to an exception."""

from odoo.tests import HttpCase, tagged

from tests.imports.common import ImportCase


@tagged("standard", "post_install", "-at_install")
class TestImportTours(ImportCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy({"attendance_enabled": True})
        cls.month = cls.make_period("2026-11")

    def test_a_shops_file_to_the_month_r6_1(self):
        """The officer brings an order in; given to its agent, the month pays it."""
        self.start_tour("/odoo", "cs_import_orders", login="cs_officer")
        order = self.env["sale.order"].search([("team_id", "=", self.shop.id)])
        self.assertEqual((order.amount_untaxed, order.cs_memo), (1000, "101"))
        order._cs_set_agents(self.wang, "The memo says 101")
        self.month.action_compute()
        self.assertEqual(self.statement(self.wang, self.month).amount_sales, 1000)

    def test_a_missing_punch_is_explained_r1_3(self):
        """An attendance file with 缺卡: missed, until the exception is approved."""
        self.plan(self.wang, "2026-11-04", self.day_shift)
        self.start_tour("/odoo", "cs_import_punches", login="cs_officer")
        day = self.env["cs.workday"].search(
            [("employee_id", "=", self.wang.id), ("date", "=", "2026-11-04")]
        )
        self.assertEqual((day.status, day.missed_punches), ("missed", 1))
        exception = self.env["cs.attendance.exception"].create(
            {
                "employee_id": self.wang.id,
                "date": "2026-11-04",
                "kind": "missed_punch",
                "side": "out",
                "reason": "Forgotten",
            }
        )
        exception.action_request()
        exception.with_user(self.users["leader"]).action_approve()
        self.assertEqual((day.missed_punches, day.confirmed_punches), (1, 1))
