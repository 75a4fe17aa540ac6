import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class CsPeriodProgress(models.Model):
    """How far a job of a period has got, while it runs.

    Told by a transaction of its own: that of the work shows nothing before its end, and
    takes all back if it fails; and it would fail itself if it met, in the row that it
    writes, what was told meanwhile. The row goes when the job ends, well or not.
    """

    _name = "cs.period.progress"
    _description = "Progress of a Pay Period"
    _log_access = False

    job_id = fields.Many2one(
        "cs.period.job", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="job_id.company_id", store=True, index=True)
    step = fields.Char(readonly=True)
    done = fields.Integer(readonly=True)
    total = fields.Integer(readonly=True)
    told_at = fields.Datetime(readonly=True)

    _job_uniq = models.UniqueIndex("(job_id)", "A job has one progress.")

    @api.model
    def _tell(self, job_id, step, done, total):
        """Keep how far a job is; that it cannot be told stops no work."""
        query = SQL(
            """
            INSERT INTO cs_period_progress (
                job_id, company_id, step, done, total, told_at
            )
            SELECT id, company_id, %(step)s, %(done)s, %(total)s, %(now)s
              FROM cs_period_job WHERE id = %(job)s
            ON CONFLICT (job_id) DO UPDATE SET
                step = EXCLUDED.step,
                done = EXCLUDED.done,
                total = EXCLUDED.total,
                told_at = EXCLUDED.told_at
            """,
            job=job_id,
            step=step,
            done=done,
            total=total,
            now=fields.Datetime.now(),
        )
        self._execute_apart(query)

    @api.model
    def _clear(self, job_ids):
        """Nobody is at work on these jobs any more."""
        self._execute_apart(
            SQL("DELETE FROM cs_period_progress WHERE job_id = ANY(%s)", job_ids)
        )
        self.invalidate_model()

    def _execute_apart(self, query):
        """In a transaction of its own, committed at once."""
        try:
            with self.env.registry.cursor() as cr:
                cr.execute(query)
        except psycopg2.Error:
            _logger.warning("The progress of a job is not told", exc_info=True)
