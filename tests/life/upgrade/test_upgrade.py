"""The demo company of version 19.0.1.2.0, as a dump, updated to this version."""

import re
from pathlib import Path

from freezegun import freeze_time
from lxml import etree

from odoo.tests import tagged

from odoo.addons import cs_management

from tests.life.common import LifeCase

# When the demo company was built.
DAY = "2026-11-28 20:00:00"

# What no database, and nobody's own view, can have built on.
GONE = {
    "cs_management.field_cs_pack_loader__regulations": "a computed field of a wizard",
    "cs_management.cs_conduct_entry_view_kanban_my": "the cards of one's own entries "
    "are those of all entries now",
    **{
        f"cs_management.cs_appeal_view_list_{kind}": "added a column; one column says "
        "now what an appeal is against"
        for kind in ("credit", "entry", "level_change", "review", "workday")
    },
}


@tagged("post_install", "-at_install")
class TestUpgrade(LifeCase):
    def test_the_dump_has_what_counts(self):
        for table, least in (
            ("cs_statement_line", 100),
            ("cs_seal", 60),
            ("hr_payslip_line", 100),
            ("cs_workday", 1000),
        ):
            [[count]] = self.rows(f'SELECT count(*) FROM before."{table}"')
            self.assertGreaterEqual(count, least, table)

    def test_every_figure_is_as_before(self):
        """Row by row and column by column, also those of payslips and orders.

        But Odoo's lists of what there is. Translated names of others come back: the
        dump is without them.
        """
        own = [name for name in self.tables if name.startswith("cs_")]
        self.assertGreater(len(own), 90)
        changes = self.changes(own)
        # Its words are told in the reader's language by now.
        changes.get("cs_conduct_entry", {}).pop("note", None)
        self.assertEqual({name for name in changes if changes[name]}, set())
        others = [name for name in self.tables if not name.startswith(("cs_", "ir_"))]
        self.assertEqual(self.changes(others, translations=False), {})

    def test_record_rules_say_what_a_new_database_says(self):
        """Nobody changed them, so none stays behind."""
        root = Path(cs_management.__file__).parent / "security"
        said = {
            node.getparent().get("id"): " ".join((node.text or "").split())
            for path in root.glob("*.xml")
            for node in etree.parse(path).iterfind(".//field[@name='domain_force']")
        }
        self.assertGreater(len(said), 150)
        for name, domain in said.items():
            rule = self.env.ref(f"cs_management.{name}")
            self.assertEqual(" ".join(rule.domain_force.split()), domain, name)

    def test_notes_of_the_program_are_said_as_before(self):
        """Those of open months in the reader's language; what is locked is untouched.

        A note that goes is said by the trace, but for commas and colons.
        """
        rows = self.rows(
            """
            SELECT old.id, old.note
              FROM before.cs_conduct_entry AS old
              JOIN cs_conduct_entry AS new USING (id)
             WHERE old.note IS DISTINCT FROM new.note
            """
        )
        self.assertTrue(rows)
        for entry_id, note in rows:
            entry = self.env["cs.conduct.entry"].browse(entry_id)
            self.assertNotEqual(entry.period_id.state, "locked")
            self.assertFalse(entry.note)
            words = entry.trace_text
            self.assertEqual(re.findall(r"\w+", words), re.findall(r"\w+", note))

    def test_every_external_id_names_what_it_did(self):
        lost = self.rows(
            """
            SELECT old.module || '.' || old.name
              FROM before.ir_model_data AS old
         LEFT JOIN ir_model_data AS new
                ON (new.module, new.name, new.model, new.res_id)
                 = (old.module, old.name, old.model, old.res_id)
             WHERE new.id IS NULL
            """
        )
        self.assertEqual({name for [name] in lost}, set(GONE))

    def test_every_seal_holds(self):
        """The chain of each company is verified against what it seals."""
        for company in self.env["cs.seal"].search([]).company_id:
            verdict = self.env["cs.seal"]._verify(company)
            self.assertEqual([fault.text for fault in verdict.faults], [])

    def test_the_open_month_computes_to_the_same(self):
        """Computing again changes no statement of the demo's open months."""
        lines = self.env["cs.statement.line"]
        periods = self.env["cs.period"].search([("state", "=", "open")])
        domain = [("period_id", "in", periods.ids)]
        before = {
            (line.employee_id, line.code, line.key): line.amount
            for line in lines.search(domain)
        }
        self.assertTrue(before)
        with freeze_time(DAY):
            for period in periods:
                period.with_company(period.company_id).action_compute()
        after = {
            (line.employee_id, line.code, line.key): line.amount
            for line in lines.search(domain)
        }
        self.assertEqual(after, before)

    def test_screens_open(self):
        self.check_screens(("hr.employee", "hr.payslip", "sale.order", "cs.statement"))
