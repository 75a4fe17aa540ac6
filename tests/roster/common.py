"""Fixtures of the roster: shifts and lines."""

from datetime import date

from odoo.addons.cs_management.demo import roster


class RosterFixtures:
    """Shifts, and who is planned on them."""

    @classmethod
    def make_shift(cls, code, start, duration, **values):
        return roster.make_shift(cls.env, code, start, duration, **values)

    @classmethod
    def plan(cls, agent, days, shift=None, **values):
        """Roster lines of a day or of several; without a shift they are days off."""
        days = [days] if isinstance(days, str | date) else days
        return roster.plan_days(cls.env, agent, days, shift, **values)
