from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError

from tests.common import CsCase

TODAY = "2026-03-10"


@freeze_time(TODAY)
class TestAcknowledgement(CsCase):
    """R9.11: announced, acknowledged by each agent, open to feedback, looked over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.li = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.wang = cls.make_agent("Wang")
        cls.gone = cls.make_agent("Gone", contract_date_end="2026-02-01")

    def announce(self):
        self.policy.with_user(self.users["manager"]).action_announce()

    def of(self, agent, policy=None):
        rows = (policy or self.policy).acknowledgement_ids
        return rows.filtered(lambda row: row.employee_id == agent)

    def as_user(self, record, role):
        return record.with_user(self.users[role])

    def test_every_agent_under_it_is_asked_r9_11(self):
        self.announce()
        rows = self.policy.acknowledgement_ids
        self.assertEqual(rows.employee_id, self.li | self.wang)
        self.assertEqual(set(rows.mapped("state")), {"asked"})
        self.assertEqual(self.of(self.li).activity_ids.user_id, self.users["agent"])
        self.assertEqual(
            (self.policy.acknowledged_count, self.policy.asked_count), (0, 2)
        )

    def test_a_draft_is_not_announced_r9_11(self):
        self.policy.action_draft()
        with self.assertRaisesRegex(UserError, "not approved"):
            self.announce()

    def test_only_managers_announce_r9_11(self):
        with self.assertRaises(AccessError):
            self.policy.with_user(self.users["officer"]).action_announce()

    def test_the_agent_has_read_it_r9_11(self):
        self.announce()
        self.as_user(self.policy, "agent").action_acknowledge()
        row = self.of(self.li)
        self.assertEqual(row.state, "acknowledged")
        self.assertEqual(row.acknowledged_by_id, self.users["agent"])
        self.assertFalse(row.activity_ids)
        with self.assertRaisesRegex(UserError, "not asked"):
            self.as_user(self.policy, "agent").action_acknowledge()

    def test_nobody_acknowledges_for_another_r9_11(self):
        self.announce()
        for role in ("leader", "officer", "manager"):
            with self.subTest(role), self.assertRaises(UserError):
                self.as_user(self.of(self.li), role).action_acknowledge()
        self.assertEqual(self.of(self.li).state, "asked")

    def test_hr_files_what_was_signed_on_paper_r9_11(self):
        self.announce()
        row = self.of(self.wang)
        with self.assertRaises(UserError):
            self.as_user(row, "leader").action_paper()
        self.as_user(row, "officer")._decide("paper", "Folder 7")
        self.assertEqual((row.state, row.paper_note), ("acknowledged", "Folder 7"))

    def test_columns_take_nothing_by_hand_r9_11(self):
        self.announce()
        row = self.of(self.li)
        for role in ("agent", "officer", "manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_user(row, role).write({"state": "acknowledged"})
        with self.assertRaises(AccessError):
            self.as_user(self.policy, "manager").write({"announced_on": False})
        with self.assertRaises(AccessError):
            self.as_user(row, "agent").unlink()

    def test_the_agent_comments_and_a_manager_answers_r9_11(self):
        self.announce()
        row = self.of(self.li)
        with self.assertRaises(AccessError):
            self.as_user(row, "officer").comment = "Not mine"
        with self.assertRaises(AccessError):
            self.as_user(row, "agent").answer = "My own answer"
        self.as_user(row, "agent").comment = "Ten minutes are few."
        self.assertIn(self.users["manager"], row.activity_ids.user_id)
        self.as_user(row, "manager").answer = "We look at it in June."
        self.assertNotIn(self.users["manager"], row.activity_ids.user_id)
        self.assertIn("June", row.message_ids[0].body)

    def test_who_reads_them_r9_11(self):
        self.announce()
        Row = self.env["cs.policy.acknowledgement"]
        other = self.make_agent("Far", department_id=self.other_team.id)
        self.policy._cron_regulation()
        seen = {
            role: Row.with_user(self.users[role]).search([]).employee_id
            for role in ("agent", "leader", "officer")
        }
        self.assertEqual(seen["agent"], self.li)
        self.assertEqual(seen["leader"], self.li | self.wang)
        self.assertEqual(seen["officer"], self.li | self.wang | other)
        with self.assertRaises(AccessError):
            Row.with_user(self.users["outsider"]).search([])

    def test_newcomers_are_asked_too_r9_11(self):
        self.announce()
        newcomer = self.make_agent("New")
        self.env["cs.policy"]._cron_regulation()
        self.env["cs.policy"]._cron_regulation()
        self.assertEqual(len(self.of(newcomer)), 1)

    def test_a_changed_regulation_is_acknowledged_anew_r9_11(self):
        self.announce()
        self.as_user(self.policy, "agent").action_acknowledge()
        self.policy.action_draft()
        self.assertEqual(self.of(self.li).state, "withdrawn")
        self.assertFalse(self.policy.announced_on)
        self.policy.action_approve()
        self.announce()
        self.assertEqual(self.of(self.li).state, "asked")
        self.assertFalse(self.of(self.li).acknowledged_on)

    def test_each_new_version_is_acknowledged_r9_11(self):
        self.announce()
        self.as_user(self.policy, "agent").action_acknowledge()
        later = self.policy.new_version(fields.Date.to_date("2026-05-01"))
        later.action_approve()
        self.assertFalse(later.announced_on)
        later.with_user(self.users["manager"]).action_announce()
        self.assertEqual(self.of(self.li, later).state, "asked")
        self.assertEqual(self.of(self.li).state, "acknowledged")

    def test_managers_look_it_over_once_a_year_r9_11(self):
        """In force since 2025-01-01: due, until somebody has looked it over."""
        kind = self.env.ref("cs_management.cs_activity_look_over")
        cron = self.env["cs.policy"]._cron_regulation
        mine = self.policy.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        self.assertFalse(mine)
        cron()
        cron()
        found = self.policy.activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        managers = self.company._cs_users("cs_management.group_cs_manager")
        self.assertEqual(len(found), len(managers))
        self.policy.with_user(self.users["manager"]).action_looked_over()
        cron()
        self.assertNotIn(kind, self.policy.activity_ids.activity_type_id)
        with freeze_time(fields.Date.to_date(TODAY) + relativedelta(months=12)):
            cron()
        self.assertIn(kind, self.policy.activity_ids.activity_type_id)

    def test_zero_months_never_asks_r9_11(self):
        self.company.cs_regulation_months = 0
        self.env["cs.policy"]._cron_regulation()
        self.assertFalse(self.policy.activity_ids)

    def test_a_locked_month_does_not_keep_it_from_being_announced_r9_11(self):
        month = self.make_period("2026-02")
        month.action_compute()
        month.action_lock()
        self.assertTrue(self.policy.is_frozen)
        self.announce()
        self.assertTrue(self.policy.announced_on)

    def test_selects_do_not_grow_with_agents_r9_11(self):
        def asked():
            self.policy.acknowledgement_ids.sudo().unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.env["cs.policy"].browse(self.policy.id)._ask_agents()
            return len(found)

        self.company.cs_notify_regulation = False
        self.policy._store({"announced_on": fields.Datetime.now()})
        asked()
        few = asked()
        for _number in range(20):
            self.make_agent()
        self.assertEqual(asked(), few)
