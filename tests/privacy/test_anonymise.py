"""Who has left becomes a pseudonym; sums and seals stay (PIPL)."""

from odoo.exceptions import AccessError, UserError

from tests.privacy.common import NOTE, PrivacyCase


class AnonymiseCase(PrivacyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.li.name = "Li Xiaoming"
        cls.env["cs.agent.alias"].create(
            {"name": "shop:ming", "employee_id": cls.li.id}
        )
        cls.appeal = cls.env["cs.appeal"].create(
            {"entry_id": cls.entry.id, "reason": "I was ill"}
        )
        cls.appeal.message_post(body="Ill, says Li Xiaoming", message_type="comment")

    def leave(self, agent=None, day="2026-04-30"):
        """Settle what is open, and let somebody go long ago."""
        agent = agent or self.li
        self.sql("UPDATE cs_appeal SET state = 'rejected'")
        agent.version_id.contract_date_end = day
        agent.with_context(no_wizard=True).active = False
        agent.version_id.departure_date = day
        self.rule("employee").months = 1

    def wizard(self, agents=None, role="manager", is_sure=True):
        return (
            self.env["cs.privacy.anonymise"]
            .with_user(self.users[role])
            .create(
                {
                    "company_id": self.company.id,
                    "employee_ids": [(6, 0, (agents or self.li).ids)],
                    "is_sure": is_sure,
                }
            )
        )

    def anonymise(self, *args, **kwargs):
        self.wizard(*args, **kwargs).action_anonymise()
        self.env.invalidate_all()

    def figures(self):
        """All figures of both months, and of the fund."""
        found = {}
        for name, columns in {
            "cs.statement": ("amount_total", "score", "rank", "amount_sales"),
            "cs.statement.line": ("code", "base", "rate", "amount", "trace"),
            "cs.commission.line": ("order_name", "base", "amount"),
            "cs.conduct.entry": ("date", "points", "amount", "state", "occurrence"),
            "cs.service.stat": ("asked", "bought"),
            "cs.fund.move": ("date", "amount", "name"),
        }.items():
            records = self.env[name].search([], order="id")
            found[name] = records.read(columns)
        found["fund"] = self.env["cs.fund"].search([]).mapped("balance")
        return found


class TestAnonymise(AnonymiseCase):
    def assert_gone(self):
        """Nothing of who they were stands in any table of the addon."""
        self.env.flush_all()
        for name in self.env.registry:
            model = self.env[name]
            if not (name.startswith("cs.") and model._auto and not model._abstract):
                continue
            self.env.cr.execute(
                f"SELECT 1 FROM {model._table} AS row WHERE row::text ~ %s",
                ["Xiaoming|Shouted|I was ill|shop:ming"],
            )
            self.assertFalse(self.env.cr.fetchall(), name)
        self.env.cr.execute(
            "SELECT body, email_from FROM mail_message WHERE model LIKE 'cs.%%' "
            "AND (body ~ 'Xiaoming|I was ill' OR email_from ~ 'Xiaoming')"
        )
        self.assertFalse(self.env.cr.fetchall())

    def test_sums_months_funds_and_seals_stay(self):
        self.lock()
        self.leave()
        before, chain = self.figures(), self.chain().mapped("hash")
        self.anonymise()
        self.assertEqual(self.figures(), before)
        self.assertEqual(self.chain().mapped("hash")[: len(chain)], chain)
        check = self.verify()
        self.assertEqual(check.faults, [])
        self.assertTrue(check.removed)
        self.assert_gone()
        self.assertFalse(self.proof.exists())

    def test_months_sealed_by_the_former_version_too(self):
        self.lock_as_before()
        self.leave()
        before = self.figures()
        self.anonymise()
        self.assertEqual(self.figures(), before)
        self.assertEqual(self.faults(), [])
        self.assert_gone()

    def test_screens_show_the_pseudonym(self):
        self.lock()
        self.leave()
        self.anonymise()
        statement = self.statement(self.li, self.march)
        for role in ("officer", "manager"):
            shown = statement.with_user(self.users[role])
            with self.subTest(role):
                self.assertIn("Former agent", shown.employee_id.display_name)
                self.assertNotIn("Xiaoming", shown.display_name)
        for model in self.privacy._models():
            for path in self.privacy._people_fields(model):
                for record in model.search([(path, "=", self.li.id)]):
                    shown = record.with_user(self.manager).sudo()
                    with self.subTest(model._name):
                        self.assertNotIn("Xiaoming", shown.display_name or "")
        leader = self.entry.with_user(self.users["leader"])
        self.assertNotIn("Xiaoming", leader.employee_id.display_name)
        tag = self.env["crm.tag"].search([("cs_employee_id", "=", self.li.id)])
        self.assertEqual(tag.name, self.li.cs_pseudonym)
        self.assertFalse(self.li.cs_agent_code)
        self.assertEqual(self.li.name, "Li Xiaoming", "Odoo's own record is Odoo's")
        seal = statement.seal_id.with_user(self.manager)
        self.assertTrue(seal.comparison)

    def test_who_sealed_and_why_it_was_reopened(self):
        """Names in the chain's own headers go, and it holds."""
        self.li.user_id.name = "Li Xiaoming"
        self.li.user_id.group_ids |= self.env.ref("cs_management.group_cs_officer")
        self.march.action_compute()
        self.march.with_user(self.li.user_id).action_lock()
        self.reopen(self.march, "Li Xiaoming was right")
        self.lock()
        self.leave()
        self.anonymise()
        self.assertEqual(self.faults(), [])
        self.assert_gone()
        self.assertIn("was right", self.chain().filtered("reason")[0].reason)

    def test_others_keep_their_words(self):
        other = self.make_entry(self.wang, "DUTY", "2026-03-12", confirm=False)
        other.note = "Slept"
        other.action_confirm()
        self.lock()
        self.leave()
        self.anonymise()
        self.assertEqual(other.note, "Slept")
        self.assertEqual(self.wang.display_name, "Wang")

    def test_the_log_says_how_many_and_nothing_of_them(self):
        self.lock()
        self.leave()
        self.anonymise()
        [log] = self.log("anonymised")
        self.assertEqual(log.user_id, self.manager)
        self.assertGreaterEqual(log.text_count, 3)
        self.assertEqual(log.file_count, 1)
        self.assertNotIn("Xiaoming", log.employee_id.display_name)

    def test_managers_only(self):
        self.lock()
        self.leave()
        for role in ("agent", "leader", "officer"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.wizard(role=role).action_anonymise()
        wizard = self.wizard()
        with self.assertRaises(AccessError):
            wizard.with_user(self.users["officer"]).action_anonymise()
        with self.assertRaisesRegex(UserError, "for good"):
            self.anonymise(is_sure=False)
        self.assertEqual(self.entry.note, NOTE)

    def test_who_is_still_needed_is_not_anonymised(self):
        self.march.action_compute()
        for step, reason in (
            (lambda: None, "archive them first"),
            (lambda: self.leave(), "not locked"),
            (lambda: self.lock(), False),
        ):
            step()
            if not reason:
                break
            with self.subTest(reason), self.assertRaisesRegex(UserError, reason):
                self.anonymise()
        self.sql("UPDATE cs_appeal SET state = 'pending'")
        with self.assertRaisesRegex(UserError, "waits for a decision"):
            self.anonymise()
        self.sql("UPDATE cs_appeal SET state = 'rejected'")
        rule = self.rule("employee")
        rule.months = 600
        with self.assertRaisesRegex(UserError, "are kept until"):
            self.anonymise()
        rule.months = 1
        self.assertEqual(rule.due_count, 1)
        action = rule.with_user(self.manager).action_show_due()
        opened = self.env["cs.privacy.anonymise"].browse(action["res_id"])
        found = opened.with_context(active_test=False).employee_ids
        self.assertEqual(found, self.li)
        self.anonymise()
        self.assertEqual(rule.due_count, 0)
        with self.assertRaisesRegex(UserError, "already"):
            self.anonymise()

    def test_a_name_that_is_part_of_a_word_stays_in_it(self):
        rename = self.privacy._renaming({"Li"}, "X")
        self.assertEqual(rename("Li liked the List of Li."), "X liked the List of X.")
        rename = self.privacy._renaming({"李小明"}, "X")
        self.assertEqual(rename("因为李小明投诉"), "因为X投诉")
        self.assertEqual(self.privacy._renaming({False}, "X")("Li"), "Li")
