import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    animationFrame,
    describe,
    drag,
    expect,
    keyDown,
    keyUp,
    manuallyDispatchProgrammaticEvent,
    press,
    queryAll,
    queryOne,
    test,
} from "@odoo/hoot";
import { contains } from "@web/../tests/web_test_helpers";
import { cell, codesOf, LOCKED, mountRoster, planOf } from "./roster_test_helpers";

describe.current.tags("desktop");
defineMailModels();

const handleOf = (agent, column) => `${cell(agent, column)} .o_cs_handle`;

/** The cells that would change, as agent and column. */
function targets() {
    return queryAll(".o_cs_target").map((td) => [td.dataset.agent, Number(td.dataset.column)]);
}

/** The handle shows up under the pointer. */
async function dragHandle(agent, column) {
    await contains(cell(agent, column)).hover();
    return drag(handleOf(agent, column), { visible: false });
}

test("what is planned moves to the cell where it is dropped", async () => {
    const server = await mountRoster();
    const { moveTo, drop } = await drag(`${cell("Li", 1)} .o_cs_code`);
    await moveTo(cell("Wang", 3));
    expect(".o_cs_roster_table").toHaveClass("o_cs_dragging");
    expect(targets()).toEqual([["Wang", 3]]);
    await drop();
    await animationFrame();
    expect(server.writes.map(planOf)).toEqual([
        [
            [2, 3, [1]],
            [1, 1, []],
        ],
    ]);
    expect(codesOf("Li")).toEqual(["D", "", "R", "", "L*", "", ""]);
    expect(codesOf("Wang")).toEqual(["", "L", "", "D", "", "", ""]);
    expect(cell("Wang", 3)).toHaveClass("o_cs_selected");
    expect(".o_cs_dragging, .o_cs_target").toHaveCount(0);
    expect(".o_cs_roster_cell_popover").toHaveCount(0);
});

test("with Ctrl it is copied", async () => {
    await mountRoster();
    const { moveTo, drop } = await drag(`${cell("Li", 1)} .o_cs_code`);
    await moveTo(cell("Wang", 3));
    await keyDown("Control");
    await drop();
    await keyUp("Control");
    await animationFrame();
    expect(codesOf("Li")[1]).toBe("D");
    expect(codesOf("Wang")[3]).toBe("D");
});

test("the handle fills the days between, in the row where it began", async () => {
    const server = await mountRoster();
    const { moveTo, drop } = await dragHandle("Wang", 1);
    await moveTo(cell("Li", 3));
    expect(targets()).toEqual([
        ["Wang", 2],
        ["Wang", 3],
    ]);
    await moveTo(cell("Wang", 4));
    expect(targets()).toEqual([
        ["Wang", 2],
        ["Wang", 3],
        ["Wang", 4],
    ]);
    await drop();
    await animationFrame();
    expect(server.writes).toHaveLength(1);
    expect(codesOf("Wang")).toEqual(["", "L", "L", "L", "L", "", ""]);
});

test("the handle leaves out days when the agent is not in the team", async () => {
    await mountRoster();
    const { moveTo, drop } = await dragHandle("Zhao", 4);
    await moveTo(cell("Zhao", 6));
    expect(targets()).toEqual([["Zhao", 6]]);
    await drop();
    await animationFrame();
    expect(codesOf("Zhao")).toEqual(["", "", "", "D", "D", "", "D"]);
});

test("a drop on a locked day changes nothing and says why", async () => {
    const server = await mountRoster();
    const { moveTo, drop } = await drag(`${cell("Li", 1)} .o_cs_code`);
    await moveTo(cell("Wang", 0));
    await drop();
    await animationFrame();
    expect.verifySteps([`warning: ${LOCKED}`]);
    expect(server.writes).toEqual([]);
});

test("Escape calls it off", async () => {
    const server = await mountRoster();
    const { moveTo, drop } = await drag(`${cell("Li", 1)} .o_cs_code`);
    await moveTo(cell("Wang", 3));
    expect(targets()).toEqual([["Wang", 3]]);
    // A browser does so on the press.
    queryOne(".o_cs_roster_table").focus();
    await press("Escape");
    expect(".o_cs_dragging, .o_cs_target").toHaveCount(0);
    await drop();
    expect(server.writes).toEqual([]);
});

test("back where it began nothing happens", async () => {
    const server = await mountRoster();
    const { moveTo, drop } = await drag(`${cell("Li", 1)} .o_cs_code`);
    await moveTo(cell("Wang", 3));
    await moveTo(cell("Li", 1));
    expect(targets()).toEqual([]);
    await drop();
    expect(server.writes).toEqual([]);
});

test("some pixels are a click, not a drag", async () => {
    await mountRoster();
    const position = { x: 10, y: 10 };
    const { moveTo, drop } = await drag(cell("Li", 1), { position, relative: true });
    await moveTo(cell("Li", 1), { position: { x: 13, y: 10 }, relative: true });
    await drop();
    await animationFrame();
    expect(".o_cs_roster_cell_popover").toHaveCount(1);
});

test("not even across the border of a cell", async () => {
    const server = await mountRoster();
    const x = queryOne(cell("Li", 1)).getBoundingClientRect().width - 1;
    const { moveTo, drop } = await drag(cell("Li", 1), { position: { x, y: 10 }, relative: true });
    await moveTo(cell("Li", 2), { position: { x: 2, y: 10 }, relative: true });
    expect(targets()).toEqual([]);
    await moveTo(cell("Li", 2), { position: { x: 6, y: 10 }, relative: true });
    expect(targets()).toEqual([["Li", 2]]);
    await moveTo(cell("Li", 1));
    await drop();
    expect(server.writes).toEqual([]);
});

test("an empty cell has nothing to drag, and no handle", async () => {
    await mountRoster();
    expect(handleOf("Wang", 3)).toHaveCount(0);
    const { moveTo, drop } = await drag(cell("Wang", 3));
    await moveTo(cell("Wang", 4));
    expect(".o_cs_roster_table").not.toHaveClass("o_cs_dragging");
    await drop();
});

test("a finger scrolls", async () => {
    await mountRoster();
    const press = { bubbles: true, clientX: 0, clientY: 0 };
    for (const [pointerType, isDrag] of [
        ["touch", false],
        ["pen", true],
    ]) {
        const td = queryOne(cell("Li", 1));
        await manuallyDispatchProgrammaticEvent(td, "pointerdown", { ...press, pointerType });
        const other = queryOne(cell("Wang", 3));
        await manuallyDispatchProgrammaticEvent(other, "pointermove", { ...press, clientX: 50 });
        expect(targets()).toEqual(isDrag ? [["Wang", 3]] : []);
    }
});

test("a reader drags nothing", async () => {
    const server = await mountRoster({ canEdit: false });
    expect(".o_cs_handle").toHaveCount(0);
    const { moveTo, drop } = await drag(`${cell("Li", 1)} .o_cs_code`);
    await moveTo(cell("Wang", 3));
    expect(targets()).toEqual([]);
    await drop();
    expect(server.writes).toEqual([]);
});
