from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .cs_home_items import Link, Now, Tile
from .cs_period import Spans
from .queries import without_compiling

GROUPS = {
    "agent": "cs_management.group_cs_agent",
    "leader": "cs_management.group_cs_leader",
    "officer": "cs_management.group_cs_officer",
    "manager": "cs_management.group_cs_manager",
}


class CsHome(models.AbstractModel):
    """The first screen of each role: what waits, where one stands, what it costs.

    One read-only call, whose number of queries does not grow with the agents: the
    records that tiles count are counted in one query, by the rights of who looks.

    Hooks that chapters extend with ``super()``: :meth:`_items_agent`,
    :meth:`_items_leader`, :meth:`_items_officer`, :meth:`_items_manager` give the
    items, :meth:`_blocks` the titles of the blocks that they stand in,
    :meth:`_items_agent_later` and :meth:`_items_leader_later` what takes more queries,
    by its record rules say, :meth:`_estimate_items` what an agent's month comes to,
    :meth:`_policy_names` the fields of policies that they look at.
    """

    _name = "cs.home"
    _description = "Home"

    @api.model
    @api.readonly
    def get_home(self, role=False):
        """What a role's home shows.

        :param role: one of the user's roles; else their highest
        :return: ``{"role", "roles", "blocks", "currency_id", "estimate",
            "checklist"}``; ``estimate`` says whether :meth:`get_estimate` is to be
            asked for, ``checklist`` names the periods that the officer's list is of
        """
        now = self._now()
        roles = self._roles(now)
        role = self._checked_role(roles, role)
        items = getattr(self, f"_items_{role}")(now)
        return {
            "role": role,
            "roles": [{"code": code, "name": name} for code, name in roles],
            "blocks": self._filled_blocks(items),
            "currency_id": now.company.currency_id.id,
            "estimate": role == "agent" and bool(now.period and now.employees),
            "checklist": self._checklist(now) if role == "officer" else [],
            "empty": self._why_empty(now, role),
        }

    @api.model
    @api.readonly
    def get_later(self, role):
        """Blocks of a role's home that the screen does not wait for."""
        now = self._now()
        role = self._checked_role(self._roles(now), role)
        return self._filled_blocks(getattr(self, f"_items_{role}_later")(now))

    # ------------------------------------------------------------------
    # Who looks
    # ------------------------------------------------------------------

    @api.model
    def _checked_role(self, roles, role):
        """The role if it is one of the user's, else their highest one."""
        codes = [code for code, _name in roles]
        if not codes:
            raise AccessError(
                self.env._("This is the home of people with a customer service role.")
            )
        return role if role in codes else codes[-1]

    @api.model
    def _now(self):
        company, user = self.env.company, self.env.user
        today = company._cs_today()
        periods = self.env["cs.period"].search_fetch(
            [("company_id", "=", company.id), ("date_from", "<=", today)],
            ["name", "date_from", "date_to", "state", *self._period_names()],
            order="date_from desc",
            limit=12,
        )
        period = periods[:1].filtered(lambda row: row.date_to >= today)
        own = user._cs_employees().filtered(
            lambda row: row.active and row.company_id == company and row.cs_level_id
        )
        return Now(company, user, today, period, own[:1], {"periods": periods})

    @api.model
    def _roles(self, now):
        """The user's roles in this company, the highest last: ``[(code, name)]``.

        A higher group implies the lower ones; a tab is shown to who has the work of
        the role: is an agent, leads a team. Who has no other role sees that of theirs.
        """
        names = {
            "agent": self.env._("Agent"),
            "leader": self.env._("Team"),
            "officer": self.env._("Pay"),
            "manager": self.env._("Company"),
        }
        held = [code for code, group in GROUPS.items() if now.user.has_group(group)]
        shown = [
            code
            for code in held
            if code in ("officer", "manager")
            or code == held[-1]
            or (code == "agent" and now.employees)
            or (code == "leader" and now.user._cs_first_team(now.company))
        ]
        return [(code, names[code]) for code in shown]

    @api.model
    def _why_empty(self, now, role):
        """What to do first, where a home has nothing to show yet."""
        if role == "agent" and not now.employees:
            return self.env._(
                "Nobody with a level and this user is entered in %(company)s. Ask HR "
                "to enter your user, level and work number on your employee.",
                company=now.company.name,
            )
        if not now.period:
            if role in ("officer", "manager"):
                return self.env._(
                    "There is no pay period for %(date)s yet. Make it under Payroll / "
                    "Pay Periods; the first fact of the month makes it, too.",
                    date=now.today,
                )
            return self.env._(
                "The month begins with its first order, entry or workday. Until then "
                "there is nothing to add up."
            )
        return ""

    @api.model
    def _checklist(self, now):
        """Ids of the months that wait for their lock: those that have ended, else the
        running one."""
        open_ = self.env["cs.period"].search(
            [
                ("company_id", "=", now.company.id),
                ("state", "!=", "locked"),
                ("date_from", "<=", now.today),
            ],
            order="date_from",
            limit=1,
        )
        return open_.ids

    # ------------------------------------------------------------------
    # What is shown
    # ------------------------------------------------------------------

    @api.model
    def _blocks(self):
        """Hook: titles of the blocks in their order, ``{code: title}``."""
        return {
            "month": self.env._("This Month"),
            "score": self.env._("Score and Rank"),
            "sales": self.env._("Sales"),
            "today": self.env._("Today"),
            "waiting": self.env._("Waiting for You"),
            "bounds": self.env._("Near a Bound"),
            "team": self.env._("The Team against Last Month"),
            "points": self.env._("Points"),
            "career": self.env._("The Way Up"),
            "decided": self.env._("Decided about You in the Last Two Weeks"),
            "appeals": self.env._("Appeals"),
            "cost": self.env._("What the Regulation Costs"),
            "rules": self.env._("Fines and Merits"),
            "people": self.env._("People"),
        }

    @api.model
    def _items_agent(self, now):
        """Hook: items of an agent's home, about nobody else."""
        return [
            Tile(
                "month",
                "statements",
                self.env._("My statements"),
                Link("cs.statement", [now.own]),
            )
        ]

    @api.model
    def _items_leader(self, _now):
        """Hook: items of a leader's home, without amounts."""
        return []

    @api.model
    def _items_officer(self, _now):
        """Hook: items of an officer's home."""
        return []

    @api.model
    def _items_manager(self, _now):
        """Hook: items of a manager's home."""
        return []

    @api.model
    def _items_agent_later(self, _now):
        """Hook: items of an agent's home that take many queries."""
        return []

    @api.model
    def _items_leader_later(self, _now):
        """Hook: items of a leader's home that take many queries."""
        return []

    @api.model
    def _items_officer_later(self, _now):
        """Hook: items of an officer's home that take many queries."""
        return []

    @api.model
    def _items_manager_later(self, _now):
        """Hook: items of a manager's home that take many queries."""
        return []

    @api.model
    def _filled_blocks(self, items):
        """The items in their blocks, counted; blocks without items are left out."""
        items = self._counted(items)
        return [
            {
                "code": code,
                "title": title,
                "place": place,
                "items": [item.content() for item in items if item.block == code],
            }
            for place, (code, title) in enumerate(self._blocks().items())
            if any(item.block == code for item in items)
        ]

    @api.model
    def _counted(self, items):
        """Count what tiles count; those that the user may not read are left out."""
        items = [
            item
            for item in items
            if not (item.link and not self.env[item.link.model].has_access("read"))
        ]
        tiles = [
            item for item in items if isinstance(item, Tile) and item.value is None
        ]
        counts = self._counts([(tile.link.model, tile.link.domain) for tile in tiles])
        for tile, count in zip(tiles, counts, strict=True):
            tile.value = count
        return [
            item
            for item in items
            if not (isinstance(item, Tile) and item.is_quiet and not item.value)
        ]

    @api.model
    def _counts(self, lists):
        """How many records lists have, in one query and by the user's rights.

        :param lists: ``[(model, domain)]``
        """
        if not lists:
            return []
        once = self.with_context(cs_spans=Spans()).env
        queries = [once[model]._search(domain) for model, domain in lists]
        without_compiling(self.env)
        counted = SQL(", ").join(query.subselect("COUNT(*)") for query in queries)
        return list(self.env.execute_query(SQL("SELECT %s", counted))[0])

    # ------------------------------------------------------------------
    # What several chapters look at
    # ------------------------------------------------------------------

    @api.model
    def _last_periods(self, now, count=12):
        """The last periods up to today's, oldest first."""
        return now.found["periods"][:count][::-1]

    @api.model
    def _period_names(self):
        """Hook: further fields of periods that homes look at."""
        return ["computed_at", "locked_at"]

    @api.model
    def _policy_names(self):
        """Hook: fields of policies that homes look at."""
        return ["ladder_id"]

    @api.model
    def _policies(self, now):
        """The policies in force today, one of each ladder, in sudo."""
        if "policies" not in now.found:
            # sudo: bounds of the regulation, which everybody may read
            policies = (
                self.env["cs.policy"]
                .sudo()
                .search_fetch(
                    [
                        now.of_company,
                        ("state", "=", "approved"),
                        ("date_from", "<=", now.today),
                    ],
                    self._policy_names(),
                    order="date_from",
                )
            )
            latest = {policy.ladder_id.id: policy.id for policy in policies}
            now.found["policies"] = policies.browse(sorted(latest.values()))
        return now.found["policies"]

    @api.model
    def _fortnight(self):
        """The instant since which something counts as decided lately."""
        return fields.Datetime.subtract(fields.Datetime.now(), days=14)
