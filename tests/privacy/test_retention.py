"""How long personal data is kept, and that it goes then, and not before (PIPL)."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.cs_management.models.cs_seal_removal import CsSeal as CsSealRemoval
from odoo.addons.cs_management.models.privacy.cs_privacy import CsPrivacy

from tests.leave.common import LeaveCase
from tests.privacy.common import NOTE, PrivacyCase

LATER = "2030-01-15"


class RetentionCase(PrivacyCase):
    def setUp(self):
        super().setUp()
        committed = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=60
        )
        self.committed = self.enterContext(committed)

    def switch_on(self):
        self.rule("entry").with_user(self.manager).action_switch_on()

    def run_cron(self):
        self.env["cs.retention"]._cron_run()
        self.env.invalidate_all()

    def counts(self, kind):
        rule = self.rule(kind).with_user(self.manager)
        rule.invalidate_recordset()
        return rule.due_count, rule.held_count


class TestRules(RetentionCase):
    def test_a_company_has_a_rule_for_each_kind_and_it_is_off(self):
        rules = self.env["cs.retention"].search([("company_id", "=", self.company.id)])
        kinds = dict(rules._fields["kind"].selection)
        self.assertEqual(set(rules.mapped("kind")), set(kinds))
        self.assertFalse(any(rules.mapped("is_on")))
        self.env["cs.retention"]._set_up()
        self.assertEqual(
            self.env["cs.retention"].search_count(
                [("company_id", "=", self.company.id)]
            ),
            len(rules),
            "an update adds none twice",
        )

    def test_managers_edit_officers_read_leaders_see_nothing(self):
        rule = self.rule("entry")
        rule.with_user(self.manager).months = 48
        self.assertIn("48", self.log("rule")[0].rule)
        officer = rule.with_user(self.users["officer"])
        self.assertEqual(officer.months, 48)
        for attempt in (
            lambda: officer.write({"months": 1}),
            officer.action_switch_on,
            officer.action_show_due,
            lambda: rule.with_user(self.users["leader"]).read(["months"]),
            lambda: rule.with_user(self.manager).unlink(),
            lambda: rule.with_user(self.manager).write({"kind": "vote"}),
            lambda: rule.with_user(self.manager).copy(),
        ):
            with self.assertRaises(AccessError):
                attempt()
        log = self.log("rule")[0]
        self.assertTrue(log.with_user(self.users["officer"]).rule)
        with self.assertRaises(AccessError):
            log.with_user(self.users["leader"]).read(["rule"])
        for user in (self.manager, self.users["officer"]):
            with self.assertRaises(AccessError):
                log.with_user(user).unlink()
        with self.assertRaises(UserError):
            log.sudo().unlink()

    def test_what_a_rule_cannot_do_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Delete files"):
            self.rule("evidence").with_user(self.manager).action = "people"

    def test_no_client_reaches_the_door(self):
        """The methods that remove are private, and no context opens them."""
        self.lock()
        for door in (CsPrivacy, CsSealRemoval):
            methods = [name for name, kind in vars(door).items() if callable(kind)]
            self.assertTrue(methods)
            for name in methods:
                self.assertTrue(name.startswith("_"), name)
        entry = self.entry.with_user(self.manager).with_context(
            cs_privacy=True, cs_rule="x"
        )
        with self.assertRaises(UserError):
            entry.note = False


class TestCron(RetentionCase):
    @freeze_time(LATER)
    def test_nothing_goes_while_it_is_off(self):
        self.lock()
        self.assertEqual(self.counts("entry")[0], 1)
        self.run_cron()
        self.assertEqual(self.entry.note, NOTE)
        self.assertFalse(self.log("retention"))

    @freeze_time(LATER)
    def test_texts_files_and_talk_go_figures_stay_and_the_seals_hold(self):
        self.lock()
        amounts = self.amounts(self.li, self.march)
        self.assertEqual(self.counts("evidence"), (1, 0))
        due = self.rule("entry").with_user(self.manager).action_show_due()
        self.assertEqual(due["domain"], [("id", "in", self.entry.ids)])
        self.switch_on()
        self.run_cron()
        self.assertFalse(self.entry.note)
        self.assertFalse(self.proof.exists())
        self.assertNotIn("Li was told", str(self.entry.message_ids.mapped("body")))
        self.assertEqual(self.entry.amount, 50)
        self.assertEqual(self.amounts(self.li, self.march), amounts)
        self.assertEqual(self.faults(), [])
        self.assertEqual(self.counts("entry"), (0, 0))
        log = self.log("retention")
        self.assertEqual(sum(log.mapped("file_count")), 1)
        self.assertEqual(sum(log.mapped("text_count")), 1)
        self.assertNotIn("Li", " ".join(log.mapped("rule")))
        self.run_cron()
        self.assertEqual(self.log("retention"), log, "nothing twice")

    @freeze_time(LATER)
    def test_an_open_month_keeps_what_it_needs(self):
        self.lock(self.march)
        april = self.make_entry(self.li, "DUTY", "2026-04-10", confirm=False)
        april.note = "Came late"
        april.action_confirm()
        self.assertEqual(self.counts("entry"), (1, 1))
        self.switch_on()
        self.run_cron()
        self.assertFalse(self.entry.note)
        self.assertEqual(april.note, "Came late")

    @freeze_time(LATER)
    def test_an_open_appeal_keeps_all_of_its_agent(self):
        self.lock()
        appeal = self.env["cs.appeal"].create(
            {"entry_id": self.entry.id, "reason": "It was not me"}
        )
        self.assertEqual(self.counts("entry"), (0, 1))
        self.assertEqual(self.counts("evidence"), (0, 1))
        self.switch_on()
        self.run_cron()
        self.assertEqual(self.entry.note, NOTE)
        self.sql("UPDATE cs_appeal SET state = 'rejected' WHERE id = %s", appeal.id)
        self.assertEqual(self.counts("entry"), (1, 0))

    @freeze_time(LATER)
    def test_an_open_case_keeps_all_of_its_agent(self):
        self.lock()
        self.env["cs.disciplinary.case"].create(
            {
                "employee_id": self.li.id,
                "company_id": self.company.id,
                "period_id": self.april.id,
                "reason": "score",
            }
        )
        self.assertEqual(self.counts("entry"), (0, 1))

    def test_what_is_young_stays(self):
        self.lock()
        with freeze_time("2026-06-15"):
            self.assertEqual(self.counts("entry"), (0, 0))
            self.switch_on()
            self.run_cron()
        self.assertEqual(self.entry.note, NOTE)

    @freeze_time(LATER)
    def test_for_good_is_for_good(self):
        self.lock()
        self.rule("entry").with_user(self.manager).months = 0
        self.assertEqual(self.counts("entry"), (0, 0))

    @freeze_time(LATER)
    def test_it_goes_on_in_chunks_and_one_fault_does_not_stop_the_others(self):
        self.lock_as_before()
        self.sql(
            "UPDATE cs_seal SET content = replace(content, '50.00', '51.00') "
            "WHERE kind = 'statement'"
        )
        self.switch_on()
        self.run_cron()
        self.assertEqual(self.entry.note, NOTE, "its link is not sound")
        self.assertIn("integrity report", self.rule("entry").problem)
        self.assertFalse(self.proof.exists(), "evidence is another rule's")
        self.committed.return_value = 0
        self.committed.reset_mock()
        self.run_cron()
        self.assertEqual(self.committed.call_count, 1, "no time left")

    @freeze_time(LATER)
    def test_other_companies_are_not_touched(self):
        self.lock()
        other = self.make_company("Other", cs_tz="Asia/Shanghai")
        other.sudo().cs_retention_on = True
        self.run_cron()
        self.assertEqual(self.entry.note, NOTE)


class TestKinds(RetentionCase):
    """Each kind finds its records, and leaves nothing of what it removes."""

    def over(self, kind):
        self.switch_on()
        self.assertEqual(self.counts(kind), (1, 0), kind)
        self.run_cron()
        self.assertEqual(self.counts(kind), (0, 0), kind)

    def test_every_kind_can_be_counted(self):
        rules = self.env["cs.retention"].search([("company_id", "=", self.company.id)])
        for rule in rules:
            for action in dict(rule._fields["action"].selection):
                with self.subTest(kind=rule.kind, action=action):
                    try:
                        with self.env.cr.savepoint():
                            rule.action = action
                    except ValidationError:
                        continue
                    self.assertGreaterEqual(rule.due_count, 0)

    @freeze_time(LATER)
    def test_appeals(self):
        self.lock()
        appeal = self.env["cs.appeal"].create(
            {"entry_id": self.entry.id, "reason": "It was not me"}
        )
        self.sql(
            "UPDATE cs_appeal SET state = 'rejected', decided_on = '2026-05-02', "
            "create_date = '2026-04-20', decision_note = 'It was' WHERE id = %s",
            appeal.id,
        )
        self.over("appeal")
        self.assertEqual((appeal.reason, appeal.decision_note), ("—", False))

    @freeze_time(LATER)
    def test_spot_checks_and_live_chats(self):
        check = self.env["cs.spot.check"].create(
            {
                "employee_id": self.wang.id,
                "date": "2026-03-12",
                "kind": "answer",
                "measure": 0.1,
                "reference": "Mrs Buyer",
                "note": "Slow",
            }
        )
        chat = check.copy({"reference": "Mr Visitor"})
        self.env.flush_all()
        self.sql(
            "UPDATE cs_spot_check SET source = %s WHERE id = %s",
            "im_livechat.channel.member.history,7",
            chat.id,
        )
        self.lock()
        self.over("live_chat")
        self.assertEqual((chat.reference, chat.source), ("—", False))
        self.assertEqual(check.reference, "—", "older than its own rule, too")
        self.assertEqual(check.measure, 0.1)

    @freeze_time(LATER)
    def test_imported_files(self):
        self.lock()
        file = self.env["cs.import.file"].create(
            {
                "file_name": "punches.xlsx",
                "file": "eA==",
                "user_id": self.env.uid,
                "company_id": self.company.id,
                "layout_id": self.env["cs.import.layout"].search([], limit=1).id,
                "state": "done",
                "done_at": "2026-04-02",
                "date_to": "2026-03-31",
            }
        )
        self.over("import")
        self.assertFalse(file.file)
        self.assertEqual(file.file_name, "punches.xlsx")

    @freeze_time(LATER)
    def test_what_ifs_go_with_their_rows(self):
        """Also before the lock, and while an appeal waits: nothing rests on them."""
        self.env["cs.appeal"].create({"entry_id": self.entry.id, "reason": "Not me"})
        old, young, waiting = self.env["cs.whatif"].create(
            [
                {
                    "policy_id": self.policy.id,
                    "period_from_id": self.entry.period_id.id,
                    "period_to_id": self.entry.period_id.id,
                    "company_id": self.company.id,
                }
            ]
            * 3
        )
        old.action_run()
        self.assertTrue(old.line_ids)
        lines = old.line_ids | young.line_ids
        old.sudo().computed_at = "2028-12-01"
        young.sudo().computed_at = "2029-12-01"
        waiting.sudo().write({"state": "waiting", "computed_at": "2028-12-01"})
        self.over("whatif")
        self.assertFalse(old.exists() or lines.exists())
        self.assertEqual(young.exists() | waiting.exists(), young | waiting)
        self.assertEqual(self.log("retention")[0].record_count, 1)

    @freeze_time(LATER)
    def test_customers_who_did_not_buy(self):
        row = self.env["cs.lost.inquiry"].create(
            {
                "employee_id": self.li.id,
                "date": "2026-03-03",
                "customer": "Mrs Buyer",
                "reason_id": self.env["cs.lost.reason"].search([], limit=1).id,
            }
        )
        self.lock()
        self.over("inquiry")
        self.assertFalse(row.customer)

    @freeze_time(LATER)
    def test_complaints(self):
        case = self.env["cs.case"].create(
            {
                "name": "Parcel",
                "kind": "complaint",
                "date": "2026-03-03",
                "company_id": self.company.id,
                "customer": "Mrs Buyer",
                "description": "She cried",
            }
        )
        self.lock()
        self.assertEqual(self.counts("case"), (0, 0), "it is open")
        self.sql(
            "UPDATE cs_case SET state = 'cancelled', write_date = '2026-04-04' "
            "WHERE id = %s",
            case.id,
        )
        self.over("case")
        self.assertFalse(case.customer or case.description)
        self.assertEqual(case.name, "Parcel")

    def file_of(self, record, name="attachment_ids"):
        file = self.env["ir.attachment"].create(
            {
                "name": "proof.txt",
                "raw": b"x",
                "res_model": record._name,
                "res_id": record.id,
            }
        )
        if name:
            record.sudo()[name] = file
        return file

    @freeze_time(LATER)
    def test_who_voted_is_forgotten_and_the_result_stays_r5_17(self):
        change = self.env["cs.level.change"].create(
            {"employee_id": self.li.id, "to_level_id": self.middle.id}
        )
        vote = self.env["cs.level.vote"].create(
            {
                "change_id": change.id,
                "employee_id": self.li.id,
                "level_id": self.middle.id,
                "company_id": self.company.id,
                "date_to": "2026-04-02",
                "voter_ids": [
                    (0, 0, {"employee_id": self.wang.id, "user_id": self.manager.id})
                ],
            }
        )
        self.env["cs.level.ballot"].create({"vote_id": vote.id, "count_for": 3})
        self.lock()
        self.assertEqual(self.counts("vote"), (0, 0), "it is open")
        vote.state = "closed"
        self.over("vote")
        self.assertFalse(vote.voter_ids)
        self.assertEqual(vote.count_for, 3)

    @freeze_time(LATER)
    def test_cases_and_sanctions(self):
        """Only decided ones, and sanctions no longer in force (R2.16)."""
        self.lock()
        case = self.env["cs.disciplinary.case"].create(
            {
                "employee_id": self.li.id,
                "company_id": self.company.id,
                "period_id": self.april.id,
                "reason": "score",
            }
        )
        sanction = self.env["cs.sanction"].create(
            {
                "employee_id": self.li.id,
                "date": "2026-03-10",
                "kind": "warning",
                "reason": "Shouted",
            }
        )
        files = self.file_of(case, "statement_file_ids") | self.file_of(sanction)
        self.assertEqual(self.counts("discipline"), (0, 0))
        self.assertEqual(self.counts("sanction"), (0, 0))
        self.sql(
            "UPDATE cs_disciplinary_case SET state = 'upheld', statement = 'I did not',"
            " opened_on = '2026-04-05', decided_on = '2026-05-05' WHERE id = %s",
            case.id,
        )
        self.sql(
            "UPDATE cs_sanction SET state = 'confirmed', date_from = '2026-03-12', "
            "date_to = '2026-09-12' WHERE id = %s",
            sanction.id,
        )
        self.assertEqual(self.counts("sanction"), (1, 0))
        self.over("discipline")
        self.assertFalse(case.statement or files.exists())
        self.assertEqual((sanction.reason, sanction.kind), ("—", "warning"))

    @freeze_time(LATER)
    def test_exceptions_and_handed_over_work(self):
        exception = self.env["cs.attendance.exception"].create(
            {
                "employee_id": self.li.id,
                "date": "2026-03-04",
                "kind": "off_site",
                "reason": "At the doctor",
            }
        )
        item = self.env["cs.handover.item"].create(
            {
                "name": "Call back",
                "customer": "Mrs Buyer",
                "description": "Is angry",
                "holder_id": self.li.id,
                "department_id": self.team.id,
            }
        )
        files = self.file_of(exception) | self.file_of(item)
        self.lock()
        self.assertEqual(self.counts("exception"), (0, 0), "nobody has decided")
        self.sql("UPDATE cs_attendance_exception SET state = 'approved'")
        self.sql(
            "UPDATE cs_handover_item SET state = 'done', done_at = '2026-03-05' "
            "WHERE id = %s",
            item.id,
        )
        self.assertEqual(self.counts("handover"), (1, 0))
        self.over("exception")
        self.assertFalse(exception.reason or item.customer or item.description)
        self.assertFalse(files.exists())
        self.assertEqual(self.faults(), [])

    @freeze_time(LATER)
    def test_level_changes_and_the_panels_remarks(self):
        change = self.env["cs.level.change"].create(
            {
                "employee_id": self.li.id,
                "to_level_id": self.middle.id,
                "reason": "Always kind",
                "speech": "I can do it",
            }
        )
        mark = self.env["cs.level.mark"].create(
            {"change_id": change.id, "user_id": self.manager.id, "mark": 8}
        )
        self.sql("UPDATE cs_level_mark SET note = 'Shy' WHERE id = %s", mark.id)
        change.message_post(body="Li was shy", message_type="comment")
        self.lock()
        self.assertEqual(self.counts("level_change"), (0, 0), "it is under way")
        self.sql(
            "UPDATE cs_level_change SET state = 'refused', decided_on = '2026-04-20', "
            "create_date = '2026-04-02', decision_note = 'Later' WHERE id = %s",
            change.id,
        )
        self.over("level_change")
        self.assertFalse(change.reason or change.speech or change.decision_note)
        self.assertFalse(mark.note)
        self.assertEqual((mark.mark, change.state), (8, "refused"))
        self.assertNotIn("shy", str(change.message_ids.mapped("body")))
        self.assertEqual(self.faults(), [])

    @freeze_time(LATER)
    def test_discount_approvals_keep_their_sums_r6_7(self):
        order = self.env["sale.order"].search(
            [("company_id", "=", self.company.id)], order="id", limit=1
        )
        approval = self.env["cs.discount.approval"].create(
            {
                "order_id": order.id,
                "order_name": order.name,
                "partner_name": "Mrs Buyer",
                "company_id": self.company.id,
                "employee_ids": [(6, 0, self.li.ids)],
                "amount_untaxed": 1000,
                "discount": 50,
                "reason": "She threatened",
                "requested_by_id": self.manager.id,
            }
        )
        self.lock()
        self.assertEqual(self.counts("discount"), (0, 0), "it waits")
        self.sql(
            "UPDATE cs_discount_approval SET state = 'approved', "
            "decided_on = '2026-04-10', decision_note = 'Let her' WHERE id = %s",
            approval.id,
        )
        self.over("discount")
        self.assertFalse(
            approval.partner_name or approval.reason or approval.decision_note
        )
        self.assertEqual((approval.discount, approval.state), (50, "approved"))
        self.assertEqual(approval.order_name, order.name)


class TestBuyers(RetentionCase):
    """What orders say of customers goes; what is paid for them stays (R6.1, R6.2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["crm.team"].create(
            {"name": "Shop", "company_id": cls.company.id}
        )
        cls.edit_policy(
            {
                "commission_rule_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "First",
                            "customer": "first",
                            "unit": "order",
                            "amount": 10,
                        },
                    )
                ]
            }
        )
        cls.orders = cls.make_orders(
            [
                (500, "2026-03-07", [cls.li]),
                (700, "2026-03-09", [cls.li]),
                (900, "2026-04-03", [cls.li]),
            ]
        )
        cls.orders.write({"team_id": cls.shop.id, "cs_buyer": "tao***"})
        cls.orders[0].write({"cs_memo": f"GH{cls.li.cs_agent_code} lives in Ningbo"})

    def figures(self):
        """What each order was paid by, and what the months come to."""
        self.env.invalidate_all()
        return [
            self.env[name].search([], order="id").read(columns)
            for name, columns in {
                "cs.statement": ("amount_total", "amount_sales"),
                "cs.statement.line": ("code", "base", "rate", "amount", "trace"),
                "cs.commission.line": ("order_name", "base", "rate", "amount"),
            }.items()
        ]

    @freeze_time(LATER)
    def test_names_and_memos_go_and_late_changes_pay_nothing(self):
        self.lock()
        before = self.figures()
        self.assertEqual(self.counts("buyer"), (3, 0))
        self.assertEqual(self.counts("memo"), (1, 0))
        self.switch_on()
        self.run_cron()
        self.assertEqual(self.counts("buyer"), (0, 0))
        self.assertEqual(self.counts("memo"), (0, 0))
        [name] = set(self.orders.mapped("cs_buyer"))
        self.assertNotIn("tao", name)
        self.assertFalse(any(self.orders.mapped("cs_memo")))
        self.assertEqual(self.orders.tag_ids.cs_employee_id, self.li)
        self.assertEqual(self.figures(), before)
        self.assertEqual(self.faults(), [])
        # What is read of all months again finds that nothing has changed.
        self.orders.sudo()._cs_read_numbers(force=True)
        may = self.make_period("2026-05")
        may.action_compute()
        self.assertEqual(
            {code for agent in self.li | self.wang for code in self.paid(agent, may)},
            {"CS_BASE"},
        )

    def paid(self, agent, period):
        return [code for code, paid in self.amounts(agent, period).items() if paid]

    @freeze_time(LATER)
    def test_a_buyer_who_still_buys_keeps_their_name_everywhere(self):
        """Else the order of the open month would be their first (R6.2)."""
        self.lock(self.march)
        self.assertEqual(self.counts("buyer"), (0, 3), "April is open")
        self.assertEqual(self.counts("memo"), (1, 0))
        self.lock(self.april)
        with freeze_time("2028-03-20"):
            self.assertEqual(self.counts("buyer"), (0, 0), "the last was in April")
        other = self.orders[1]
        other.cs_buyer = "li***"
        with freeze_time("2028-03-20"):
            self.assertEqual(self.counts("buyer"), (1, 0))
            self.switch_on()
            self.run_cron()
        self.assertEqual((self.orders - other).mapped("cs_buyer"), ["tao***"] * 2)
        self.assertNotIn("li", other.cs_buyer)

    @freeze_time(LATER)
    def test_an_open_appeal_keeps_the_memos_of_its_agent(self):
        self.lock()
        self.env["cs.appeal"].create(
            {"entry_id": self.entry.id, "reason": "It was not me"}
        )
        self.assertEqual(self.counts("memo"), (0, 1))


class TestMedicalNotes(LeaveCase):
    @freeze_time(LATER)
    def test_medical_notes_go_the_leave_stays_r1_41(self):
        """Of sick leave the note and what was written; other leave keeps its files."""
        sick = self.grant(self.sick, "2026-03-04", private_name="The flu")
        other = self.grant(self.official, "2026-03-10", private_name="Trip")
        notes = [
            self.env["ir.attachment"].create(
                {
                    "name": "note.pdf",
                    "raw": b"x",
                    "res_model": "hr.leave",
                    "res_id": leave.id,
                }
            )
            for leave in (sick, other)
        ]
        rule = self.env["cs.retention"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "medical")]
        )
        self.assertEqual((rule.due_count, rule.held_count), (0, 1), "March is open")
        self.march.action_compute()
        before = self.amounts(self.agent, self.march)
        self.march.action_lock()
        rule.with_user(self.users["manager"]).action_switch_on()
        with patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=60
        ):
            self.env["cs.retention"]._cron_run()
        self.env.invalidate_all()
        self.assertFalse(notes[0].exists() or sick.private_name)
        self.assertTrue(notes[1].exists() and other.private_name)
        self.assertEqual(sick.state, "validate")
        self.assertEqual(self.amounts(self.agent, self.march), before)
        self.assertEqual(self.env["cs.seal"].sudo()._verify(self.company).faults, [])
