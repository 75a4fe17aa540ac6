"""The test suites of Odoo and of payroll, with cs_management and without it."""

import json
import os
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from .commands import ensure_all
from .common import CACHE, PYTHON, REPO, Failure, digest, run, say
from .databases import (
    base_name,
    copy_database,
    database,
    database_name,
    drop_database,
)
from .odoo import addons_path, odoo_config, odoo_env
from .system import ensure_chromium

# What follows the name of a module is the part of its tests that is meant.
SUITES = {
    "hr": "hr/tests",
    "hr_attendance": "hr_attendance/tests",
    "hr_holidays": "hr_holidays/tests",
    "hr_skills": "hr_skills/tests",
    "sales_team": "sales_team/tests",
    "sale": "sale/tests",
    "payroll": "payroll/tests",
    "test_lint": "test_lint/tests",
    "pylint": "test_lint/tests/test_pylint.py",
    "click": "web/tests/test_click_everywhere.py",
}
# Tests of a folder that are a suite of their own: this one reads all of Odoo for an
# hour or more.
APART = {"test_lint": "test_pylint.py"}
PASSED = "passed"


def command_suites(names, fresh):
    """Run the suites of Odoo and payroll with and without us; print what differs."""
    unknown = set(names) - set(SUITES)
    if unknown:
        raise Failure(
            f"Unknown suites: {', '.join(unknown)}. Known: {' '.join(SUITES)}"
        )
    ensure_all()
    ensure_chromium()
    failed = 0
    for name in names or SUITES:
        suite = Suite(name)
        without = suite.without(fresh)
        found = suite.compare(without, suite.run(True))
        failed |= print_difference(name, *found)
    return failed


class Suite:
    """One of the suites, and the two databases that it is run on."""

    def __init__(self, name):
        self.name = name
        found = [folder / SUITES[name] for folder in addons_path()]
        found = [path for path in found if path.exists()]
        if not found:
            raise Failure(f"This Odoo comes without {SUITES[name]}.")
        self.path = found[0]

    def without(self, fresh):
        """Return the outcomes without us: those of an earlier call, else new.

        They belong to a version of Odoo, of the pinned requirements and of the tests.
        """
        paths = sorted(self.path.rglob("*.py")) or [self.path]
        texts = [path.read_text() for path in paths]
        cached = CACHE / "suites" / f"{self.name}-{digest([base_name(), texts])}.json"
        if fresh or not cached.exists():
            cached.parent.mkdir(parents=True, exist_ok=True)
            cached.write_text(json.dumps(self.run(False)))
        return json.loads(cached.read_text())

    def compare(self, without, with_us):
        """Return both outcomes, those that differ run once more where they failed.

        A test of the screen may fail by itself on a busy machine.
        """
        differ = sorted(
            test
            for test in without.keys() | with_us.keys()
            if (without.get(test, "") == PASSED) != (with_us.get(test, "") == PASSED)
        )
        for ours, outcomes in ((False, without), (True, with_us)):
            again = [test for test in differ if outcomes.get(test, PASSED) != PASSED]
            if again:
                outcomes.update(self.run(ours, again))
        return without, with_us

    def run(self, ours, tests=()):
        """Run the suite (or some tests of it) on a copy of its own.

        :return: {test: "passed", or why it did not}
        """
        where = "with" if ours else "without"
        say(f"{self.name} {where} cs_management{' once more' if tests else ''}")
        copy = database_name("suite")
        try:
            if ours:
                with database("suites") as (source, _new):
                    copy_database(source, copy)
            else:
                copy_database(base_name(), copy)
            return self._pytest(copy, ours, tests)
        finally:
            drop_database(copy)

    def _pytest(self, name, ours, tests):
        folders = [folder for folder in addons_path() if ours or folder != REPO]
        root = self.path.parents[len(Path(SUITES[self.name]).parts) - 1]
        with tempfile.TemporaryDirectory() as work:
            report, settings = Path(work, "report.xml"), Path(work, "pytest.ini")
            # No settings of this repository: its tests import in another way.
            settings.write_text("[pytest]\njunit_family = xunit1\n")
            # Not in the folder of addons: its "calendar" would hide Python's.
            command = [
                PYTHON,
                "-m",
                "pytest",
                "-q",
                "--tb=short",
                "-p",
                "no:cacheprovider",
            ]
            command += ["--import-mode=importlib"]
            command += ["-c", settings, f"--rootdir={root}", f"--junitxml={report}"]
            command += ["--odoo-http", "--odoo-log-level=critical"]
            command += [f"--odoo-database={name}", f"--odoo-config={odoo_config()}"]
            command += [f"--odoo-addons-path={','.join(map(str, folders))}"]
            log = CACHE / "suites" / f"{self.name}-{'with' if ours else 'without'}.log"
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("a" if tests else "w") as output:
                paths = [root / test for test in tests] or [self.path]
                if apart := APART.get(self.name):
                    command.append(f"--ignore={self.path / apart}")
                options = {"cwd": work, "stdout": output, "stderr": output}
                run(*command, *paths, check=False, env=odoo_env(), **options)
            if not report.exists():
                raise Failure(f"pytest did not finish, see {log}.")
            return read_report(report)


def read_report(path):
    """Return {test: outcome} of a report in JUnit's format."""
    found = {}
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        group = case.get("classname", "").rsplit(".", 1)[-1]
        test = f"{case.get('file')}::{group}::{case.get('name')}"
        # A test that passes and whose clean-up fails comes twice.
        reasons = [
            f"{child.tag}: {(child.get('message') or '').strip()[:600]}"
            for child in case
            if child.tag in ("failure", "error", "skipped")
        ]
        if reasons or test not in found:
            found[test] = reasons[0] if reasons else PASSED
    return found


def print_difference(name, without, with_us):
    """Print what passes on one side only; return 1 if something fails only with us."""
    tests = without.keys() | with_us.keys()
    counts = [
        sum(outcome == PASSED for outcome in outcomes.values())
        for outcomes in (without, with_us)
    ]
    print(
        f"{name}: {len(tests)} tests, {counts[0]} pass without cs_management, "
        f"{counts[1]} with it"
    )
    worse = 0
    for test in sorted(tests):
        before, after = without.get(test, "not found"), with_us.get(test, "not found")
        if (before == PASSED) == (after == PASSED):
            continue
        worse |= before == PASSED
        side = "fails only with us" if before == PASSED else "passes only with us"
        reason = (after if before == PASSED else before).replace(os.linesep, "\n      ")
        print(f"  {side}: {test}\n      {reason}")
    print(flush=True, end="")
    return int(worse)
