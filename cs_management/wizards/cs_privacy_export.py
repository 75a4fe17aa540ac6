import base64
import io
import re
import zipfile
from datetime import datetime

import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import html2plaintext

from ..engine.sheet import neutral
from ..models.cs_guard_mixin import OPEN_PREFIXES
from ..models.privacy import catalogue

# What a cell and the name of a sheet can hold.
CELL = 32000
SHEET = 31
SKIPPED = ("binary", "json", "one2many", "reference", "many2one_reference")
# Computed, and told all the same: in words, and the results of votes.
TOLD = {"trace_text", "name", "count_for", "count_against", "count_abstained"}
# Long, and a file of its own beside the sheet.
AS_FILE = {"cs.seal": "content"}
UNSAFE = re.compile(r"[^\w. -]+")


class CsPrivacyExport(models.TransientModel):
    """All that the addon knows of one employee: a table a kind, and the files.

    Agents export what they may read of themselves, HR officers all of an employee of
    their company. Who reported something, who sat on a panel and who voted stays
    untold (R5.17).
    """

    _name = "cs.privacy.export"
    _description = "Export of One's Data"
    _inherit = "cs.value.mixin"

    employee_id = fields.Many2one(
        "hr.employee",
        string="Whose",
        required=True,
        default=lambda self: self.env.user.employee_id,
    )
    file = fields.Binary(readonly=True, attachment=False)
    file_name = fields.Char(readonly=True)

    @api.model
    def _open(self, employee):
        """The dialog for an employee."""
        return {
            "type": "ir.actions.act_window",
            "name": self._description,
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {"default_employee_id": employee.id},
        }

    def action_export(self):
        """Make the file and download it."""
        self.ensure_one()
        is_officer = self._check_may_export()
        # sudo: an officer exports all of an employee of their company, an agent what
        # they find with their own rights
        employee = self.sudo().employee_id
        reader = employee.env["cs.privacy"] if is_officer else self.env["cs.privacy"]
        # sudo: the file is kept in columns that nobody writes
        export = self.sudo()
        export.file = base64.b64encode(self._archive(reader, employee))
        export.file_name = f"data_{employee.id}_{fields.Date.today()}.zip"
        self.env["cs.privacy.log"]._note(
            employee.company_id,
            "exported",
            self.env._("All data of one employee"),
            employee=employee,
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{export.file_name}"
            "?download=true",
            "target": "download",
        }

    def _check_may_export(self):
        """Whether the user exports as HR; raise if they may not at all."""
        user = self.env.user
        # sudo: whose employee it is, and of which company
        employee = self.sudo().employee_id
        if user._cs_is_officer() and employee.company_id in user.company_ids:
            return True
        if employee.user_id == user:
            return False
        raise AccessError(
            self.env._("You export your own data; HR exports that of an employee.")
        )

    # ------------------------------------------------------------------
    # What is in it
    # ------------------------------------------------------------------

    @api.model
    def _exported(self, privacy):
        """Models that are exported, each with the paths that name an employee.

        Whatever names one is exported, unless the catalogue says why not.
        """
        found = []
        for model in privacy._models():
            paths = privacy._people_fields(model)
            if below := catalogue.BELOW.get(model._name):
                paths = [*paths, below]
            if paths and model._name not in catalogue.NOT_EXPORTED:
                found.append((model, paths))
        return found

    @api.model
    def _records(self, model, paths, employee):
        """Records that name the employee, as far as the reader may read them."""
        if model._name == "cs.privacy.log":
            # sudo: who exported their data is told to whom it is about
            model = model.sudo()
        if not model.has_access("read"):
            return model.browse()
        readable = [path for path in paths if self._may_read(model, path.split(".")[0])]
        domain = Domain.OR([Domain(path, "=", employee.id) for path in readable])
        return model.with_context(active_test=False).search(domain)

    def _archive(self, privacy, employee):
        """The bytes of the zip: ``data.xlsx`` and the files beside it."""
        stream, table = io.BytesIO(), io.BytesIO()
        book = xlsxwriter.Workbook(table, {"in_memory": True})
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            sheets = Sheets(book)
            sheets.add(self.env._("About"), *self._about(employee))
            talk, files = [], []
            for model, paths in self._exported(privacy):
                records = self._records(model, paths, employee)
                if not records:
                    continue
                columns = self._columns(model)
                about = self._about_them(privacy, records, employee)
                # sudo: names in fields of records that the reader may read
                rows = [
                    self._row(privacy, record, columns, record in about)
                    for record in records.sudo()
                ]
                label = self._label(model)
                heads = [field._description_string(self.env) for field in columns]
                sheets.add(label, heads, rows)
                talk += self._talk(privacy, about, label)
                files += self._add_files(privacy, archive, about, label)
            sheets.add(
                self.env._("Messages"),
                [
                    self.env._("Kind"),
                    self.env._("Record"),
                    self.env._("When"),
                    self.env._("Author"),
                    self.env._("Text"),
                ],
                talk,
            )
            sheets.add(
                self.env._("Files"),
                [self.env._("Kind"), self.env._("Record"), self.env._("File")],
                files,
            )
            sheets.add(self.env._("Done by Them"), *self._deeds(privacy, employee))
            book.close()
            archive.writestr("data.xlsx", table.getvalue())
        return stream.getvalue()

    def _label(self, model):
        """What a kind of records is called in the reader's language."""
        # sudo: a label
        return self.env["ir.model"].sudo()._get(model._name).name

    def _about(self, employee):
        heads = [self.env._("What"), self.env._("Content")]
        rows = [
            [self.env._("Name"), employee.display_name],
            [self.env._("Work Number"), employee.cs_agent_code or ""],
            [self.env._("Company"), employee.company_id.name],
            [self.env._("Agent Level"), employee.cs_level_id.name or ""],
            [self.env._("Exported On"), fields.Datetime.now()],
            [
                self.env._("What Is Not Here"),
                self.env._(
                    "What Odoo itself keeps of an employee: the employee record, "
                    "contracts, attendances, leave, payslips. Who reported something, "
                    "who judged on a panel and who voted."
                ),
            ],
        ]
        return heads, rows

    @api.model
    def _columns(self, model):
        """Fields of a model that are told, as far as the reader may read them."""
        secret = catalogue.SECRET_FIELDS.get(model._name, set())
        return [
            field
            for field in model._fields.values()
            if (field.store or field.name in TOLD)
            and field.type not in SKIPPED
            and field.comodel_name != "ir.attachment"
            and not field.name.startswith(OPEN_PREFIXES)
            and field.name not in ("write_uid", "write_date", "create_uid")
            and field.name not in secret
            and AS_FILE.get(model._name) != field.name
            and model._has_field_access(field, "read")
        ]

    @api.model
    def _about_them(self, privacy, records, employee):
        """Those of the records that are about the employee, and do not only name them.

        What is written in the others is written about somebody else.
        """
        if records._name == "cs.seal":
            return records
        paths = privacy._subject_fields(records)
        # sudo: only whom records are about that the reader may read
        return records.sudo().filtered(
            lambda record: any(record.mapped(path) == employee for path in paths)
        )

    def _row(self, privacy, record, columns, is_about):
        texts = () if is_about else privacy._texts(record)
        return [
            "" if field.name in texts else self._cell(record, field)
            for field in columns
        ]

    def _cell(self, record, field):
        """A value as people read it; numbers stay numbers."""
        value = record[field.name]
        if field.relational:
            return ", ".join(name or "" for name in value.mapped("display_name"))
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        if field.type in ("integer", "float", "monetary"):
            return value
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value or "")
        if field.type == "html":
            return html2plaintext(value or "")
        return value or ""

    def _talk(self, privacy, records, label):
        """The discussions of records; what was tracked in words."""
        is_secret = records._name in catalogue.SECRET_AUTHORS
        rows = []
        for message in privacy._talk_of(records).sorted("id"):
            author = message.author_id.name or message.email_from or ""
            texts = [html2plaintext(message.body or "")]
            texts += [
                f"{tracked.field_id.field_description}: "
                f"{tracked.old_value_char or ''} → {tracked.new_value_char or ''}"
                for tracked in message.tracking_value_ids
                if tracked.field_id
                and tracked.field_id.name
                not in catalogue.SECRET_FIELDS.get(records._name, set())
                and self._may_read(records, tracked.field_id.name)
            ]
            if text := "\n".join(filter(None, texts)):
                rows.append(
                    [
                        label,
                        message.res_id,
                        message.date,
                        self.env._("not told") if is_secret else author,
                        text,
                    ]
                )
        return rows

    @api.model
    def _may_read(self, records, name):
        field = records._fields.get(name)
        return bool(field) and records._has_field_access(field, "read")

    def _add_files(self, privacy, archive, records, label):
        """Put the files of records into the archive; rows that say which they are."""
        rows = []
        if (name := AS_FILE.get(records._name)) and self._may_read(records, name):
            for record in records.sudo():  # sudo: asked of the field just now
                path = f"files/{records._name}/{record.id}.json"
                archive.writestr(path, record[name])
                rows.append([label, record.id, path])
        for file in privacy._files_of(records):
            owner = file.res_id or "-"
            safe = UNSAFE.sub("_", file.name or "")[-100:]
            path = f"files/{records._name}/{owner}-{file.id}-{safe}"
            archive.writestr(path, file.raw or file.url or b"")
            rows.append([label, file.res_id, path])
        return rows

    def _deeds(self, privacy, employee):
        """What they did as a user: which record, as what, when; nothing of others."""
        heads = [
            self.env._("Kind"),
            self.env._("Record"),
            self.env._("As"),
            self.env._("Noted On"),
        ]
        rows, user = [], employee.user_id
        if not user:
            return heads, rows
        for model in privacy._models():
            names = [
                field
                for field in model._fields.values()
                if field.type == "many2one"
                and field.comodel_name == "res.users"
                and field.store
                and field.name not in ("create_uid", "write_uid")
            ]
            if model._name in catalogue.NOT_EXPORTED or not model._auto or not names:
                continue
            label = self._label(model)
            for field in names:
                # sudo: which records of their own doing; nothing else of them is told
                for record in model.sudo().search([(field.name, "=", user.id)]):
                    moment = record.create_date if model._log_access else ""
                    words = field._description_string(self.env)
                    rows.append([label, record.id, words, moment])
        return heads, rows


class Sheets:
    """Sheets of a workbook; no text of anybody's becomes a formula."""

    def __init__(self, book):
        self.book = book
        self.names = set()
        self.bold = book.add_format({"bold": True})

    def add(self, name, heads, rows):
        sheet = self.book.add_worksheet(self._free_name(name))
        for at, head in enumerate(heads):
            sheet.write_string(0, at, head, self.bold)
        for number, row in enumerate(rows, start=1):
            for at, value in enumerate(row):
                self._write(sheet, number, at, value)
        sheet.set_column(0, max(len(heads) - 1, 0), 18)
        sheet.freeze_panes(1, 0)

    def _write(self, sheet, number, at, value):
        if isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(number, at, value)
        elif isinstance(value, datetime):
            sheet.write_string(number, at, value.isoformat(" ", "seconds"))
        else:
            sheet.write_string(number, at, neutral(str(value or "")[:CELL]))

    def _free_name(self, name):
        """A name that the workbook does not have yet; letter case does not count."""
        plain = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:SHEET] or "-"
        found, number = plain, 1
        while found.lower() in self.names:
            number += 1
            found = f"{plain[: SHEET - 4]} {number}"
        self.names.add(found.lower())
        return found
