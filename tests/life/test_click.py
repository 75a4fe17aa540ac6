"""Every menu, view and filter of the app is clicked, as Odoo's own test does."""

from odoo.tests import HttpCase, tagged

START = (
    "odoo.loader.modules.get('@web/webclient/clickbot/clickbot_loader')"
    ".startClickEverywhere('cs_management.cs_menu_root');"
)


@tagged("standard", "post_install", "-at_install")
class TestClick(HttpCase):
    allow_end_on_form = True

    def test_administrator_clicks_everywhere(self):
        self.env.ref("base.user_admin").tour_enabled = False
        self.browser_js(
            "/odoo",
            START,
            "odoo.isReady === true",
            login="admin",
            timeout=1200,
            success_signal="clickbot test succeeded",
        )
