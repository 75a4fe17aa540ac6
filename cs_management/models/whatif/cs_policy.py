from odoo import api, fields, models
from odoo.tools import format_date

from .cs_whatif import OFFICER


class CsPolicy(models.Model):
    """A draft shows what it would cost before anybody approves it."""

    _inherit = "cs.policy"

    whatif_ids = fields.One2many(
        "cs.whatif", "policy_id", string="What-ifs", groups=OFFICER
    )
    whatif_text = fields.Text(
        compute="_compute_whatif", string="What It Would Cost", groups=OFFICER
    )
    whatif_is_outdated = fields.Boolean(compute="_compute_whatif", groups=OFFICER)

    @api.depends("name", "date_from", "state")
    @api.depends_context("cs_dated", "lang")
    def _compute_display_name(self):
        """With date and state where one is chosen among versions of one name."""
        super()._compute_display_name()
        if not self.env.context.get("cs_dated"):
            return
        states = dict(self._fields["state"]._description_selection(self.env))
        for policy in self.filtered("date_from"):
            policy.display_name = self.env._(
                "%(policy)s, from %(date)s (%(state)s)",
                policy=policy.name,
                date=format_date(self.env, policy.date_from),
                state=states[policy.state],
            )

    def _last_whatif(self):
        """The last what-if of the policy that was run and the user may read."""
        done = self.whatif_ids.filtered(lambda row: row.state == "done")
        return done.sorted("computed_at")[-1:]

    @api.depends_context("lang", "uid")
    def _compute_whatif(self):
        for policy in self:
            last = policy._last_whatif()
            policy.whatif_text = last._told() if last else False
            policy.whatif_is_outdated = last.is_outdated

    @api.readonly
    def action_open_whatif(self):
        """A what-if with this policy, to be run."""
        self.ensure_one()
        return self.env["cs.whatif"]._get_records_action(
            name=self.env._("What-if"),
            views=[(False, "form")],
            res_id=False,
            context={"default_policy_id": self.id},
        )

    @api.readonly
    def action_open_last_whatif(self):
        self.ensure_one()
        return self._last_whatif()._get_records_action(name=self.env._("What-if"))

    def action_copy_to_try(self):
        """A draft with the same figures, to change them and see what they cost."""
        self.ensure_one()
        return self.copy()._get_records_action(name=self.env._("Policy"))
