"""What an update does to the data of an older version."""

from pathlib import Path

from odoo.fields import Command
from odoo.modules.module import load_script

from odoo.addons import cs_management

from tests.common import CsCase

MIGRATIONS = Path(cs_management.__file__).parent / "migrations"


class TestMigrations(CsCase):
    def migrate(self, version, name):
        """Run one script as Odoo's update does."""
        script = load_script(str(MIGRATIONS / version / f"{name}.py"), name)
        self.env.flush_all()
        script.migrate(self.env.cr, version)
        self.env.invalidate_all()

    def test_articles_of_the_handover_get_their_event(self):
        """R2.5: those found by the pack's codes stay found; a chosen event stays."""
        codes = ("HANDOVER", "HANDOVER_LOSS", "CHOSEN", "OTHER")
        self.edit_policy(
            {
                "rule_ids": [
                    Command.create(
                        {
                            "code": code,
                            "name": code,
                            "event": "report" if code == "CHOSEN" else False,
                        }
                    )
                    for code in codes
                ]
            }
        )
        self.migrate("19.0.1.1.0", "post-handover-event")
        events = {rule.code: rule.event for rule in self.policy.rule_ids}
        self.assertEqual(
            [events[code] for code in codes],
            ["handover", "handover", "report", False],
        )
