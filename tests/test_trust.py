"""Nobody decides about themselves or what pay rests on; no fact is lost (R2)."""

import threading

from psycopg2.errors import SerializationFailure

from odoo import Command, api, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.sql_db import db_connect

from tests.common import CsCase
from tests.conduct.test_conduct import ConductCase


class TestColumns(ConductCase):
    """A stored computed or related column is a column, too."""

    def test_every_readonly_column_of_every_model_is_kept(self):
        open_prefixes = ("message_", "activity_", "rating_")
        editable = self.env["ir.model.access"].search(
            [("model_id.model", "=like", "cs.%"), ("perm_write", "=", True)]
        )
        for name in set(editable.model_id.mapped("model")):
            Model = self.env[name]
            if Model._transient:
                continue
            self.assertTrue(hasattr(Model, "_kept_fields"), name)
            derived = {
                field.name
                for field in Model._fields.values()
                if field.store
                and field.readonly
                and (field.compute or field.related)
                and not field.name.startswith(open_prefixes)
            }
            self.assertLessEqual(
                derived, Model._kept_fields() | Model._own_columns(), name
            )

    def test_a_fine_does_not_become_a_bonus(self):
        """R2.10: a leader wrote ``kind`` of the entry, then a measure."""
        entry = self.entry_of("COMPLAINT")
        for name, value in {
            "kind": "merit",
            "severity": "light",
            "rule_code": "MERIT5",
            "money": 50,
        }.items():
            with self.subTest(name), self.assertRaises(UserError):
                entry.with_user(self.leader).write({name: value})
            with self.subTest(name), self.assertRaises(AccessError):
                entry.with_user(self.officer).write({name: value})
        with self.assertRaises(AccessError):
            self.entry_of("DUTY", user=self.leader, kind="merit")


class TestOneself(ConductCase):
    """Write, create and delete ask what the buttons ask, before and after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.make_agent("Leader", user_id=cls.leader.id)
        cls.fine = cls.make_entry(cls.own, "DUTY", "2026-03-10", user=cls.officer)

    def test_a_leader_changes_nothing_of_his_own_fine(self):
        mine = self.fine.with_user(self.leader)
        other = self.make_agent()
        for values in (
            {"date": "2026-03-20"},
            {"note": "no"},
            {"points": 0},
            {"attachment_ids": [Command.clear()]},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "Nobody"):
                mine.write(values)
        with self.assertRaises(UserError):
            mine.unlink()
        draft = self.entry_of("DUTY", agent=self.own, user=self.officer, confirm=False)
        with self.assertRaisesRegex(UserError, "Nobody"):
            draft.with_user(self.leader).write({"employee_id": other.id})
        with self.assertRaisesRegex(UserError, "Nobody"):
            draft.with_user(self.leader).unlink()

    def test_nobody_gives_his_agents_entry_to_himself(self):
        """The check after the write: a merit of an agent becomes the leader's."""
        merit = self.entry_of("MERIT5", user=self.officer, confirm=False)
        with self.assertRaises(UserError):
            merit.with_user(self.leader).write({"employee_id": self.own.id})

    def test_what_hr_confirmed_is_cancelled_not_edited_or_deleted(self):
        entry = self.entry_of("DUTY", user=self.officer)
        with self.assertRaisesRegex(UserError, "ask the issuer or HR"):
            entry.with_user(self.leader).write({"note": "milder"})
        for user in (self.leader, self.officer):
            with self.subTest(user.name), self.assertRaisesRegex(UserError, "on file"):
                entry.with_user(user).unlink()
        entry.with_user(self.leader).cancel("A mistake")
        self.assertEqual(entry.state, "cancelled")

    def test_nobody_sets_his_own_conversion_r6_2(self):
        Stat = self.env["cs.service.stat"].with_user(self.leader)
        values = {"date": "2026-03-05", "asked": 10, "bought": 9}
        with self.assertRaisesRegex(UserError, "own commission"):
            Stat.create({**values, "employee_id": self.own.id})
        agent = self.make_agent()
        row = Stat.create({**values, "employee_id": agent.id, "date": "2026-03-07"})
        with self.assertRaisesRegex(UserError, "own commission"):
            row.write({"employee_id": self.own.id})
        hers = self.env["cs.service.stat"].create(
            {**values, "employee_id": self.own.id, "date": "2026-03-06"}
        )
        with self.assertRaisesRegex(UserError, "own commission"):
            hers.with_user(self.leader).write({"bought": 10})
        with self.assertRaisesRegex(UserError, "own commission"):
            hers.with_user(self.leader).unlink()


class TestFiles(ConductCase):
    """Evidence is guarded on the file."""

    def proof_of(self, entry):
        proof = self.env["ir.attachment"].create(
            {"name": "chat.txt", "raw": b"rude", "res_model": entry._name}
        )
        proof.res_id = entry.id
        entry.sudo().attachment_ids = proof
        return proof

    def test_the_proof_of_ones_own_fine_stays(self):
        own = self.make_agent("Leader", user_id=self.leader.id)
        proof = self.proof_of(self.entry_of("DUTY", agent=own, user=self.officer))
        for change in ({"raw": b"kind"}, {"res_id": 0}, {"res_model": "res.partner"}):
            with self.subTest(change), self.assertRaises(AccessError):
                proof.with_user(self.leader).write(change)
        with self.assertRaises(AccessError):
            proof.with_user(self.leader).unlink()
        self.assertEqual(proof.raw, b"rude")

    def test_the_proof_in_a_locked_month_stays(self):
        entry = self.entry_of("DUTY", user=self.leader)
        proof = self.proof_of(entry)
        self.march.action_compute()
        self.march.action_lock()
        for user in (self.leader, self.officer, self.users["manager"]):
            with self.subTest(user.name), self.assertRaisesRegex(UserError, "locked"):
                proof.with_user(user).write({"raw": b"kind"})
        with self.assertRaisesRegex(UserError, "locked"):
            self.env["ir.attachment"].with_user(self.officer).create(
                {"name": "x", "raw": b"", "res_model": entry._name, "res_id": entry.id}
            )

    def test_a_file_of_an_addon_that_is_gone_is_refused_by_odoo_not_by_a_crash(self):
        file = self.env["ir.attachment"].create({"name": "old.txt", "raw": b"old"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET res_model = 'gone.model', res_id = 7 "
            "WHERE id = %s",
            [file.id],
        )
        self.env.invalidate_all()
        theirs = file.with_user(self.env.ref("base.user_admin"))
        for change in (lambda: theirs.write({"name": "new.txt"}), theirs.unlink):
            with self.assertRaisesRegex(AccessError, "not allowed"):
                change()


class TestDialogs(CsCase):
    """What somebody fills in a dialog is theirs alone."""

    def test_a_wizard_is_its_makers(self):
        rules = self.env["ir.rule"].search([("name", "like", "its maker's")])
        guarded = set(rules.model_id.mapped("model"))
        for model in self.env["ir.model"].search([("model", "=like", "cs.%")]):
            if self.env[model.model]._transient:
                self.assertIn(model.model, guarded)
        Export = self.env["cs.roster.export"]
        export = Export.with_user(self.users["officer"]).create({})
        for user in (self.users["manager"], self.users["leader"]):
            with self.subTest(user.name), self.assertRaises(AccessError):
                export.with_user(user).read(["file"])

    def test_spans_have_bounds(self):
        Export = self.env["cs.roster.export"]
        for first, last in (
            ("0001-01-01", "9999-12-31"),
            ("2026-01-01", "2027-01-02"),
            ("2026-02-01", "2026-01-31"),
        ):
            with self.subTest(first), self.assertRaisesRegex(ValidationError, "year"):
                Export.create({"date_from": first, "date_to": last})
        agent = self.make_agent()
        for day in ("0001-01-01", "9999-12-31"):
            with self.subTest(day), self.assertRaises(ValidationError):
                self.env["cs.service.stat"].create(
                    {"employee_id": agent.id, "date": day}
                )
            with self.subTest(day), self.assertRaises(ValidationError):
                self.env["cs.roster.line"]._matrix_span(
                    self.company, fields.Date.to_date(day)
                )


class TestTwoAtOnce(CsCase):
    """A fact and the lock of its month, on two real connections."""

    def setUp(self):
        super().setUp()
        self.database = db_connect(self.env.cr.dbname)
        with self.database.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            company = env["res.company"].search([], order="id", limit=1)
            agent = env["hr.employee"].create(
                {"name": "Two at once", "company_id": company.id}
            )
            period = env["cs.period"].create(
                {
                    "name": "2001-01",
                    "company_id": company.id,
                    "date_from": "2001-01-01",
                    "date_to": "2001-01-31",
                }
            )
            self.agent_id, self.period_id = agent.id, period.id
        self.addCleanup(self.remove)

    def remove(self):
        with self.database.cursor() as cr:
            # What was sealed stays for good, but for what these tests committed.
            for table in ("cs_seal", "cs_service_stat", "cs_statement"):
                cr.execute(
                    f"DELETE FROM {table} WHERE period_id = %s", [self.period_id]
                )
            cr.execute("DELETE FROM cs_period WHERE id = %s", [self.period_id])
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["hr.employee"].browse(self.agent_id).unlink()

    def lock(self, cr):
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        env["cs.period"].browse(self.period_id).action_lock()
        env.flush_all()

    def record(self, cr):
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        env["cs.service.stat"].create(
            {"employee_id": self.agent_id, "date": "2001-01-05", "asked": 1}
        )
        env.flush_all()

    def meet(self, first, second):
        """``first`` is done, not committed; ``second`` begins; then ``first`` commits.

        :return: the error of the second
        """
        seen, began = [], threading.Event()

        def run():
            with self.database.cursor() as cr:
                cr.execute("SELECT 1")  # The moment whose facts it sees.
                began.set()
                try:
                    second(cr)
                except (SerializationFailure, UserError) as error:
                    seen.append(error)
                    cr.rollback()

        with self.database.cursor() as cr:
            first(cr)
            thread = threading.Thread(target=run)
            thread.start()
            began.wait(20)
            thread.join(0.5)
            cr.commit()
            thread.join(20)
        self.assertFalse(thread.is_alive())
        return seen

    def test_a_fact_that_comes_while_locking_begins_anew(self):
        """It finds the month locked then, and says so: nothing changes behind it."""
        [error] = self.meet(self.lock, self.record)
        self.assertIsInstance(error, SerializationFailure)
        with self.database.cursor() as cr, self.assertRaisesRegex(UserError, "locked"):
            self.record(cr)

    def test_a_lock_that_comes_while_a_fact_is_written_begins_anew(self):
        [error] = self.meet(self.record, self.lock)
        self.assertIsInstance(error, SerializationFailure)
        with self.database.cursor() as cr:
            self.lock(cr)
            cr.execute(
                "SELECT count(*) FROM cs_service_stat WHERE period_id = %s",
                [self.period_id],
            )
            self.assertEqual(cr.fetchone(), (1,))

    def test_two_who_lock_at_once(self):
        """The second reads that somebody else is at it."""
        [error] = self.meet(self.lock, self.lock)
        self.assertRegex(str(error), "somebody else at this moment")
