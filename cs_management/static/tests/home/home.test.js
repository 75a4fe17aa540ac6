import { written } from "@cs_management/home/formats";
import { Home, merged } from "@cs_management/home/home";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import {
    contains,
    makeMockEnv,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { getDefaultConfig } from "@web/views/view";

describe.current.tags("desktop");
defineMailModels();

function tile(code, values = {}) {
    return {
        type: "tile",
        code,
        label: code,
        value: 3,
        kind: "count",
        hint: "",
        tone: "",
        action: { type: "ir.actions.act_window", res_model: `model.${code}` },
        ...values,
    };
}

function block(code, place, ...items) {
    return { code, place, title: code, items };
}

function home(role, values = {}) {
    return {
        role,
        roles: [
            { code: "agent", name: "Agent" },
            { code: "leader", name: "Team" },
        ],
        blocks: [block("today", 3, tile(`${role}_tile`))],
        currency_id: false,
        estimate: false,
        checklist: [],
        empty: "",
        ...values,
    };
}

async function mountHome(homes) {
    onRpc("cs.home", "get_home", ({ args: [role] }) => {
        expect.step(`home of ${role}`);
        return homes[role || "leader"];
    });
    onRpc("cs.home", "get_later", () => []);
    const env = await makeMockEnv({ config: getDefaultConfig() });
    mockService("action", {
        doAction(action) {
            expect.step(action.res_model);
        },
    });
    await mountWithCleanup(Home, { env, props: { action: {} } });
    await animationFrame();
}

test("figures are written by their kind", async () => {
    await makeMockEnv();
    expect(written(1200, "count")).toBe("1,200");
    expect(written(71.5, "number")).toBe("71.5");
    expect(written(1.5, "percent")).toBe("1.5 %");
    expect(written("2 of 6", "text")).toBe("2 of 6");
});

test("blocks of all answers are one each, in their order", () => {
    const blocks = merged(
        [block("month", 0, tile("pay"))],
        [block("today", 3, tile("shift")), block("month", 0, tile("statements"))],
        [block("today", 3, tile("orders"))]
    );
    expect(blocks.map(({ code }) => code)).toEqual(["month", "today"]);
    const codes = blocks.map(({ items }) => items.map(({ code }) => code));
    expect(codes).toEqual([
        ["pay", "statements"],
        ["shift", "orders"],
    ]);
});

test("a tile opens the list that it counts", async () => {
    await mountHome({ leader: home("leader") });
    expect(".o_cs_home_value").toHaveText("3");
    await click(".o_cs_home_tile");
    expect.verifySteps(["home of false", "model.leader_tile"]);
});

test("a tile without a list is no button", async () => {
    const items = [tile("rank", { action: false, tone: "danger" })];
    await mountHome({ leader: home("leader", { blocks: [block("score", 1, ...items)] }) });
    expect("button.o_cs_home_tile").toHaveCount(0);
    expect("div.o_cs_home_tile .text-danger").toHaveText("3");
    expect.verifySteps(["home of false"]);
});

test("roles are tabs, and the last one is kept", async () => {
    await mountHome({ agent: home("agent"), leader: home("leader") });
    expect(queryAllTexts(".nav-link")).toEqual(["Agent", "Team"]);
    expect(".nav-link.active").toHaveText("Team");
    await contains(".nav-link[data-role='agent']").click();
    expect(".nav-link.active").toHaveText("Agent");
    expect("[data-code='agent_tile']").toHaveCount(1);
    expect(localStorage.getItem("cs_management.home_role")).toBe("agent");
    expect.verifySteps(["home of false", "home of agent"]);
});

test("the month comes after the screen, before what stands there", async () => {
    const answer = new Deferred();
    onRpc("cs.home", "get_estimate", () => answer);
    await mountHome({
        leader: home("agent", {
            estimate: true,
            blocks: [block("month", 0, tile("statements"))],
        }),
    });
    expect(".o_cs_home_estimating").toHaveCount(1);
    const rows = {
        type: "rows",
        code: "lines",
        label: "How",
        rows: [{ label: "Base pay", hint: "", value: 2200 }],
        kind: "number",
        action: false,
        empty: "",
    };
    const blocks = [block("month", 0, tile("pay", { action: false }), rows)];
    answer.resolve({ blocks, note: "An estimate" });
    await animationFrame();
    expect(".o_cs_home_estimating").toHaveCount(0);
    const codes = [...queryOne(".o_cs_home_items").children].map((element) => element.dataset.code);
    expect(codes).toEqual(["pay", "lines", "statements"]);
    expect("[data-code='lines'] li").toHaveText(/Base pay\s*2,200/);
    expect.verifySteps(["home of false"]);
});

test("a chart is drawn, and an empty one says what to do", async () => {
    const chart = {
        type: "chart",
        code: "cost",
        label: "Cost",
        shape: "stacked",
        labels: ["2026-01", "2026-02"],
        series: [{ name: "Base", values: [1, 2] }],
        kind: "number",
        action: false,
        empty: "",
    };
    const empty = { ...chart, code: "none", labels: [], series: [], empty: "Compute" };
    await mountHome({
        leader: home("leader", { blocks: [block("cost", 0, chart, empty)] }),
    });
    expect("[data-code='cost'] canvas").toHaveCount(1);
    expect("[data-code='none'] canvas").toHaveCount(0);
    expect("[data-code='none']").toHaveText(/Compute/);
    expect.verifySteps(["home of false"]);
});

test("an officer's list comes from the month, and opens what is unfinished", async () => {
    onRpc("cs.period", "get_unfinished", ({ args: [ids] }) => {
        expect.step(`unfinished of ${ids}`);
        return [{ code: "drafts", label: "Drafts", count: 2, names: "", has_link: true }];
    });
    onRpc("cs.period", "action_open_unfinished", ({ args }) => {
        expect.step(`open ${args[1]}`);
        return { type: "ir.actions.act_window", res_model: "cs.conduct.entry" };
    });
    await mountHome({ leader: home("officer", { checklist: [7] }) });
    await contains("[data-block='checklist'] li button").click();
    await animationFrame();
    expect.verifySteps(["home of false", "unfinished of 7", "open drafts", "cs.conduct.entry"]);
});

test("an empty home says what to do first", async () => {
    await mountHome({ leader: home("leader", { blocks: [], empty: "Ask HR" }) });
    expect(".alert-info").toHaveText("Ask HR");
    expect.verifySteps(["home of false"]);
});
