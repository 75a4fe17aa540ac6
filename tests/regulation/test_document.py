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
        self.assertIn("2: 100", rows[rule.name]["Steps by Occurrence"])
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
