"""What stands behind a user's menus, opened as the web client opens it."""

from collections.abc import Callable
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from lxml import etree

from odoo import fields
from odoo.tools.safe_eval import datetime, safe_eval

LIMIT, COUNT_LIMIT = 80, 10_001
KINDS = ("list", "kanban", "pivot", "graph")


class Screen(NamedTuple):
    """One view of an action, or a home; ``open`` asks the server what it shows.

    ``parts`` says of what a home was shown from which lists: ``[(kind, model)]``.
    """

    name: str
    kind: str
    model: str
    open: Callable[[], object]
    parts: Callable[[object], list] | None = None

    def shown(self, opened):
        return self.parts(opened) if self.parts else [(self.kind, self.model)]


def of_user(env):
    """The screens behind the menus of the addon that a user sees, and the homes."""
    seen = set()
    for menu in env["ir.ui.menu"].load_menus(False).values():
        action = menu.get("action_model") == "ir.actions.act_window"
        ours = (menu.get("xmlid") or "").startswith("cs_management.")
        if action and ours and menu["action_id"] not in seen:
            seen.add(menu["action_id"])
            yield from of_action(env, menu["action_id"])
    home = env["cs.home"]
    for role in home.get_home()["roles"]:
        name = f"home_{role['code']}"
        yield Screen(name, "home", "cs.home", home_of(home, role["code"]), items_of)
    for period in env["cs.period"].browse(home.get_home()["checklist"]):
        yield Screen(
            "home_checklist",
            "home",
            "cs.period",
            period.get_unfinished,
            lambda _rows, period=period: counted_by(period),
        )


def home_of(home, role):
    return lambda: home.get_home(role)["blocks"] + home.get_later(role)


def items_of(blocks):
    """The lists and charts that a home shows."""
    items = [item for block in blocks for item in block["items"] if item["action"]]
    return [
        (
            "graph" if item["type"] == "chart" else "list",
            item["action"]["res_model"],
        )
        for item in items
    ]


def counted_by(period):
    """The lists whose records the checklist of a period counts."""
    # sudo: as the checklist does
    found = period.sudo()._unfinished(live=True)
    return [("list", row.model) for row in found if row.model]


def of_action(env, action_id, kinds=KINDS):
    """The views of an action that show many records."""
    # sudo: the web client reads actions by a route of its own
    action = env["ir.actions.act_window"].sudo().browse(action_id)
    if action.res_model not in env or action.target == "new":
        return
    scope = {
        "uid": env.uid,
        "allowed_company_ids": env.companies.ids,
        "context_today": lambda: fields.Date.context_today(action),
        "datetime": datetime,
        "relativedelta": relativedelta,
        "active_id": False,
        "active_ids": [],
    }
    context = safe_eval(action.context or "{}", scope)
    model = env[action.res_model].with_context(**context)
    domain = safe_eval(action.domain or "[]", scope | context)
    views = model.get_views([*action.views, (action.search_view_id.id, "search")])
    arches = {
        kind: etree.fromstring(view["arch"]) for kind, view in views["views"].items()
    }
    filtered, groups = searched(model, arches["search"], context, scope)
    for kind in kinds:
        if kind in arches:
            name = action.get_external_id()[action.id].split(".")[1]
            opened = OPEN[kind](model, arches[kind], domain + filtered, groups)
            yield Screen(name, kind, model._name, opened)


def searched(model, arch, context, scope):
    """Domain and group-bys of the filters that an action begins with."""
    domain, groups = [], []
    for key, value in context.items():
        if not key.startswith("search_default_") or not value:
            continue
        name = key.removeprefix("search_default_")
        for node in arch.xpath(f"//filter[@name='{name}'] | //field[@name='{name}']"):
            if node.tag == "field":
                own = node.get("filter_domain")
                domain += (
                    safe_eval(own, scope | {"self": value})
                    if own
                    else [(name, "child_of" if node.get("operator") else "=", value)]
                )
            elif node.get("date"):
                domain += month_of(node, fields.Date.context_today(model))
            elif node.get("domain"):
                domain += safe_eval(node.get("domain"), scope)
            own = safe_eval(node.get("context") or "{}", scope)
            if own.get("group_by"):
                groups.append(own["group_by"])
    return domain, groups or as_list(context.get("group_by"))


def month_of(node, today):
    """The domain of a filter by date: its default is this month or this year."""
    name, unit = node.get("date"), (node.get("default_period") or "month").split("-")[0]
    first = today.replace(day=1, **({"month": 1} if unit == "year" else {}))
    after = first + relativedelta(**{f"{unit}s": 1})
    return [(name, ">=", str(first)), (name, "<", str(after))]


def as_list(value):
    """Names of fields, given as a list or joined by commas."""
    if isinstance(value, str):
        return [name.strip() for name in value.split(",") if name.strip()]
    return list(value or ())


# --- Views ----------------------------------------------------------------------------


def open_list(model, arch, domain, groups):
    groups = by_month(model, groups or as_list(arch.get("default_group_by")))
    read = specification(model, arch)
    if not groups:
        order = arch.get("default_order")
        return lambda: model.web_search_read(
            domain, read, limit=LIMIT, order=order, count_limit=COUNT_LIMIT
        )
    sums = [
        f"{node.get('name')}:{kind}"
        for node in arch.iter("field")
        for kind in ("sum", "avg")
        if node.get(kind)
    ]
    return lambda: model.web_read_group(
        domain,
        groups,
        sums,
        limit=LIMIT,
        auto_unfold=arch.get("expand") == "1" or arch.tag == "kanban",
        unfold_read_specification=read,
        groupby_read_specification={},
    )


def open_pivot(model, arch, domain, groups):
    rows = by_month(model, groups or fields_of(arch, "row"))
    columns = by_month(model, fields_of(arch, "col"))
    columns = [name for name in columns if name not in rows]
    sets = [[], rows[:1], columns[:1], rows[:1] + columns[:1]]
    sets = [value for place, value in enumerate(sets) if value not in sets[:place]]
    return lambda: model.formatted_read_grouping_sets(domain, sets, measures(arch))


def open_graph(model, arch, domain, groups):
    own = [*fields_of(arch, "row"), *fields_of(arch, "col"), *fields_of(arch, None)]
    groups = by_month(model, groups or own)
    return lambda: model.formatted_read_group(domain, groups, measures(arch))


OPEN = {
    "list": open_list,
    "kanban": open_list,
    "pivot": open_pivot,
    "graph": open_graph,
}


def by_month(model, groups):
    """Days are grouped by month where nothing is said."""
    return [
        f"{name}:month"
        if getattr(model._fields.get(name), "type", "") in ("date", "datetime")
        else name
        for name in groups
    ]


def fields_of(arch, kind):
    return [
        node.get("name") + interval(node)
        for node in arch.iter("field")
        if node.get("type") == kind
    ]


def interval(node):
    return f":{node.get('interval')}" if node.get("interval") else ""


def measures(arch):
    return ["__count"] + [
        f"{node.get('name')}:{node.get('operator') or 'sum'}"
        for node in arch.iter("field")
        if node.get("type") == "measure" and node.get("name") != "__count"
    ]


def specification(model, arch):
    """What a view reads of each record, and the names of the records beside it."""
    found = {}
    for node in arch.iter("field"):
        field = model._fields.get(node.get("name"))
        if field and node.get("column_invisible") not in ("1", "True"):
            named = {"fields": {"display_name": {}}} if field.relational else {}
            found[field.name] = named
    return found
