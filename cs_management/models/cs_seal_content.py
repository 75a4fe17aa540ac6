import itertools
import json
from operator import itemgetter
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ..engine import sealing
from .cs_guard_mixin import OPEN_PREFIXES
from .cs_seal import LINE_KEY

# Rows of a cursor that are fetched at once.
ROWS = 2000
_cursors = itertools.count()


class Facts(NamedTuple):
    """Facts that a statement rests on: their model, which has ``statement_id``.

    Sealed is what may not change behind a lock: ``only`` these columns, or all but
    ``leaves``.
    """

    model: str
    leaves: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()


class Rows:
    """Rows of a cursor in the order of their first column, taken group by group."""

    def __init__(self, stream):
        self.groups = itertools.groupby(stream, key=itemgetter(0))
        self.head, self.rows = next(self.groups, (None, ()))

    def take(self, name):
        """The rows of a group without the column that names it; none if it has none."""
        if self.head != name:
            return []
        found = [row[1:] for row in self.rows]
        self.head, self.rows = next(self.groups, (None, ()))
        return found


class CsSeal(models.Model):
    """What is sealed, read from the tables as they are, in canonical form.

    Read in SQL with one cursor a table, whatever the number of agents: neither a cache
    nor a language stands between the rows and the hash.
    """

    _inherit = "cs.seal"

    # ------------------------------------------------------------------
    # Columns
    # ------------------------------------------------------------------

    @api.model
    def _layout(self):
        """The columns that are sealed today: ``{model: [column]}``, its key first.

        They are kept with every content, so a later version may seal others.
        """
        found = {
            "cs.statement": self._columns(
                "cs.statement", ("id",), leaves={"state", "version_id"}
            ),
            "cs.statement.line": self._columns(
                "cs.statement.line", LINE_KEY, leaves={"statement_id"}
            ),
        }
        for facts in self.env["cs.period"]._sealed_facts():
            found[facts.model] = self._columns(
                facts.model,
                ("id",),
                leaves={*facts.leaves, "statement_id"},
                only=facts.only,
            )
        return found

    @api.model
    def _columns(self, model, key, leaves=(), only=()):
        names = {
            name
            for name, field in self.env[model]._fields.items()
            if self._is_sealable(field) and name not in leaves
        }
        return [*key, *sorted((names & set(only) if only else names) - set(key))]

    @api.model
    def _is_sealable(self, field):
        """Columns that say something about pay, in no language of anybody's."""
        return (
            field.store
            and field.column_type
            and not field.company_dependent
            and not field.translate
            and not (field.related and field.type == "many2one")
            and field.type not in ("binary", "html")
            and field.name not in models.MAGIC_COLUMNS
            and not field.name.startswith(OPEN_PREFIXES)
        )

    @api.model
    def _known(self, content):
        """The columns of a content that there still are."""
        return {
            model: [
                name
                for name in part["columns"]
                if name in self.env[model]._fields
                and self.env[model]._fields[name].column_type
            ]
            for model, part in content.items()
            if model in self.env
        }

    @api.model
    def _expression(self, field, decimals):
        """A column as its canonical string; JSON as it is."""
        column = SQL.identifier("row", field.name)
        if field.type == "json":
            return column
        if field.type == "boolean":
            return SQL("COALESCE(%s, FALSE)::text", column)
        if field.type == "monetary":
            return SQL("ROUND(%s::numeric, %s)::text", column, decimals)
        if field.type == "float" and (digits := field.get_digits(self.env)):
            return SQL("ROUND(%s::numeric, %s)::text", column, digits[1])
        return SQL("%s::text", column)

    @api.model
    def _expressions(self, model, columns, decimals):
        known = self.env[model]._fields
        return SQL(", ").join(
            self._expression(known[name], decimals) for name in columns
        )

    # ------------------------------------------------------------------
    # Statements
    # ------------------------------------------------------------------

    @api.model
    def _contents(self, period, layout, employee=None):
        """The content of each statement of a period, in the order of their ids.

        One cursor a table, whatever the number of statements.

        :param employee: only the statement of this agent
        :return: ``(employee_id, content)`` each
        """
        self.env.flush_all()
        decimals = period.currency_id.decimal_places
        wanted = SQL("period_id = %s", period.id)
        if employee:
            wanted = SQL("%s AND employee_id = %s", wanted, employee.id)
        streams = {
            model: Rows(
                self._stream(self._rows_query(wanted, model, columns, decimals))
            )
            for model, columns in layout.items()
        }
        keys = dict.fromkeys(layout, 1) | {"cs.statement.line": len(LINE_KEY)}
        for statement_id, employee_id in self.env.execute_query(
            SQL("SELECT id, employee_id FROM cs_statement WHERE %s ORDER BY id", wanted)
        ):
            yield (
                employee_id,
                {
                    model: sealing.section(
                        layout[model], keys[model], rows.take(statement_id)
                    )
                    for model, rows in streams.items()
                },
            )

    @api.model
    def _rows_query(self, wanted, model, columns, decimals):
        """Rows of the statements that are wanted, their statement first."""
        link = SQL.identifier(
            "row", "id" if model == "cs.statement" else "statement_id"
        )
        return SQL(
            """
            SELECT %(link)s, %(columns)s
              FROM %(table)s AS row
             WHERE %(link)s IN (SELECT id FROM cs_statement WHERE %(wanted)s)
             ORDER BY %(link)s
            """,
            link=link,
            columns=self._expressions(model, columns, decimals),
            table=SQL.identifier(self.env[model]._table),
            wanted=wanted,
        )

    @api.model
    def _stream(self, query, at_once=ROWS):
        """Rows of a query, fetched as they are asked for: orders are many."""
        name = SQL.identifier(f"cs_seal_{next(_cursors)}")
        self.env.cr.execute(SQL("DECLARE %s NO SCROLL CURSOR FOR %s", name, query))
        while rows := self.env.execute_query(SQL("FETCH %s FROM %s", at_once, name)):
            yield from rows
        self.env.cr.execute(SQL("CLOSE %s", name))

    # ------------------------------------------------------------------
    # The month, and the policies it was computed with
    # ------------------------------------------------------------------

    @api.model
    def _lock_content(self, period, policies=None):
        """The content of a month's own link: what holds for all of its statements.

        :param policies: the tables of its policies, if they are known already
        """
        decimals = period.currency_id.decimal_places
        columns = ["id", "date_from", "date_to", "start_utc", "stop_utc", "company_id"]
        [row] = self.env.execute_query(
            SQL(
                "SELECT %s FROM cs_period AS row WHERE id = %s",
                self._expressions("cs.period", columns, decimals),
                period.id,
            )
        )
        [(count, total)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*)::text, "
                "ROUND(COALESCE(SUM(amount_total), 0)::numeric, %s)::text "
                "FROM cs_statement WHERE period_id = %s",
                decimals,
                period.id,
            )
        )
        if policies is None:
            used = period.statement_ids.policy_id
            policies = self._policy_sections(used, self._policy_layout(), decimals)
        return {
            "cs.period": sealing.section(
                [*columns, "statements", "total"], 1, [(*row, count, total)]
            ),
            **policies,
        }

    @api.model
    def _policy_layout(self):
        """Columns of policies and of all that is part of them."""
        return {
            model._name: [
                name
                for name in self._columns(model._name, ("id",))
                if not model._fields[name].related
                and not (name != "id" and self._is_free(model, name))
            ]
            for model in map(self.env.__getitem__, self._policy_models())
        }

    @api.model
    def _is_free(self, model, name):
        """Columns of a policy that may change after the lock: when it was announced."""
        return model._name == "cs.policy" and (
            name == "state" or model._chatter_only({name: None})
        )

    @api.model
    def _policy_models(self):
        return [
            "cs.policy",
            *sorted(
                name
                for name, model in self.env.registry.items()
                if model._auto
                and not model._abstract
                and getattr(model, "_sealed_by", "").split(".")[-1] == "policy_id"
            ),
        ]

    @api.model
    def _policy_sections(self, policies, layout, decimals):
        """The rows of policies and of their parts, a section a model."""
        self.env.flush_all()
        found = {}
        for name, columns in layout.items():
            model = self.env[name].with_context(active_test=False)
            path = "id" if name == "cs.policy" else model._sealed_by
            rows = self.env.execute_query(
                SQL(
                    "SELECT %s FROM %s AS row WHERE id = ANY(%s)",
                    self._expressions(name, columns, decimals),
                    SQL.identifier(model._table),
                    model.search([(path, "in", policies.ids)]).ids,
                )
            )
            found[name] = sealing.section(columns, 1, rows)
        return found

    def _read_content(self):
        """The content of a link, parsed; empty if its text is none."""
        self.ensure_one()
        try:
            content = json.loads(self.content)
        except ValueError:
            return {}
        return content if isinstance(content, dict) else {}
