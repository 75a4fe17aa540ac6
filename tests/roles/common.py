"""One demo company in which everything about one agent can be told from the rest.

Every text and every number that the addon stores about the *victim* is replaced by an
unmistakable one, which names model and field. Whatever a role reads is searched for
them: what is found must stand in the table of ``test_paths``.
"""

import json
import re

import psycopg2

from odoo import Command
from odoo.exceptions import UserError
from odoo.models import MAGIC_COLUMNS
from odoo.service.model import call_kw
from odoo.tests import new_test_user
from odoo.tools import SQL, mute_logger

from odoo.addons.cs_management.demo import factories

from tests.test_demo import DemoCase

GROUPS = {
    "mate": ("cs_management.group_cs_agent",),
    "employee": ("base.group_user",),
    "salesman": ("sales_team.group_sale_manager",),
    "hr": ("hr.group_hr_manager",),
    "time_off": ("hr_holidays.group_hr_holidays_manager",),
    "portal": ("base.group_portal",),
    "elsewhere": ("cs_management.group_cs_officer",),
    "both": ("cs_management.group_cs_officer",),
}
# Who reads, from nobody to the manager.
ROLES = (
    *("public", "portal", "employee", "salesman", "hr", "time_off"),
    *("elsewhere", "both", "mate", "self", "other_leader", "leader"),
    *("officer", "manager"),
)
# Odoo's own, which hold what we compute or what it is computed from.
ODOOS = (
    *("hr.payslip", "hr.payslip.line", "hr.payslip.input", "hr.payslip.worked_days"),
    "hr.leave",
)
REFUSED = (UserError, psycopg2.Error, ValueError, KeyError, TypeError)
MARK = re.compile(r"~([a-z_.0-9]+)/(\w+)~")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
FIRST = 7_000_000
NO_SECRET = {"sequence", "color", "res_id", *MAGIC_COLUMNS}
TEXTS = {"char", "text", "html"}
NUMBERS = {"integer", "float", "monetary"}


class RolesCase(DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.victim = cls.agents["101"]
        cls.make_roles()

    @classmethod
    def make_roles(cls):
        cls.elsewhere = factories.make_company(cls.env, "Elsewhere")
        home = cls.victim.company_id
        companies = {"elsewhere": cls.elsewhere, "both": cls.elsewhere + home}
        for role, groups in GROUPS.items():
            allowed = companies.get(role, home)
            cls.users[role] = new_test_user(
                cls.env,
                f"role_{role}",
                ",".join(groups),
                name=role.title(),
                password=f"role_{role}",
                company_id=allowed[0].id,
                company_ids=[Command.set(allowed.ids)],
            )
        cls.users |= {
            "public": cls.env.ref("base.public_user"),
            "self": cls.users["agent"],
            "other_leader": cls.users["leader2"],
            "manager": cls.users["admin"],
        }
        cls.agents["102"].user_id = cls.users["mate"]
        for role in ("employee", "salesman"):
            cls.env["hr.employee"].create(
                {
                    "name": role.title(),
                    "user_id": cls.users[role].id,
                    "department_id": cls.victim.department_id.id,
                    "company_id": home.id,
                }
            )

    def env_of(self, role):
        """As a request of this user comes in: no context but the companies."""
        user = self.users[role]
        active = (self.elsewhere if role == "both" else user.company_id).ids
        context = {"allowed_company_ids": active, "lang": "en_US"}
        return self.env(user=user.id, su=False, context=context)

    # ------------------------------------------------------------------
    # What is about the victim
    # ------------------------------------------------------------------

    @classmethod
    def find_rows(cls):
        """``{model name: ids}`` of all rows that name the victim, and their parts."""
        cls.env.flush_all()
        models = {
            name: model
            for name, model in cls.env.items()
            if (name.startswith("cs.") or name in ODOOS)
            and not (model._abstract or model._transient)
        }
        rows = {}
        for name, model in models.items():
            names = [
                field.name
                for field in model._fields.values()
                if field.comodel_name == "hr.employee"
                and field.type == "many2one"
                and field.store
            ]
            found = model.sudo().with_context(active_test=False).browse()
            for field in names:
                found |= found.search([(field, "=", cls.victim.id)])
            rows[name] = set(found.ids)
        for _depth in range(2):
            for name, model in models.items():
                for field in model._fields.values():
                    if (
                        field.type == "many2one"
                        and field.store
                        and field.ondelete == "cascade"
                        and rows.get(field.comodel_name)
                    ):
                        parts = model.sudo().with_context(active_test=False)
                        ids = list(rows[field.comodel_name])
                        rows[name].update(parts.search([(field.name, "in", ids)]).ids)
        return {name: sorted(ids) for name, ids in rows.items() if ids}

    @classmethod
    def adopt(cls):
        """The victim has a row of each kind: of a model without, another agent's."""
        cls.lacking = set()
        known = cls.find_rows()
        day = cls.open.date_from
        for name, model in cls.env.items():
            field = model._fields.get("employee_id")
            if (
                not name.startswith("cs.")
                or name in known
                or not (field and field.store and field.type == "many2one")
                or not model._auto
                or model._transient
            ):
                continue
            others = model.sudo().with_context(active_test=False)
            company = [("company_id", "=", cls.victim.company_id.id)]
            row = others.search(company, limit=1) or others.search([], limit=1)
            try:
                with cls.env.cr.savepoint():
                    row = row or others.create(cls._least(others, day))
            except (UserError, psycopg2.Error) as error:
                cls.lacking.add((name, str(error)))
                continue
            cls.env.flush_all()
            for column, value in (
                ("employee_id", cls.victim),
                ("department_id", cls.victim.department_id),
                ("company_id", cls.victim.company_id),
            ):
                if column in model._fields and model._fields[column].store:
                    cls.env.cr.execute(
                        SQL(
                            "UPDATE %s SET %s = %s WHERE id = %s",
                            SQL.identifier(model._table),
                            SQL.identifier(column),
                            value.id,
                            row.id,
                        )
                    )
            cls.env.invalidate_all(flush=False)

    @classmethod
    def _least(cls, model, day):
        """Values for all that a row must have."""
        values = {
            "employee_id": cls.victim.id,
            "department_id": cls.victim.department_id.id,
        }
        for field in model._fields.values():
            if not (field.required and field.store) or field.name in values:
                continue
            if field.type == "many2one":
                records = cls.env[field.comodel_name].sudo()
                values[field.name] = records.search([], limit=1, order="id desc").id
            elif field.type in TEXTS:
                values[field.name] = "Something"
            elif field.type in NUMBERS:
                values[field.name] = 1
            elif field.type in ("date", "datetime"):
                values[field.name] = day
        defaults = model.default_get(list(values))
        return {
            name: value
            for name, value in {
                **values,
                **defaults,
                "employee_id": cls.victim.id,
            }.items()
            if name in model._fields
        }

    @classmethod
    def plant(cls):
        """Give each stored text and number of the victim's rows its own value."""
        cls.adopt()
        cls.rows = cls.find_rows()
        # (model, field) -> value, and back for the numbers
        cls.planted, cls.numbers = {}, {}
        for name, ids in cls.rows.items():
            model = cls.env[name]
            if not model._auto:
                continue
            for field in model._fields.values():
                cls._plant_field(model, field, ids)
        cls._plant_wage()
        cls._plant_mail()
        cls.env.invalidate_all()

    @classmethod
    def _plant_field(cls, model, field, ids):
        if not (field.store and field.column_type) or field.name in NO_SECRET:
            return
        place = (model._name, field.name)
        if field.type in TEXTS:
            value = f"~{model._name}/{field.name}~"
            stored = json.dumps({"en_US": value}) if field.translate else value
            unique = SQL("%s || id::text", stored) if field.type == "char" else stored
            stored = stored if field.translate else unique
        elif field.type in NUMBERS:
            value = stored = FIRST + 13 * (len(cls.numbers) + 1)
        else:
            return
        update = SQL(
            "UPDATE %s SET %s = %s WHERE id IN %s",
            SQL.identifier(model._table),
            SQL.identifier(field.name),
            stored,
            tuple(ids),
        )
        try:
            with mute_logger("odoo.sql_db"), cls.env.cr.savepoint(flush=False):
                cls.env.cr.execute(update)
        except psycopg2.Error:
            # The database itself allows no such value.
            return
        cls.planted[place] = value
        if field.type in NUMBERS:
            cls.numbers[value] = place

    @classmethod
    def _plant_wage(cls):
        versions = cls.victim.version_ids
        cls.rows["hr.version"] = versions.ids
        cls._plant_field(versions, versions._fields["wage"], versions.ids)

    @classmethod
    def _plant_mail(cls):
        """A message, a tracked value, an activity, a mail and a file on each kind."""
        env = cls.env(su=True)
        kind = env.ref("mail.mail_activity_data_todo")
        cls.files = {}
        for name, ids in list(cls.rows.items()):
            if not name.startswith("cs."):
                continue
            model = env["ir.model"]._get(name)
            for record in env[name].browse(ids[-2:]):
                cls.files.setdefault(name, env["ir.attachment"])
                cls.files[name] |= env["ir.attachment"].create(
                    {
                        "name": f"~{name}/file~",
                        "raw": f"~{name}/file~".encode(),
                        "mimetype": "text/plain",
                        "res_model": name,
                        "res_id": record.id,
                    }
                )
                if not hasattr(record, "message_ids"):
                    continue
                message = env["mail.message"].create(
                    {
                        "model": name,
                        "res_id": record.id,
                        "body": f"~{name}/message~",
                        "message_type": "comment",
                        "subtype_id": env.ref("mail.mt_comment").id,
                    }
                )
                env["mail.tracking.value"].create(
                    {
                        "field_id": env["ir.model.fields"]._get(name, "id").id,
                        "mail_message_id": message.id,
                        "old_value_char": f"~{name}/tracking~",
                    }
                )
                env["mail.mail"].create(
                    {"mail_message_id": message.id, "body_html": f"~{name}/mail~"}
                )
                env["mail.activity"].create(
                    {
                        "res_model_id": model.id,
                        "res_id": record.id,
                        "activity_type_id": kind.id,
                        "user_id": cls.users["officer"].id,
                        "summary": f"~{name}/activity~",
                    }
                )
        env.flush_all()

    # ------------------------------------------------------------------
    # What somebody does, and what it tells
    # ------------------------------------------------------------------

    def call(self, env, model, method, *args, **kwargs):
        """As by a remote call, undone at once; ``None`` where it is refused."""
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            return call_kw(env[model], method, list(args), kwargs)
        except REFUSED:
            return None
        finally:
            savepoint.close(rollback=True)

    def told(self, answer, model="any"):
        """``{(model, field)}`` of what an answer tells about the victim.

        :param model: whose columns were asked for, if they were summed
        """
        if isinstance(answer, bytes):
            answer = answer.decode(errors="replace")
        if isinstance(answer, dict):
            parts = [*answer.keys(), *answer.values()]
        elif isinstance(answer, list | tuple | set):
            parts = answer
        elif isinstance(answer, str):
            found = set(MARK.findall(answer))
            for number in NUMBER.findall(answer):
                if (value := float(number.replace(",", ""))) in self.numbers:
                    found.add(self.numbers[value])
            return found
        elif isinstance(answer, int | float) and answer >= FIRST:
            # Nobody else has so much: any sum with the victim's part tells of it.
            return {self.numbers.get(answer, (model, "sum"))}
        else:
            return set()
        return set().union(*(self.told(part, model) for part in parts))
