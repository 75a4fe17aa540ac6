from odoo import api, fields, models

from ...engine import careers, segments
from ...engine.trace import step, trace
from ..told import told
from .cs_level_change import STAGES


class CsLevelChange(models.Model):
    """Agents apply for the next level themselves (R5.13, R5.18).

    Where the level asks for an application, once the service time is there. What else
    is met or missing is put beside it by the addon; the team's leader is told.
    """

    _inherit = "cs.level.change"

    is_own = fields.Boolean(
        string="Own Application",
        readonly=True,
        copy=False,
        help="The agent applied without being proposed.",
    )

    @api.model
    def _begin_own(self, progress):
        """Begin the application of the user, or go on with the one that is begun.

        :param progress: the user's own latest cs.level.progress
        :return: the change, which waits for the words of the application
        """
        self._raise_why(self._why_not_own(progress))
        if begun := self._own_under_way(progress.employee_id):
            return begun.with_env(self.env)
        # sudo: agents make no changes but this one, whose agent and levels are theirs
        env = self.env(su=True, context=self._without_defaults())
        change = self.with_env(env).create(
            {
                "employee_id": progress.employee_id.id,
                "to_level_id": progress.next_level_id.id,
                "is_own": True,
            }
        )
        change.trace = trace(*change._evidence(), *progress._rise_evidence())
        return change.with_env(self.env)

    @api.model
    def _without_defaults(self):
        """The context without what a client would have preset."""
        return {
            name: value
            for name, value in self.env.context.items()
            if not name.startswith("default_")
        }

    @api.model
    def _own_under_way(self, employee):
        # sudo: that a change is under way; its agent may not read it until decided
        return self.sudo().search(
            [("employee_id", "=", employee.id), ("state", "in", STAGES)], limit=1
        )

    @api.model
    def _why_not_own(self, progress):
        """Why the user may not apply for the next level; ``False`` if they may."""
        # sudo: the user's own standing, and what the policy asks for
        own = progress.sudo()
        if not own or own.employee_id.user_id != self.env.user:
            return self.env._("Everybody applies for themselves only.")
        agent, level = own.employee_id, own.next_level_id
        versions = self.env["hr.version"]._cs_of_employees(agent.ids)[agent.id]
        today = own.company_id._cs_today()
        version = segments.version_on(versions, today)
        if not own.is_latest or not version or version.level != own.level_id.id:
            return self.env._(
                "Your level or your team's months have changed since %(progress)s: "
                "apply once the next month is locked.",
                progress=own.display_name,
            )
        policies = own.policy_id.browse()._approved(own.level_id.ladder_id.ids)
        policy = policies._at(own.level_id.ladder_id.id, today)
        if not self._is_applied_for(policy, level):
            return self.env._(
                "Nobody applies for %(level)s: the team's leader proposes.",
                level=level.name or own.level_id.name,
            )
        under_way = self._own_under_way(agent)
        if under_way and under_way.state != "application":
            return self.env._(
                "%(change)s is under way already.", change=under_way.display_name
            )
        criteria = policy._career_criteria().get((own.level_id.id, careers.PROMOTION))
        evidence = careers.Evidence(
            today,
            joined=segments.joined_on(versions),
            level_since=segments.level_since(versions, today),
        )
        if not careers.may_apply(criteria or (), evidence):
            return self.env._(
                "The service time that %(level)s asks for is not there yet.",
                level=level.name,
            )
        return False

    @api.model
    def _is_applied_for(self, policy, level):
        rows = policy.level_ids.filtered(lambda row: row.level_id == level)
        return bool(level and policy.change_enabled and rows.change_application)

    @api.model
    def _propose(self, vals_list):
        """A fall goes before an application that the agent has made themselves."""
        falling = {
            vals["employee_id"] for vals in vals_list if vals["kind"] == "demotion"
        }
        own = self.search(
            [
                ("employee_id", "in", list(falling)),
                ("is_own", "=", True),
                ("state", "in", STAGES),
            ]
        )
        for change in own:
            change._decide("withdraw", told(step("change.falls")))
        return super()._propose(vals_list)
