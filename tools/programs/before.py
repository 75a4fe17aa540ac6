"""Keep every table of a database as it is now, in the schema "before"."""

import sys

import psycopg2

connection = psycopg2.connect(dbname=sys.argv[1])
with connection, connection.cursor() as cursor:
    cursor.execute("DROP SCHEMA IF EXISTS before CASCADE")
    cursor.execute("CREATE SCHEMA before")
    cursor.execute(
        """
        SELECT format('CREATE TABLE before.%1$I AS TABLE public.%1$I', tablename)
          FROM pg_tables WHERE schemaname = 'public'
        """
    )
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)
