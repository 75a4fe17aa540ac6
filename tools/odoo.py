"""Odoo itself: where it comes from, its settings, its shell and its server."""

import contextlib
import os
import shutil
import subprocess
import time
import urllib.request
from functools import cache
from pathlib import Path

from .common import (
    ADDON,
    CACHE,
    DATA,
    PROGRAMS,
    PYTHON,
    REPO,
    VENV,
    Failure,
    digest,
    run_quiet,
    say,
)

# Debian's packages of Odoo and of the files that it links to. Font Awesome comes from
# the stable suite: version 7 no longer has the files that Odoo 19 uses.
ODOO_DEBS = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome/bookworm",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-ocr-b",
    "fonts-inconsolata",
    "fonts-glyphicons-halflings",
)
DEBIAN_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


@cache
def odoo_home():
    """Return the folder that holds the ``odoo`` package."""
    if given := os.environ.get("ODOO_HOME"):
        home = Path(given).resolve()
        if not (home / "odoo" / "release.py").exists():
            raise Failure(f"ODOO_HOME={given} has no odoo/release.py in it.")
        return home
    return CACHE / "odoo" / "usr" / "lib" / "python3" / "dist-packages"


def ensure_odoo():
    """Download and unpack Debian's Odoo unless ODOO_HOME names one."""
    stamp = CACHE / "odoo" / "stamp"
    content = digest(ODOO_DEBS)
    if os.environ.get("ODOO_HOME"):
        odoo_home()
    elif not stamp.exists() or stamp.read_text() != content:
        fetch_odoo(CACHE / "odoo", CACHE / "apt")
        stamp.write_text(content)


def fetch_odoo(target, work):
    """Unpack Odoo below ``target``; the system's packages stay as they are."""
    remedy = "Set ODOO_HOME to a folder with Odoo 19.0 (the one that holds odoo/)."
    if not shutil.which("apt-get"):
        raise Failure(f"Odoo is downloaded with apt-get, which is missing. {remedy}")
    for folder in (target, work):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in ("lists/partial", "archives/partial", "debs"):
        (work / folder).mkdir(parents=True)
    apt = private_apt(work)
    say("downloading Odoo 19.0 (about 130 MB)")
    run_quiet(*apt, "update", remedy=remedy)
    run_quiet(*apt, "download", *ODOO_DEBS, cwd=work / "debs", remedy=remedy)
    say("unpacking Odoo")
    for deb in sorted((work / "debs").glob("*.deb")):
        run_quiet("dpkg", "-x", deb, target, remedy=remedy)
    shutil.rmtree(work)
    complete_odoo(odoo_home() / "odoo" / "addons")


def private_apt(work):
    """Return the apt-get command that sees only Debian's archive, below ``work``."""
    mirror = debian_mirror()
    signed = f"[signed-by={DEBIAN_KEYRING}] " if Path(DEBIAN_KEYRING).exists() else ""
    sources = work / "sources.list"
    suites = ("sid", "bookworm")
    lines = [f"deb {signed}{mirror} {suite} main\n" for suite in suites]
    sources.write_text("".join(lines))
    options = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": work / "lists",
        "Dir::Cache": work,
        "Dir::Cache::archives": work / "archives",
        "Acquire::Languages": "none",
        "APT::Default-Release": "sid",
        # The cache may be unreadable for apt's own download user.
        "APT::Sandbox::User": "root",
    }
    pairs = [f"{key}={value}" for key, value in options.items()]
    return ["apt-get", "-q", *(part for pair in pairs for part in ("-o", pair))]


def debian_mirror():
    """Return the mirror that this machine uses for Debian itself."""
    release = dict(
        line.split("=", 1)
        for line in Path("/etc/os-release").read_text().splitlines()
        if "=" in line
    )
    codename = release.get("VERSION_CODENAME", "").strip('"')
    listing = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(COMPONENT)"],
        capture_output=True,
        text=True,
    ).stdout
    for line in listing.splitlines():
        uri, *suite = line.split()
        if suite == [codename, "main"] and release.get("ID") == "debian":
            return uri
    raise Failure(
        "Odoo comes from Debian's packages, but this machine has no Debian mirror in "
        "its package sources. Set ODOO_HOME to an Odoo 19.0."
    )


def complete_odoo(addons):
    """Add the one file that Debian leaves out, and check the links to others."""
    stub = addons / "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.write_text("// Not in Debian's package: no background blur in video calls.\n")
    links = (addons / "web" / "static").rglob("*")
    broken = [path for path in links if path.is_symlink() and not path.exists()]
    if broken:
        raise Failure(f"Debian's Odoo links to missing files: {broken}. Set ODOO_HOME.")


def addons_path():
    """Return the folders of addons: Odoo's, those from PyPI, this repository."""
    home = odoo_home()
    site = next(VENV.glob("lib/python3*/site-packages"))
    folders = [home / "odoo" / "addons", home / "addons", site / "odoo" / "addons"]
    found = [folder for folder in folders if any(folder.glob("*/__manifest__.py"))]
    return [*found, REPO] if (ADDON / "__manifest__.py").exists() else found


def odoo_config():
    """Write this checkout's Odoo settings and return their path."""
    path = CACHE / "conf" / f"{digest(REPO)}.conf"
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {
        "addons_path": ",".join(map(str, addons_path())),
        "admin_passwd": "admin",
        "data_dir": DATA,
        "http_interface": "127.0.0.1",
        "limit_time_real": 1200,
        "log_level": "warn",
        "max_cron_threads": 0,
        "with_demo": True,
    }
    text = "".join(f"{key} = {value}\n" for key, value in options.items())
    path.write_text(f"[options]\n{text}")
    return path


def odoo_env(**extra):
    """Return the environment for Odoo and for what imports it."""
    return {
        **os.environ,
        "PATH": f"{VENV / 'bin'}:{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(odoo_home()),
        "LANG": "C.UTF-8",
        **extra,
    }


def odoo_command(*arguments):
    """Return the command line of Odoo with this checkout's settings."""
    command = [PYTHON, "-m", "odoo", *arguments, "-c", odoo_config()]
    return [str(part) for part in command]


def odoo_shell(database, program, *arguments, **extra):
    """Call ``run(env, *arguments)`` of a program in Odoo's shell.

    :param extra: environment variables
    :return: the exit status
    """
    path = str(PROGRAMS / f"{program}.py")
    script = f"import runpy\nrunpy.run_path({path!r})['run'](env, *{arguments!r})\n"
    command = odoo_command("shell", "-d", database)
    env = odoo_env(**extra)
    return subprocess.run(command, input=script, text=True, env=env).returncode


@contextlib.contextmanager
def odoo_server(name, port, *options):
    """Run Odoo's web server on the database and give its process and address."""
    arguments = ("-d", name, f"--db-filter=^{name}$", f"--http-port={port}")
    command = odoo_command(*arguments, *options)
    server = subprocess.Popen(
        command,
        env=odoo_env(),
        stdin=subprocess.DEVNULL,
        # Out of reach of Ctrl-C: two signals would make Odoo stop hard.
        start_new_session=True,
    )
    try:
        address = f"http://localhost:{port}"
        wait_for(server, f"{address}/web/login")
        yield server, address
    finally:
        server.terminate()
        server.wait()


def wait_for(server, url, seconds=120):
    """Wait until the server answers at ``url``."""
    for _attempt in range(seconds * 2):
        if server.poll() is not None:
            raise Failure("Odoo stopped while starting, see above.")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=seconds).close()
            return
        time.sleep(0.5)
    raise Failure(f"Odoo did not answer at {url} within {seconds} seconds.")
