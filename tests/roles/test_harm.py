"""What clients try who mean harm: every public method, every column, every key.

A call on what is not one's own is refused, or does nothing and tells nothing; and no
key of a context makes a call go through that is refused without it.
"""

import re
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.sql_db import Cursor
from odoo.tests import HttpCase
from odoo.tools import mute_logger

import odoo.addons.cs_management as addon

from tests import test_fuzz
from tests.roles.common import RolesCase

QUIET = mute_logger(
    *("odoo.sql_db", "odoo.models", "odoo.http", "odoo.addons.cs_management"),
    *("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"),
)
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)
KEY = re.compile(r'context(?:\.get\(|\[)\s*"(\w+)"')
# Keys of Odoo, payroll and mail that switch something off somewhere.
ODOOS_KEYS = {
    "active_test": False,
    "install_mode": True,
    "leave_fast_create": True,
    "leave_skip_date_check": True,
    "leave_skip_state_check": True,
    "mail_activity_quick_update": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "no_reset_password": True,
    "tracking_disable": True,
}
# Strangers to the victim, each of another kind.
STRANGERS = ("portal", "employee", "salesman", "elsewhere", "mate", "other_leader")
# What they may do all the same, and why.
ALLOWED = {
    ("cs.handover", "action_join_incoming"): ("mate", "R8.1: their own shift"),
    ("cs.handover", "action_join_outgoing"): ("mate", "R8.1: their own shift"),
    ("cs.import.layout", "copy"): ("elsewhere", "a shared one, to their own company"),
    ("cs.lost.reason", "copy"): ("elsewhere", "a shared one, to their own company"),
}


def context_keys():
    """Keys that the addon's code reads from a context."""
    found = set()
    for path in Path(addon.__file__).parent.rglob("*.py"):
        if "demo" not in path.parts:
            found.update(KEY.findall(path.read_text()))
    return found


class HarmCase(RolesCase):
    @contextmanager
    def written(self):
        """Yield a set that receives the tables that are written meanwhile."""
        tables, execute = set(), Cursor.execute

        def watching(cursor, query, *args, **kwargs):
            code = getattr(query, "code", query)
            code = code.decode() if isinstance(code, bytes) else code
            if match := WRITES.match(code):
                tables.add(match[1])
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", watching):
            yield tables

    def attempt(self, env, model, method, args):
        """Call and undo it.

        :return: tables of ours that were written, and the answer; ``None`` for both
            where it was refused
        """
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            with self.written() as tables:
                answer = call_kw(env[model], method, list(args), {})
                env.flush_all()
            ours = {table for table in tables if table in self.tables}
        except Exception:
            # That it is an error for users, test_fuzz holds.
            return None, None
        else:
            return ours, answer
        finally:
            self.env.invalidate_all(flush=False)
            self.env.transaction.clear()
            savepoint.close(rollback=True)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tables = {
            model._table
            for name, model in cls.env.items()
            if name.startswith(("cs.", "hr.payslip"))
            and model._auto
            and not model._transient
            and not model._abstract
        }

    def targets(self, model):
        """Rows about the victim of each state, else any rows of the company."""
        found = model.sudo().with_context(active_test=False)
        found = found.browse(self.rows.get(model._name, ()))
        if not found and not model._transient and model._auto:
            field = model._fields.get("department_id")
            team = field and field.store and found._fields["department_id"].column_type
            theirs = [("department_id", "=", self.victim.department_id.id)]
            found = found.search(theirs if team else [], limit=30, order="id desc")
        field = model._fields.get("state")
        if field and field.store and found:
            return [group[-1].id for group in found.grouped("state").values()]
        return found[-1:].ids

    def calls(self, model):
        """Each public method with plausible arguments, each column with a value."""
        ids = self.targets(model)
        methods = list(test_fuzz.TestFuzz.methods(self, model))
        for name, parameters in methods:
            if name in CRUD:
                continue
            count = len(parameters) - 1
            is_model = getattr(getattr(type(model), name), "_api_model", False)
            for each in [None] if is_model else [[one] for one in ids] or [[]]:
                first = [] if is_model else [each]
                for value in ("harm", self.victim.id) if count else (None,):
                    yield name, [*first, *[value] * count]
        if not model._name.startswith("cs.") or not model._auto:
            return
        for each in ids:
            yield "unlink", [[each]]
            yield "copy", [[each]]
            for name, value in self.other_values(model, each):
                yield "write", [[each], {name: value}]

    def other_values(self, model, record_id):
        """Another value for each stored column that a client may send."""
        record = model.sudo().browse(record_id)
        for name, field in model._fields.items():
            if not field.store or name in test_fuzz.MAGIC_COLUMNS:
                continue
            if field.type in ("char", "text"):
                yield name, "harm"
            elif field.type in ("integer", "float", "monetary"):
                yield name, 1
            elif field.type == "boolean":
                yield name, not record[name]
            elif field.type == "selection":
                keys = [key for key, _label in field._description_selection(self.env)]
                yield from ((name, key) for key in keys if key != record[name])
            elif field.type == "date":
                yield name, "2025-11-03"
            elif field.type == "many2one" and field.comodel_name == "hr.employee":
                yield name, self.agents["102"].id
            elif field.type.endswith("2many"):
                yield name, [(5, 0, 0)]


CRUD = {*("create", "write", "copy", "copy_data", "default_get", "load", "unlink")}


class TestStrangers(HarmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with QUIET:
            cls.plant()

    def test_strangers_change_nothing_and_learn_nothing(self):
        found, calls = [], 0
        with QUIET:
            for model in test_fuzz.TestFuzz.models(self):
                tries = list(self.calls(model))
                for role in STRANGERS:
                    env = self.env_of(role)
                    may_write = env[model._name].has_access("write")
                    columns = 0
                    for method, args in tries:
                        if role in ALLOWED.get((model._name, method), ("",))[0]:
                            continue
                        columns += method == "write"
                        if method == "write" and columns > 1 and not may_write:
                            # Refused for the model, whatever the column.
                            continue
                        calls += 1
                        tables, answer = self.attempt(env, model._name, method, args)
                        if tables or self.told(answer):
                            what = f"{model._name}.{method}"
                            found.append((what, role, args, tables, self.told(answer)))
        self.assertGreater(calls, 2000)
        self.assertFalse(found, "\n" + "\n".join(map(str, found)))


class TestDoors(HarmCase, HttpCase):
    """What needs a request, or rows that the demo company lacks."""

    def test_a_change_by_a_request_is_traced_whatever_its_context(self):
        rules = self.env["cs.conduct.rule"].search(
            [("company_id", "=", self.victim.company_id.id), ("points_max", ">", 2)]
        )
        rule = rules.filtered(lambda rule: rule.points_min < rule.points_max)[0]
        entry = self.env(user=self.users["leader"].id)["cs.conduct.entry"].create(
            {
                "employee_id": self.victim.id,
                "rule_id": rule.id,
                "date": self.open.date_from,
                "points": rule.points_min,
            }
        )
        entry = entry.with_env(self.env)
        self.env.flush_all()
        before = entry.message_ids
        self.authenticate("leader", "leader")
        params = {
            "model": entry._name,
            "method": "write",
            "args": [entry.ids, {"points": rule.points_max}],
            "kwargs": {"context": dict.fromkeys(ODOOS_KEYS, True)},
        }
        url = f"/web/dataset/call_kw/{entry._name}/write"
        answer = self.url_open(url, json={"params": params}).json()
        self.assertNotIn("error", answer)
        self.env.invalidate_all()
        self.assertEqual(entry.points, rule.points_max)
        self.assertTrue((entry.message_ids - before).tracking_value_ids)

    def test_the_guard_is_asked_before_the_mail_system(self):
        for model in test_fuzz.TestFuzz.models(self):
            names = [cls.__name__ for cls in type(model).mro()]
            if "CsGuardMixin" in names and "MailThread" in names:
                with self.subTest(model._name):
                    self.assertLess(
                        names.index("CsGuardMixin"), names.index("MailThread")
                    )

    def test_jobs_of_another_company_are_not_ours_to_stop(self):
        period = self.open
        job = (
            self.env["cs.period.job"]
            .sudo()
            .create(
                {"period_id": period.id, "kind": "compute", "user_id": self.env.uid}
            )
        )
        theirs = period.with_env(self.env_of("elsewhere"))
        for name in ("cancel", "retry", "dismiss", "run"):
            with self.subTest(name), QUIET, self.assertRaises(AccessError):
                getattr(theirs, f"action_{name}_job")()
        self.assertEqual(job.exists().state, "waiting")


class TestKeys(HarmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.adopt()
        cls.rows = cls.find_rows()

    def test_no_key_of_a_context_opens_a_door(self):
        """Whatever goes through with all keys at once goes through without them."""
        keys = dict.fromkeys(context_keys(), True) | ODOOS_KEYS
        self.assertGreater(len(keys), 15)
        keys |= {"cs_choice": "for", "default_state": "confirmed"}
        found, calls = [], 0
        with QUIET:
            for model in test_fuzz.TestFuzz.models(self):
                tries = list(self.calls(model))
                for role in ("mate", "self", "leader"):
                    env = self.env_of(role)
                    keyed = env(context={**env.context, **keys})
                    for method, args in tries:
                        calls += 1
                        tables, _answer = self.attempt(keyed, model._name, method, args)
                        if not tables:
                            continue
                        plain, _answer = self.attempt(env, model._name, method, args)
                        if plain is None:
                            found.append((f"{model._name}.{method}", role, args))
        self.assertGreater(calls, 3000)
        self.assertFalse(found, "\n" + "\n".join(map(str, found)))
