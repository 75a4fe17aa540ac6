from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ...engine import ballots, segments

ACTIVITY = "cs_management.cs_activity_level_vote"


class CsLevelVote(models.Model):
    """The team votes about a colleague's change of level, in secret (R5.17).

    Voters read this and not the change: reasons and evidence stay with those who
    decide.
    """

    _name = "cs.level.vote"
    _description = "Level Vote"
    _inherit = ["cs.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    change_id = fields.Many2one(
        "cs.level.change",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Candidate",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    level_id = fields.Many2one(
        "cs.level",
        string="New Level",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    department_id = fields.Many2one("hr.department", readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed"), ("void", "No Result")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    date_to = fields.Date(string="Vote Until", required=True, readonly=True)
    min_voters = fields.Integer(
        readonly=True, help="Votes from which on a result gives nobody away."
    )
    voter_ids = fields.One2many("cs.level.voter", "vote_id", string="Voters")
    voter_count = fields.Integer(string="May Vote", compute="_compute_counts")
    cast_count = fields.Integer(string="Have Voted", compute="_compute_counts")
    is_secret = fields.Boolean(compute="_compute_counts")
    can_vote = fields.Boolean(compute="_compute_can_vote")
    count_for = fields.Integer(string="In Favour", compute="_compute_result")
    count_against = fields.Integer(string="Against", compute="_compute_result")
    count_abstained = fields.Integer(string="Abstained", compute="_compute_result")

    _change_uniq = models.UniqueIndex("(change_id)", "A change is voted about once.")

    @api.depends("employee_id", "level_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for vote in self:
            # sudo: the candidate's name, which voters have to know
            names = vote.sudo()
            vote.display_name = self.env._(
                "%(agent)s: %(level)s?",
                agent=names.employee_id.display_name or "",
                level=names.level_id.name or "",
            )

    @api.depends("voter_ids.has_voted", "min_voters")
    def _compute_counts(self):
        # sudo: how many, not who
        for vote in self.sudo():
            vote.voter_count = len(vote.voter_ids)
            vote.cast_count = len(vote.voter_ids.filtered("has_voted"))
            vote.is_secret = vote.voter_count >= vote.min_voters

    @api.depends("voter_ids.has_voted", "state")
    @api.depends_context("uid")
    def _compute_can_vote(self):
        for vote in self:
            vote.can_vote = not vote._why_not_vote()

    @api.depends("state")
    def _compute_result(self):
        """The result of a closed vote; of an open one there is none to read."""
        # sudo: sums that nobody can trace to a voter
        urns = self.env["cs.level.ballot"].sudo().search([("vote_id", "in", self.ids)])
        by_vote = {urn.vote_id.id: urn for urn in urns}
        for vote in self:
            urn = by_vote.get(vote._origin.id) if vote.state == "closed" else None
            for choice in ballots.CHOICES:
                vote[f"count_{choice}"] = urn[f"count_{choice}"] if urn else 0

    def action_vote(self):
        """Vote; the choice comes in the button's context.

        Not as an argument of a wizard, which would be a row with its maker, and not as
        a method of its own, which the server's log would name.
        """
        self.ensure_one()
        choice = self.env.context.get("cs_choice")
        if choice not in ballots.CHOICES:
            raise UserError(self.env._("Vote by one of the buttons."))
        if reason := self._why_not_vote():
            raise UserError(reason)
        # sudo: nobody writes voters and ballots; who may vote was asked above
        vote, user = self.sudo(), self.env.user
        vote.env["cs.level.voter"]._tick_off(vote, user)
        try:
            vote.env["cs.level.ballot"]._drop_in(vote, choice)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "%(vote)s was opened on another server, and its urn stayed there. "
                    "Ask HR to close it.",
                    vote=self.display_name,
                )
            ) from error
        vote.activity_unlink([ACTIVITY], user_id=user.id)
        vote.invalidate_recordset()
        if all(voter.has_voted for voter in vote.voter_ids):
            # Not by the last voter: no row says who that was.
            vote.with_user(SUPERUSER_ID).change_id._decide("close_vote")
        return True

    def _why_not_vote(self):
        """Why the user may not vote; ``False`` if they may."""
        self.ensure_one()
        # sudo: only whether the user is among the voters is looked at
        voter = self.sudo().voter_ids.filtered(
            lambda voter: voter.user_id == self.env.user
        )
        if self.state != "open":
            return self.env._("%(vote)s is closed.", vote=self.display_name)
        if not voter:
            return self.env._(
                "%(vote)s is voted about by those who were in the team on the day it "
                "was opened, without the candidate.",
                vote=self.display_name,
            )
        if voter.has_voted:
            return self.env._(
                "%(vote)s: you have voted already, and a vote stays as it is.",
                vote=self.display_name,
            )
        return False

    # ------------------------------------------------------------------
    # Opening and closing; called by the change, in sudo
    # ------------------------------------------------------------------

    @api.model
    def _open(self, change):
        """Open the vote about a change and ask the team; empty if nobody can vote."""
        voters = self._team_of(change)
        if not voters:
            return self.browse()
        vote = self.create(
            {
                "change_id": change.id,
                "employee_id": change.employee_id.id,
                "level_id": change.to_level_id.id,
                "department_id": change.department_id.id,
                "company_id": change.company_id.id,
                "date_to": fields.Date.add(
                    change.company_id._cs_today(), days=change.vote_days
                ),
                "min_voters": change.min_voters,
            }
        )
        self.env["cs.level.voter"].create(
            [
                {
                    "vote_id": vote.id,
                    "employee_id": voter.id,
                    "user_id": voter.user_id.id,
                }
                for voter in voters
            ]
        )
        self.env["cs.level.ballot"]._set_up(vote)
        for user in voters.user_id:
            vote.activity_schedule(
                ACTIVITY,
                user_id=user.id,
                date_deadline=vote.date_to,
                summary=vote.with_context(lang=user.lang).display_name,
            )
        return vote

    @api.model
    def _team_of(self, change):
        """Agents with a user who are in the candidate's team today, without them."""
        today, team = change.company_id._cs_today(), change.department_id
        versions = self.env["hr.version"].search_fetch(
            [
                ("company_id", "=", change.company_id.id),
                ("department_id", "=", team.id),
                ("cs_level_id", "!=", False),
                ("employee_id", "!=", change.employee_id.id),
                ("employee_id.user_id", "!=", False),
                ("employee_id.user_id", "not in", change._concerned().ids),
            ],
            ["employee_id"],
        )
        dated = versions._cs_of_employees(versions.employee_id.ids)
        return versions.employee_id.filtered(
            lambda agent: any(
                part.version.department == team.id
                for part in segments.segments(dated[agent.id], today, today)
            )
        )

    def _close(self):
        """Count the votes, or burn them where the result would give voters away."""
        self.ensure_one()
        cast = self.cast_count

        def may_be_known(counts):
            # Who voted in the belief that it is secret is not given away by a result.
            return sum(counts) == cast and (
                cast >= self.min_voters or not self.is_secret
            )

        known = self.env["cs.level.ballot"]._count(self, may_be_known)
        self.write({"state": "closed" if known else "void"})
        self.activity_unlink([ACTIVITY])

    def _share(self):
        """Part of the votes in favour; ``None`` where there is no result."""
        if self.state != "closed":
            return None
        return ballots.share(
            tuple(self[f"count_{choice}"] for choice in ballots.CHOICES)
        )

    @api.model
    def _cron_close(self):
        """Close the votes whose time is over."""
        today = fields.Date.context_today(self)
        over = self.search([("state", "=", "open"), ("date_to", "<", today)])
        for vote in over:
            vote.change_id._decide("close_vote")
