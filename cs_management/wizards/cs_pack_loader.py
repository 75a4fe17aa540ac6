from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CsPackLoader(models.TransientModel):
    """Load a policy pack, after showing what that will create and leave alone."""

    _name = "cs.pack.loader"
    _description = "Load a Policy Pack"
    _inherit = "cs.value.mixin"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    pack = fields.Selection(selection="_selection_pack", required=True)
    description = fields.Text(compute="_compute_texts")
    gaps = fields.Text(
        string="How Gaps Are Filled",
        compute="_compute_texts",
        help="Where the regulation is silent, what the pack sets. You can edit it.",
    )
    ladder_id = fields.Many2one(
        "cs.ladder",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        help="The ladder whose policy gets the pack's chapters. Empty: the pack "
        "brings a ladder of its own.",
    )
    date_from = fields.Date(
        string="In Force From",
        required=True,
        default=lambda self: self.env["cs.pack"]._default_date(self.env.company),
        help="The first day of a pay period.",
    )
    variant_ids = fields.One2many(
        "cs.pack.loader.variant",
        "loader_id",
        string="Variants",
        compute="_compute_variant_ids",
        store=True,
        readonly=False,
        help="Other wordings of single articles, seen in other companies.",
    )
    line_ids = fields.One2many(
        "cs.pack.loader.line",
        "loader_id",
        string="Preview",
        compute="_compute_line_ids",
        store=True,
    )
    problem = fields.Text(compute="_compute_line_ids", store=True)
    currency_warning = fields.Text(compute="_compute_line_ids", store=True)
    takes_amounts = fields.Boolean(
        string="Take the Amounts Over as They Are",
        help="Nothing is converted: edit the draft before it is approved.",
    )
    count_change = fields.Integer(compute="_compute_counts")
    count_skip = fields.Integer(compute="_compute_counts")

    @api.model
    def _selection_pack(self):
        return self.env["cs.pack"]._selection()

    @api.depends("pack")
    @api.depends_context("lang")
    def _compute_texts(self):
        packs = self.env["cs.pack"]
        for loader in self:
            meta = loader.pack and packs._read(loader.pack).meta
            for name in ("description", "gaps"):
                loader[name] = meta and meta.text(name, self.env.lang)

    @api.depends("pack")
    def _compute_variant_ids(self):
        packs = self.env["cs.pack"]
        for loader in self:
            path = packs._folders().get(loader.pack)
            rows = packs._read_variants(path) if path else []
            loader.variant_ids = [
                Command.clear(),
                *[
                    Command.create(
                        {
                            "code": row.values["id"],
                            "name": row.text("name", self.env.lang),
                        }
                    )
                    for row in rows
                ],
            ]

    @api.depends(
        "company_id", "pack", "ladder_id", "date_from", "variant_ids.is_chosen"
    )
    def _compute_line_ids(self):
        packs = self.env["cs.pack"]
        for loader in self:
            lines, loader.problem, loader.currency_warning = [], False, False
            if loader.pack and loader.date_from:
                try:
                    plan = packs._plan(**loader._choices())
                    lines = packs._preview(plan)
                    loader.currency_warning = loader._foreign_warning(plan)
                except UserError as error:
                    loader.problem = str(error)
            loader.line_ids = [
                Command.clear(),
                *[Command.create(values) for values in lines],
            ]

    @api.depends("line_ids.action")
    def _compute_counts(self):
        for loader in self:
            skipped = loader.line_ids.filtered(lambda line: line.action == "skip")
            loader.count_skip = len(skipped)
            loader.count_change = len(loader.line_ids) - len(skipped)

    def action_load(self):
        """Load the pack and open the policy that has it."""
        self.ensure_one()
        packs = self.env["cs.pack"]
        warning = self._foreign_warning(packs._plan(**self._choices()))
        if warning and not self.takes_amounts:
            raise UserError(
                self.env._(
                    "%(warning)s Say that they are taken over as they are, or load "
                    "the pack into a company with its currency.",
                    warning=warning,
                )
            )
        policy = packs._load(**self._choices())
        return policy._get_records_action(context={})

    def _foreign_warning(self, plan):
        """What the pack's currency means for its amounts; ``False`` if it is ours."""
        written, count = self.env["cs.pack"]._foreign_amounts(plan)
        if not count:
            return False
        return self.env._(
            "This pack is written in %(written)s, and the currency of %(company)s is "
            "%(own)s: its %(count)s amounts are not converted, so that %(written)s 50 "
            "become %(own)s 50.",
            written=written,
            company=plan.company.name,
            own=plan.company.currency_id.name,
            count=count,
        )

    def _choices(self):
        return {
            "code": self.pack,
            "ladder": self.ladder_id._origin,
            "date_from": self.date_from,
            "company": self.company_id._origin,
            "variants": self.variant_ids.filtered("is_chosen").mapped("code"),
        }


class CsPackLoaderVariant(models.TransientModel):
    """Another wording of an article, to be taken instead of the pack's."""

    _name = "cs.pack.loader.variant"
    _description = "Variant of a Policy Pack"
    _inherit = "cs.value.mixin"

    loader_id = fields.Many2one(
        "cs.pack.loader", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(required=True)
    name = fields.Char(string="Instead")
    is_chosen = fields.Boolean(string="Take It")


class CsPackLoaderLine(models.TransientModel):
    """What loading does to one row of the pack."""

    _name = "cs.pack.loader.line"
    _description = "Preview of a Policy Pack"
    _inherit = "cs.value.mixin"
    _order = "sequence, id"

    loader_id = fields.Many2one(
        "cs.pack.loader", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    kind = fields.Char()
    name = fields.Char()
    detail = fields.Char()
    action = fields.Selection(
        [("create", "Create"), ("change", "Set"), ("skip", "Skip")], required=True
    )
    reason = fields.Char()
