"""Screens that only read are served by a replica: what is so marked never writes."""

from psycopg2.errors import ReadOnlySqlTransaction

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from tests.payroll.common import PayrollCase

ADDON = "odoo.addons.cs_management."
# What they ask for beside the records.
ARGUMENTS = {"action_open_unfinished": ["appeals"]}


class TestReadonly(PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_facts()
        cls.lock()
        cls.generate()
        cls.make_period("2026-04").action_compute()

    def ours(self):
        """``{(model, method)}`` of the addon that a client can call."""
        for name, model in sorted(self.env.registry.items()):
            if model._abstract:
                continue
            for cls in model.__mro__:
                if cls.__module__.startswith(ADDON):
                    for method in vars(cls):
                        if not method.startswith("_") and callable(vars(cls)[method]):
                            yield name, method, getattr(model, method)

    def test_they_do_not_write(self):
        """In a transaction that the database itself keeps from writing."""
        found = 0
        officer = self.env(user=self.officer)
        for name, method, function in self.ours():
            if not getattr(function, "_readonly", False):
                continue
            found += 1
            # Of some nothing is there: as good a reader of nothing.
            record = officer[name].sudo().search([], limit=1) or officer[name].new()
            record = record.sudo(False)
            with self.subTest(model=name, method=method):
                self.read_only(record, method)
        self.assertGreater(found, 40)

    def read_only(self, record, method):
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.execute("SAVEPOINT readonly; SET LOCAL transaction_read_only = on")
        try:
            with mute_logger("odoo.sql_db"):
                getattr(record, method)(*ARGUMENTS.get(method, []))
                self.env.flush_all()
        except UserError:
            pass  # Nothing is there to show.
        finally:
            self.env.cr.execute("ROLLBACK TO SAVEPOINT readonly")
            self.env.invalidate_all()

    def test_the_way_to_other_records_is_for_a_replica_too(self):
        """Buttons that open a list or a form."""
        ways = ("action_view_", "action_open")
        left = [
            (name, method)
            for name, method, function in self.ours()
            if method.startswith(ways) and not getattr(function, "_readonly", False)
        ]
        self.assertEqual(left, [])

    def test_what_writes_would_be_found(self):
        """That is what the other test rests on."""
        period = self.make_period("2026-04")
        with self.assertRaises(ReadOnlySqlTransaction):
            self.read_only(period, "action_compute")
