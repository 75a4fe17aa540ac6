from odoo import fields, models


class HrAttendance(models.Model):
    _inherit = "hr.attendance"

    cs_import_file_id = fields.Many2one(
        "cs.import.file",
        string="Imported with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    cs_import_date = fields.Date(
        string="Day in the File",
        readonly=True,
        copy=False,
        help="The day that the attendance tool counts the punches for.",
    )
