"""What clients try who mean harm: every public method, every column, every key.

A call on what is not one's own is refused, or does nothing and tells nothing; and no
key of a context makes a call go through that is refused without it.
"""

import inspect
import re
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.service.model import call_kw
from odoo.sql_db import Cursor
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
# What they may do all the same: (model, method) -> who and why.
ALLOWED = {}


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
                code = cursor.mogrify(code, getattr(query, "params", None)).decode()
                tables.add(WRITES.match(code)[1])
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

    @property
    def tables(self):
        return {
            model._table
            for name, model in self.env.items()
            if (name.startswith("cs.") or name.startswith("hr.payslip"))
            and model._auto
            and not model._transient
            and not model._abstract
        }

    def targets(self, model):
        """Rows about the victim of each state, else any rows of the company."""
        found = model.sudo().with_context(active_test=False)
        found = found.browse(self.rows.get(model._name, ()))
        if not found and not model._transient and model._auto:
            found = found.search([], limit=30, order="id desc")
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
                    for method, args in tries:
                        if role in ALLOWED.get((model._name, method), ()):
                            continue
                        calls += 1
                        tables, answer = self.attempt(env, model._name, method, args)
                        if tables or self.told(answer):
                            what = f"{model._name}.{method}"
                            found.append((what, role, args, tables, self.told(answer)))
        self.assertGreater(calls, 5000)
        self.assertFalse(found, "\n" + "\n".join(map(str, found)))


class TestKeys(HarmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.adopt()
        cls.rows = cls.find_rows()

    def test_no_key_of_a_context_opens_a_door(self):
        """Whatever goes through with all keys at once goes through without them."""
        keys = {key: True for key in context_keys()} | ODOOS_KEYS
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
