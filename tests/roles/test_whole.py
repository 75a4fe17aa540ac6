"""The web client writes whole records: forms, onchanges and lines in lines.

Each model that somebody may write is written as a form does it, with one field spoilt:
by nonsense, by what is not there, by another company's. It ends in a clear error or
goes through, and no line of somebody else's changes behind its own guards.
"""

import traceback

from odoo import Command
from odoo.service.model import call_kw
from odoo.tools import SQL

from odoo.addons.cs_management.demo import factories

from tests import test_fuzz
from tests.roles.common import RolesCase
from tests.roles.test_harm import QUIET

MISSING = 10**9
NONSENSE = {
    "char": ("<script>", 7),
    "text": ("=1+1",),
    "html": ("<script>alert(1)</script>",),
    "integer": ("x", -(2**40)),
    "float": ("x", float("nan")),
    "monetary": ("x", 1e300),
    "date": ("x", "0001-01-01"),
    "datetime": ("x", "9999-12-31 00:00:00"),
    "selection": ("x", 7),
    "boolean": ("x",),
    "many2one": ("x", MISSING),
    "one2many": ("x", [[9, 9, 9]], [[4, MISSING, 0]], [[1, MISSING, {}]]),
    "many2many": ("x", [[4, MISSING, 0]], [[6, 0, [MISSING]]]),
}
WRITERS = ("self", "leader", "officer", "manager")


class TestWhole(RolesCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.adopt()
        cls.rows = cls.find_rows()
        there = factories.in_company(cls.env, cls.elsewhere)
        ladder = factories.make_ladder(there, levels=[("junior", "Junior", 2200)])
        team = factories.make_department(there, "Elsewhere")
        factories.make_agent(
            there, "Foreign", "901", ladder.level_ids, 2200, cls.open.date_from, team
        )
        cls.env.flush_all()

    def attempt(self, what, call, found, after=None):
        """Call, look at what came of it, and undo it."""
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            call()
            self.env.flush_all()
            if after and (seen := after()):
                found.setdefault(str(what[:2]), (what, seen))
        except Exception as error:
            if not test_fuzz.is_clean(error):
                place = traceback.extract_tb(error.__traceback__)[-1]
                text = f"{type(error).__name__}: {error}".splitlines()[0][:120]
                found.setdefault(
                    f"{what[0]}: {text} ({place.filename[-40:]}:{place.lineno})", what
                )
        finally:
            self.env.invalidate_all(flush=False)
            self.env.transaction.clear()
            savepoint.close(rollback=True)

    def forms(self):
        """Role, model as they see it, and a record that they may write."""
        for role in WRITERS:
            env = self.env_of(role)
            for name in sorted(env.registry):
                model = env[name]
                if not name.startswith("cs.") or not model._auto or model._abstract:
                    continue
                if model._transient or not model.has_access("write"):
                    continue
                records = model.browse(self.rows.get(name, ())[-20:])
                records = (records or model.search([], limit=20))._filtered_access(
                    "write"
                )
                yield role, model, records[-1:]

    def spec(self, model):
        """What a form asks for: columns, names of relations, lines with theirs."""
        return {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in model._fields.items()
            if field.store and model._has_field_access(field, "read")
        }

    def whole(self, record):
        """All that a form could send of a record, as it is."""
        values = {}
        for name, field in record._fields.items():
            if self.is_sent(record, field):
                value = record[name]
                if field.type in ("one2many", "many2many"):
                    value = [[4, line.id, 0] for line in value]
                values[name] = (
                    field.convert_to_write(value, record)
                    if not (isinstance(value, list))
                    else value
                )
        return values

    def is_sent(self, model, field):
        return (
            field.store
            and not field.readonly
            and field.name not in test_fuzz.MAGIC_COLUMNS
            and not field.name.startswith(("message_", "activity_", "rating_"))
            and field.type in NONSENSE
            and model._has_field_access(field, "write")
        )

    def foreign(self, field):
        """A record of another company, for a relation."""
        target = self.env[field.comodel_name].sudo()
        if "company_id" not in target._fields:
            return target
        return target.search([("company_id", "=", self.elsewhere.id)], limit=1)

    def spoilt(self, field):
        yield from NONSENSE[field.type]
        if field.relational and (other := self.foreign(field)):
            yield other.id if field.type == "many2one" else [[4, other.id, 0]]

    def test_whole_records_with_one_field_spoilt(self):
        found, calls, tried = {}, 0, set()
        with QUIET:
            for role, model, record in self.forms():
                spec = self.spec(model)
                values = self.whole(record) if record else {}
                for name, field in model._fields.items():
                    if not self.is_sent(model, field):
                        continue
                    for value in self.spoilt(field):
                        # Who may do least has tried it: the value is the same.
                        if (place := (model._name, name, str(value))) in tried:
                            continue
                        tried.add(place)
                        calls += 1
                        sent = {**values, name: value}
                        for method, args in (
                            ("web_save", [record.ids, sent, spec]),
                            ("onchange", [record.ids, sent, [name], spec]),
                            ("create", [[sent]]),
                        ):
                            self.attempt(
                                (f"{model._name}.{method}", name, role, value),
                                lambda m=method, a=args, o=model: call_kw(o, m, a, {}),
                                found,
                                lambda o=model: self.mixed(o),
                            )
        self.assertGreater(calls, 500)
        self.assertFalse(found, "\n" + "\n".join(map(str, found.items())))

    def mixed(self, model):
        """Records that name what is another company's."""
        found = []
        if "company_id" not in model._fields or not model._fields["company_id"].store:
            return found
        for name, field in model._fields.items():
            if field.type != "many2one" or not field.store or name == "company_id":
                continue
            target = self.env[field.comodel_name]
            if not (
                field.comodel_name.startswith(("cs.", "hr."))
                and target._auto
                and "company_id" in target._fields
                and target._fields["company_id"].store
            ):
                continue
            self.env.cr.execute(
                SQL(
                    "SELECT own.id FROM %s AS own JOIN %s AS other ON other.id = own.%s"
                    " WHERE own.company_id <> other.company_id LIMIT 1",
                    SQL.identifier(model._table),
                    SQL.identifier(target._table),
                    SQL.identifier(name),
                )
            )
            if self.env.cr.rowcount:
                found.append(f"{name} of another company")
        return found

    def test_no_line_of_others_changes_through_a_record_of_ones_own(self):
        """What is refused directly is refused as a command on another record."""
        found, calls = {}, 0
        with QUIET:
            for role, model, record in self.forms():
                if not record:
                    continue
                for name, field in model._fields.items():
                    if field.type != "one2many" or not field.inverse_name:
                        continue
                    if not field.comodel_name.startswith("cs."):
                        continue
                    for line in self.lines_of_others(model, field, record):
                        for command, method, args in self.commands(field, record, line):
                            calls += 1
                            if not self.is_refused(line, method, args):
                                continue
                            before = self.stored(line)
                            sent = [record.ids, {name: [list(command)]}]
                            self.attempt(
                                (f"{model._name}.{name}", method, role, command),
                                lambda o=record, sent=sent: call_kw(
                                    o.browse(), "write", sent, {}
                                ),
                                found,
                                lambda line=line, before=before: (
                                    self.stored(line) != before and f"{line} changed"
                                ),
                            )
        self.assertGreater(calls, 50)
        self.assertFalse(found, "\n" + "\n".join(map(str, found.items())))

    def lines_of_others(self, model, field, record):
        """A few lines that belong to other records."""
        lines = self.env[field.comodel_name].sudo().search([], order="id desc", limit=9)
        lines -= record.sudo()[field.name]
        return lines.with_env(model.env)[:2]

    def commands(self, field, record, line):
        """Commands, each with what it does as a call on the line itself."""
        inverse = field.inverse_name
        yield Command.delete(line.id), "unlink", ()
        if line._fields[inverse].ondelete == "cascade":
            yield Command.unlink(line.id), "unlink", ()
        else:
            yield Command.unlink(line.id), "write", ({inverse: False},)
        yield Command.link(line.id), "write", ({inverse: record.id},)
        for name, own in line._fields.items():
            if self.is_sent(line, own) and own.type in ("char", "text"):
                values = {name: "harm"}
                yield Command.update(line.id, values), "write", (values,)
                return

    def is_refused(self, line, method, args):
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            call_kw(line.browse(), method, [line.ids, *args], {})
            self.env.flush_all()
        except Exception:
            return True
        finally:
            self.env.invalidate_all(flush=False)
            self.env.transaction.clear()
            savepoint.close(rollback=True)
        return False

    def stored(self, line):
        """The row as it is in the database."""
        self.env.cr.execute(
            SQL(
                "SELECT to_jsonb(t) - 'write_date' FROM %s AS t WHERE id = %s",
                SQL.identifier(line._table),
                line.id,
            )
        )
        return self.env.cr.fetchall()
