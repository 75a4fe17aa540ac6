from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...engine import worknumbers

# In the order in which they are read where a company says nothing.
PLACES = [
    ("cs_memo", "Seller's memo"),
    ("client_order_ref", "Customer reference"),
    ("note", "Terms and notes"),
    ("tag_ids", "Names of plain tags"),
]


class CsNumberSource(models.Model):
    """Where an order carries its agent's work number, and how it is written (R6.8).

    The first place that says something decides. A company without any has the
    seller's memo read, with the usual pattern.
    """

    _name = "cs.number.source"
    _description = "Place of Work Numbers"
    _inherit = "cs.guard.mixin"
    _order = "company_id, sequence, id"
    _rec_name = "place"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    place = fields.Selection(PLACES, string="Where", required=True, default="cs_memo")
    pattern = fields.Char(
        string="Number Pattern",
        required=True,
        default=worknumbers.DEFAULT_PATTERN,
        help="The round brackets hold the number, what stands before them are marks "
        r"such as GH. Allowed: letters, \d for a digit, [abc], (?:one|another), ? for "
        "what may be missing, {1,8} for how often.",
    )
    sample = fields.Char(
        string="Try It",
        store=False,
        help="A memo as it stands in your tool; nothing of it is kept.",
    )
    preview = fields.Char(compute="_compute_preview", string="Is Read As")

    _place_uniq = models.UniqueIndex(
        "(company_id, place) WHERE active",
        "This place is read already: change its line.",
    )

    @api.depends("pattern", "sample", "company_id")
    @api.depends_context("lang")
    def _compute_preview(self):
        for source in self:
            source.preview = source._preview(source.sample or "")

    @api.constrains("pattern")
    def _check_pattern(self):
        for source in self:
            if reason := source._why_no_pattern():
                raise ValidationError(
                    self.env._(
                        "The pattern %(pattern)s cannot be used: %(reason)s",
                        pattern=source.pattern,
                        reason=reason,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        sources = super().create(vals_list)
        self.env.registry.clear_cache()
        return sources

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache("company_id")
    def _places(self, company_id):
        """``((place, pattern), ...)`` of a company, the first one first."""
        # sudo: whether a company reads numbers at all is no secret
        company = self.env["res.company"].sudo().browse(company_id)
        if not company.cs_numbers_read:
            return ()
        # sudo: salesmen write orders, and need no access to how they are read
        sources = self.sudo().search([("company_id", "=", company_id)])
        if not sources:
            return (("cs_memo", worknumbers.DEFAULT_PATTERN),)
        return tuple((source.place, source.pattern) for source in sources)

    def _preview(self, text):
        """What the pattern makes of a text, in words."""
        if reason := self._why_no_pattern():
            return reason
        if not text.strip():
            return False
        agents = self.env["cs.order.number"]._agents_of(self.company_id)
        codes = {code: agent.id for code, agent in agents.items()}
        reading = worknumbers.read_text(text, codes, self.pattern)
        numbers = ", ".join(reading.numbers)
        if reading.kind == "one":
            # sudo: work numbers and names are known to everybody
            agent = self.env["hr.employee"].sudo().browse(reading.agents)
            return f"{numbers}: {agent.name}"
        if reading.kind == "several":
            return self.env._("Two numbers: %(numbers)s", numbers=numbers)
        if reading.kind == "unknown":
            return self.env._("Nobody's number: %(numbers)s", numbers=numbers)
        return self.env._("No work number")

    def _why_no_pattern(self):
        """Why the pattern cannot be used; ``False`` if it can."""
        try:
            worknumbers.check_pattern(self.pattern or "")
        except worknumbers.PatternError as error:
            return self._pattern_words(error)
        return False

    @api.model
    def _pattern_words(self, error):
        words = {
            "number": self.env._(
                "it needs one pair of round brackets, around the number. Other groups "
                "are written (?:...)."
            ),
            "endless": self.env._(
                "say how often something may stand, as in {1,8}; * and + have no end."
            ),
            "repeat": self.env._("the number stands once, and nothing repeats twice."),
            "ways": self.env._(
                "it can match in too many ways and would be slow. Make it simpler."
            ),
            "long": self.env._("it is too long. Make it shorter."),
            "empty": self.env._("the number may not be empty."),
            "bracket": self.env._("a bracket is missing, or has nothing in it."),
            "sign": self.env._(
                r"a sign with a meaning of its own is at place %(place)s: write \ "
                "before it if it is meant as it is.",
                place=error.position + 1,
            ),
        }
        return words[error.code]
