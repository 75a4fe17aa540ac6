from odoo import api, fields, models
from odoo.tools import SQL


class HrVersion(models.Model):
    """A wage beside the level's usual one is no mistake, but it is said (R5.1)."""

    _inherit = "hr.version"

    cs_wage_differs = fields.Boolean(
        string="Wage and Level Disagree",
        compute="_compute_cs_wage_note",
        search="_search_cs_wage_differs",
        groups="hr.group_hr_manager",
    )
    cs_wage_note = fields.Char(
        string="Wage of the Level",
        compute="_compute_cs_wage_note",
        groups="hr.group_hr_manager",
    )

    @api.depends("cs_level_id.default_wage", "wage")
    @api.depends_context("lang")
    def _compute_cs_wage_note(self):
        for version in self:
            # sudo: HR without a customer service role enters levels, too
            level = version.cs_level_id.sudo()
            usual, currency = level.default_wage, level.currency_id
            differs = usual and currency.compare_amounts(version.wage, usual)
            version.cs_wage_differs = bool(differs)
            version.cs_wage_note = bool(differs) and self.env._(
                "%(level)s usually earns %(usual)s; the wage is %(wage)s.",
                level=level.name,
                usual=currency.format(usual),
                wage=currency.format(version.wage),
            )

    @api.model
    def _search_cs_wage_differs(self, operator, value):
        if operator != "in":
            return NotImplemented
        differing = SQL(
            """
            (SELECT version.id
               FROM hr_version AS version
               JOIN cs_level AS level ON level.id = version.cs_level_id
              WHERE level.default_wage > 0
                AND COALESCE(version.wage, 0) <> level.default_wage)
            """
        )
        return [("id", "in" if True in value else "not in", differing)]
