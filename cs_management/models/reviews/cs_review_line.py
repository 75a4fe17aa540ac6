from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...engine import reviews
from ...engine.money import to_decimal
from .cs_review_criterion import KINDS, PARTS

# What agents fill in, and what their leaders do.
OWN = {"self_band_id", "self_note"}


class CsReviewLine(models.Model):
    """A line of a KPI sheet: judged by a step, or by a figure (R7.1)."""

    _name = "cs.review.line"
    _description = "KPI Sheet Line"
    _inherit = ["cs.guard.mixin", "cs.appealable.mixin"]
    _order = "review_id, sequence, id"
    _check_company_auto = True
    _appeal_clock = ("review_id.confirmed_at",)

    review_id = fields.Many2one(
        "cs.review", required=True, readonly=True, index=True, ondelete="cascade"
    )
    criterion_id = fields.Many2one(
        "cs.review.criterion",
        string="Sheet Line",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    employee_id = fields.Many2one(
        related="review_id.employee_id", store=True, index=True, precompute=True
    )
    department_id = fields.Many2one(
        related="review_id.department_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="review_id.company_id", store=True, index=True, precompute=True
    )
    period_id = fields.Many2one(
        related="review_id.period_id", store=True, index=True, precompute=True
    )
    state = fields.Selection(related="review_id.state", string="Sheet Status")
    sequence = fields.Integer(readonly=True)
    name = fields.Char(related="criterion_id.name", string="Line Name")
    hint = fields.Char(related="criterion_id.hint")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    part = fields.Selection(PARTS, readonly=True)
    most = fields.Float(string="Out Of", readonly=True, digits=(8, 2))
    is_applicable = fields.Boolean(
        string="Applies",
        default=True,
        help="Off: the agent cannot be judged by this line.",
    )
    self_band_id = fields.Many2one(
        "cs.review.band",
        string="Own Judgement",
        ondelete="restrict",
        domain="[('criterion_id', '=', criterion_id)]",
    )
    self_note = fields.Char(string="Own Remark")
    self_points = fields.Float(
        string="Own Points",
        compute="_compute_self_points",
        store=True,
        digits=(8, 2),
    )
    band_id = fields.Many2one(
        "cs.review.band",
        string="Judgement",
        ondelete="restrict",
        domain="[('criterion_id', '=', criterion_id)]",
    )
    # As exact as the bounds: 5.004 % is more than 5 % (R7.1).
    value = fields.Float(string="Figure", digits=(12, 4), aggregator="avg")
    has_value = fields.Boolean(string="Known", help="The figure is known; it may be 0.")
    is_from_facts = fields.Boolean(
        string="From the Facts", readonly=True, help="Filled in, and not typed since."
    )
    appeal_points = fields.Float(
        string="Points by Appeal", readonly=True, digits=(8, 2)
    )
    is_appealed = fields.Boolean(
        readonly=True, help="An accepted appeal has set the points."
    )
    points = fields.Float(
        compute="_compute_points", store=True, digits=(8, 2), aggregator="avg"
    )
    is_given = fields.Boolean(
        compute="_compute_points", store=True, help="There are points for the line."
    )
    note = fields.Char(string="Remark")
    appeal_ids = fields.One2many("cs.appeal", "review_line_id", string="Appeals")
    can_fill = fields.Boolean(related="review_id.can_fill", related_sudo=False)

    _line_uniq = models.UniqueIndex(
        "(review_id, criterion_id)", "A sheet has each line once."
    )

    @api.depends("self_band_id")
    def _compute_self_points(self):
        for line in self:
            line.self_points = line.self_band_id.points

    @api.depends(
        "kind", "band_id", "value", "has_value", "is_appealed", "appeal_points"
    )
    def _compute_points(self):
        """Points of the step, of the figure's band (R7.1), or what an appeal gave."""
        for line in self:
            points = None
            if line.is_appealed:
                points = line.appeal_points
            elif line.kind == "metric":
                value = to_decimal(line.value) if line.has_value else None
                points = reviews.banded(value, line.criterion_id._bounds())
            elif line.band_id:
                points = line.band_id.points
            line.is_given = points is not None
            line.points = float(points or 0)

    @api.depends("criterion_id", "review_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: a name, where the sheet is out of the reader's sight
        for line in self.sudo():
            line.display_name = (
                f"{line.review_id.display_name or ''}: {line.criterion_id.name or ''}"
            )

    # The hooks of the mixin depend on fields of this model.
    @api.depends("review_id.state", "points", "is_applicable", "appeal_ids.state")
    @api.depends_context("uid")
    def _compute_can_appeal(self):
        return super()._compute_can_appeal()

    @api.constrains("band_id", "self_band_id")
    def _check_band(self):
        for line in self:
            for band in line.band_id | line.self_band_id:
                if band.criterion_id != line.criterion_id:
                    raise ValidationError(
                        self.env._(
                            "%(band)s is no step of %(line)s: choose one of its own.",
                            band=band.display_name,
                            line=line.name,
                        )
                    )

    @api.onchange("value")
    def _onchange_value(self):
        if self.value:
            self.has_value = True

    def write(self, vals):
        self._check_may_fill(vals)
        if not self.env.su and "value" in vals:
            vals = {"has_value": True, **vals}
        result = super().write(vals)
        if not self.env.su and not {"value", "has_value"}.isdisjoint(vals):
            # sudo: typed by who may judge, as was asked above
            self.sudo().is_from_facts = False
        return result

    def _check_may_fill(self, vals):
        """Agents fill in their own part in their turn, leaders the rest in theirs."""
        if self.env.su:
            return
        for review in self.review_id:
            reasons = []
            if not OWN.isdisjoint(vals):
                reasons.append(review._why_not_hand_in())
            if not OWN.issuperset(vals):
                reasons.append(review._why_not_fill())
            for reason in filter(None, reasons):
                raise AccessError(reason)

    def _item(self):
        """The line as the engine takes it."""
        return reviews.Item(
            to_decimal(self.points) if self.is_given else None,
            to_decimal(self.most),
            self.part or "",
            self.is_applicable,
        )

    # ------------------------------------------------------------------
    # Appeals
    # ------------------------------------------------------------------

    def _why_not_appeal(self):
        if reason := super()._why_not_appeal():
            return reason
        if self.review_id.state != "confirmed":
            return self.env._("A sheet can be appealed once it is confirmed.")
        return False

    def _appeal_told_at(self):
        """The sheet is confirmed, and its agent told, after its month."""
        return self.review_id.confirmed_at

    def _appeal_issuers(self):
        review = self.review_id
        return super()._appeal_issuers() | review.judged_by_id

    def _is_worth_an_appeal(self):
        return self.is_applicable and self.points < self.most

    def _why_not_decide_appeal(self):
        # sudo: who judged a sheet is known to who reads its appeal
        if self.sudo().review_id.judged_by_id == self.env.user:
            return self.env._(
                "You judged the sheet: its appeal is decided by somebody else."
            )
        return super()._why_not_decide_appeal()

    def _accept_appeal(self):
        """Set the points that the appeal grants; the money follows forward."""
        for line in self:
            accepted = line.appeal_ids.filtered(
                lambda row: row.state in ("accepted", "partly")
            )
            appeal = accepted.sorted("decided_on")[-1:]
            before = line.points
            line.review_id._enter_open_periods()
            line.write({"is_appealed": True, "appeal_points": appeal.review_points})
            line.review_id.message_post(
                body=self.env._(
                    "%(line)s: %(before)s points became %(now)s by an appeal.",
                    line=line.name,
                    before=f"{before:g}",
                    now=f"{line.points:g}",
                ),
                subtype_xmlid="mail.mt_note",
            )
        return super()._accept_appeal()
