"""Fixtures of personal data: two locked months with notes, files and talk."""

from unittest.mock import patch

from odoo.addons.cs_management.engine import sealing

from tests.integrity.common import SealCase

RULE = "Entries: 36 months"
NOTE = "Shouted at a customer"


class PrivacyCase(SealCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.entry.note = NOTE
        cls.proof = cls.env["ir.attachment"].create(
            {"name": "chat.txt", "raw": b"rude", "res_model": cls.entry._name}
        )
        cls.proof.res_id = cls.entry.id
        cls.entry.attachment_ids = cls.proof
        cls.entry.message_post(body="Li was told", message_type="comment")
        cls.privacy = cls.env["cs.privacy"].sudo()
        cls.manager = cls.users["manager"]

    def lock_as_before(self, *periods):
        """Lock as version 19.0.1.2.0 did: what people wrote stands in the content."""
        seals = type(self.seals)
        with (
            patch.object(sealing, "SCHEME", 1),
            patch.object(seals, "_personal_columns", lambda _self: {}),
        ):
            self.lock(*periods)

    def lock_all(self):
        """Lock every month until today, so that nothing is held back by one."""
        self.lock()

    def rule(self, kind):
        return self.env["cs.retention"].search(
            [("company_id", "=", self.company.id), ("kind", "=", kind)]
        )

    def log(self, event):
        return self.env["cs.privacy.log"].search(
            [("company_id", "=", self.company.id), ("event", "=", event)]
        )
