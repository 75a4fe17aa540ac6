from odoo import api, fields, models


class CrmTeam(models.Model):
    """A channel of customer service: a sales team with its department (R6.8)."""

    _inherit = "crm.team"

    cs_department_id = fields.Many2one(
        "hr.department",
        string="Customer Service Department",
        check_company=True,
        index="btree_not_null",
        help="Makes the team a channel of customer service: its untagged orders are "
        "the pool of the department. Once a company has such a channel, untagged "
        "orders of its other teams, wholesale say, are in no pool and not looked at "
        "in the Order Check.",
    )
    cs_shop_prices = fields.Boolean(
        string="Prices Made by the Shop",
        default=True,
        help="Orders of the channel come in with the platform's own prices, coupons "
        "taken off: with the shop's number on the order, only what is lowered later is "
        "an agent's discount.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if any(vals.get("cs_department_id") for vals in vals_list):
            self.env["cs.period"]._refresh_channels()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if not {"cs_department_id", "company_id"}.isdisjoint(vals):
            self.env["cs.period"]._refresh_channels()
        return result
