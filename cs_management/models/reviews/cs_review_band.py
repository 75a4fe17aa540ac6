from odoo import api, fields, models


class CsReviewBand(models.Model):
    """A step of a judged line, or a band of a figure (R7.1). One bound is stored."""

    _name = "cs.review.band"
    _description = "KPI Sheet Step"
    _inherit = ["cs.guard.mixin", "cs.sealed.mixin"]
    _order = "criterion_id, points desc, id"
    _rec_names_search = ["name"]
    _sealed_by = "criterion_id.template_id.policy_id"

    criterion_id = fields.Many2one(
        "cs.review.criterion", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="criterion_id.company_id", store=True, index=True, precompute=True
    )
    kind = fields.Selection(related="criterion_id.kind", store=True, precompute=True)
    name = fields.Char(string="Step", translate=True, help="Excellent, good, ...")
    lower_bound = fields.Float(string="From", digits=(12, 4))
    exclusive = fields.Boolean(
        string="Over", help="The band begins above the bound, not at it."
    )
    points = fields.Float(required=True, digits=(8, 2))

    _bound_uniq = models.UniqueIndex(
        "(criterion_id, lower_bound) WHERE kind = 'metric'",
        "Two bands cannot begin at the same figure.",
    )
    _positive = models.Constraint(
        "CHECK (points >= 0)", "A step gives zero points or more."
    )

    @api.depends("name", "lower_bound", "exclusive", "points", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for band in self:
            name = band.name
            if band.kind == "metric":
                bound = f"{band.lower_bound:g}"
                if band.exclusive:
                    name = self.env._("over %(bound)s", bound=bound)
                else:
                    name = self.env._("from %(bound)s", bound=bound)
                name = f"{name}:"
            band.display_name = f"{name or ''} {band.points:g}".strip()
