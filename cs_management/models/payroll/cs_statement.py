from odoo import api, fields, models
from odoo.exceptions import UserError


class CsStatement(models.Model):
    """The statement's side of the payroll bridge."""

    _inherit = "cs.statement"

    payslip_ids = fields.One2many(
        "hr.payslip",
        "cs_statement_id",
        string="Payslips",
        readonly=True,
        groups="cs_management.group_cs_officer",
    )
    payslip_id = fields.Many2one(
        "hr.payslip",
        compute="_compute_payslip_id",
        groups="cs_management.group_cs_officer",
        help="The payslip that pays this statement.",
    )
    payslip_state = fields.Selection(
        selection=lambda self: self.env["hr.payslip"]
        ._fields["state"]
        ._description_selection(self.env),
        string="Payslip Status",
        compute="_compute_payslip_id",
        groups="cs_management.group_cs_officer",
    )

    @api.depends("payslip_ids.state", "payslip_ids.refunded_id")
    def _compute_payslip_id(self):
        payers = self.env["hr.payslip"]._cs_payers(self.ids)
        for statement in self:
            slip = payers.get(statement._origin)
            statement.payslip_id = slip
            statement.payslip_state = slip and slip.state

    def action_open_payslip(self):
        self.ensure_one()
        if not self.payslip_id:
            raise UserError(
                self.env._(
                    "%(statement)s has no payslip: lock the period and generate them.",
                    statement=self.display_name,
                )
            )
        return self.payslip_id._get_records_action(context={})

    def _payslip_amounts(self):
        """What payslips pay for these statements, from the locked ones only.

        :return: ``{statement_id: {code: amount}}``, with a row for each statement
        """
        amounts = {statement.id: {} for statement in self}
        locked = self.filtered(lambda statement: statement.state == "locked")
        # sudo: payroll users without a CS role compute slips, too
        groups = (
            self.env["cs.statement.line"]
            .sudo()
            ._read_group(
                [("statement_id", "in", locked.ids)],
                ["statement_id", "code"],
                ["amount:sum"],
            )
        )
        for statement, code, amount in groups:
            amounts[statement.id][code] = statement.currency_id.round(amount)
        return amounts
