"""Fixtures of attendance: punches."""

from odoo.addons.cs_management.demo import attendance


class AttendanceFixtures:
    """Punches in local time."""

    @classmethod
    def punch(cls, agent, arrival, departure=None):
        """One punch record in local time: ``"2026-03-02 08:30"``."""
        return attendance.make_punches(cls.env, [(agent, arrival, departure)])
