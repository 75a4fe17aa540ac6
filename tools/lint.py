"""Every check of style and of conventions."""

import os

from .common import ADDON, PYTHON, REPO, TOOLS, VENV, locked, run, say
from .node import NODE_MODULES, ensure_node_modules
from .python import ensure_venv

# Checks of the OCA's hooks that are about the look of XML only.
OCA_OFF = "--disable=" + ",".join(
    (
        "weblate-component-too-long",
        "xml-field-bool-without-eval",
        "xml-field-numeric-without-eval",
        "xml-header-missing",
        "xml-header-wrong",
        "xml-tag-position",
    )
)
BROWSER_CODE = [f"{ADDON.name}/static/{folder}/**/*.js" for folder in ("src", "tests")]


def command_lint(fix):
    """Check style and the addon's conventions; --fix formats first."""
    with locked("setup"):
        ensure_venv()
        ensure_node_modules()
    parts = (lint_python, lint_addon, lint_catalogs, lint_browser_code)
    failed = [lint(fix) for lint in parts]
    say("lint: failed" if any(failed) else "lint: clean")
    return 1 if any(failed) else 0


def check(*command, **options):
    """Run a check on the repository; return whether it failed."""
    return bool(run(*command, check=False, cwd=REPO, **options))


def lint_python(fix):
    """Check the look of Python everywhere, and the types of the engine."""
    ruff = VENV / "bin" / "ruff"
    if fix:
        check(ruff, "check", "--fix", "--quiet", "--exit-zero", ".")
        check(ruff, "format", ".")
    failed = check(ruff, "format", "--check", ".")
    failed |= check(ruff, "check", ".")
    return failed | check(PYTHON, "-m", "mypy")


def lint_addon(_fix):
    """Check the conventions of Odoo and of the OCA."""
    pylint = (PYTHON, "-m", "pylint", "--rcfile", REPO / "pyproject.toml")
    failed = check(*pylint, ADDON.name)
    return failed | check(VENV / "bin" / "oca-checks-odoo-module", OCA_OFF, ADDON)


def lint_catalogs(_fix):
    """Check the translations."""
    catalogs = sorted(ADDON.glob("i18n/*.po*"))
    command = (VENV / "bin" / "oca-checks-po", "--disable=po-pretty-format")
    return bool(catalogs) and check(*command, *catalogs)


def lint_browser_code(fix):
    """Check JavaScript by Odoo's rules, and its look."""
    programs = NODE_MODULES / ".bin"
    eslint = (programs / "eslint", "--config", TOOLS / "eslint.config.cjs")
    prettier = (programs / "prettier", "--config", TOOLS / "prettier.json")
    env = {**os.environ, "NODE_PATH": str(NODE_MODULES)}
    if fix:
        check(*eslint, "--fix", "--quiet", *BROWSER_CODE, env=env)
        check(*prettier, "--write", "--log-level=warn", *BROWSER_CODE)
    failed = check(*eslint, "--max-warnings=0", *BROWSER_CODE, env=env)
    return failed | check(*prettier, "--check", *BROWSER_CODE)
