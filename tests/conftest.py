"""Checks around every test run; ``./dev test`` starts it with the right options."""

import os
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent


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
    dev = load_dev()
    if recorded_hash(database, dev.TREE_HASH_KEY) != dev.tree_hash():
        pytest.exit(
            f"Database {database} is not of this tree: start the tests with ./dev test",
            returncode=pytest.ExitCode.USAGE_ERROR,
        )


def load_dev():
    """Return the dev script as a module: it knows how to hash the tree."""
    spec = spec_from_loader("dev", SourceFileLoader("dev", str(REPO / "dev")))
    dev = module_from_spec(spec)
    spec.loader.exec_module(dev)
    return dev


def recorded_hash(database, key):
    """Return the tree that the addon in the database was installed from."""
    from odoo.sql_db import db_connect

    with db_connect(database).cursor() as cr:
        cr.execute("SELECT value FROM ir_config_parameter WHERE key = %s", [key])
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
