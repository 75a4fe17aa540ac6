from odoo import fields, models

from ..cs_policy import Part


class CsPolicy(models.Model):
    """Chapter "Conduct": the catalogue of violations and merits (R2, R3)."""

    _inherit = "cs.policy"

    rule_ids = fields.One2many(
        "cs.conduct.rule", "policy_id", string="Conduct Rules", copy=True
    )
    rule_count = fields.Integer(compute="_compute_rule_count")

    def _frozen_ids(self):
        """An entry before a change of ladders rests on the former policy's rule."""
        # sudo: only the fact that a locked entry exists is told
        entries = self.env["cs.conduct.entry"].sudo()
        rules = entries._read_group(
            [("rule_id.policy_id", "in", self.ids), ("period_id.state", "=", "locked")],
            ["rule_id"],
        )
        return super()._frozen_ids() | {rule.policy_id.id for [rule] in rules}

    def _compute_rule_count(self):
        counts = dict(
            self.env["cs.conduct.rule"]._read_group(
                [("policy_id", "in", self.ids)], ["policy_id"], ["__count"]
            )
        )
        for policy in self:
            policy.rule_count = counts.get(policy._origin, 0)

    def _parts(self):
        return [*super()._parts(), Part("conduct", bool(self.rule_ids))]

    def _document_chapters(self):
        kinds = self.rule_ids._fields["kind"]._description_selection(self.env)
        tables = [
            self._document_table(
                label,
                self.rule_ids.filtered(lambda rule, kind=kind: rule.kind == kind),
                "name",
                "severity",
                "points_text",
                "amount_text",
                "unit_text",
                "sanction",
                "step_ids",
                "window_text",
                "leads_only",
                "is_compensation",
            )
            for kind, label in kinds
        ]
        chapter = self._chapter(20, self.env._("Conduct"), tables=tables)
        return [*super()._document_chapters(), chapter]
