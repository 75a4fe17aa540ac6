"""Screens that only read are served by a replica: what is so marked never writes."""

from lxml import etree
from psycopg2.errors import ReadOnlySqlTransaction

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from tests.payroll.common import PayrollCase

ADDON = "odoo.addons.cs_management."
# What they ask for beside the records.
ARGUMENTS = {"action_open_unfinished": ["appeals"]}


def shown_fields(arch):
    """The fields of a view, without those of the lists in it."""
    for node in arch:
        if node.tag == "field":
            yield node.get("name")
        else:
            yield from shown_fields(node)


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
                if callable(method):
                    method(record)
                else:
                    getattr(record, method)(*ARGUMENTS.get(method, []))
                self.env.flush_all()
        except UserError:
            pass  # Nothing is there to show.
        finally:
            self.env.cr.execute("ROLLBACK TO SAVEPOINT readonly")
            self.env.invalidate_all()

    def test_a_form_and_a_list_are_read_without_writing(self):
        """Who looks changes nothing, not even the day of the last change."""
        self.env["cs.case"].create(
            {
                "kind": "complaint",
                "name": "Slow",
                "employee_id": self.agent.id,
                "department_id": self.team.id,
                "date": "2026-03-10",
            }
        )
        officer = self.env(user=self.officer)
        read = set()
        for name, model in sorted(self.env.registry.items()):
            if not name.startswith("cs.") or model._abstract or model._transient:
                continue
            records = officer[name]
            if not (records.has_access("read") and records.search([], limit=1)):
                continue
            read.add(name)
            with self.subTest(model=name):
                self.read_only(records, self.look)
        self.assertLessEqual({"cs.case", "cs.period", "cs.statement"}, read)

    def look(self, records):
        """As the browser does, with what list and form show."""
        for kind in ("list", "form"):
            view = records.get_views([(False, kind)])["views"][kind]
            shown = shown_fields(etree.fromstring(view["arch"]))
            asked = {field: {} for field in shown}
            records.search([], limit=3).web_read(asked)

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
