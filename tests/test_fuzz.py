"""Nonsense by remote calls: it ends in an error for users, and leaves no trace.

Every public method of the addon, and every column that a client may write, is tried
by each role: with records that are there, that are not, with none, and with values
that no screen would send. What Odoo itself says no to, it says in its own way.
"""

import inspect
import re
import traceback

import psycopg2

from odoo.exceptions import RedirectWarning, UserError
from odoo.models import MAGIC_COLUMNS
from odoo.service.model import call_kw
from odoo.tools import mute_logger

from tests.test_demo import DemoCase

ROLES = ("agent", "leader", "officer", "admin")
MISSING = 10**9
JUNK = (None, "x", -1, 10**12, 1e308, "9999-12-31", [], {}, [{}], [MISSING], "=1+1")
QUIET = mute_logger(
    "odoo.sql_db", "odoo.models", "odoo.http", "odoo.addons.cs_management"
)
# Odoo's own, which the addon only guards.
ODOOS_OWN = "update_field_translations"
# What Odoo answers to records and values of the wrong shape.
ODOOS_WORDS = re.compile(
    r"Expected singleton|not enough values to unpack|Wrong value for|Invalid field"
    r"|could not convert string|does not match format"
)
# By type of field: what a client may send that is of the right type.
VALUES = {
    "char": ("<script>alert(1)</script>", "=1+1", "x" * 5000, " "),
    "text": ("<script>alert(1)</script>", "=1+1", " "),
    "html": ("<script>alert(1)</script>",),
    "integer": (-1, 0, 2**31 - 1),
    "float": (float("nan"), float("inf"), -1e15, 1e15, 0),
    "monetary": (float("nan"), float("inf"), -1e15, 1e15, 0),
    "date": ("0001-01-01", "9999-12-31", False),
    "datetime": ("0001-01-01 00:00:00", "9999-12-31 23:59:59", False),
    "many2one": (MISSING, False),
    "boolean": (True, False),
}


def is_ours(function):
    module = getattr(inspect.unwrap(function), "__module__", "") or ""
    return "cs_management" in module


def is_clean(error):
    """Whether a user can read it, or Odoo said no before the addon was asked."""
    if isinstance(
        error,
        UserError | RedirectWarning | psycopg2.IntegrityError | psycopg2.DataError,
    ):
        return True
    return isinstance(error, ValueError | TypeError) and ODOOS_WORDS.search(str(error))


class TestFuzz(DemoCase):
    def attempt(self, what, call, found):
        """Call, and undo it; note what no user should see."""
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            call()
            self.env.flush_all()
        except Exception as error:
            if not is_clean(error):
                place = traceback.extract_tb(error.__traceback__)[-1]
                text = f"{type(error).__name__}: {error}".splitlines()[0][:120]
                found.setdefault(
                    f"{what[0]}: {text} ({place.filename[-50:]}:{place.lineno})", what
                )
        finally:
            self.env.invalidate_all(flush=False)
            self.env.transaction.clear()
            savepoint.close(rollback=True)

    def models(self):
        return [
            model
            for name in sorted(self.env.registry)
            if not (model := self.env[name])._abstract
        ]

    def methods(self, model):
        cls = type(model)
        for name in dir(cls):
            function = not name.startswith("_") and getattr(cls, name, None)
            if (
                callable(function)
                and is_ours(function)
                and not getattr(function, "_api_private", False)
            ):
                yield name, inspect.signature(inspect.unwrap(function)).parameters

    def samples(self, model):
        """Ids of records: of each state one, of two, of none and of one missing."""
        records = model.sudo().search([], limit=60, order="id desc")
        by_state = records[:1]
        if "state" in model._fields and model._fields["state"].store:
            groups = records.grouped("state").values()
            by_state = records.browse([group[0].id for group in groups])
        return [[], [MISSING], records[:2].ids, *([row.id] for row in by_state)]

    def test_public_methods_with_nonsense(self):
        found, calls = {}, 0
        with QUIET:
            for model in self.models():
                methods = list(self.methods(model))
                samples = self.samples(model) if methods else []
                for name, parameters in methods:
                    for role in ROLES:
                        is_model = getattr(
                            getattr(type(model), name), "_api_model", False
                        )
                        for args in self.arguments(
                            name, parameters, [None] if is_model else samples
                        ):
                            calls += 1
                            env = self.env(user=self.users[role].id, su=False)
                            own = env[model._name]
                            self.attempt(
                                (f"{model._name}.{name}", role, args),
                                lambda own=own, name=name, args=args: call_kw(
                                    own, name, list(args), {}
                                ),
                                found,
                            )
        self.assertGreater(calls, 1000)
        self.assertFalse(found, "\n" + "\n".join(map(str, found.items())))

    def arguments(self, name, parameters, samples):
        """Argument lists: the ids, then junk for each parameter."""
        count = len(parameters) - 1
        if name in (
            "create",
            "write",
            "copy",
            "copy_data",
            "default_get",
            "load",
            ODOOS_OWN,
        ):
            return
        for ids in samples:
            first = [] if ids is None else [ids]
            for junk in JUNK if count else (None,):
                yield [*first, *[junk] * count]

    def test_every_model_keeps_its_values_within_reason(self):
        """The mixin is on each model of the addon that a client may write."""
        open_types = ("float", "monetary", "date", "datetime")
        missing = [
            model._name
            for model in self.models()
            if model._name.startswith("cs.")
            and model._auto
            and not hasattr(model, "_check_values")
            and any(
                field.type in open_types and field.store and not field.readonly
                for field in model._fields.values()
                if field.name not in MAGIC_COLUMNS
            )
        ]
        self.assertFalse(missing)

    def test_columns_with_nonsense(self):
        found = {}
        period = self.open
        with QUIET:
            for model in self.models():
                if not (model._name.startswith("cs.") and model._auto):
                    continue
                record = model.sudo().search([], limit=1, order="id desc")
                for name, field in model._fields.items():
                    if field.readonly or not field.store or field.type not in VALUES:
                        continue
                    for value in VALUES[field.type]:
                        for role in ("leader", "admin"):
                            env = self.env(user=self.users[role].id, su=False)
                            own = record.with_env(env)
                            self.attempt(
                                (f"{model._name}.{name}", role, value),
                                lambda own=own, name=name, value=value: self.put(
                                    own, name, value, period
                                ),
                                found,
                            )
        self.assertFalse(found, "\n" + "\n".join(map(str, found.items())))

    def put(self, record, name, value, period):
        """Make or change a record, read it, and compute the month with it."""
        record.create([{name: value}]) if not record else record.write({name: value})
        self.env.flush_all()
        self.env.invalidate_all()
        if record.has_access("read"):
            record.read()
        if value != value or value in (float("inf"), 1e15, "0001-01-01", "9999-12-31"):
            period.action_compute()
