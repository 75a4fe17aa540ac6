from odoo import fields, models


class ResCompany(models.Model):
    """What a company does not want of the first steps; all else is what is there."""

    _inherit = "res.company"

    cs_first_steps_hidden = fields.Boolean(
        string="First Steps Hidden",
        help="The managers' home no longer begins with the first steps.",
    )
    cs_first_steps_skipped = fields.Char(
        string="First Steps Skipped", help="Codes of the steps that are not needed."
    )
