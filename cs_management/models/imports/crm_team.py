from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    cs_buyer_id = fields.Many2one(
        "res.partner",
        string="Buyers of the Shop",
        copy=False,
        check_company=True,
        help="The customer of all imported orders of this shop; who bought stands on "
        "the order.",
    )

    def _cs_buyers(self):
        """The customer of the shop's orders, made with its first file."""
        self.ensure_one()
        # sudo: officers may edit neither sales teams nor customers
        team = self.sudo()
        if not team.cs_buyer_id:
            team.cs_buyer_id = team.env["res.partner"].create(
                {
                    "name": self.env._("Buyers of %(shop)s", shop=team.name),
                    "company_id": team.company_id.id,
                }
            )
            if "cs_shop_prices" in team._fields:
                # The shop has made the prices: none is an agent's discount (R6.8).
                team.cs_shop_prices = True
        return team.cs_buyer_id
