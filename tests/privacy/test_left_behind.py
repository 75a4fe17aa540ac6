"""What a deleted user, an archived agent or a team that is gone leaves (PIPL)."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from tests.privacy.common import PrivacyCase
from tests.screens import Screens


class TestLeftBehind(Screens, PrivacyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.may = cls.make_period("2026-05")

    def archive(self, agent):
        agent.with_context(no_wizard=True).active = False

    def assert_whole(self, statements=4):
        """Both months are sound, their statements are read, and May can be locked."""
        self.env.invalidate_all()
        self.assertEqual(self.faults(), [])
        officer = self.users["officer"]
        found = (
            self.env["cs.statement"]
            .with_user(officer)
            .search([("period_id", "in", (self.march + self.april).ids)])
        )
        self.assertEqual(len(found), statements)
        for statement in found:
            self.assertTrue(statement.display_name)
            self.assertTrue(statement.employee_id.display_name)
            for line in statement.line_ids:
                self.assertTrue(line.name)
                self.assertIsInstance(line.trace_text, str)
        entry = self.entry.with_user(officer)
        self.assertTrue(entry.read(["display_name", "issuer_id", "department_id"]))
        html = (
            self.env["ir.actions.report"]
            .with_user(officer)
            ._render_qweb_html("cs_management.report_cs_statement", found.ids)[0]
        )
        self.assertIn(b"2026-03", html)
        self.may.with_user(officer).action_compute()
        self.may.with_user(officer).action_lock()
        self.assertEqual(self.may.state, "locked")
        self.assertEqual(self.faults(), [])

    def open_screens(self):
        for role in ("officer", "leader"):
            for action in self.actions_of(self.users[role]):
                with self.subTest(role=role, action=action.name):
                    self.open_screen(action, self.users[role])

    def test_an_archived_agent(self):
        """Their months stay readable; who is out of contract has no May."""
        self.lock()
        self.li.version_id.contract_date_end = "2026-04-30"
        self.archive(self.li)
        self.assert_whole()
        self.assertFalse(self.statement(self.li, self.may))

    def test_an_agent_without_user(self):
        """The user is deleted: their screens are gone, their facts are not."""
        self.lock()
        self.li.user_id = False
        self.users["agent"].unlink()
        self.assert_whole()

    def test_a_leader_whose_user_is_archived_is_replaced(self):
        """The next one up decides, HR where nobody is left (R3.8)."""
        above = new_test_user(
            self.env,
            login="above",
            groups="cs_management.group_cs_leader",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.subteam.cs_leader_ids = above
        chen = self.make_agent("Chen", department_id=self.subteam.id)
        self.assertEqual(self.subteam._cs_deciders(chen), above)
        above.active = False
        self.env.invalidate_all()
        self.assertEqual(self.subteam._cs_deciders(chen), self.users["leader"])
        self.users["leader"].active = False
        self.env.invalidate_all()
        deciders = self.subteam._cs_deciders(chen)
        self.assertIn(self.users["officer"], deciders)
        self.assertNotIn(self.users["leader"], deciders)
        self.lock()
        self.assert_whole(6)

    def test_a_leader_whose_user_is_deleted_is_replaced(self):
        above = new_test_user(
            self.env,
            login="above",
            groups="cs_management.group_cs_leader",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.subteam.cs_leader_ids = above
        chen = self.make_agent("Chen", department_id=self.subteam.id)
        above.unlink()
        self.assertEqual(self.subteam._cs_deciders(chen), self.users["leader"])

    def test_an_appeal_whose_decider_is_gone(self):
        """It is still decided: by HR."""
        appeal = (
            self.env["cs.appeal"]
            .with_user(self.users["agent"])
            .create({"entry_id": self.entry.id, "reason": "It was not me"})
        )
        self.users["leader"].active = False
        self.env.invalidate_all()
        hr = appeal.with_user(self.users["officer"])
        hr.decision_note = "It was"
        hr.action_reject()
        self.assertEqual(appeal.state, "rejected")
        self.lock()
        self.assert_whole()

    def test_a_department_that_is_archived(self):
        """It can be: what names it stays, and agents of another team go on.

        And every screen opens, beside an archived agent and an archived user, too.
        """
        self.lock()
        self.li.version_id.contract_date_end = "2026-04-30"
        self.archive(self.li)
        self.users["agent"].active = False
        self.wang.department_id = self.other_team
        self.team.active = False
        self.assert_whole()
        self.assertEqual(self.statement(self.li, self.march).department_id, self.team)
        self.open_screens()

    def test_a_department_that_is_in_use_is_not_deleted(self):
        self.lock()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.team.unlink()

    def test_a_department_that_nothing_names_is_deleted(self):
        self.lock()
        self.subteam.unlink()
        self.assert_whole()

    def test_a_user_who_issued_or_locked_is_archived_not_deleted(self):
        """What they signed names them: that it does is said in words."""
        entry = self.make_entry(
            self.wang, "DUTY", "2026-03-12", user=self.users["leader"]
        )
        self.lock()
        with self.assertRaisesRegex(UserError, "1 Conduct Entry. Archive"):
            self.users["leader"].unlink()
        self.users["leader"].active = False
        self.assertTrue(entry.exists().issuer_id)
        self.assert_whole()

    def test_a_partner_that_is_archived(self):
        """The customer of an order and of open work: credits keep number and sums."""
        order = self.env["cs.commission.line"].search([], limit=1).order_id
        partner = order.partner_id
        item = self.env["cs.handover.item"].create(
            {
                "name": "Call back",
                "holder_id": self.li.id,
                "department_id": self.team.id,
                "partner_id": self.env["res.partner"].create({"name": "Buyer"}).id,
            }
        )
        self.lock()
        partner.active = False
        item.partner_id.unlink()
        self.assertFalse(item.partner_id)
        self.assertTrue(item.read(["display_name"]))
        self.assert_whole()

    @freeze_time("2030-01-15")
    def test_retention_works_on_what_is_left(self):
        """Archived agents' records are over time, too."""
        self.lock(self.march, self.april, self.may)
        self.archive(self.li)
        self.users["agent"].active = False
        self.assertEqual(self.rule("entry").due_count, 1)

    def test_the_export_of_who_has_no_user(self):
        self.lock()
        self.users["agent"].active = False
        self.archive(self.li)
        export = (
            self.env["cs.privacy.export"]
            .with_user(self.users["officer"])
            .create({"employee_id": self.li.id})
        )
        export.action_export()
        self.assertTrue(export.file)
        with self.assertRaises(AccessError):
            export.with_user(self.users["leader"]).action_export()
