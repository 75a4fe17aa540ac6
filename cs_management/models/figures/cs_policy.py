from odoo import fields, models


class CsPolicy(models.Model):
    """Chapter "Figures": who keeps the book of statistics (R9.2)."""

    _inherit = "cs.policy"

    figures_own_book = fields.Boolean(
        string="Agents Keep Their Own Statistics Book",
        tracking=True,
        help="They enter whom they served, who asked and who bought; it counts once "
        "their leader has confirmed it.",
    )

    def _document_chapters(self):
        chapter = self.figures_own_book and self._chapter(
            78, self.env._("Service Figures"), ["figures_own_book"]
        )
        return [*super()._document_chapters(), chapter]
