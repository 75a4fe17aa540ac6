from odoo import fields, models

from .cs_handover_item import PRIORITIES


class CsHandoverItemStep(models.Model):
    """One link in the chain of an item: who had it, when, and what was done (R8.2).

    The link of kind "passed" is also the sealed line of its handover. Steps are
    written by the items only, and never change.
    """

    _name = "cs.handover.item.step"
    _description = "Step of Open Work"
    _inherit = "cs.value.mixin"
    _order = "id"
    _rec_name = "item_id"

    item_id = fields.Many2one(
        "cs.handover.item", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="item_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(
        [
            ("created", "Noted"),
            ("passed", "Handed over"),
            ("given", "Given to"),
            ("changed", "Due time or priority changed"),
            ("note", "Worked on"),
            ("file", "Photo or file"),
            ("done", "Done"),
            ("reopened", "Taken up again"),
            ("proposed", "Entry proposed to the leader"),
        ],
        string="Step",
        required=True,
    )
    handover_id = fields.Many2one(
        "cs.handover", index="btree_not_null", ondelete="restrict"
    )
    moment = fields.Datetime(
        string="When", required=True, default=lambda _self: fields.Datetime.now()
    )
    user_id = fields.Many2one("res.users", string="By", required=True)
    from_holder_id = fields.Many2one("hr.employee", string="From", ondelete="restrict")
    holder_id = fields.Many2one("hr.employee", ondelete="restrict")
    state = fields.Selection(
        [("open", "Open"), ("done", "Done")], string="Status", required=True
    )
    priority = fields.Selection(PRIORITIES)
    due_at = fields.Datetime(string="Due")
    note = fields.Text(string="What Was Done")
    is_superseded = fields.Boolean(
        help="The handover was reopened and made again after this."
    )
    kind_of_work = fields.Selection(related="item_id.kind", string="Kind")
    customer = fields.Char(compute="_compute_customer")
    order_name = fields.Char(related="item_id.order_name")

    def _compute_customer(self):
        for step in self:
            # sudo: the customer's name is part of what was handed over
            item = step.item_id.sudo()
            step.customer = item.customer or item.partner_id.name

    def _supersede(self):
        self.write({"is_superseded": True})
