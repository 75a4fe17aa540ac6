from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    cs_sick_floor = fields.Float(
        string="Sick Pay at Least (% of Minimum Wage)", default=80, digits=(6, 2)
    )

    _cs_sick_floor = models.Constraint(
        "CHECK (cs_sick_floor BETWEEN 0 AND 100)",
        "Leave settings: the floor of sick pay is 0 to 100 %.",
    )
