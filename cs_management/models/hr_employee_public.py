from odoo import fields, models


class HrEmployeePublic(models.Model):
    _inherit = "hr.employee.public"
    _rec_names_search = ["name", "cs_agent_code"]

    cs_agent_code = fields.Char(string="Work Number", readonly=True)
    cs_level_id = fields.Many2one("cs.level", string="Agent Level", readonly=True)
