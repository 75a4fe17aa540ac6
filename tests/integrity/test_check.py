"""A printed statement carries its seal, and can be held against the chain."""

import base64
import io
import re
from unittest.mock import patch

from lxml import html
from reportlab.pdfgen.canvas import Canvas

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.cs_management.engine import sealing

from tests.integrity.common import SealCase

REPORT = "cs_management.report_cs_statement"


def set_pages(_reports, bodies, **_options):
    """A PDF with the words of the pages, a line each."""
    file = io.BytesIO()
    pages = Canvas(file)
    for body in bodies:
        words = " ".join(html.fromstring(str(body)).itertext()).split()
        for place, word in enumerate(words[-60:]):
            pages.drawString(20, 800 - 12 * place, word)
        pages.showPage()
    pages.save()
    return file.getvalue()


class CheckCase(SealCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.march.action_compute()
        cls.march.action_publish()

    def html(self, role, statement):
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        return reports._render_qweb_html(REPORT, statement.ids)[0].decode()

    def pdf(self, statement, role="officer"):
        """The file that is printed; the program that sets its pages may be missing."""
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        reports = reports.with_context(force_report_rendering=True)
        with (
            patch.object(type(reports), "get_wkhtmltopdf_state", lambda _reports: "ok"),
            patch.object(type(reports), "_run_wkhtmltopdf", set_pages),
        ):
            return reports._render_qweb_pdf(REPORT, statement.ids)[0]

    def check(self, role="officer", file=None, code=False):
        check = self.env["cs.seal.check"].with_user(self.users[role])
        check = check.create({"file": file and base64.b64encode(file), "code": code})
        check.action_check()
        return check


class TestPrint(CheckCase):
    def test_the_print_carries_the_seal_once_there_is_one(self):
        statement = self.statement(self.li, self.march)
        page = self.html("agent", statement)
        self.assertIn("Not locked yet", page)
        self.march.action_lock()
        page = self.html("agent", statement)
        self.assertNotIn("Not locked yet", page)
        seal = statement.seal_id
        for text in (seal.hash, seal.short_hash, "Li", "data:image/svg+xml;base64"):
            self.assertIn(text, page)
        for line in statement.line_ids:
            self.assertIn(line.name, page)

    def test_agents_print_their_own_only(self):
        self.march.action_lock()
        for role in ("agent", "leader", "outsider"):
            with self.assertRaises(AccessError):
                self.html(role, self.statement(self.wang, self.march))


@tagged("standard", "post_install", "-at_install")
class TestFile(CheckCase, HttpCase):
    """The file itself, as wkhtmltopdf makes it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.march.action_lock()
        cls.own = cls.statement(cls.li, cls.march)
        cls.other = cls.statement(cls.wang, cls.march)

    def test_a_file_as_it_was_printed(self):
        content = self.pdf(self.own, "agent")
        for role in ("agent", "officer"):
            check = self.check(role, content)
            self.assertEqual(check.result, "genuine")
            self.assertEqual(check.seal_id, self.own.seal_id)
            self.assertIn("byte for byte", check.text)
            self.assertIn("Li for 2026-03", check.text)

    def test_whose_it_is_is_told_to_those_who_may_read_it(self):
        content = self.pdf(self.other)
        check = self.check("agent", content)
        self.assertEqual(check.result, "genuine")
        self.assertFalse(check.seal_id)
        self.assertNotIn("Wang", check.text)
        self.assertNotIn("2026-03 ", check.text)
        with self.assertRaises(AccessError):
            self.check("outsider", content)

    def test_a_changed_file(self):
        """Its seal is genuine; that says nothing about what stands in the file."""
        content = self.pdf(self.own)
        check = self.check(file=content.replace(b"%PDF-1.3", b"%PDF-1.4", 1))
        self.assertEqual(check.result, "changed")
        self.assertIn("not as it was printed", check.text)
        check = self.check(file=content[: content.rindex(b"\n%CS-SEAL")])
        self.assertEqual(check.result, "changed", "the signature was cut off")
        self.assertEqual(check.seal_id, self.own.seal_id, "read from the page")

    def test_a_signature_is_not_carried_over(self):
        """Neither to another file nor to another seal."""
        content, other = self.pdf(self.own), self.pdf(self.other)
        mark = content[content.rindex(b"\n%CS-SEAL") :]
        forged = other[: other.rindex(b"\n%CS-SEAL")] + mark
        self.assertEqual(self.check(file=forged).result, "changed")
        renamed = content.replace(
            self.own.seal_id.hash.encode(), self.other.seal_id.hash.encode()
        )
        self.assertEqual(self.check(file=renamed).result, "changed")

    def test_a_file_of_somewhere_else(self):
        for content in (b"no pdf", b"%PDF-1.4 broken", b"\x00" * 1000):
            check = self.check(file=content)
            self.assertEqual(check.result, "unknown")
        with self.assertRaises(UserError):
            self.check(file=b"x" * (6 << 20))

    def test_several_statements_in_one_file(self):
        content = self.pdf(self.own)
        content = content[: content.rindex(b"\n%CS-SEAL")]
        hashes = (self.own | self.other).seal_id.mapped("hash")
        content = self.env["ir.actions.report"]._cs_sign(content, hashes)
        check = self.check(file=content)
        self.assertEqual(check.result, "genuine")
        self.assertIn("Li", check.text)
        self.assertIn("Wang", check.text)

    def test_a_code_in_full_or_short(self):
        seal = self.own.seal_id
        for code in (seal.hash, seal.short_hash, f" {seal.hash.upper()} "):
            check = self.check(code=code)
            self.assertEqual((check.result, check.seal_id), ("genuine", seal))
            self.assertIn("Only the code was checked", check.text)
        self.assertEqual(self.check(code="0" * 64).result, "unknown")
        lock = self.chain()[0]
        self.assertEqual(self.check(code=lock.hash).result, "unknown", "a month's")
        for code in (False, "x", "12", "%" * 16, "0" * 63):
            with self.assertRaises(UserError):
                self.check(code=code)

    def test_a_statement_that_was_replaced(self):
        content, former = self.pdf(self.own), self.own.seal_id
        self.reopen(self.march)
        self.make_entry(self.li, "DUTY", "2026-03-12")
        self.march.action_lock()
        check = self.check(file=content)
        self.assertEqual((check.result, check.seal_id), ("former", former))
        self.assertIn("reopened", check.text)

    def test_a_statement_changed_behind_its_seal(self):
        content = self.pdf(self.own)
        self.sql(
            "UPDATE cs_statement_line SET amount = 999 WHERE statement_id = %s "
            "AND code = 'CS_FINE'",
            self.own.id,
        )
        check = self.check("agent", content)
        self.assertEqual(check.result, "changed")
        self.assertIn("-50.00", check.text)

    def test_what_the_code_leads_to_names_nobody(self):
        seal = self.own.seal_id
        page = self.url_open(f"/cs/seal/{seal.hash}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Genuine", page.text)
        self.assertIn(self.company.name, page.text)
        for text in ("Wang", "2026-03", "2,"):
            self.assertNotIn(text, re.sub(r"(?s)^.*<main>|</main>.*$", "", page.text))
        for code in ("0" * 64, sealing.short(seal.hash), "x", "%25" * 16):
            self.assertIn("Unknown", self.url_open(f"/cs/seal/{code}").text)
        self.reopen(self.march)
        self.assertIn("replaced since", self.url_open(f"/cs/seal/{seal.hash}").text)
