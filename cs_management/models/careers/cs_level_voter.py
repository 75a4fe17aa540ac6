from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CsLevelVoter(models.Model):
    """Who may vote, and who has; what they voted, nobody knows (R5.17).

    ``cs.level.ballot`` says why the two are apart.
    """

    _name = "cs.level.voter"
    _description = "Voter about a Level Change"
    _inherit = "cs.guard.mixin"
    _log_access = False
    _order = "vote_id, employee_id, id"

    vote_id = fields.Many2one(
        "cs.level.vote", required=True, readonly=True, index=True, ondelete="cascade"
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Voter",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True)
    company_id = fields.Many2one(related="vote_id.company_id", store=True, index=True)
    has_voted = fields.Boolean(string="Voted", readonly=True, default=False)

    _voter_uniq = models.UniqueIndex(
        "(vote_id, employee_id)", "Nobody votes twice about the same change."
    )
    _user_uniq = models.UniqueIndex(
        "(vote_id, user_id)", "Nobody votes twice about the same change."
    )

    @api.model
    def _tick_off(self, vote, user):
        """Note that a user votes now; of two at once one waits and begins anew.

        :raises UserError: if they have voted, or may not
        """
        self.flush_model()
        ticked = self.env.execute_query(
            SQL(
                "UPDATE cs_level_voter SET has_voted = TRUE"
                " WHERE vote_id = %s AND user_id = %s AND has_voted IS NOT TRUE"
                " RETURNING id",
                vote.id,
                user.id,
            )
        )
        self.invalidate_model(["has_voted"])
        if not ticked:
            raise UserError(
                self.env._(
                    "%(vote)s: you have voted already, and a vote stays as it is.",
                    vote=vote.display_name,
                )
            )
