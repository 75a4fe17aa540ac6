"""Payslips of the locked months."""

from .chapter import DemoChapter


class Demo(DemoChapter):
    """A locked month is paid."""

    sequence = 100

    def make_closed(self, month):
        period = self.builder.as_user("officer", self.builder.periods[month])
        period.action_generate_payslips()
        slips = self.env["hr.payslip"].search(
            [("cs_statement_id.period_id", "=", period.id)]
        )
        self.builder.as_user("officer", slips).action_payslip_done()
