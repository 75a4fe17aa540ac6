from odoo import api, models
from odoo.tools import SQL


class CsPeriod(models.Model):
    _inherit = "cs.period"

    @api.model
    def _is_first_order(self):
        """Orders of a shop share a partner: its buyers are told by their names."""
        return SQL(
            "CASE WHEN COALESCE(sale.cs_buyer, '') <> '' THEN %s ELSE %s END",
            self._none_before(
                SQL(
                    "earlier.team_id = sale.team_id "
                    "AND earlier.cs_buyer = sale.cs_buyer"
                )
            ),
            super()._is_first_order(),
        )
