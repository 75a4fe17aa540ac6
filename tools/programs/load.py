"""Load a dump, made by ``pg_dump --inserts`` and packed with xz: database, path."""

import lzma
import sys
from pathlib import Path

import psycopg2

connection = psycopg2.connect(dbname=sys.argv[1])
connection.autocommit = True
with connection.cursor() as cursor:
    cursor.execute("SET standard_conforming_strings = on")
    cursor.execute("SET check_function_bodies = false")
    cursor.execute(lzma.decompress(Path(sys.argv[2]).read_bytes()).decode())
