"""The Python environment with every pinned requirement."""

import subprocess
import sys

from .common import PYTHON, VENV, Failure, digest, pins, run_quiet, say
from .system import apt_install


def ensure_venv():
    """Create the Python environment with every pinned requirement."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise Failure("Python 3.11 to 3.13 is needed. Remedy: python3.11 ./dev ...")
    wanted = pins("odoo", "addons", "test", "lint")
    stamp = VENV / "stamp"
    content = digest([sys.version_info[:2], wanted])
    if stamp.exists() and stamp.read_text() == content:
        return
    say("creating the Python environment (about a minute)")
    create = (sys.executable, "-m", "venv", "--clear", VENV)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if subprocess.run([sys.executable, "-c", "import ensurepip"]).returncode:
        apt_install(f"python{version}-venv")
    run_quiet(*create, remedy=f"Install python{version}-venv.")
    pip_install(*pins("odoo", "test", "lint"))
    # Without dependencies: "odoo" itself is not on PyPI.
    pip_install("--no-deps", *pins("addons"))
    stamp.write_text(content)


def pip_install(*arguments):
    """Install requirements with the environment's pip."""
    pip = (PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check")
    run_quiet(*pip, *arguments, remedy="Check the network and pip's settings.")
