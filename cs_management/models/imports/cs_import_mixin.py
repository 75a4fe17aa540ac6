import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine import imports_table
from . import readers
from .cs_import_layout import LEADERS_KINDS


class CsImportMixin(models.AbstractModel):
    """What is needed to read a file, in the dialog and in the background."""

    _name = "cs.import.mixin"
    _description = "Reading a File"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    file_name = fields.Char()
    layout_id = fields.Many2one(
        "cs.import.layout",
        help="Empty: the one that fits the headings best.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Shop",
        help="The sales team of the orders, where the file does not name one.",
    )
    date_from = fields.Date(
        string="From", help="Empty: as the file's title or name says."
    )
    date_to = fields.Date(string="To")
    existing = fields.Selection(
        [("keep", "Kept"), ("replace", "Replaced")],
        string="Days Planned Already",
        default="keep",
        required=True,
    )
    invites = fields.Boolean(
        string="Invite by Mail",
        help="Who gets a login is sent a mail to choose their password.",
    )

    def _content(self):
        """The bytes of the file."""
        self.ensure_one()
        return base64.b64decode(self.file or b"")

    def _layouts(self):
        """The layouts of the company, or the one that was chosen."""
        self.ensure_one()
        return self.layout_id or self.env["cs.import.layout"].search(
            [("company_id", "in", [False, self.company_id.id])]
        )

    def _check_kind(self, layout):
        """Leaders import figures and rosters of their teams; all else is HR's."""
        is_officer = self.env.su or self.env.user._cs_is_officer()
        if not is_officer and layout.kind not in LEADERS_KINDS:
            kinds = dict(layout._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(file)s is read as %(kind)s, which HR imports. Leaders import "
                    "figures and rosters.",
                    file=self.file_name or self.env._("The file"),
                    kind=kinds[layout.kind],
                )
            )

    def _reader(self):
        """The file, read: its rows with what is wrong with them.

        :raises UserError: if it is no table of a known layout
        """
        layouts = self._layouts()
        specs = [layout._spec() for layout in layouts]
        try:
            tables = imports_table.tables_of(self._content())
            head = imports_table.find_head(tables, specs, readers.count_days)
            layout = layouts[head.spec]
            self._check_kind(layout)
            return readers.READERS[layout.kind](self, head, layout).load()
        except imports_table.FileError as error:
            raise UserError(self._file_error(error, layouts)) from error

    def _file_error(self, error, layouts):
        """What is wrong with a whole file, and what to do."""
        name = self.file_name or self.env._("The file")
        if error.code == "no_head":
            return self._no_head(name, error.values, layouts)
        limit = error.values.get("limit", 0)
        return {
            "empty": self.env._("%(file)s is empty. Choose another one.", file=name),
            "large": self.env._(
                "%(file)s is larger than %(limit)s MB. Divide it by month and import "
                "one part after the other.",
                file=name,
                limit=limit,
            ),
            "bomb": self.env._(
                "%(file)s unpacks to more than a table of orders or people holds. Open "
                "it and save the rows that count as a new file.",
                file=name,
            ),
            "rows": self.env._(
                "%(file)s has more than %(limit)s rows. Divide it by month and import "
                "one part after the other.",
                file=name,
                limit=limit,
            ),
            "password": self.env._(
                "%(file)s is protected by a password. Save it without one and choose "
                "it again.",
                file=name,
            ),
            "page": self.env._(
                "%(file)s is a web page with the ending of a table. Open it in Excel, "
                "save it as .xlsx and choose it again.",
                file=name,
            ),
            "old": self.env._(
                "%(file)s is of an old Excel, which this server cannot read. Save it "
                "as .xlsx and choose it again.",
                file=name,
            ),
            "binary": self.env._(
                "%(file)s is no text of rows and columns. Save it as .xlsx or .csv and "
                "choose it again.",
                file=name,
            ),
        }.get(
            error.code,
            self.env._(
                "%(file)s is damaged, or no table at all. Save it as .xlsx or .csv and "
                "choose it again.",
                file=name,
            ),
        )

    def _no_head(self, name, values, layouts):
        if "spec" not in values:
            return self.env._(
                "%(file)s has no row of headings that is known. Look at the layouts "
                "for how columns may be called, or add one.",
                file=name,
            )
        layout = layouts[values["spec"]]
        return self.env._(
            "%(file)s: row %(row)s comes nearest to %(layout)s, but no column is "
            "called %(missing)s. Choose the right sheet or file, or add the heading to "
            "the layout.",
            file=name,
            row=values["row"],
            layout=layout.name,
            missing=", ".join(layout._names(group) for group in values["missing"]),
        )
