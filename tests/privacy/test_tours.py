"""Retention, anonymisation and export in a browser (PIPL)."""

from odoo.tests import HttpCase, tagged

from tests.privacy.common import PrivacyCase


@tagged("standard", "post_install", "-at_install")
class TestPrivacyTours(PrivacyCase, HttpCase):
    def test_manager_switches_on_and_anonymises(self):
        self.lock()
        self.li.version_id.contract_date_end = "2026-04-30"
        self.li.with_context(no_wizard=True).active = False
        self.rule("entry").months = 1
        self.rule("employee").months = 1
        self.start_tour("/odoo", "cs_manager_privacy", login="cs_manager")
        self.assertTrue(self.company.cs_retention_on)
        self.assertTrue(self.li.cs_pseudonym)
        self.assertEqual(self.faults(), [])

    def test_agents_export_their_own_data(self):
        self.start_tour("/odoo", "cs_agent_my_data", login="cs_agent")
        log = self.log("exported")
        self.assertEqual((log.user_id, log.employee_id), (self.users["agent"], self.li))
