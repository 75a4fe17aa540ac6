from odoo import models
from odoo.exceptions import UserError

from ..missing import missing

# Why nobody has a statement, in the order in which it is mended.
REASONS = ("ladders", "nobody", "levels", "contracts", "later")
# Where it is mended; else on the agents themselves.
PLACES = {"nobody": "cs_people_action", "ladders": "cs_policy_action"}
PEOPLE = ("levels", "contracts", "wages", "later")


class CsPeriod(models.Model):
    """What is missing is said with a way to the place where it is mended."""

    _inherit = "cs.period"

    def _unfinished(self, *, live):
        """Also agents whose contract begins later, where nobody has a statement."""
        found = super()._unfinished(live=live)
        if not live or not self.computed_at or self.statement_ids:
            return found
        later = self.env["hr.employee"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("cs_level_id", "!=", False),
                ("contract_date_start", ">", self.date_to),
            ]
        )
        label = self.env._("Agents whose contract begins after this month")
        return [*found, self._left("later", label, later)]

    def _unfinished_action(self, row, action):
        """Where it is mended: the table of people, the list of agents, the policies."""
        steps = self.env["cs.onboarding"]
        if row.code == "nobody":
            return steps._action("cs_people_action")
        if row.code in PEOPLE:
            return {
                **steps._action("cs_agent_action"),
                "name": action["name"],
                "domain": action["domain"],
                "context": {"active_test": False},
            }
        if row.code == "ladders":
            ladders = self.env[row.model].search(action["domain"])
            return {
                **steps._action("cs_policy_action"),
                "name": action["name"],
                "domain": [("ladder_id", "in", ladders.ids)],
                "context": {"default_ladder_id": ladders[:1].id},
            }
        return super()._unfinished_action(row, action)

    def _check_can_publish(self):
        """What keeps it from being published is said with a way to mend it."""
        try:
            return super()._check_can_publish()
        except UserError as error:
            if not self.computed_at or self.statement_ids:
                raise
            rows = {row.code: row for row in self._found_unfinished() if row.model}
            row = next((rows[code] for code in REASONS if code in rows), None)
            if not row:
                raise
            place = PLACES.get(row.code, "cs_agent_action")
            domain = self.action_open_unfinished(row.code).get("domain")
            found = {"domain": domain} if domain else {}
            raise missing(self.env, str(error), place, row.label, **found) from error
