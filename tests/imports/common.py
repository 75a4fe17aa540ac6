"""Fixtures of imports: files, and agents and shops that they name."""

import base64
import csv
import io
from pathlib import Path

import openpyxl

from tests.common import CsCase

FILES = Path(__file__).parent / "files"
TAOBAO = "ExportOrderList202611280910.csv"
CHITU = "客服绩效20261101-20261127.xlsx"
DAILY = "考勤每日统计20261102-20261106.xlsx"
MONTHLY = "考勤月度汇总202611.xlsx"
RAW = "原始记录20261102-20261106.xlsx"
MATRIX = "排班表202701.xlsx"
ROWS = "roster_rows_gb18030.csv"
CLEAN = "roster_rows_clean_gb18030.csv"


def as_csv(rows, encoding="utf-8-sig"):
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode(encoding)


def as_xlsx(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class ImportCase(CsCase):
    """A shop whose agents 101 and 102 are those of the files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wang = cls.make_agent("王小丽", cs_agent_code="101")
        cls.li = cls.make_agent("李娜", cs_agent_code="102")
        cls.day_shift = cls.make_shift(
            "D", 8.5, 9, name="早班", break_start=12, break_length=1
        )
        cls.late = cls.make_shift(
            "L", 17.5, 7.5, name="晚班", break_start=0, break_length=0
        )
        cls.shop = cls.env["crm.team"].create(
            {
                "name": "演示网店",
                "company_id": cls.company.id,
                "cs_department_id": cls.team.id,
            }
        )

    def wizard(self, content, name="file.csv", user=None, **values):
        """The dialog with a file: its content, or the name of one of the cases."""
        if isinstance(content, str):
            name, content = content, (FILES / content).read_bytes()
        return (
            self.env["cs.import.wizard"]
            .with_user(user or self.users["officer"])
            .create(
                {
                    "file": base64.b64encode(content),
                    "file_name": name,
                    "company_id": self.company.id,
                    **values,
                }
            )
        )

    def preview(self, content, name="file.csv", **values):
        wizard = self.wizard(content, name, **values)
        wizard.action_preview()
        return wizard

    def load(self, content, name="file.csv", **values):
        """Import a file that has no problem; the kept file."""
        wizard = self.wizard(content, name, **values)
        wizard.action_import()
        problems = [(p.row, p.column, p.problem) for p in wizard.problem_ids]
        self.assertFalse(problems)
        return self.env["cs.import.file"].search([], limit=1)

    def counts(self, file):
        return (
            file.new_count,
            file.changed_count,
            file.unchanged_count,
            file.skipped_count,
        )

    def found(self, wizard):
        return [(problem.row, problem.column) for problem in wizard.problem_ids]
