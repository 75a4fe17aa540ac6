from babel.dates import format_skeleton

from odoo import models
from odoo.tools import babel_locale_parse, get_lang


class CsTitle(models.Model):
    """The title of excellent agent, as a certificate."""

    _inherit = "cs.title"

    def _paper_quarter(self):
        """The quarter in words, as the language of the paper writes it."""
        locale = get_lang(self.env).code
        return format_skeleton("yQQQQ", self.date, locale=babel_locale_parse(locale))

    def action_print(self):
        return self.env.ref("cs_management.cs_title_report").report_action(self)
