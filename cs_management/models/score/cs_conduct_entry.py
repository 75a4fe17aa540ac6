from odoo import api, models


class CsConductEntry(models.Model):
    """Who scores whom (R3.7, R3.12)."""

    _inherit = "cs.conduct.entry"

    @api.model
    def _may_record_in(self, user, team):
        """Assessors record what they see in the teams that they assess."""
        # sudo: who assesses a team is no secret
        assessors = team.sudo().cs_all_assessor_ids
        return super()._may_record_in(user, team) or user in assessors

    def _why_not_handle(self):
        return super()._why_not_handle() or self._why_not_assess()

    def _why_not_change(self):
        reason = super()._why_not_change()
        return reason or (self.state == "confirmed" and self._why_not_assess())

    def _why_not_assess(self):
        """Why the user may not decide about these points; ``False`` if they may.

        The assessor scores the agents and the team leads, the supervisor the assessor:
        where the policy says so, and always for marks of team leads. A team without an
        assessor is scored by its leaders.
        """
        if self.env.su or self.env.user._cs_is_officer():
            return False
        # sudo: who scores whom is no secret, the points are read by whoever asks
        entry = self.sudo()
        rule, team = entry.rule_id, entry.department_id
        if not rule or not rule._scores():
            return False
        if not (rule.leads_only or rule.policy_id._is_assessed()):
            return False
        assessors, user = team.cs_all_assessor_ids, self.env.user
        if entry.employee_id.user_id & assessors:
            if user in team.cs_all_leader_ids:
                return False
            return self.env._(
                "%(agent)s is an assessor: their score is the supervisor's. Ask a "
                "leader of %(team)s or HR.",
                agent=entry.employee_id.name,
                team=team.name,
            )
        if not assessors or user in assessors:
            return False
        return self.env._(
            "Points in %(team)s are the assessor's: leave the entry as a draft, and "
            "ask %(assessors)s or HR.",
            team=team.name,
            assessors=", ".join(assessors.mapped("name")),
        )
