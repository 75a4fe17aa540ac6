from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

OPEN = "open"


class CsLostInquiry(models.Model):
    """Somebody who asked and did not buy: why, and who comes back to them (R9.2, R9.3).

    Agents write their own. It says nothing about pay, so nobody confirms it.
    """

    _name = "cs.lost.inquiry"
    _description = "Inquiry without an Order"
    _inherit = "cs.fact.mixin"
    _order = "date desc, id desc"
    _rec_name = "customer"

    employee_id = fields.Many2one(default=lambda self: self.env.user.employee_id)
    customer = fields.Char(help="The customer's name in the shop; empty: several.")
    count = fields.Integer(
        string="Customers", required=True, default=1, aggregator="sum"
    )
    channel = fields.Char(help="Shop or channel.")
    reason_id = fields.Many2one(
        "cs.lost.reason",
        string="Why Not Bought",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    note = fields.Char()
    state = fields.Selection(
        [
            (OPEN, "To Contact Again"),
            ("contacted", "Contacted"),
            ("bought", "Bought after All"),
            ("dropped", "Not Worth It"),
        ],
        string="Status",
        required=True,
        default=OPEN,
        index=True,
    )
    due = fields.Date(
        string="Contact until",
        compute="_compute_due",
        store=True,
        help="The day of the inquiry and the days that the company gives.",
    )
    contacted_on = fields.Date(readonly=True, copy=False)
    is_late = fields.Boolean(
        string="Overdue", compute="_compute_is_late", search="_search_is_late"
    )

    _count_positive = models.Constraint(
        "CHECK (count > 0)", "At least one customer asked."
    )

    @api.depends("date", "company_id.cs_revisit_days")
    def _compute_due(self):
        for row in self:
            days = row.company_id.cs_revisit_days
            row.due = row.date and row.date + timedelta(days=days)

    @api.depends("due", "state")
    def _compute_is_late(self):
        for row in self:
            today = row.company_id._cs_today() if row.company_id else None
            row.is_late = bool(
                row.state == OPEN and row.due and today and row.due < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [
            ("state", "=", OPEN),
            ("due", "<", self.env.company._cs_today()),
        ]
        return late if True in value else ["!", "&", *late]

    @api.model_create_multi
    def create(self, vals_list):
        # Team and company are found by the agent before the record is there.
        own = self.env.user.employee_id.id
        rows = super().create(
            [
                {**vals, "employee_id": vals.get("employee_id") or own}
                for vals in vals_list
            ]
        )
        rows._note_contact()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._note_contact()
        return result

    def action_contacted(self):
        return self._close("contacted")

    def action_bought(self):
        return self._close("bought")

    def action_drop(self):
        return self._close("dropped")

    def _close(self, state):
        self.write({"state": state})
        return True

    @api.model
    def _check_leads(self, vals_list):
        """Agents write their own: see ``_why_not_change``."""

    def _why_not_change(self):
        """Agents write their own; leaders correct those of their teams."""
        if self._is_own() or self.env.user._cs_leads(self.department_id):
            return False
        return self.env._(
            "%(row)s: only the agent or their leader writes it.",
            row=self.display_name or self.env._("Inquiry"),
        )

    def _note_contact(self):
        """The day on which somebody came back to the customer."""
        # sudo: the column is readonly for everybody
        for row in self.sudo():
            if row.state in ("contacted", "bought"):
                day = row.contacted_on or row.company_id._cs_today()
            else:
                day = False
            if row.contacted_on != day:
                row.contacted_on = day

    @api.constrains("date")
    def _check_not_ahead(self):
        for row in self:
            if row.date > row.company_id._cs_today():
                raise UserError(self.env._("%(date)s is still to come.", date=row.date))
