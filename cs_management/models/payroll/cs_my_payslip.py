from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CsMyPayslip(models.Model):
    """The user's own confirmed payslips, without any right in payroll.

    A view of its own instead of a rule on ``hr.payslip``: whoever may read a slip
    there is offered its notes, its contract and every method of payroll. Here the
    query itself gives out nobody else's, no draft, and no more than is paid.
    """

    _name = "cs.my.payslip"
    _description = "My Payslip"
    _inherit = "cs.own.mixin"
    _auto = False
    _order = "date_to desc, id desc"
    _depends = {
        "hr.payslip": [
            *("company_id", "credit_note", "cs_statement_id", "date_from", "date_to"),
            *("employee_id", "number", "refunded_id", "state"),
        ],
        "hr.payslip.line": ["category_id", "slip_id", "total"],
        "hr.employee": ["company_id", "user_id"],
    }

    name = fields.Char(string="Month", readonly=True)
    number = fields.Char(string="Reference", readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Agent", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To", readonly=True)
    statement_id = fields.Many2one("cs.statement", readonly=True)
    net = fields.Monetary(string="Net Pay", readonly=True)
    is_refund = fields.Boolean(
        string="Takes Back", readonly=True, help="It takes back an earlier payslip."
    )
    is_refunded = fields.Boolean(
        string="Taken Back",
        readonly=True,
        help="A later payslip takes this one back.",
    )
    line_ids = fields.One2many(
        "cs.my.payslip.line", "slip_number", string="Lines", readonly=True
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT slip.id, to_char(slip.date_to, 'YYYY-MM') AS name, slip.number,
                   slip.employee_id, company.id AS company_id, company.currency_id,
                   slip.date_from, slip.date_to,
                   slip.cs_statement_id AS statement_id,
                   COALESCE(slip.credit_note, FALSE) AS is_refund,
                   slip.refunded_id IS NOT NULL AS is_refunded,
                   (SELECT COALESCE(SUM(line.total), 0)
                      FROM hr_payslip_line AS line
                      JOIN hr_salary_rule_category AS category
                        ON category.id = line.category_id
                     WHERE line.slip_id = slip.id AND category.code = 'NET')
                   * CASE WHEN slip.credit_note THEN -1 ELSE 1 END AS net
              FROM hr_payslip AS slip
              JOIN hr_employee AS employee ON employee.id = slip.employee_id
              JOIN res_company AS company
                ON company.id = COALESCE(slip.company_id, employee.company_id)
             WHERE slip.state = 'done' AND employee.user_id = %s
            """,
            self.env.uid,
        )

    @api.depends("name", "is_refund")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for slip in self:
            slip.display_name = (
                self.env._("Payslip %(month)s taken back", month=slip.name)
                if slip.is_refund
                else self.env._("Payslip %(month)s", month=slip.name)
            )

    @api.readonly
    def action_open_statement(self):
        """The statement that the slip pays."""
        self.ensure_one()
        if not self.statement_id:
            raise UserError(
                self.env._(
                    "%(slip)s does not come from a statement of customer service.",
                    slip=self.display_name,
                )
            )
        return self.statement_id._get_records_action(context={})

    @api.readonly
    def action_print(self):
        self.check_access("read")
        return self.env.ref("cs_management.cs_my_payslip_report").report_action(self)

    def _paper(self):
        """The slips as payroll has them, to print; raises if one is not the user's."""
        self.check_access("read")
        # The query has the user's own ones only, also for the superuser.
        own = self.search([("id", "in", self.ids)])
        # sudo: the user's own confirmed slips; the paper shows what is paid
        return self.env["hr.payslip"].sudo().browse(own.ids)


class CsMyPayslipLine(models.Model):
    """One amount of one's own payslip, and the way to where it comes from."""

    _name = "cs.my.payslip.line"
    _description = "Amount of My Payslip"
    _inherit = "cs.own.mixin"
    _auto = False
    _order = "slip_number desc, sequence, id"
    _depends = {
        "hr.payslip": [
            *("company_id", "credit_note", "cs_statement_id", "employee_id", "state"),
        ],
        "hr.payslip.line": [
            *("appears_on_payslip", "category_id", "code", "name", "sequence"),
            *("slip_id", "total"),
        ],
        "hr.employee": ["company_id", "user_id"],
    }

    # No many2one: the database joins no query that stands for a table.
    slip_number = fields.Integer(string="Payslip", readonly=True, aggregator=None)
    statement_id = fields.Many2one("cs.statement", readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Agent", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    sequence = fields.Integer(readonly=True)
    name = fields.Char(readonly=True, translate=True)
    code = fields.Char(readonly=True)
    amount = fields.Monetary(readonly=True)
    is_sum = fields.Boolean(
        string="Sum", readonly=True, help="Adds up the amounts above it."
    )
    trace_text = fields.Text(string="Calculation", compute="_compute_source")
    has_sources = fields.Boolean(compute="_compute_source")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, line.slip_id AS slip_number, line.sequence, line.name,
                   line.code, slip.cs_statement_id AS statement_id,
                   slip.employee_id, company.id AS company_id, company.currency_id,
                   line.total * CASE WHEN slip.credit_note THEN -1 ELSE 1 END AS amount,
                   COALESCE(category.code IN ('GROSS', 'NET'), FALSE) AS is_sum
              FROM hr_payslip_line AS line
              JOIN hr_payslip AS slip ON slip.id = line.slip_id
              JOIN hr_employee AS employee ON employee.id = slip.employee_id
              JOIN res_company AS company
                ON company.id = COALESCE(slip.company_id, employee.company_id)
         LEFT JOIN hr_salary_rule_category AS category
                ON category.id = line.category_id
             WHERE slip.state = 'done' AND employee.user_id = %s
               AND line.appears_on_payslip
            """,
            self.env.uid,
        )

    @api.depends("statement_id", "code")
    @api.depends_context("lang", "uid")
    def _compute_source(self):
        """The calculation of the statement's lines that an amount adds up."""
        found = self.statement_id._lines_by_code()
        for line in self:
            own = found.get((line.statement_id.id, line.code))
            line.has_sources = bool(own)
            line.trace_text = "\n".join(own.mapped("trace_text")) if own else False

    @api.readonly
    def action_open_sources(self):
        """The lines of the statement that this amount adds up."""
        self.ensure_one()
        own = self.statement_id._lines_by_code().get((self.statement_id.id, self.code))
        if not own:
            raise UserError(
                self.env._(
                    "%(amount)s does not come from a statement: it is worked out by "
                    "payroll from the amounts above it. Ask HR how.",
                    amount=self.name,
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_statement_line_action"
        )
        return {
            **action,
            "name": self.name,
            "display_name": self.name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", own.ids)],
            "context": {"create": False},
        }
