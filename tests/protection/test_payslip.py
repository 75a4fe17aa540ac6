"""The payslip pays exactly the statement, protection included (R2.10)."""

from tests.protection.test_protection import ProtectionCase


class TestPayslip(ProtectionCase):
    def test_the_payslip_pays_the_protected_net_r2_10(self):
        self.fine(500, count=3)
        self.lose(900)
        self.lock(self.march, self.april)
        for period in (self.march, self.april):
            period.with_user(self.users["officer"]).action_generate_payslips()
            statement = self.statement(self.agent, period)
            slip = statement.payslip_id
            self.assertEqual(slip.get_salary_line_total("NET"), 2000)
            self.assertEqual(slip.get_salary_line_total("NET"), statement.amount_total)
