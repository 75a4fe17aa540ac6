"""This checkout's databases, all copied from one base."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess

from .common import (
    ADDON,
    DATA,
    PROGRAMS,
    PYTHON,
    REPO,
    Failure,
    digest,
    locked,
    pins,
    run_quiet,
    say,
)
from .odoo import odoo_command, odoo_env, odoo_home, odoo_shell

BASE_MODULES = "hr_attendance,sale,payroll"
# The first is the language of the users that Odoo creates.
LANGUAGES = "en_US,zh_CN"
# A dump of the demo company of an older version, and what takes it further.
DUMP = REPO / "tests" / "life" / "upgrade" / "demo-19.0.1.2.0.sql.xz"
# Addons that cs_management works beside without needing them, and their tests.
BESIDE_MODULES = "survey,sale_margin"
BASE_KEY = "cs_management.base"
BESIDE_KEY = "cs_management.beside"
LIFE_KEY = "cs_management.life"
TREE_HASH_KEY = "cs_management.tree_hash"
DEMO_TEXT_KEY = "cs_management.demo_text"


def tree_hash():
    """Return a hash of the addon's files that end up in a database.

    Browser code is left out: Odoo reads it from the folder at each request.
    """
    found = hashlib.sha256()
    for path in sorted(ADDON.rglob("*")):
        place = path.relative_to(ADDON).as_posix()
        skip = place.startswith(("static/src/", "static/tests/"))
        if path.is_file() and "__pycache__" not in path.parts and not skip:
            found.update(place.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def sql(database, query, *values):
    """Execute one statement and return its rows."""
    command = (PYTHON, PROGRAMS / "sql.py", database, query)
    values = json.dumps(values or None)
    remedy = "Check the database server's settings."
    return json.loads(run_quiet(*command, values, remedy=remedy))


def database_name(kind):
    """Return this checkout's database of that kind (test, demo, bench)."""
    return f"cs_{kind}_{digest(REPO)}"


def base_name():
    """Return the database that the others are copied from."""
    release = (odoo_home() / "odoo" / "release.py").read_text()
    content = [pins("odoo", "addons"), release, BASE_MODULES, LANGUAGES]
    return f"cs_base_{digest(content)}"


def database_exists(name):
    """Return whether the database exists."""
    return bool(sql("postgres", "SELECT 1 FROM pg_database WHERE datname = %s", name))


def parameter(database, key):
    """Return a system parameter of the database; "" if there is none."""
    table = sql(database, "SELECT to_regclass('ir_config_parameter') IS NOT NULL")
    if not table[0][0]:
        return ""
    query = "SELECT value FROM ir_config_parameter WHERE key = %s"
    rows = sql(database, query, key)
    return rows[0][0] if rows else ""


def set_parameter(database, key, value):
    """Write a system parameter of the database."""
    query = """
        INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)
        ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value
    """
    sql(database, query, key, value)


def drop_database(name):
    """Drop the database and its files."""
    query = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s
    """
    sql("postgres", query, name)
    sql("postgres", f'DROP DATABASE IF EXISTS "{name}"')
    shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)


def new_database(name):
    """Create a database with nothing in it, not even Odoo's tables."""
    drop_database(name)
    query = f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'"
    sql("postgres", query)


def copy_database(source, name):
    """Copy a database with its files (as links: Odoo never changes a stored file)."""
    drop_database(name)
    sql("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    files = DATA / "filestore"
    if (files / source).exists():
        shutil.copytree(files / source, files / name, copy_function=os.link)


def ensure_base():
    """Build the database with Odoo, payroll and their demo data, once."""
    name = base_name()
    if database_exists(name) and parameter(name, BASE_KEY):
        return name
    say(f"building the base database with {BASE_MODULES} (about two minutes)")
    new_database(name)
    change_modules(name, "-i", BASE_MODULES, "--load-language", LANGUAGES)
    # Copies carry this too: it tells which base they were made from.
    set_parameter(name, BASE_KEY, name)
    return name


def change_modules(database, *arguments):
    """Install or update modules with Odoo, and fail if Odoo does."""
    command = odoo_command("-d", database, *arguments, "--no-http", "--stop-after-init")
    if subprocess.run(command, env=odoo_env(), stdin=subprocess.DEVNULL).returncode:
        raise Failure(f"Odoo could not change the modules of {database}, see above.")


def install_addon(database, *arguments):
    """Install or update cs_management and record the tree it came from."""
    recorded = tree_hash()
    change_modules(database, *arguments)
    query = "SELECT state FROM ir_module_module WHERE name = 'cs_management'"
    if sql(database, query) != [["installed"]]:
        raise Failure(f"Odoo did not install cs_management in {database}, see above.")
    set_parameter(database, TREE_HASH_KEY, recorded)


def ensure_database(kind, fresh=False):
    """Make this checkout's database of that kind current; return name, is new."""
    if not (ADDON / "__manifest__.py").exists():
        raise Failure(f"{ADDON} has no __manifest__.py.")
    name = database_name(kind)
    recorded = ""
    if not fresh and database_exists(name) and parameter(name, BASE_KEY) == base_name():
        recorded = parameter(name, TREE_HASH_KEY)
    if not recorded:
        say(f"creating the database {name}")
        copy_database(base_name(), name)
        install_addon(name, "-i", "cs_management")
        return name, True
    if recorded != tree_hash():
        say(f"updating cs_management in {name}")
        install_addon(name, "-u", "cs_management", "--i18n-overwrite")
    return name, False


@contextlib.contextmanager
def database(kind, fresh=False):
    """Give this checkout's current database of that kind, and keep it as it is.

    Several calls may use it at the same time; one that has to change it waits.
    """
    with locked(database_name(kind)) as lock:
        result = ensure_database(kind, fresh)
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield result


@contextlib.contextmanager
def test_database(fresh=False, source=None):
    """Give the test database, or ``source``, a copy of it that nobody is using."""
    if source:
        yield source
        return
    with database("test", fresh) as (name, _new):
        yield name


@contextlib.contextmanager
def beside_database(fresh=False, source=None):
    """Give the test database's copy that has the optional addons installed, too."""
    name = database_name("beside")
    with locked(name):
        with test_database(fresh, source) as source:
            is_current = (
                database_exists(name)
                and parameter(name, BASE_KEY) == base_name()
                and parameter(name, BESIDE_KEY) == tree_hash()
            )
            if not is_current:
                say(f"installing {BESIDE_MODULES} beside cs_management in {name}")
                copy_database(source, name)
                change_modules(name, "-i", BESIDE_MODULES)
                set_parameter(name, BESIDE_KEY, tree_hash())
        yield name


@contextlib.contextmanager
def apart_database(fresh=False, source=None):
    """Give a copy of the test database that servers of the tests commit to.

    It lasts as long as its tests: what they leave is nobody's.
    """
    name = database_name("apart")
    with locked(name):
        with test_database(fresh, source) as source:
            copy_database(source, name)
        try:
            yield name
        finally:
            drop_database(name)


@contextlib.contextmanager
def demo_database(fresh=False):
    """Give the database of the demo company, built by the addon's own builder."""
    with database("demo", fresh) as (name, new):
        if new and not (ADDON / "demo" / "builder.py").exists():
            say("no demo builder yet: Odoo's demo data only")
        elif new:
            say("building the demo company")
            if odoo_shell(name, "demo", DEMO_TEXT_KEY):
                drop_database(name)
                raise Failure("The demo builder failed, see above.")
        yield name


# --- The life of a database -----------------------------------------------------------


@contextlib.contextmanager
def life_database(kind, build, sources, fresh=False):
    """Give the database of that kind as ``build`` makes it of the addon's tree.

    :param sources: what it is made of besides: files
    """
    name = database_name(kind)
    content = [path.read_bytes() for path in sources]
    content = digest([base_name(), tree_hash(), content])
    with locked(name) as lock:
        if fresh or not database_exists(name) or parameter(name, LIFE_KEY) != content:
            build(name)
            set_parameter(name, LIFE_KEY, content)
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield name


def keep_tables(name):
    """Copy all tables into the schema "before": what changes then is seen."""
    run_quiet(PYTHON, PROGRAMS / "before.py", name, remedy="Build the database again.")


def old_database(fresh=False):
    """Give a database that had years behind it when cs_management came into it."""

    def build(name):
        say(f"building a company with years behind it in {name}")
        copy_database(base_name(), name)
        if odoo_shell(name, "years"):
            raise Failure("The years could not be built, see above.")
        keep_tables(name)
        install_addon(name, "-i", "cs_management")

    return life_database("old", build, [PROGRAMS / "years.py"], fresh)


def empty_database(fresh=False):
    """Give a database of which only cs_management and what it needs are known."""

    def build(name):
        say(f"installing cs_management into nothing in {name}")
        new_database(name)
        install_addon(name, "-i", "cs_management", "--without-demo", "True")

    return life_database("empty", build, [], fresh)


def upgraded_database(fresh=False):
    """Give the demo company of an older version, updated to this tree."""

    def build(name):
        say(f"updating the demo company of {DUMP.name} in {name}")
        new_database(name)
        run_quiet(PYTHON, PROGRAMS / "load.py", name, DUMP, remedy="See above.")
        keep_tables(name)
        install_addon(name, "-u", "cs_management")

    return life_database("upgraded", build, [DUMP], fresh)


def uninstalled_database(fresh=False):
    """Give the demo company after cs_management was taken out of it again."""

    def build(name):
        with upgraded_database(fresh) as source:
            copy_database(source, name)
        say(f"uninstalling cs_management from {name}")
        keep_tables(name)
        if odoo_shell(name, "uninstall"):
            raise Failure("cs_management could not be uninstalled, see above.")

    return life_database("uninstalled", build, [DUMP], fresh)
