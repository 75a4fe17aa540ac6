from odoo import api, fields, models
from odoo.tools import SQL

# Facts of one period that are written at the same moment do not wait for each other.
SLOTS = 8


class CsPeriodGate(models.Model):
    """Where a fact and the lock of its month meet: nobody passes while it is closed.

    A transaction that writes a fact updates one row of the period's gate, the one
    that locks the period updates them all. So one of two at once waits for the other
    and then begins anew with what the other wrote: no fact is lost, none is changed
    behind the lock.
    """

    _name = "cs.period.gate"
    _description = "Gate of a Pay Period"
    _log_access = False

    period_id = fields.Many2one(
        "cs.period", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    slot = fields.Integer(required=True)
    turn = fields.Integer(default=0, help="Grows with every fact.")

    _slot_uniq = models.UniqueIndex("(period_id, slot)", "A gate has each slot once.")

    @api.model
    def _build(self, periods):
        """Make the gates of new periods."""
        self.create(
            [
                {"period_id": period.id, "slot": slot}
                for period in periods
                for slot in range(SLOTS)
            ]
        )

    @api.model
    def _pass(self, periods, every=False, agents=None):
        """Enter the gates of the periods, or close them (``every``) to all others.

        :param agents: enter by their slots, where others of the same agents come by
        :raises psycopg2.errors.SerializationFailure: if the other side was first;
            Odoo runs the request again
        """
        if not periods:
            return
        if every:
            slot = SQL("TRUE")
        elif agents:
            slots = sorted({agent_id % SLOTS for agent_id in agents.ids})
            slot = SQL("slot = ANY(%s)", slots)
        else:
            slot = SQL("slot = pg_backend_pid() %% %s", SLOTS)
        self.env.cr.execute(
            SQL(
                """
                UPDATE cs_period_gate AS gate SET turn = turn + 1
                  FROM (
                        SELECT id FROM cs_period_gate
                         WHERE period_id = ANY(%(periods)s) AND %(slot)s
                         ORDER BY id FOR UPDATE
                  ) AS mine
                 WHERE gate.id = mine.id
                """,
                periods=sorted(periods.ids),
                slot=slot,
            )
        )
