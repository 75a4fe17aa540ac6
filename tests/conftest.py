"""Checks around every test run; ``./dev test`` starts it with the right options."""

import os

import pytest

from tools.databases import TREE_HASH_KEY, tree_hash


def pytest_addoption(parser):
    parser.addoption(
        "--no-skip",
        action="store_true",
        default=os.environ.get("CI") == "true",
        help="A skipped test fails the run (as it does where CI=true).",
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


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """Turn skipped tests into a failure: a skipped tour has shown nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = len(reporter.stats.get("skipped", ())) if reporter else 0
    if skipped and exitstatus == 0 and session.config.getoption("--no-skip"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"\n{skipped} skipped: counts as failed (--no-skip)")
