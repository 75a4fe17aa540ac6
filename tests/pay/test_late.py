"""Late pay is what is due by today's facts less what was paid so far (R5.7, Time)."""

import random
from contextlib import suppress
from datetime import date

from odoo import fields
from odoo.exceptions import UserError

from odoo.addons.cs_management.engine import pay, segments
from odoo.addons.cs_management.engine.money import to_decimal

from tests.test_statement import StatementCase
from tests.words import check_words

MONTHS = ("2026-03", "2026-04", "2026-05", "2026-06")


class LateCase(StatementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy({"float_enabled": False})
        cls.later = [cls.make_period(month) for month in MONTHS[1:]]
        cls.months = cls.march.union(*cls.later)

    def close(self, *periods):
        for period in periods:
            self.env.flush_all()
            self.env.invalidate_all()
            period.action_lock()

    def paid(self, agent, periods=None):
        """What all months have paid, lines and adjustments."""
        lines = self.env["cs.statement.line"].search(
            [
                ("employee_id", "=", agent.id),
                ("period_id", "in", (periods or self.months).ids),
            ]
        )
        check_words(self, lines)
        return round(sum(lines.mapped("amount")), 2)


class TestCorrected(LateCase):
    """A mistake behind a lock that is taken back costs nobody anything."""

    def test_a_wage_typed_wrong_behind_a_lock_and_corrected(self):
        agent = self.make_agent()
        self.close(self.march)
        agent.version_id.wage = 3200
        self.close(self.later[0])
        self.assertEqual(self.paid(agent, self.march + self.later[0]), 6400)
        agent.version_id.wage = 2200
        self.close(*self.later[1:])
        self.assertEqual(self.paid(agent), 8800)

    def test_a_mistaken_promotion_taken_back(self):
        agent = self.make_agent()
        self.close(self.march)
        promoted = agent.create_version(
            {"date_version": "2026-03-16", "cs_level_id": self.middle.id, "wage": 2500}
        )
        self.close(self.later[0])
        promoted.write({"cs_level_id": self.junior.id, "wage": 2200})
        self.close(self.later[1])
        self.assertEqual(self.paid(agent, self.months[:3]), 6600)

    def test_a_mistaken_end_of_contract_undone(self):
        agent = self.make_agent()
        agent.version_id.contract_date_end = "2026-03-15"
        self.close(self.march, self.later[0])
        self.assertFalse(self.statement(agent, self.later[0]))
        agent.version_id.contract_date_end = False
        self.close(*self.later[1:])
        self.assertEqual(self.paid(agent), 8800)

    def test_a_backdated_version_archived(self):
        agent = self.make_agent()
        self.close(self.march)
        raised = agent.create_version({"date_version": "2026-03-01", "wage": 2500})
        self.close(self.later[0])
        self.assertEqual(self.paid(agent, self.march + self.later[0]), 5000)
        raised.active = False
        self.close(*self.later[1:])
        self.assertEqual(self.paid(agent), 8800)

    def test_the_joining_date_of_a_newcomer_corrected(self):
        self.close(self.march)
        agent = self.make_agent(joined="2026-03-16")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hr_employee SET create_date = %s WHERE id = %s",
            [fields.Datetime.add(self.march.locked_at, minutes=1), agent.id],
        )
        self.env.invalidate_all()
        self.close(self.later[0])
        self.assertEqual(self.paid(agent, self.later[0]), 1200 + 2200)
        agent.version_id.contract_date_start = "2026-04-01"
        self.close(self.later[1])
        self.assertEqual(self.paid(agent, self.months[:3]), 4400)

    def test_an_employee_of_old_who_becomes_an_agent_is_not_paid_twice(self):
        """What they got in months before, from whom ever, is not known here."""
        known = self.make_agent(cs_level_id=False)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE hr_employee SET create_date = '2025-01-01' WHERE id = %s",
            [known.id],
        )
        self.close(self.march)
        known.cs_level_id = self.junior
        self.close(self.later[0])
        self.assertEqual(self.paid(known), 2200)


class TestHistories(LateCase):
    """After any changes over any locks all months add up to the final facts."""

    def change(self, dice, agent):
        """One correction, of the past or of the future, that Odoo accepts."""
        with suppress(UserError), self.env.cr.savepoint():
            self.correct(dice, agent)
            self.env.flush_all()

    def correct(self, dice, agent):
        version = dice.choice(agent.version_ids)
        kind = dice.choice(("wage", "level", "new", "start", "end", "archive"))
        day = fields.Date.add(date(2026, 3, 1), days=dice.randrange(100))
        if kind == "wage":
            version.wage = dice.choice((2000, 2200, 2500.5, 3000))
        elif kind == "level":
            version.cs_level_id = dice.choice((self.junior, self.middle, self.senior))
        elif kind == "new":
            agent.create_version(
                {"date_version": day, "wage": dice.choice((2300, 2600))}
            )
        elif kind == "start":
            version.contract_date_start = dice.choice(
                (date(2025, 1, 1), date(2026, 3, 10), date(2026, 4, 20))
            )
        elif kind == "end":
            version.contract_date_end = dice.choice(
                (False, date(2026, 4, 15), date(2026, 5, 31))
            )
        elif len(agent.version_ids) > 1 and version.date_version > date(2026, 1, 1):
            version.active = False

    def recomputed(self, agent, periods):
        """The pay of all months from the facts as they are at last."""
        versions = self.env["hr.version"]._cs_of_employees(agent.ids)[agent.id]
        total = to_decimal(0)
        for period in periods:
            parts = segments.segments(versions, period.date_from, period.date_to)
            span = (period.date_to - period.date_from).days + 1
            weekdays = [
                day
                for day in (
                    fields.Date.add(period.date_from, days=n) for n in range(span)
                )
                if day.weekday() < 5
            ]
            month = pay.month_of(
                period.date_from,
                period.date_to,
                parts,
                pay.within(weekdays, parts),
                weekdays,
            )
            counted = pay.within(weekdays, parts)
            total += sum(row.amount for row in pay.base_pay(parts, counted, month))
        return float(total)

    def test_all_months_add_up_to_the_final_facts(self):
        for seed in range(12):
            dice = random.Random(seed)
            agent = self.make_agent()
            with self.subTest(seed), self.env.cr.savepoint() as savepoint:
                for period in self.months:
                    for _number in range(dice.randint(0, 3)):
                        self.change(dice, agent)
                    self.close(period)
                settle = self.make_period("2026-07")
                self.change(dice, agent)
                self.close(settle)
                total = self.paid(agent, self.months + settle)
                due = self.recomputed(agent, self.months + settle)
                # What a month did not bear is carried, not forgiven (R6.4).
                carried = self.statement(agent, settle).balance_closing
                self.assertAlmostEqual(total - carried, due, 2)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_the_number_of_queries_does_not_grow_with_agents(self):
        def selects(agents):
            for agent in agents:
                agent.version_id.wage += 10
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.later[0].action_compute()
            return len(found)

        agents = [self.make_agent()]
        self.close(self.march)
        selects(agents)
        one = selects(agents)
        self.march.with_user(self.users["manager"]).reopen("more agents")
        agents += [self.make_agent() for _number in range(30)]
        self.close(self.march)
        selects(agents)
        self.assertEqual(selects(agents), one)
