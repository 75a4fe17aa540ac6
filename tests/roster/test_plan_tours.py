"""The roster in a browser: a leader plans a month, an agent reads it."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.common import CsCase


@tagged("standard", "post_install", "-at_install")
class TestRosterTours(CsCase, HttpCase):
    def test_leader_plans_and_agent_reads(self):
        """R10: by pattern, with a preview that is edited, then in the calendar."""
        self.make_shift("D", 8.5, 9, minimum_staff=0)
        late = self.make_shift("L", 17.5, 6.5, break_length=0, sequence=20)
        li = self.make_agent("Li", user_id=self.users["agent"].id)
        wang = self.make_agent("Wang")
        self.start_tour("/odoo", "cs_roster_plan", login="cs_leader")
        lines = self.env["cs.roster.line"].search([])
        self.assertEqual(lines.employee_id, li | wang)
        changed = lines.filtered(lambda line: line.shift_id == late)
        self.assertEqual(len(changed), 1)
        next_month = fields.Date.add(fields.Date.today(), months=1)
        self.assertEqual(changed.date.month, next_month.month)
        # The calendar opens on this month.
        mine = lines.filtered(lambda line: line.employee_id == li and line.shift_id)
        (mine - changed)[0].date = fields.Date.today()
        self.start_tour("/odoo/cs-my-roster", "cs_roster_read", login="cs_agent")
