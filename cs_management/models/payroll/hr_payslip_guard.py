from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from .hr_payslip import COMPUTED_STATES

FROZEN_FIELDS = {
    "company_id",
    "contract_id",
    "credit_note",
    "cs_statement_id",
    "date_from",
    "date_to",
    "employee_id",
    "name",
    "number",
    "struct_id",
}
MATCHED_FIELDS = {"company_id", "date_from", "date_to", "employee_id"}


class HrPayslip(models.Model):
    """What a confirmed slip paid stays paid: once, and as the statement says.

    A slip is confirmed only with the amounts of a locked statement. From then on it
    is cancelled or refunded, which releases the statement for another slip.
    """

    _inherit = "hr.payslip"

    @api.constrains("refunded_id")
    def _check_cs_refund(self):
        # sudo: payroll users cannot read statements; only the slip is named
        for slip in self.sudo():
            refund = slip.refunded_id
            if slip.cs_statement_id and refund and not slip._cs_is_refund(refund):
                raise ValidationError(
                    self.env._("%(slip)s is no refund.", slip=refund._cs_title())
                )

    def _cs_is_refund(self, refund):
        return refund.credit_note and (
            (refund.employee_id, refund.date_from, refund.date_to)
            == (self.employee_id, self.date_from, self.date_to)
        )

    @api.model_create_multi
    def create(self, vals_list):
        slips = super().create(vals_list)
        slips.filtered(lambda slip: slip.state == "done")._cs_check_confirm()
        return slips

    def write(self, vals):
        self._cs_check_sealed(vals)
        if vals.get("state") == "done":
            self._cs_check_confirm()
        result = super().write(vals)
        if vals.get("state") == "cancel":
            self._cs_release_refunded()
        if not MATCHED_FIELDS.isdisjoint(vals) and "cs_statement_id" not in vals:
            self._cs_drop_other_statement()
        return result

    # ------------------------------------------------------------------
    # Transitions
    # ------------------------------------------------------------------

    def action_payslip_done(self):
        """Confirm several slips, too: payroll reads one setting slip by slip."""
        if len(self) < 2:
            return super().action_payslip_done()
        computed = self.env.context.get("without_compute_sheet")
        if not computed and not self[0].prevent_compute_on_confirm:
            self.compute_sheet()
        slips = self.with_context(without_compute_sheet=True)
        return super(HrPayslip, slips).action_payslip_done()

    def action_payslip_draft(self):
        """Back to draft, unless another slip pays the statement meanwhile."""
        # sudo: payroll users cannot read statements; only slips are named
        slips = self.sudo().filtered(
            lambda slip: slip.cs_statement_id and slip.state == "cancel"
        )
        payers = slips._cs_payers(slips.cs_statement_id.ids)
        for slip in slips:
            if slip.cs_statement_id in payers:
                raise UserError(
                    self.env._(
                        "%(slip)s stays cancelled: %(other)s pays this period now.",
                        slip=slip._cs_title(),
                        other=payers[slip.cs_statement_id]._cs_title(),
                    )
                )
        return super().action_payslip_draft()

    def refund_sheet(self):
        """Take back a confirmed slip, once."""
        self._cs_check_can_refund()
        result = super().refund_sheet()
        # sudo: payroll users cannot read statements; only the company is set right
        for slip in self.sudo().filtered("cs_statement_id"):
            # Payroll gives the refund the company that the user is in.
            if slip.refunded_id.company_id != slip.company_id:
                super(HrPayslip, slip.refunded_id).write(
                    {"company_id": slip.company_id.id}
                )
        return result

    def _cs_check_can_refund(self):
        # sudo: payroll users cannot read statements; only the slip is named
        for slip in self.sudo():
            if slip._cs_takes_back():
                raise UserError(
                    self.env._(
                        "%(slip)s is a refund: it cannot be refunded itself. Generate "
                        "the payslip again instead.",
                        slip=slip._cs_title(),
                    )
                )
            if slip.cs_statement_id and (slip.state != "done" or slip.refunded_id):
                raise UserError(
                    self.env._(
                        "%(slip)s is not confirmed, or refunded already.",
                        slip=slip._cs_title(),
                    )
                )

    def _cs_release_refunded(self):
        """A cancelled refund: its payslip counts, and pays its statement, again."""
        # sudo: payroll users cannot read statements; only slips are named
        refunds = self.sudo().filtered("credit_note")
        if refunds:
            refunded = refunds.search(
                [("refunded_id", "in", refunds.ids), ("cs_statement_id", "!=", False)]
            )
            refunded._cs_check_free()
            refunded.write({"refunded_id": False})

    def _cs_check_free(self):
        payers = self._cs_payers(self.cs_statement_id.ids)
        for slip in self:
            if other := payers.get(slip.cs_statement_id):
                raise UserError(
                    self.env._(
                        "The refund of %(slip)s stays: %(other)s pays this period "
                        "now. Cancel that one first.",
                        slip=slip._cs_title(),
                        other=other._cs_title(),
                    )
                )

    def _cs_drop_other_statement(self):
        """Forget the statement of another agent or other dates."""
        # sudo: payroll users cannot read statements; the link alone is cut
        linked = self.sudo().filtered("cs_statement_id")
        found = linked._cs_find_statements()
        for slip in linked:
            if slip.cs_statement_id != found[slip]:
                slip.cs_statement_id = False

    def _cs_reset(self):
        """Back to draft without CS amounts: the statement is open again."""
        slips = self._cs_open()
        slips.line_ids.unlink()
        slips._cs_only(slips.input_line_ids).unlink()
        slips.write({"state": "draft", "cs_statement_id": False})

    # ------------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------------

    def _cs_takes_back(self):
        """Whether the slip is a refund that takes back customer service pay."""
        return bool(self.credit_note and self._cs_only(self.line_ids))

    def _cs_is_sealed(self):
        return self.state == "done" and (
            bool(self.cs_statement_id) or self._cs_takes_back()
        )

    def _cs_check_sealed(self, vals):
        """Raise where ``vals`` would change what a confirmed slip paid."""
        state = vals.get("state")
        states = (*COMPUTED_STATES, "done", "cancel")
        if FROZEN_FIELDS.isdisjoint(vals) and state not in states:
            return
        # sudo: payroll users cannot read statements; only the slip is named
        for slip in self.sudo():
            frozen = not FROZEN_FIELDS.isdisjoint(vals) or state in COMPUTED_STATES
            if frozen and slip._cs_is_sealed():
                slip._cs_raise_sealed()
            if state == "cancel" and slip._cs_is_sealed():
                slip._cs_check_may_cancel()
            if state and slip.state == "cancel" and slip._cs_takes_back():
                raise UserError(
                    self.env._(
                        "%(slip)s is a cancelled refund: refund the payslip again.",
                        slip=slip._cs_title(),
                    )
                )

    def _cs_check_may_cancel(self):
        """Payroll asks its setting in the button only."""
        if not self.allow_cancel_payslips:
            raise UserError(
                self.env._(
                    "%(slip)s is confirmed and stays: refund it, or allow in the "
                    "settings of payroll that confirmed payslips are cancelled.",
                    slip=self._cs_title(),
                )
            )

    def _cs_check_unsealed(self):
        """Raise if one of the slips has paid its statement: its parts stay."""
        for slip in self:
            if slip._cs_is_sealed():
                slip._cs_raise_sealed()

    def _cs_raise_sealed(self):
        raise UserError(
            self.env._(
                "%(slip)s is confirmed: cancel or refund it, and generate the payslip "
                "again.",
                slip=self._cs_title(),
            )
        )

    def _cs_check_computable(self):
        # sudo: payroll users cannot read statements; only the slip is named
        for slip in self.sudo():
            if slip._cs_is_sealed():
                slip._cs_raise_sealed()
            if slip.state == "cancel" and slip.cs_statement_id:
                raise UserError(
                    self.env._(
                        "%(slip)s is cancelled: set it back to draft first.",
                        slip=slip._cs_title(),
                    )
                )

    def _cs_check_confirm(self):
        """Raise unless slips pay exactly what locked statements say."""
        # sudo: payroll users without a CS role confirm slips, too
        slips = self.sudo().filtered(lambda slip: not slip.credit_note)
        slips._cs_link()
        paying = slips.filtered("cs_statement_id")
        unlocked = paying.filtered(lambda slip: slip.cs_statement_id.state != "locked")
        if unlocked:
            raise UserError(
                self.env._(
                    "%(agents)s: the period is not locked yet. Lock it, then compute "
                    "and confirm the payslips.",
                    agents=", ".join(unlocked.employee_id.mapped("name")),
                )
            )
        amounts = paying.cs_statement_id._payslip_amounts()
        wrong = {
            slip: problems for slip in slips if (problems := slip._cs_problems(amounts))
        }
        if wrong:
            raise UserError(
                self.env._(
                    "%(slips)s\n\nThe customer service lines are not those of the "
                    "locked statement. Compute the sheet again; if it stays so, check "
                    "the dates, the company and the salary rules.",
                    slips="\n".join(
                        f"{slip._cs_title()}: {problem}"
                        for slip, problems in wrong.items()
                        for problem in problems
                    ),
                )
            )
