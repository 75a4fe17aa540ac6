import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import file_path, format_amount, format_date
from odoo.tools.translate import TranslationImporter

MODULE = "cs_management"
META_COLUMNS = {"name", "regulations", "description", "gaps", "shifts"}
# Files of a pack in the order in which they are loaded.
PACK_MODELS = (
    "cs.ladder",
    "cs.level",
    "cs.policy",
    "cs.policy.level",
    "cs.policy.grade",
    "cs.policy.penalty",
    "cs.commission.tier",
    "cs.policy.prize",
    "cs.policy.prize.step",
    "cs.conduct.rule",
    "cs.conduct.step",
)
# What tells that a row is there already, whoever made it.
PART_KEYS = {
    "cs.policy.grade": ("lower_bound",),
    "cs.policy.penalty": ("severity", "count"),
    "cs.commission.tier": ("lower_bound",),
    "cs.policy.prize": ("code",),
    "cs.conduct.rule": ("code",),
}
# Rows that come with the row they belong to, and only with it.
CHILDREN = {
    "cs.policy.prize.step": ("cs.policy.prize", "prize_id"),
    "cs.conduct.step": ("cs.conduct.rule", "rule_id"),
}
# Columns that must be filled although their fields have a default.
REQUIRED = {
    "cs.policy.penalty": {"count"},
    "cs.conduct.step": {"rule_id", "occurrence"},
    "cs.policy.prize.step": {"prize_id", "streak", "amount"},
}
# Set by the loader: a pack has one ladder and one policy.
PARENTS = {"ladder_id", "policy_id", "company_id", "date_from", "state"}
PARSERS = {
    "boolean": {"0": False, "1": True}.__getitem__,
    "float": float,
    "integer": int,
    "monetary": float,
}
# Company, and ladder or policy, and date before the pack's own name of a record.
SCOPE = re.compile(r"\d+_(?:(?:ladder|policy)\d+_)?(?:\d{8}_)?(?P<name>.+)")


@dataclass(frozen=True)
class Chapter:
    """A part of a policy that a pack contributes as a whole or not at all.

    :param switch: field of the policy that says whether it has the chapter
    :param prefixes: of the chapter's other fields on the policy
    :param models: whose rows belong to it
    :param level_fields: of ``cs.policy.level`` that belong to it
    """

    switch: str
    prefixes: tuple[str, ...]
    models: tuple[str, ...] = ()
    level_fields: tuple[str, ...] = ()


CHAPTERS = (
    Chapter(
        "score_enabled",
        ("score_", "float_", "dismissal_", "last_rank_"),
        ("cs.policy.grade", "cs.policy.penalty"),
        ("scored",),
    ),
    Chapter(
        "commission_enabled",
        ("commission_",),
        ("cs.commission.tier",),
        ("commission_eligible",),
    ),
    Chapter("pool_enabled", ("pool_",)),
    Chapter("discount_limit", ("discount_",)),
    Chapter(
        "attendance_enabled",
        ("attendance_", "missed_", "late_", "absence_", "left_early_"),
    ),
    Chapter("overtime_enabled", ("overtime_",)),
    Chapter("leave_enabled", ("leave_",)),
)


@dataclass
class Row:
    """A row of a pack's file: its own id, where it stands, values, translations.

    References stay the ids of the pack until they are loaded.
    """

    model: str
    name: str
    file: str
    line: int
    values: dict[str, Any] = field(default_factory=dict)
    translations: dict[str, dict[str, str]] = field(default_factory=dict)

    def text(self, column, lang):
        """A text in the reader's language, else as written."""
        own = self.translations.get(column, {}).get(lang)
        return own or self.values.get(column) or ""


@dataclass
class Pack:
    """A pack as its files say: ``rows`` by model, in the order of the files."""

    code: str
    meta: Row
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def of(self, model):
        return self.rows.get(model, [])

    def one(self, model):
        """The only row of a model, if there is one."""
        return next(iter(self.of(model)), None)

    def children(self, model, parent):
        """Rows of ``model`` that belong to the row ``parent``."""
        _model, column = CHILDREN[model]
        return [row for row in self.of(model) if row.values[column] == parent.name]


@dataclass
class Item:
    """What happens to a row (for a chapter: to a part of the policy's row)."""

    row: Row
    action: str  # create, change, skip
    reason: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    chapter: Chapter | None = None


@dataclass
class Plan:
    """All that loading a pack would do, worked out without writing.

    :param target: the draft that takes the chapters; empty: a policy is made
    :param base: the policy before it, of which a new version is made
    """

    pack: Pack
    company: Any
    ladder: Any
    date_from: Any
    lang: str
    target: Any = None
    base: Any = None
    items: list[Item] = field(default_factory=list)

    @property
    def present(self):
        """The policy that says what is there already; may be empty."""
        return self.target or self.base

    def of(self, model):
        return [
            item for item in self.items if item.row.model == model and not item.chapter
        ]

    @property
    def changes(self):
        return [item for item in self.items if item.action != "skip"]

    @property
    def chapters(self):
        """Chapters that the policy lacks and the pack brings."""
        return [item for item in self.changes if item.chapter]


class CsPack(models.AbstractModel):
    """Policy packs: regulations as data, loaded for each company.

    A pack is a folder of CSV files, one per model, with fields as columns and
    ``name@zh_CN`` for translations. It contributes chapters: into a new ladder, or to
    a draft version of an existing ladder's policy. What is there is never changed.
    """

    _name = "cs.pack"
    _description = "Policy Pack"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _folders(self):
        """Folders of the packs by code. Extensions add their own."""
        folder = Path(file_path(f"{MODULE}/data/packs"))
        return {
            path.name: path
            for path in sorted(folder.iterdir())
            if (path / "pack.csv").is_file()
        }

    @api.model
    def _selection(self):
        """Code and name of each pack, in the user's language."""
        return [
            (code, self._read_meta(code, path).text("name", self.env.lang))
            for code, path in self._folders().items()
        ]

    @api.model
    def _read_meta(self, code, path):
        rows = list(self._read_rows(path / "pack.csv", "", META_COLUMNS.__contains__))
        if len(rows) != 1:
            raise UserError(
                self.env._("%(pack)s/pack.csv must have one row.", pack=code)
            )
        return rows[0]

    @api.model
    def _read(self, code):
        """Read and check all files of a pack.

        :raises UserError: naming file, row and column of what is wrong
        """
        path = self._folders().get(code)
        if not path:
            raise UserError(self.env._("There is no policy pack %(code)s.", code=code))
        pack = Pack(code, self._read_meta(code, path))
        for file in sorted(path.glob("*.csv")):
            if file.stem in PACK_MODELS:
                pack.rows[file.stem] = self._read_model(file)
            elif file.name != "pack.csv":
                raise UserError(
                    self.env._(
                        "%(file)s: no pack has such a file. Known are: %(known)s.",
                        file=f"{code}/{file.name}",
                        known=", ".join(PACK_MODELS),
                    )
                )
        self._check_singles(pack)
        self._check_references(pack)
        return pack

    @api.model
    def _read_model(self, file):
        """Rows of one model, typed by its fields."""
        model = self.env[file.stem]

        def known(column):
            column_field = model._fields.get(column)
            return column == "id" or (
                column_field is not None
                and column not in PARENTS
                and column not in models.MAGIC_COLUMNS
                and column_field.store
                and not column_field.related
            )

        rows = []
        for row in self._read_rows(file, file.stem, known):
            row.name = row.values.pop("id", "")
            self._check_row(model, row, rows)
            row.values = {
                column: self._parse(row, model._fields[column], text)
                for column, text in row.values.items()
                if text
            }
            rows.append(row)
        return rows

    @api.model
    def _read_rows(self, file, model, known):
        """Rows of a file as texts; ``known`` says which columns may stand in it."""
        name = f"{file.parent.name}/{file.name}"
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            for column in reader.fieldnames or ():
                self._check_column(Row(model, "", name, 1), column, known)
            for record in reader:
                row = Row(model, "", name, reader.line_num)
                if None in record or None in record.values():
                    self._fail(
                        row, "-", self.env._("the row has not as many cells as columns")
                    )
                for column, text in record.items():
                    base, _at, lang = column.partition("@")
                    if not lang:
                        row.values[base] = text.strip()
                    elif text.strip():
                        row.translations.setdefault(base, {})[lang] = text.strip()
                yield row

    @api.model
    def _fail(self, row, column, reason):
        raise UserError(
            self.env._(
                "%(file)s, row %(row)s, column %(column)s: %(reason)s.",
                file=row.file,
                row=row.line,
                column=column,
                reason=reason,
            )
        )

    @api.model
    def _check_column(self, row, column, known):
        base, _at, lang = column.partition("@")
        if not known(base):
            self._fail(row, column, self.env._("a pack has no such column"))
        translated = not row.model or self.env[row.model]._fields[base].translate
        if lang and not translated:
            self._fail(row, column, self.env._("the field is not translated"))

    @api.model
    def _check_row(self, model, row, rows):
        """An id of its own, and a value in each required column."""
        if not row.name or any(row.name == other.name for other in rows):
            self._fail(row, "id", self.env._("the id is missing or there twice"))
        required = REQUIRED.get(model._name, set()) | {
            name
            for name, model_field in model._fields.items()
            if model_field.required and not (model_field.default or model_field.compute)
        }
        for name in sorted(required - PARENTS):
            if not row.values.get(name):
                self._fail(row, name, self.env._("a value is missing"))

    @api.model
    def _parse(self, row, model_field, text):
        if model_field.type == "selection" and text not in model_field.get_values(
            self.env
        ):
            self._fail(
                row,
                model_field.name,
                self.env._("%(value)s is none of the choices", value=text),
            )
        try:
            return PARSERS.get(model_field.type, str)(text)
        except (KeyError, ValueError):
            self._fail(
                row,
                model_field.name,
                self.env._("%(value)s is not of the field's type", value=text),
            )

    @api.model
    def _check_singles(self, pack):
        for model in ("cs.ladder", "cs.policy"):
            for row in pack.of(model)[1:]:
                self._fail(row, "id", self.env._("a pack has one row in this file"))
        if not pack.one("cs.policy"):
            raise UserError(
                self.env._("%(pack)s has no file cs.policy.csv.", pack=pack.code)
            )

    @api.model
    def _check_references(self, pack):
        """Each reference is the id of a row of the same pack."""
        for model, rows in pack.rows.items():
            references = {
                name: {row.name for row in pack.of(model_field.comodel_name)}
                for name, model_field in self.env[model]._fields.items()
                if model_field.type == "many2one"
            }
            for row in rows:
                for column in references.keys() & row.values.keys():
                    if row.values[column] not in references[column]:
                        self._fail(
                            row,
                            column,
                            self.env._(
                                "the pack has no row with the id %(id)s",
                                id=row.values[column],
                            ),
                        )

    # ------------------------------------------------------------------
    # Planning
    # ------------------------------------------------------------------

    @api.model
    def _plan(self, code, ladder=None, date_from=None, company=None):
        """What loading a pack would create, change and skip; nothing is written.

        :param ladder: takes the pack; empty: the pack's own ladder, made if the
            company does not have it
        :param date_from: first day of a pay period; by default of the current one
        :rtype: Plan
        :raises UserError: if the pack cannot be loaded so
        """
        company = (ladder and ladder.company_id) or company or self.env.company
        pack = self._read(code)
        self = self.with_company(company).with_context(active_test=False)
        date_from = fields.Date.to_date(date_from) or self._default_date(company)
        self._check_date(company, date_from)
        ladder = self.env["cs.ladder"].browse(ladder and ladder.id or ())
        ladder = ladder or self._own_ladder(pack, company)
        plan = Plan(pack, company, ladder, date_from, self.env.lang or "en_US")
        taken = self._find_policies(plan)
        plan.items += self._plan_ladder(plan)
        plan.items += self._plan_levels(plan)
        chapters = self._plan_chapters(plan)
        # The parts look up which chapters are new.
        place = len(plan.items)
        plan.items += chapters
        plan.items += self._plan_level_rows(plan)
        for model, keys in PART_KEYS.items():
            plan.items += self._plan_parts(plan, model, keys)
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
        return company._cs_period_bounds(fields.Date.context_today(self))[0]

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
        for chapter in CHAPTERS:
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
    def _plan_level_rows(self, plan):
        levels = {row.name: row.values["code"] for row in plan.pack.of("cs.level")}
        new = {item.row.values["code"] for item in plan.of("cs.level") if item.values}
        codes = new | set(plan.ladder.level_ids.mapped("code"))
        present = {line.level_id.code: line for line in plan.present.level_ids}
        brought = {name for item in plan.chapters for name in item.chapter.level_fields}
        items = []
        for row in plan.pack.of("cs.policy.level"):
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
    def _plan_parts(self, plan, model, keys):
        """Grades, penalties, tiers of new chapters; rules whose code is not there."""
        parts = self.env[model].search([("policy_id", "in", plan.present.ids)])
        present = {tuple(part[key] for key in keys) for part in parts}
        chapters = [chapter for chapter in CHAPTERS if model in chapter.models]
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

    # ------------------------------------------------------------------
    # Loading
    # ------------------------------------------------------------------

    @api.model
    def _load(self, code, ladder=None, date_from=None, company=None):
        """Load a pack as :meth:`_plan` says.

        :return: the policy that has the pack's chapters now
        """
        plan = self._plan(code, ladder, date_from, company)
        if plan.pack.meta.values.get("shifts"):
            self.env["cs.shift"]._load_usual_set(plan.company)
        if not plan.changes:
            return plan.present.with_env(self.env)
        # Names are written in the source language; translations follow.
        loader = self.with_company(plan.company).with_context(lang="en_US")
        return loader._execute(plan).with_env(self.env)

    @api.model
    def _execute(self, plan):
        ladder, levels = self._load_ladder(plan)
        policy = self._load_policy(plan, ladder)
        self._load_level_rows(plan, policy, levels)
        plan.target = policy
        for model in PART_KEYS:
            self._load_parts(plan, model)
        for model in CHILDREN:
            self._load_children(plan, model)
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        self._load_translations(langs)
        return policy

    @api.model
    def _load_ladder(self, plan):
        """Make ladder and levels that are missing; return both, levels by code."""
        ladder = plan.ladder.with_env(self.env)
        prefix = f"{plan.company.id}_"
        for item in plan.of("cs.ladder"):
            if item.action == "create":
                ladder = self.env["cs.ladder"].create(
                    {**item.values, "company_id": plan.company.id}
                )
                self._name_records(
                    {f"{prefix}{plan.pack.code}_{item.row.name}": ladder}
                )
        items = [item for item in plan.of("cs.level") if item.action == "create"]
        levels = self.env["cs.level"].create(
            [{**item.values, "ladder_id": ladder.id} for item in items]
        )
        self._name_records(
            {
                f"{prefix}ladder{ladder.id}_{plan.pack.code}_{item.row.name}": level
                for item, level in zip(items, levels, strict=True)
            }
        )
        every = ladder.with_context(active_test=False).level_ids
        return ladder, {level.code: level for level in every}

    @api.model
    def _load_policy(self, plan, ladder):
        """The draft that takes the chapters: at hand, a copy, or new."""
        row = plan.pack.one("cs.policy")
        policy = plan.target.with_env(self.env)
        if not policy and plan.base:
            # Archived articles come along, so that they are not brought again.
            base = plan.base.with_env(self.env).with_context(active_test=False)
            policy = base.new_version(plan.date_from).with_env(self.env)
        elif not policy:
            # Fields of no chapter, and the switches that the pack leaves off.
            policy = self.env["cs.policy"].create(
                {
                    **row.values,
                    "ladder_id": ladder.id,
                    "date_from": plan.date_from,
                }
            )
        if not plan.target:
            scope = f"{plan.company.id}_ladder{ladder.id}_{plan.date_from:%Y%m%d}"
            self._name_records({f"{scope}_{plan.pack.code}_{row.name}": policy})
        values = {"note": (policy.note or Markup()) + self._note(plan)}
        for item in plan.chapters:
            values |= item.values
        policy.write(values)
        return policy

    @api.model
    def _note(self, plan):
        """Which regulations were taken over, and how gaps are filled."""
        return Markup("<p><strong>%s</strong> (%s)</p><p>%s</p><p>%s</p>") % tuple(
            plan.pack.meta.text(name, plan.lang)
            for name in ("name", "regulations", "description", "gaps")
        )

    @api.model
    def _load_level_rows(self, plan, policy, levels):
        codes = {row.name: row.values["code"] for row in plan.pack.of("cs.level")}
        lines = {line.level_id: line for line in policy.level_ids}
        names = {}
        for item in plan.of("cs.policy.level"):
            if item.action == "skip":
                continue
            level = levels[codes[item.row.values["level_id"]]]
            # A new policy has made a row for each level of its ladder.
            line = lines.get(level) or self.env["cs.policy.level"].create(
                {"policy_id": policy.id, "level_id": level.id}
            )
            line.write(item.values)
            if item.action == "create":
                scope = f"{plan.company.id}_policy{policy.id}"
                names[f"{scope}_{plan.pack.code}_{item.row.name}"] = line
        self._name_records(names)

    @api.model
    def _load_parts(self, plan, model):
        items = [item for item in plan.of(model) if item.action == "create"]
        records = self.env[model].create(
            [{**item.values, "policy_id": plan.target.id} for item in items]
        )
        self._name_records(
            {
                self._part_name(plan, item.row): record
                for item, record in zip(items, records, strict=True)
            }
        )

    @api.model
    def _load_children(self, plan, model):
        """Rows of the parents that this load has made."""
        parent_model, column = CHILDREN[model]
        parents = {
            item.row.name: item.row
            for item in plan.of(parent_model)
            if item.action == "create"
        }
        rows = [row for row in plan.pack.of(model) if row.values[column] in parents]
        found = self._records(
            [self._part_name(plan, row) for row in parents.values()], parent_model
        )
        made = {
            name: found[self._part_name(plan, row)] for name, row in parents.items()
        }
        records = self.env[model].create(
            [{**row.values, column: made[row.values[column]].id} for row in rows]
        )
        self._name_records(
            {
                self._part_name(plan, row): record
                for row, record in zip(rows, records, strict=True)
            }
        )

    @api.model
    def _part_name(self, plan, row):
        """External id (without module) of a row in the plan's policy."""
        scope = f"{plan.company.id}_policy{plan.present.id or 0}"
        return f"{scope}_{plan.pack.code}_{row.name}"

    @api.model
    def _name_records(self, names):
        """Give records their external ids, ``{name: record}``."""
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": f"{MODULE}.{name}", "record": record, "noupdate": True}
                for name, record in names.items()
            ]
        )

    @api.model
    def _records(self, names, model):
        """Records that have these external ids, ``{name: record}``."""
        # sudo: external ids say only which record of the user's own came from a pack
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search_fetch(
                [
                    ("module", "=", MODULE),
                    ("name", "in", list(names)),
                    ("model", "=", model),
                ],
                ["name", "res_id"],
            )
        )
        existing = set(self.env[model].browse(data.mapped("res_id")).exists().ids)
        return {
            line.name: self.env[model].browse(line.res_id)
            for line in data
            if line.res_id in existing
        }

    @api.model
    def _load_translations(self, langs):
        """Translate what packs loaded and nobody renamed; other texts are kept."""
        rows = {
            f"{code}_{row.name}": row
            for code in self._folders()
            for model_rows in self._read(code).rows.values()
            for row in model_rows
            if row.translations
        }
        importer = TranslationImporter(self.env.cr, verbose=False)
        # sudo: texts of packs only, for all companies
        data = self.env["ir.model.data"].sudo()
        for model in PACK_MODELS:
            named = data.search_fetch(
                [("module", "=", MODULE), ("model", "=", model)], ["name", "res_id"]
            )
            records = data.env[model].with_context(lang="en_US")
            records = records.browse(named.mapped("res_id")).exists()
            for line in named.filtered(
                lambda line, ids=records._ids: line.res_id in ids
            ):
                match = SCOPE.fullmatch(line.name)
                row = match and rows.get(match["name"])
                if row:
                    record = records.browse(line.res_id)
                    self._import_row(importer, row, record, line.name, langs)
        importer.save(overwrite=False)
        self.env.invalidate_all()

    @api.model
    def _import_row(self, importer, row, record, name, langs):
        for column, texts in row.translations.items():
            if record[column] != row.values.get(column):
                continue
            for lang in langs:
                if lang in texts:
                    translations = importer.model_translations[record._name][column]
                    translations[f"{MODULE}.{name}"][lang] = texts[lang]

    # ------------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------------

    @api.model
    def _preview(self, plan):
        """The plan in words: values of ``cs.pack.loader.line``."""
        lines = []
        for sequence, item in enumerate(plan.items):
            kind, name = self._label(plan, item)
            lines.append(
                {
                    "sequence": sequence,
                    "kind": kind,
                    "name": name,
                    "detail": self._detail(plan, item),
                    "action": item.action,
                    "reason": item.reason,
                }
            )
        return lines

    @api.model
    def _label(self, plan, item):
        """Kind and name of an item."""
        row = item.row
        if item.chapter:
            switch = self.env["cs.policy"]._fields[item.chapter.switch]
            return self.env._("Chapter"), switch._description_string(self.env)
        kind = self.env["ir.model"]._get(row.model).name
        if row.model == "cs.policy.level":
            level = next(
                level
                for level in plan.pack.of("cs.level")
                if level.name == row.values["level_id"]
            )
            return kind, level.text("name", plan.lang)
        if row.model == "cs.policy.penalty":
            return kind, self._choice(row, "severity")
        if row.model == "cs.commission.tier":
            return kind, self._bound(row)
        if row.model == "cs.policy" and plan.present:
            return kind, plan.present.name
        return kind, row.text("name", plan.lang)

    @api.model
    def _choice(self, row, column):
        choices = self.env[row.model]._fields[column]._description_selection(self.env)
        return dict(choices).get(row.values.get(column), "")

    @api.model
    def _bound(self, row):
        values = row.values
        bound = f"{values.get('lower_bound', 0):g}"
        if values.get("exclusive"):
            return self.env._("over %(bound)s", bound=bound)
        return self.env._("from %(bound)s", bound=bound)

    @api.model
    def _detail(self, plan, item):
        if item.chapter:
            return ""
        describe = {
            "cs.level": self._detail_level,
            "cs.policy": self._detail_policy,
            "cs.policy.level": self._detail_level_row,
            "cs.policy.grade": lambda plan, row: self._bound(row),
            "cs.policy.penalty": self._detail_penalty,
            "cs.commission.tier": lambda plan, row: f"{row.values['rate']:g} %",
            "cs.policy.prize": self._detail_prize,
            "cs.conduct.rule": self._detail_rule,
        }.get(item.row.model)
        return describe(plan, item.row) if describe else ""

    @api.model
    def _money(self, plan, value):
        return format_amount(self.env, value, plan.company.currency_id)

    @api.model
    def _detail_level(self, plan, row):
        wage = row.values.get("default_wage")
        return wage and self._money(plan, wage) or ""

    @api.model
    def _detail_policy(self, plan, row):
        start = format_date(self.env, plan.date_from)
        days = plan.ladder.policy_ids.mapped("date_from")
        later = min((day for day in days if day > plan.date_from), default=None)
        if not later:
            return self.env._("from %(date)s", date=start)
        return self.env._(
            "from %(date)s until another policy follows on %(later)s",
            date=start,
            later=format_date(self.env, later),
        )

    @api.model
    def _detail_level_row(self, plan, row):
        texts = []
        if row.values.get("scored") is False:
            texts.append(self.env._("not scored"))
        if row.values.get("commission_eligible") is False:
            texts.append(self.env._("no commission"))
        return ", ".join(texts)

    @api.model
    def _detail_penalty(self, plan, row):
        return self.env._(
            "from %(count)s in a month: %(points)s points",
            count=row.values["count"],
            points=f"{row.values['points']:g}",
        )

    @api.model
    def _detail_rule(self, plan, row):
        values = row.values
        steps = plan.pack.children("cs.conduct.step", row)
        if steps:
            texts = [self._detail_step(plan, step) for step in steps]
        else:
            texts = [
                self._choice(row, "severity"),
                self._range(values, "points", self._points),
                self._range(values, "amount", lambda x: self._money(plan, x)),
                self._choice(row, "sanction"),
            ]
        return ", ".join(text for text in [values.get("regulation"), *texts] if text)

    @api.model
    def _detail_prize(self, plan, row):
        texts = [
            f"{step.values['streak']}: {self._money(plan, step.values['amount'])}"
            for step in plan.pack.children("cs.policy.prize.step", row)
        ]
        texts = [row.values.get("regulation"), self._choice(row, "measure"), *texts]
        return ", ".join(text for text in texts if text)

    @api.model
    def _points(self, value):
        return self.env._("%(points)s points", points=f"{value:g}")

    @api.model
    def _range(self, values, name, show):
        low = values.get(f"{name}_min", 0)
        high = values.get(f"{name}_max", low)
        if not low and not high:
            return ""
        return show(low) if low == high else f"{show(low)} - {show(high)}"

    @api.model
    def _detail_step(self, plan, row):
        amount = row.values.get("amount")
        cost = [amount and self._money(plan, amount), self._choice(row, "sanction")]
        return f"{row.values['occurrence']}: " + " + ".join(filter(None, cost))
