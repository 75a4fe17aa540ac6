from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.imports_table import words_of


class CsImportLayoutLine(models.Model):
    """What the heading of a column may be."""

    _name = "cs.import.layout.line"
    _description = "Column of Imported Files"
    _inherit = ["cs.shared.mixin", "cs.guard.mixin"]
    _shared_by = "layout_id"
    _order = "layout_id, sequence, id"

    layout_id = fields.Many2one(
        "cs.import.layout", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="layout_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    field = fields.Selection(
        [
            ("number", "Work number"),
            ("account", "Account in the tool"),
            ("name", "Name"),
            ("date", "Day"),
            ("order_number", "Shop's order number"),
            ("buyer", "Buyer"),
            ("goods", "Goods"),
            ("postage", "Postage"),
            ("total", "Total"),
            ("paid", "Paid"),
            ("refund", "Refunded amount"),
            ("status", "Status"),
            ("created_at", "Created at"),
            ("paid_at", "Paid at"),
            ("memo", "Seller's memo"),
            ("flag", "Flag"),
            ("title", "Article"),
            ("sku", "Article's code"),
            ("quantity", "Quantity"),
            ("price", "Amount of the line"),
            ("shop", "Shop"),
            ("served", "Customers served"),
            ("asked", "Customers who asked"),
            ("bought", "Customers who bought"),
            ("orders", "Orders"),
            ("refunds", "Orders refunded"),
            ("sales", "Sales"),
            ("first_response", "First response"),
            ("average_response", "Average response"),
            ("reply_rate", "Reply rate"),
            ("first_contact", "Solved at first contact"),
            ("resolution_time", "Time to solve"),
            ("satisfaction", "Satisfaction"),
            ("repurchase", "Repurchase"),
            ("in1", "1st arrival"),
            ("in1_result", "1st arrival's result"),
            ("out1", "1st departure"),
            ("out1_result", "1st departure's result"),
            ("in2", "2nd arrival"),
            ("in2_result", "2nd arrival's result"),
            ("out2", "2nd departure"),
            ("out2_result", "2nd departure's result"),
            ("in3", "3rd arrival"),
            ("in3_result", "3rd arrival's result"),
            ("out3", "3rd departure"),
            ("out3_result", "3rd departure's result"),
            ("moment", "Punched at"),
            ("clock", "Time of the punch"),
            ("result", "Result of the punch"),
            ("attended", "Days attended"),
            ("rest", "Rest days"),
            ("late_count", "Times late"),
            ("late_minutes", "Minutes late"),
            ("shift", "Shift"),
            ("hours", "Hours"),
            ("department", "Department"),
            ("level", "Level"),
            ("wage", "Wage"),
            ("contract_start", "Contract starts"),
            ("contract_end", "Contract ends"),
            ("login", "Login"),
        ],
        string="Column",
        required=True,
    )
    words = fields.Text(
        string="Headings",
        required=True,
        help="How the column is called, the best first, with | between them. Case, "
        "blanks and what stands in brackets at the end do not matter.",
    )

    _field_uniq = models.UniqueIndex(
        "(layout_id, field)", "A layout has each column once: add the heading there."
    )

    @api.constrains("words")
    def _check_words(self):
        for line in self:
            if not line._words():
                raise ValidationError(
                    self.env._(
                        "%(layout)s: write how the column is called.",
                        layout=line.layout_id.name,
                    )
                )

    def _words(self):
        return words_of(self.words)
