"""A month is locked, verified and reopened in a browser."""

from odoo.tests import HttpCase, tagged

from tests.integrity.common import SealCase


@tagged("standard", "post_install", "-at_install")
class TestIntegrityTour(SealCase, HttpCase):
    def test_lock_verify_reopen_former_figures(self):
        self.make_entry(self.li, "DUTY", "2026-03-12", confirm=False)
        self.march.action_compute()
        self.march.action_publish()
        self.start_tour("/odoo", "cs_manager_integrity", login="cs_manager")
        self.assertEqual(self.march.state, "published")
        self.assertEqual(self.march.former_count, 2)
        self.assertEqual(self.chain()[-1].reason, "A duty was forgotten")
        self.assertEqual(self.faults(), [])
