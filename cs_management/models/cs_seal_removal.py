import json
import secrets
from dataclasses import dataclass, field
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import sealing

# What a column holds that may not be empty, after its text is gone.
GONE = "—"
EMPTY = (None, False, "", GONE)


class Kept(NamedTuple):
    """A text beside the chain; without a salt it is gone."""

    digest: str
    salt: str
    text: str


@dataclass(slots=True)
class Removals:
    """What the chain says was taken out under a rule."""

    # ``{number of a link: (its hash, the hash of what is left of it)}``.
    vouched: dict[int, tuple[str, str]] = field(default_factory=dict)
    # ``{number of a link: its places}``.
    places: dict[int, set[sealing.Place]] = field(default_factory=dict)
    # ``{number of the link that says so: how many texts}``.
    counts: dict[int, int] = field(default_factory=dict)


class CsSeal(models.Model):
    """Texts of people leave the chain, and it still holds.

    Texts lie beside the chain with their salts (``cs.seal.text``); of links of scheme 1
    they stand in the content. Taking one out adds a link that names the place, the rule
    and, of a content that became another one, the hash of what is left.
    """

    _inherit = "cs.seal"

    # ------------------------------------------------------------------
    # Sealing
    # ------------------------------------------------------------------

    @api.model
    def _personal_columns(self):
        """Hook: what people wrote, among the columns that are sealed.

        :return: ``{model: {column}}``
        """
        return {}

    @api.model
    def _veiled(self, content, personal):
        """A content without its texts, and these as values of ``cs.seal.text``."""
        texts = []

        def hide(place, text):
            if not text:
                return text
            salt = secrets.token_hex(32)
            hidden = sealing.veil(salt, text)
            texts.append(
                {
                    "table_name": place.table,
                    "row_name": sealing.canonical(place.row),
                    "column_name": place.column,
                    "digest": hidden["sealed"],
                    "salt": salt,
                    "text": text,
                }
            )
            return hidden

        return sealing.mapped(content, personal, hide), texts

    # ------------------------------------------------------------------
    # Verifying
    # ------------------------------------------------------------------

    @api.model
    def _removals(self, company):
        """All :class:`Removals` of a company's chain."""
        found = Removals()
        for number, text in self.env.execute_query(
            SQL(
                "SELECT number, content FROM cs_seal "
                "WHERE company_id = %s AND kind = 'removal' ORDER BY number",
                company.id,
            )
        ):
            try:
                content = json.loads(text)
                for link, full, rest in content["rests"]:
                    found.vouched[link] = full, rest
                for link, table, row, column in content["places"]:
                    place = sealing.Place(table, tuple(row), column)
                    found.places.setdefault(link, set()).add(place)
                found.counts[number] = len(content["places"])
            except (AttributeError, KeyError, TypeError, ValueError):
                # The link itself is told as changed.
                continue
        return found

    @api.model
    def _kept_texts(self, wanted):
        """Texts beside the links that a condition on ``seal`` names.

        :return: ``{number: {Place: Kept}}``
        """
        found = {}
        for number, table, row, column, *kept in self.env.execute_query(
            SQL(
                """
                SELECT seal.number, row.table_name, row.row_name, row.column_name,
                       row.digest, row.salt, row.text
                  FROM cs_seal_text AS row
                  JOIN cs_seal AS seal ON seal.id = row.seal_id
                 WHERE %s
                """,
                wanted,
            )
        ):
            place = sealing.Place(table, tuple(json.loads(row)), column)
            found.setdefault(number, {})[place] = Kept(*kept)
        return found

    @api.model
    def _as_sealed(self, now, kept, gone):
        """Today's content in the form in which it was sealed.

        :param kept: the texts beside its link, ``{Place: Kept}``
        :param gone: its places from which the text was taken out
        """

        def hide(place, text):
            own = kept.get(place)
            if place in gone and text in EMPTY:
                return {"sealed": own.digest} if own else sealing.REDACTED
            return sealing.veil(own.salt, text) if own and own.salt and text else text

        return self._changed_in(now, (*kept, *gone), hide)

    @api.model
    def _in_the_clear(self, before, now, kept, gone):
        """What was sealed, and what is, so that they can be told side by side."""

        def reveal(place, value):
            own = kept.get(place)
            is_true = own and own.salt and own.text
            return (
                own.text
                if is_true and sealing.veil(own.salt, own.text) == value
                else value
            )

        def forgive(place, text):
            own = kept.get(place)
            if text not in EMPTY:
                return text
            return {"sealed": own.digest} if own else sealing.REDACTED

        return (
            self._changed_in(before, kept, reveal),
            self._changed_in(now, gone, forgive),
        )

    @api.model
    def _changed_in(self, content, places, change):
        """A content with what ``change`` makes of the values in these places."""
        columns = {}
        for place in places:
            columns.setdefault(place.table, set()).add(place.column)
        wanted = set(places)
        return sealing.mapped(
            content,
            columns,
            lambda at, value: change(at, value) if at in wanted else value,
        )

    # ------------------------------------------------------------------
    # Taking out
    # ------------------------------------------------------------------

    def _remove(self, rule, wants=None, rename=None):
        """Take texts out of these links for good, and say so in the chain.

        Called in sudo by who answers for the rule; no client reaches it. Nothing else
        of a link changes. One that is not as it was sealed is left alone: its fault
        would never be found again.

        :param rule: what is said of it: under which rule
        :param wants: ``wants(table, row_id, column)``: whether a text goes; empty: all
        :param rename: what replaces a name in who sealed, and why
        :raises UserError: if a link is not as it was written
        """
        for period, seals in self.sorted("number").grouped("period_id").items():
            found = {"places": [], "rests": []}
            wanted = SQL("seal.id = ANY(%s)", seals.ids)
            kept = self._kept_texts(wanted)
            removals = self._removals(period.company_id)
            # Contents are big: one at a time.
            for seal in (row.with_prefetch(row.ids) for row in seals):
                gone = removals.places.get(seal.number, set())
                places = seal._places_to_remove(kept.get(seal.number, {}), gone, wants)
                found["places"] += [
                    [seal.number, place.table, list(place.row), place.column]
                    for place in sorted(places)
                ]
                found["rests"] += seal._redact(removals, places, rename)
                seal.invalidate_recordset(["content"], flush=False)
            if found["places"] or found["rests"]:
                self._append(
                    period.company_id,
                    [
                        {
                            "kind": "removal",
                            "period_id": period.id,
                            "reason": rule,
                            "content": sealing.canonical(found),
                        }
                    ],
                )

    def _places_to_remove(self, kept, gone, wants):
        """Places of a link whose text is there, and is to go."""
        self.ensure_one()
        if self.kind != "statement":
            return set()
        if self.scheme >= sealing.VEILED_SCHEME:
            found = {place for place, own in kept.items() if own.salt}
        else:
            found = set()
            sealing.mapped(
                self._read_content(),
                self._personal_columns(),
                lambda place, text: found.add(place) if text else None,
            )
        return {
            place
            for place in found - gone
            if not wants or wants(place.table, place.row[0], place.column)
        }

    def _redact(self, removals, places, rename):
        """Take out the texts; what is left of the link, if it became another one."""
        self.ensure_one()
        is_veiled = self.scheme >= sealing.VEILED_SCHEME
        columns = {}
        if places and is_veiled:
            self._drop_texts(places)
        elif places:
            content = sealing.redacted(self._read_content(), places)
            columns["content"] = sealing.canonical(content)
        for name in ("sealed_by", "reason") if rename else ():
            text = self[name] or ""
            if rename(text) != text:
                columns[name] = rename(text)
        if not columns:
            return []
        if not sealing.holds(self._as_link(), removals.vouched):
            raise UserError(
                self.env._(
                    "Link %(number)s of %(period)s is not as it was sealed: nothing is "
                    "taken out of it. Look into the integrity report first.",
                    number=self.number,
                    period=self.period_id.name,
                )
            )
        self.env.cr.execute(
            SQL(
                "UPDATE cs_seal SET %s WHERE id = %s",
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), text)
                    for name, text in columns.items()
                ),
                self.id,
            )
        )
        self.invalidate_recordset(list(columns), flush=False)
        link = self._as_link()
        return [[self.number, self.hash, sealing.rest_hash(link.header, link.content)]]

    def _drop_texts(self, places):
        """Text and salt go; the digest stays."""
        self.env.cr.execute_values(
            "UPDATE cs_seal_text AS row SET salt = NULL, text = NULL "
            "FROM (VALUES %s) AS gone (seal, tab, name, col) "
            "WHERE row.seal_id = gone.seal AND row.table_name = gone.tab "
            "AND row.row_name = gone.name AND row.column_name = gone.col",
            [
                (self.id, place.table, sealing.canonical(place.row), place.column)
                for place in places
            ],
        )
        self.env["cs.seal.text"].invalidate_model(flush=False)

    def _as_link(self):
        """The link as :mod:`engine.sealing` sees it."""
        self.ensure_one()
        values = {name: self[name] for name in self._header_columns()}
        for name in ("company_id", "employee_id", "period_id"):
            values[name] = self[name].id
        return sealing.Link(
            self.number,
            self.previous or "",
            self.hash,
            sealing.canonical(self._header(values)),
            self.content,
        )
