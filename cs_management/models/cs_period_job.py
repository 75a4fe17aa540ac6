import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

CRON = "cs_management.cs_period_job_cron"
ACTIVE = ("waiting", "running")
# A fact that somebody writes meanwhile may come first: the step begins anew.
ATTEMPTS = 5
# So long nothing is heard of a job that runs, or that waits, before it looks lost.
SILENCE = {"running": timedelta(minutes=10), "waiting": timedelta(minutes=2)}


@dataclass(frozen=True, slots=True)
class Turn:
    """In the context as "cs_job": the job whose turn it is. An object, so that no
    remote call can send it."""

    job_id: int

    @classmethod
    def of(cls, env):
        """The job that is at work; ``None`` behind a button."""
        turn = env.context.get("cs_job")
        return turn.job_id if isinstance(turn, cls) else None


class Part(NamedTuple):
    """A chunk that was done, for the job: up to where, how many, of how many."""

    position: int
    done: int
    total: int
    notes: list[str]


class CsPeriodJob(models.Model):
    """A step of a long period that runs in the background, one at a time.

    What it does is one transaction, as it is behind the button: all or nothing. A kind
    with a ``_chunk_<kind>`` of the period commits chunk by chunk instead, with
    ``position``, and goes on behind it after a failure. This row is written by the
    transaction that does the work, so "done" and the work itself are never apart; how
    far it has got is told beside it, in ``cs.period.progress``.
    """

    _name = "cs.period.job"
    _description = "Step of a Pay Period in the Background"
    _order = "id desc"

    period_id = fields.Many2one(
        "cs.period", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [("compute", "Compute"), ("publish", "Publish"), ("lock", "Lock")],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("waiting", "Queued"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Asked by",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    position = fields.Integer(
        readonly=True, help="What was done last, of a step that goes on behind it."
    )
    note = fields.Text(readonly=True, help="Why it failed, or what to look at.")
    is_seen = fields.Boolean(readonly=True)
    progress_ids = fields.One2many("cs.period.progress", "job_id")

    _active_uniq = models.UniqueIndex(
        "(period_id) WHERE state IN ('waiting', 'running')",
        "A step of the period runs in the background already.",
    )

    # ------------------------------------------------------------------
    # Running
    # ------------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Run what waits, the oldest first.

        Odoo runs a scheduled action once at a time: what is running at the beginning
        was left by a process that is gone.
        """
        self.search([("state", "=", "running")])._end_interrupted()
        waiting = [("state", "=", "waiting")]
        while job := self.search(waiting, order="id", limit=1):
            job._run()
            remaining = self.search_count(waiting)
            if not self.env["ir.cron"]._commit_progress(1, remaining=remaining):
                return

    def _end_interrupted(self):
        for job in self:
            _logger.warning("%s of %s was interrupted", job.kind, job.period_id.name)
            if job._chunk():
                job.state = "waiting"
            else:
                job._end(
                    "failed",
                    job._as_asked().env._(
                        "The server stopped meanwhile, or it took longer than a "
                        "scheduled action may take (limit_time_real_cron). Nothing "
                        "was changed. Try again."
                    ),
                )
        self.env["cs.period.progress"]._clear(self.ids)

    def _run(self):
        """Do the work; whatever comes of it, nothing is left running."""
        self.state = "running"
        self.env["ir.cron"]._commit_progress()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._work()
                self.env["ir.cron"]._commit_progress()
                break
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                self.env.cr.rollback()
                if attempt == ATTEMPTS:
                    self._fail(error)
            except Exception as error:  # Whatever it is: users read it, the log has it.
                self.env.cr.rollback()
                self._fail(error)
                break
        self.env["cs.period.progress"]._clear(self.ids)

    def _work(self):
        period = self._as_asked().period_id
        period._check_officer()
        if not (chunk := self._chunk()):
            period._take_turn()
            getattr(period, f"_check_can_{self.kind}")()
            getattr(period, f"_do_{self.kind}")()
            self._end("done")
            return
        while part := chunk(self.position):
            notes = filter(None, (self.note, *part.notes))
            self.write({"position": part.position, "note": "\n".join(notes)})
            # Told to the cron, too: what is killed behind a chunk has not timed out.
            waiting = self.search_count([("state", "in", ACTIVE)])
            time_left = self.env["ir.cron"]._commit_progress(1, remaining=waiting)
            period._tell(self.kind, part.done, part.total)
            if not time_left:
                # The cron comes back for it, after others had their turn.
                self.state = "waiting"
                return
        self._end("done", self.note)

    def _chunk(self):
        """The period's method for the next chunk; none if all is one transaction."""
        return getattr(self._as_asked().period_id, f"_chunk_{self.kind}", None)

    def _as_asked(self):
        """The job as the user who asked for it would see it."""
        user = self.user_id
        return self.with_user(user).with_context(
            allowed_company_ids=self.company_id.ids,
            lang=user.lang,
            tz=user.tz,
            cs_job=Turn(self.id),
        )

    def _fail(self, error):
        if isinstance(error, UserError):
            text = str(error)
        else:
            _logger.error("%s of %s failed", self.kind, self.period_id.name, exc_info=1)
            text = self._as_asked().env._(
                "An error in the program: the server's log has the details."
            )
        self._end("failed", text)

    def _end(self, state, note=False):
        """Set the outcome, and tell who asked for it, wherever they are by now."""
        self.write({"state": state, "note": note or False})
        job = self._as_asked()
        is_done = state == "done"
        text = job.env._("Done in the background.") if is_done else note
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "danger" if not is_done else "warning" if note else "success",
                "title": job._title(),
                "message": note or text,
                "sticky": bool(note),
            },
        )
        _logger.info("%s of %s is %s", self.kind, self.period_id.name, state)

    def _title(self):
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        return self.env._(
            "%(period)s: %(step)s", period=self.period_id.name, step=label
        )

    # ------------------------------------------------------------------
    # What is shown of it
    # ------------------------------------------------------------------

    def _is_lost(self):
        """Whether it should have moved by now."""
        if self.state not in ACTIVE:
            return False
        heard = self.progress_ids.told_at or self.write_date
        return heard < fields.Datetime.now() - SILENCE[self.state]

    def _text(self):
        """What the period's form says."""
        if self.state == "waiting":
            return self.env._("%(step)s: waits for its turn", step=self._title())
        progress = self.progress_ids
        name = progress and self.period_id._step_names().get(progress.step)
        if self.state == "running" and name:
            return self.env._("%(step)s: %(part)s", step=self._title(), part=name)
        return "\n".join(filter(None, (self._title(), self.note)))
