from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    cs_commission_line_ids = fields.One2many(
        "cs.commission.line",
        "order_id",
        string="Commission Credits",
        groups="cs_management.group_cs_officer",
    )
    cs_credit_count = fields.Integer(
        string="Credits",
        compute="_compute_cs_credit_count",
        groups="cs_management.group_cs_officer",
    )

    def _compute_cs_credit_count(self):
        counts = dict(
            self.env["cs.commission.line"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.cs_credit_count = counts.get(order._origin, 0)

    @api.constrains("tag_ids", "company_id")
    def _check_cs_tag_company(self):
        # sudo: an agent of a company that the user does not see has only the name told
        for order in self.sudo():
            strangers = order.tag_ids.cs_employee_id.filtered(
                lambda agent, order=order: agent.company_id != order.company_id
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(order)s belongs to %(company)s, but its tag to %(agent)s "
                        "of another company. Use an agent of the order's company.",
                        order=order.name,
                        company=order.company_id.name,
                        agent=", ".join(strangers.mapped("name")),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credited(self):
        # sudo: the guard holds whoever deletes; open credits are recomputed anyway
        lines = (
            self.env["cs.commission.line"].sudo().search([("order_id", "in", self.ids)])
        )
        locked = lines.filtered(lambda line: line.state == "locked")
        if locked:
            raise UserError(
                self.env._(
                    "%(order)s is credited in the locked period %(period)s. Keep it "
                    "cancelled: the credit is taken back in the next open period.",
                    order=locked[0].order_name,
                    period=locked[0].period_id.name,
                )
            )
        lines.unlink()

    def _cs_counting_period(self):
        """The period that the order counts in, as far as it is known; else none.

        That of its date; where fully paid orders count, the locked one that has
        credited it.
        """
        self.ensure_one()
        # sudo: salesmen read no periods; whether one is locked is no secret
        order = self.sudo()
        day = order._cs_local_day()
        period = order.env["cs.period"]._touching(order.company_id, day, day)
        basis = period.credit_basis or order.company_id.cs_credit_basis
        if basis == "confirmed" or order.amount_untaxed < 0:
            return period
        credit = order.env["cs.commission.line"].search(
            [("order_id", "=", order.id), ("period_id.state", "=", "locked")],
            order="id desc",
            limit=1,
        )
        return credit.origin_period_id or credit.period_id

    def _cs_in_channel(self):
        """Whether the order is of customer service, as its period has it (R6.8)."""
        self.ensure_one()
        # sudo: agents read no orders; whether one may be claimed is no secret
        order = self.sudo()
        Period = order.env["cs.period"]
        day = order._cs_local_day()
        if period := Period._touching(order.company_id, day, day):
            channels = period.channel_ids
        else:
            channels = Period._marked_channels(order.company_id)
        return not channels or order.team_id in channels

    @api.readonly
    def action_view_cs_credits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_commission_line_action"
        )
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}
