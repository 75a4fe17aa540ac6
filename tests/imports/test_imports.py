"""Bad files, long files, and who may do what (R6, R9.2)."""

import base64
import io
import zipfile
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.cs_management.engine import imports_table
from odoo.addons.cs_management.models.imports import cs_import_file
from odoo.addons.cs_management.models.imports.readers.orders import OrdersReader

from tests.imports.common import (
    CHITU,
    DAILY,
    TAOBAO,
    ImportCase,
    as_csv,
    as_xlsx,
)

HEAD = ["订单编号", "买家应付货款", "订单付款时间", "订单备注"]


class TestBadFiles(ImportCase):
    def assert_refused(self, content, text, name="file.xlsx"):
        """One sentence, and nothing is there that was not before."""
        wizard = self.wizard(content, name, team_id=self.shop.id)
        for action in (wizard.action_preview, wizard.action_import):
            with self.assertRaisesRegex(UserError, text):
                action()
        self.assertFalse(self.env["cs.import.file"].search([]))
        self.assertEqual(wizard.file, base64.b64encode(content), "it is still there")

    def test_files_that_are_no_tables(self):
        self.assert_refused(b"  \r\n", "is empty")
        self.assert_refused(b"PK\x03\x04 broken", "is damaged")
        self.assert_refused(bytes(range(256)) * 100, "no text of rows", "a.csv")
        self.assert_refused(b"<html><body>", "a web page", "a.xls")
        self.assert_refused(b"hello\nworld\n", "no row of headings", "a.csv")
        self.assert_refused(
            imports_table.OLE + b"\0" * 900 + "EncryptedPackage".encode("utf-16-le"),
            "by a password",
        )

    def test_huge_files(self):
        with patch.object(imports_table, "MAX_BYTES", 10):
            self.assert_refused(as_csv([HEAD]), "larger than 0 MB")
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("xl/workbook.xml", b"0" * (imports_table.RATIO_FROM + 1))
        self.assert_refused(stream.getvalue(), "unpacks to more")
        rows = [[str(number), "1", "2026-11-20", ""] for number in range(5)]
        with patch.object(OrdersReader, "limit", 4):
            self.assert_refused(as_csv([HEAD, *rows]), "more than 4 rows")

    def test_a_million_rows_are_refused_in_moments(self):
        """10^6 rows: told, and not kept in memory."""
        line = "A%s,1,2026-11-20 10:00,\r\n"
        text = ",".join(HEAD) + "\r\n" + "".join(line % n for n in range(1_000_000))
        with patch.object(OrdersReader, "limit", 1_000):
            self.assert_refused(text.encode(), "more than 1000 rows")

    def test_a_wrong_sheet(self):
        self.assert_refused(
            as_xlsx([["订单编号", "收货人"], ["1", "x"]]), "no column is called"
        )

    def test_formulas_and_errors(self):
        wizard = self.preview(
            as_xlsx(
                [
                    HEAD,
                    ["A1", "=1+1", "2026-11-20 10:00", ""],
                    ["A2", "#REF!", "2026-11-20 10:00", ""],
                ]
            ),
            "a.xlsx",
            team_id=self.shop.id,
        )
        self.assertEqual(self.found(wizard), [(2, "买家应付货款"), (3, "买家应付货款")])
        self.assertIn("never calculated", wizard.problem_ids[0].problem)

    def test_only_headings(self):
        wizard = self.preview(as_csv([HEAD]), team_id=self.shop.id)
        self.assertIn("no row that can be imported", wizard.problem_ids.problem)

    def test_what_a_model_refuses_leaves_nothing(self):
        rows = [["旺旺昵称", "日期", "询单人数"], ["101", "2026-11-05", "5"]]
        wizard = self.wizard(as_csv(rows))
        refusing = patch.object(
            type(self.env["cs.service.stat"]),
            "_check_one_source",
            side_effect=ValidationError("no"),
        )
        self.make_stat(self.wang, "2026-11-30", 10, 5, granularity="period")
        wizard.action_import()
        self.assertEqual(wizard.state, "bad")
        self.assertIn("rows by day and a row for all", wizard.problem_ids.problem)
        self.assertEqual(len(self.env["cs.service.stat"].search([])), 1)
        self.assertFalse(self.env["cs.import.file"].search([]))
        self.assertTrue(refusing)

    def test_problems_in_a_table_are_no_formulas(self):
        rows = [HEAD, ["A1", "=cmd()", "2026-11-20", ""]]
        wizard = self.preview(as_csv(rows), team_id=self.shop.id)
        table = base64.b64decode(wizard.problem_file).decode("utf-8-sig")
        self.assertIn("'=cmd()", table)


class TestLongFiles(ImportCase):
    """A file that is written in the background, and what interrupts it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content = as_csv(
            [HEAD, *([f"N{n:03}", "10", "2026-11-20 10:00", ""] for n in range(25))]
        )
        cls.enterClassContext(patch.object(OrdersReader, "at_once", 10))
        cls.enterClassContext(patch.object(cs_import_file, "CHUNK", 10))

    def setUp(self):
        super().setUp()
        # The test's own transaction is the only one there is.
        committed = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=60
        )
        self.committed = self.enterContext(committed)

    def orders(self):
        return self.env["sale.order"].search([("team_id", "=", self.shop.id)])

    def start(self):
        self.wizard(self.content, team_id=self.shop.id).action_import()
        file = self.env["cs.import.file"].search([])
        self.assertEqual((file.state, file.position, file.total), ("waiting", 0, 25))
        self.assertFalse(self.orders())
        return file

    def run_job(self):
        self.env["cs.import.file"].sudo()._cron_run()

    def test_it_is_written_chunk_by_chunk(self):
        file = self.start()
        self.run_job()
        self.assertEqual((file.state, file.position), ("done", 25))
        self.assertEqual(self.counts(file), (25, 0, 0, 0))
        self.assertEqual(len(self.orders()), 25)
        self.assertEqual(self.orders().cs_import_file_id, file)
        self.assertGreaterEqual(self.committed.call_count, 4)

    def test_it_goes_on_behind_what_was_committed(self):
        """A server that is gone after a COMMIT, before or behind the position."""
        file = self.start()
        calls = []

        def die(*_args, **_kwargs):
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return 60

        self.committed.side_effect = die
        # Not by assertRaises, which takes back what was written.
        try:
            self.run_job()
        except KeyboardInterrupt:
            calls.append("died")
        self.assertEqual(calls[-1], "died")
        self.assertEqual((file.state, file.position), ("running", 20))
        self.assertEqual(len(self.orders()), 20)
        self.committed.side_effect = None
        # Even where the position had been lost nothing would be doubled.
        file.sudo().position = 10
        self.run_job()
        self.assertEqual((file.state, len(self.orders())), ("done", 25))
        self.assertEqual((file.new_count, file.unchanged_count), (25, 10))

    def stop(self, file):
        put = OrdersReader.put

        def failing(reader, items):
            if any(order.number == "N015" for order in items):
                raise UserError("stop")
            return put(reader, items)

        with patch.object(OrdersReader, "put", failing):
            self.run_job()
        self.env.invalidate_all()
        self.assertEqual((file.state, file.note), ("failed", "stop"))

    def fail_with_rollback(self):
        """What a failure leaves: the tests' rollback would take everything."""
        return patch.object(self.env.cr, "rollback", lambda: None)

    def test_a_failed_one_is_finished(self):
        file = self.start()
        with self.fail_with_rollback():
            self.stop(file)
        self.assertEqual(len(self.orders()), 10)
        with self.assertRaisesRegex(UserError, "imported and stays"):
            file.with_user(self.users["officer"]).unlink()
        file.with_user(self.users["officer"]).action_go_on()
        self.run_job()
        self.assertEqual((file.state, len(self.orders())), ("done", 25))

    def test_a_failed_one_is_taken_back(self):
        file = self.start()
        with self.fail_with_rollback():
            self.stop(file)
        file.with_user(self.users["officer"]).action_undo()
        self.assertEqual(file.state, "undone")
        self.assertFalse(self.orders())
        with self.assertRaisesRegex(UserError, "has not failed"):
            file.action_undo()

    def test_without_scheduled_actions_it_is_written_at_once(self):
        self.env.ref(cs_import_file.CRON).active = False
        self.wizard(self.content, team_id=self.shop.id).action_import()
        self.assertEqual(len(self.orders()), 25)

    def test_its_shop_and_file_are_checked_as_a_whole_first(self):
        """One bad row at the end: not one order is written."""
        content = self.content + b"N999,abc,2026-11-20 10:00,\r\n"
        wizard = self.wizard(content, team_id=self.shop.id)
        wizard.action_import()
        self.assertEqual(self.found(wizard), [(27, "买家应付货款")])
        self.assertFalse(self.orders())

    def test_selects_do_not_follow_the_orders(self):
        """As many SELECTs for a hundred orders that are there as for ten."""
        counts = []
        for size in (10, 100):
            rows = [[f"S{n}", "10", "2026-11-20 10:00", ""] for n in range(size)]
            with patch.object(OrdersReader, "at_once", 1_000):
                content = as_csv([HEAD, *rows])
                self.wizard(content, team_id=self.shop.id).action_import()
                wizard = self.wizard(content, team_id=self.shop.id)
                with self.count_selects() as found:
                    wizard.action_preview()
            counts.append(len(found))
        self.assertLessEqual(counts[1], counts[0] + 1)


class TestRoles(ImportCase):
    def test_a_dialog_is_its_makers(self):
        wizard = self.wizard(CHITU)
        other = self.make_user("officer", login="cs_officer_2")
        for user in (other, self.users["manager"], self.users["leader"]):
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base"):
                wizard.with_user(user).read(["file_name"])

    def test_a_kept_file_is_the_makers_and_hrs(self):
        file = self.load(CHITU, user=self.users["leader"])
        second = self.make_user("leader", login="cs_leader_2")
        self.assertEqual(file.user_id, self.users["leader"])
        self.assertTrue(file.with_user(self.users["leader"]).file)
        self.assertTrue(file.with_user(self.users["officer"]).file)
        self.assertFalse(file.with_user(second).search([]))
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "cs.import.file"),
                ("res_id", "=", file.id),
                ("res_field", "=", "file"),
            ]
        )
        with self.assertRaises(AccessError):
            attachment.with_user(second).read(["datas"])
        with self.assertRaises(AccessError):
            file.with_user(self.users["officer"]).write({"state": "failed"})

    def test_files_of_another_company(self):
        other = self.make_company("Other")
        file = self.load(CHITU)
        user = self.make_user("officer", company=other, login="cs_other")
        theirs = file.with_user(user).with_context(allowed_company_ids=other.ids)
        self.assertFalse(theirs.search([]))
        wizard = self.env["cs.import.wizard"].with_env(theirs.env)
        with self.assertRaises(AccessError):
            wizard.create(
                {"file": "eA==", "file_name": "x", "company_id": self.company.id}
            ).action_preview()

    def test_leaders_keep_the_names_of_their_teams(self):
        leader = self.env["cs.agent.alias"].with_user(self.users["leader"])
        alias = leader.create({"name": "shop:li", "employee_id": self.li.id})
        stranger = self.make_agent("Sun", department_id=self.other_team.id)
        with self.assertRaises(AccessError):
            leader.create({"name": "shop:sun", "employee_id": stranger.id})
        with self.assertRaises(AccessError):
            alias.employee_id = stranger
        self.wang.user_id = self.users["leader"]
        with self.assertRaisesRegex(AccessError, "Your own names"):
            leader.create({"name": "shop:wang", "employee_id": self.wang.id})
        with self.assertRaisesRegex(AccessError, "Your own names"):
            alias.employee_id = self.wang

    def test_a_name_is_one_agents(self):
        Alias = self.env["cs.agent.alias"]
        Alias.create({"name": "Shop:Li", "employee_id": self.li.id})
        found = self.env["hr.employee"]._cs_find_agents(
            ["101", "shop: li", "other:李娜", "王小丽", "nobody", ""], self.company
        )
        self.assertEqual(
            found,
            {
                "101": self.wang,
                "shop: li": self.li,
                "other:李娜": self.li,
                "王小丽": self.wang,
                "nobody": None,
            },
        )
        self.make_agent("王小丽")
        found = self.env["hr.employee"]._cs_find_agents(["王小丽"], self.company)
        self.assertEqual(found, {"王小丽": None}, "two of them: nobody is guessed")
        with self.assertRaisesRegex(ValidationError, "is the work number of"):
            Alias.create({"name": "101", "employee_id": self.li.id})

    def test_layouts_can_be_added_r7_2(self):
        """A tool with headings of its own: its layout is data."""
        rows = [["谁", "问", "买"], ["101", "10", "7"]]
        layout = (
            self.env["cs.import.layout"]
            .with_user(self.users["officer"])
            .create(
                {
                    "name": "Ours",
                    "kind": "figures",
                    "company_id": self.company.id,
                    "line_ids": [
                        Command.create({"field": field, "words": words})
                        for field, words in (
                            ("account", "谁 | who"),
                            ("asked", "问"),
                            ("bought", "买"),
                        )
                    ],
                }
            )
        )
        self.load(as_csv(rows), "a 2026-11-05.csv", layout_id=layout.id)
        stat = self.env["cs.service.stat"].search([])
        self.assertEqual((stat.asked, stat.bought), (10, 7))
        with self.assertRaisesRegex(ValidationError, "needs a column"):
            layout.line_ids.filtered(lambda line: line.field == "account").unlink()
            layout.line_ids[0].words = "x"
            layout._check_columns()

    def test_punches_are_hrs(self):
        with self.assertRaisesRegex(UserError, "which HR imports"):
            self.preview(DAILY, user=self.users["leader"])
        with self.assertRaisesRegex(UserError, "which HR imports"):
            self.preview(TAOBAO, user=self.users["leader"])
