"""Each button that a screen shows somebody does something for them, or says why not.

The menus of each role are opened as the web client opens them, with the records that
the role finds there. Whatever button is to be seen on a form, a list or a card is
clicked, and what it leads to is opened too: never an error of another kind than one
for users, and nothing that is shown is refused for want of rights.
"""

import ast
import traceback
from datetime import date

from lxml import etree

from odoo.exceptions import AccessError, MissingError, RedirectWarning, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user
from odoo.tools.safe_eval import safe_eval

from odoo.addons.web.controllers.utils import clean_action

from tests.roles.test_harm import QUIET
from tests.screens import Screens
from tests.test_demo import DemoCase

ROLES = ("agent", "leader", "officer", "manager")
KINDS = ("form", "list", "kanban")
# Records of a screen that are looked at, and clicked at for each state.
LOOKED_AT, EACH_STATE = 120, 2
FALSE = ("0", "False", "")
TRUE = ("1", "True")


class TestButtons(Screens, DemoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["manager"] = new_test_user(
            cls.env,
            "role_manager",
            "cs_management.group_cs_manager",
            company_id=cls.open.company_id.id,
        )
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        self.found, self.clicked, self.refused = {}, set(), {}

    def test_buttons_of_agents(self):
        self.walk("agent", 20)

    def test_buttons_of_leaders(self):
        self.walk("leader", 60)

    def test_buttons_of_officers(self):
        self.walk("officer", 120)

    def test_buttons_of_managers(self):
        self.walk("manager", 150)

    def walk(self, role, least):
        """Click at all that the menus of a role show."""
        user = self.users[role]
        with QUIET:
            for action in self.actions_of(user):
                company = user.company_id
                context = {"allowed_company_ids": company.ids, "lang": "en_US"}
                env = self.env(user=user.id, su=False, context=context)
                self.screen(
                    env,
                    {
                        "res_model": action.res_model,
                        "views": action.views,
                        "search_view_id": action.search_view_id.id,
                        "domain": self.domain_of(action, user),
                        "context": action.context,
                    },
                )
        self.assertGreater(len(self.clicked), least)
        self.assertFalse(
            self.found, "\n" + "\n".join(map(str, sorted(self.found.items())))
        )

    # ------------------------------------------------------------------
    # Screens and what they show
    # ------------------------------------------------------------------

    def screen(self, env, action):
        """Click at the buttons of the records that an action opens."""
        context = self.evaluated(action["context"], {"uid": env.uid}) or {}
        model = env[action["res_model"]].with_context(**context)
        views = [(view, kind) for view, kind in action["views"] if kind in KINDS]
        loaded = model.get_views(views)["views"]
        records = model.search(action["domain"], limit=LOOKED_AT, order="id desc")
        for record in self.chosen(records):
            for kind in loaded:
                self.click_all(record, etree.fromstring(loaded[kind]["arch"]))

    def chosen(self, records):
        """Of each state a few."""
        for name in ("state", "stage", "status", "kind"):
            field = records._fields.get(name)
            if field and field.type == "selection":
                groups = records.grouped(name).values()
                return [row for group in groups for row in group[:EACH_STATE]]
        return records[: 2 * EACH_STATE]

    def click_all(self, record, arch, parent=None):
        """Click at the buttons of a view of a record, and of the lines in it."""
        self.env.invalidate_all(flush=False)
        spec = self.specification(record, arch)
        [read] = record.web_read(spec)
        values = {name: self.plain(value) for name, value in read.items()}
        values |= {
            "uid": record.env.uid,
            "context": dict(record.env.context),
            "active_id": record.id,
            "active_ids": record.ids,
            "current_date": date.today().isoformat(),
            "parent": Dotted(parent or {}),
        }
        for node in arch.iter("button", "a", "field"):
            above = [parent for parent in node.iterancestors() if parent.tag == "field"]
            if above or not self.is_shown(node, values):
                continue
            if node.tag != "field":
                self.click(record, node, values)
                continue
            name = node.get("name")
            if record._fields[name].type != "one2many":
                continue
            lines = record[name].browse(values[name])
            for sub in node:
                if sub.tag in KINDS:
                    for line in self.chosen(lines):
                        self.click_all(line, sub, parent=values)

    def is_shown(self, node, values):
        """Whether a node is to be seen; a card's own conditions are not evaluated."""
        for part in (node, *node.iterancestors()):
            if part.get("t-if") or part.get("t-elif"):
                return False
            for name in ("invisible", "column_invisible"):
                text = part.get(name, "False")
                if text in TRUE or (
                    text not in FALSE and safe_eval(text, dict(values))
                ):
                    return False
            if part.tag == "field" and part is not node:
                break
        return True

    def plain(self, value):
        """A value as conditions of views see it."""
        if isinstance(value, dict):
            return value.get("id", False)
        if isinstance(value, list):
            return [row["id"] if isinstance(row, dict) else row for row in value]
        return value

    def evaluated(self, text, values):
        """A context of a view or an action."""
        if isinstance(text, dict) or not text:
            return text or {}
        values = {"active_id": False, "active_ids": [], **values}
        values = {"allowed_company_ids": [], **values}
        return safe_eval(text, values)

    # ------------------------------------------------------------------
    # Clicks
    # ------------------------------------------------------------------

    def click(self, record, node, values):
        kind, name = node.get("type"), node.get("name")
        state = next(
            (values[key] for key in ("state", "stage", "status") if values.get(key)), ""
        )
        place = (record._name, name, state, node.getroottree().getroot().tag)
        if kind not in ("object", "action") or place in self.clicked:
            return
        self.clicked.add(place)
        context = self.evaluated(node.get("context"), values)
        own = record.with_context(
            **context,
            active_id=record.id,
            active_ids=record.ids,
            active_model=record._name,
        )
        what = f"{record.env.user.login}: {record._name}.{name} ({state})"
        self.attempt(what, lambda: self.follow(own, kind, name, node))

    def follow(self, record, kind, name, node):
        """What the client does behind a click."""
        if kind == "object":
            args = ast.literal_eval(node.get("args") or "[]")
            call = [record.ids, *args]
            context = dict(record.env.context)
            answer = call_kw(record.browse(), name, call, {"context": context})
        else:
            # As the web client loads it: the action is anybody's, its model is not.
            action = record.env["ir.actions.actions"].sudo().browse(int(name))
            answer = self.env[action.type].browse(action.id)._get_action_dict()
        self.env.flush_all()
        if isinstance(answer, dict) and answer.get("type"):
            self.arrive(record, clean_action(answer, record.env))
        elif answer not in (None, True, False, {}):
            raise AssertionError(f"an answer that no client knows: {answer!r:.60}")

    def arrive(self, record, action):
        """Open what a button leads to: its views, and the record or a new one."""
        if action["type"] == "ir.actions.client":
            following = (action.get("params") or {}).get("next")
            if isinstance(following, dict) and following.get("res_model"):
                self.arrive(record, following)
            return
        if action["type"] != "ir.actions.act_window":
            return
        context = self.evaluated(action.get("context"), {"uid": record.env.uid})
        env = record.env(context={**self.client_context(record.env), **context})
        model = env[action["res_model"]]
        self.env.invalidate_all()
        for _view, kind in action["views"]:
            if kind in KINDS:
                arch = model.get_views([(_view, kind)])["views"][kind]["arch"]
                spec = self.specification(model, etree.fromstring(arch))
                break
        else:
            model.get_views(action["views"])
            return
        if action.get("res_id"):
            model.browse(action["res_id"]).web_read(spec)
        elif kind == "form":
            model.onchange({}, [], spec)
        else:
            domain = action.get("domain") or []
            if isinstance(domain, str):
                domain = self.evaluated(domain, {"uid": env.uid})
            model.web_search_read(domain, spec, limit=80)

    def client_context(self, env):
        names = ("allowed_company_ids", "lang", "active_id", "active_ids")
        return {
            name: env.context[name]
            for name in (*names, "active_model")
            if name in env.context
        }

    def attempt(self, what, call):
        """Call, and undo it; note what nobody should meet behind a button."""
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            call()
        except (AccessError, MissingError) as error:
            self.found[what] = str(error)
        except (UserError, RedirectWarning) as error:
            self.refused[what] = str(error)
            if not str(error).strip():
                self.found[what] = "no word of why not"
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            text = f"{type(error).__name__}: {error}".splitlines()[0][:200]
            self.found[what] = f"{text} ({place.filename[-50:]}:{place.lineno})"
        finally:
            self.env.invalidate_all(flush=False)
            self.env.transaction.clear()
            savepoint.close(rollback=True)


class Dotted(dict):
    """A parent's values, as ``parent.name``."""

    __getattr__ = dict.get
