from collections import defaultdict
from itertools import chain
from typing import NamedTuple

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# More of them make no page longer: the rest opens in the app.
MOST = 60
UNDECIDED = ("draft", "cancelled", "refused", "self", "lead", "calibration")
# What tells the facts of one line from those of another: their agent, at least.
KEYS = ("employee_id", "statement_id", "id")


class Asked(NamedTuple):
    """What a line asks for.

    :param owner: the id of its agent
    :param key: ``{name: id}``, by names of ``KEYS``
    """

    line_id: int
    owner: int
    key: dict[str, int]


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    def _paper_facts(self):
        """What amounts come from: order credits, workdays, entries.

        The same whoever prints it: the agent's own facts and those of the pool, never
        another agent's. One query for each kind of source, however many lines are
        printed.

        :return: ``{line_id: (records that are printed, how many more there are)}``
        """
        found = defaultdict(dict)
        for (name, _terms, names), (domain, asked) in self._paper_questions().items():
            # sudo: facts of these agents, for whom the papers are
            Model = self.env[name].sudo()
            found[name] |= self._paper_found(Model, domain, names, asked)
        facts = {}
        for name, rows in found.items():
            printed = set(chain.from_iterable(ids for ids, _count in rows.values()))
            # sudo: facts of these agents, for whom the papers are
            Model = self.env[name].sudo()
            for line_id, (ids, count) in rows.items():
                records = Model.browse(ids).with_prefetch(printed)
                facts[line_id] = records, count - len(ids)
        return facts

    def _paper_sources(self, facts=None):
        """The facts in short: order numbers, punches, entries.

        :param facts: those of more lines, found at once
        :return: ``{line_id: [text]}``; the last text says how many more there are
        """
        facts = self._paper_facts() if facts is None else facts
        texts = {}
        for line_id in self.ids:
            rows, more = facts.get(line_id, ((), 0))
            if not rows:
                continue
            rows = rows.with_context(lang=self.env.lang)
            named = getattr(rows, "_paper_texts", None)
            texts[line_id] = named() if named else rows.mapped("display_name")
            if more:
                texts[line_id].append(self.env._("and %(count)s more", count=more))
        return texts

    def _paper_questions(self):
        """What the lines come from, equal questions of many agents as one.

        :return: ``{(model, terms, names of the key): (Domain, [Asked])}``
        """
        found = {}
        for line in self:
            source = line._source()
            if not source:
                continue
            xmlid, domain = source
            # sudo: which model a list of the addon shows
            model = self.env.ref(xmlid).sudo().res_model
            if "employee_id" not in self.env[model]._fields:
                continue
            key, rest = self._paper_key(domain)
            question = (model, repr(rest), tuple(key))
            _domain, asked = found.setdefault(question, (Domain(rest), []))
            # sudo: whose amount it is, for whom the paper is
            asked.append(Asked(line.id, line.sudo().employee_id.id, key))
        return found

    @staticmethod
    def _paper_key(domain):
        """What of a domain is the line's own, and what all lines of its kind ask.

        :return: ``({name: id}, [condition])``
        """
        if any(isinstance(term, str) for term in domain):
            return {}, list(domain)
        key, rest = {}, []
        for name, operator, value in domain:
            if name in KEYS and operator == "=" and value and name not in key:
                key[name] = value
            else:
                rest.append((name, operator, value))
        return {name: key[name] for name in KEYS if name in key}, rest

    @staticmethod
    def _paper_found(Model, domain, names, asked):
        """The records of each line, by one query.

        :param names: the names of the lines' keys
        :return: ``{line_id: ([id] of those that are printed, how many there are)}``
        """
        for name in names:
            domain &= Domain(name, "in", {line.key[name] for line in asked})
        domain &= Domain("employee_id", "in", {False, *(line.owner for line in asked)})
        if "state" in Model._fields:
            domain &= Domain("state", "not in", UNDECIDED)
        query = Model._search(domain, order=Model._order)
        columns = ("employee_id", *names)
        fields = [Model._field_to_sql(query.table, name, query) for name in columns]
        keys = [SQL.identifier(f"key_{place}") for place in range(len(columns))]
        selected = SQL(", ").join(
            SQL("%s AS %s", field, key) for field, key in zip(fields, keys, strict=True)
        )
        rows = Model.env.execute_query(
            SQL(
                """
                SELECT %(keys)s, (array_agg(id ORDER BY place))[:%(most)s], COUNT(*)
                  FROM (SELECT *, row_number() OVER () AS place
                          FROM (%(found)s) AS found) AS placed
                 GROUP BY %(keys)s
                """,
                keys=SQL(", ").join(keys),
                most=MOST,
                found=query.select(
                    Model._field_to_sql(query.table, "id", query), selected
                ),
            )
        )
        groups = {tuple(row[:-2]): row[-2:] for row in rows}
        found = {}
        for line in asked:
            own = tuple(line.key[name] for name in names)
            parts = [groups.get((who, *own)) for who in (line.owner, None)]
            ids = list(chain.from_iterable(part[0] for part in parts if part))
            if ids:
                count = sum(part[1] for part in parts if part)
                found[line.line_id] = ids[:MOST], count
        return found
