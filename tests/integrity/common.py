"""Fixtures of sealed months."""

import json

from odoo.tools import SQL

from tests.common import CsCase


class SealCase(CsCase):
    """Two locked months of two agents with entries, orders, figures and punches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.li = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.wang = cls.make_agent("Wang")
        cls.seals = cls.env["cs.seal"]
        cls.march, cls.april = map(cls.make_period, ("2026-03", "2026-04"))
        cls.entry = cls.make_entry(cls.li, "COMPLAINT", "2026-03-10")
        cls.make_orders(
            [(1000, "2026-03-05", [cls.li]), (2000, "2026-03-06", [cls.wang])]
        )
        cls.make_stat(cls.li, "2026-03-31", 10, 8)

    def lock(self, *periods):
        for period in periods or (self.march, self.april):
            period.action_compute()
            period.action_lock()

    def reopen(self, period, reason="A wage was wrong"):
        period.with_user(self.users["manager"]).reopen(reason)

    def chain(self):
        return self.seals.search([("company_id", "=", self.company.id)], order="number")

    def seal_of(self, agent, period):
        return self.statement(agent, period).seal_id

    def content(self, seal):
        return json.loads(seal.content)

    def verify(self):
        self.env.invalidate_all()
        return self.seals.sudo()._verify(self.company)

    def faults(self):
        return [fault.text for fault in self.verify().faults]

    def sql(self, query, *args):
        """Change rows behind the back of all models, as who holds the database can."""
        self.env.flush_all()
        self.env.cr.execute(SQL(query, *args))
        self.env.invalidate_all()
