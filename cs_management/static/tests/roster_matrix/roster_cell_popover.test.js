import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, queryAllTexts, test } from "@odoo/hoot";
import { contains, mockService } from "@web/../tests/web_test_helpers";
import { cell, codesOf, LOCKED, mountRoster, planOf } from "./roster_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const POPOVER = ".o_cs_roster_cell_popover";

async function open(agent, column) {
    await contains(cell(agent, column)).click();
}

async function choose(selector) {
    await contains(`${POPOVER} ${selector}`).click();
}

test("tells what is planned, and what there is to choose from", async () => {
    await mountRoster();
    await open("Li", 1);
    expect(cell("Li", 1)).toHaveClass("o_cs_selected");
    expect(`${POPOVER} > .fw-bold`).toHaveText("Li, Mon, Mar 2");
    expect(`${POPOVER} .o_cs_plan`).toHaveText("DDay 08:30-17:30");
    expect(queryAllTexts(`${POPOVER} .o_cs_choose_shift .o_cs_code`)).toEqual(["D", "L", "LN"]);
    expect(`${POPOVER} .o_cs_choose_shift[data-code=D]`).toHaveClass("fw-bold");
    expect(`${POPOVER} .o_cs_choose_shift[data-code=L]`).not.toHaveClass("fw-bold");
});

test("a free cell: nothing to clear, nothing to add to", async () => {
    await mountRoster();
    await open("Wang", 3);
    expect(`${POPOVER} .text-muted:contains(Nothing planned)`).toHaveCount(1);
    expect(`${POPOVER} .o_cs_clear, ${POPOVER} .o_cs_add_shift`).toHaveCount(0);
});

test("a shift takes the place of what is planned", async () => {
    const server = await mountRoster();
    await open("Li", 2);
    expect(`${POPOVER} .o_cs_choose_rest`).toHaveClass("fw-bold");
    await choose(".o_cs_choose_shift[data-code=L]");
    expect(POPOVER).toHaveCount(0);
    expect(codesOf("Li")[2]).toBe("L");
    expect(server.writes.map(planOf)).toEqual([[[1, 2, [2]]]]);
});

test("another shift on the same day", async () => {
    const server = await mountRoster();
    await open("Li", 1);
    expect(`${POPOVER} .o_cs_add_shift`).toHaveCount(2);
    await choose(".o_cs_add_shift:first");
    expect(server.writes.map(planOf)).toEqual([[[1, 1, [1, 2]]]]);
    expect(`${cell("Li", 1)} .o_cs_code`).toHaveCount(2);
});

test("a rest day", async () => {
    await mountRoster();
    await open("Wang", 3);
    await choose(".o_cs_choose_rest");
    expect(codesOf("Wang")[3]).toBe("R");
});

test("clear", async () => {
    await mountRoster();
    await open("Wang", 1);
    await choose(".o_cs_clear");
    expect(codesOf("Wang")[1]).toBe("");
});

test("warnings and leave are told", async () => {
    await mountRoster();
    await open("Li", 4);
    expect(queryAllTexts(`${POPOVER} .text-warning-emphasis`)).toEqual([
        "Less than 11 hours of rest.",
    ]);
    await open("Zhao", 3);
    expect(queryAllTexts(`${POPOVER} .text-warning-emphasis`)).toEqual(["On leave"]);
    await open("Wang", 2);
    expect(queryAllTexts(`${POPOVER} .text-warning-emphasis`)).toEqual(["Lantern Festival"]);
});

test("a locked day tells why there is nothing to choose", async () => {
    await mountRoster();
    await open("Li", 0);
    expect(queryAllTexts(`${POPOVER} .text-warning-emphasis`)).toEqual([LOCKED]);
    expect(`${POPOVER} button`).toHaveCount(0);
});

test("so does a day when the agent is not in the team", async () => {
    await mountRoster();
    await open("Zhao", 5);
    expect(queryAllTexts(`${POPOVER} .text-warning-emphasis`)).toEqual([
        "Not in this team on that day",
    ]);
    expect(`${POPOVER} button`).toHaveCount(0);
});

test("a reader who is no agent has nothing to choose and nobody to ask", async () => {
    await mountRoster({ canEdit: false });
    await open("Li", 4);
    expect(`${POPOVER} .o_cs_plan`).toHaveCount(1);
    expect(`${POPOVER} button`).toHaveCount(0);
});

test("swaps: for days ahead an agent asks, for a day of their own or of a colleague", async () => {
    await mountRoster({ canEdit: false, me: "Wang" });
    await open("Wang", 1);
    expect(`${POPOVER} .o_cs_swap`).toHaveCount(0);
    await open("Wang", 4);
    expect(`${POPOVER} .o_cs_swap`).toHaveText("Ask for a Swap");
    await open("Li", 4);
    expect(`${POPOVER} .o_cs_swap`).toHaveText("Ask Li for a Swap");
    await open("Zhao", 5);
    expect(`${POPOVER} .o_cs_swap`).toHaveCount(0);
    await open("Wang", 5);
    expect(`${POPOVER} .o_cs_swap`).toHaveText("Open the Swap");
});

test("swaps: the form opens with the day and the colleague, or the swap itself", async () => {
    mockService("action", {
        doAction: ({ res_model, res_id, context }) =>
            expect.step([res_model, res_id, context.default_date, context.default_other_id]),
    });
    await mountRoster({ canEdit: false, me: "Wang" });
    for (const [agent, column] of [
        ["Wang", 4],
        ["Li", 4],
        ["Wang", 5],
    ]) {
        await open(agent, column);
        await choose(".o_cs_swap");
        expect(POPOVER).toHaveCount(0);
    }
    expect.verifySteps([
        ["cs.roster.swap", false, "2026-03-05", undefined],
        ["cs.roster.swap", false, "2026-03-05", 1],
        ["cs.roster.swap", 7, "2026-03-06", undefined],
    ]);
});
