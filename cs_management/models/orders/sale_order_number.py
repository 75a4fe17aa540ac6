from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

CHUNK = 5_000


class SaleOrder(models.Model):
    """The agent's work number is read from the order (R6.1, R6.8).

    When the order is made or imported, and when a text that may hold it changes.
    """

    _inherit = "sale.order"

    cs_memo = fields.Text(
        string="Seller's Memo",
        copy=False,
        help="As the shop's tool has it; the agent's work number may stand in it.",
    )
    cs_flag = fields.Selection(
        [
            ("red", "Red"),
            ("yellow", "Yellow"),
            ("green", "Green"),
            ("blue", "Blue"),
            ("purple", "Purple"),
        ],
        string="Seller's Flag",
        copy=False,
    )
    cs_has_special_wish = fields.Boolean(
        string="Special Wish",
        compute="_compute_cs_has_special_wish",
        help="By the colour of its flag.",
    )

    @api.depends("cs_flag", "company_id")
    def _compute_cs_has_special_wish(self):
        Number = self.env["cs.order.number"]
        for company, orders in self.grouped("company_id").items():
            _tagged, special = Number._flags(company)
            for order in orders:
                order.cs_has_special_wish = order.cs_flag in special

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        written = orders.filtered(lambda order: any(order._cs_number_texts()[1:]))
        if written:
            written._cs_number_written()
            self._cs_read_numbers(written)
        return orders

    def write(self, vals):
        before = self._cs_texts_before(vals)
        if before is None:
            result = super().write(vals)
            if "tag_ids" in vals:
                # Whom somebody sets by hand is compared with the number.
                self._cs_read_numbers(self)
            return result
        result = super().write(vals)
        changed = self.filtered(
            lambda order: order._cs_number_texts() != before[order.id]
        )
        if changed:
            changed._cs_number_written()
        dated = not {"company_id", "date_order", "tag_ids"}.isdisjoint(vals)
        self._cs_read_numbers(self if dated else changed)
        return result

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _cs_read_numbers(self, orders=None, *, force=False):
        """Set the tags that the work numbers of orders stand for, in SQL.

        The number of statements does not depend on how many orders there are, up to
        5,000 of them. What was read in the same version is passed over; what somebody
        set or decided, and what belongs to a locked month, does not change.

        :param orders: those to read; the records that it is called on if left out
        :param force: read also what has not changed
        :return: how many orders have another reading than before
        """
        orders = self if orders is None else orders
        # sudo: salesmen neither read nor set what a number leads to; it is the same
        # for whoever writes it
        Number = self.env["cs.order.number"].sudo()
        changed = 0
        # sudo: an order is read as its company wants, whoever wrote it
        for company, of_company in orders.sudo().grouped("company_id").items():
            ids = sorted(of_company.ids)
            for begin in range(0, len(ids), CHUNK):
                condition = SQL("sale.id = ANY(%s)", ids[begin : begin + CHUNK])
                changed += Number._read_orders(company, condition, force=force)[2]
        return changed

    def action_cs_read_numbers(self):
        """Read the chosen orders again, whatever was read of them before."""
        self.check_access("write")
        if not (self.env.su or self.env.user._cs_is_officer()):
            raise UserError(
                self.env._("Work numbers are read again by HR: ask them, please.")
            )
        count = self._cs_read_numbers(self, force=True)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Orders read: %(count)s", count=count),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _cs_number_texts(self):
        """The flag, and the texts that may hold the number, in their order."""
        self.ensure_one()
        # sudo: an order of any company is read as that company wants
        order = self.sudo()
        places = self.env["cs.number.source"]._places(order.company_id.id)
        texts = [
            sorted(order.tag_ids.filtered(lambda tag: not tag.cs_employee_id).ids)
            if place == "tag_ids"
            else order[place] or ""
            for place, _pattern in places
        ]
        return [order.cs_flag, *texts]

    def _cs_texts_before(self, vals):
        """The texts of each order if what is written may change what is read of it;
        else ``None``."""
        if {"cs_flag", "company_id", "date_order"}.isdisjoint(vals):
            # sudo: which fields are read is no secret
            companies = self.sudo().company_id
            Source = self.env["cs.number.source"]
            places = {
                place
                for company in companies
                for place, _pattern in Source._places(company.id)
            }
            if places.isdisjoint(vals):
                return None
        return {order.id: order._cs_number_texts() for order in self}

    def _cs_number_written(self):
        """Keep who wrote the texts: what people write is not what a shop's tool says.

        What the program does for a visitor of the website is the visitor's.
        """
        user = self.env.user
        by_program = self.env.su and not user.share
        # sudo: nobody but the addon writes it
        self.env["cs.order.number"].sudo()._mark_writer(
            self, None if by_program else user.id
        )

    def _cs_number_key(self):
        """The version of what was read last, for who decides on it."""
        self.ensure_one()
        # sudo: it says nothing but whether something changed since
        Number = self.env["cs.order.number"].sudo()
        return Number.search([("order_id", "=", self.id)], limit=1).key
