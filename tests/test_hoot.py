"""The Hoot tests of the addon's JavaScript, in a browser."""

import contextlib
import logging
import re
from pathlib import Path

from odoo.modules import get_module_path
from odoo.tests import HttpCase, no_retry, tagged

# The filter is a regular expression; Hoot's names begin with that of the addon.
URL = "/web/tests?headless&loglevel=2&preset=desktop&filter=/%40cs_management/"
# Also test.skip( and the like, but not test.tags(, which stands before a test.
TEST = re.compile(r"^ *test(?:\.(?!tags\b)\w+)?\(", re.MULTILINE)
PASSED = re.compile(r"\bPassed (\d+) tests")


@tagged("standard", "post_install", "-at_install")
class TestHoot(HttpCase):
    @no_retry
    def test_units(self):
        """All that are written run and pass; Hoot itself is content with none."""
        with self.browser_messages() as messages:
            self.browser_js(
                URL,
                code="",
                login="admin",
                timeout=300,
                success_signal="[HOOT] Test suite succeeded",
                # Hoot goes on after a failed test and fails at the end.
                error_checker=lambda message: "[HOOT]" not in message,
            )
        folder = Path(get_module_path("cs_management"), "static", "tests")
        written = sum(
            len(TEST.findall(path.read_text())) for path in folder.rglob("*.test.js")
        )
        self.assertTrue(written, f"There are no Hoot tests in {folder}.")
        passed = sum(int(count) for text in messages for count in PASSED.findall(text))
        self.assertGreaterEqual(
            passed, written, "Hoot left out tests: look for only, skip, todo and tags."
        )

    @contextlib.contextmanager
    def browser_messages(self):
        """What the browser's console says meanwhile."""
        messages = []
        handler = logging.Handler()
        handler.emit = lambda record: messages.append(record.getMessage())
        logger = self._logger.getChild("browser")
        level = logger.level
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        try:
            yield messages
        finally:
            logger.removeHandler(handler)
            logger.setLevel(level)
