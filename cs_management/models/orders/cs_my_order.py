from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import segments
from ...engine.commission import conversion_rate
from ...engine.money import ZERO, round_money, to_decimal
from ..cs_period_run import Run


class CsMyOrder(models.Model):
    """The user's own orders of open periods, and what they bring as things stand.

    Agents have no access to sales orders: these rows are what the pipeline would
    credit them with now, nobody else's. The rate is today's, so the commission is
    what the month would pay if it ended today.
    """

    _name = "cs.my.order"
    _description = "My Order"
    _auto = False
    _rec_name = "order_name"
    _order = "date_order desc, id desc"
    _depends = {
        "crm.tag": ["cs_employee_id"],
        "cs.order.decision": ["order_id", "problem"],
        "cs.period": ["company_id", "start_utc", "state", "stop_utc"],
        "sale.order": [
            "amount_untaxed",
            "client_order_ref",
            "company_id",
            "currency_rate",
            "date_order",
            "name",
            "partner_id",
            "state",
            "tag_ids",
            "team_id",
        ],
        "sale.order.line": ["cs_no_commission", "price_subtotal"],
        "account.move": ["move_type", "state"],
        "account.move.line": ["balance", "price_subtotal", "sale_line_ids"],
    }

    order_name = fields.Char(string="Order Number", readonly=True)
    date_order = fields.Datetime(string="Ordered", readonly=True)
    date = fields.Date(readonly=True, help="The day in the company's zone.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    period_id = fields.Many2one("cs.period", readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Agent", readonly=True)
    amount_order = fields.Monetary(
        string="Untaxed Amount", readonly=True, help="In the company's currency."
    )
    amount_refund = fields.Monetary(string="Refunded", readonly=True)
    agent_count = fields.Integer(
        string="Shared By", readonly=True, aggregator=None, help="Agents on the order."
    )
    base = fields.Monetary(
        string="Counted for Me", readonly=True, help="Your share, less refunds."
    )
    rate = fields.Float(
        string="Rate (%)", compute="_compute_amount", digits=(12, 4), aggregator=None
    )
    amount = fields.Monetary(
        string="Commission as of Today",
        compute="_compute_amount",
        help="At the rate of the tier reached so far; the month's end decides.",
    )

    @property
    def _table_query(self):
        """Credits of the user's own tags, by the statement that the pipeline uses."""
        # sudo: the user's own employees and what is open are no secret to them
        own = self.env.user.sudo().employee_ids
        own = own.filtered(lambda row: row.company_id in self.env.companies)
        # sudo: which months of theirs are open
        periods = (
            self.env["cs.period"]
            .sudo()
            .search(
                [
                    ("company_id", "in", own.company_id.ids),
                    ("state", "!=", "locked"),
                ]
            )
        )
        parts = [
            self._own_query(company_periods, tuple(own.ids))
            for company_periods in periods.grouped("company_id").values()
        ]
        if not parts:
            parts = [
                SQL(
                    """
                    SELECT 0 AS id, '' AS order_name, NULL::timestamp AS date_order,
                           NULL::date AS date, 0 AS company_id, 0 AS currency_id,
                           0 AS period_id, 0 AS employee_id, 0.0 AS amount_order,
                           0.0 AS amount_refund, 0 AS agent_count, 0.0 AS base
                     WHERE FALSE
                    """
                )
            ]
        return SQL(" UNION ALL ").join(parts)

    @api.model
    def _own_query(self, periods, own):
        only = SQL(
            """
            EXISTS (
                SELECT FROM sale_order_tag_rel AS own_rel
                  JOIN crm_tag AS own_tag ON own_tag.id = own_rel.tag_id
                 WHERE own_rel.order_id = sale.id AND own_tag.cs_employee_id IN %s)
            """,
            own,
        )
        company = periods.company_id
        return SQL(
            """
            SELECT credit.order_id AS id, credit.order_name,
                   credit.order_date AS date_order,
                   (credit.order_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                       AS date,
                   %(company)s AS company_id, %(currency)s AS currency_id,
                   credit.period_id, credit.employee_id, credit.amount_order,
                   credit.amount_refund, credit.agent_count, credit.base
              FROM (%(credits)s) AS credit (
                       period_id, order_id, order_name, order_date, amount_order,
                       amount_refund, agent_count, employee_id, department_id, base,
                       paid_on)
             WHERE credit.employee_id IN %(own)s
            """,
            zone=company.cs_tz or "UTC",
            company=company.id,
            currency=company.currency_id.id,
            credits=periods._credit_query(periods, only),
            own=own,
        )

    def _compute_amount(self):
        """The share of each order in what its month would pay today, by its base."""
        keys = {(row.period_id, row.employee_id) for row in self}
        earned = self._earned(keys)
        for row in self:
            sales, result = earned[row.period_id, row.employee_id]
            rounding = to_decimal(row.currency_id.rounding)
            row.rate = float(result.rate * 100) if result else 0
            row.amount = (
                float(
                    round_money(result.amount * to_decimal(row.base) / sales, rounding)
                )
                if result and sales
                else 0
            )

    @api.model
    def _earned(self, keys):
        """``{(period, agent): (sales so far, what they earn as things stand)}``."""
        domain = [("period_id", "in", [period.id for period, _agent in keys])]
        sales = defaultdict(lambda: ZERO)
        for period, agent, base in self._read_group(
            domain, ["period_id", "employee_id"], ["base:sum"]
        ):
            sales[period, agent] = to_decimal(base)
        # sudo: the user's own figures, and the rates of their own policy
        figures = {
            (period.id, agent.id): (asked, bought)
            for period, agent, asked, bought in self.env["cs.service.stat"]
            .sudo()
            ._read_group(
                [*domain, ("employee_id", "in", [agent.id for _p, agent in keys])],
                ["period_id", "employee_id"],
                ["asked:sum", "bought:sum"],
            )
        }
        days = {
            (period, agent): min(period.sudo().date_to, agent.company_id._cs_today())
            for period, agent in keys
        }
        pairs = {(agent.id, day) for (_period, agent), day in days.items()}
        # sudo: the rates of their own policy, whose ladder they may not list
        policies = self.env["cs.policy"].sudo()._of_agents(pairs)
        eligible = self._eligible(pairs, policies)
        result = {}
        for period, agent in keys:
            pair = agent.id, days[period, agent]
            amount = sales[period, agent]
            earned = None
            if pair in eligible:
                conversion = conversion_rate(
                    *figures.get((period.id, agent.id), (0, 0))
                )
                # sudo: the period only lends its arithmetic
                book = period.sudo()
                earned = book._commission(
                    Run.of(book), policies[pair], amount, conversion
                )
            result[period, agent] = amount, earned
        return result

    @api.model
    def _eligible(self, pairs, policies):
        """Pairs of agent and day whose policy pays commission at their level (R6.6)."""
        dated = self.env["hr.version"]._cs_of_employees({agent for agent, _d in pairs})
        result = set()
        for agent, day in pairs:
            policy = policies[agent, day]
            parts = segments.segments(dated.get(agent, ()), day, day)
            if not (policy.commission_enabled and parts):
                continue
            terms = policy.level_ids.filtered(
                lambda row, level=parts[0].version.level: row.level_id.id == level
            )
            if not terms or terms.commission_eligible:
                result.add((agent, day))
        return result
