import re
from hashlib import sha256

from odoo import models
from odoo.tools import hmac

STATEMENT = "cs_management.report_cs_statement"
SCOPE = "cs_management-statement-pdf"
# The end of a file as it is issued; readers of PDF look for its last two lines.
MARK = re.compile(
    rb"\n%CS-SEAL ([0-9a-f]{64}(?: [0-9a-f]{64})*) ([0-9a-f]{64})"
    rb"\nstartxref\n\d+\n%%EOF\n\Z"
)


class IrActionsReport(models.Model):
    """Printed statements are signed, so that a changed file can be told from ours.

    Behind the file stand the hashes of the statements in it and a code over all its
    bytes that only this database can make.
    """

    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        content, kind = super()._render_qweb_pdf(report_ref, res_ids, data)
        if kind == "pdf" and self._get_report(report_ref).report_name == STATEMENT:
            ids = [res_ids] if isinstance(res_ids, int) else res_ids
            seals = self.env["cs.statement"].browse(ids).seal_id
            content = self._cs_sign(content, seals.mapped("hash"))
        return content, kind

    def _cs_sign(self, content, hashes):
        """A PDF with its signature; as it is if nothing in it is sealed."""
        start = re.findall(rb"startxref\s+(\d+)", content)
        if not (hashes and start):
            return content
        named = " ".join(hashes).encode()
        code = self._cs_signature(content, named)
        return b"%s\n%%CS-SEAL %s %s\nstartxref\n%s\n%%%%EOF\n" % (
            content,
            named,
            code.encode(),
            start[-1],
        )

    def _cs_signed(self, content):
        """The hashes that a file names, and whether it is as this database issued it.

        :return: ``([hash], bool)``; no hashes if it is not signed at all
        """
        if not (mark := MARK.search(content)):
            return [], False
        named, code = mark.groups()
        expected = self._cs_signature(content[: mark.start()], named)
        return named.decode().split(), code.decode() == expected

    def _cs_signature(self, content, named):
        # sudo: the secret of the database makes the code, and is not told
        env = self.env(su=True)
        return hmac(env, SCOPE, f"{sha256(content).hexdigest()} {named.decode()}")
