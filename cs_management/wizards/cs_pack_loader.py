from odoo import fields, models


class CsPackLoader(models.TransientModel):
    """Load a policy pack."""

    _name = "cs.pack.loader"
    _description = "Load a Policy Pack"

    ladder_id = fields.Many2one("cs.ladder")
