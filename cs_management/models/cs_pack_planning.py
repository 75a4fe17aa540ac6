from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .cs_pack_data import Item, Plan


class CsPack(models.AbstractModel):
    """Planning: what loading a pack would do, worked out without writing."""

    _inherit = "cs.pack"

    @api.model
    def _plan(self, code, ladder=None, date_from=None, company=None, variants=()):
        """What loading a pack would create, change and skip; nothing is written.

        :param ladder: takes the pack; empty: the pack's own ladder, made if the
            company does not have it
        :param date_from: first day of a pay period; by default of the current one
        :param variants: other wordings of articles, by their ids
        :rtype: Plan
        :raises UserError: if the pack cannot be loaded so
        """
        company = (ladder and ladder.company_id) or company or self.env.company
        pack = self._read(code, variants)
        self = self.with_company(company).with_context(active_test=False)
        date_from = fields.Date.to_date(date_from) or self._default_date(company)
        self._check_date(company, date_from)
        ladder = self.env["cs.ladder"].browse((ladder and ladder.id) or ())
        ladder = ladder or self._own_ladder(pack, company)
        plan = Plan(pack, company, ladder, date_from, self.env.lang or "en_US")
        taken = self._find_policies(plan)
        plan.items += self._plan_ladder(plan)
        plan.items += self._plan_levels(plan)
        chapters = self._plan_chapters(plan)
        # The parts look up which chapters are new.
        place = len(plan.items)
        plan.items += chapters
        for table in self._tables().values():
            if table.plan:
                plan.items += getattr(self, table.plan)(plan, table)
        plan.items.insert(place, self._plan_policy(plan, plan.items[place:]))
        if taken and plan.changes:
            raise UserError(
                self.env._(
                    "%(policy)s is approved from %(date)s on. Set it back to draft to "
                    "add the pack to it, or choose a later date.",
                    policy=taken.display_name,
                    date=format_date(self.env, date_from),
                )
            )
        return plan

    @api.model
    def _default_date(self, company):
        """This period's first day; of a company without policies, its first one's."""
        today = company._cs_period_bounds(fields.Date.context_today(self))[0]
        own = [("company_id", "=", company.id)]
        if self.env["cs.policy"].search_count(own, limit=1):
            return today
        first = self.env["cs.period"].search(own, order="date_from", limit=1)
        # A first period of odd days is none that a policy could begin with.
        start = first and company._cs_period_bounds(first.date_from)[0]
        return min(today, start) if start else today

    @api.model
    def _check_date(self, company, date_from):
        first, last = company._cs_period_bounds(date_from)
        if first != date_from:
            raise UserError(
                self.env._(
                    "A policy begins with a pay period: use %(first)s or %(next)s "
                    "instead of %(given)s.",
                    first=format_date(self.env, first),
                    next=format_date(self.env, fields.Date.add(last, days=1)),
                    given=format_date(self.env, date_from),
                )
            )

    @api.model
    def _own_ladder(self, pack, company):
        """The ladder that this pack made for the company, if it is still there."""
        row = pack.one("cs.ladder")
        if not row:
            raise UserError(
                self.env._(
                    "%(pack)s has no ladder of its own: choose one.",
                    pack=pack.meta.text("name", self.env.lang),
                )
            )
        name = f"{company.id}_{pack.code}_{row.name}"
        return self._records([name], "cs.ladder").get(name, self.env["cs.ladder"])

    @api.model
    def _find_policies(self, plan):
        """Set the plan's target and base; return an approved policy on its date."""
        policies = plan.ladder.policy_ids
        same = policies.filtered(lambda policy: policy.date_from == plan.date_from)
        earlier = policies.filtered(
            lambda policy: policy.date_from <= plan.date_from
        ).sorted("date_from")
        approved = earlier.filtered(lambda policy: policy.state == "approved")
        plan.target = same.filtered(lambda policy: policy.state == "draft")
        plan.base = (approved or earlier)[-1:]
        return same - plan.target

    @api.model
    def _plan_ladder(self, plan):
        row = plan.pack.one("cs.ladder")
        if not plan.ladder:
            return [Item(row, "create", values=row.values)]
        if not row:
            return []
        return [
            Item(
                row,
                "skip",
                self.env._("the ladder %(name)s is used", name=plan.ladder.name),
            )
        ]

    @api.model
    def _plan_levels(self, plan):
        """Levels go into a ladder without any; others keep their own."""
        if not plan.ladder.level_ids:
            return [
                Item(row, "create", values=row.values)
                for row in plan.pack.of("cs.level")
            ]
        codes = set(plan.ladder.level_ids.mapped("code"))
        there = self.env._("there already")
        foreign = self.env._("the ladder keeps its own levels")
        return [
            Item(row, "skip", there if row.values["code"] in codes else foreign)
            for row in plan.pack.of("cs.level")
        ]

    @api.model
    def _plan_chapters(self, plan):
        row = plan.pack.one("cs.policy")
        items = []
        for chapter in self._chapters():
            if not row.values.get(chapter.switch):
                continue
            values = {
                name: value
                for name, value in row.values.items()
                if name.startswith(chapter.prefixes)
            }
            if plan.present[chapter.switch]:
                reason = self.env._("the policy has this chapter")
                items.append(Item(row, "skip", reason, chapter=chapter))
            else:
                items.append(Item(row, "create", values=values, chapter=chapter))
        return items

    @api.model
    def _plan_policy(self, plan, parts):
        row = plan.pack.one("cs.policy")
        if not any(item.action != "skip" for item in parts):
            return Item(row, "skip", self.env._("nothing is to be added"))
        day = format_date(self.env, (plan.present or plan).date_from)
        if plan.target:
            reason = self.env._(
                "the draft %(name)s from %(date)s is used",
                name=plan.target.name,
                date=day,
            )
            return Item(row, "skip", reason)
        reason = plan.base and self.env._(
            "as a copy of %(name)s from %(date)s", name=plan.base.name, date=day
        )
        return Item(row, "create", reason or "", values=row.values)

    @api.model
    def _plan_level_rows(self, plan, table):
        """Rows of levels that the ladder has; what is there already stays."""
        levels = {row.name: row.values["code"] for row in plan.pack.of("cs.level")}
        new = {item.row.values["code"] for item in plan.of("cs.level") if item.values}
        codes = new | set(plan.ladder.level_ids.mapped("code"))
        present = {line.level_id.code: line for line in plan.present.level_ids}
        brought = {name for item in plan.chapters for name in item.chapter.level_fields}
        items = []
        for row in plan.pack.of(table.model):
            code = levels[row.values["level_id"]]
            values = {k: v for k, v in row.values.items() if k != "level_id"}
            line = present.get(code)
            if code not in codes:
                reason = self.env._("the ladder has no level %(code)s", code=code)
                items.append(Item(row, "skip", reason))
            elif not line:
                items.append(Item(row, "create", values=values))
            else:
                # A setting of a chapter that is new here; the rest is the company's.
                values = {
                    name: value
                    for name, value in values.items()
                    if name in brought and line[name] != value
                }
                reason = "" if values else self.env._("there already")
                action = "change" if values else "skip"
                items.append(Item(row, action, reason, values))
        return items

    @api.model
    def _plan_parts(self, plan, table):
        """Rows of new chapters, and of no chapter those whose key is not there."""
        model, keys = table.model, table.key
        parts = self.env[model].search([("policy_id", "in", plan.present.ids)])
        present = {tuple(part[key] for key in keys) for part in parts}
        chapters = [chapter for chapter in self._chapters() if model in chapter.models]
        brought = {item.chapter for item in plan.chapters}
        loaded = self._records(
            [self._part_name(plan, row) for row in plan.pack.of(model)], model
        )
        items = []
        for row in plan.pack.of(model):
            key = tuple(row.values.get(name, False) for name in keys)
            if chapters and brought.isdisjoint(chapters):
                reason = self.env._("the policy has this chapter")
            elif key in present or self._part_name(plan, row) in loaded:
                reason = self.env._("there already")
            else:
                items.append(Item(row, "create", values=row.values))
                continue
            items.append(Item(row, "skip", reason))
        return items

    @api.model
    def _plan_parts_of_levels(self, plan, table):
        """Parts that stand at a level, or at every one, if the ladder has it."""
        codes = {row.name: row.values["code"] for row in plan.pack.of("cs.level")}
        new = {item.row.values["code"] for item in plan.of("cs.level") if item.values}
        there = new | set(plan.ladder.level_ids.mapped("code"))
        items = []
        for item in self._plan_parts(plan, table):
            code = codes.get(item.row.values.get("level_id"))
            if item.action == "create" and code and code not in there:
                reason = self.env._("the ladder has no level %(code)s", code=code)
                item = Item(item.row, "skip", reason)
            items.append(item)
        return items
