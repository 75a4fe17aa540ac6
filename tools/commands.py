"""The commands of ``./dev``; their first lines are its help."""

import multiprocessing
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from .common import (
    ADDON,
    CACHE,
    PROGRAMS,
    PYTHON,
    REPO,
    Failure,
    free_port,
    locked,
    run,
    say,
)
from .databases import (
    DEMO_TEXT_KEY,
    apart_database,
    base_name,
    beside_database,
    copy_database,
    database,
    database_name,
    demo_database,
    drop_database,
    empty_database,
    ensure_base,
    old_database,
    parameter,
    uninstalled_database,
    upgraded_database,
)
from .odoo import (
    ensure_odoo,
    odoo_command,
    odoo_config,
    odoo_env,
    odoo_home,
    odoo_server,
    odoo_shell,
)
from .postgres import ensure_postgres, stop_postgres
from .python import ensure_venv
from .system import ensure_chromium, ensure_wkhtmltopdf, find_chromium

# Every database of a checkout.
KINDS = ("test", "beside", "apart", "demo", "bench", "plain", "agents", "scale")
KINDS += ("screens", "second", "suites", "suite", "old", "upgraded", "uninstalled")
KINDS += ("empty",)
# Tests that need another database than the others: one with an addon that
# cs_management does not depend on, one with a life behind it, or one in which servers
# commit and are killed.
OWN_DATABASES = {
    "tests/beside": beside_database,
    "tests/concurrency": apart_database,
    "tests/life/empty": empty_database,
    "tests/life/old": old_database,
    "tests/life/upgrade": upgraded_database,
    "tests/life/uninstall": uninstalled_database,
}
# Those of them that begin as a copy of the test database.
COPIES = (beside_database, apart_database)


def ensure_all():
    """Do every step that Odoo needs before it can start."""
    with locked("setup"):
        ensure_venv()
        ensure_odoo()
        ensure_postgres()
        ensure_base()


def command_setup():
    """Set everything up without running anything."""
    ensure_all()
    ensure_chromium()
    say(f"Odoo: {odoo_home()}")
    say(f"database server: {os.environ['PGHOST']}, base database: {base_name()}")
    return 0


def command_test(rest, fresh):
    """Run the tests (pytest's arguments follow) on this checkout's test database."""
    ensure_all()
    ensure_chromium()
    main, others = split_tests(rest)
    is_whole = main is not None and others.keys() == OWN_DATABASES.keys()
    if is_whole and os.cpu_count() > 1:
        return run_lanes(main, others, fresh)
    failed = 0
    if main is not None:
        with database("test", fresh) as (name, _new):
            failed |= run_tests(name, main)
    for folder, arguments in others.items():
        with OWN_DATABASES[folder](fresh and main is None) as name:
            failed |= run_tests(name, arguments)
    return failed


def split_tests(arguments):
    """Return pytest's arguments for the test database, and by folder for the others.

    All tests are all of them; a choice of files is run where these belong. ``None``
    and no entry: not run.
    """
    paths = [part for part in arguments if (REPO / part.split("::")[0]).exists()]
    others = [part for part in arguments if part not in paths]
    ignored = [f"--ignore={folder}" for folder in OWN_DATABASES]
    if not paths or {part.rstrip("/") for part in paths} & {".", "tests"}:
        whole = not {"-k", "--last-failed", "--lf"} & set(arguments)
        own = {folder: [*others, folder] for folder in OWN_DATABASES if whole}
        return [*arguments, *ignored], own
    own, rest = {}, []
    for path in paths:
        # A folder above some of these ("tests/life") is all of them.
        folders = [
            folder
            for folder in OWN_DATABASES
            if is_below(path, folder) or is_below(folder, path)
        ]
        for folder in folders:
            chosen = path if is_below(path, folder) else folder
            own.setdefault(folder, [*others]).append(chosen)
        if not any(is_below(path, folder) for folder in folders):
            rest.append(path)
    return ([*others, *rest, *ignored] if rest else None), own


def run_lanes(main, others, fresh):
    """Run all tests in two lanes at once, on copies of the test database.

    The second begins with those that need a database of their own. The others are done
    file by file by whoever is free: the first from the front, the second from the end.
    """
    second = database_name("second")
    with (
        locked(second),
        database("test", fresh) as (name, _new),
        tempfile.TemporaryDirectory() as work,
    ):
        if odoo_shell(name, "bundles"):
            raise Failure(f"Odoo could not make its scripts and styles in {name}.")
        copy_database(name, second)
        claims, log = Path(work, "claims"), Path(work, "second.log")
        claims.mkdir()
        share = [f"--claims={claims}", *main]
        lane = multiprocessing.get_context("fork").Process(
            target=second_lane, args=(second, share, others, fresh, log)
        )
        lane.start()
        try:
            failed = run_tests(name, share)
            say("waiting for the second lane")
            lane.join()
            print(log.read_text(), flush=True)
        finally:
            lane.terminate()
            lane.join()
            drop_database(second)
        return failed or lane.exitcode


def second_lane(name, share, others, fresh, log):
    """What the second process does; its output is shown when all is done."""
    with log.open("w") as output:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
            os.dup2(output.fileno(), stream.fileno())
        failed = 0
        for folder, arguments in others.items():
            make = OWN_DATABASES[folder]
            options = {"source": name} if make in COPIES else {"fresh": fresh}
            with make(**options) as own:
                failed |= run_tests(own, arguments)
        failed |= run_tests(name, [*share, "--backwards"])
    sys.exit(failed)


def is_below(path, folder):
    """Whether a path of pytest's is the folder, or lies in it."""
    return f"{path.split('::')[0].rstrip('/')}/".startswith(f"{folder}/")


def run_tests(name, arguments):
    """Run pytest on a database."""
    command = [PYTHON, "-m", "pytest", "--odoo-http", "--odoo-log-level=warn"]
    # With "=": pytest would take a lone path for a folder of tests.
    command += [f"--odoo-database={name}", f"--odoo-config={odoo_config()}"]
    return run(*command, *arguments, check=False, cwd=REPO, env=odoo_env())


def command_i18n(fresh):
    """Export the addon's terms and merge them into its translations."""
    ensure_all()
    with database("test", fresh) as (name, _new):
        export = odoo_command("i18n", "export", "-d", name, "cs_management")
        run(*export, env=odoo_env())
    template = ADDON / "i18n" / "cs_management.pot"
    return run(PYTHON, PROGRAMS / "catalogs.py", template, check=False)


def command_shell(name):
    """Open an Odoo shell, or run the script on standard input."""
    ensure_all()
    if not name:
        with demo_database() as name:
            pass
    return run(*odoo_command("shell", "-d", name), check=False, env=odoo_env())


def command_run(port, fresh):
    """Serve the demo company on http://localhost:8069."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Failure(f"Port {port} is taken. Use --port.") from None
    ensure_all()
    ensure_wkhtmltopdf()
    with demo_database(fresh) as name:
        text = parameter(name, DEMO_TEXT_KEY) or "Login: admin, password: admin"
        with odoo_server(name, port) as (server, address):
            print(f"\n{text}\n\nReady: {address} (Ctrl-C stops it)", flush=True)
            server.wait()
    return 0


def command_shots(rest):
    """Take screenshots of the main screens (or of --url) into shots/."""
    ensure_all()
    ensure_chromium()
    browser = find_chromium()
    if not browser:
        raise Failure("Screenshots need Chromium.")
    with (
        demo_database() as name,
        odoo_server(name, free_port()) as (_server, address),
    ):
        command = (PYTHON, PROGRAMS / "shots.py", "--address", address)
        command += ("--database", name, "--browser", browser)
        command += ("--folder", REPO / "shots", *rest)
        return run(*command, check=False, cwd=REPO)


def command_bench(name, json, fresh, orders):
    """Run benchmarks/bench_*.py (or the named one) on their own database."""
    pattern = f"bench_{name.removeprefix('bench_')}.py"
    scripts = sorted((REPO / "benchmarks").glob(pattern))
    if not scripts:
        raise Failure(f"There is no benchmarks/{pattern}.")
    ensure_all()
    extra = {"CS_BENCH_SIZES": orders}
    if json:
        extra["CS_BENCH_JSON"] = "1"
    failed = 0
    with database("bench", fresh) as (name, _new):
        # What Odoo and payroll do alone, to compare with.
        extra["CS_BENCH_PLAIN"] = database_name("plain")
        copy_database(base_name(), extra["CS_BENCH_PLAIN"])
        for script in scripts:
            say(script.stem)
            if script.stem == "bench_scale":
                failed |= bench_scale(name, str(script), orders, extra)
            elif script.stem == "bench_screens":
                failed |= bench_screens(name, str(script), extra)
            else:
                failed |= odoo_shell(name, "bench", str(script), **extra)
        drop_database(extra["CS_BENCH_PLAIN"])
    return 1 if failed else 0


def bench_scale(name, script, sizes, extra):
    """Run the benchmark of size: what it commits goes with the copies it commits to."""
    agents, copy, failed = database_name("agents"), database_name("scale"), 0

    def part(database, step, size):
        # A process of its own: its memory is measured from its start.
        own = {"CS_BENCH_PART": step, "CS_BENCH_ORDERS": size}
        return odoo_shell(database, "bench", script, **extra, **own)

    with tempfile.TemporaryDirectory() as folder:
        extra = {**extra, "CS_BENCH_FIGURES": str(Path(folder, "figures.json"))}
        try:
            copy_database(name, agents)
            failed = part(agents, "agents", "0")
            for size in sizes.split(",") if not failed else ():
                copy_database(agents, copy)
                for step in ("orders", "month", "credits"):
                    failed |= part(copy, step, size)
        finally:
            drop_database(copy)
            drop_database(agents)
    return failed


def bench_screens(name, script, extra):
    """Run the benchmark of screens on a copy: it commits a year of a large company."""
    copy = database_name("screens")
    copy_database(name, copy)
    try:
        return any(
            odoo_shell(copy, "bench", script, CS_BENCH_PART=part, **extra)
            for part in ("facts", "results", "screens")
        )
    finally:
        drop_database(copy)


def command_build():
    """Build the addon's wheel into dist/."""
    with locked("setup"):
        ensure_venv()
    wheel = (PYTHON, "-m", "pip", "wheel", "-q", "--disable-pip-version-check")
    wheel += ("--no-deps", "--no-build-isolation", "-w", REPO / "dist", ADDON)
    run(*wheel, cwd=REPO)
    newest = max((REPO / "dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)
    say(f"built {newest.relative_to(REPO)}")
    return 0


def command_clean():
    """Remove the databases, the private PostgreSQL and the cache."""
    given = os.environ.get("PGHOST") or os.environ.get("DATABASE_URL")
    if given and PYTHON.exists():
        ensure_postgres()
        for kind in KINDS:
            drop_database(database_name(kind))
        drop_database(base_name())
    stop_postgres()
    shutil.rmtree(CACHE, ignore_errors=True)
    return 0
