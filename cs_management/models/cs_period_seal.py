from odoo import api, fields, models

from ..engine import sealing


class CsPeriod(models.Model):
    """A month is sealed when it is locked, and the chain keeps every version of it."""

    _inherit = "cs.period"

    former_count = fields.Integer(
        compute="_compute_former_count",
        string="Former Versions",
        groups="cs_management.group_cs_officer",
    )

    def _compute_former_count(self):
        self._set_count(
            "former_count",
            "cs.seal",
            [("kind", "=", "statement"), ("is_former", "=", True)],
        )

    @api.model
    def _sealed_facts(self):
        """Hook: the facts that statements rest on, which are sealed with them.

        :return: ``[Facts]``
        """
        return []

    def _seal(self, is_late=False):
        """Write the month and its statements into the company's chain."""
        result = super()._seal(is_late=is_late)
        for period in self.sorted("date_from"):
            period._tell("_seal", 0, 1)
            self.env["cs.seal"]._append(period.company_id, period._links(is_late))
            period._tell("_seal", 1, 1)
        return result

    def _links(self, is_late):
        """The links of a month: its own, and one for each statement."""
        seals = self.env["cs.seal"]
        common = {"period_id": self.id, "is_late": is_late}
        self.env.flush_all()
        content = sealing.canonical(seals._lock_content(self))
        yield {**common, "kind": "lock", "content": content}
        personal = seals._personal_columns()
        for employee_id, sections in seals._contents(self, seals._layout()):
            veiled, texts = seals._veiled(sections, personal)
            yield {
                **common,
                "kind": "statement",
                "employee_id": employee_id,
                "content": sealing.canonical(veiled),
                "texts": texts,
            }

    def _seal_reopening(self, reason):
        """Name the reopening in the chain: what it says before stays."""
        result = super()._seal_reopening(reason)
        for period in self:
            self.env["cs.seal"]._append(
                period.company_id,
                [
                    {
                        "kind": "reopen",
                        "period_id": period.id,
                        "reason": reason,
                        "content": "{}",
                    }
                ],
            )
        return result

    @api.model
    def _seal_older(self):
        """Seal months that were locked before there were seals; for an update."""
        sealed = self.env["cs.seal"].search([("kind", "=", "lock")]).period_id
        locked = self.search([("state", "=", "locked")])
        for period in (locked - sealed).sorted("date_from"):
            period.with_company(period.company_id)._seal(is_late=True)

    @api.model
    def _step_names(self):
        return super()._step_names() | {"_seal": self.env._("sealing the month")}

    @api.readonly
    def action_view_former(self):
        """Statements of the month as they were before it was reopened."""
        return self._action_view("cs_management.cs_seal_action_former")
