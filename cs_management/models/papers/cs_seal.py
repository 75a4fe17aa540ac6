from odoo import api, models


class CsSeal(models.Model):
    _inherit = "cs.seal"

    @api.model
    def _layout(self):
        """When a statement was mailed says nothing about pay."""
        found = super()._layout()
        found["cs.statement"].remove("mailed_at")
        return found
