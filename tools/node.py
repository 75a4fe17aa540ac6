"""The npm packages that check the browser's code."""

import shutil
import subprocess

from .common import CACHE, TOOLS, Failure, digest, run_quiet, say
from .system import apt_install

NODE = CACHE / "node"
NODE_MODULES = NODE / "node_modules"
MANIFESTS = (TOOLS / "package.json", TOOLS / "package-lock.json")
OLDEST = (18, 18)


def ensure_node_modules():
    """Install the packages of tools/package-lock.json into the cache folder."""
    ensure_node()
    stamp = NODE / "stamp"
    content = digest([path.read_text() for path in MANIFESTS])
    if stamp.exists() and stamp.read_text() == content:
        return
    say("installing the checks of the browser's code (npm)")
    shutil.rmtree(NODE, ignore_errors=True)
    NODE.mkdir(parents=True)
    for path in MANIFESTS:
        shutil.copy(path, NODE)
    install = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    run_quiet(*install, cwd=NODE, remedy="Check the network and npm's settings.")
    stamp.write_text(content)


def ensure_node():
    """Install Node.js and npm where they are missing."""
    programs = {"node": "nodejs", "npm": "npm"}
    missing = [deb for name, deb in programs.items() if not shutil.which(name)]
    if missing and not apt_install(*missing):
        remedy = f"Remedy: sudo apt-get install {' '.join(missing)}"
        raise Failure(f"The browser's code is checked with Node.js. {remedy}")
    command = ("node", "--version")
    found = subprocess.run(command, capture_output=True, text=True).stdout.strip()
    if tuple(map(int, found.lstrip("v").split(".")[:2])) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise Failure(f"Node.js {oldest} or later is needed, this is {found}.")
