from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...engine.commission import conversion_rate


class CsServiceStat(models.Model):
    """Service figures of one agent: a row per day and channel, or one for the month.

    Customers who asked and who bought give the conversion (R6.2, R9.2).
    """

    _name = "cs.service.stat"
    _description = "Service Figures"
    _inherit = "cs.fact.mixin"
    _order = "date desc, employee_id, id"

    granularity = fields.Selection(
        [("day", "Day"), ("period", "Whole period")],
        string="Covers",
        required=True,
        default="day",
    )
    channel = fields.Char(help="Shop or channel; empty: all of them.")
    served = fields.Integer(string="Customers Served", aggregator="sum")
    asked = fields.Integer(string="Customers Who Asked", aggregator="sum")
    bought = fields.Integer(string="Customers Who Bought", aggregator="sum")
    conversion = fields.Float(
        string="Conversion (%)",
        compute="_compute_conversion",
        store=True,
        digits=(6, 2),
        aggregator="avg",
    )
    note = fields.Char(string="Why Not Bought")

    _row_uniq = models.UniqueIndex(
        "(employee_id, date, granularity, COALESCE(channel, ''))",
        "This agent has a row for this day and channel already: edit that one.",
    )
    _figures = models.Constraint(
        "CHECK (asked >= 0 AND served >= 0 AND bought >= 0 "
        "AND (granularity = 'day' OR bought <= asked))",
        "Figures cannot be negative. On a day more can buy than ask, as those of the "
        "day before do; of a whole period no more can have bought than asked.",
    )

    @api.depends("asked", "bought")
    def _compute_conversion(self):
        for stat in self:
            stat.conversion = conversion_rate(stat.asked, stat.bought) or 0

    @api.depends("employee_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for stat in self.sudo():
            day = format_date(self.env, stat.date)
            stat.display_name = f"{stat.employee_id.display_name or ''}, {day}"

    @api.constrains("employee_id", "date", "granularity", "period_id")
    def _check_one_source(self):
        """A month's figures come from its days or from one row, never from both."""
        # sudo: rows of a time when the agent was in another team count, too
        rows = self.sudo().search([("period_id", "in", self.period_id.ids)])
        kinds = rows.grouped(lambda row: (row.period_id, row.employee_id))
        for key in {(row.period_id, row.employee_id) for row in self}:
            if len(set(kinds.get(key, rows.browse()).mapped("granularity"))) > 1:
                period, agent = key
                raise ValidationError(
                    self.env._(
                        "%(agent)s has rows by day and a row for all of %(period)s. "
                        "Keep one kind, or customers count twice.",
                        agent=agent.name,
                        period=period.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        stats = super().create(vals_list)
        stats._post_in_own_period()
        return stats

    def write(self, vals):
        result = super().write(vals)
        if "date" in vals:
            self._post_in_own_period()
        return result

    def _why_not_change(self):
        """Nobody sets the figures that their own commission rests on (R6.2)."""
        return self._is_own() and self.env._(
            "Figures of %(agent)s set their own commission: ask another leader or HR "
            "to enter them.",
            agent=self.employee_id.name,
        )

    def _post_in_own_period(self):
        """Figures count in the period of their date: tiers are never run again."""
        # sudo: whoever enters figures may not make the period or write its column
        for company, stats in self.sudo().grouped("company_id").items():
            periods = (
                self.env["cs.period"]
                .sudo()
                ._of_days(company, set(stats.mapped("date")))
            )
            for stat in stats:
                stat.period_id = periods[stat.date]
        self._check_open()
