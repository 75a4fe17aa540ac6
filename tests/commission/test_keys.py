"""Credits point at what is there, with and without a foreign key (R6)."""

from psycopg2.errors import ForeignKeyViolation

from odoo.exceptions import UserError
from odoo.tools import SQL, mute_logger

from tests.common import CsCase

# What a credit points at without a foreign key; the models guard it.
KEYLESS = {"period_id", "company_id", "statement_id", "employee_id"}


class TestKeys(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Ann")
        cls.period = cls.make_period("2026-03")
        cls.order = cls.make_order(100, "2026-03-05", cls.agent)
        cls.period.action_compute()
        cls.credit = cls.order.cs_commission_line_ids

    def test_only_keys_that_are_needed_are_checked_for_every_row(self):
        self.env.cr.execute(
            """
            SELECT attname
              FROM pg_constraint AS key
              JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
             WHERE conrelid = 'cs_commission_line'::regclass AND contype = 'f'
            """
        )
        keys = {name for [name] in self.env.cr.fetchall()}
        self.assertEqual(keys, {"order_id", "department_id", "origin_period_id"})
        noted = self.env["ir.model.constraint"].search(
            [("model.model", "=", "cs.commission.line"), ("type", "=", "f")]
        )
        columns = {name.split("line_")[1][:-5] for name in noted.mapped("name")}
        self.assertFalse(columns & KEYLESS)

    def test_who_is_credited_is_not_deleted(self):
        """Also who never had a level: there is no statement that holds them."""
        stranger = self.make_agent("Bo", cs_level_id=False)
        self.make_order(50, "2026-03-06", stranger)
        self.period.action_compute()
        with self.assertRaisesRegex(UserError, "Bo is credited with .* in 2026-03"):
            stranger.unlink()

    def test_a_statement_with_credits_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "has credits"):
            self.credit.statement_id.unlink()

    def test_a_period_with_credits_is_not_deleted(self):
        """Orders of nobody alone: there is no statement that holds the period."""
        april = self.make_period("2026-04")
        self.make_order(50, "2026-04-06", ())
        self.agent.version_id.contract_date_end = "2026-03-31"
        april.action_compute()
        self.assertFalse(april.statement_ids)
        with self.assertRaisesRegex(UserError, "credited orders"):
            april.unlink()

    def test_an_order_takes_its_open_credits_along(self):
        self.order.action_cancel()
        self.order.unlink()
        self.assertFalse(self.credit.exists())

    def test_an_order_with_locked_credits_stays(self):
        self.period.action_publish()
        self.period.action_lock()
        self.order.action_cancel()
        with self.assertRaisesRegex(UserError, "locked period"):
            self.order.unlink()

    @mute_logger("odoo.sql_db")
    def test_an_order_never_goes_behind_the_models(self):
        with self.assertRaises(ForeignKeyViolation), self.env.cr.savepoint():
            self.env.cr.execute("DELETE FROM sale_order WHERE id = %s", [self.order.id])

    def test_units_that_are_no_power_of_ten_round_alike(self):
        """0.05 as well as 0.01: to the unit, half away from zero."""
        for unit, expected in ((0.01, 1.13), (0.05, 1.15), (1.0, 1), (0.001, 1.125)):
            rounded = self.period._rounded(SQL("1.125"), unit)
            [[found]] = self.env.execute_query(SQL("SELECT %s", rounded))
            self.assertEqual(float(found), expected)
