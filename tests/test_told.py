"""What the program says by itself is kept in no language, and read in the reader's."""

import ast
import json
from pathlib import Path

from odoo.addons import cs_management
from odoo.addons.cs_management.engine.trace import step
from odoo.addons.cs_management.models.told import ToldField, told

from .common import CsCase

ADDON = Path(cs_management.__file__).parent
# Methods that keep a reason that they are given.
KEEPING = {
    "_cs_set_agents",
    "_decide",
    "_fall",
    "_set_state",
    "_store",
    "_take_step",
    "_withdraw",
    "cancel",
    "create",
    "write",
}
# Names of records that others may change: Odoo's own are in their maker's words, too.
NAMED = {
    "a file without a name": "wizards/cs_import_wizard.py",
    "the partner of a shop": "models/imports/crm_team.py",
    "a batch of payslips": "models/payroll/cs_period.py",
    "lines of imported orders": "models/imports/readers/orders.py",
    "worked days of payroll": "models/payroll/hr_payslip_days.py",
    "the structure, in each language": "models/payroll/hr_payroll_structure.py",
}


class TestTold(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.agent = cls.make_agent("王小丽")
        cls.entry = cls.make_entry(cls.agent, "COMPLAINT", "2026-03-07")

    def chinese(self, record):
        return record.with_context(lang="zh_CN")

    def test_program_speaks_the_readers_language(self):
        """Who decided reads English: the words are the reader's (R8.6)."""
        self.entry.cancel(told(step("appeal.accepted")))
        self.env.invalidate_all()
        self.assertEqual(
            self.entry.cancel_reason, "The appeal against it was accepted."
        )
        zh = self.chinese(self.entry)
        self.assertEqual(zh.cancel_reason, "申诉已被采纳。")
        self.assertEqual(
            zh.read(["cancel_reason"])[0]["cancel_reason"], "申诉已被采纳。"
        )
        self.assertIn("The appeal", self.entry.message_ids.sorted("id")[-1].body)

    def test_typed_text_stays_as_typed(self):
        self.entry.cancel("客户撤回了投诉")
        self.env.invalidate_all()
        self.assertEqual(self.entry.cancel_reason, "客户撤回了投诉")

    def test_nobody_types_what_the_program_says(self):
        """A remote call sends text: it stays text, also if it looks like steps."""
        forged = str(json.dumps({"v": 1, "steps": [step("appeal.accepted")]}))
        self.entry.cancel(forged)
        self.env.invalidate_all()
        self.assertEqual(self.entry.cancel_reason.strip(), forged)

    def test_what_cannot_be_read_is_shown(self):
        for text in ('{"v": 9}', '{"v": 1, "steps": [{}]}', '{"v": '):
            with self.subTest(text):
                self.env.cr.execute(
                    "UPDATE cs_conduct_entry SET cancel_reason = %s WHERE id = %s",
                    [text, self.entry.id],
                )
                self.entry.invalidate_recordset()
                self.assertIn(self.entry.cancel_reason, (text, ""))

    def test_typed_parts_are_not_reckoned_with(self):
        """A number or a percent sign in what people typed stays as it is."""
        text = told(step("words", words="1000.50"), step("words", words="20 %(x)s"))
        self.assertEqual(text.words(self.env), "1000.50\n20 %(x)s")

    def test_every_step_has_words(self):
        """Steps that the source tells are known to the traces."""
        known = self.env["cs.trace.mixin"]._trace_messages()
        used = {
            node.args[0].value
            for path in ADDON.rglob("*.py")
            for call in ast.walk(ast.parse(path.read_text()))
            if isinstance(call, ast.Call) and self.name_of(call) == "told"
            for node in ast.walk(call)
            if isinstance(node, ast.Call)
            and self.name_of(node) == "step"
            and isinstance(node.args[0], ast.Constant)
        }
        self.assertGreater(len(used), 10)
        self.assertFalse(used - known.keys())

    def test_no_column_keeps_words_of_one_language(self):
        """What is stored comes from ``told``, not from a translation."""
        found = {
            f"{path.relative_to(ADDON)}:{call.lineno}"
            for path in ADDON.rglob("*.py")
            if str(path.relative_to(ADDON)) not in NAMED.values()
            for call in ast.walk(ast.parse(path.read_text()))
            if isinstance(call, ast.Call)
            and self.name_of(call) in KEEPING
            and self.says_a_translation(call)
        }
        self.assertFalse(found)

    def test_columns_of_the_program_are_text(self):
        """They are in the tables as before, and no list is grouped by them."""
        told_fields = [
            field
            for model in self.env.registry.values()
            for field in model._fields.values()
            if isinstance(field, ToldField)
        ]
        self.assertTrue(told_fields)
        for field in told_fields:
            self.assertIn(field.type, ("char", "text"))
            self.assertFalse(field.get_description(self.env)["groupable"])

    @staticmethod
    def name_of(call):
        return getattr(call.func, "attr", getattr(call.func, "id", ""))

    def says_a_translation(self, call):
        """Whether a call is given a translated text, also inside lists and dicts."""
        todo = [*call.args, *(keyword.value for keyword in call.keywords)]
        while todo:
            node = todo.pop()
            if isinstance(node, ast.Call):
                # What a method makes of a text is its own affair.
                if self.name_of(node) == "_":
                    return True
                continue
            todo += ast.iter_child_nodes(node)
        return False
