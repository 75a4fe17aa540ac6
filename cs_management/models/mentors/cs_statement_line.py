from odoo import models


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    def _source(self):
        """A mentor's prize comes from the new starter whom they brought on (R2.11)."""
        if self.code != "CS_PRIZE" or not (self.key or "").startswith("mentor:"):
            return super()._source()
        ident = int(self.key.partition(":")[2])
        return "cs_management.cs_mentorship_action", [("id", "=", ident)]
