from odoo import http
from odoo.http import request

from ..engine import sealing


class CsSealController(http.Controller):
    """What the code on a printed statement leads to."""

    @http.route(
        "/cs/seal/<string:code>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def show(self, code):
        """Whether the code is that of a sealed statement; nothing about whose."""
        # sudo: told is only what the paper in the reader's hand says already
        seals = request.env["cs.seal"].sudo()
        digits = sealing.read_code(code)
        is_full = len(digits) == sealing.DIGITS
        seal = seals._find(digits) if is_full else seals
        is_sound = bool(seal) and not seal._why_not_sound()
        values = {"seal": seal, "is_sound": is_sound}
        return request.render("cs_management.cs_seal_page", values)
