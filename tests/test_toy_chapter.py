"""A new chapter edits no other: one from outside the addon is seen everywhere."""

from pathlib import Path
from tempfile import TemporaryDirectory

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from . import toy_chapter
from .common import CsCase


@tagged("post_install", "-at_install")
class TestToyChapter(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        toy_chapter.register(cls)
        for model in ("cs.plant.care", "cs.policy.plant"):
            cls.env["ir.model.access"].create(
                {
                    "name": model,
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "group_id": cls.env.ref("cs_management.group_cs_agent").id,
                    "perm_read": True,
                }
            )
        cls.edit_policy({"plants_enabled": True, "plants_rate": 2.5})
        cls.agent = cls.make_agent("Ann", user_id=cls.users["agent"].id)
        cls.period = cls.make_period("2026-03")

    @classmethod
    def water(cls, litres, **values):
        care = cls.env["cs.plant.care"].create(
            {
                "employee_id": cls.agent.id,
                "date": "2026-03-05",
                "litres": litres,
                **values,
            }
        )
        care._post()
        return care

    def line(self):
        lines = self.statement(self.agent, self.period).line_ids
        return lines.filtered(lambda line: line.code == "CS_PLANTS")

    def test_statement(self):
        """Its amount stands on the statement with its place, words and sources."""
        care = self.water(3) + self.water(1)
        self.period.action_compute()
        line = self.line()
        self.assertEqual((line.amount, line.sequence), (10, 11))
        self.assertEqual(line.name, "Plants")
        self.assertEqual(line.trace_text, "Plants: 4 litres x 2.5")
        self.assertEqual(care.statement_id, line.statement_id)
        self.assertTrue(line.has_sources)
        domain = line.action_open_sources()["domain"]
        self.assertEqual(self.env["cs.plant.care"].search(domain), care)
        others = self.statement(self.agent, self.period).line_ids - line
        self.assertEqual(
            self.statement(self.agent, self.period).amount_total,
            sum(others.mapped("amount")) + 10,
        )

    def test_payslip_rule(self):
        """Its code gets a salary rule of its category like every other."""
        rules = self.env["hr.salary.rule"]
        rules._cs_create_all()
        rule = rules._cs_rule("CS_PLANTS")
        self.assertEqual((rule.name, rule.sequence), ("Plants", 110))
        self.assertEqual(rule.category_id.code, "ALW")

    def test_appeal(self):
        """Its fact is appealed by its agent, and says itself what acceptance does."""
        care = self.water(3, is_disputed=True)
        self.period.action_compute()
        self.assertFalse(self.line())
        own = care.with_user(self.users["agent"])
        self.assertTrue(own.can_appeal)
        action = own.action_appeal()
        appeals = self.env["cs.appeal"].with_user(self.users["agent"])
        form = Form(appeals.with_context(**action["context"]))
        form.reason = "The soil was wet"
        # The form asks for no entry, as it does where an appeal begins from the menu.
        appeal = form.save()
        self.assertEqual(appeal.plant_care_id, care)
        self.assertEqual(appeal.target_model, "cs.plant.care")
        self.assertEqual(
            (appeal.employee_id, appeal.department_id, appeal.period_id.id),
            (self.agent, self.team, self.period.id),
        )
        self.assertFalse(own.can_appeal)
        appeal.with_user(self.users["leader"]).action_accept()
        self.assertFalse(care.is_disputed)
        self.period.action_compute()
        self.assertEqual(self.line().amount, 7.5)

    def test_only_the_agent_appeals(self):
        care = self.water(3, is_disputed=True)
        stranger = self.make_user("agent", login="stranger")
        with self.assertRaisesRegex(UserError, "agent concerned"):
            care.with_user(stranger).action_appeal()

    def test_an_appeal_is_against_one_fact(self):
        """The database counts the chapter's field, too: one target, not two or none."""
        care = self.water(3)
        entry = self.make_entry(self.agent, "COMPLAINT", "2026-03-07")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.env["cs.appeal"].create(
                {
                    "plant_care_id": care.id,
                    "entry_id": entry.id,
                    "reason": "Both",
                }
            )

    def test_pack(self):
        """A pack in a folder of its own brings the chapter and its rows."""
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        pack = Path(folder.name) / "plants"
        pack.mkdir()
        for name, text in {
            "pack": "name,name@zh_CN\nPlants,植物\n",
            "cs.policy": "id,name,plants_enabled,plants_rate\np,Plants,1,4\n",
            "cs.policy.plant": "id,code,name,name@zh_CN\nivy,IVY,Ivy,常春藤\n",
        }.items():
            (pack / f"{name}.csv").write_text(text, encoding="utf-8")
        toy_chapter.FOLDERS["plants"] = pack
        self.addCleanup(toy_chapter.FOLDERS.clear)
        self.env["res.lang"]._activate_lang("zh_CN")
        packs = self.env["cs.pack"]
        self.assertIn(("plants", "Plants"), packs._selection())
        self.assertIn("standard_shop", dict(packs._selection()))

        ladder = self.make_ladder(self.company)
        plan = packs._plan("plants", ladder, "2026-03-01")
        shown = [(line["name"], line["detail"]) for line in packs._preview(plan)]
        self.assertIn(("Ivy", "ivy"), shown)
        policy = packs._load("plants", ladder, "2026-03-01")
        self.assertEqual((policy.plants_enabled, policy.plants_rate), (True, 4))
        self.assertEqual(policy.plant_ids.mapped("code"), ["IVY"])
        self.assertEqual(policy.plant_ids.with_context(lang="zh_CN").name, "常春藤")
        packs._load("plants", ladder, "2026-03-01")
        self.assertEqual(len(policy.plant_ids), 1)


@tagged("post_install", "-at_install")
class TestWithoutToyChapter(CsCase):
    def test_it_has_left_no_trace(self):
        """The tests that follow run on the addon alone."""
        self.assertNotIn("cs.plant.care", self.registry)
        self.assertNotIn("plant_care_id", self.env["cs.appeal"]._fields)
        self.assertNotIn("_step_plants", self.make_period("2026-03")._pipeline())
        self.assertNotIn("CS_PLANTS", self.env["cs.statement.line"]._code_terms())
        self.env.cr.execute("SELECT to_regclass('cs_plant_care')")
        self.assertEqual(self.env.cr.fetchone(), (None,))
