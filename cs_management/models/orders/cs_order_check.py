from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..queries import without_compiling

PROBLEMS = [
    ("duplicate", "Shop's number twice: not counted"),
    ("number_locked", "Number changed behind a locked month"),
    ("number_hand", "Number written by hand"),
    ("number_other", "Number of another agent than the tag"),
    ("number_several", "Two numbers"),
    ("number_unknown", "Number unknown"),
    ("number_left", "Number of someone who was no agent"),
    ("credit_note", "Credit note of which order?"),
    ("left", "Tag of someone who had left"),
    ("no_agent", "Tag of someone who is no agent"),
    ("off_duty", "Tag of someone not on duty"),
    ("foreign", "Tag on an order of no channel"),
    ("several", "Tags of several agents"),
    ("untagged", "No agent's tag"),
]
# An agent may lose the order's money by them as long as nobody decides.
LOST = ("duplicate", "number_several", "number_unknown", "number_left", "untagged")
# In the context as "cs_only_lost": no others are asked for, so no others are judged. An
# object, so that no remote call can send it.
ONLY_LOST = object()


class CsOrderCheck(models.Model):
    """Orders of open periods, and of locked ones that may count yet, whose agent's tag
    wants a look, one row each (R2.9, R6.1).

    Leaders have no access to sales orders: these rows show number, date, sum and tags
    of the orders of their departments and of those without a department. A decision
    with a reason takes an order off the list until its tags change again, or the work
    number that stands in it does.

    Officers also see credit notes that may be of several orders; the ids of these rows
    are below zero, so that they meet no order's.
    """

    _name = "cs.order.check"
    _description = "Order to Check"
    _auto = False
    _rec_name = "order_name"
    _order = "is_lost desc, date_order desc, id desc"
    _depends = {
        "crm.tag": ["cs_employee_id", "name"],
        "crm.team": ["cs_department_id", "name"],
        "account.move": [
            "cs_order_id",
            "commercial_partner_id",
            "date",
            "invoice_origin",
            "move_type",
            "name",
            "ref",
            "reversed_entry_id",
            "state",
        ],
        "account.move.line": ["balance", "price_subtotal", "sale_line_ids"],
        "cs.commission.line": ["order_id", "period_id"],
        "cs.order.decision": ["agents_key", "number_key", "order_id", "problem"],
        "cs.order.number": [
            "employee_id",
            "key",
            "numbers",
            "order_id",
            "state",
            "writer_id",
        ],
        "cs.period": [
            "channel_ids",
            "company_id",
            "credit_basis",
            "date_from",
            "start_utc",
            "state",
            "stop_utc",
        ],
        "hr.version": [
            "active",
            "contract_date_end",
            "contract_date_start",
            "cs_level_id",
            "date_version",
            "department_id",
            "employee_id",
        ],
        "hr.employee": ["resource_id"],
        "res.company": [
            "cs_clawback_months",
            "cs_duty_tolerance",
            "cs_tz",
            "currency_id",
        ],
        "cs.roster.line": ["date", "employee_id", "kind", "start", "stop"],
        "resource.calendar.leaves": ["date_from", "date_to", "resource_id"],
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
    }

    order_id = fields.Many2one(
        "sale.order", readonly=True, groups="sales_team.group_sale_salesman"
    )
    order_name = fields.Char(string="Order Number", readonly=True)
    date_order = fields.Datetime(string="Ordered", readonly=True)
    date = fields.Date(readonly=True, help="The day in the company's zone.")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    period_id = fields.Many2one("cs.period", readonly=True)
    amount_untaxed = fields.Monetary(
        string="Untaxed Amount", readonly=True, help="In the company's currency."
    )
    team_name = fields.Char(string="Sales Team", readonly=True)
    department_id = fields.Many2one(
        "hr.department",
        readonly=True,
        help="That of the sales team, else that of the first tagged agent.",
    )
    problem = fields.Selection(PROBLEMS, readonly=True)
    tag_names = fields.Char(string="Agents' Tags", readonly=True)
    agent_count = fields.Integer(string="Agents", readonly=True, aggregator=None)
    is_lost = fields.Boolean(
        string="Money Lost",
        readonly=True,
        help="Nobody is credited with it until somebody decides.",
    )
    numbers = fields.Char(
        string="Work Numbers", readonly=True, help="As they stand in the order."
    )
    number_employee_id = fields.Many2one(
        "hr.employee", string="Whose Number", readonly=True
    )
    writer_id = fields.Many2one(
        "res.users",
        string="Written By",
        readonly=True,
        help="Who wrote the work number; nobody: it was imported.",
    )
    guess = fields.Char(
        compute="_compute_guess",
        string="Who Served Then",
        help="Agents who sold something on that day in that shop, by their service "
        "figures, and how many customers bought. A guess: nobody is set by it.",
    )
    is_led = fields.Boolean(compute="_compute_is_led", search="_search_is_led")

    @property
    def _table_query(self):
        without_compiling(self.env)
        # Tags are read and judged order by order, and once (OFFSET): whatever the
        # database expects, the time grows with the orders of open periods only.
        return SQL(
            """
            WITH judged AS (
                SELECT orders.*, tags.*, number.numbers, number.key AS number_key,
                       number.employee_id AS number_employee_id, number.writer_id,
                       found.problem
                  FROM %(orders)s AS orders
                  JOIN sale_order AS sale ON sale.id = orders.id
                  LEFT JOIN cs_order_number AS number ON number.order_id = orders.id
                 CROSS JOIN LATERAL (
                    SELECT COUNT(tagged.employee_id) AS agent_count,
                           MIN(tagged.department_id) AS department_id,
                           ARRAY_REMOVE(ARRAY_AGG(tagged.department_id), NULL)
                               AS department_ids,
                           BOOL_OR(tagged.has_left) AS has_left,
                           BOOL_OR(tagged.is_no_agent) AS is_no_agent,
                           BOOL_OR(tagged.is_off_duty) AS is_off_duty,
                           STRING_AGG(tagged.tag_name, ', '
                               ORDER BY tagged.employee_id) AS tag_names,
                           COALESCE(STRING_AGG(tagged.employee_id::varchar, ','
                               ORDER BY tagged.employee_id), '') AS agents_key
                      FROM %(tagged)s AS tagged
                 ) AS tags
                 CROSS JOIN LATERAL (SELECT %(problem)s AS problem OFFSET 0) AS found
                 WHERE orders.is_channel OR tags.agent_count > 0
            )
            SELECT judged.id, judged.id AS order_id, judged.name AS order_name,
                   judged.date_order, judged.day AS date, judged.company_id,
                   judged.company_currency_id AS currency_id, judged.period_id,
                   ROUND(judged.amount_untaxed / judged.rate / judged.unit)
                       * judged.unit AS amount_untaxed,
                   %(team_name)s AS team_name,
                   COALESCE(team.cs_department_id, judged.department_id)
                       AS department_id,
                   judged.problem, judged.tag_names, judged.agent_count,
                   judged.problem IN %(lost)s AND (
                       judged.agent_count = 0 OR judged.problem = 'duplicate'
                   ) AS is_lost, judged.numbers, judged.number_employee_id,
                   judged.writer_id,
                   ARRAY_REMOVE(judged.department_ids || team.cs_department_id, NULL)
                       AS department_ids
              FROM judged
              LEFT JOIN crm_team AS team ON team.id = judged.team_id
             WHERE judged.problem IS NOT NULL
               AND NOT (judged.problem IN ('foreign', 'several', 'untagged')
                        AND EXISTS (
                   SELECT FROM cs_order_decision AS decision
                    WHERE decision.order_id = judged.id
                      AND decision.agents_key = judged.agents_key))
               AND NOT (judged.problem LIKE 'number%%' AND EXISTS (
                   SELECT FROM cs_order_decision AS decision
                    WHERE decision.order_id = judged.id
                      AND decision.agents_key = judged.agents_key
                      AND decision.number_key = judged.number_key))
             UNION ALL
            %(refunds)s
            """,
            orders=self._orders(),
            tagged=self._tagged(),
            problem=self._problem(),
            lost=LOST,
            refunds=self._refund_rows(),
            team_name=self._translated(SQL("team.name")),
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Judge no more orders than a list of lost ones needs."""
        others = Domain(domain) & Domain("is_lost", "=", False)
        if others.optimize(self).is_false():
            self = self.with_context(cs_only_lost=ONLY_LOST)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _orders(self):
        """Subquery of the orders that are looked at: those of open periods, and of
        locked ones those that may count yet, or whose number changed since."""
        unpaid = self._not_paid_yet()
        first, stop = self._looked_at()
        open_ = SQL(
            """
            (period.state <> 'locked' OR %s)
            AND sale.date_order >= %s AND sale.date_order < %s
            """,
            unpaid,
            first,
            stop,
        )
        if self.env.context.get("cs_only_lost") is ONLY_LOST:
            looked_at = [SQL("%s AND %s", open_, lost) for lost in self._lost()]
        else:
            changed = SQL(
                """
                period.state = 'locked' AND NOT %s
                AND sale.id IN (SELECT number.order_id FROM cs_order_number AS number
                                 WHERE number.state = 'locked')
                """,
                unpaid,
            )
            looked_at = [open_, changed]
        parts = [self._select_orders(condition) for condition in looked_at]
        return SQL("(%s)", SQL(" UNION ALL ").join(parts))

    @api.model
    def _looked_at(self):
        """From when to when the orders of open periods are, and of those whose orders
        may count yet: days that the database knows let it take the index."""
        spans = self.env["cs.period"]._spans()
        now = fields.Datetime.now()
        return (
            min((first for _day, first, _stop in spans if first), default=now),
            max((stop for _day, _first, stop in spans if stop), default=now),
        )

    @api.model
    def _lost(self):
        """Conditions of the orders that may be lost, each of others: without an
        agent's tag, and with one but there twice.

        Tags are looked up order by order (OFFSET), not those of all years at once.
        """
        tagged = SQL(
            """
            EXISTS (SELECT FROM sale_order_tag_rel AS rel
                      JOIN crm_tag AS tag ON tag.id = rel.tag_id
                     WHERE rel.order_id = sale.id AND tag.cs_employee_id IS NOT NULL
                    OFFSET 0)
            """
        )
        twice = SQL("%s AND %s", self.env["cs.period"]._is_duplicate(), tagged)
        return SQL("NOT %s", tagged), twice

    @api.model
    def _select_orders(self, condition):
        """The orders of periods that a condition on ``sale`` and ``period`` keeps."""
        return SQL(
            """
            SELECT sale.id, sale.name, sale.date_order, sale.team_id,
                   sale.amount_untaxed, sale.company_id, period.id AS period_id,
                   COALESCE(NULLIF(sale.currency_rate, 0), 1)::numeric AS rate,
                   company.currency_id AS company_currency_id,
                   MAKE_INTERVAL(mins => company.cs_duty_tolerance) AS tolerance,
                   currency.rounding::numeric AS unit,
                   %(in_channel)s AS is_channel,
                   (sale.date_order AT TIME ZONE 'UTC'
                       AT TIME ZONE company.cs_tz)::date AS day
              FROM cs_period AS period
              JOIN res_company AS company ON company.id = period.company_id
              JOIN res_currency AS currency ON currency.id = company.currency_id
              JOIN sale_order AS sale
                ON sale.company_id = period.company_id
               AND sale.date_order >= period.start_utc
               AND sale.date_order < period.stop_utc
             WHERE sale.state = 'sale' AND %(condition)s
            """,
            in_channel=self.env["cs.period"]._in_channel(
                SQL("period.id"), SQL("sale.team_id")
            ),
            condition=condition,
        )

    @api.model
    def _tagged(self):
        """Subquery of the tagged agents of ``orders``, to be joined laterally.

        An agent's version is that of the order's local day, as
        ``engine.segments.version_on`` finds it.
        """
        return SQL(
            """
            (SELECT tag.cs_employee_id AS employee_id, version.department_id,
                    %(tag_name)s AS tag_name,
                    NOT COALESCE(
                        version.contract_date_start <= orders.day
                        AND COALESCE(version.contract_date_end, orders.day)
                            >= orders.day,
                        FALSE
                    ) AS has_left,
                    version.cs_level_id IS NULL AS is_no_agent,
                    %(off_duty)s AS is_off_duty
               FROM sale_order_tag_rel AS rel
               JOIN crm_tag AS tag
                 ON tag.id = rel.tag_id AND tag.cs_employee_id IS NOT NULL
               LEFT JOIN %(version)s AS version ON TRUE
              WHERE rel.order_id = orders.id)
            """,
            tag_name=self._translated(SQL("tag.name")),
            off_duty=self._off_duty(),
            version=self.env["hr.version"]._cs_version_on(
                SQL("tag.cs_employee_id"), SQL("orders.day")
            ),
        )

    @api.model
    def _not_paid_yet(self):
        """Condition that an order of a locked month may count yet: where fully paid
        orders count it does so once it is paid (R6.4)."""
        return SQL(
            """
            (period.credit_basis = 'paid'
             AND sale.amount_untaxed >= 0
             AND period.date_from >= %s::date
                 - MAKE_INTERVAL(months => company.cs_clawback_months)
             AND NOT %s)
            """,
            fields.Date.today(),
            self.env["cs.period"]._is_settled(SQL("sale")),
        )

    @api.model
    def _off_duty(self):
        """Condition that ``tag.cs_employee_id`` was not on duty at
        ``orders.date_order`` (local ``orders.day``): on leave of their own, or on the
        roster of the day and in none of their shifts (R10).

        Somebody without any roster line on the day was not planned at all: nothing is
        said. A shift of the evening before may run on over midnight.
        """
        return SQL(
            """
            EXISTS (
                SELECT FROM cs_roster_line AS planned
                 WHERE planned.employee_id = tag.cs_employee_id
                   AND planned.date = orders.day
            ) AND NOT EXISTS (
                SELECT FROM cs_roster_line AS planned
                 WHERE planned.employee_id = tag.cs_employee_id
                   AND planned.date BETWEEN orders.day - 1 AND orders.day + 1
                   AND planned.start - orders.tolerance <= orders.date_order
                   AND planned.stop + orders.tolerance >= orders.date_order
            ) OR EXISTS (
                SELECT FROM resource_calendar_leaves AS off
                  JOIN hr_employee AS absent ON absent.resource_id = off.resource_id
                 WHERE absent.id = tag.cs_employee_id
                   AND off.date_from <= orders.date_order
                   AND off.date_to > orders.date_order
            )
            """
        )

    @api.model
    def _problem(self):
        """The gravest problem of an order and its tags; NULL where there is none."""
        return SQL(
            """
            CASE WHEN number.state = 'locked' THEN 'number_locked'
                 WHEN %s THEN 'duplicate'
                 WHEN has_left THEN 'left'
                 WHEN is_no_agent THEN 'no_agent'
                 WHEN is_off_duty THEN 'off_duty'
                 WHEN number.state IN ('hand', 'listed') THEN 'number_hand'
                 WHEN number.state = 'other' THEN 'number_other'
                 WHEN NOT orders.is_channel THEN 'foreign'
                 WHEN agent_count > 1 THEN 'several'
                 WHEN agent_count = 0 AND number.state = 'several'
                 THEN 'number_several'
                 WHEN agent_count = 0 AND number.state = 'unknown'
                 THEN 'number_unknown'
                 WHEN agent_count = 0 AND number.state = 'left' THEN 'number_left'
                 WHEN agent_count = 0 THEN 'untagged' END
            """,
            self.env["cs.period"]._is_duplicate(),
        )

    @api.model
    def _refund_rows(self):
        """Credit notes that may be of several orders, for who sees all of a company."""
        rows = [
            SQL(
                """
                SELECT -note.id, NULL::integer, note.name, note.date::timestamp,
                       note.date, note.company_id, company.currency_id, period.id,
                       -note.balance, NULL, NULL::integer, 'credit_note', NULL, 0,
                       FALSE, NULL, NULL::integer, NULL::integer,
                       NULL::integer[]
                  FROM (%s) AS note
                  JOIN res_company AS company ON company.id = note.company_id
                  LEFT JOIN cs_period AS period
                    ON period.company_id = note.company_id
                   AND note.date BETWEEN period.date_from AND period.date_to
                """,
                self.env["cs.period"]._unclear_refunds(company),
            )
            for company in self.env.companies
            if self.env.su or self.env.user._cs_is_officer()
        ]
        # Without any there is still one query to write: of no rows.
        nobody = SQL(
            """
            SELECT 0, 0, '', NULL::timestamp, NULL::date, 0, 0, 0, 0.0, '', 0, '', '',
                   0, FALSE, '', 0, 0, '{}'::integer[]
             WHERE FALSE
            """
        )
        return SQL(" UNION ALL ").join([*rows, nobody])

    @api.model
    def _translated(self, column):
        lang = self.env.lang or "en_US"
        return SQL("COALESCE(%s->>%s, %s->>'en_US')", column, lang, column)

    @api.depends("is_lost", "date", "team_name", "company_id")
    @api.depends_context("lang", "uid")
    def _compute_guess(self):
        """Who sold on the day of each untagged order, in one query."""
        open_rows = self.filtered(lambda row: row.is_lost and row.date)
        sold = defaultdict(list)
        for day, channel, agent, bought in self.env["cs.service.stat"]._read_group(
            [
                ("date", "in", open_rows.mapped("date")),
                ("company_id", "in", open_rows.company_id.ids),
                ("granularity", "=", "day"),
                ("bought", ">", 0),
            ],
            ["date:day", "channel", "employee_id"],
            ["bought:sum"],
        ):
            # sudo: a name, also of who is of another company by now
            sold[fields.Date.to_date(day), channel or False].append(
                (agent.sudo(), bought)
            )
        for row in self:
            row.guess = row in open_rows and row._guess_among(
                [
                    (agent, bought)
                    for channel in {row.team_name, False}
                    for agent, bought in sold[row.date, channel]
                    if agent.company_id == row.company_id
                ]
            )

    def _guess_among(self, sold):
        """The three who sold most, in words."""
        sold = sorted(sold, key=lambda pair: (-pair[1], pair[0].id))[:3]
        return ", ".join(f"{agent.name} ({bought})" for agent, bought in sold)

    @api.depends_context("uid")
    def _compute_is_led(self):
        found = self.search([("id", "in", self.ids), ("is_led", "=", True)])
        for row in self:
            row.is_led = row in found

    def _search_is_led(self, operator, value):
        """The orders of the user's departments, and those of none."""
        if operator != "in":
            return NotImplemented
        led = Domain.custom(to_sql=self._led_sql)
        return led if True in value else ~led

    @api.model
    def _led_sql(self, _model, alias, _query):
        # A column of the query beside its fields; of credit notes it is empty.
        return SQL(
            "COALESCE(%(teams)s = '{}' OR %(teams)s && %(led)s, FALSE)",
            teams=SQL.identifier(alias, "department_ids"),
            led=self.env.user._cs_led_departments().ids,
        )

    def action_assign(self):
        """Assign or split the orders with a reason, many at once.

        Of a credit note it is said which order it reduces.
        """
        notes = self.filtered(lambda row: row.problem == "credit_note")
        if notes and notes != self:
            raise UserError(
                self.env._("Choose either orders or credit notes, not both at once.")
            )
        return self.env["cs.order.assign"]._get_records_action(
            name=self.env._("Assign Orders"),
            target="new",
            context={
                "default_check_ids": self.ids,
                "default_mode": "refund" if notes else "one",
            },
        )
