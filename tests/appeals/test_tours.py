"""An appeal in a browser: made in time, handed up, accepted in part, paid."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged

from tests.common import CsCase


@tagged("standard", "post_install", "-at_install")
class TestAppealTours(CsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Wang Li", user_id=cls.users["agent"].id)
        cls.march, cls.april = cls.make_period("2026-03"), cls.make_period("2026-04")
        cls.second = cls.make_user("leader", login="cs_second")
        cls.team.cs_leader_ids |= cls.second

    def test_handed_up_and_accepted_in_part_after_the_lock(self):
        entry = self.make_entry(
            self.agent, "DUTY", "2026-03-10", user=self.users["leader"]
        )
        self.march.action_compute()
        self.march.action_lock()
        self.start_tour("/odoo", "cs_appeal_in_time", login="cs_agent")
        appeal = entry.appeal_ids
        self.assertEqual(appeal.decider_ids, self.second)
        # The days of the leader have passed.
        appeal.sudo().deadline = self.company._cs_today() - timedelta(days=1)
        self.env["cs.appeal"]._cron_appeals()
        self.assertEqual(appeal.decider_ids, self.users["officer"])
        self.start_tour("/odoo", "cs_appeal_partly", login="cs_officer")
        self.assertEqual((appeal.state, entry.amount), ("partly", 10))
        self.april.action_compute()
        self.april.action_publish()
        self.start_tour("/odoo", "cs_appeal_paid", login="cs_agent")
