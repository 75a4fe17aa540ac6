"""What an installation, an update or an uninstallation left of a database."""

from lxml import etree

from odoo.tests import TransactionCase

# Written by any change of modules, with nothing of the company's in it.
WRITTEN = {"write_date", "write_uid", "create_date", "create_uid"}


class LifeCase(TransactionCase):
    """Tables as they were before, kept in the schema "before", and as they are.

    ``tools/databases.py`` builds these databases; each folder has its own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute(
            """
            SELECT old.table_name,
                   array_agg(old.column_name::text) FILTER (
                       WHERE new.column_name IS NOT NULL),
                   array_agg(old.column_name::text) FILTER (
                       WHERE new.data_type = 'jsonb'),
                   count(*) FILTER (WHERE new.column_name IS NULL)
              FROM information_schema.columns AS old
         LEFT JOIN information_schema.columns AS new
                ON new.table_schema = 'public'
               AND new.table_name = old.table_name
               AND new.column_name = old.column_name
             WHERE old.table_schema = 'before'
          GROUP BY old.table_name
            """
        )
        cls.tables = {
            table: (set(columns or ()), set(json or ()), lost)
            for table, columns, json, lost in cls.env.cr.fetchall()
        }

    def changed(self, table, translations=True):
        """What is other than before: ``{column: rows}``; "deleted" for rows that are
        gone, "columns" for columns that are.

        :param translations: whether translated columns are compared, too
        """
        columns, json, lost = self.tables[table]
        result = {"columns": lost} if lost else {}
        columns = columns - WRITTEN - (set() if translations else json)
        if not columns:
            return result
        if "id" not in columns:
            names = ", ".join(f'"{name}"::text' for name in sorted(columns))
            gone = self.rows(
                f'SELECT {names} FROM before."{table}" EXCEPT ALL '
                f'SELECT {names} FROM public."{table}"'
            )
            return result | ({"deleted": len(gone)} if gone else {})
        pair = (
            f'FROM before."{table}" AS old LEFT JOIN public."{table}" AS new USING (id)'
        )
        parts = ["count(*) FILTER (WHERE new.id IS NULL) AS deleted"]
        parts += [
            f'count(*) FILTER (WHERE new.id IS NOT NULL AND old."{name}"::text '
            f'IS DISTINCT FROM new."{name}"::text) AS "{name}"'
            for name in sorted(columns - {"id"})
        ]
        self.env.cr.execute(f"SELECT {', '.join(parts)} {pair}")
        [counts] = self.env.cr.dictfetchall()
        return result | {name: count for name, count in counts.items() if count}

    def rows(self, query, *values):
        """The rows that a query finds."""
        self.env.cr.execute(query, values or None)
        return self.env.cr.fetchall()

    def changes(self, tables, translations=True):
        """``{table: what changed}`` of those tables that are not as before."""
        return {
            table: found
            for table in sorted(tables)
            if (found := self.changed(table, translations))
        }

    def check_screens(self, models):
        """Every view of the models is read and searched as the web client does."""
        for name in models:
            model = self.env[name]
            with self.subTest(model=name):
                kinds = [(False, kind) for kind in ("list", "form", "kanban", "search")]
                views = model.get_views(kinds)["views"]
                columns = self.fields_of(model, views["list"]["arch"])
                found = model.web_search_read([], columns, limit=500)
                self.assertTrue(found["records"], name)
                records = model.browse([row["id"] for row in found["records"]])
                records.web_read(self.fields_of(model, views["form"]["arch"]))

    @staticmethod
    def fields_of(model, arch):
        """The fields of a view itself, not those of the lists in it."""
        tree = etree.fromstring(arch)
        return {
            node.get("name"): {}
            for node in tree.iter("field")
            if not any(parent.tag == "field" for parent in node.iterancestors())
            and node.get("name") in model._fields
        }
