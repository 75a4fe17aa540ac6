import { FirstSteps } from "@cs_management/onboarding/first_steps";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const STEP = {
    code: "people",
    title: "People",
    state: "open",
    text: "Agents: 0",
    hint: "",
    may_skip: false,
    is_skipped: false,
    doors: [{ label: "Import a List", method: "", action: { type: "ir.actions.act_window" } }],
};

test("a dialog that closes does not wait for the steps", async () => {
    let options;
    mockService("action", {
        doAction(_action, given) {
            options = given;
        },
    });
    onRpc("cs.onboarding", "get_steps", () => {
        expect.step("get_steps");
        return { steps: [STEP], done: 0, total: 1, is_done: false, is_hidden: false };
    });
    await mountWithCleanup(FirstSteps);
    await click("li[data-code=people] button");
    await animationFrame();
    // An answer never comes to a page that is left: the dialog would stay.
    expect(options.onClose()).toBe(undefined);
    await animationFrame();
    expect.verifySteps(["get_steps", "get_steps"]);
});
