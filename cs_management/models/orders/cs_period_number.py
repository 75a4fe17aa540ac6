from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..cs_period_job import Part
from .sale_order_number import CHUNK

# In the background each chunk is committed; larger ones ask less often.
LARGE_CHUNK = 20_000


class CsPeriod(models.Model):
    """The work numbers of a whole period are read again (R6.1).

    In the background chunk by chunk, each committed with where it ended; what is read
    in this version already is passed over, so a server that dies does nothing twice.
    """

    _inherit = "cs.period"

    def action_read_numbers(self):
        """Read the work numbers of the period's orders again, at once or later."""
        return self._press("numbers")

    def _check_can_numbers(self):
        self.ensure_one()
        if self.state == "locked":
            raise UserError(
                self.env._(
                    "%(period)s is locked: its orders keep their agents. Late changes "
                    "are decided in the Order Check.",
                    period=self.name,
                )
            )

    def _do_numbers(self):
        position = 0
        while part := self._read_numbers_behind(position, CHUNK):
            position = part[0]
        return True

    def _chunk_numbers(self, position):
        """Read the next orders, for the job that runs in the background.

        :param position: the id of the order that was looked at last
        :return: the :class:`Part`; ``None`` if nothing is left
        """
        self._take_turn()
        self._check_can_numbers()
        if not (part := self._read_numbers_behind(position, LARGE_CHUNK)):
            return None
        [[first, last]] = self.env.execute_query(
            SQL(
                "SELECT MIN(sale.id), MAX(sale.id) FROM sale_order AS sale "
                "WHERE sale.company_id = %s AND %s",
                self.company_id.id,
                self._numbered_orders(0),
            )
        )
        return Part(part[0], part[0] - first + 1, last - first + 1, [])

    def _read_numbers_behind(self, position, limit):
        # sudo: officers need no access to orders; the buttons check who they are
        position, count, changed = (
            self.env["cs.order.number"]
            .sudo()
            ._read_orders(self.company_id, self._numbered_orders(position), limit)
        )
        return (position, changed) if count else None

    def _numbered_orders(self, position):
        return SQL(
            """
            sale.id > %s AND sale.date_order >= %s AND sale.date_order < %s
            AND sale.state <> 'cancel'
            """,
            position,
            self.start_utc,
            self.stop_utc,
        )

    def _step_names(self):
        return {**super()._step_names(), "numbers": self.env._("work numbers")}
