from odoo import api, fields, models
from odoo.tools import SQL


class CsGuaranteeAccount(models.Model):
    """The guarantee accounts of agents, month by month (R5.3).

    A view on what statements keep: what each month guarantees, what of its pay counts
    and how the year stands after it.
    """

    _name = "cs.guarantee.account"
    _description = "Guarantee Account"
    _auto = False
    _order = "employee_id, account desc, date_from"
    _depends = {
        "cs.statement": [
            "employee_id",
            "department_id",
            "company_id",
            "period_id",
            "date_from",
            "state",
            "guarantee_account",
            "guarantee_month",
            "guarantee_pay",
            "guarantee_closes",
        ],
        "cs.statement.line": [
            "statement_id",
            "employee_id",
            "code",
            "adjusted_code",
            "origin_period_id",
            "amount",
        ],
    }

    employee_id = fields.Many2one("hr.employee", string="Agent", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    statement_id = fields.Many2one("cs.statement", readonly=True)
    period_id = fields.Many2one("cs.period", readonly=True)
    date_from = fields.Date(string="Period Begins", readonly=True)
    account = fields.Char(string="Year", readonly=True)
    guaranteed = fields.Monetary(readonly=True)
    counted = fields.Monetary(string="Pay Counted", readonly=True)
    balance = fields.Monetary(
        string="Year So Far",
        readonly=True,
        aggregator=None,
        help="Pay counted less what was guaranteed, since the year began. Below zero "
        "at its end, the difference is paid.",
    )
    paid = fields.Monetary(string="Topped Up", readonly=True)
    closes = fields.Boolean(string="Settles the Year", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("published", "Published"), ("locked", "Locked")],
        string="Status",
        readonly=True,
    )

    @api.depends("employee_id", "account")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for row in self.sudo():
            row.display_name = f"{row.employee_id.display_name} {row.account}"

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT statement.id, statement.id AS statement_id, statement.employee_id,
                   statement.department_id, statement.company_id, statement.period_id,
                   statement.date_from, statement.state,
                   statement.guarantee_account AS account,
                   statement.guarantee_month AS guaranteed,
                   statement.guarantee_pay AS counted,
                   SUM(statement.guarantee_pay - statement.guarantee_month) OVER (
                       PARTITION BY statement.employee_id, statement.company_id,
                                    statement.guarantee_account
                       ORDER BY statement.date_from
                   ) AS balance,
                   COALESCE(own.amount, 0) AS paid,
                   statement.guarantee_closes AS closes
              FROM cs_statement AS statement
              LEFT JOIN (
                    SELECT statement_id, SUM(amount) AS amount
                      FROM cs_statement_line
                     WHERE code = 'CS_GUARANTEE' OR adjusted_code = 'CS_GUARANTEE'
                     GROUP BY statement_id
              ) AS own ON own.statement_id = statement.id
             WHERE statement.guarantee_account IS NOT NULL
            """
        )

    @api.readonly
    def action_open_statement(self):
        """The statement of the month."""
        self.ensure_one()
        return self.statement_id._get_records_action()
