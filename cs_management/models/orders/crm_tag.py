import re

from odoo import models
from odoo.exceptions import AccessError


class CrmTag(models.Model):
    _inherit = "crm.tag"

    def write(self, vals):
        if "name" in vals:
            self._cs_check_number_names([vals["name"]])
        return super().write(vals)

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        if field_name == "name":
            self._cs_check_number_names(translations.values())
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    def _cs_check_number_names(self, names):
        """A number in a tag's name may give all its orders to an agent (R6.1)."""
        if self.env.su or self.env.user._cs_is_officer():
            return
        # sudo: only whether names of tags are read anywhere
        sources = self.env["cs.number.source"].sudo()
        if not sources.search_count([("place", "=", "tag_ids")], limit=1):
            return
        names = [*names, *self.mapped("name")]
        if any(re.search(r"\d", str(name)) for name in names):
            raise AccessError(
                self.env._(
                    "A number in the name of a tag may be an agent's work number: only "
                    "customer service officers rename such tags. Make a new one, or "
                    "ask HR."
                )
            )
