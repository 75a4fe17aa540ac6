"""One file with all that the addon knows of one employee (PIPL)."""

import base64
import io
import zipfile

from openpyxl import load_workbook

from odoo.exceptions import AccessError

from odoo.addons.cs_management.models.privacy import catalogue

from tests.privacy.common import NOTE, PrivacyCase

FORMULA = "=cmd|' /C calc'!A0"


class TestExport(PrivacyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.users["agent"]

    def export(self, role, employee=None):
        """The archive as ``{path: bytes}``, and its table."""
        wizard = (
            self.env["cs.privacy.export"]
            .with_user(self.users[role])
            .create({"employee_id": (employee or self.li).id})
        )
        action = wizard.action_export()
        self.assertEqual(action["type"], "ir.actions.act_url")
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(wizard.file))) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        return files, load_workbook(io.BytesIO(files["data.xlsx"]))

    def rows(self, book, sheet):
        head, *rows = book[sheet].iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def everything(self, book):
        return "\n".join(
            str(cell)
            for sheet in book
            for row in sheet.iter_rows(values_only=True)
            for cell in row
            if cell is not None
        )

    def test_hr_exports_all_of_an_employee(self):
        self.make_stat(self.wang, "2026-03-31", 3, 1)
        self.lock()
        files, book = self.export("officer")
        [entry] = self.rows(book, "Conduct Entry")
        self.assertEqual((entry["What Happened"], entry["Money"]), (NOTE, 50))
        statements = self.rows(book, "Statement")
        self.assertEqual(len(statements), 2)
        lines = self.rows(book, "Statement Line")
        said = [row["Calculation"] for row in lines]
        self.assertTrue(any("80" in (text or "") for text in said), "in words")
        self.assertTrue(self.rows(book, "Commission Credit"))
        self.assertTrue(self.rows(book, "Service Figures"))
        self.assertIn(b"rude", files.values(), "the evidence")
        self.assertIn("chat.txt", " ".join(files))
        self.assertTrue(any(name.endswith(".json") for name in files), "the seals")
        self.assertIn("Li was told", self.everything(book))
        self.assertNotIn("Wang", self.everything(book))

    def test_agents_export_what_they_may_read_of_themselves(self):
        draft = self.make_entry(self.li, "DUTY", "2026-03-20", confirm=False)
        draft.note = "Not yet"
        self.march.action_compute()
        _files, book = self.export("agent")
        self.assertNotIn("Statement", book.sheetnames, "not published yet")
        self.assertEqual(len(self.rows(book, "Conduct Entry")), 1)
        self.assertNotIn("Not yet", self.everything(book))
        self.march.action_publish()
        _files, book = self.export("agent")
        self.assertEqual(len(self.rows(book, "Statement")), 1)
        [first] = self.rows(book, "Privacy Log")
        self.assertIn("export", str(first).lower(), "who exported before")

    def test_nobody_exports_others(self):
        for role in ("agent", "leader", "outsider"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.export(role, self.wang)
        other = self.make_company("Other", cs_tz="Asia/Shanghai")
        stranger = self.env["hr.employee"].create(
            {"name": "Sun", "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            self.export("officer", stranger)

    def test_the_file_is_its_makers(self):
        wizard = (
            self.env["cs.privacy.export"]
            .with_user(self.users["officer"])
            .create({"employee_id": self.li.id})
        )
        wizard.action_export()
        for role in ("agent", "leader", "manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                wizard.with_user(self.users[role]).read(["file"])

    def test_no_text_is_a_formula(self):
        self.entry.note = FORMULA
        _files, book = self.export("officer")
        [entry] = self.rows(book, "Conduct Entry")
        self.assertEqual(entry["What Happened"], f"'{FORMULA}")
        kinds = {cell.data_type for row in book["Conduct Entry"] for cell in row}
        self.assertNotIn("f", kinds)

    def test_who_complained_is_not_told(self):
        self.env["cs.case"].create(
            {
                "name": "Rude",
                "kind": "complaint",
                "date": "2026-03-03",
                "company_id": self.company.id,
                "employee_id": self.li.id,
                "customer": "Mrs Buyer",
                "reporter_id": self.users["salesman"].id,
            }
        )
        for role in ("officer", "agent"):
            _files, book = self.export(role)
            with self.subTest(role):
                said = self.everything(book)
                self.assertNotIn("Mrs Buyer", said)
                self.assertNotIn(self.users["salesman"].name, said)
        [case] = self.rows(self.export("officer")[1], "Customer Case")
        self.assertEqual(case["What Happened"], "Rude")

    def test_who_voted_is_not_told_r5_17(self):
        change = self.env["cs.level.change"].create(
            {"employee_id": self.li.id, "to_level_id": self.middle.id}
        )
        vote = self.env["cs.level.vote"].create(
            {
                "change_id": change.id,
                "employee_id": self.li.id,
                "level_id": self.middle.id,
                "company_id": self.company.id,
                "date_to": "2026-04-30",
                "voter_ids": [
                    (0, 0, {"employee_id": self.wang.id, "user_id": self.manager.id})
                ],
            }
        )
        self.env["cs.level.ballot"].create(
            {"vote_id": vote.id, "count_for": 3, "count_against": 1}
        )
        vote.state = "closed"
        _files, book = self.export("officer")
        [row] = self.rows(book, "Level Vote")
        self.assertEqual((row["In Favour"], row["Against"]), (3, 1))
        self.assertNotIn("Wang", self.everything(book))

    def test_texts_about_others_are_not_in_it(self):
        """A record that only names somebody is about whom it is about."""
        self.env["cs.attendance.exception"].create(
            {
                "employee_id": self.wang.id,
                "other_employee_id": self.li.id,
                "date": "2026-03-04",
                "kind": "off_site",
                "reason": "At the doctor",
            }
        )
        _files, book = self.export("officer")
        self.assertTrue(self.rows(book, "Attendance Exception"))
        self.assertNotIn("At the doctor", self.everything(book))


class TestCatalogue(PrivacyCase):
    """Every model of the addon is exported, or says why not."""

    def named(self):
        """Models that name an employee."""
        return {
            model._name
            for model in self.privacy._models()
            if self.privacy._people_fields(model)
        }

    def test_each_model_that_names_an_employee_is_exported_or_says_why_not(self):
        exported = {
            model._name
            for model, _paths in self.env["cs.privacy.export"]._exported(self.privacy)
        }
        left_out = self.named() - exported
        self.assertEqual(left_out, set(catalogue.NOT_EXPORTED))
        for name in left_out:
            self.assertTrue(catalogue.NOT_EXPORTED[name])
            self.assertFalse(self.env[name]._auto, "only views may be left out")

    def test_a_model_without_an_employee_is_known(self):
        """A new one that keeps people's data otherwise is thought of, or fails here."""
        known = {
            model._name
            for model in self.privacy._models()
            if model._name not in self.named()
            and not getattr(model, "_sealed_by", "")
            and any(
                field.comodel_name == "hr.employee" and not field.store
                for field in model._fields.values()
            )
        }
        self.assertLessEqual(known, UNSTORED, known)

    def test_the_exceptions_are_of_today(self):
        for name, column in (*catalogue.OTHER_FIELDS, *catalogue.NOT_TEXTS):
            self.assertIn(column, self.env[name]._fields, name)
        for name in (
            *catalogue.NOT_EXPORTED,
            *catalogue.NOT_ABOUT,
            *catalogue.BELOW,
            *catalogue.MENTIONS,
            *catalogue.SECRET_AUTHORS,
        ):
            self.assertIn(name, self.env, name)
        for name, columns in catalogue.SECRET_FIELDS.items():
            self.assertLessEqual(columns, set(self.env[name]._fields), name)

    def test_each_fact_about_somebody_says_whom(self):
        for name in sorted(self.named() - set(catalogue.NOT_EXPORTED)):
            model = self.env[name]
            if name not in catalogue.NOT_ABOUT and "employee_id" in model._fields:
                with self.subTest(name):
                    self.assertIn("employee_id", self.privacy._subject_fields(model))


# Computed for the screen; what they show is stored elsewhere.
UNSTORED = set()
