from odoo import api, fields, models
from odoo.tools import SQL


class CsPeriod(models.Model):
    """Which orders count: those of customer-service channels (R6.8).

    A channel is a sales team with a department of customer service. Orders of other
    teams, or of none, never enter a pool. With an agent's number they are the agent's
    all the same (R6.1): they are credited, and listed in the Order Check until somebody
    has said that it is right. A company that has marked no team has only one kind of
    orders: all count.

    A locked period keeps the channels that it was settled by: marking a team later
    moves nobody's pool.
    """

    _inherit = "cs.period"

    channel_ids = fields.Many2many(
        "crm.team",
        "cs_period_channel_rel",
        "period_id",
        "team_id",
        string="Channels",
        compute="_compute_channel_ids",
        store=True,
        help="Sales teams whose untagged orders count; none: those of all teams.",
    )

    @api.depends("company_id", "state")
    def _compute_channel_ids(self):
        marked = {
            company: self._marked_channels(company) for company in self.company_id
        }
        for period in self:
            if period.state == "locked":
                period.channel_ids = period.channel_ids
            else:
                period.channel_ids = marked.get(period.company_id)

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"channel_ids"}

    @api.model
    def _marked_channels(self, company):
        """The sales teams that are channels of a company, archived ones, too."""
        # sudo: which teams are customer service is no secret
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        return teams.search([("cs_department_id", "!=", False)]).filtered(
            lambda team: (
                (team.cs_department_id.company_id or team.company_id or company)
                == company
            )
        )

    @api.model
    def _refresh_channels(self):
        """Open periods follow the marks of the sales teams."""
        # sudo: whoever edits sales teams has no access to periods
        periods = self.sudo().search([("state", "!=", "locked")])
        self.env.add_to_compute(self._fields["channel_ids"], periods)

    @api.model
    def _in_channel(self, period, team):
        """Condition that an untagged order counts in a period.

        :param period: SQL of the period's id
        :param team: SQL of the id of the order's sales team
        """
        return SQL(
            """
            (NOT EXISTS (SELECT FROM cs_period_channel_rel AS channel
                          WHERE channel.period_id = %(period)s)
             OR EXISTS (SELECT FROM cs_period_channel_rel AS channel
                         WHERE channel.period_id = %(period)s
                           AND channel.team_id = %(team)s))
            """,
            period=period,
            team=team,
        )
