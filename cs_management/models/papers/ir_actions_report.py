import re

from odoo import models

from odoo.addons.base.models.ir_actions_report import _wkhtml

BODY = re.compile(r"(<body[^>]*>)(.*)(</body>)", re.DOTALL)
PAGE = '<div style="page-break-before: always">%s</div>'
FONT = """<style>
    .page, .page h3, .page h5 { font-family: Arial, sans-serif !important; }
</style></head>"""


class IrActionsReport(models.Model):
    """Papers where wkhtmltopdf is the one of Linux distributions ("unpatched Qt").

    It takes one document at a time, and Odoo refuses to print more: as it prints no
    heads and feet either, one long document is the same print. It draws the letters of
    web fonts as pictures, a megabyte a page in which no text can be found: those of the
    system stay text.
    """

    _inherit = "ir.actions.report"

    def _run_wkhtmltopdf(self, bodies, report_ref=False, **options):
        if (
            report_ref
            and not _wkhtml().is_patched_qt
            and self._get_report(report_ref).report_name.startswith("cs_management.")
        ):
            bodies = [self._cs_joined(list(bodies)).replace("</head>", FONT, 1)]
        return super()._run_wkhtmltopdf(bodies, report_ref=report_ref, **options)

    def _cs_joined(self, bodies):
        """One document of several, each beginning on a page of its own."""
        first, *others = (BODY.search(str(body)) for body in bodies)
        pages = first[2] + "".join(PAGE % other[2] for other in others)
        before, after = first.string[: first.end(1)], first.string[first.start(3) :]
        return f"{before}{pages}{after}"
