from odoo import fields, models


class CsPolicy(models.Model):
    """Chapter "Protection": how the loss of an entry is made good (R2.17)."""

    _inherit = "cs.policy"

    compensation_consent = fields.Boolean(
        string="Agent Agrees to a Loss",
        help="A loss made good by an entry is taken only when its agent has agreed to "
        "it. Off: the entry is a sanction, and its agent may appeal against it.",
    )

    def _document_chapters(self):
        chapter = self.rule_ids and self._chapter(
            25, self.env._("Losses"), ["compensation_consent"]
        )
        return [*super()._document_chapters(), chapter]
