from dataclasses import dataclass
from typing import NamedTuple

from odoo import fields, models

CRON = "cs_management.cs_period_job_cron"


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
    _inherit = "cs.background.mixin"
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

    def _end_interrupted(self):
        result = super()._end_interrupted()
        self.env["cs.period.progress"]._clear(self.ids)
        return result

    def _goes_on(self):
        return bool(self._chunk())

    def _run(self):
        time_left = super()._run()
        self.env["cs.period.progress"]._clear(self.ids)
        return time_left

    def _work(self):
        """The step, or its next chunk."""
        period = self._as_asked().period_id
        period._check_officer()
        if not (chunk := self._chunk()):
            period._take_turn()
            getattr(period, f"_check_can_{self.kind}")()
            getattr(period, f"_do_{self.kind}")()
            self._end("done")
        elif part := chunk(self.position):
            notes = filter(None, (self.note, *part.notes))
            self.write({"position": part.position, "note": "\n".join(notes)})
            period._tell(self.kind, part.done, part.total)
        else:
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

    def _title(self):
        label = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        return self.env._(
            "%(period)s: %(step)s", period=self.period_id.name, step=label
        )

    # ------------------------------------------------------------------
    # What is shown of it
    # ------------------------------------------------------------------

    def _heard_at(self):
        return self.progress_ids.told_at or super()._heard_at()

    def _text(self):
        """What the period's form says."""
        if self.state == "waiting":
            return self.env._("%(step)s: waits for its turn", step=self._title())
        progress = self.progress_ids
        name = progress and self.period_id._step_names().get(progress.step)
        if self.state == "running" and name:
            return self.env._("%(step)s: %(part)s", step=self._title(), part=name)
        return "\n".join(filter(None, (self._title(), self.note)))
