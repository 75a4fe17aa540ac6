"""Every list answers the usual question when it opens, and says what to do first."""

import re

from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.safe_eval import safe_eval

from tests.common import CsCase

# Lists that open on all of their rows: which of them would be the usual ones?
WHOLE = {
    "cs.agent.alias": "one row an agent and tool, looked up by name",
    "cs.exam.subject": "a few subjects, set up once",
    "cs.fund": "one a team",
    "cs.handover.template": "a few checklists, set up once",
    "cs.import.file": "a log: what came in last is above",
    "cs.import.layout": "a few layouts, set up once",
    "cs.ladder": "a few ladders, set up once",
    "cs.lost.reason": "a few reasons, set up once",
    "cs.my.payslip": "one's own, twelve a year",
    "cs.number.source": "a few places, set up once",
    "cs.order.decision": "a log: what was decided last is above",
    "cs.period": "twelve a year, the running one above",
    "cs.privacy.log": "a log: what was done last is above",
    "cs.retention": "one rule for each kind of data",
    "cs.shift": "a few shifts, set up once",
    "cs.whatif": "a few trials, the last one above",
    "hr.department": "one a team",
}
# What every model has, or what the company's switcher filters already.
NOTHING_TO_ASK = {
    "company_id",
    "currency_id",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
    "activity_user_id",
    "message_main_attachment_id",
}
# What a phone shows whole.
PHONE = {"kanban", "calendar", "pivot", "graph"}
GROUPABLE = ("many2one", "selection", "date", "datetime", "boolean")


@tagged("post_install", "-at_install")
class TestLists(TransactionCase):
    """The window actions of the addon that show several records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.env["ir.model.data"].search(
            [
                ("module", "=", "cs_management"),
                ("model", "=", "ir.actions.act_window"),
            ]
        )
        actions = cls.env["ir.actions.act_window"].browse(data.mapped("res_id"))
        cls.names = {row.res_id: row.name for row in data}
        cls.lists = actions.filtered(
            lambda action: action.target != "new"
            and cls.modes(action)[0] != "form"
            and action.res_model in cls.env
        )

    @staticmethod
    def modes(action):
        return action.view_mode.split(",")

    def in_menus(self, action):
        """Whether it is in a menu: what opens one record's rows is narrow already."""
        key = f"ir.actions.act_window,{action.id}"
        return bool(self.env["ir.ui.menu"].search_count([("action", "=", key)]))

    def each(self):
        """Every list with its model and its search view."""
        self.assertGreater(len(self.lists), 90)
        for action in self.lists:
            yield action, self.env[action.res_model], self.arch(action, "search")

    def arch(self, action, kind):
        """The view of this kind that the action opens."""
        chosen = action.search_view_id if kind == "search" else None
        if chosen is None:
            rows = action.view_ids.filtered(lambda row: row.view_mode == kind)
            chosen = rows.view_id
        view = self.env[action.res_model].get_view(chosen.id, kind)
        return etree.fromstring(view["arch"])

    def context_of(self, action):
        return safe_eval(action.context or "{}", {"uid": self.env.uid})

    def askable(self, model):
        """Stored fields that rows can be told apart and put together by."""
        return {
            name
            for name, field in model._fields.items()
            if field.type in GROUPABLE and field.store and name not in NOTHING_TO_ASK
        }

    def groupings(self, search):
        """Filters that group, by name, with the field they group by."""
        found = {}
        for node in search.iter("filter"):
            grouped = re.search(r"'group_by':\s*'(\w+)", node.get("context") or "")
            if grouped:
                found[node.get("name")] = grouped[1]
        return found

    def opens_by(self, action, search):
        """Those of its :meth:`groupings` that a list opens with."""
        context = self.context_of(action)
        return {
            name: field
            for name, field in self.groupings(search).items()
            if f"search_default_{name}" in context
        }

    def filters(self, search):
        """Names of the filters that narrow the list."""
        return {
            node.get("name")
            for node in search.iter("filter")
            if node.get("domain") or node.get("date")
        }

    def test_filters_and_groupings(self):
        """Whatever has states, dates or people can be narrowed and grouped by them."""
        wrong = []
        for action, model, search in self.each():
            askable = self.askable(model)
            groupings = self.groupings(search)
            if askable and not self.filters(search):
                wrong.append((self.names[action.id], "no filter"))
            if not groupings and not self.is_catalogue(model):
                wrong.append((self.names[action.id], "no grouping"))
            for name, field in groupings.items():
                if field not in model._fields:
                    wrong.append((self.names[action.id], name))
        self.assertFalse(wrong)

    def is_catalogue(self, model):
        """Whether it is set up once: rows have no day, no state and nobody's name."""
        return not any(
            name == "state" or model._fields[name].type not in ("selection", "boolean")
            for name in self.askable(model)
        )

    def test_defaults_exist(self):
        """A default that the search view does not have is left out without a word."""
        wrong = []
        for action, _model, search in self.each():
            known = {node.get("name") for node in search.iter("filter", "field")}
            wrong += [
                (self.names[action.id], key)
                for key in self.context_of(action)
                if key.startswith("search_default_")
                and key.removeprefix("search_default_") not in known
            ]
        self.assertFalse(wrong)

    def test_it_opens_on_the_usual_question(self):
        """By a filter or a group, a calendar's month or a board's columns.

        Or it is one's own, or of one state: then it is narrow already.
        """
        whole = {
            model._name
            for action, model, _search in self.each()
            if self.in_menus(action) and not self.is_asked(action)
        }
        self.assertEqual(whole, set(WHOLE))

    def is_own(self, action):
        """Whether it shows what is one's own, and no more."""
        return "uid" in (action.domain or "") or action.res_model == "cs.my.payslip"

    def is_asked(self, action):
        """Whether what an action shows first is an answer."""
        first, domain = self.modes(action)[0], action.domain or ""
        is_board = first == "kanban" and self.arch(action, first).get(
            "default_group_by"
        )
        return (
            first in ("calendar", "pivot", "graph")
            or bool(is_board)
            or "uid" in domain
            or "'state'" in domain
            or any(
                key.startswith("search_default_") and value
                for key, value in self.context_of(action).items()
            )
        )

    def test_groups_are_open(self):
        """A list that opens in groups shows what is in them."""
        folded = []
        for action, _model, search in self.each():
            grouped = self.opens_by(action, search)
            if grouped and self.modes(action)[0] == "list":
                is_open = self.arch(action, "list").get("expand") == "1"
                folded += [] if is_open else [self.names[action.id]]
        self.assertFalse(folded)

    def test_amounts_have_pivot_and_graph(self):
        """Amounts that add up can be added up; of one's own the list does it."""
        wrong, counted = [], 0
        for action, model, _search in self.each():
            amounts = {
                name
                for name, field in model._fields.items()
                if field.type == "monetary" and field.store and field.aggregator
            }
            if not amounts or self.is_own(action):
                continue
            counted += 1
            if not {"pivot", "graph"} <= set(self.modes(action)):
                wrong.append((self.names[action.id], sorted(amounts)))
            elif not amounts & self.measures(self.arch(action, "pivot")):
                wrong.append((self.names[action.id], "no amount in the pivot"))
        self.assertFalse(wrong)
        self.assertGreater(counted, 15)

    def measures(self, arch):
        return {
            node.get("name")
            for node in arch.iter("field")
            if node.get("type") == "measure"
        }

    def test_an_empty_list_says_what_to_do_first(self):
        wrong = []
        for action, _model, _search in self.each():
            page = etree.fromstring(f"<div>{action.help or ''}</div>")
            said = ["".join(node.itertext()).strip() for node in page.iter("p")]
            if len(list(filter(None, said))) < 2:
                wrong.append(self.names[action.id])
        self.assertFalse(wrong)

    def test_empty_cards_in_groups_say_it_too(self):
        """Odoo's own cards say nothing where the columns would be records."""
        wrong = []
        for action, model, search in self.each():
            if "kanban" not in self.modes(action):
                continue
            cards = self.arch(action, "kanban")
            grouped = [*self.opens_by(action, search).values()]
            grouped.append(cards.get("default_group_by"))
            kinds = {model._fields[name].type for name in grouped if name}
            if "many2one" in kinds and cards.get("js_class") != "cs_cards":
                wrong.append(self.names[action.id])
        self.assertFalse(wrong)

    def test_what_agents_and_leaders_open_fits_a_phone(self):
        """Cards, a calendar or a board: a phone shows a list only cut off."""
        whole = set(WHOLE) - {"cs.fund"}
        wrong = []
        for role in ("cs_management.group_cs_agent", "cs_management.group_cs_leader"):
            for menu in self.menus_of(self.env.ref(role)):
                action = menu.action
                if not action or action._name != self.lists._name:
                    continue
                modes = set(self.modes(action))
                is_list = action in self.lists and action.res_model not in whole
                if is_list and not modes & PHONE:
                    wrong.append((role, menu.complete_name))
        self.assertFalse(wrong)

    def menus_of(self, group):
        """The menus of who has just this group, and what it implies."""
        root = self.env.ref("cs_management.cs_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        return menus.filtered(lambda menu: self.is_seen(menu, group))

    def is_seen(self, menu, group):
        while menu:
            if menu.group_ids and not menu.group_ids & group.all_implied_ids:
                return False
            menu = menu.parent_id
        return True


@tagged("post_install", "-at_install")
class TestRecentPeriods(CsCase):
    """What statements, amounts, credits and scores open on."""

    def test_the_running_months_and_the_last_locked_one(self):
        months = [
            self.make_period(month) for month in ("2026-01", "2026-02", "2026-03")
        ]
        january, february, march = months
        recent = [("company_id", "=", self.company.id), ("is_recent", "=", True)]
        periods = self.env["cs.period"]
        self.assertEqual(periods.search(recent), march + february + january)
        for month in (january, february):
            month.action_compute()
            month.action_lock()
        self.assertEqual(periods.search(recent), march + february)
        self.assertEqual([month.is_recent for month in months], [False, True, True])
        elsewhere = self.make_company("Other shop")
        other = periods.create(
            {
                "name": "2025-01",
                "company_id": elsewhere.id,
                "date_from": "2025-01-01",
                "date_to": "2025-01-31",
            }
        )
        self.assertTrue(other.is_recent)
        recent[1] = ("is_recent", "=", False)
        self.assertEqual(periods.search(recent), january)

    def test_amounts_come_in_the_order_of_a_statement(self):
        """The columns of the pivot, not those of the alphabet."""
        agent = self.make_agent()
        self.make_entry(agent, "COMPLAINT", "2026-03-07")
        self.make_order(1000, "2026-03-05", agent)
        march = self.make_period("2026-03")
        march.action_compute()
        lines = self.env["cs.statement.line"]
        [groups] = lines.formatted_read_grouping_sets(
            [("period_id", "=", march.id)], [["code"]], ["amount:sum"]
        )
        codes = [group["code"] for group in groups]
        self.assertEqual(codes, [c for c in lines._ordered_codes() if c in codes])
        self.assertGreater(len(codes), 2)
        self.assertNotEqual(codes, sorted(codes))
