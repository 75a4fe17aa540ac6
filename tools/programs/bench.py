"""Run one benchmark, in Odoo's shell."""

import json
import os
import runpy
import sys


def run(env, script):
    """Run the benchmark; nothing of it stays. The exit status says if it passed."""
    sys.path.insert(0, os.path.dirname(script))
    passed = runpy.run_path(script)["run"](env, out)
    env.cr.rollback()
    sys.exit(0 if passed else 1)


def out(name, **figures):
    """Print the figures of a benchmark, for people or as a line of JSON."""
    if os.environ.get("CS_BENCH_JSON"):
        print(json.dumps({"name": name, **figures}))
    else:
        print(name, *(f"{key}={value}" for key, value in figures.items()), sep="  ")
    sys.stdout.flush()
