"""The Chinese translation is whole, and its sentences work."""

import inspect
import io
import re
from pathlib import Path

import polib

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.translate import trans_export

from .common import CsCase

CATALOG = Path(__file__).parents[1] / "cs_management" / "i18n" / "zh_CN.po"
REMEDY = "Run ./dev i18n, then translate what is empty in zh_CN.po."
# What a translation may not change: placeholders, expressions, tags, attributes.
FIXED = re.compile(
    r"%\(\w+\)[a-z]|%[sd%]|\{\{.*?\}\}|</?\w+|\b(?:t-[\w-]+|class|name)=\"[^\"]*\""
)
# What a method calls that puts something into the words of a language.
WORDING = re.compile(r"env\._\(|format_date\(|formatLang\(|_description_selection")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ASCII_SIGN = re.compile(r"[\u4e00-\u9fff][,;:]\s*[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2}")
# Codes that are written the same in every language.
CODES = {"AFTER_SALES", "CHAMPION", "COMPLAINT", "ID"}


# English words with several senses, each in Chinese in one: where it may be said. In
# another sense it needs another English word.
SENSES = {
    "Against": "vote",
    "Asked": "service|policy__asked_count",
    "By": "handover_item_step|privacy_log",
    "Departure": "attendance_exception|workday",
    "For": "handover",
    "Left": "home_manager",
    "Line": "handover",
    "Of": "sanction",
    "Off": "roster",
    "Open": "selection__|view_search",
    "Pattern": "roster_plan",
    "Place": "mentor|quarter",
    "of": "statement",
}


@tagged("post_install", "-at_install")
class TestCatalog(CsCase):
    """The shipped catalog against the terms that Odoo exports from the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        buffer = io.BytesIO()
        # Before a test loads a pack: its records have external ids and texts too.
        trans_export(None, ["cs_management"], buffer, "po", cls.env)
        exported = polib.pofile(buffer.getvalue().decode())
        cls.terms = {entry.msgid for entry in exported}
        cls.places = {
            entry.msgid: [place for place, _line in entry.occurrences]
            for entry in exported
        }
        cls.catalog = {
            entry.msgid: entry.msgstr
            for entry in polib.pofile(str(CATALOG))
            if "fuzzy" not in entry.flags
        }

    def test_every_term_is_translated(self):
        self.assertGreater(len(self.terms), 1000)
        missing = sorted(term for term in self.terms if not self.catalog.get(term))
        self.assertFalse(missing, REMEDY)

    def test_a_word_is_said_in_the_sense_of_its_translation(self):
        """ "Open" on a button is not the state, "Left" of a day is no resignation."""
        wrong = [
            f"{word}: {place}"
            for word, sense in SENSES.items()
            for place in self.places.get(word, ())
            if not re.search(sense, place)
        ]
        self.assertFalse(wrong)

    def test_translations_are_chinese(self):
        wrong = sorted(
            f"{term!r}: {text!r}"
            for term, text in self.catalog.items()
            if WORD.search(FIXED.sub("", term))
            and term not in CODES
            and not CHINESE.search(text)
        )
        self.assertFalse(wrong)

    def test_between_chinese_words_stand_chinese_signs(self):
        wrong = [text for text in self.catalog.values() if ASCII_SIGN.search(text)]
        self.assertFalse(wrong)

    def test_placeholders_and_tags_stay(self):
        wrong = sorted(
            f"{term!r}: {text!r}"
            for term, text in self.catalog.items()
            if text and sorted(FIXED.findall(term)) != sorted(FIXED.findall(text))
        )
        self.assertFalse(wrong)


@tagged("post_install", "-at_install")
class TestChinese(CsCase):
    """What a Chinese reader sees: calculations, errors, labels, mails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.agent = cls.make_agent("王小丽", user_id=cls.users["agent"].id)
        cls.make_order(1000, "2026-03-05", cls.agent)
        cls.make_stat(cls.agent, "2026-03-31", 10, 7)
        cls.policy.action_draft()
        cls.rules["COMPLAINT"].with_context(lang="zh_CN").name = "客户投诉"
        cls.policy.action_approve()
        cls.entry = cls.make_entry(cls.agent, "COMPLAINT", "2026-03-07")
        for day in ("2026-03-08", "2026-03-09"):
            cls.make_entry(cls.agent, "COMPLAINT", day)
        cls.period = cls.make_period("2026-03")
        cls.period.action_compute()
        cls.lines = cls.statement(cls.agent, cls.period).line_ids

    def chinese(self, records):
        return records.with_context(lang="zh_CN")

    def test_calculation(self):
        """R6.2: the calculation of the commission reads in Chinese, with its numbers.

        It was computed by someone who reads English: the words are the reader's.
        """
        line = self.lines.filtered(lambda line: line.code == "CS_COMMISSION")
        self.assertIn("inquiring customers bought", line.trace_text)
        words = "询单转化率：10 名询单客户中 7 名购买"
        self.assertIn(words, self.chinese(line).trace_text)
        for row in self.chinese(self.lines):
            for step in row.trace_text.splitlines():
                self.assertRegex(step, CHINESE)

    def test_names_in_a_calculation(self):
        """R2.1: the case after the third complaint names the rule as its reader does.

        Who computed the period reads English.
        """
        case = self.env["cs.disciplinary.case"].search(
            [("employee_id", "=", self.agent.id), ("reason", "=", "step")]
        )
        self.assertEqual(case.trace_text, "Occurrence 3: Valid complaint")
        self.assertEqual(self.chinese(case).trace_text, "第 3 次：客户投诉")

    def test_every_step_of_a_calculation(self):
        messages = self.chinese(self.env["cs.statement.line"])._trace_messages()
        self.assertIn("float.rate", messages)
        for code, text in messages.items():
            # Some only put together what is said elsewhere.
            if re.sub(r"%\(\w+\)s|\W", "", text):
                self.assertRegex(text, CHINESE, code)

    def test_errors(self):
        with self.assertRaisesRegex(UserError, "生成工资条前请先锁定周期"):
            self.chinese(self.period).action_generate_payslips()

    def test_labels(self):
        labels = self.chinese(self.env["cs.statement"]).fields_get(["score", "state"])
        self.assertEqual(labels["score"]["string"], "考核分")
        states = dict(labels["state"]["selection"])
        self.assertEqual(
            states, {"open": "进行中", "published": "已发布", "locked": "已锁定"}
        )
        self.assertEqual(
            self.chinese(self.env.ref("cs_management.cs_menu_periods")).name, "计薪周期"
        )

    def test_screen(self):
        arch = self.chinese(self.env["cs.period"]).get_view(view_type="form")["arch"]
        self.assertIn("生成工资条", arch)
        self.assertNotIn("Generate Payslips", arch)

    def test_mail(self):
        template = self.env.ref("cs_management.cs_mail_template_entry")
        body = self.chinese(template)._render_field("body_html", self.entry.ids)
        self.assertIn("您有一条奖惩记录已确认", body[self.entry.id])

    def test_exported_roster_can_be_read_back(self):
        """R10: the headings of a Chinese export are ones that the import knows."""
        heads = self.chinese(self.env["cs.roster.export"])._heads()
        columns = self.env["cs.roster.import"]._columns([heads])
        self.assertEqual(columns, {"number": 0, "date": 2, "shift": 3, "hours": 4})


def test_no_text_of_the_app_names_an_article_of_our_own_list():
    """Users have their own regulation: our numbers (R1.3) say nothing to them."""
    catalog = polib.pofile(str(CATALOG.with_name("cs_management.pot")))
    own = [entry.msgid for entry in catalog if re.search(r"\bR\d+\.\d+", entry.msgid)]
    assert not own


@tagged("post_install", "-at_install")
class TestLanguageOfNames(CsCase):
    """What a compute puts into words is kept for each language, not for the first."""

    def test_words_depend_on_the_language(self):
        contexts = self.env.registry.field_depends_context
        seen, wrong = 0, []
        for model in self.env.registry.values():
            for name, field in model._fields.items():
                if field.store or not self.is_in_words(model, field):
                    continue
                seen += 1
                if "lang" not in contexts[field]:
                    wrong.append(f"{model._name}.{name}")
        self.assertGreater(seen, 50)
        self.assertFalse(wrong)

    def test_what_is_made_of_words_depends_on_the_language(self):
        """A field that is computed from a translated one, or from such a name."""
        contexts = self.env.registry.field_depends_context
        seen, wrong = 0, []
        for model in self.env.registry.values():
            for name, field in model._fields.items():
                if field.store or field.type not in ("char", "text", "html"):
                    continue
                for path in self.own_paths(model, field):
                    last = self.last_of(model, path)
                    if last.translate or "lang" in contexts[last]:
                        seen += 1
                        if "lang" not in contexts[field]:
                            wrong.append(f"{model._name}.{name}: {path}")
        self.assertGreater(seen, 10)
        self.assertFalse(wrong)

    def own_paths(self, model, field):
        """What a field depends on, if a method of the addon computes it."""
        compute = isinstance(field.compute, str) and not field.related and field.compute
        own = compute and not model._abstract
        own = own and any(
            compute in part.__dict__
            and part.__module__.startswith("odoo.addons.cs_management")
            for part in model.mro()
        )
        return self.env.registry.field_depends[field] if own else ()

    def last_of(self, model, path):
        """The field at a path's end."""
        records = self.env[model._name]
        for name in path.split("."):
            last = records._fields[name]
            records = self.env[last.comodel_name] if last.relational else records
        return last

    def is_in_words(self, model, field):
        """Whether a compute of the addon's translates, or writes dates or numbers."""
        if not isinstance(field.compute, str):
            return False
        sources = [
            inspect.getsource(part.__dict__[field.compute])
            for part in model.mro()
            if field.compute in part.__dict__
            and part.__module__.startswith("odoo.addons.cs_management")
        ]
        return any(WORDING.search(source) for source in sources)

    def test_an_exam_is_named_as_each_reader_writes_dates(self):
        self.env["res.lang"]._activate_lang("de_DE")
        exam = self.env["cs.exam"].new({"date": "2026-03-05"})
        for lang, day in (("en_US", "03/05/2026"), ("de_DE", "05.03.2026")):
            self.assertIn(day, exam.with_context(lang=lang).display_name)
