from odoo import models


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    def _source(self):
        """A prize by sales comes from the credits, one by assessment from entries."""
        if self.code != "CS_PRIZE":
            return super()._source()
        own = [("statement_id", "=", self.statement_id.id)]
        if (self.key or "").startswith("sales:"):
            return "cs_management.cs_commission_line_action", own
        return (
            "cs_management.cs_conduct_entry_action",
            [*own, ("score_points", "!=", 0)],
        )
