"""What a confirmed payslip paid stays paid, once, as the statement says."""

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from tests.payroll.common import PayrollCase


@tagged("post_install", "-at_install")
class TestPayrollGuard(PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_facts()
        cls.lock()
        cls.generate()
        cls.pay = cls.slip(cls.agent)
        cls.pay_second = cls.slip(cls.second)
        cls.statement_paid = cls.statement(cls.agent, cls.period)

    def reopen(self):
        self.period.with_user(self.users["manager"]).reopen("A late complaint")

    # ------------------------------------------------------------------
    # Confirming
    # ------------------------------------------------------------------

    def test_several_slips_are_confirmed_at_once_and_recomputed(self):
        """Payroll alone raises a singleton error."""
        slips = self.pay | self.pay_second
        self.pay.input_line_ids.filtered(lambda i: i.code == "CS_FINE").amount = 0
        slips.action_payslip_done()
        self.assertEqual(set(slips.mapped("state")), {"done"})
        self.assertEqual(self.paid(self.pay)["CS_FINE"], -50)

    def test_several_plain_slips_are_confirmed_at_once(self):
        structure = self.make_structure(("WAGE", "result = contract.wage"))
        clerks = self.make_outsider(struct_id=structure.id) | self.make_outsider(
            struct_id=structure.id
        )
        slips = self.make_batch(clerks, user=self.make_payroll_user())
        slips.line_ids.unlink()
        slips.action_payslip_done()
        self.assertEqual(set(slips.mapped("state")), {"done"})
        self.assertEqual(slips.line_ids.mapped("total"), [3000, 3000])

    def test_payroll_user_without_a_cs_role_computes_and_confirms(self):
        slip = self.pay.with_user(self.make_payroll_user())
        with Form(slip) as form:
            self.assertNotIn("cs_statement_id", form._view["fields"])
        slip.onchange_employee()
        slip.compute_sheet()
        slip.read(["name", "line_ids", "state"])
        slip.action_payslip_done()
        self.assertEqual(self.paid(slip), self.amounts(self.agent, self.period))

    def test_doctored_slips_are_not_confirmed_without_recomputing(self):
        self.set_param("prevent_compute_on_confirm")
        line = self.pay.line_ids.filtered(lambda line: line.code == "CS_COMMISSION")
        paid = line.amount
        line.amount = 5000
        for confirm in (
            self.pay.action_payslip_done,
            (self.pay | self.pay_second).action_payslip_done,
            lambda: self.pay.write({"state": "done"}),
        ):
            with self.assertRaisesRegex(UserError, "Compute the sheet again"):
                confirm()
        line.amount = paid
        line.unlink()
        with self.assertRaisesRegex(UserError, "Compute the sheet again"):
            self.pay.action_payslip_done()
        self.pay.compute_sheet()
        self.pay.action_payslip_done()
        self.assertEqual(self.pay.state, "done")

    def test_our_codes_are_paid_by_a_statement_only(self):
        """A slip of other dates cannot pay a made-up commission."""
        slip = self.make_slip(
            self.agent,
            date_to="2026-03-15",
            contract_id=self.agent.version_id.id,
            struct_id=self.pay.struct_id.id,
            input_line_ids=[
                Command.create(
                    {
                        "name": "Gift",
                        "code": "CS_COMMISSION",
                        "amount": 100,
                        "contract_id": self.agent.version_id.id,
                    }
                )
            ],
        )
        slip.compute_sheet()
        with self.assertRaisesRegex(UserError, "locked statement"):
            slip.action_payslip_done()

    def test_no_confirmation_before_the_lock(self):
        self.reopen()
        slip = self.make_slip(self.agent)
        slip.compute_sheet()
        self.assertFalse(self.paid(slip))
        with self.assertRaisesRegex(UserError, "not locked"):
            slip.action_payslip_done()
        self.set_param("prevent_compute_on_confirm")
        with self.assertRaisesRegex(UserError, "not locked"):
            slip.action_payslip_done()

    def test_confirmed_slip_no_longer_changes(self):
        self.pay.action_payslip_done()
        line = self.pay.line_ids[0]
        for change in (
            self.pay.action_payslip_draft,
            self.pay.compute_sheet,
            lambda: self.pay.write({"employee_id": self.second.id}),
            lambda: self.pay.write({"cs_statement_id": False}),
            lambda: self.pay.write({"credit_note": True}),
            lambda: line.write({"amount": 1}),
            line.unlink,
            lambda: self.pay.input_line_ids[0].write({"amount": 1}),
            lambda: self.pay.worked_days_line_ids.unlink(),
            lambda: line.copy({"slip_id": self.pay.id}),
        ):
            with self.assertRaisesRegex(UserError, "cancel or refund"):
                change()
        self.pay.note = "Paid by bank"

    def test_plain_slip_back_to_draft_is_payrolls_affair(self):
        slip = self.make_slip(self.make_outsider())
        slip.compute_sheet()
        slip.action_payslip_done()
        slip.action_payslip_draft()
        self.assertEqual(slip.state, "draft")

    # ------------------------------------------------------------------
    # One slip for one statement
    # ------------------------------------------------------------------

    def test_second_slip_is_refused(self):
        second = self.make_slip(self.agent)
        with self.assertRaisesRegex(UserError, "Ann.*pays this period already"):
            second.compute_sheet()
        twins = self.make_slip(self.agent) | self.make_slip(self.agent)
        self.pay.action_payslip_cancel()
        with self.assertRaisesRegex(UserError, "Ann.*pays this period already"):
            twins.compute_sheet()
        with self.assertRaisesRegex(UserError, "Ann"):
            self.pay.copy().action_payslip_done()
            twins[0].action_payslip_done()

    @mute_logger("odoo.sql_db")
    def test_second_slip_is_refused_by_the_database(self):
        second = self.make_slip(self.agent).sudo()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            second.cs_statement_id = self.statement_paid
            second.flush_recordset()
        refund = self.make_slip(self.agent, credit_note=True).sudo()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            refund.cs_statement_id = self.statement_paid
            refund.flush_recordset()

    def test_copy_is_not_linked(self):
        copy = self.pay.copy()
        self.assertFalse(copy.cs_statement_id)
        with self.assertRaisesRegex(UserError, "pays this period already"):
            copy.compute_sheet()

    def test_another_agent_or_other_dates_lose_the_statement(self):
        third = self.make_agent("Cid")
        self.pay.employee_id = third
        self.assertFalse(self.pay.cs_statement_id)
        self.generate()
        fresh = self.slip(self.agent)
        self.assertNotEqual(fresh, self.pay)
        self.pay.compute_sheet()
        self.assertFalse(self.pay.cs_statement_id)

    # ------------------------------------------------------------------
    # Cancel and refund
    # ------------------------------------------------------------------

    def test_cancelling_releases_the_statement_once(self):
        self.pay.action_payslip_cancel()
        self.assertFalse(self.statement_paid.payslip_id)
        self.generate()
        fresh = self.slip(self.agent)
        self.assertNotEqual(fresh, self.pay)
        self.assertEqual(self.paid(fresh), self.amounts(self.agent, self.period))
        with self.assertRaisesRegex(UserError, "stays cancelled"):
            self.pay.action_payslip_draft()
        with self.assertRaisesRegex(UserError, "draft first"):
            self.pay.compute_sheet()
        fresh.action_payslip_cancel()
        self.pay.action_payslip_draft()
        self.pay.action_payslip_done()
        self.assertEqual(self.slip(self.agent), self.pay)

    def test_refunding_releases_the_statement_once(self):
        self.pay.action_payslip_done()
        self.pay.refund_sheet()
        refund = self.pay.refunded_id
        self.assertTrue(refund.credit_note)
        self.assertEqual(refund.state, "done")
        self.assertEqual(refund.company_id, self.company)
        self.assertFalse(refund.cs_statement_id)
        self.assertEqual(self.paid(refund), self.paid(self.pay))
        self.assertFalse(self.statement_paid.payslip_id)
        with self.assertRaisesRegex(UserError, "refunded already"):
            self.pay.refund_sheet()
        with self.assertRaisesRegex(UserError, "is a refund"):
            refund.refund_sheet()
        with self.assertRaisesRegex(UserError, "cancel or refund"):
            refund.action_payslip_draft()
        self.generate()
        fresh = self.slip(self.agent)
        self.assertNotIn(fresh, self.pay | refund)
        fresh.action_payslip_done()
        fresh.refund_sheet()
        self.assertNotEqual(fresh.refunded_id, refund)

    def test_refund_is_not_filled_again(self):
        self.pay.action_payslip_done()
        self.pay.refund_sheet()
        other = self.make_slip(self.agent, credit_note=True)
        other.compute_sheet()
        self.assertFalse(other.cs_statement_id)
        self.assertFalse(other.input_line_ids)

    def test_only_confirmed_slips_are_refunded(self):
        with self.assertRaisesRegex(UserError, "not confirmed"):
            self.pay.refund_sheet()

    def test_cancelled_refund_gives_the_statement_back(self):
        self.set_param("allow_cancel_payslips")
        self.pay.action_payslip_done()
        self.pay.refund_sheet()
        refund = self.pay.refunded_id
        refund.action_payslip_cancel()
        self.assertEqual(self.slip(self.agent), self.pay)
        with self.assertRaisesRegex(UserError, "refund the payslip again"):
            refund.action_payslip_draft()
        self.pay.refund_sheet()
        self.generate()
        with self.assertRaisesRegex(UserError, "pays this period now"):
            self.pay.refunded_id.action_payslip_cancel()

    def test_refund_is_a_refund(self):
        """Pointing at any slip does not release the statement."""
        self.pay.action_payslip_done()
        with self.assertRaises(UserError):
            self.pay.refunded_id = self.pay_second

    def test_plain_double_refund_is_payrolls_affair(self):
        slip = self.make_slip(self.make_outsider())
        slip.compute_sheet()
        slip.action_payslip_done()
        slip.refund_sheet()
        slip.refund_sheet()
        self.assertTrue(slip.refunded_id.credit_note)

    # ------------------------------------------------------------------
    # Reopening
    # ------------------------------------------------------------------

    def test_paid_period_is_not_reopened(self):
        self.pay.action_payslip_done()
        with self.assertRaisesRegex(UserError, "is paid.*Ann"):
            self.reopen()
        with self.assertRaisesRegex(UserError, "is paid"):
            self.period.with_user(self.users["manager"]).action_reopen()
        self.pay.refund_sheet()
        self.reopen()
        self.assertEqual(self.period.state, "published")

    def test_reopening_resets_slips_and_locking_pays_the_new_result(self):
        self.pay.input_line_ids[0].copy({"code": "OTHER"})
        self.reopen()
        self.assertEqual(self.pay.state, "draft")
        self.assertFalse(self.pay.line_ids)
        self.assertEqual(self.pay.input_line_ids.mapped("code"), ["OTHER"])
        self.make_entry(self.agent, "COMPLAINT", "2026-03-20")
        self.period.with_user(self.officer).action_lock()
        self.generate()
        self.assertEqual(self.slip(self.agent), self.pay)
        self.assertEqual(self.paid(self.pay)["CS_FINE"], -150)
        self.pay.action_payslip_done()

    def test_cancelled_slip_does_not_stop_recomputing(self):
        """An agent who has nothing left in the period loses their statement."""
        self.pay.action_payslip_cancel()
        self.reopen()
        self.pay_second.action_payslip_cancel()
        self.second.version_id.cs_level_id = False
        self.period.with_user(self.officer).action_compute()
        self.assertFalse(self.statement(self.second, self.period))
        self.assertTrue(self.pay_second.exists())
