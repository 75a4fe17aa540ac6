import base64
import io
import logging
import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.pdf import PdfFileReader

from ..engine import sealing

_logger = logging.getLogger(__name__)

MEGABYTES = 5
PAGES = 20
HASH = re.compile(r"\b[0-9a-f]{64}\b")


class CsSealCheck(models.TransientModel):
    """Hold a printed statement, or the code on it, against the chain."""

    _name = "cs.seal.check"
    _description = "Check a Statement"

    file = fields.Binary(string="PDF of the Statement", attachment=False)
    filename = fields.Char()
    code = fields.Char(string="Or Its Code", help="Short or in full, as it is printed.")
    result = fields.Selection(
        [
            ("genuine", "Genuine and unchanged"),
            ("former", "Genuine, but replaced since"),
            ("changed", "Not as it was issued"),
            ("unknown", "Not of this company"),
        ],
        readonly=True,
    )
    text = fields.Text(string="What Was Checked", readonly=True)
    seal_id = fields.Many2one("cs.seal", string="Sealed As", readonly=True)

    def action_check(self):
        """Say whether file or code are genuine; whose it is only to who may read it."""
        self.ensure_one()
        is_file = bool(self.file)
        hashes, is_issued = self._read_file() if is_file else ([], False)
        if not is_file:
            code = sealing.read_code(self.code or "")
            if not code:
                raise UserError(
                    self.env._(
                        "Choose the PDF of a statement, or type the code on it: 16 or "
                        "64 digits, from 0 to 9 and a to f."
                    )
                )
            hashes = [code]
        self.write(self._judge(hashes, is_file, is_issued))
        return self._get_records_action(name=self._description, target="new")

    def _judge(self, hashes, is_file, is_issued):
        # sudo: whether there is such a seal is told to whoever holds the paper
        seals = self.env["cs.seal"].sudo()
        found = seals.union(*(seals._find(code) for code in hashes))
        readable = self.env["cs.seal"].search([("id", "in", found.ids)])
        if not found or len(found) < len(hashes):
            return {
                "result": "unknown",
                "text": self._say_unknown(is_file),
                "seal_id": False,
            }
        texts = [self._say_file(is_issued)] if is_file else []
        faults = [text for seal in found for text in seal._why_not_sound()]
        former = found.filtered("is_former")
        result = "former" if former else "genuine"
        if faults or (is_file and not is_issued):
            result = "changed"
        texts += self._say_seals(found, faults, len(readable) == len(found))
        if not is_file:
            texts.append(
                self.env._(
                    "Only the code was checked: compare the figures on the paper with "
                    "the statement."
                )
            )
        return {
            "result": result,
            "text": "\n".join(texts),
            "seal_id": readable.id if len(readable) == 1 else False,
        }

    @api.model
    def _say_unknown(self, is_file):
        if is_file:
            return self.env._(
                "The file names no seal of this database: it was not printed here from "
                "a locked statement, or its seal was taken out."
            )
        return self.env._("There is no statement with this code.")

    @api.model
    def _say_file(self, is_issued):
        if is_issued:
            return self.env._(
                "The file is, byte for byte, as it was printed here: its figures are "
                "those that were printed."
            )
        return self.env._(
            "The file is not as it was printed here: it was changed, or saved anew by "
            "another program. The seal that it names says nothing about the figures in "
            "the file. Compare each with the statement."
        )

    @api.model
    def _say_seals(self, seals, faults, is_readable):
        texts = []
        for seal in seals:
            if not is_readable:
                texts.append(
                    self.env._(
                        "It names a statement that was sealed on %(date)s, of somebody "
                        "whose statements you may not read.",
                        date=seal.sealed_on.date(),
                    )
                )
            else:
                texts.append(
                    self.env._(
                        "It names the statement of %(agent)s for %(period)s, sealed on "
                        "%(date)s by %(user)s.",
                        agent=seal.employee_id.display_name,
                        period=seal.period_id.name,
                        date=seal.sealed_on.date(),
                        user=seal.sealed_by,
                    )
                )
            if seal.is_former:
                texts.append(
                    self.env._(
                        "The month was reopened on %(date)s: another version holds "
                        "now, or none yet.",
                        date=seal.former_on.date(),
                    )
                )
        if faults:
            texts.append(
                self.env._("The statement in the database is not as it was sealed.")
            )
            texts += faults if is_readable else []
        return texts

    def _read_file(self):
        """The hashes that the file names, and whether it is as it was issued."""
        content = base64.b64decode(self.file)
        if len(content) > MEGABYTES << 20:
            raise UserError(
                self.env._(
                    "The file has more than %(size)s MB: that is no statement.",
                    size=MEGABYTES,
                )
            )
        hashes, is_issued = self.env["ir.actions.report"]._cs_signed(content)
        return (hashes or self._printed(content)), is_issued

    @api.model
    def _printed(self, content):
        """Hashes that can be read on the pages of a file."""
        try:
            pages = PdfFileReader(io.BytesIO(content)).pages
            text = " ".join(page.extract_text() for page in pages[:PAGES])
        except Exception:  # Whatever a file that is no PDF makes of it.
            _logger.info("A file to check cannot be read", exc_info=True)
            return []
        return list(dict.fromkeys(HASH.findall(text)))
