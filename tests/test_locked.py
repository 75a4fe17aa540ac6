"""What a month was computed with, and what was said about it, stays (R2, R5)."""

from odoo.exceptions import AccessError, UserError

from tests.common import CsCase


class LockedCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Li")
        cls.entry = cls.make_entry(cls.agent, "COMPLAINT", "2026-03-02")
        cls.month = cls.make_period("2026-03")
        cls.manager = cls.users["manager"]
        cls.admin = cls.env.ref("base.user_admin")
        cls.admin.company_ids |= cls.company

    def lock(self):
        self.month.action_compute()
        self.month.action_lock()


class TestHistory(LockedCase):
    """Chatter and tracked values are evidence."""

    def tracked(self, record):
        """The note of a change, as Odoo's tracking makes it."""
        field = self.env["ir.model.fields"]._get(record._name, "state")
        note = record.message_post(body="", subtype_xmlid="mail.mt_note")
        note.tracking_value_ids = self.env["mail.tracking.value"].create(
            {"field_id": field.id, "mail_message_id": note.id, "old_value_char": "Open"}
        )
        return note

    def said(self, record, user):
        return record.with_user(user).message_post(
            body="By phone", message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def test_what_was_tracked_is_nobodys_to_change(self):
        for record in (self.entry, self.month, self.policy):
            note = self.tracked(record)
            for user in (self.manager, self.admin):
                with self.subTest(record._name, user=user.login):
                    with self.assertRaises(AccessError):
                        note.with_user(user).write({"body": "Nothing happened"})
                    with self.assertRaises(AccessError):
                        note.with_user(user).unlink()
                    with self.assertRaises(AccessError):
                        note.tracking_value_ids.with_user(user).unlink()
                    with self.assertRaises(AccessError):
                        note.tracking_value_ids.with_user(user).old_value_char = "X"
            self.assertTrue(note.exists().tracking_value_ids)

    def test_own_words_can_be_corrected_until_the_lock(self):
        message = self.said(self.entry, self.manager)
        message.with_user(self.manager).body = "By mail"
        self.lock()
        with self.assertRaises(AccessError):
            message.with_user(self.manager).body = "Never"
        with self.assertRaises(AccessError):
            message.with_user(self.admin).unlink()

    def test_odoos_own_dialog_asks_the_record_too(self):
        message = self.said(self.entry, self.manager)
        entry = self.entry.with_user(self.manager)
        entry._message_update_content(message, body="By mail")
        self.lock()
        with self.assertRaises(AccessError):
            entry.sudo()._message_update_content(message.sudo(), body="")

    def test_talk_about_other_records_is_as_in_odoo(self):
        partner = self.env["res.partner"].create({"name": "Customer"})
        message = self.said(partner, self.admin)
        message.with_user(self.admin).body = "Corrected"
        message.with_user(self.admin).unlink()
        self.assertFalse(message.exists())

    def test_a_draft_is_deleted_with_its_talk(self):
        draft = self.make_entry(self.agent, "LIGHT2", "2026-03-03", confirm=False)
        self.said(draft, self.manager)
        draft.with_user(self.manager).unlink()
        self.assertFalse(draft.exists())


class TestInUse(LockedCase):
    """Deleting or copying what is in use ends in words, not in a database error."""

    def test_what_is_in_use_says_what_uses_it(self):
        self.lock()
        for record, user, used in (
            (self.month, self.manager, "has statements"),
            (self.junior, self.manager, "1 Level under a Policy"),
            (self.ladder, self.manager, "1 Policy"),
            (self.entry.rule_id, self.manager, "used by a locked"),
            (self.team, self.admin, "1 Statement"),
            (self.agent, self.admin, "1 Statement"),
        ):
            with self.subTest(record._name), self.assertRaisesRegex(UserError, used):
                record.with_user(user).unlink()
            self.assertTrue(record.exists())

    def test_what_nothing_uses_is_deleted(self):
        team = self.env["hr.department"].create(
            {"name": "New", "company_id": self.company.id}
        )
        plain = self.env["hr.employee"].create(
            {"name": "Plain", "company_id": self.company.id}
        )
        (team.with_user(self.admin) | team).unlink()
        plain.with_user(self.admin).unlink()
        self.assertFalse(team.exists() or plain.exists())

    def test_a_copy_is_the_next_of_its_kind(self):
        month = self.month.with_user(self.manager).copy()
        self.assertEqual((month.name, month.state), ("2026-04", "open"))
        level = self.junior.with_user(self.manager).copy()
        self.assertEqual(level.code, "junior (copy)")
        policy = self.policy.with_user(self.manager).copy()
        self.assertGreater(policy.date_from, self.policy.date_from)
        rule = policy.rule_ids[0].copy()
        self.assertNotEqual(rule.code, policy.rule_ids[0].code)
        second = self.entry.with_user(self.manager).copy()
        self.assertEqual((second.state, second.amount), ("draft", 100))

    def test_levels_and_ladders_in_use_stay_where_they_are(self):
        other = self.make_ladder(self.make_company("Other"))
        mine = self.env["cs.ladder"].create(
            {"name": "Mine", "company_id": self.company.id}
        )
        with self.assertRaisesRegex(UserError, "stays on its ladder"):
            self.junior.with_user(self.manager).ladder_id = mine
        self.senior.with_user(self.manager).write({"ladder_id": self.ladder.id})
        with self.assertRaisesRegex(UserError, "stays in Shop"):
            self.ladder.company_id = other.company_id

    def test_a_locked_month_keeps_its_name(self):
        self.month.with_user(self.manager).name = "March"
        self.lock()
        with self.assertRaisesRegex(UserError, "keeps its name"):
            self.month.with_user(self.manager).name = "April"


class TestPaid(LockedCase):
    """A confirmed payslip keeps its name, its number and what it was computed by."""

    def setUp(self):
        super().setUp()
        self.lock()
        self.month.action_generate_payslips()
        slip = self.env["hr.payslip"].search([("employee_id", "=", self.agent.id)])
        slip.action_payslip_done()
        self.slip = slip.with_user(self.users["officer"])

    def test_name_and_number_stay(self):
        for values in ({"name": "Other"}, {"number": "1"}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "confirmed"):
                self.slip.write(values)

    def test_writing_the_state_is_no_way_round_the_button(self):
        with self.assertRaisesRegex(UserError, "confirmed and stays"):
            self.slip.write({"state": "cancel"})
        self.env["ir.config_parameter"].set_param("payroll.allow_cancel_payslips", True)
        self.slip.invalidate_recordset()
        self.slip.write({"state": "cancel"})
        self.assertEqual(self.slip.state, "cancel")

    def test_its_batch_and_its_structure_stay(self):
        self.assertTrue(self.slip.payslip_run_id)
        for record in (self.slip.payslip_run_id, self.slip.struct_id):
            with self.subTest(record._name), self.assertRaises(UserError):
                record.with_user(self.admin).unlink()
            self.assertTrue(record.exists())

    def test_it_is_refunded_as_before(self):
        self.slip.refund_sheet()
        self.assertTrue(self.slip.refunded_id)
