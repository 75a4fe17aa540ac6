import base64
import csv
import hashlib
import io

from psycopg2 import IntegrityError

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..engine.sheet import neutral
from ..models.imports.cs_import_layout import LEADERS_KINDS

# Problems that the dialog shows; all of them are in the list to download.
SHOWN = 200


class CsImportWizard(models.TransientModel):
    """Read a file of another program: look at it first, then write all or nothing.

    Orders of a shop, service figures, punches, rosters (R6, R9.2, R1.1, R10), people.
    """

    _name = "cs.import.wizard"
    _description = "Import a File"
    _inherit = ["cs.import.mixin", "cs.value.mixin"]

    state = fields.Selection(
        [("file", "File"), ("bad", "Problems"), ("preview", "Preview")], default="file"
    )
    file = fields.Binary(required=True, attachment=False)
    kinds = fields.Char(compute="_compute_kinds")
    found_layout_id = fields.Many2one(
        "cs.import.layout", string="Read as", readonly=True
    )
    kind = fields.Selection(related="found_layout_id.kind")
    found = fields.Char(string="Found in", readonly=True)
    known_file = fields.Char(readonly=True)
    notes = fields.Text(string="To Look at", readonly=True)
    skipped = fields.Text(string="Left Out", readonly=True)
    row_count = fields.Integer(string="Rows", readonly=True)
    new_count = fields.Integer(string="New", readonly=True)
    changed_count = fields.Integer(string="Changed", readonly=True)
    unchanged_count = fields.Integer(string="Unchanged", readonly=True)
    skipped_count = fields.Integer(readonly=True)
    sample = fields.Html(string="As They Will Be", readonly=True, sanitize=False)
    problem_count = fields.Integer(readonly=True)
    problem_ids = fields.One2many(
        "cs.import.problem", "wizard_id", string="Problems", readonly=True
    )
    problem_file = fields.Binary(readonly=True, attachment=False)
    unknown_ids = fields.One2many("cs.import.unknown", "wizard_id", string="Who Is It")

    lacks_levels = fields.Boolean(compute="_compute_lacks_levels")

    @api.depends("kind", "company_id")
    def _compute_lacks_levels(self):
        """A list of people is read before there is a level that it could name."""
        for wizard in self:
            own = [("company_id", "=", wizard.company_id.id)]
            levels = self.env["cs.level"]
            wizard.lacks_levels = wizard.kind == "people" and not (
                levels.search_count(own, limit=1)
            )

    @api.depends_context("uid")
    def _compute_kinds(self):
        """The kinds that the user may import, for the choice of a layout."""
        is_officer = self.env.user._cs_is_officer()
        self.kinds = "all" if is_officer else ",".join(LEADERS_KINDS)

    def action_preview(self):
        """Read the file and say what it would do; nothing is written."""
        self.ensure_one()
        self._remember_names()
        self._read()
        return self._reopen()

    def action_import(self):
        """Write the file, or list what is wrong with it.

        A long one is written in the background, after it was checked as a whole.
        """
        self.ensure_one()
        self._remember_names()
        reader = self._read()
        if reader.problems:
            return self._reopen()
        file = self._keep_file(reader)
        if len(reader.items) > reader.at_once and file._start():
            return self._open(file)
        reader.job = file.with_env(self.env)
        try:
            with self.env.cr.savepoint():
                file._write_all(reader)
        except (UserError, ValidationError, IntegrityError) as error:
            self._refuse(reader, error)
            file.unlink()
            return self._reopen()
        return self._open(file)

    @api.readonly
    def action_problems(self):
        """Download all problems as a table."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/cs.import.wizard/{self.id}/problem_file/"
            f"{self.env._('problems')}.csv?download=true",
            "target": "download",
        }

    def action_back(self):
        """Choose another file."""
        self.ensure_one()
        self.state = "file"
        return self._reopen()

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _check_may_import(self):
        if not (
            self.env.su or self.env.user.has_group("cs_management.group_cs_leader")
        ):
            raise AccessError(self.env._("Leaders and HR import files."))
        self.company_id._cs_check_chosen()

    def _read(self):
        """Read the file; keep what there is to see of it."""
        self._check_may_import()
        reader = self._reader()
        if not reader.problems:
            reader.plan()
        counts = reader.counts
        shown = reader.problems[:SHOWN]
        self.write(
            {
                "state": "bad" if reader.problems else "preview",
                "found_layout_id": reader.layout.id,
                "found": self._where(reader.head),
                "known_file": self._known(),
                "notes": "\n".join(reader.notes),
                "skipped": "\n".join(
                    f"{reason}: {count}" for reason, count in reader.skipped.items()
                ),
                "row_count": reader.row_count,
                "new_count": counts["new"],
                "changed_count": counts["changed"],
                "unchanged_count": counts["unchanged"],
                "skipped_count": sum(reader.skipped.values()),
                "sample": not reader.problems and reader.sample_html(),
                "problem_count": len(reader.problems),
                "problem_ids": [
                    Command.clear(),
                    *(Command.create(problem) for problem in shown),
                ],
                "problem_file": reader.problems and self._problem_table(reader),
                "unknown_ids": [
                    Command.clear(),
                    *(
                        Command.create({"name": text, "row_count": len(rows)})
                        for text, rows in reader.unknown.items()
                    ),
                ],
            }
        )
        return reader

    def _where(self, head):
        """Where in the file the rows were found."""
        where = self.env._("row %(row)s", row=head.row)
        if head.table.name:
            where = self.env._(
                "sheet %(sheet)s, headings in row %(row)s",
                sheet=head.table.name,
                row=head.row,
            )
        elif head.table.encoding:
            where = self.env._(
                "text in %(encoding)s, headings in row %(row)s",
                encoding=head.table.encoding.removesuffix("-sig").upper(),
                row=head.row,
            )
        return where

    def _digest(self):
        return hashlib.sha256(self._content()).hexdigest()

    def _known(self):
        """That the same file came in before."""
        # sudo: that it did is told, whoever imported it
        file = (
            self.env["cs.import.file"]
            .sudo()
            .search(
                [
                    ("digest", "=", self._digest()),
                    ("company_id", "=", self.company_id.id),
                    ("state", "!=", "undone"),
                ],
                limit=1,
            )
        )
        return bool(file) and self.env._(
            "%(user)s imported this very file on %(date)s.",
            user=file.user_id.name,
            date=fields.Date.to_string(
                fields.Datetime.context_timestamp(self, file.create_date)
            ),
        )

    def _problem_table(self, reader):
        """All problems as a table that spreadsheets open."""
        stream = io.StringIO()
        writer = csv.writer(stream)
        columns = ("row", "column", "value", "problem", "remedy")
        labels = self.env["cs.import.problem"].fields_get(columns, ["string"])
        writer.writerow([labels[name]["string"] for name in columns])
        for problem in reader.problems:
            writer.writerow([neutral(str(problem[name])) for name in columns])
        return base64.b64encode(stream.getvalue().encode("utf-8-sig"))

    def _remember_names(self):
        """Keep who the names of the file are, as the user has said."""
        chosen = self.unknown_ids.filtered("employee_id")
        if not chosen:
            return
        self._check_may_import()
        led = self.env.user._cs_led_departments()
        is_officer = self.env.su or self.env.user._cs_is_officer()
        for row in chosen:
            # sudo: whether the agent is of the company and in a team of the user
            agent = row.employee_id.sudo()
            if agent.company_id != self.company_id or not (
                is_officer or agent.department_id in led
            ):
                raise UserError(
                    self.env._(
                        "%(agent)s is in no team of yours: their leader or HR says "
                        "what they are called in the tool.",
                        agent=agent.name,
                    )
                )
        self.env["cs.agent.alias"]._remember(
            {row.name: row.employee_id for row in chosen}, self.company_id
        )

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def _keep_file(self, reader):
        # sudo: the columns of a kept file are set by nobody else
        return (
            self.env["cs.import.file"]
            .sudo()
            .create(
                {
                    "company_id": self.company_id.id,
                    "file_name": self.file_name or self.env._("File"),
                    "file": self.file,
                    "digest": self._digest(),
                    "layout_id": reader.layout.id,
                    "team_id": self.team_id.id,
                    "date_from": self.date_from,
                    "date_to": self.date_to,
                    "existing": self.existing,
                    "invites": self.invites,
                    "user_id": self.env.uid,
                    "total": len(reader.items),
                    "unchanged_count": 0,
                    "skipped_count": sum(reader.skipped.values()),
                    "note": "\n".join(reader.notes),
                }
            )
        )

    def _refuse(self, reader, error):
        """Show what a fact's own model refused; nothing of the file is written."""
        if isinstance(error, IntegrityError):
            problem = self.env._(
                "The database refuses: %(reason)s",
                reason=error.diag.message_primary or "",
            )
        else:
            problem = str(error)
        reader.bad(
            None,
            None,
            "",
            problem,
            self.env._("Correct the row, or ask HR. Nothing was written."),
        )
        self.write(
            {
                "state": "bad",
                "problem_count": 1,
                "problem_ids": [
                    Command.clear(),
                    *(Command.create(row) for row in reader.problems),
                ],
                "problem_file": self._problem_table(reader),
            }
        )

    def _reopen(self):
        return self._get_records_action(
            name=self.env._("Import a File"), target="new", context={}
        )

    def _open(self, file):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_import_file_action"
        )
        return {
            **action,
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": file.id,
            "target": "current",
        }
