from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import worknumbers
from ..queries import without_compiling
from .number_reader import Read, Reader

# What a reading has come to: see engine.worknumbers.decide.
STATES = [
    ("none", "No number"),
    ("same", "As tagged"),
    ("set", "Tag set"),
    ("listed", "Tag set, to be looked at"),
    ("several", "Two numbers"),
    ("unknown", "Number unknown"),
    ("left", "Number of someone who was no agent"),
    ("hand", "Waits for a leader"),
    ("other", "Another agent than the tag"),
    ("locked", "Changed behind a lock"),
]


class CsOrderNumber(models.Model):
    """What was read of an order's work number, and what became of it (R6.1, R6.8).

    One row an order, beside it: a million orders are read without rewriting their wide
    rows. ``key`` is the version of what was read, so that reading again begins where it
    stopped and does nothing twice. Only the addon writes here.
    """

    _name = "cs.order.number"
    _description = "Work Number of an Order"
    _inherit = "cs.guard.mixin"
    _rec_name = "numbers"
    _log_access = False

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    numbers = fields.Char(readonly=True, help="As they stand in the order.")
    employee_id = fields.Many2one(
        "hr.employee", string="Whose Number", readonly=True, ondelete="set null"
    )
    tag_id = fields.Many2one(
        "crm.tag", string="Tag Set", readonly=True, ondelete="set null"
    )
    writer_id = fields.Many2one(
        "res.users",
        string="Written By",
        readonly=True,
        ondelete="set null",
        help="Who wrote the text last; nobody: it was imported.",
    )
    key = fields.Char(readonly=True)
    read_on = fields.Datetime(readonly=True)

    _order_uniq = models.UniqueIndex("(order_id)", "An order is read once.")
    _state_idx = models.Index("(state, order_id) WHERE state = 'locked'")

    # ------------------------------------------------------------------
    # What orders are read by
    # ------------------------------------------------------------------

    @api.model
    def _agents_of(self, company):
        """Whose work numbers are known: ``{number: employee}``, as texts are read.

        Who has left keeps their number until somebody else takes it over.
        """
        # sudo: numbers are known to everybody; nothing else is read
        employees = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search_fetch(
                [("company_id", "=", company.id), ("cs_agent_code", "!=", False)],
                ["cs_agent_code", "active", "user_id"],
                order="active, id",
            )
        )
        return {worknumbers.plain(row.cs_agent_code): row for row in employees}

    @api.model
    def _flags(self, company):
        """Colours that a company gives a meaning: ``(tagged, special)``."""
        # sudo: what a flag means is no secret
        company = company.sudo()
        meanings = {
            colour: company[f"cs_flag_{colour}"]
            for colour, _label in self.env["sale.order"]._fields["cs_flag"].selection
        }
        return tuple(
            {colour for colour, meaning in meanings.items() if meaning == wanted}
            for wanted in ("tagged", "special")
        )

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _read_orders(self, company, condition, limit=None, *, force=False):
        """Read the orders of a company that a condition on ``sale`` chooses.

        What was read in the same version before is passed over.

        :param force: read those, too
        :return: the id of the last order looked at, how many were, how many changed
        """
        places = self.env["cs.number.source"]._places(company.id)
        if not places:
            return 0, 0, 0
        reader = Reader(self, company, places)
        self._flush_facts()
        without_compiling(self.env)
        rows = [
            Read(*row)
            for row in self.env.execute_query(
                self._read_query(company, places, reader.version, condition, limit)
            )
        ]
        if not rows:
            return 0, 0, 0
        outcomes = [
            outcome
            for row in rows
            if (force or reader.is_new(row)) and (outcome := reader.outcome(row))
        ]
        self._store_outcomes(company, reader, outcomes)
        return rows[-1].order_id, len(rows), len(outcomes)

    @api.model
    def _flush_facts(self):
        for name in (
            "sale.order",
            "crm.tag",
            "cs.order.decision",
            "cs.order.number",
            "cs.period",
            "cs.commission.line",
        ):
            self.env[name].flush_model()

    @api.model
    def _read_query(self, company, places, version, condition, limit):
        texts = [self._text_of(place) for place, _pattern in places]
        Period = self.env["cs.period"]
        # sudo: a company's zone is no secret
        zone = company.sudo().cs_tz or "UTC"
        return SQL(
            """
            SELECT sale.id, day.local,
                   MD5(CONCAT_WS(%(gap)s, %(version)s, day.local, sale.cs_flag,
                                 number.writer_id, %(texts)s)),
                   sale.cs_flag, ARRAY[%(texts)s]::text[],
                   ARRAY(
                       SELECT tag.cs_employee_id FROM sale_order_tag_rel AS rel
                         JOIN crm_tag AS tag ON tag.id = rel.tag_id
                        WHERE rel.order_id = sale.id
                          AND tag.cs_employee_id IS NOT NULL
                        ORDER BY 1),
                   number.tag_id, number.state, number.numbers, number.writer_id,
                   EXISTS (SELECT FROM cs_order_decision AS decision
                            WHERE decision.order_id = sale.id),
                   EXISTS (SELECT FROM cs_period AS period
                            WHERE period.company_id = sale.company_id
                              AND sale.date_order >= period.start_utc
                              AND sale.date_order < period.stop_utc
                              AND period.state = 'locked'
                              AND (period.credit_basis IS DISTINCT FROM 'paid'
                                   OR sale.amount_untaxed < 0 OR %(settled)s)),
                   number.key
              FROM sale_order AS sale
              LEFT JOIN cs_order_number AS number ON number.order_id = sale.id
              CROSS JOIN LATERAL (
                  SELECT (COALESCE(sale.date_order, NOW() AT TIME ZONE 'UTC')
                          AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS local
              ) AS day
             WHERE sale.company_id = %(company)s AND %(condition)s
             ORDER BY sale.id
             %(limit)s
            """,
            gap="\x1f",
            version=version,
            texts=SQL(", ").join(texts),
            settled=Period._is_settled(SQL("sale")),
            zone=zone,
            company=company.id,
            condition=condition,
            limit=SQL("LIMIT %s", limit) if limit else SQL(),
        )

    @api.model
    def _text_of(self, place):
        """SQL: what stands in a place of ``sale``."""
        if place == "tag_ids":
            return SQL(
                """
                (SELECT STRING_AGG(plain.name->>'en_US', ' | ' ORDER BY plain.id)
                   FROM sale_order_tag_rel AS rel
                   JOIN crm_tag AS plain ON plain.id = rel.tag_id
                  WHERE rel.order_id = sale.id AND plain.cs_employee_id IS NULL)
                """
            )
        return SQL("sale.%s", SQL.identifier(place))

    # ------------------------------------------------------------------
    # Storing what was read
    # ------------------------------------------------------------------

    @api.model
    def _mark_writer(self, orders, user_id):
        """Keep who wrote the texts of orders last; ``None`` for an import."""
        if user_id is None:
            self.env.cr.execute(
                SQL(
                    "UPDATE cs_order_number SET writer_id = NULL "
                    "WHERE order_id = ANY(%s) AND writer_id IS NOT NULL",
                    orders.ids,
                )
            )
        else:
            orders.flush_recordset(["company_id"])
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO cs_order_number (order_id, company_id, state, writer_id)
                    SELECT id, company_id, 'none', %s FROM sale_order
                     WHERE id = ANY(%s)
                    ON CONFLICT (order_id) DO UPDATE SET writer_id = EXCLUDED.writer_id
                    """,
                    user_id,
                    orders.ids,
                )
            )
        self.invalidate_model()

    @api.model
    def _store_outcomes(self, company, reader, outcomes):
        """Write the readings, the tags that follow, and why, each in one statement."""
        if not outcomes:
            return
        dropped = [row for row in outcomes if row.drops]
        added = [row for row in outcomes if row.adds]
        moved = [row.order_id for row in {*dropped, *added}]
        # Who changes these orders meanwhile comes first: this begins anew then.
        self.env.cr.execute(
            SQL(
                "SELECT FROM sale_order WHERE id = ANY(%s) FOR NO KEY UPDATE",
                moved,
            )
        )
        self.env.cr.execute(self._upsert(company, outcomes))
        if dropped:
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM sale_order_tag_rel AS rel
                     USING UNNEST(%s::integer[], %s::integer[]) AS gone (ord, tag)
                     WHERE rel.order_id = gone.ord AND rel.tag_id = gone.tag
                    """,
                    [row.order_id for row in dropped],
                    [row.drops for row in dropped],
                )
            )
        if added:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO sale_order_tag_rel (order_id, tag_id)
                    SELECT * FROM UNNEST(%s::integer[], %s::integer[])
                    ON CONFLICT DO NOTHING
                    """,
                    [row.order_id for row in added],
                    [row.adds for row in added],
                )
            )
        self._log_outcomes(company, reader, outcomes)
        self.invalidate_model()
        self.env["cs.order.check"].invalidate_model(flush=False)
        orders = self.env["sale.order"].browse(moved)
        orders.invalidate_recordset(["tag_ids"], flush=False)
        orders.modified(["tag_ids"])

    @api.model
    def _upsert(self, company, outcomes):
        return SQL(
            """
            INSERT INTO cs_order_number (
                order_id, company_id, state, numbers, employee_id, tag_id, key, read_on
            )
            SELECT row.order_id, %(company)s, row.state, row.numbers, row.employee_id,
                   row.tag_id, row.key, NOW() AT TIME ZONE 'UTC'
              FROM UNNEST(
                  %(orders)s::integer[], %(states)s::varchar[], %(numbers)s::varchar[],
                  %(employees)s::integer[], %(tags)s::integer[], %(keys)s::varchar[]
              ) AS row (order_id, state, numbers, employee_id, tag_id, key)
            ON CONFLICT (order_id) DO UPDATE SET
                company_id = EXCLUDED.company_id,
                state = EXCLUDED.state,
                numbers = EXCLUDED.numbers,
                employee_id = EXCLUDED.employee_id,
                tag_id = EXCLUDED.tag_id,
                key = EXCLUDED.key,
                read_on = EXCLUDED.read_on
            """,
            company=company.id,
            orders=[row.order_id for row in outcomes],
            states=[row.state for row in outcomes],
            numbers=[row.numbers or None for row in outcomes],
            employees=[row.employee_id for row in outcomes],
            tags=[row.tag_id for row in outcomes],
            keys=[row.key for row in outcomes],
        )

    @api.model
    def _log_outcomes(self, company, reader, outcomes):
        """A note in the history of each order whose reading is new."""
        notes = [(row.order_id, text) for row in outcomes if (text := reader.why(row))]
        if not notes:
            return
        user = self.env.user
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mail_message (
                    model, res_id, body, date, message_type, subtype_id, is_internal,
                    author_id, record_company_id, email_add_signature,
                    create_uid, create_date, write_uid, write_date
                )
                SELECT 'sale.order', note.order_id, note.body, now.utc, 'notification',
                       %(subtype)s, TRUE, %(author)s, %(company)s, TRUE,
                       %(uid)s, now.utc, %(uid)s, now.utc
                  FROM UNNEST(%(orders)s::integer[], %(bodies)s::text[])
                       AS note (order_id, body),
                       (SELECT DATE_TRUNC('second', NOW() AT TIME ZONE 'UTC'))
                           AS now (utc)
                """,
                subtype=self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
                author=user.partner_id.id,
                company=company.id,
                uid=user.id,
                orders=[order_id for order_id, _text in notes],
                bodies=[text for _order_id, text in notes],
            )
        )
        orders = self.env["sale.order"].browse(order_id for order_id, _text in notes)
        orders.invalidate_recordset(["message_ids"], flush=False)
