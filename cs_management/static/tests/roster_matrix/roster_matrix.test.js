import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { animationFrame, describe, expect, queryAllTexts, test } from "@odoo/hoot";
import { contains } from "@web/../tests/web_test_helpers";
import { cell, codesOf, MEANWHILE, makeLine, mountRoster } from "./roster_test_helpers";

describe.current.tags("desktop");
defineMailModels();

test("the team, the period and its agents", async () => {
    const server = await mountRoster();
    expect(server.reads).toEqual([[false, false]]);
    expect("button.o_cs_team").toHaveText("Service");
    expect(".o_cs_title").toHaveText("March 2026");
    expect(queryAllTexts("tbody .o_cs_agent")).toEqual(["LiA1", "Wang", "Zhao"]);
});

test("a period that is no month is told by its first and last day", async () => {
    await mountRoster({ change: (matrix) => matrix.days.shift() });
    expect(".o_cs_title").toHaveText("03/02/2026 - 03/07/2026");
});

test("back from elsewhere it shows the same team and period", async () => {
    const server = await mountRoster({}, { state: { team: 2, day: "2026-03-01" } });
    expect(server.reads).toEqual([[2, "2026-03-01"]]);
    expect("button.o_cs_team").toHaveText("Night service");
});

test("other periods and today", async () => {
    const server = await mountRoster();
    await contains(".o_cs_previous").click();
    await contains(".o_cs_next").click();
    await contains(".o_cs_now").click();
    expect(server.reads.slice(1)).toEqual([
        [1, "2026-02-28"],
        [1, "2026-03-08"],
        [1, false],
    ]);
});

test("another team, in the same period", async () => {
    const server = await mountRoster();
    await contains(cell("Li", 1)).click();
    await contains("button.o_cs_team").click();
    expect(queryAllTexts(".o-dropdown-item")).toEqual(["Service", "Night service"]);
    await contains(".o-dropdown-item:contains(Night)").click();
    expect(server.reads.at(-1)).toEqual([2, "2026-03-01"]);
    expect("button.o_cs_team").toHaveText("Night service");
    expect(".o_cs_selected, .o_cs_roster_cell_popover").toHaveCount(0);
});

test("who sees one team only has nothing to choose", async () => {
    await mountRoster({ change: (matrix) => matrix.teams.pop() });
    expect("button.o_cs_team").toHaveCount(0);
    expect("span.o_cs_team").toHaveText("Service");
});

test("a team without agents says so", async () => {
    await mountRoster({ change: (matrix) => Object.assign(matrix, { agents: [], lines: [] }) });
    expect(".o_cs_roster_table").toHaveCount(0);
    expect(".o_view_nocontent").toHaveText(/No agents in this team/);
});

test("undo, as long as there is something to undo", async () => {
    await mountRoster();
    expect(".o_cs_undo").not.toBeEnabled();
    await contains(cell("Wang", 1)).click();
    await contains(".o_cs_clear").click();
    expect(codesOf("Wang")[1]).toBe("");
    expect(".o_cs_undo").toBeEnabled();
    await contains(".o_cs_undo").click();
    expect(codesOf("Wang")[1]).toBe("L");
    expect(".o_cs_undo").not.toBeEnabled();
});

test("warnings of the server are shown, and the headcount follows", async () => {
    const server = await mountRoster();
    server.warnings = ["Zhao is on leave on 03/05/2026."];
    expect(".o_cs_count[data-shift=D]:eq(4)").toHaveText("1");
    await contains(cell("Zhao", 4)).click();
    await contains(".o_cs_choose_shift[data-code=L]").click();
    expect.verifySteps(["warning: Zhao is on leave on 03/05/2026."]);
    expect(".o_cs_count[data-shift=D]:eq(4)").toHaveText("0");
    expect(".o_cs_count[data-shift=D]:eq(4)").toHaveClass("o_cs_under");
});

test("what somebody else planned meanwhile is shown, not overwritten", async () => {
    const server = await mountRoster();
    server.matrix.lines.push(makeLine(2, 3, 3));
    await contains(cell("Wang", 3)).click();
    await contains(".o_cs_choose_rest").click();
    await animationFrame();
    expect.verifySteps([`danger: ${MEANWHILE}`]);
    expect(codesOf("Wang")[3]).toBe("LN");
});

test("a reader sees the roster and none of the tools", async () => {
    await mountRoster({ canEdit: false, me: "Wang" });
    expect(codesOf("Li")).toEqual(["D", "D", "R", "", "L*", "", ""]);
    expect(".o_cs_undo, .o_cs_handle").toHaveCount(0);
    expect(".o_cs_roster_table").not.toHaveClass("o_cs_editable");
    await contains(cell("Li", 1)).click();
    expect(".o_cs_roster_cell_popover .o_cs_plan").toHaveCount(1);
    expect(".o_cs_choose_shift, .o_cs_add_shift, .o_cs_choose_rest, .o_cs_clear").toHaveCount(0);
});
