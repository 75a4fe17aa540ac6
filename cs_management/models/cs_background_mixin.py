import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

ACTIVE = ("waiting", "running")
# A fact that somebody writes meanwhile may come first: the step begins anew.
ATTEMPTS = 5
# So long nothing is heard of what runs, or waits, before it looks lost.
SILENCE = {"running": timedelta(minutes=10), "waiting": timedelta(minutes=2)}


class CsBackgroundMixin(models.AbstractModel):
    """Work of a scheduled action: run what waits, try again, fail, tell who asked.

    Its model has ``state`` with "waiting", "running", "done" and "failed", ``user_id``
    who asked, and ``note``; it says in :meth:`_work` what one transaction does.
    """

    _name = "cs.background.mixin"
    _description = "Work in the Background"

    # ------------------------------------------------------------------
    # What a model says
    # ------------------------------------------------------------------

    def _work(self):
        """What one transaction does; the last one ends with :meth:`_end`."""
        raise NotImplementedError

    def _title(self):
        """What it is, for who asked."""
        return self.display_name

    def _goes_on(self):
        """Whether it goes on behind an interruption; else all of it was taken back."""
        return True

    def _heard_at(self):
        """When something was heard of it last."""
        return self.write_date

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
            if not job._run():
                return

    def _end_interrupted(self):
        for job in self:
            _logger.warning("%s was interrupted", job._title())
            if job._goes_on():
                job.state = "waiting"
                continue
            text = job._for_asker().env._(
                "The server stopped meanwhile, or it took longer than a scheduled "
                "action may take (limit_time_real_cron). Nothing was changed. Try "
                "again."
            )
            job._end("failed", text)

    def _run(self):
        """Do the work; whatever comes of it, nothing is left running.

        :return: whether there is time for others
        """
        self.state = "running"
        self.env["ir.cron"]._commit_progress()
        failures = 0
        while self.state in ACTIVE:
            try:
                self._work()
                time_left = self._commit_work()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                self.env.cr.rollback()
                failures += 1
                if failures < ATTEMPTS:
                    continue
                time_left = self._fail(error)
            except Exception as error:  # Whatever it is: users read it, the log has it.
                self.env.cr.rollback()
                time_left = self._fail(error)
            if not time_left:
                if self.state in ACTIVE:
                    # The cron comes back for it, after others had their turn.
                    self.state = "waiting"
                    self._commit_work()
                return False
        return True

    def _commit_work(self):
        """Keep what was done, told to the cron too: it has not timed out.

        :return: whether there is time for more
        """
        left = self.search_count([("state", "in", ACTIVE)])
        return self.env["ir.cron"]._commit_progress(1, remaining=left)

    # ------------------------------------------------------------------
    # Its end
    # ------------------------------------------------------------------

    def _fail(self, error):
        if isinstance(error, UserError):
            text = str(error)
        else:
            _logger.error("%s failed", self._title(), exc_info=error)
            text = self._for_asker().env._(
                "An error in the program: the server's log has the details."
            )
        self._end("failed", text)
        return self._commit_work()

    def _end(self, state, note=False):
        """Set the outcome, and tell who asked for it, wherever they are by now."""
        self.write({"state": state, "note": note or False})
        job = self._for_asker()
        is_done = state == "done"
        kind = "danger" if not is_done else "warning" if note else "success"
        job._tell_asker(note or job.env._("Done in the background."), kind, bool(note))
        _logger.info("%s is %s", self._title(), state)

    def _tell_asker(self, text, kind, sticky=True):
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": kind,
                "title": self._title(),
                "message": text,
                "sticky": sticky,
            },
        )

    def _for_asker(self):
        """The work in the language of who asked for it."""
        return self.with_context(lang=self.user_id.lang)

    # ------------------------------------------------------------------
    # What is shown of it
    # ------------------------------------------------------------------

    def _is_lost(self):
        """Whether it should have moved by now; behind others, it waits its turn."""
        heard = self.state in ACTIVE and self._heard_at()
        if not heard or heard >= fields.Datetime.now() - SILENCE[self.state]:
            return False
        # sudo: only whether another one is at work is asked
        others = self.sudo()
        return self.state == "running" or not others.search_count(
            [("state", "=", "running")], limit=1
        )
