from odoo import fields, models


class CsPolicyLevel(models.Model):
    """What the way to a level asks for, and the way down from it (R5.10-R5.19)."""

    _inherit = "cs.policy.level"

    change_application = fields.Boolean(
        string="Application",
        help="The candidate applies in their own words first.",
    )
    change_recommendation = fields.Boolean(
        string="Recommendation",
        default=True,
        help="The team's leader recommends, or does not.",
    )
    change_min_qualities = fields.Integer(
        string="Qualities",
        help="How many of the judged qualities a recommendation ticks at least.",
    )
    change_vote = fields.Boolean(
        string="Team Vote", help="The team votes, and nobody learns who voted how."
    )
    change_min_voters = fields.Integer(
        string="Secret From",
        default=4,
        help="Votes from which on a result gives nobody away. Smaller teams are told "
        "that their vote is not secret; a larger one of which fewer vote gets no "
        "result.",
    )
    change_vote_days = fields.Integer(
        string="Days to Vote", default=3, help="How long the team has."
    )
    change_vote_share = fields.Float(
        string="Share in Favour",
        default=0.5,
        digits=(16, 4),
        help="Part of the votes for and against that has to be in favour; 0: the vote "
        "is advice.",
    )
    change_hearing = fields.Boolean(
        string="Hearing", help="A speech before a panel that gives marks."
    )
    change_min_panel = fields.Integer(
        string="Panel", default=3, help="Members that give marks at least."
    )
    change_mark_max = fields.Float(string="Highest Mark", default=100)
    change_bar = fields.Float(
        string="Bar", default=60, help="Mean of the marks from which on it is passed."
    )
    change_fall_recommendation = fields.Boolean(
        string="Leader Heard on a Fall",
        default=True,
        help="Off: who has this level is moved down by the office alone.",
    )

    _change_figures = models.Constraint(
        "CHECK (change_min_qualities >= 0 AND change_min_voters >= 0"
        " AND change_vote_days >= 0 AND change_vote_share BETWEEN 0 AND 1"
        " AND change_min_panel >= 0 AND change_mark_max >= 0"
        " AND change_bar BETWEEN 0 AND change_mark_max)",
        "Level changes: no figure is negative, a share lies between 0 and 1, and the "
        "bar is within the highest mark.",
    )
