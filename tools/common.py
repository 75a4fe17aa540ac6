"""Where everything is, and the small helpers of the other modules."""

import contextlib
import fcntl
import hashlib
import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
PROGRAMS = TOOLS / "programs"
REPO = TOOLS.parent
ADDON = REPO / "cs_management"
XDG_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
CACHE = Path(os.environ.get("CS_CACHE") or XDG_CACHE / "cs_management").absolute()
VENV = CACHE / "venv"
PYTHON = VENV / "bin" / "python"
DATA = CACHE / "data"


class Failure(Exception):
    """Something that the user has to put right; the text says how."""


def say(text):
    """Report progress; on stderr, so that a script's own output stays clean."""
    print(f"==> {text}", file=sys.stderr, flush=True)


def digest(text, length=10):
    """Return a short stable name for ``text``."""
    return hashlib.sha256(str(text).encode()).hexdigest()[:length]


def run(*command, check=True, **options):
    """Run a command and return its exit status; a failure ends dev if ``check``."""
    status = subprocess.run([str(part) for part in command], **options).returncode
    if check and status:
        raise Failure(f"{Path(command[0]).name} failed with status {status}.")
    return status


def run_quiet(*command, remedy, **options):
    """Run a command, show its output only if it fails, and then say the remedy."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    if done.returncode:
        raise Failure(f"{done.stdout}\n{Path(command[0]).name} failed. {remedy}")
    return done.stdout


@contextlib.contextmanager
def locked(name):
    """Hold the named lock of this cache; other dev calls wait for it."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another dev call ({name})")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle


def free_port():
    """Return a TCP port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pins(*groups):
    """Return the pinned requirements of the named groups in pyproject.toml."""
    known = tomllib.loads((REPO / "pyproject.toml").read_text())["dependency-groups"]
    return [pin for group in groups for pin in known[group]]
