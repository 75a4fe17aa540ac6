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

    @api.readonly
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

        :return: ``{statement_id: {code: amount}}`` by the codes of the payslip, with a
            row for each statement
        """
        amounts = {statement.id: {} for statement in self}
        locked = self.filtered(lambda statement: statement.state == "locked")
        # sudo: payroll users without a CS role compute slips, too
        groups = (
            self.env["cs.statement.line"]
            .sudo()
            ._read_group(
                [("statement_id", "in", locked.ids)],
                ["statement_id", "code", "adjusted_code", "origin_period_id"],
                ["amount:sum"],
            )
        )
        Line = self.env["cs.statement.line"]
        for statement, code, adjusted_code, origin, amount in groups:
            due = amounts[statement.id]
            code = Line._payslip_code(code, adjusted_code, origin)
            due[code] = statement.currency_id.round(due.get(code, 0.0) + amount)
        return amounts

    def _lines_by_code(self):
        """The lines by what they are on the payslip: ``{(statement id, code): lines}``.

        Those that the user may read; what pays nothing is on no payslip.
        """
        found = {}
        for line in self.line_ids:
            code = line._payslip_code(
                line.code, line.adjusted_code, line.origin_period_id
            )
            key = (line.statement_id.id, code)
            found[key] = found.get(key, line.browse()) | line
        return found

    def _payslip_contracts(self):
        """The contract that the payslip of each statement is made under.

        The last one of the period. Who has left is paid under the last one they had,
        where there is something to pay: a bonus decided later, say.

        :return: ``{statement: hr.version}``, empty where there is none
        """
        found = {statement: statement.version_id for statement in self}
        late = self.filtered(lambda row: not row.version_id and row.amount_total > 0)
        versions = late.version_id._cs_of_employees(late.employee_id.ids)
        for statement in late:
            held = [
                version.id
                for version in versions.get(statement.employee_id.id, ())
                if version.contract_start
                and max(version.contract_start, version.date) <= statement.date_to
            ]
            found[statement] = late.version_id.browse(held[-1:])
        return found
