"""Papers say what the screens say, in the language of the agent whom they are for."""

import re
from collections import namedtuple
from unittest.mock import patch

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import IrActionsReport as BaseReport

from tests.allowances.test_bonus import BonusCase
from tests.careers.common import CareersCase
from tests.leave.common import LeaveCase
from tests.pay.test_guarantee import GuaranteeCase
from tests.payroll.common import PayrollCase

STATEMENT = "cs_management.report_cs_statement"
PRINTER = "odoo.addons.cs_management.models.papers.ir_actions_report._wkhtml"
Printer = namedtuple("Printer", "is_patched_qt")


class Pages:
    """The words of a paper as it is printed."""

    def page(self, name, records, role="officer"):
        # Rules are asked when records are read, not when they lie in the cache.
        self.env.flush_all()
        self.env.invalidate_all()
        reports = self.env["ir.actions.report"].with_user(self.users[role])
        content = reports._render_qweb_html(name, records.ids)[0].decode()
        return " ".join(" ".join(html.fromstring(content).itertext()).split())


class PaperCase(Pages, PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_facts()
        cls.agent.user_id = cls.users["agent"]
        cls.month = cls.period.with_user(cls.officer)

    @classmethod
    def in_french(cls):
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.users["agent"].lang = "fr_FR"


@tagged("post_install", "-at_install")
class TestStatementPaper(PaperCase):
    def test_amounts_calculation_and_sources_are_on_it(self):
        self.month.action_compute()
        self.month.action_publish()
        statement = self.statement(self.agent, self.period)
        page = self.page(STATEMENT, statement)
        for line in statement.line_ids:
            self.assertIn(f"{abs(line.amount):,.2f}", page)
            for words in line.trace_text.splitlines():
                self.assertIn(" ".join(words.split()), page)
        self.assertIn(f"{statement.amount_total:,.2f}", page)
        credit = self.env["cs.commission.line"].search(
            [("statement_id", "=", statement.id)]
        )
        self.assertEqual(credit.base, 1234.56)
        money = " ".join(credit.currency_id.format(credit.base).split())
        self.assertIn(f"{credit.order_name} {money}", page)
        entries = self.env["cs.conduct.entry"].search(
            [("statement_id", "=", statement.id)]
        )
        self.assertEqual(len(entries), 2)
        for entry in entries:
            self.assertIn(f"03/0{entry.date.day}/2026 {entry.rule_id.name}", page)

    def test_it_is_in_the_agents_language_whoever_prints_it(self):
        self.in_french()
        self.month.action_compute()
        self.month.action_publish()
        statement = self.statement(self.agent, self.period)
        for role in ("agent", "officer"):
            page = self.page(STATEMENT, statement, role)
            self.assertIn("31/03/2026", page)
            self.assertIn("06/03/2026", page, "the day of an entry")
            self.assertNotIn("03/31/2026", page)

    def test_it_names_no_other_agents_orders(self):
        """What a leader gets of their team's sales does not show the team's orders."""
        order = self.make_order(777.77, "2026-03-08", self.second, name="S-THEIRS")
        self.month.action_compute()
        self.month.action_publish()
        line = self.statement(self.agent, self.period).line_ids.filtered(
            lambda row: row.code == "CS_COMMISSION"
        )
        theirs = self.statement(self.second, self.period)
        everybody = (
            "cs_management.cs_commission_line_action",
            [("period_id", "=", self.period.id)],
        )
        self.patch(type(line), "_source", lambda _line: everybody)
        texts = line._paper_sources()[line.id]
        self.assertTrue(texts)
        self.assertNotIn(order.name, " ".join(texts))
        other = theirs.line_ids.filtered(lambda row: row.code == "CS_COMMISSION")
        self.assertIn(order.name, " ".join(other._paper_sources()[other.id]))

    def test_as_many_selects_for_one_as_for_twenty(self):
        self.edit_policy({"attendance_enabled": True})
        agents = [self.agent, self.second]
        agents += [self.make_agent(f"Agent {number:02}") for number in range(18)]
        for agent in agents[2:]:
            self.make_order(500, "2026-03-09", agent)
            self.make_entry(agent, "COMPLAINT", "2026-03-10")
        self.month.action_compute()
        self.month.action_publish()
        statements = self.period.statement_ids
        self.assertGreaterEqual(len(statements), 20)
        counts = [
            self.selects(lambda rows=rows: self.page(STATEMENT, rows))
            for rows in (statements, statements[:1], statements)
        ]
        # The first time fills the caches of views and rights.
        self.assertEqual(*counts[1:])

    def selects(self, call):
        with self.count_selects() as queries:
            call()
        return len(queries)

    def test_it_says_the_grade_and_no_time_in_seconds(self):
        self.month.action_compute()
        self.month.action_lock()
        statement = self.statement(self.agent, self.period)
        page = self.page(STATEMENT, statement)
        self.assertIn(f"({statement.grade_id.name})", page)
        self.assertNotRegex(page, r"\d:\d\d:\d\d")

    def test_times_are_the_companys_whoever_prints(self):
        self.company.cs_tz = "Asia/Shanghai"
        self.users["officer"].tz = "America/New_York"
        self.users["agent"].tz = "Europe/Paris"
        self.month.action_compute()
        self.month.action_lock()
        statement = self.statement(self.agent, self.period)
        # sudo: the moment of the seal is nobody's to write
        statement.seal_id.sudo().flush_recordset()
        self.env.cr.execute(
            "UPDATE cs_seal SET sealed_on = '2026-04-01 20:30' WHERE id = %s",
            statement.seal_id.ids,
        )
        for role in ("agent", "officer"):
            page = self.page(STATEMENT, statement, role)
            self.assertIn("Sealed on 04/02/2026 04:30 AM", page)

    def test_it_names_who_pays_whom(self):
        self.month.action_compute()
        self.month.action_publish()
        statement = self.statement(self.agent, self.period)
        page = self.page(STATEMENT, statement, "agent")
        self.assertIn(f"Company {self.company.name}", page)
        self.assertIn(f"Work Number {self.agent.cs_agent_code}", page)

    def test_the_tier_says_in_which_unit(self):
        """R6.2: conversion in per cent, sales in money."""
        for measure, unit in (("conversion", r"\(%\) 80"), ("sales", "¥.1,234.56")):
            with self.subTest(measure):
                self.edit_policy({"commission_measure": measure})
                self.month.action_compute()
                line = self.statement(self.agent, self.period).line_ids.filtered(
                    lambda row: row.code == "CS_COMMISSION"
                )
                self.assertRegex(line.trace_text, rf"{unit}: tier of")

    def test_many_papers_where_the_printer_takes_one(self):
        """wkhtmltopdf of Linux distributions takes one document at a time."""
        self.month.action_compute()
        self.month.action_publish()
        statements = self.period.statement_ids
        reports = self.env["ir.actions.report"].with_user(self.officer)
        page = reports._render_qweb_html(STATEMENT, statements.ids)[0]
        bodies = reports._prepare_html(page, report_model="cs.statement")[0]
        self.assertEqual(len(bodies), 2)
        for is_patched, name, count in (
            (False, STATEMENT, 1),
            (True, STATEMENT, 2),
            (False, "payroll.report_payslip", 2),
        ):
            with (
                self.subTest(f"{name}, {is_patched}"),
                patch(PRINTER, lambda is_patched=is_patched: Printer(is_patched)),
                patch.object(BaseReport, "_run_wkhtmltopdf") as printer,
            ):
                reports._run_wkhtmltopdf(bodies, report_ref=name)
                printed = printer.call_args.args[0]
                self.assertEqual(len(printed), count)
                words = " ".join(printed)
                self.assertEqual(words.count("<body"), count)
                self.assertEqual(words.count("page-break-before"), 2 - count)
                # Web fonts would be pictures there, without a text to find.
                self.assertEqual(words.count("font-family: Arial"), 2 - count)
                for agent in (self.agent, self.second):
                    self.assertIn(agent.name, words)

    def test_many_sources_are_counted(self):
        self.make_orders([(10, "2026-03-09", self.agent)] * 70)
        self.month.action_compute()
        self.month.action_publish()
        statement = self.statement(self.agent, self.period)
        self.assertIn("and 11 more", self.page(STATEMENT, statement))


@tagged("post_install", "-at_install")
class TestLeaveSource(LeaveCase):
    def test_leave_is_told_in_each_language(self):
        """Odoo's own name of a leave is in the language that asked first."""
        self.grant(self.sick, "2026-03-10", "2026-03-11")
        self.march.action_compute()
        line = self.line()
        texts = line._paper_sources()[line.id]
        self.assertEqual(texts, ["03/10/2026 - 03/11/2026 Sick (days: 2)"])
        self.env["res.lang"]._activate_lang("fr_FR")
        self.sick.with_context(lang="fr_FR").name = "Maladie"
        texts = line.with_context(lang="fr_FR")._paper_sources()[line.id]
        self.assertRegex(texts[0], r"^10/03/2026 - 11/03/2026 Maladie \(.*2\)$")

    def test_half_a_day_is_told_once(self):
        self.grant(
            self.sick,
            "2026-03-10",
            request_unit_half=True,
            request_date_from_period="am",
            request_date_to_period="am",
        )
        self.march.action_compute()
        line = self.line()
        self.assertEqual(
            line._paper_sources()[line.id], ["03/10/2026 Sick (days: 0.50)"]
        )


@tagged("post_install", "-at_install")
class TestGuaranteeSource(GuaranteeCase):
    @freeze_time("2027-06-15")
    def test_the_months_are_told_apart_r5_3(self):
        """What of each month counts, and what it guarantees."""
        self.edit_policy({"guarantee_year": "service"})
        agent = self.make_agent(wage=1900, joined="2025-03-01")
        february = self.close("2026-01", "2026-02")
        [line] = self.statement(agent, february).line_ids.filtered(
            lambda row: row.code == "CS_GUARANTEE"
        )
        texts = [
            f"{month}: pay counted ¥\xa01,900.00, guaranteed ¥\xa02,000.00"
            for month in ("2026-01", "2026-02")
        ]
        self.assertEqual(line._paper_sources()[line.id], texts)


@tagged("post_install", "-at_install")
class TestBonusSource(BonusCase):
    def test_a_bonus_is_told_by_its_day_and_reason_r5_5(self):
        self.make_bonus(15).action_confirm()
        line = self.lines()
        self.assertEqual(line._paper_sources()[line.id], ["03/31/2026 Good work"])


@tagged("post_install", "-at_install")
class TestMail(PaperCase):
    def publish(self):
        self.month.action_compute()
        self.month.action_publish()

    def papers(self):
        return self.env["mail.mail"].search([("cs_is_paper", "=", True)])

    def test_none_unless_the_company_wants_it(self):
        self.publish()
        self.assertFalse(self.papers())
        self.assertFalse(self.statement(self.agent, self.period).mailed_at)

    def test_one_each_and_not_again(self):
        self.company.cs_mail_statement = True
        self.second.work_email = "ben@shop.example"
        self.publish()
        mails = self.papers()
        own, other = (
            self.statement(agent, self.period) for agent in (self.agent, self.second)
        )
        self.assertEqual(set(mails.mapped("res_id")), {own.id, other.id})
        first = mails.filtered(lambda mail: mail.res_id == own.id)
        self.assertEqual(first.recipient_ids, self.users["agent"].partner_id)
        self.assertFalse(first.email_to)
        self.assertEqual((mails - first).email_to, "ben@shop.example")
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self.assertFalse(mails.attachment_ids, "the file is made when it is sent")
        about = [("model", "=", "cs.statement"), ("res_id", "=", own.id)]
        self.assertEqual(self.env["mail.mail"].search_count(about), 1, "no notice, too")
        self.assertEqual(len(own.activity_ids), 1)
        # They went out; publishing again makes none.
        mails.state = "sent"
        self.month.action_unpublish()
        self.publish()
        self.assertEqual(self.papers(), mails)

    def test_what_waits_is_taken_back_with_the_publishing(self):
        self.company.cs_mail_statement = True
        self.publish()
        mail = self.papers()
        self.month.action_unpublish()
        self.assertFalse(mail.exists())
        self.assertFalse(self.statement(self.agent, self.period).mailed_at)
        self.publish()
        self.assertEqual(len(self.papers()), 1)

    def test_who_has_no_address_is_named(self):
        self.company.cs_mail_statement = True
        self.second.work_email = False
        self.publish()
        self.assertEqual(self.period.state, "published")
        self.assertEqual(
            self.papers().res_id, self.statement(self.agent, self.period).id
        )
        note = self.period.message_ids.filtered(lambda row: "No mail" in row.body)
        self.assertIn("Ben", note.body)
        self.assertNotIn("Ann", note.body)

    def test_the_mail_is_in_the_agents_language(self):
        self.in_french()
        template = self.env.ref("cs_management.cs_mail_template_statement_paper")
        subject = "Décompte {{ object.period_id.name }}"
        template.with_context(lang="fr_FR").subject = subject
        self.company.cs_mail_statement = True
        self.publish()
        self.assertEqual(self.papers().subject, "Décompte 2026-03")

    def test_the_file_is_made_when_it_is_sent(self):
        self.in_french()
        self.company.cs_mail_statement = True
        self.publish()
        [email] = self.papers()._prepare_outgoing_list()
        [(name, content, _type)] = email["attachments"]
        self.assertTrue(name.startswith("Ann - 2026-03."))
        total = self.statement(self.agent, self.period).amount_total
        page = " ".join(html.fromstring(content).itertext())
        self.assertIn("31/03/2026", page)
        sums = [re.sub(r"\D", "", text) for text in re.findall(r"[\d\s.,]+", page)]
        self.assertIn(re.sub(r"\D", "", f"{total:.2f}"), sums)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "cs.statement"), ("res_field", "=", False)]
        )
        self.assertFalse(files, "nothing is kept")

    def test_nothing_is_sent_of_an_open_month(self):
        self.company.cs_mail_statement = True
        self.publish()
        mail = self.papers()
        self.period._transition("open")
        with self.assertRaisesRegex(UserError, "not published any more"):
            mail._prepare_outgoing_list()

    # ------------------------------------------------------------------
    # Something goes wrong
    # ------------------------------------------------------------------

    def wanted(self):
        """The company mails; both agents have an address."""
        self.company.cs_mail_statement = True
        self.second.work_email = "ben@shop.example"

    def own(self, agent):
        """The mails of an agent's statement."""
        statement = self.statement(agent, self.period)
        return self.papers().filtered(lambda mail: mail.res_id == statement.id)

    def send(self, **outcomes):
        """Have Odoo's queue send what waits.

        :param outcomes: ``{address: error}``
        :return: the addresses that were reached
        """
        reached = []

        def send_email(_servers, message, **_options):
            address = message["To"]
            error = next((outcomes[key] for key in outcomes if key in address), None)
            if error:
                raise error
            reached.append(address)
            return message["Message-Id"]

        # Between two requests.
        self.env.flush_all()
        self.env.invalidate_all()
        Servers = self.env.registry["ir.mail_server"]
        with (
            patch.object(Servers, "_disable_send", lambda _servers: False),
            patch.object(Servers, "send_email", send_email),
            patch.object(Servers, "_connect__", lambda *_args, **_options: None),
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            self.papers().filtered(lambda mail: mail.state == "outgoing").send()
        return reached

    def test_a_mail_that_cannot_be_written_keeps_back_no_other(self):
        """The month is published; whose mail it is gets the notice and is named."""
        self.wanted()
        template = self.env.ref("cs_management.cs_mail_template_statement_paper")
        template.subject = (
            "{{ object.employee_id.name if object.employee_id.name != 'Ben' "
            "else object.no_such_field }}"
        )
        with mute_logger(
            "odoo.addons.cs_management.models.papers.cs_statement",
            "odoo.addons.mail.models.mail_render_mixin",
        ):
            self.publish()
        self.assertEqual(self.period.state, "published")
        self.assertEqual(len(self.own(self.agent)), 1)
        self.assertFalse(self.own(self.second))
        self.assertFalse(self.statement(self.second, self.period).mailed_at)
        note = self.period.message_ids.filtered(
            lambda row: "not be written" in row.body
        )
        self.assertIn("Ben", note.body)
        self.assertNotIn("Ann", note.body)
        # Mended and published again: the other one's alone is written.
        template.subject = "Your statement"
        self.own(self.agent).state = "sent"
        self.month.action_unpublish()
        self.publish()
        self.assertEqual(len(self.own(self.agent)), 1)
        self.assertEqual(len(self.own(self.second)), 1)

    def test_a_publishing_that_is_undone_leaves_no_mail(self):
        """The mails are part of it: after a crash it is done again, once."""
        self.wanted()
        self.month.action_compute()
        Statement = self.env.registry["cs.statement"]
        broken = patch.object(Statement, "_notify_agents", side_effect=ValueError)
        with broken, self.assertRaises(ValueError), self.env.cr.savepoint():
            self.month.action_publish()
        self.assertEqual(self.period.state, "open")
        self.assertFalse(self.papers())
        self.assertFalse(self.period.statement_ids.filtered("mailed_at"))
        self.month.action_publish()
        self.assertEqual(len(self.papers()), 2)

    def test_a_mail_server_that_fails(self):
        """The statement stays published; the mail can be sent again, and goes once."""
        self.wanted()
        self.publish()
        first, other = self.own(self.agent), self.own(self.second)
        (first | other).auto_delete = False
        reached = self.send(**{"ben@": OSError("no route")})
        self.assertEqual(len(reached), 1)
        self.assertEqual((first.state, other.state), ("sent", "exception"))
        self.assertIn("no route", other.failure_reason)
        self.assertEqual(self.period.state, "published")
        other.action_retry()
        reached = self.send()
        self.assertEqual((len(reached), other.state), (1, "sent"))
        self.assertIn("ben@shop.example", reached[0])
        self.assertFalse(self.send(), "nothing goes twice")

    def test_a_paper_that_cannot_be_made_fails_alone(self):
        self.wanted()
        self.publish()
        first, other = self.own(self.agent), self.own(self.second)
        (first | other).auto_delete = False
        Statement = self.env.registry["cs.statement"]
        make = Statement._paper_file

        def broken(statement):
            if statement.employee_id == self.second:
                raise ValueError("no paper")
            return make(statement)

        with patch.object(Statement, "_paper_file", broken):
            self.assertEqual(len(self.send()), 1)
        self.assertEqual((first.state, other.state), ("sent", "exception"))
        other.action_retry()
        self.assertEqual(len(self.send()), 1)
        self.assertEqual(other.state, "sent")

    def test_what_was_sent_is_not_sent_again_though_its_mail_is_gone(self):
        self.wanted()
        self.publish()
        self.assertEqual(len(self.send()), 2)
        self.assertFalse(self.papers(), "Odoo deletes what is sent")
        self.month.action_unpublish()
        self.publish()
        self.assertFalse(self.papers())

    def test_who_was_archived_or_has_left_is_mailed_still(self):
        """They were paid for the month; an archived user gets no activity."""
        self.wanted()
        self.month.action_compute()
        self.second.action_archive()
        self.users["agent"].active = False
        self.month.action_publish()
        self.assertEqual(self.period.state, "published")
        self.assertEqual(len(self.own(self.agent)), 1)
        self.assertEqual(len(self.own(self.second)), 1)
        self.assertEqual(len(self.send()), 2)

    def test_nobody_has_an_address(self):
        self.company.cs_mail_statement = True
        self.second.work_email = False
        self.users["agent"].partner_id.email = False
        self.agent.work_email = False
        self.publish()
        self.assertEqual(self.period.state, "published")
        self.assertFalse(self.papers())
        note = self.period.message_ids.filtered(lambda row: "No mail" in row.body)
        self.assertIn("Ann", note.body)

    def test_when_it_was_mailed_is_not_sealed(self):
        layout = self.env["cs.seal"]._layout()
        self.assertNotIn("mailed_at", layout["cs.statement"])
        self.assertIn("amount_total", layout["cs.statement"])


@tagged("post_install", "-at_install")
class TestCertificate(Pages, CareersCase):
    def test_it_names_who_what_and_when(self):
        agent = self.make_agent("Ann", user_id=self.users["agent"].id)
        title = self.env["cs.title"].create(
            {
                "employee_id": agent.id,
                "date": "2026-03-31",
                "merits": "Forty customers who came back",
            }
        )
        name = "cs_management.report_cs_title"
        self.assertIn("No certificate", self.page(name, title))
        title.with_user(self.users["officer"]).action_give()
        for role in ("officer", "agent"):
            page = self.page(name, title, role)
            self.assertNotIn("No certificate", page)
            for text in ("Excellent Agent", "Ann", "1st quarter 2026", title.merits):
                self.assertIn(text, page)
        self.env["res.lang"]._activate_lang("zh_CN")
        agent.user_id.lang = "zh_CN"
        self.assertIn("2026年第1季度", self.page(name, title))
        with self.assertRaises(AccessError):
            self.page(name, title, "outsider")


@tagged("post_install", "-at_install")
class TestLetter(PaperCase):
    def test_a_letter_says_which_rule_and_until_when_to_appeal(self):
        self.edit_policy({"appeal_days": 3})
        entry = self.env["cs.conduct.entry"].search(
            [("employee_id", "=", self.agent.id), ("rule_code", "=", "COMPLAINT")]
        )
        sanction = self.env["cs.sanction"].create(
            {
                "employee_id": self.agent.id,
                "kind": "warning",
                "date": entry.date,
                "reason": "A customer complained",
                "entry_id": entry.id,
            }
        )
        name = "cs_management.report_cs_sanction"
        self.assertNotIn("Appeal until", self.page(name, sanction))
        sanction.with_user(self.officer).action_confirm()
        page = self.page(name, sanction, "agent")
        self.assertIn(f"Rule {entry.rule_id.name}", page)
        self.assertIn(f"{abs(entry.money):,.2f}", page)
        until = sanction.appeal_until
        self.assertIn(f"Appeal until: {until:%m/%d/%Y}", page)
