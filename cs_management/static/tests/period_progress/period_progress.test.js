import { INTERVAL } from "@cs_management/period_progress/period_progress";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { advanceTime, describe, expect, test } from "@odoo/hoot";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

class Period extends models.Model {
    _name = "cs.period";

    name = fields.Char();
    job_state = fields.Char();
    job_text = fields.Char();
    job_done = fields.Integer();
    job_total = fields.Integer();
    job_is_lost = fields.Boolean();

    _records = [
        {
            id: 1,
            name: "2026-03",
            job_state: "running",
            job_text: "2026-03: Compute: scores",
            job_done: 4,
            job_total: 19,
            job_is_lost: false,
        },
    ];
}
defineModels([Period]);

function change(values) {
    MockServer.env["cs.period"].write([1], values);
}

async function mountPeriod() {
    await mountView({
        type: "form",
        resModel: "cs.period",
        resId: 1,
        arch: `
            <form>
                <field name="job_state" invisible="1" />
                <field name="job_is_lost" invisible="1" />
                <field name="name" />
                <div class="running" invisible="job_state != 'running'">
                    <widget name="cs_period_progress" />
                </div>
            </form>`,
    });
    await advanceTime(0);
}

test("tells how far it is, and looks again", async () => {
    await mountPeriod();
    expect(".o_cs_progress_text").toHaveText("2026-03: Compute: scores");
    expect(".o_cs_progress_count").toHaveText("4 / 19");
    expect(".progress-bar").toHaveStyle({ width: "21%" }, { inline: true });
    change({ job_text: "2026-03: Compute: pool", job_done: 6 });
    await advanceTime(INTERVAL);
    expect(".o_cs_progress_text").toHaveText("2026-03: Compute: pool");
    expect(".o_cs_progress_count").toHaveText("6 / 19");
});

test("the form is read anew when it has ended, and nobody asks any more", async () => {
    onRpc("cs.period", "read", () => expect.step("asked"));
    await mountPeriod();
    change({ job_state: false, name: "2026-03 done" });
    await advanceTime(INTERVAL);
    expect(".running").toHaveCount(0);
    expect("[name=name] input").toHaveValue("2026-03 done");
    await advanceTime(5 * INTERVAL);
    expect.verifySteps(["asked", "asked"]);
});

test("what somebody is writing stays", async () => {
    await mountPeriod();
    await contains("[name=name] input").edit("March", { confirm: false });
    change({ job_state: false });
    await advanceTime(INTERVAL);
    expect("[name=name] input").toHaveValue("March");
});
