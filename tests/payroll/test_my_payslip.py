"""Agents read and download their own confirmed payslips, and nobody else's."""

import json
from urllib.parse import urlencode

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from tests.payroll.common import PayrollCase

MINE = "cs_management.report_cs_my_payslip"
PAPER = "cs_management.report_cs_payslip"


class MyPayslipCase(PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_facts()
        cls.agent.user_id = cls.users["agent"]
        cls.second.user_id = cls.users["leader"]
        cls.lock()
        cls.generate()
        cls.pay, cls.other = cls.slip(cls.agent), cls.slip(cls.second)

    def mine(self, role="agent", model="cs.my.payslip"):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[model].with_user(self.users[role])

    def html(self, role, name, ids):
        self.mine()
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        return reports._render_qweb_html(name, ids)[0].decode()


@tagged("post_install", "-at_install")
class TestMyPayslip(MyPayslipCase):
    def test_drafts_are_not_shown(self):
        self.assertFalse(self.mine().search([]))
        with self.assertRaises(AccessError):
            self.mine().browse(self.pay.id).read(["net"])
        with self.assertRaises(UserError):
            self.html("agent", MINE, self.pay.ids)

    def test_each_reads_their_own(self):
        (self.pay | self.other).action_payslip_done()
        own = self.mine().search([])
        self.assertEqual(own.ids, self.pay.ids)
        net = self.pay.line_ids.filtered(lambda line: line.code == "NET").total
        self.assertEqual(own.net, net)
        self.assertEqual(own.net, own.statement_id.amount_total)
        self.assertEqual(own.name, "2026-03")
        self.assertEqual(self.mine("leader").search([]).ids, self.other.ids)
        for role in ("officer", "manager"):
            self.assertFalse(self.mine(role).search([]), "no slip of their own")
        self.assertFalse(self.mine().sudo().search([("id", "=", self.other.id)]))

    def test_nobody_elses_by_any_path(self):
        (self.pay | self.other).action_payslip_done()
        for model, slips in (
            ("cs.my.payslip", self.other),
            ("cs.my.payslip.line", self.other.line_ids),
        ):
            mine = self.mine(model=model)
            theirs = mine.browse(slips.ids)
            self.assertFalse(mine.search([("id", "in", slips.ids)]))
            self.assertFalse(mine.search([("employee_id", "=", self.second.id)]))
            groups = mine.formatted_read_group([], ["employee_id"], ["__count"])
            self.assertEqual(
                [group["employee_id"][0] for group in groups], self.agent.ids
            )
            for read in (theirs.read, lambda rows=theirs: rows.web_read({"name": {}})):
                with self.assertRaisesRegex(AccessError, "none of your own"):
                    read()
            for values in ({}, {"name": "x"}):
                with self.assertRaises(AccessError):
                    mine.create(values)
            with self.assertRaises(AccessError):
                mine.search([]).write({"name": "x"})
        for method in ("action_open_statement", "_paper"):
            with self.assertRaises(UserError):
                getattr(self.mine().browse(self.other.id), method)()
        with self.assertRaises(AccessError):
            self.mine("outsider").search([])
        self.assertFalse(self.mine().has_access("write"))
        self.assertFalse(self.mine(model="hr.payslip").has_access("read"))

    def test_each_amount_opens_the_lines_it_adds_up(self):
        self.pay.action_payslip_done()
        lines = self.mine().search([]).line_ids
        paid = self.paid(self.pay)
        shown = {line.code: line.amount for line in lines if line.code in paid}
        self.assertEqual(shown, paid)
        for line in lines.filtered(lambda row: shown.get(row.code)):
            self.assertTrue(line.has_sources, line.code)
            action = line.action_open_sources()
            found = self.mine(model=action["res_model"]).search(action["domain"])
            self.assertAlmostEqual(sum(found.mapped("amount")), line.amount)
            traces = found.sorted("sequence").mapped("trace_text")
            self.assertEqual(line.trace_text, "\n".join(traces))
        net = lines.filtered(lambda line: line.code == "NET")
        self.assertTrue(net.is_sum)
        self.assertFalse(net.has_sources)
        with self.assertRaisesRegex(UserError, "worked out by payroll"):
            net.action_open_sources()
        action = self.mine().search([]).action_open_statement()
        self.assertEqual(action["res_id"], self.statement(self.agent, self.period).id)

    def test_a_refund_is_shown_as_what_it_takes_back(self):
        self.pay.action_payslip_done()
        self.pay.refund_sheet()
        back, first = self.mine().search([], order="id desc")
        self.assertEqual(first.ids, self.pay.ids)
        self.assertTrue(first.is_refunded)
        self.assertTrue(back.is_refund)
        self.assertEqual(back.net, -first.net)
        self.assertEqual(
            sum(back.line_ids.mapped("amount")), -sum(first.line_ids.mapped("amount"))
        )

    def test_the_paper_has_the_amounts_and_what_they_are(self):
        self.pay.action_payslip_done()
        statement = self.statement(self.agent, self.period)
        pages = {
            "agent": self.html("agent", MINE, self.pay.ids),
            "officer": self.html("officer", PAPER, self.pay.ids),
        }
        for role, page in pages.items():
            with self.subTest(role):
                self.assertIn(f"{statement.amount_total:,.2f}", page)
                for line in statement.line_ids:
                    self.assertIn(f"{abs(line.amount):,.2f}", page)
                    for words in line.trace_text.splitlines():
                        self.assertIn(words, page)
                self.assertIn("Ann", page)
                self.assertNotIn("Ben", page)

    def test_the_paper_is_in_the_agents_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.users["agent"].lang = "fr_FR"
        self.pay.action_payslip_done()
        for role, name in (("agent", MINE), ("officer", PAPER)):
            page = self.html(role, name, self.pay.ids)
            self.assertIn("31/03/2026", page)
            self.assertNotIn("03/31/2026", page)

    def test_papers_of_others_are_refused(self):
        (self.pay | self.other).action_payslip_done()
        for role, name, slips in (
            ("agent", MINE, self.other),
            ("agent", MINE, self.pay | self.other),
            ("agent", PAPER, self.pay),
            ("officer", MINE, self.pay),
            ("outsider", MINE, self.pay),
            ("salesman", PAPER, self.pay),
        ):
            with self.subTest(role), self.assertRaises(UserError):
                self.html(role, name, slips.ids)


@tagged("standard", "post_install", "-at_install")
class TestMyPayslipTour(MyPayslipCase, HttpCase):
    """In the browser, and by what a browser sends."""

    def download(self, slips, name=MINE):
        """What the print button of the web client asks for."""
        self.authenticate("cs_agent", "cs_agent")
        address = f"/report/pdf/{name}/{','.join(map(str, slips.ids))}"
        context = {"force_report_rendering": self.has_printer()}
        asked = {
            "data": json.dumps([address, "qweb-pdf"]),
            "context": json.dumps(context),
        }
        return self.url_open(f"/report/download?{urlencode(asked)}", timeout=60)

    def has_printer(self):
        state = self.env["ir.actions.report"].get_wkhtmltopdf_state()
        return state in ("ok", "workers")

    def ask(self, model, method, *args, **kwargs):
        """A remote call, as the web client makes it."""
        self.authenticate("cs_agent", "cs_agent")
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def test_an_agent_opens_their_payslip(self):
        self.pay.action_payslip_done()
        self.start_tour("/odoo", "cs_agent_my_payslip", login="cs_agent")

    def test_an_agent_downloads_their_payslip(self):
        self.pay.action_payslip_done()
        paper = self.download(self.pay)
        self.assertEqual(paper.status_code, 200)
        number = self.pay.number.rpartition("/")[2]
        self.assertRegex(paper.headers["Content-Disposition"], f"Payslip.*{number}")
        if self.has_printer():
            self.assertEqual(paper.content[:5], b"%PDF-")
            self.assertGreater(len(paper.content), 5000)
        else:
            self.assertIn(f"{self.pay.cs_statement_id.amount_total:,.2f}", paper.text)

    def test_anothers_payslip_is_refused_in_words(self):
        """By its address, by its paper and by a remote call: the same sentence."""
        (self.pay | self.other).action_payslip_done()
        self.start_tour(
            f"/odoo/cs.my.payslip/{self.other.id}",
            "cs_agent_anothers_payslip",
            login="cs_agent",
        )
        words = "none of your own confirmed payslips"
        with mute_logger("odoo.addons.web.controllers.report", "odoo.http"):
            for slips in (self.other, self.pay | self.other):
                paper = self.download(slips)
                self.assertIn("text/html", paper.headers["Content-Type"])
                self.assertIn(words, paper.text)
            for model, ids in (
                ("cs.my.payslip", self.other.ids),
                ("cs.my.payslip.line", self.other.line_ids[:1].ids),
            ):
                calls = (("read", ["name"]), ("web_read", {"name": {}}))
                for method, fields in calls:
                    with (
                        self.subTest(f"{model}.{method}"),
                        self.assertRaisesRegex(JsonRpcException, "AccessError"),
                    ):
                        self.ask(model, method, ids, fields)
            for method in ("action_open_statement", "action_print"):
                with self.assertRaisesRegex(JsonRpcException, "AccessError"):
                    self.ask("cs.my.payslip", method, self.other.ids)
        own = self.ask("cs.my.payslip", "read", self.pay.ids, ["name"])
        self.assertEqual(own[0]["name"], "2026-03")
