from odoo import fields, models


class CsImportUnknown(models.TransientModel):
    """Somebody whom a file names and nobody knows: who it is, is remembered."""

    _name = "cs.import.unknown"
    _description = "Unknown Name of an Imported File"
    _order = "id"

    wizard_id = fields.Many2one(
        "cs.import.wizard", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(string="In the File", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    employee_id = fields.Many2one(
        "hr.employee", string="Agent", domain="[('cs_level_id', '!=', False)]"
    )
