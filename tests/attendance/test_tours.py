"""Exceptions in a browser: asked from the workday, approved, the day changes (R1.2)."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from tests.attendance.test_attendance_exception import ExceptionCase


@tagged("standard", "post_install", "-at_install")
class TestAttendanceTours(ExceptionCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.edit_policy(exception_levels_off_site="1")
        # The browser's clock is the real one.
        self.yesterday = fields.Date.subtract(self.company._cs_today(), days=1)
        self.plan(self.agent, self.yesterday, self.day_shift)
        self.env["cs.workday"]._refresh({(self.agent.id, self.yesterday)})

    def tour(self, name, url, user):
        # The password of a test user is its login.
        self.start_tour(url, name, login=user.login)

    def test_asked_and_approved(self):
        self.assertEqual(self.workday(self.yesterday).status, "absent")
        self.tour(
            "cs_exception_ask",
            "/odoo/action-cs_management.cs_workday_action_my",
            self.users["agent"],
        )
        record = self.workday(self.yesterday).exception_ids
        self.assertEqual((record.kind, record.state), ("off_site", "requested"))
        self.tour("cs_exception_approve", "/odoo/cs-exceptions", self.users["leader"])
        self.assertEqual(record.state, "approved")
        self.assertEqual(self.workday(self.yesterday).status, "off_site")

    def test_a_leader_answers_the_sheet_of_the_week(self):
        """R1.8: from the week to the day and its exception."""
        week = self.env["cs.attendance.week"].create(
            {
                "company_id": self.company.id,
                "date_from": fields.Date.subtract(self.yesterday, days=6),
            }
        )
        week.action_publish()
        self.tour("cs_week_answer", f"/odoo/cs-weeks/{week.id}", self.users["leader"])
        record = self.workday(self.yesterday).exception_ids
        self.assertEqual(record.requested_by_id, self.users["leader"])
        self.assertEqual(record.state, "requested")
