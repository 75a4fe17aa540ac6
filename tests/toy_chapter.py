"""A chapter that exists in tests only: agents water plants and are paid for it.

It is written as a chapter of the addon is, but stands outside of it: what it adds, the
hooks of the spine collect. :func:`register` adds it to the registry of a test class.
"""

from odoo import api, fields, models
from odoo.orm.model_classes import add_to_registry

from odoo.addons.cs_management.engine.money import to_decimal, total_of
from odoo.addons.cs_management.engine.trace import step
from odoo.addons.cs_management.models.cs_pack_data import Chapter, Table
from odoo.addons.cs_management.models.cs_period_run import Line
from odoo.addons.cs_management.models.cs_statement_line import CodeTerms

CODES = [("CS_PLANTS", "Plants")]
# Folders of packs, ``{code: path}``: a test puts its own here.
FOLDERS = {}


class CsPlantCare(models.Model):
    """A plant watered by an agent on a day: the chapter's fact."""

    _module = None
    _name = "cs.plant.care"
    _description = "Plant Care"
    _inherit = ["cs.fact.mixin", "cs.appealable.mixin"]

    litres = fields.Float()
    is_disputed = fields.Boolean(help="The leader says that it was not watered.")
    appeal_ids = fields.One2many("cs.appeal", "plant_care_id")

    def _is_worth_an_appeal(self):
        return self.is_disputed

    def _accept_appeal(self):
        self.is_disputed = False
        return super()._accept_appeal()


class CsPolicyPlant(models.Model):
    _module = None
    _name = "cs.policy.plant"
    _description = "Plant"
    _inherit = "cs.policy.part.mixin"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)


class CsPolicy(models.Model):
    _module = None
    _name = "cs.policy"
    _inherit = ["cs.policy"]

    plants_enabled = fields.Boolean()
    plants_rate = fields.Monetary(help="Paid for a litre.")
    plant_ids = fields.One2many("cs.policy.plant", "policy_id")


class CsAppeal(models.Model):
    _module = None
    _name = "cs.appeal"
    _inherit = ["cs.appeal"]

    plant_care_id = fields.Many2one("cs.plant.care", ondelete="cascade")


class CsStatementLine(models.Model):
    _module = None
    _name = "cs.statement.line"
    _inherit = ["cs.statement.line"]

    code = fields.Selection(selection_add=CODES, ondelete={"CS_PLANTS": "cascade"})
    adjusted_code = fields.Selection(selection_add=CODES)

    @api.model
    def _code_terms(self):
        return super()._code_terms() | {"CS_PLANTS": CodeTerms(11, "ALW")}

    def _source(self):
        if (self.adjusted_code or self.code) != "CS_PLANTS":
            return super()._source()
        return "base.action_res_users", [("statement_id", "=", self.statement_id.id)]


class CsTraceMixin(models.AbstractModel):
    _module = None
    _name = "cs.trace.mixin"
    _inherit = ["cs.trace.mixin"]

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "plants.water": "Plants: %(litres)s litres x %(rate)s",
        }


class CsPeriod(models.Model):
    _module = None
    _name = "cs.period"
    _inherit = ["cs.period"]

    def _pipeline(self):
        """A chapter of the addon has its one line in the spine's list instead."""
        steps = super()._pipeline()
        steps.insert(steps.index("_step_fines"), "_step_plants")
        return steps

    def _step_plants(self, run):
        """What was watered, at the policy's rate."""
        found = self.env["cs.plant.care"].search(
            [("period_id", "=", self.id), ("is_disputed", "=", False)]
        )
        cared = found.grouped(lambda fact: fact.employee_id.id)
        run.facts_of("plants", dict).update(cared)

        def settle(agent):
            facts = cared.get(agent.employee_id)
            if facts and agent.policy.plants_enabled:
                litres = total_of(to_decimal(fact.litres) for fact in facts)
                rate = to_decimal(agent.policy.plants_rate)
                how = step("plants.water", litres=litres, rate=rate)
                agent.lines.append(Line("CS_PLANTS", litres * rate, steps=(how,)))

        self._each(run, settle)

    def _store_facts(self, run, statements):
        for employee_id, facts in run.facts_of("plants", dict).items():
            facts.write({"statement_id": statements[employee_id].id})
        return super()._store_facts(run, statements)


class CsPack(models.AbstractModel):
    _module = None
    _name = "cs.pack"
    _inherit = ["cs.pack"]

    @api.model
    def _folders(self):
        return super()._folders() | FOLDERS

    @api.model
    def _pack_tables(self):
        return [
            *super()._pack_tables(),
            Table("cs.policy.plant", 98, key=("code",), detail="_detail_plant"),
        ]

    @api.model
    def _pack_chapters(self):
        return [
            *super()._pack_chapters(),
            Chapter(
                "plants_enabled",
                80,
                prefixes=("plants_",),
                models=("cs.policy.plant",),
            ),
        ]

    @api.model
    def _detail_plant(self, _plan, row):
        return row.values["code"].lower()


NEW = (CsPlantCare, CsPolicyPlant)
EXTENSIONS = (
    CsPolicy,
    CsAppeal,
    CsStatementLine,
    CsTraceMixin,
    CsPeriod,
    CsPack,
)
# Models whose tables the chapter makes or changes.
STORED = (CsPlantCare, CsPolicyPlant, CsPolicy, CsAppeal, CsStatementLine)


def register(case):
    """Add the chapter to the registry and the tables of a test class.

    The tables go with the transaction of the class; Odoo sets the models up again
    when the class is done, without the chapter by then.
    """
    registry, env = case.registry, case.env
    env.flush_all()
    bases = {cls._name: registry[cls._name]._base_classes__ for cls in EXTENSIONS}
    case.addClassCleanup(unregister, registry, bases)
    # The extensions' fields need the models, these the fields: set up all at once.
    for definition in (*NEW, *EXTENSIONS):
        add_to_registry(registry, definition)
    registry._setup_models__(env.cr, [])
    registry.init_models(env.cr, [cls._name for cls in STORED], {})
    env.transaction.reset()


def unregister(registry, bases):
    for name, classes in bases.items():
        registry[name]._base_classes__ = classes
    for definition in NEW:
        for model in registry.values():
            model._inherit_children.discard(definition._name)
        del registry.models[definition._name]
