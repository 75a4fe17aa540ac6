"""A real Odoo server over the tests' database, its users, and where it is stopped."""

import contextlib
import subprocess
import tempfile
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import requests

from odoo.sql_db import db_connect

from tools.common import free_port
from tools.odoo import odoo_command, odoo_env, wait_for

# Of the advisory lock that stopped transactions wait for.
HELD = 20130313
PATIENCE = 60
# What a user never reads: how the database says that somebody else was first.
RAW = (
    "psycopg",
    "serialize",
    "concurrent update",
    "grab a lock",
    "duplicate key",
    "violates",
    "bad query",
    "Traceback",
    "Odoo Server Error",
)


@dataclass(frozen=True)
class Answer:
    """What the server gave: a value, or the kind and text of an error."""

    value: object = None
    error: str = ""
    text: str = ""

    @property
    def is_raw(self):
        """Whether it is an error that says nothing to who reads it."""
        if not self.error:
            return False
        kind = self.error.rsplit(".", 1)[-1]
        told = kind in ("UserError", "ValidationError", "AccessError", "MissingError")
        return not told or any(word in self.text for word in RAW)


class Server:
    """A process of its own: it commits, and can be killed."""

    def __init__(self, database, *options):
        self.database, self.options = database, options
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = Path(tempfile.mkstemp(suffix=".log")[1])
        self.start()

    def start(self):
        command = odoo_command(
            *("-d", self.database, f"--db-filter=^{self.database}$"),
            *(f"--http-port={self.port}", f"--logfile={self.log}", *self.options),
        )
        self.process = subprocess.Popen(
            command,
            env=odoo_env(ODOO_NOTIFY_CRON_CHANGES="1"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for(self.process, f"{self.address}/web/login")

    def kill(self):
        """At once, with nothing said to anybody (SIGKILL)."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:  # It waits for a request.
            self.kill()
        self.log.unlink(missing_ok=True)

    def login(self, user):
        """The connection of a user of the tests, whose password is the login."""
        return Connection(self, user)


class Connection:
    """What a user's browser is to the server."""

    def __init__(self, server, user):
        self.server = server
        self.session = requests.Session()
        login = user.login
        password = login + "x" * (8 - len(login))
        params = {"db": server.database, "login": login, "password": password}
        answer = self.post("/web/session/authenticate", params)
        if answer.error or not answer.value.get("uid"):
            raise AssertionError(f"{login} cannot log in: {answer}")

    def post(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "id": uuid.uuid4().hex}
        response = self.session.post(
            f"{self.server.address}{path}", json={**body, "params": params}, timeout=120
        )
        answer = response.json()
        if error := answer.get("error"):
            data = error["data"]
            return Answer(error=data["name"], text=data["message"])
        return Answer(answer.get("result"))

    def call(self, records, method, *args, **kwargs):
        """Press a button of records, or call a method of their model."""
        ids = [records.ids] if records else []
        path = f"/web/dataset/call_kw/{records._name}/{method}"
        return self.post(
            path,
            {
                "model": records._name,
                "method": method,
                "args": [*ids, *args],
                "kwargs": kwargs,
            },
        )


class Hold:
    """Where transactions of others stop until they are let go.

    A trigger of the database, so that no code of the addon is patched: at COMMIT, when
    all is done and nothing is seen yet, or within the statement that writes a table.
    """

    COMMIT = (
        "CREATE CONSTRAINT TRIGGER cs_hold AFTER INSERT OR UPDATE OR DELETE "
        'ON "{table}" DEFERRABLE INITIALLY DEFERRED '
        "FOR EACH ROW EXECUTE FUNCTION cs_hold()"
    )
    WRITE = (
        'CREATE TRIGGER cs_hold BEFORE INSERT OR UPDATE OR DELETE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION cs_hold()"
    )
    UPDATE = (
        'CREATE TRIGGER cs_hold BEFORE UPDATE ON "{table}" '
        "FOR EACH ROW WHEN {when} EXECUTE FUNCTION cs_hold()"
    )
    FUNCTION = f"""
        CREATE OR REPLACE FUNCTION cs_hold() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_lock_shared({HELD});
            PERFORM pg_advisory_unlock_shared({HELD});
            RETURN COALESCE(NEW, OLD);
        END $$
    """

    def __init__(self, database, table, moment="commit", when=""):
        """:param when: only an update of such a row, in terms of OLD and NEW"""
        self.table = table
        self.cr = db_connect(database).cursor()
        self.cr.execute(self.FUNCTION)
        trigger = self.UPDATE if when else self.COMMIT
        if moment == "write" and not when:
            trigger = self.WRITE
        self.cr.execute(trigger.format(table=table, when=when))
        self.cr.commit()
        self.cr.execute("SELECT pg_advisory_lock(%s)", [HELD])
        self.cr.commit()
        self.is_held = True

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.let_go()
        # Once whoever was stopped has committed.
        self.cr.execute(f'DROP TRIGGER cs_hold ON "{self.table}"')
        self.cr.commit()
        self.cr.close()

    def let_go(self):
        if self.is_held:
            self.cr.execute("SELECT pg_advisory_unlock(%s)", [HELD])
            self.cr.commit()
            self.is_held = False

    def waiting(self):
        """How many transactions are stopped here, or wait for one that is."""
        self.cr.execute(
            """
            SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
             WHERE NOT granted AND datname = current_database()
            """
        )
        [count] = self.cr.fetchone()
        self.cr.rollback()
        return count

    def is_by(self, server):
        """Whether it is this server's transaction that is stopped here."""
        self.cr.execute(
            """
            SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
             WHERE NOT granted AND datname = current_database()
            """
        )
        names = [name for [name] in self.cr.fetchall()]
        self.cr.rollback()
        return f"odoo-{server.process.pid}" in names

    def wait(self, number, *futures):
        """Until so many wait; who has answered meanwhile waits no more."""
        end = time.monotonic() + PATIENCE
        while self.waiting() < number and not any(one.done() for one in futures):
            if time.monotonic() > end:
                raise AssertionError(f"Nobody waits at {self.table}")
            time.sleep(0.05)


def meet(hold, first, second):
    """``first`` has done all but its COMMIT; ``second`` comes; then both go on.

    :param first: and ``second``: calls of a connection
    :return: their answers
    """
    with ThreadPoolExecutor(2) as pool, contextlib.ExitStack() as stack:
        stack.callback(hold.let_go)
        one = pool.submit(first)
        hold.wait(1, one)
        if one.done():
            raise AssertionError(f"The first was not stopped: {one.result()}")
        two = pool.submit(second)
        hold.wait(2, two)
        hold.let_go()
        return one.result(), two.result()
