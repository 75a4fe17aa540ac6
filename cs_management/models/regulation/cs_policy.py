import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import segments

_logger = logging.getLogger(__name__)

LOOK_OVER = "cs_management.cs_activity_look_over"


class CsPolicy(models.Model):
    """Chapter "Regulation": announced, acknowledged, looked over (R9.11)."""

    _inherit = "cs.policy"

    announced_on = fields.Datetime(readonly=True, copy=False, tracking=True)
    acknowledgement_ids = fields.One2many(
        "cs.policy.acknowledgement", "policy_id", string="Acknowledgements"
    )
    asked_count = fields.Integer(compute="_compute_asked_count", string="Asked")
    acknowledged_count = fields.Integer(
        compute="_compute_asked_count", string="Acknowledged"
    )
    can_acknowledge = fields.Boolean(compute="_compute_can_acknowledge")

    @api.depends("acknowledgement_ids.state")
    def _compute_asked_count(self):
        groups = self.env["cs.policy.acknowledgement"]._read_group(
            [("policy_id", "in", self.ids), ("state", "!=", "withdrawn")],
            ["policy_id", "state"],
            ["__count"],
        )
        counts = {(policy.id, state): count for policy, state, count in groups}
        for policy in self:
            done = counts.get((policy._origin.id, "acknowledged"), 0)
            policy.acknowledged_count = done
            policy.asked_count = done + counts.get((policy._origin.id, "asked"), 0)

    @api.depends("acknowledgement_ids.state")
    @api.depends_context("uid")
    def _compute_can_acknowledge(self):
        open_ones = self._my_open_acknowledgements().policy_id
        for policy in self:
            policy.can_acknowledge = policy._origin in open_ones

    def write(self, vals):
        """A regulation that goes back to draft is to be acknowledged anew."""
        result = super().write(vals)
        if vals.get("state") == "draft":
            # sudo: columns kept by the addon, and answers of all agents
            policies = self.sudo().filtered("announced_on")
            policies.acknowledgement_ids._withdraw()
            policies.write({"announced_on": False})
        return result

    @api.model
    def _chatter_only(self, vals):
        """When a regulation was announced is no rule of it."""
        rules = {name: value for name, value in vals.items() if name != "announced_on"}
        return super()._chatter_only(rules)

    def action_announce(self):
        """Ask every agent under the policy to read and acknowledge it (R9.11)."""
        self.check_access("write")
        for policy in self:
            if policy.state != "approved":
                raise UserError(
                    self.env._(
                        "%(policy)s is not approved yet: approve it, then announce it.",
                        policy=policy.name,
                    )
                )
        self._store({"announced_on": fields.Datetime.now()})
        self._ask_agents()
        return True

    def action_acknowledge(self):
        """The user has read the regulation."""
        own = self._my_open_acknowledgements()
        if not own:
            raise UserError(
                self.env._("You are not asked to acknowledge this regulation.")
            )
        for acknowledgement in own:
            acknowledgement.action_acknowledge()
        return True

    @api.readonly
    def action_open_acknowledgements(self):
        """Who has acknowledged the policy, and who has not."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_policy_acknowledgement_action"
        )
        return {**action, "domain": [("policy_id", "=", self.id)], "context": {}}

    def action_read(self):
        """The regulation as it is read, on the screen."""
        self.ensure_one()
        report = self.env.ref("cs_management.cs_policy_report_html")
        return report.report_action(self, config=False)

    def action_looked_over(self):
        """The regulation was looked over, and stays as it is (R9.11)."""
        self.check_access("write")
        self.ladder_id._store({"looked_over_on": self.env.company._cs_today()})
        # sudo: the other managers need not do it, too
        for policy in self.sudo():
            policy.activity_unlink([LOOK_OVER])
        return True

    def _my_open_acknowledgements(self):
        return self.env["cs.policy.acknowledgement"].search(
            [
                ("policy_id", "in", self.ids),
                ("employee_id.user_id", "=", self.env.uid),
                ("state", "=", "asked"),
            ]
        )

    def _bound_agents(self):
        """Agents under each policy today, or from its first day on if that is ahead.

        :return: ``{policy: [employee_id]}``
        """
        # sudo: whom a regulation binds, whatever the user reads of people
        employees = self.env["hr.employee"].sudo()
        employees = employees.search([("company_id", "in", self.company_id.ids)])
        versions = self.env["hr.version"]._cs_of_employees(employees.ids)
        levels = {policy: set(policy.ladder_id.level_ids.ids) for policy in self}
        days = {
            policy: max(policy.date_from, policy.company_id._cs_today())
            for policy in self
        }
        return {
            policy: [
                employee_id
                for employee_id, own in versions.items()
                for part in segments.segments(own, days[policy], days[policy])
                if part.version.level in levels[policy]
            ]
            for policy in self
        }

    def _ask_agents(self):
        """Ask those who were not asked yet; who was asked before is not asked again."""
        # sudo: acknowledgements are made by the addon only
        known = self.sudo().with_context(active_test=False).acknowledgement_ids
        by_key = {(row.policy_id.id, row.employee_id.id): row for row in known}
        pairs = [
            (policy.id, employee_id)
            for policy, agents in self._bound_agents().items()
            for employee_id in agents
        ]
        asked = known.create(
            [
                {"policy_id": policy_id, "employee_id": employee_id}
                for policy_id, employee_id in pairs
                if (policy_id, employee_id) not in by_key
            ]
        )
        again = known.browse(
            by_key[pair].id
            for pair in pairs
            if pair in by_key and by_key[pair].state == "withdrawn"
        )
        again.write({"state": "asked"})
        (asked | again)._notify_agents("regulation")
        return asked | again

    @api.model
    def _in_force(self):
        """Approved policies that hold today or later."""
        policies = self.search([("state", "=", "approved")])
        return policies.filtered(
            lambda policy: not policy.date_to
            or policy.date_to >= policy.company_id._cs_today()
        )

    @api.model
    def _cron_regulation(self):
        """Newcomers are asked; managers look over what is due (R9.11)."""
        policies = self._in_force()
        asked = policies.filtered("announced_on")._ask_agents()
        due = policies.filtered(lambda policy: policy._is_look_over_due())
        due._ask_look_over()
        _logger.info(
            "Regulations: %s agents asked, %s to be looked over", len(asked), len(due)
        )

    def _is_look_over_due(self):
        self.ensure_one()
        months = self.company_id.cs_regulation_months
        last = max(self.date_from, self.ladder_id.looked_over_on or self.date_from)
        today = self.company_id._cs_today()
        return bool(months) and fields.Date.add(last, months=months) <= today

    def _ask_look_over(self):
        """One activity for each manager, as long as none is open."""
        managers = {
            company: company._cs_users("cs_management.group_cs_manager")
            for company in self.company_id
        }
        kind = self.env.ref(LOOK_OVER)
        for policy in self:
            open_ones = policy.activity_ids.filtered(
                lambda activity: activity.activity_type_id == kind
            )
            for user in managers[policy.company_id] - open_ones.user_id:
                policy.activity_schedule(LOOK_OVER, user_id=user.id)
