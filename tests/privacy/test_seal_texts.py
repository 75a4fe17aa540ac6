"""Texts leave the chain of seals, and it still holds (PIPL)."""

from odoo.exceptions import UserError

from odoo.addons.cs_management.engine import sealing

from tests.privacy.common import NOTE, RULE, PrivacyCase


class TestSealTexts(PrivacyCase):
    def erase(self):
        return self.privacy._erase(self.entry, RULE, ["note"])

    def seal(self):
        return self.seal_of(self.li, self.march)

    def beside(self):
        return self.env["cs.seal.text"].search([("seal_id", "=", self.seal().id)])

    def test_what_people_wrote_is_not_in_the_chain(self):
        self.lock()
        self.assertEqual(self.seal().scheme, 2)
        self.assertNotIn(NOTE, self.seal().content)
        [text] = self.beside()
        self.assertEqual(text.text, NOTE)
        self.assertEqual(
            sealing.veil(text.salt, NOTE), {"sealed": text.digest}, "its digest is"
        )
        self.assertIn(text.digest, self.seal().content)
        self.assertEqual(self.faults(), [])

    def test_a_text_changed_behind_the_lock_is_told_in_words(self):
        self.lock()
        self.sql("UPDATE cs_conduct_entry SET note = 'x' WHERE id = %s", self.entry.id)
        [fault] = self.faults()
        self.assertIn(NOTE, fault)
        self.assertTrue(self.seal()._why_not_sound())

    def test_a_text_that_vanished_without_a_rule_is_a_fault(self):
        """Emptied in the table, and its salt beside it."""
        self.lock()
        self.sql("UPDATE cs_conduct_entry SET note = NULL WHERE id = %s", self.entry.id)
        self.assertEqual(len(self.faults()), 1)
        self.sql("UPDATE cs_seal_text SET salt = NULL, text = NULL")
        self.assertIn("no longer there", self.faults()[0])

    def test_salts_changed_beside_the_chain_are_a_fault(self):
        self.lock()
        self.sql("UPDATE cs_seal_text SET salt = 'x'")
        self.assertEqual(len(self.faults()), 1)

    def assert_removed(self):
        check = self.verify()
        self.assertEqual(check.faults, [])
        [told] = check.removed
        self.assertIn(RULE, told.text)
        self.assertIn(str(told.number), str(check.links))
        self.assertFalse(self.entry.note)
        self.assertEqual(self.seal()._why_not_sound(), [])
        self.assertFalse(self.sql_find(NOTE))
        self.sql("UPDATE cs_conduct_entry SET note = 'y' WHERE id = %s", self.entry.id)
        self.assertEqual(len(self.faults()), 1, "another text came in its place")

    def sql_find(self, text):
        """Where in the chain, and beside it, a text still stands."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT content FROM cs_seal WHERE content LIKE %(text)s "
            "UNION ALL SELECT text FROM cs_seal_text WHERE text LIKE %(text)s",
            {"text": f"%{text}%"},
        )
        return self.env.cr.fetchall()

    def test_after_the_rule_the_chain_holds_and_says_so(self):
        self.lock()
        content, full = self.seal().content, self.seal().hash
        found = self.erase()
        self.assertEqual((found["records"], found["texts"]), (1, 1))
        self.assertEqual((self.seal().content, self.seal().hash), (content, full))
        self.assertEqual(self.chain()[-1].kind, "removal")
        self.assert_removed()

    def test_a_month_sealed_by_the_former_version_goes_on_verifying(self):
        """And a text that stands in its content can be taken out, too."""
        self.lock_as_before()
        self.assertEqual(self.seal().scheme, 1)
        self.assertIn(NOTE, self.seal().content)
        self.assertEqual(self.faults(), [])
        full = self.seal().hash
        self.erase()
        self.assertNotIn(NOTE, self.seal().content)
        self.assertEqual(self.seal().hash, full, "what is printed stays genuine")
        self.assert_removed()

    def test_what_is_left_of_an_older_link_is_still_sealed(self):
        self.lock_as_before()
        self.erase()
        self.sql(
            "UPDATE cs_seal SET content = replace(content, '50.00', '51.00') "
            "WHERE id = %s",
            self.seal().id,
        )
        self.assertIn("Link 2 was changed", self.faults()[0])

    def test_months_of_both_forms_stand_in_one_chain(self):
        second = self.make_entry(self.li, "DUTY", "2026-04-10", confirm=False)
        second.note = "Came late"
        second.action_confirm()
        self.lock_as_before(self.march)
        self.lock(self.april)
        self.assertEqual(self.faults(), [])
        self.privacy._erase(self.entry | second, RULE, ["note"])
        check = self.verify()
        self.assertEqual(check.faults, [])
        self.assertEqual(len(check.removed), 2)

    def test_a_link_that_was_tampered_with_is_not_whitewashed(self):
        """Its fault would never be found again."""
        self.lock_as_before()
        self.sql(
            "UPDATE cs_seal SET content = replace(content, '50.00', '51.00') "
            "WHERE id = %s",
            self.seal().id,
        )
        with self.assertRaisesRegex(UserError, "not as it was sealed"):
            self.erase()

    def test_former_versions_lose_the_text_too(self):
        self.lock(self.march)
        self.reopen(self.march)
        self.lock()
        self.assertEqual(len(self.sql_find(NOTE)), 2)
        self.erase()
        self.assertFalse(self.sql_find(NOTE))
        self.assertEqual(self.faults(), [])

    def test_the_report_tells_removals_and_is_sound(self):
        self.lock()
        self.erase()
        check = self.env["cs.integrity.check"].with_user(self.manager).create({})
        check.action_check()
        self.assertEqual(check.result, "sound")
        self.assertIn(RULE, check.removal_ids.text)
        html = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_html("cs_management.report_cs_integrity", check.ids)[0]
        )
        self.assertIn(RULE.encode(), html)
