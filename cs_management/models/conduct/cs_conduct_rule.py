from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import conduct
from ...engine.money import to_decimal

SEVERITIES = [
    ("light", "Light"),
    ("medium", "Medium"),
    ("severe", "Severe"),
]
SANCTIONS = [
    ("warning", "Warning"),
    ("criticism", "Notice of criticism"),
    ("minor", "Minor demerit"),
    ("major", "Major demerit"),
    ("compensation", "Compensation of the loss"),
    ("dismissal", "Dismissal case"),
]


class CsConductRule(models.Model):
    """An article of the catalogue: a violation or a merit, and what it costs (R2, R3).

    Points and money are written as magnitudes; the kind gives the sign.
    """

    _name = "cs.conduct.rule"
    _description = "Conduct Rule"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, sequence, id"
    _rec_names_search = ["name", "code"]

    policy_state = fields.Selection(related="policy_id.state", string="Policy Status")
    sequence = fields.Integer(default=10)
    code = fields.Char(
        required=True,
        help="Names the article across versions of the policy: occurrences are "
        "counted by it.",
    )
    name = fields.Char(required=True, translate=True)
    regulation = fields.Char(help="Where the article stands, e.g. § 12.")
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("violation", "Violation"), ("merit", "Merit")],
        required=True,
        default="violation",
    )
    severity = fields.Selection(SEVERITIES)
    points_min = fields.Float(string="Points", digits=(8, 2), aggregator=None)
    points_max = fields.Float(
        string="Points up to",
        digits=(8, 2),
        aggregator=None,
        help="Equal to Points where the regulation leaves no choice.",
    )
    amount_min = fields.Monetary(string="Money", aggregator=None)
    amount_max = fields.Monetary(string="Money up to", aggregator=None)
    is_compensation = fields.Boolean(
        string="Loss Made Good",
        help="The entry may ask for the cost of the loss beside fine and points.",
    )
    leads_only = fields.Boolean(
        string="Team Leads Only", help="Only for leaders of a department."
    )
    note_required = fields.Boolean(string="Reason Required")
    sanction = fields.Selection(
        SANCTIONS, help="Beside points and money, from the first occurrence on."
    )
    trigger = fields.Selection(
        [("manual", "Manual"), ("measured", "Measured figure")],
        required=True,
        default="manual",
        help="Measured: money and points count once per unit by which the figure "
        "of the entry passes the threshold.",
    )
    threshold = fields.Float(digits=(12, 2))
    unit = fields.Float(string="Per", digits=(12, 2), default=1)
    unit_label = fields.Char(string="Unit", translate=True, help="Seconds, say.")
    unit_rounding = fields.Selection(
        [("begun", "Begun units"), ("completed", "Completed units")],
        default="begun",
        required=True,
    )
    window = fields.Selection(
        [
            (conduct.CALENDAR_MONTH, "Calendar month"),
            (conduct.PERIOD, "Pay period"),
            (conduct.QUARTER, "Quarter"),
            (conduct.ROLLING, "Rolling days"),
            (conduct.EVER, "Ever"),
        ],
        string="Occurrences Counted in",
        required=True,
        default=conduct.CALENDAR_MONTH,
    )
    window_days = fields.Integer(string="Days", default=30)
    event = fields.Selection(
        [],
        string="Entered For",
        help="Computing the period makes the entries of attendance, exams and merits "
        "of the month; missed duties, meetings and handovers are proposed to the "
        "leader. Minutes late must pass the threshold.",
    )
    step_ids = fields.One2many(
        "cs.conduct.step", "rule_id", string="Steps by Occurrence", copy=True
    )

    points_text = fields.Char(compute="_compute_texts", string="Points (from-to)")
    amount_text = fields.Char(compute="_compute_texts", string="Money (from-to)")
    unit_text = fields.Char(compute="_compute_texts", string="Counted per")
    window_text = fields.Char(compute="_compute_window_text", string="Counted in")

    _code_uniq = models.UniqueIndex(
        "(policy_id, code)", "A rule with this code exists in the policy already."
    )
    _ranges = models.Constraint(
        "CHECK (points_min <= points_max AND amount_min <= amount_max)",
        "A range runs from the smaller to the larger value.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount_min >= 0)",
        "Write money as a positive amount: the kind of the rule gives the sign.",
    )
    _measure = models.Constraint(
        "CHECK (trigger != 'measured' OR unit > 0)",
        "A measured rule needs a unit above zero.",
    )
    _window_days_positive = models.Constraint(
        "CHECK (\"window\" != 'rolling' OR window_days > 0)",
        "A rolling window needs a number of days above zero.",
    )

    @api.depends(
        "points_min",
        "points_max",
        "amount_min",
        "amount_max",
        "trigger",
        "threshold",
        "unit",
        "unit_label",
        "unit_rounding",
        "currency_id",
    )
    @api.depends_context("lang")
    def _compute_texts(self):
        """What the article costs as a regulation writes it: "2-5", "5 per 30 s"."""
        roundings = dict(self._fields["unit_rounding"]._description_selection(self.env))
        for rule in self:
            rule.points_text = self._range(
                rule.points_min, rule.points_max, "{:g}".format
            )
            rule.amount_text = self._range(
                rule.amount_min, rule.amount_max, rule.currency_id.format
            )
            rule.unit_text = rule.trigger == "measured" and self.env._(
                "%(unit)g %(label)s over %(threshold)g (%(rounding)s)",
                unit=rule.unit,
                label=rule.unit_label or "",
                threshold=rule.threshold,
                rounding=roundings[rule.unit_rounding],
            )

    @api.depends("window", "window_days", "step_ids")
    @api.depends_context("lang")
    def _compute_window_text(self):
        """In which time occurrences are counted, where steps ask for their number."""
        windows = dict(self._fields["window"]._description_selection(self.env))
        for rule in self:
            text = bool(rule.step_ids) and windows[rule.window]
            if text and rule.window == conduct.ROLLING:
                text = self.env._("%(count)s days", count=rule.window_days)
            rule.window_text = text

    @api.model
    def _range(self, least, most, write):
        """One figure, or both ends where the regulation leaves a choice."""
        if not least and not most:
            return False
        return write(least) if least == most else f"{write(least)} - {write(most)}"

    @api.constrains("kind", "points_min")
    def _check_points(self):
        for rule in self:
            if rule.kind == "violation" and rule.points_min < 0:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: write the points of a violation as a positive "
                        "number, they are deducted.",
                        rule=rule.name,
                    )
                )

    @api.onchange("points_min")
    def _onchange_points_min(self):
        self.points_max = max(self.points_min, self.points_max)

    @api.onchange("amount_min")
    def _onchange_amount_min(self):
        self.amount_max = max(self.amount_min, self.amount_max)

    @api.model_create_multi
    def create(self, vals_list):
        """An upper bound that is left out equals the lower one."""
        for vals in vals_list:
            for name in ("points", "amount"):
                vals.setdefault(f"{name}_max", vals.get(f"{name}_min", 0))
        return super().create(vals_list)

    @api.depends("name", "code")
    @api.depends_context("cs_rule_code")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = rule.name

    def copy(self, default=None):
        """A copy within its policy has a code of its own."""
        return self.browse().union(
            *(
                super(CsConductRule, rule).copy(values)
                for rule, values in self._copies_apart(default, "policy_id")
            )
        )

    @api.model
    def _signed(self, kind, value):
        return -value if kind == "violation" else value

    def _price(self, occurrence, measure=0.0):
        """What the nth occurrence costs: magnitudes, as the article writes them.

        :param measure: the measured figure, for rules with a threshold (R2.6)
        :return: ``{"points": Decimal, "amount": Decimal, "sanction": str | False}``
        """
        self.ensure_one()
        step = conduct.step_for(
            occurrence, [line._engine_step() for line in self.step_ids]
        )
        points = to_decimal(min(max(self.points_min, 0), self.points_max))
        amount = to_decimal(self.amount_min)
        sanction = self.sanction
        if step:
            amount = step.amount if step.amount is not None else amount
            points = step.points if step.points is not None else points
            sanction = step.sanction or sanction
        if self.trigger == "measured":
            units = self._units(measure)
            points, amount = points * units, amount * units
        return {"points": points, "amount": amount, "sanction": sanction or False}

    def _units(self, measure) -> Decimal:
        """Units by which a measured figure passes the threshold (R2.6)."""
        return conduct.measured_units(
            to_decimal(measure),
            to_decimal(self.threshold),
            to_decimal(self.unit),
            self.unit_rounding == "begun",
        )
