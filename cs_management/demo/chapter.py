"""What a chapter adds to the demo company, and to the policies of tests.

A module of this folder that has a :class:`DemoChapter` is found by itself.
"""

import importlib
import pkgutil
from pathlib import Path


class DemoChapter:
    """A chapter's part of the demo company; the builder calls what it has, in order.

    :param builder: the :class:`~.builder.DemoBuilder`, with company, users and agents
    """

    # Place among the chapters.
    sequence = 100

    def __init__(self, builder):
        self.builder = builder
        self.env = builder.env
        self.random = builder.random

    # --- Policies of tests and benchmarks ---------------------------------------------

    @classmethod
    def policy_values(cls):
        """What the chapter sets on a standard policy."""
        return {}

    @classmethod
    def complete_policy(cls, policy):
        """What it sets once the policy has its levels."""

    # --- The demo company, in the order of the calls ----------------------------------

    def announce(self):
        """Say in ``builder.events`` what will happen to whom on which day."""

    def make(self):
        """Make what there is for all months."""

    def make_month(self, month):
        """Make the facts of a month."""

    def make_closed(self, month):
        """Make what follows when a month is locked."""

    def make_late(self):
        """Make what the locked months did not know; it lands in the open one."""

    def make_open(self):
        """Make what waits for somebody today."""

    def summary(self):
        """A few words for the console."""
        return ""

    def logins(self):
        """Further lines for the console: who logs in, and what they look at."""
        return ""


def chapters():
    """The classes of all chapters by the names of their modules, in order."""
    found = {}
    for info in pkgutil.iter_modules([str(Path(__file__).parent)]):
        module = importlib.import_module(f"{__package__}.{info.name}")
        for value in vars(module).values():
            is_own = isinstance(value, type) and value.__module__ == module.__name__
            if is_own and issubclass(value, DemoChapter) and value is not DemoChapter:
                found[info.name] = value
    return dict(sorted(found.items(), key=lambda item: item[1].sequence))
