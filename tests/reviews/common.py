"""Fixtures of KPI sheets: the sheet of R7.1 with a bonus, and a yearly one."""

from odoo import Command

from odoo.addons.cs_management.demo import reviews

from tests.common import CsCase

# Points of the judged lines, in the order of the sheet, without the refund rate.
LINES = ("Quality of contact", "Complaints and disputes", "Team work", "Execution")


class ReviewCase(CsCase):
    """Juniors have a bonus of 300, middles one of 10 % of base pay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy(cls.review_values())
        cls.sheet, cls.year_sheet = cls.policy.review_template_ids
        cls.pay(cls.junior, kpi_amount=300)
        cls.pay(cls.middle, kpi_rate=10)
        cls.agent = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.march = cls.make_period("2026-03")
        cls.april = cls.make_period("2026-04")
        cls.may = cls.make_period("2026-05")

    @classmethod
    def review_values(cls):
        return {
            "review_enabled": True,
            "review_template_ids": [
                Command.create(reviews.sheet_values()),
                Command.create(reviews.year_values(sequence=20)),
            ],
        }

    @classmethod
    def pay(cls, level, **values):
        row = cls.policy.level_ids.filtered(lambda row: row.level_id == level)
        cls.policy.action_draft()
        row.write(values)
        cls.policy.action_approve()

    def by(self, record, role):
        return record.with_user(self.users[role])

    def make_sheets(self, period=None):
        period = period or self.march
        self.by(period, "officer").action_make_reviews()
        return self.env["cs.review"].search([("period_id", "=", period.id)])

    def sheet_of(self, agent=None, period=None, kind="month"):
        return self.env["cs.review"].search(
            [
                ("employee_id", "=", (agent or self.agent).id),
                ("period_id", "=", (period or self.march).id),
                ("kind", "=", kind),
            ]
        )

    def line(self, sheet, name):
        return sheet.line_ids.filtered(lambda line: line.name == name)

    def judge(self, sheet, points, refund_rate=5, user="leader"):
        """Judge the four lines of 20 and the refund rate; to calibration."""
        sheet = self.by(sheet, user)
        if sheet.state == "self":
            sheet.action_skip_self()
        for name, given in zip(LINES, points, strict=True):
            line = self.line(sheet, name)
            line.band_id = line.criterion_id.band_ids.filtered(
                lambda band, given=given: band.points == given
            )
        self.line(sheet, "Refund rate").value = refund_rate
        self.line(sheet, "Refund rate").has_value = True
        sheet.action_submit()
        return sheet

    def confirm(self, sheet, points=(20, 20, 20, 20), refund_rate=5):
        self.judge(sheet, points, refund_rate)
        self.by(sheet, "officer").action_confirm()
        return sheet

    def lock(self, *periods):
        for period in periods:
            period.action_compute()
            period.action_lock()

    def kpi(self, period=None, agent=None):
        return self.amounts(agent or self.agent, period or self.march).get("CS_KPI")

    def adjusted(self, period, agent=None):
        lines = self.statement(agent or self.agent, period).line_ids.filtered(
            lambda line: line.adjusted_code == "CS_KPI"
        )
        return sum(lines.mapped("amount"))
