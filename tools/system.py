"""What comes from the system's packages."""

import os
import shutil
import subprocess

from .common import run, say

CHROMIUM_NAMES = ("google-chrome", "chromium", "chromium-browser")


def apt_install(*packages):
    """Install system packages; return whether that worked."""
    # Another installation may be under way: wait for it.
    command = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    command += ["-o", "DPkg::Lock::Timeout=300"]
    if not shutil.which("apt-get"):
        return False
    if os.geteuid():
        # -n: never ask for a password, nothing may wait for input here.
        command = ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive", *command]
        if not shutil.which("sudo"):
            return False
    say(f"installing {' '.join(packages)} (apt)")
    options = {
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "check": False,
    }
    run(*command, "update", **options)
    install = ("install", "-y", "--no-install-recommends", *packages)
    return run(*command, *install, **options) == 0


def find_chromium():
    """Return the path of a Chromium that Odoo's tests find too, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def ensure_chromium():
    """Install Chromium and a Chinese font; without them screen tests are skipped."""
    if not find_chromium() and not apt_install("chromium", "fonts-wqy-microhei"):
        say(
            "No Chromium, and it could not be installed: tests of the screen are "
            "skipped. Remedy: sudo apt-get install chromium"
        )


def ensure_wkhtmltopdf():
    """Install wkhtmltopdf, which prints payslips; without it printing shows HTML."""
    if not shutil.which("wkhtmltopdf") and not apt_install("wkhtmltopdf"):
        say("No wkhtmltopdf: PDF printing is off. Remedy: apt-get install wkhtmltopdf")
