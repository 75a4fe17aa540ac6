"""Execute one statement: database, query, JSON of its values; prints its rows."""

import json
import sys

import psycopg2

connection = psycopg2.connect(dbname=sys.argv[1])
connection.autocommit = True
cursor = connection.cursor()
cursor.execute(sys.argv[2], json.loads(sys.argv[3]))
print(json.dumps(cursor.fetchall() if cursor.description else []))
