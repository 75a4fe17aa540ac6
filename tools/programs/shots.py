#!/usr/bin/env python3
"""Take screenshots of Odoo's screens with a headless Chromium.

``./dev shots`` starts it. ``--only NAME`` takes the named screens of the table below;
``--url PATH`` takes any other one, with ``--login``, ``--name``, ``--size`` and
``--lang``. A user's password is the login.
"""

import argparse
import base64
import contextlib
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import websocket

DESKTOP = "1440x900"
PHONE = "390x844"


@dataclass(frozen=True)
class Screen:
    """One picture: who looks at which page; ``action`` is JavaScript run before."""

    name: str
    login: str
    url: str
    size: str = DESKTOP
    lang: str = ""
    action: str = ""


# Waits for each of the elements in turn and clicks it; "selector >> text" takes the
# first that says the text.
FOLLOW = """
(async () => {
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    for (const step of %s) {
        const [selector, text = ""] = step.split(" >> ");
        let found;
        for (let turn = 0; turn < 40 && !found; turn++) {
            await pause(250);
            found = [...document.querySelectorAll(selector)].find(
                (element) => element.innerText.includes(text));
        }
        if (!found)
            throw new Error("not on the page: " + step);
        found.click();
        await pause(1000);
    }
})()
"""


def follow(*steps):
    """JavaScript that clicks one element after the other, as a user does."""
    return FOLLOW % json.dumps(steps)


def action(name):
    """The address of one of the addon's actions."""
    return f"/odoo/action-cs_management.{name}"


FIRST_ROW = ".o_data_row .o_data_cell.o_list_char"
AGENT_ROW = ".o_data_row .o_data_cell >> 吴昊"

# Who looks at the home of which role.
HOMES = (
    ("agent", "agent"),
    ("leader", "leader"),
    ("officer", "officer", "[data-block=checklist] h2"),
    ("manager", "admin"),
)

# What agents and leaders open daily on a phone, as name, login, action and clicks.
DAILY = (
    ("entries", "leader", "cs_conduct_entry_action"),
    ("handover", "leader", "cs_handover_action", ".o_kanban_record"),
    ("order_check", "leader", "cs_order_check_action"),
    ("scores", "leader", "cs_score_report_action"),
    ("my_days", "agent", "cs_workday_action_my"),
    ("my_inquiries", "agent", "cs_lost_inquiry_action_my"),
    ("my_orders", "agent", "cs_my_order_action"),
    ("my_roster", "agent", "cs_roster_line_action_my"),
)

# Lists that open as they are, on a small desktop: name, login and action.
LISTS = (
    ("anomalies", "leader", "cs_attendance_anomaly_action"),
    ("fund_moves", "officer", "cs_fund_move_action"),
    ("levels", "admin", "cs_level_action"),
    ("quarterly_grades", "leader", "cs_quarter_grade_action"),
    ("imported_files", "leader", "cs_import_file_action"),
    ("payslips", "officer", "cs_payslip_action"),
    ("workdays", "leader", "cs_workday_action"),
)

# The demo company's main screens; the names are those of its people.
SCREENS = (
    *(
        Screen(
            name=f"home_{role}{suffix}",
            login=login,
            url=action("cs_home_action"),
            size=size,
            action=follow(*waits),
        )
        for role, login, *waits in HOMES
        for suffix, size in (("", "1366x768"), ("_phone", PHONE))
    ),
    *(
        Screen(
            name=f"{name}_phone",
            login=login,
            url=action(opened),
            size=PHONE,
            action=follow(*clicks),
        )
        for name, login, opened, *clicks in DAILY
    ),
    *(
        Screen(name=name, login=login, url=action(opened), size="1366x768")
        for name, login, opened in LISTS
    ),
    Screen(
        name="first_steps",
        login="admin",
        url=action("cs_onboarding_action"),
    ),
    Screen(
        name="people",
        login="admin",
        url=action("cs_onboarding_action"),
        action=follow(
            "[data-code=people] button >> Enter Several",
            ".modal .o_field_x2many_list_row_add a",
        ),
    ),
    Screen(
        name="period",
        login="officer",
        url=action("cs_period_action"),
        action=follow(FIRST_ROW),
    ),
    Screen(
        name="integrity",
        login="officer",
        url=action("cs_integrity_check_action"),
        action=follow("button[name=action_check] >> Verify"),
    ),
    Screen(
        name="retention",
        login="admin",
        url=action("cs_retention_action"),
    ),
    Screen(
        name="seal_check",
        login="agent",
        url=action("cs_seal_check_action"),
    ),
    Screen(
        name="statements",
        login="officer",
        url=action("cs_statement_action"),
    ),
    Screen(
        name="statement",
        login="officer",
        url=action("cs_statement_action"),
        action=follow(AGENT_ROW),
    ),
    Screen(name="amounts", login="officer", url=action("cs_statement_line_action")),
    Screen(name="credits", login="officer", url=action("cs_commission_line_action")),
    Screen(
        name="whatif",
        login="officer",
        url=action("cs_whatif_action"),
        action=follow(FIRST_ROW),
    ),
    Screen(
        name="whatif_agent",
        login="officer",
        url=action("cs_whatif_agent_action"),
        action=follow(".o_data_row .o_data_cell"),
    ),
    Screen(name="whatif_amounts", login="officer", url=action("cs_whatif_line_action")),
    Screen(
        name="payslip",
        login="officer",
        url=action("cs_payslip_action"),
        action=follow(AGENT_ROW, ".o_notebook .nav-link >> Salary Computation"),
    ),
    Screen(name="agents", login="officer", url=action("cs_agent_action")),
    Screen(name="entries", login="leader", url=action("cs_conduct_entry_action")),
    Screen(name="batch", login="leader", url=action("cs_conduct_entry_batch_action")),
    Screen(
        name="appeals",
        login="officer",
        url=action("cs_appeal_action"),
        action=follow(".o_data_row .o_data_cell[name=reason]"),
    ),
    Screen(
        name="appeal_figures", login="officer", url=action("cs_appeal_action_figures")
    ),
    Screen(
        name="my_appeals", login="agent", url=action("cs_appeal_action_my"), size=PHONE
    ),
    Screen(
        name="appeal_button",
        login="agent",
        url=action("cs_conduct_entry_action_my"),
        action=follow(".o_data_row .o_data_cell"),
    ),
    Screen(name="figures", login="leader", url=action("cs_service_stat_action")),
    Screen(name="scores", login="leader", url=action("cs_score_report_action")),
    Screen(name="reviews", login="leader", url=action("cs_review_action")),
    Screen(
        name="review",
        login="officer",
        url=action("cs_review_action"),
        action=follow(AGENT_ROW),
    ),
    Screen(
        name="calibration",
        login="officer",
        url=action("cs_review_action_calibration"),
    ),
    Screen(
        name="my_review",
        login="agent",
        url=action("cs_review_action_my"),
        action=follow(".o_data_row .o_data_cell"),
    ),
    Screen(name="careers", login="leader", url=action("cs_level_progress_action")),
    Screen(
        name="career",
        login="leader",
        url=action("cs_level_progress_action"),
        action=follow(".o_data_row .o_data_cell >> 李娜"),
    ),
    Screen(name="titles", login="officer", url=action("cs_title_action")),
    Screen(name="order_check", login="leader", url=action("cs_order_check_action")),
    Screen(name="my_orders", login="agent", url=action("cs_my_order_action")),
    Screen(name="my_payslips", login="agent", url=action("cs_my_payslip_action")),
    Screen(
        name="my_payslip",
        login="agent",
        url=action("cs_my_payslip_action"),
        action=follow(".o_data_row .o_data_cell"),
    ),
    Screen(
        name="number_sources",
        login="officer",
        url=action("cs_number_source_action"),
    ),
    Screen(
        name="exam",
        login="leader",
        url=action("cs_exam_action"),
        action=follow(".o_kanban_record"),
    ),
    Screen(name="suggestions", login="leader", url=action("cs_suggestion_action")),
    Screen(name="starters", login="leader", url=action("cs_mentorship_action")),
    Screen(name="handover", login="leader", url=action("cs_handover_action") + "/new"),
    Screen(name="level_changes", login="leader", url=action("cs_level_change_action")),
    Screen(
        name="level_change",
        login="officer",
        url=action("cs_level_change_action"),
        action=follow(".o_kanban_record"),
    ),
    Screen(
        name="my_vote",
        login="agent",
        url=action("cs_level_vote_action_my"),
        size=PHONE,
        action=follow(".o_data_cell"),
    ),
    Screen(
        name="my_panel",
        login="agent",
        url=action("cs_level_mark_action_my"),
        size=PHONE,
        action=follow(".o_kanban_record"),
    ),
    Screen(
        name="hearing",
        login="officer",
        url=action("cs_level_change_action"),
        size=PHONE,
        action=follow(".o_kanban_record >> 张伟"),
    ),
    Screen(name="bonuses", login="officer", url=action("cs_bonus_action")),
    Screen(
        name="bonus",
        login="officer",
        url=action("cs_bonus_action"),
        action=follow(".o_data_row .o_data_cell"),
    ),
    Screen(
        name="fund",
        login="officer",
        url=action("cs_fund_action"),
        action=follow(FIRST_ROW),
    ),
    Screen(
        name="policy",
        login="admin",
        url=action("cs_policy_action"),
        action=follow(FIRST_ROW),
    ),
    Screen(
        name="policy_levels",
        login="admin",
        url=action("cs_policy_action"),
        action=follow(FIRST_ROW, ".o_notebook .nav-link >> Pay of Levels"),
    ),
    Screen(
        name="policy_commission",
        login="admin",
        url=action("cs_policy_action"),
        action=follow(FIRST_ROW, ".o_notebook .nav-link >> Commission"),
    ),
    Screen(name="targets", login="officer", url=action("cs_sales_target_action")),
    Screen(
        name="policy_careers",
        login="admin",
        url=action("cs_policy_action"),
        action=follow(FIRST_ROW, ".o_notebook .nav-link >> Careers"),
    ),
    Screen(
        name="regulation",
        login="agent",
        url=action("cs_policy_acknowledgement_action_my"),
        action=follow(".o_data_row .o_data_cell", "button[name=action_read]"),
    ),
    Screen(name="rules", login="admin", url=action("cs_conduct_rule_action")),
    Screen(
        name="my_statement",
        login="agent",
        url=action("cs_statement_action_my"),
        size=PHONE,
        action=follow(".o_kanban_record"),
    ),
    Screen(
        name="my_career",
        login="agent",
        url=action("cs_level_progress_action_my"),
        size=PHONE,
        action=follow(".o_kanban_record"),
    ),
    Screen(
        name="sanction",
        login="officer",
        url=action("cs_sanction_action"),
        action=follow(".o_data_row .o_data_cell >> 王小丽"),
    ),
    Screen(name="cases", login="officer", url=action("cs_disciplinary_case_action")),
    Screen(
        name="case",
        login="officer",
        url=action("cs_disciplinary_case_action"),
        action=follow(".o_data_row .o_data_cell >> Opened by hand"),
    ),
    Screen(
        name="customer_case",
        login="leader",
        url=action("cs_case_action"),
        action=follow(".o_data_row .o_data_cell >> Friday"),
    ),
    Screen(
        name="my_case",
        login="agent",
        url=action("cs_disciplinary_case_action_my"),
        size=PHONE,
        action=follow(".o_kanban_record"),
    ),
    Screen(
        name="my_desk",
        login="agent",
        url=action("cs_handover_item_action_desk"),
        size=PHONE,
    ),
)

# Rendered: Odoo's client has started, nothing is loading, and a view or a message is
# there; pages without the client (login, portal) need only be complete.
READY = """
(() => {
    if (document.readyState !== "complete" || location.href === "about:blank")
        return false;
    if (!document.querySelector("body.o_web_client"))
        return true;
    return !document.querySelector(".o_loading_indicator, .o_blockUI")
        && Boolean(document.querySelector(
            ".o_action_manager > .o_action, .o_home_menu, .modal .o_form_view, "
            + ".o_error_dialog"));
})()
"""

LOGIN = """
fetch("/web/session/authenticate", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({jsonrpc: "2.0", params: %s}),
}).then(response => response.json()).then(answer => answer.result && answer.result.uid)
"""

SET_LANG = """
fetch("/web/dataset/call_kw/res.users/write", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({jsonrpc: "2.0", params: {
        model: "res.users", method: "write", kwargs: {},
        args: [[%d], {lang: %s}]}}),
}).then(response => response.json()).then(answer => answer.result)
"""


class Page:
    """A page of Chromium, spoken to over the DevTools protocol."""

    def __init__(self, address):
        self._socket = websocket.create_connection(
            address, timeout=60, suppress_origin=True
        )
        self._last_id = 0
        self.send("Page.enable")
        self.send("Runtime.enable")
        # The demo company's zone: times are shown in the browser's.
        self.send("Emulation.setTimezoneOverride", timezoneId="Asia/Shanghai")

    def send(self, method, **params):
        """Send one command and return its result."""
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": params}
        self._socket.send(json.dumps(message))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._last_id:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def evaluate(self, script):
        """Return the value of a JavaScript expression, awaiting a promise."""
        result = self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"]["description"])
        return result["result"].get("value")

    def open(self, url):
        """Go to the address and wait until the page is rendered."""
        # From a blank page: else a change of the path alone may not reload the client.
        self.send("Page.navigate", url="about:blank")
        self.send("Page.navigate", url=url)
        self.wait_ready()

    def wait_ready(self, seconds=60):
        """Wait until the page is rendered and stays so for a moment."""
        deadline, calm = time.monotonic() + seconds, 0
        while calm < 4:
            if time.monotonic() > deadline:
                raise RuntimeError("the page is still loading")
            time.sleep(0.25)
            with contextlib.suppress(RuntimeError):
                calm = calm + 1 if self.evaluate(READY) else 0

    def login(self, address, database, login):
        """Open a session; return the user's id."""
        self.send("Network.clearBrowserCookies")
        self.send("Page.navigate", url=f"{address}/web/login")
        self.wait_ready()
        params = {"db": database, "login": login, "password": login}
        uid = self.evaluate(LOGIN % json.dumps(params))
        if not uid:
            raise RuntimeError(f"user {login} cannot log in with password {login}")
        return uid

    def picture(self):
        """Return the PNG of the page."""
        return base64.b64decode(self.send("Page.captureScreenshot")["data"])

    def resize(self, size):
        """Set the window's size, "WIDTHxHEIGHT"; a narrow one is a phone."""
        width, height = map(int, size.split("x"))
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.send("Emulation.setTouchEmulationEnabled", enabled=width < 600)


@contextlib.contextmanager
def chromium(browser):
    """Run a headless Chromium with a fresh profile and give its page."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            browser,
            "--headless=new",
            "--no-sandbox",
            "--no-first-run",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--hide-scrollbars",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            "about:blank",
        ]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield Page(page_address(Path(profile) / "DevToolsActivePort"))
        finally:
            process.terminate()
            process.wait()


def page_address(port_file, seconds=30):
    """Return the DevTools address of Chromium's first page once it is there."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, IndexError, StopIteration):
            port = port_file.read_text().splitlines()[0]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
                targets = json.load(answer)
            page = next(target for target in targets if target["type"] == "page")
            return page["webSocketDebuggerUrl"]
        time.sleep(0.1)
    raise RuntimeError("Chromium did not start")


def take(page, screen, options):
    """Log in, open the screen and write its picture."""
    page.resize(screen.size)
    uid = page.login(options.address, options.database, screen.login)
    if screen.lang:
        page.evaluate(SET_LANG % (uid, json.dumps(screen.lang)))
    page.open(options.address + screen.url)
    if screen.action:
        page.evaluate(screen.action)
        page.wait_ready()
    target = options.folder / f"{screen.name}.png"
    target.write_bytes(page.picture())
    return target


def parse_arguments():
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--address", required=True, help="Odoo's address")
    parser.add_argument("--database", required=True)
    parser.add_argument("--browser", required=True, help="Chromium's path")
    parser.add_argument("--folder", required=True, type=Path)
    parser.add_argument("--only", action="append", help="name of a screen")
    parser.add_argument("--url", help="path of any page")
    parser.add_argument("--login", default="admin")
    parser.add_argument("--name", default="page")
    parser.add_argument("--size", default=DESKTOP)
    parser.add_argument("--lang", default="")
    parser.add_argument("--action", default="", help="JavaScript to run before")
    return parser.parse_args()


def main():
    """Take the pictures that were asked for; fail if one fails."""
    options = parse_arguments()
    fields = ("name", "login", "url", "size", "lang", "action")
    screens = [s for s in SCREENS if not options.only or s.name in options.only]
    if options.url:
        screens = [Screen(**{field: getattr(options, field) for field in fields})]
    options.folder.mkdir(exist_ok=True)
    failed = not screens
    with chromium(options.browser) as page:
        for screen in screens:
            try:
                print(take(page, screen, options))
            except RuntimeError as error:
                failed = True
                print(f"{screen.name}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
