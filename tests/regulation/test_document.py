import itertools
from datetime import date

from odoo.fields import Command
from odoo.tools.safe_eval import safe_eval

from tests.common import CsCase


class TestDocument(CsCase):
    """R9.11: a policy reads as the regulation it is."""

    def document(self, user="agent", **context):
        policy = self.policy.with_user(self.users[user]).with_context(**context)
        return policy._document()

    def words(self, **kwargs):
        return "\n".join(
            cell
            for chapter in self.document(**kwargs)
            for cell in [
                chapter.title,
                *(text for article in chapter.articles for text in article),
                *(
                    text
                    for table in chapter.tables
                    for row in [table.head, *table.rows]
                    for text in row
                ),
            ]
        )

    def test_it_holds_levels_catalogue_grades_and_tiers_r9_11(self):
        words = self.words()
        for rule in self.policy.rule_ids:
            self.assertIn(rule.name, words)
        for level in self.ladder.level_ids:
            self.assertIn(level.name, words)
        titles = [chapter.title for chapter in self.document()]
        self.assertEqual(titles[:2], ["Levels", "Conduct"])
        self.assertIn("Score", titles)
        self.assertIn("Commission", titles)

    def test_a_chapter_out_of_force_is_left_out_r9_11(self):
        self.edit_policy({"score_enabled": False, "commission_enabled": False})
        titles = [chapter.title for chapter in self.document()]
        self.assertNotIn("Score", titles)
        self.assertNotIn("Commission", titles)

    def test_what_only_hr_reads_is_in_nobodys_copy_r9_11(self):
        """Who prints it does not matter: the print goes to everybody."""
        row = self.policy.level_ids[0]
        self.policy.action_draft()
        row.allowance = 4321
        self.policy.action_approve()
        for user in ("agent", "officer", "manager"):
            self.assertNotIn("4321", self.words(user=user).replace(",", ""))

    def test_figures_are_written_as_the_reader_does_r9_11(self):
        self.edit_policy({"score_base": 80.5})
        german = self.env["res.lang"]._activate_lang("de_DE")
        self.assertTrue(german)
        self.assertIn("80.5", self.words())
        self.assertIn("80,5", self.words(lang="de_DE"))

    def test_it_is_read_on_the_screen_and_as_pdf_r9_11(self):
        action = self.policy.with_user(self.users["agent"]).action_read()
        self.assertEqual(action["report_type"], "qweb-html")
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.users["agent"])
            ._render_qweb_html("cs_management.report_cs_policy", self.policy.ids)
        )
        self.assertIn(self.policy.rule_ids[0].name, html.decode())
        self.assertNotIn("Draft", html.decode())
        self.policy.action_draft()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "cs_management.report_cs_policy", self.policy.ids
        )
        self.assertIn("Draft", html.decode())

    def test_an_article_says_what_it_costs_r9_11(self):
        [conduct] = [one for one in self.document() if one.title == "Conduct"]
        violations = conduct.tables[0]
        rows = {
            row[0]: dict(zip(violations.head, row, strict=True))
            for row in violations.rows
        }
        rule = self.policy.rule_ids.filtered(lambda one: one.code == "COMPLAINT")
        money = rule.currency_id.format(100)
        self.assertIn(f"2: {money}", rows[rule.name]["Steps by Occurrence"])
        self.assertIn("Dismissal case", rows[rule.name]["Steps by Occurrence"])
        ranged = self.policy.rule_ids.filtered(
            lambda one: one.kind == "violation" and one.points_min < one.points_max
        )
        self.assertTrue(ranged)
        for one in ranged:
            self.assertEqual(
                rows[one.name]["Points (from-to)"],
                f"{one.points_min:g} - {one.points_max:g}",
            )


# What stands on a page of the form, and not in the document: why.
LEFT_OUT = {
    "sequence": "the order of the rows",
    "code": "names the row across versions",
    "regulation": "the article of another text",
    "policy_id": "the policy itself",
    "rule_ids.kind": "the title of the table",
    "rule_ids.points_min": "points_text",
    "rule_ids.points_max": "points_text",
    "rule_ids.amount_min": "amount_text",
    "rule_ids.amount_max": "amount_text",
    "rule_ids.window": "window_text, where occurrences cost by their number",
    "criterion_ids.measure": "summary",
    "criterion_ids.bound": "summary",
    "criterion_ids.window": "summary",
    "criterion_ids.grade_id": "summary",
    "career_small_place": "career_small_grade_id",
    "career_small_grade_id": "only with a score, whose grades it names",
    "review_template_ids.points_sum": "a check of the sheet's total",
    "allowance_ids.amount": "HR's: it stands on the agent's own statement",
    "allowance_ids.amount_max": "HR's: it stands on the agent's own statement",
    "figures_own_book": "where it is so",
    "override_on": "where a level has a leader's share",
}
# Of levels that have no vote and no hearing their figures say nothing.
VOTE = ("change_min_voters", "change_vote_days", "change_vote_share")
HEARING = ("change_min_panel", "change_mark_max", "change_bar")


class Parent:
    """A policy as conditions of the form's lists see it."""

    def __init__(self, policy):
        self._policy = policy

    def __getattr__(self, name):
        return self._policy[name]


class TestWhole(CsCase):
    """R9.11: what binds an agent is in the document, whatever chapter it is from."""

    def setUp(self):
        super().setUp()
        view = self.env.ref("cs_management.cs_policy_view_form")
        self.arch = self.env["cs.policy"]._get_view(view.id, "form")[0]

    def missing(self, policy):
        """What the form's pages of chapters that are on show, and no chapter says."""
        document = policy._document()
        said = {
            (what, how_much)
            for chapter in document
            for what, how_much, _meaning in chapter.articles
        }
        heads = {
            (head, row[place])
            for chapter in document
            for table in chapter.tables
            for row in table.rows
            for place, head in enumerate(table.head)
        }
        on = {part.page for part in policy._parts() if part.is_on}
        pages = [page for page in self.arch.iter("page") if page.get("name") in on]
        self.assertEqual({page.get("name") for page in pages}, on)
        lost = []
        for page in pages:
            for node in page.iter("field"):
                above = [up for up in node.iterancestors() if up.tag == "field"]
                if not above:
                    lost += self.lost_article(policy, node, said)
                elif len(above) == 1 and node.getparent().tag == "list":
                    lost += self.lost_column(policy, above[0], node, heads)
        return lost

    def lost_article(self, policy, node, said):
        name = node.get("name")
        field = policy._fields[name]
        if (
            field.type == "one2many"
            or name in LEFT_OUT
            or name.endswith("_enabled")
            or not self.is_shown(policy, node)
            or not (policy[name] or field.type == "boolean" or field.required)
        ):
            return []
        pair = (field._description_string(self.env), policy._written(policy, name))
        return [] if pair in said else [(name, pair)]

    def lost_column(self, policy, table, node, heads):
        name, rows = node.get("name"), policy[table.get("name")]
        field = rows._fields[name]
        hidden = node.get("column_invisible")
        if (
            name in LEFT_OUT
            or f"{table.get('name')}.{name}" in LEFT_OUT
            or field.groups
            or not self.is_shown(policy, table)
            or (hidden and self.holds(policy, hidden))
        ):
            return []
        rows = rows.filtered(name)
        if name == "split_weight":
            rows = rows.filtered(lambda row: row.split_weight != 1)
        if name in VOTE:
            rows = rows.filtered("change_vote")
        if name in HEARING:
            rows = rows.filtered("change_hearing")
        written = {policy._written(row, name) for row in rows}
        if name == "change_vote_share":
            written = {f"{row[name] * 100:g} %" for row in rows}
        found = {cell for _head, cell in heads}
        return [(name, text) for text in written if text not in found]

    def holds(self, policy, condition):
        values = {name: policy[name] for name in policy._fields if name in condition}
        return safe_eval(condition, {**values, "parent": Parent(policy)})

    def is_shown(self, policy, node):
        return not any(
            part.get("invisible") and self.holds(policy, part.get("invisible"))
            for part in (node, *node.iterancestors())
            if part.tag != "form"
        )

    def test_every_chapter_of_every_pack_is_in_it_r9_11(self):
        packs = self.env["cs.pack"]
        codes = list(packs._folders())
        self.assertGreater(len(codes), 5)
        for code in codes:
            with self.subTest(code):
                policy = packs._load(code, None, date(2027, 1, 1), self.company)
                self.assertFalse(self.missing(policy))
                self.check_words(policy)

    def check_words(self, policy):
        """All of it is text, no record by its model, no article without a value."""
        for chapter in policy._document():
            for what, how_much, _meaning in chapter.articles:
                self.assertTrue(how_much, what)
            articles = [text for article in chapter.articles for text in article]
            rows = [
                row for table in chapter.tables for row in (table.head, *table.rows)
            ]
            for text in itertools.chain(articles, *rows):
                self.assertIsInstance(text, str)
                self.assertNotRegex(text, r"\b(cs|hr|res)\.\w|\(\d*,?\)$|^False$")

    def test_every_chapter_that_can_be_on_is_in_it_r9_11(self):
        policy = self.env["cs.policy"].create(
            {
                **dict.fromkeys(self.switches(), True),
                "name": "All of it",
                "ladder_id": self.ladder.id,
                "date_from": "2027-01-01",
                "discount_limit": 30,
                "seniority_amount": 50,
                "seniority_max_years": 7,
                "commission_cap": 9000,
                "holdback_rate": 12.5,
                "figures_own_book": True,
                **self.rows(),
            }
        )
        off = [part.page for part in policy._parts() if not part.is_on]
        self.assertFalse(off, "Give the chapter a row or a switch here")
        self.assertFalse(self.missing(policy))

    def switches(self):
        return [
            name
            for name, field in self.env["cs.policy"]._fields.items()
            if name.endswith("_enabled") and field.store
        ]

    def rows(self):
        """A row of each table without which a chapter is off or says nothing."""
        level = self.ladder.level_ids[0].id
        tables = {
            "rule_ids": {
                "name": "Late reply",
                "code": "LATE",
                "trigger": "measured",
                "threshold": 30,
                "unit": 30,
                "unit_label": "seconds",
                "amount_min": 5,
                "window": "rolling",
                "window_days": 45,
                "leads_only": True,
                "step_ids": [Command.create({"occurrence": 2, "amount": 77})],
            },
            "level_ids": {
                "level_id": level,
                "override_rate": 1.25,
                "split_weight": 3,
                "change_vote": True,
                "change_vote_share": 0.65,
                "change_hearing": True,
                "change_bar": 61,
            },
            "prize_ids": {
                "name": "Champion",
                "code": "CHAMPION",
                "step_ids": [Command.create({"streak": 1, "amount": 50})],
            },
            "mentor_prize_ids": {"place": 1, "amount": 150},
            "allowance_ids": {
                "name": "Lunch",
                "kind": "meal",
                "amount": 4321,
                "level_id": level,
                "unit": "day",
                "condition": "days",
                "min_days": 20,
            },
            "quality_ids": {"name": "Initiative", "code": "INI"},
            "guarantee_ids": {"from_year": 1, "amount": 2000},
            "tier_ids": {"lower_bound": 70, "rate": 1.5},
        }
        return {name: [Command.create(row)] for name, row in tables.items()}

    def test_bounds_of_tiers_say_of_what_r6_2(self):
        [commission] = [
            one for one in self.policy._document() if one.title == "Commission"
        ]
        tiers = commission.tables[0]
        self.assertEqual(tiers.head[0], "Conversion (%) from")

    def test_levels_say_nothing_of_chapters_out_of_force_r9_11(self):
        self.edit_policy({"guarantee_enabled": False})
        levels = self.policy._document()[0].tables[0]
        self.assertNotIn("Guarantee", levels.head)
        self.assertIn("Scored", levels.head)
        self.edit_policy({"score_enabled": False, "float_enabled": False})
        self.assertNotIn("Scored", self.policy._document()[0].tables[0].head)

    def test_it_is_printed_black_in_the_readers_language_r9_11(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.users["agent"].lang = "fr_FR"
        reports = self.env["ir.actions.report"].with_user(self.users["agent"])
        page, _kind = reports._render_qweb_html(
            "cs_management.report_cs_policy", self.policy.ids
        )
        page = page.decode()
        self.assertIn(f"{self.policy.date_from:%d/%m/%Y}", page)
        paper = page.split('class="page"')[1].split("footer")[0]
        self.assertNotIn("text-muted", paper)
        self.assertIn("border: 1px solid #000", paper)
