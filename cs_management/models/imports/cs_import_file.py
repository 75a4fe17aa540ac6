import logging
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

CRON = "cs_management.cs_import_file_cron"
# Items that are written with one COMMIT.
CHUNK = 500
ATTEMPTS = 5


class CsImportFile(models.Model):
    """A file that was imported: who, when, what came of it, and the file itself.

    A long file is checked as a whole and then written in the background, chunk by
    chunk. How far it has got stands in the same transaction as the chunk, so that it
    goes on behind it after whatever happens; and what a chunk finds there already stays
    as it is, so that nothing is doubled.
    """

    _name = "cs.import.file"
    _description = "Imported File"
    _inherit = ["cs.guard.mixin", "cs.import.mixin"]
    _order = "id desc"
    _rec_name = "file_name"

    company_id = fields.Many2one(readonly=True)
    file_name = fields.Char(string="File", readonly=True)
    layout_id = fields.Many2one(readonly=True, ondelete="restrict")
    team_id = fields.Many2one(readonly=True)
    date_from = fields.Date(readonly=True)
    date_to = fields.Date(readonly=True)
    existing = fields.Selection(readonly=True)
    invites = fields.Boolean(readonly=True)
    file = fields.Binary(string="Content", attachment=True, readonly=True)
    digest = fields.Char(readonly=True, index=True, help="The same for the same file.")
    kind = fields.Selection(related="layout_id.kind", store=True)
    user_id = fields.Many2one(
        "res.users", string="Imported by", readonly=True, required=True
    )
    state = fields.Selection(
        [
            ("waiting", "Queued"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("undone", "Taken Back"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    position = fields.Integer(string="Written", readonly=True, aggregator=None)
    total = fields.Integer(string="To Write", readonly=True, aggregator=None)
    progress = fields.Float(compute="_compute_progress", string="Progress (%)")
    new_count = fields.Integer(string="New", readonly=True)
    changed_count = fields.Integer(string="Changed", readonly=True)
    unchanged_count = fields.Integer(string="Unchanged", readonly=True)
    skipped_count = fields.Integer(string="Left Out", readonly=True)
    done_at = fields.Datetime(string="Done at", readonly=True)
    note = fields.Text(readonly=True)

    @api.depends("position", "total")
    def _compute_progress(self):
        for file in self:
            file.progress = file.total and 100 * file.position / file.total

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        """What came in keeps its source; only a file of which nothing came goes."""
        for file in self:
            if file.state != "undone" and file.position:
                raise UserError(
                    self.env._(
                        "%(file)s was imported and stays: it says where the facts came "
                        "from.",
                        file=file.file_name,
                    )
                )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def _write_chunk(self, reader):
        """Write the next items; the caller commits them with the position."""
        items = reader.items[self.position : self.position + CHUNK]
        self._count(reader.put(items))
        self.position += len(items)

    def _count(self, counts):
        for name in ("new", "changed", "unchanged"):
            self[f"{name}_count"] += counts[name]

    def _finish(self):
        self.write({"state": "done", "done_at": fields.Datetime.now()})

    def _write_all(self, reader):
        """Write a short file at once, all or nothing."""
        while self.position < len(reader.items):
            self._write_chunk(reader)
        self._finish()

    # ------------------------------------------------------------------
    # In the background
    # ------------------------------------------------------------------

    def _start(self):
        """Have the file written by the server's scheduled action, where it runs.

        :return: whether it will be
        """
        # sudo: only whether it runs
        cron = self.env.ref(CRON, raise_if_not_found=False).sudo()
        if not (cron and cron.active):
            return False
        cron._trigger()
        return True

    @api.model
    def _cron_run(self):
        """Write what waits, the oldest first, and what a process left that is gone.

        Odoo runs a scheduled action once at a time.
        """
        waiting = [("state", "in", ("waiting", "running"))]
        while file := self.search(waiting, order="id", limit=1):
            if not file._run():
                return

    def _run(self):
        """Write the rest of the file.

        :return: whether there is time left for another one
        """
        _logger.info("import of %s from %s on", self.file_name, self.position)
        attempts = Counter()
        reader = None
        while True:
            try:
                if reader is None:
                    reader = self._as_asked()._reader()
                    self.write({"state": "running", "total": len(reader.items)})
                if self.position >= len(reader.items):
                    self._finish()
                    self.env["ir.cron"]._commit_progress(1, remaining=self._waiting())
                    return True
                # sudo: how far it is stands in columns that nobody else sets
                self._as_asked().sudo()._write_chunk(reader)
                if not self.env["ir.cron"]._commit_progress(1, remaining=1):
                    return False
                # Nothing of a chunk is needed by the next one.
                self.env.invalidate_all()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                self.env.cr.rollback()
                attempts[self.position] += 1
                if attempts[self.position] >= ATTEMPTS:
                    return self._fail(error)
            except Exception as error:  # Whatever it is: users read it, the log has it.
                self.env.cr.rollback()
                return self._fail(error)

    def _waiting(self):
        return self.search_count([("state", "in", ("waiting", "running"))])

    def _as_asked(self):
        """The file as the user who imports it sees it."""
        user = self.user_id
        return self.with_user(user).with_context(
            allowed_company_ids=self.company_id.ids, lang=user.lang, tz=user.tz
        )

    def _fail(self, error):
        """Keep why it stopped; what is written stays until it is finished or undone."""
        if isinstance(error, UserError):
            note = str(error)
        else:
            _logger.exception("import of %s", self.file_name, exc_info=error)
            note = self._as_asked().env._(
                "Something unexpected happened; the server's log says what. Go on, or "
                "take the file back."
            )
        self.write({"state": "failed", "note": note})
        self.env["ir.cron"]._commit_progress(1, remaining=self._waiting())
        return True

    def _check_may_go_on(self):
        self.ensure_one()
        self.check_access("write")
        # sudo: the check above is the access right
        file = self.sudo()
        file.lock_for_update()
        if file.state != "failed":
            raise UserError(
                self.env._(
                    "%(file)s has not failed: there is nothing to finish or to take "
                    "back.",
                    file=self.file_name,
                )
            )
        return file

    def action_go_on(self):
        """Write the rest of a file that failed on its way."""
        file = self._check_may_go_on()
        file.write({"state": "waiting", "note": False})
        file._start()
        return True

    def action_undo(self):
        """Take back what a file has made that failed on its way.

        What it has changed stays as the file says.
        """
        file = self._check_may_go_on()
        orders = file.env["sale.order"].search([("cs_import_file_id", "=", file.id)])
        made = orders.filtered(lambda order: order.create_date >= file.create_date)
        made.filtered(lambda order: order.state == "sale").with_context(
            disable_cancel_warning=True
        ).action_cancel()
        made.unlink()
        file.env["hr.attendance"].search([("cs_import_file_id", "=", file.id)]).unlink()
        file.write({"state": "undone", "position": 0})
        return True
