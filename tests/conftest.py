"""Checks around every test run; ``./dev test`` starts it with the right options."""

import os
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from tools.databases import TREE_HASH_KEY, tree_hash


def pytest_addoption(parser):
    parser.addoption(
        "--no-skip",
        action="store_true",
        default=os.environ.get("CI") == "true",
        help="A skipped test fails the run (as it does where CI=true).",
    )
    parser.addoption(
        "--claims",
        type=Path,
        help="Run only files that no other process has claimed in this folder.",
    )
    parser.addoption(
        "--backwards", action="store_true", help="Begin with the last file."
    )


def pytest_sessionstart(session):
    """Stop where the database has another version of the addon than the tree."""
    database = session.config.getoption("--odoo-database", None)
    if not database:
        return
    if recorded_hash(database) != tree_hash():
        pytest.exit(
            f"Database {database} is not of this tree: start the tests with ./dev test",
            returncode=pytest.ExitCode.USAGE_ERROR,
        )


def recorded_hash(database):
    """Return the tree that the addon in the database was installed from."""
    from odoo.sql_db import db_connect

    with db_connect(database).cursor() as cr:
        query = "SELECT value FROM ir_config_parameter WHERE key = %s"
        cr.execute(query, [TREE_HASH_KEY])
        row = cr.fetchone()
    return row and row[0]


def pytest_collection_modifyitems(config, items):
    """Take the files from the end, the tests of each in their order."""
    if config.getoption("--backwards"):
        files = [list(group) for _path, group in groupby(items, lambda row: row.path)]
        items[:] = [item for group in reversed(files) for item in group]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item):
    """Leave out the tests of a file that another process has claimed first."""
    claims = item.config.getoption("--claims")
    if not claims or is_mine(claims, item.path):
        return None
    return True


@cache
def is_mine(claims, path):
    """Whether this process may run a file: it asks once, at its first test."""
    name = path.relative_to(Path(__file__).parent).as_posix().replace("/", "+")
    try:
        (claims / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """Turn skipped tests into a failure: a skipped tour has shown nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", ())) if reporter else 0
    if skipped and exitstatus == 0 and session.config.getoption("--no-skip"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"\n{skipped} skipped: counts as failed (--no-skip)")
