import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { animationFrame, describe, expect, test } from "@odoo/hoot";
import { Deferred } from "@odoo/hoot-mock";
import { makeServerError, onRpc } from "@web/../tests/web_test_helpers";
import { LOCKED, makeLine, makeModel, MEANWHILE, planOf } from "./roster_test_helpers";

describe.current.tags("headless");
defineMailModels();

/** What the agents of the model are planned for, as ids of shifts by day. */
function plansOf(model, row) {
    return model.rows[row].cells.map((cell) => model.linesOf(cell).map((line) => line.shift_id));
}

describe("load", () => {
    test("the team and the period of a state; without one the server decides", async () => {
        const { model, server } = await makeModel();
        await model.load({ team: 2, day: "2026-02-28" });
        expect(server.reads).toEqual([
            [false, false],
            [2, "2026-02-28"],
        ]);
        expect(model.team.name).toBe("Night service");
        expect(model.state).toEqual({ team: 2, day: "2026-03-01" });
    });

    test("a row for each agent, with a cell for each day", async () => {
        const { model } = await makeModel();
        expect(model.rows.map((row) => row.agent.name)).toEqual(["Li", "Wang", "Zhao"]);
        expect(plansOf(model, 0)).toEqual([[1], [1], [false], [], [2], [], []]);
        expect(model.cellAt(0, 1).day).toMatchObject({
            day: 2,
            weekday: "Mon",
            label: "Mon, Mar 2",
        });
        expect(model.cellAt(1, 5).swapId).toBe(7);
        expect(model.cellAt(2, 3)).toMatchObject({ isLeave: true, isAllDay: true });
        expect(model.cellAt(2, 4)).toMatchObject({ isLeave: true, isAllDay: false });
        expect(model.cellAt(2, 5).isAway).toBe(true);
        expect(model.cellAt(3, 0)).toBe(undefined);
    });

    test("the answer to an earlier question comes too late", async () => {
        const { model } = await makeModel();
        const late = new Deferred();
        onRpc("cs.roster.line", "matrix_read", async ({ kwargs, parent }) => {
            if (kwargs.department_id === 2) {
                await late;
            }
            return parent();
        });
        model.show(2, false);
        await model.show(1, false);
        late.resolve();
        await animationFrame();
        expect(model.team.name).toBe("Service");
    });

    test("another team or period begins without a selection and nothing to undo", async () => {
        const { model } = await makeModel();
        model.select(model.cellAt(1, 2));
        await model.set(model.cellAt(1, 2), [model.restLine()]);
        expect(model.canUndo).toBe(true);
        await model.show(1, "2026-03-08");
        expect(model.canUndo).toBe(false);
        expect(model.selectedCell).toBe(null);
    });
});

describe("headcounts", () => {
    test("who is on leave for the whole day does not count", async () => {
        const { model } = await makeModel();
        const counts = model.headcounts.map(({ shift, days }) => [
            shift.code,
            days.map((item) => item.count).join(""),
        ]);
        expect(counts).toEqual([
            ["D", "1100100"],
            ["L", "0100100"],
        ]);
    });

    test("days with fewer than the shift asks for are marked", async () => {
        const { model } = await makeModel();
        const [day, late] = model.headcounts.map(({ days }) => days.map((item) => item.isUnder));
        expect(day).toEqual([false, false, true, true, false, true, true]);
        expect(late.some(Boolean)).toBe(false);
    });

    test("a shift that the team does not use appears once it is planned", async () => {
        const { model } = await makeModel();
        await model.set(model.cellAt(1, 3), [model.lineOfShift({ id: 3 })]);
        expect(model.headcounts.map(({ shift }) => shift.code)).toEqual(["D", "L", "LN"]);
    });
});

describe("set", () => {
    test("the server is told what the cell shall hold and what it held", async () => {
        const { model, server } = await makeModel();
        const cell = model.cellAt(0, 1);
        const known = model.linesOf(cell).map((line) => line.id);
        await model.set(cell, [model.lineOfShift({ id: 2 })]);
        expect(server.writes).toEqual([
            [
                {
                    employee_id: 1,
                    date: "2026-03-02",
                    lines: [{ kind: "shift", shift_id: 2 }],
                    known,
                },
            ],
        ]);
        expect(plansOf(model, 0)[1]).toEqual([2]);
    });

    test("edits follow one another: each knows what the one before made", async () => {
        const { model } = await makeModel();
        const cell = model.cellAt(0, 1);
        await Promise.all([model.set(cell, [model.restLine()]), model.set(cell, [])]);
        expect(plansOf(model, 0)[1]).toEqual([]);
        expect.verifySteps([]);
    });

    test("warnings of the server are shown", async () => {
        const { model, server } = await makeModel();
        server.warnings = ["Zhao is on leave on 03/04/2026.", "So they are."];
        await model.set(model.cellAt(2, 3), [model.lineOfShift({ id: 2 })]);
        expect.verifySteps(["warning: Zhao is on leave on 03/04/2026.\nSo they are."]);
    });

    test("what the server refuses is said, and the roster as it is now is loaded", async () => {
        const { model, server } = await makeModel();
        server.matrix.lines.push(makeLine(2, 3, 3));
        await model.set(model.cellAt(1, 3), [model.restLine()]);
        expect.verifySteps([`danger: ${MEANWHILE}`]);
        expect(server.reads.at(-1)).toEqual([1, "2026-03-01"]);
        expect(plansOf(model, 1)[3]).toEqual([3]);
        expect(model.canUndo).toBe(false);
    });

    test("the words of a refusal are those of the user error", async () => {
        const { model } = await makeModel();
        onRpc("cs.roster.line", "matrix_write", () => {
            throw makeServerError({ description: "Wang would be on two shifts.", message: "Odoo" });
        });
        await model.set(model.cellAt(1, 1), [model.restLine()]);
        expect.verifySteps(["danger: Wang would be on two shifts."]);
    });

    test("a locked day does not change, and says why", async () => {
        const { model, server } = await makeModel();
        await model.set(model.cellAt(0, 0), []);
        expect.verifySteps([`warning: ${LOCKED}`]);
        expect(server.writes).toEqual([]);
    });

    test("who is not in the team is not planned", async () => {
        const { model, server } = await makeModel();
        await model.set(model.cellAt(2, 5), [model.restLine()]);
        expect.verifySteps(["warning: Zhao is not in this team on Fri, Mar 6."]);
        expect(server.writes).toEqual([]);
    });

    test("a reader changes nothing", async () => {
        const { model, server } = await makeModel({ canEdit: false });
        await model.set(model.cellAt(0, 1), []);
        await model.move(model.cellAt(0, 1), model.cellAt(1, 3));
        expect(server.writes).toEqual([]);
    });
});

describe("move, copy and fill", () => {
    test("a move gives the plan to another cell, in one write", async () => {
        const { model, server } = await makeModel();
        await model.move(model.cellAt(0, 1), model.cellAt(1, 3));
        expect(server.writes.map(planOf)).toEqual([
            [
                [2, 3, [1]],
                [1, 1, []],
            ],
        ]);
        expect(plansOf(model, 0)[1]).toEqual([]);
        expect(plansOf(model, 1)[3]).toEqual([1]);
        expect(model.selectedCell).toBe(model.cellAt(1, 3));
    });

    test("a copy stays where it was too", async () => {
        const { model, server } = await makeModel();
        await model.copy(model.cellAt(0, 1), model.cellAt(1, 3));
        expect(server.writes.map(planOf)).toEqual([[[2, 3, [1]]]]);
        expect(plansOf(model, 0)[1]).toEqual([1]);
    });

    test("nothing moves out of a locked day, but it may be copied", async () => {
        const { model, server } = await makeModel();
        await model.move(model.cellAt(0, 0), model.cellAt(1, 3));
        expect.verifySteps([`warning: ${LOCKED}`]);
        expect(server.writes).toEqual([]);
        await model.copy(model.cellAt(0, 0), model.cellAt(1, 3));
        expect(server.writes).toHaveLength(1);
    });

    test("hours of its own move along with the date", async () => {
        const { model, server } = await makeModel();
        await model.copy(model.cellAt(0, 4), model.cellAt(1, 6));
        expect(server.writes[0][0].lines).toEqual([
            {
                kind: "shift",
                shift_id: 2,
                note: "calls",
                start: "2026-03-07 10:00:00",
                stop: "2026-03-07 15:00:00",
            },
        ]);
    });

    test("a fill goes to either side, in the row where it began", async () => {
        const { model, server } = await makeModel();
        await model.fill(model.cellAt(1, 1), model.cellAt(0, 3));
        await model.fill(model.cellAt(2, 3), model.cellAt(2, 1));
        expect(server.writes.map(planOf)).toEqual([
            [
                [2, 2, [2]],
                [2, 3, [2]],
            ],
            [
                [3, 2, [1]],
                [3, 1, [1]],
            ],
        ]);
    });

    test("a fill leaves out days when the agent is not in the team", async () => {
        const { model, server } = await makeModel();
        await model.fill(model.cellAt(2, 4), model.cellAt(2, 6));
        expect(server.writes.map(planOf)).toEqual([[[3, 6, [1]]]]);
        await model.fill(model.cellAt(2, 4), model.cellAt(2, 5));
        expect(server.writes).toHaveLength(1);
    });

    test("a fill that reaches a locked day fills none", async () => {
        const { model, server } = await makeModel();
        await model.fill(model.cellAt(1, 1), model.cellAt(1, 0));
        expect.verifySteps([`warning: ${LOCKED}`]);
        expect(server.writes).toEqual([]);
    });
});

describe("undo", () => {
    test("goes back edit by edit, until there is none", async () => {
        const { model, server } = await makeModel();
        await model.fill(model.cellAt(1, 1), model.cellAt(1, 3));
        await model.set(model.cellAt(1, 3), [model.restLine()]);
        expect(plansOf(model, 1)).toEqual([[], [2], [2], [false], [], [], []]);
        await model.undo();
        expect(plansOf(model, 1)).toEqual([[], [2], [2], [2], [], [], []]);
        await model.undo();
        expect(plansOf(model, 1)).toEqual([[], [2], [], [], [], [], []]);
        expect(model.canUndo).toBe(false);
        await model.undo();
        expect(server.writes).toHaveLength(4);
    });

    test("a move comes back whole, with its hours and note", async () => {
        const { model } = await makeModel();
        const [before] = model.linesOf(model.cellAt(0, 4));
        await model.move(model.cellAt(0, 4), model.cellAt(1, 5));
        await model.undo();
        const [after] = model.linesOf(model.cellAt(0, 4));
        const told = ["kind", "shift_id", "start", "stop", "note", "is_custom"];
        expect(told.map((name) => after[name])).toEqual(told.map((name) => before[name]));
        expect(model.linesOf(model.cellAt(1, 5))).toEqual([]);
    });

    test("an undo is no edit: it cannot be undone itself", async () => {
        const { model } = await makeModel();
        await model.set(model.cellAt(0, 1), []);
        await model.undo();
        expect(model.canUndo).toBe(false);
        expect(plansOf(model, 0)[1]).toEqual([1]);
    });
});

describe("letters", () => {
    test("a letter plans the shift whose code begins with it; again: the next one", async () => {
        const { model } = await makeModel();
        const cell = model.cellAt(1, 3);
        const press = async (key) => {
            await model.set(cell, [model.lineForKey(key, cell)]);
            return plansOf(model, 1)[3][0];
        };
        expect(await press("d")).toBe(1);
        expect(await press("l")).toBe(2);
        expect(await press("L")).toBe(3);
        expect(await press("l")).toBe(2);
        expect(await press("r")).toBe(false);
    });

    test("no letter plans a shift that is archived or unknown", async () => {
        const { model } = await makeModel();
        for (const key of ["x", "q", " ", "F2", "Delete"]) {
            expect(model.lineForKey(key, model.cellAt(1, 3))).toBe(null);
        }
    });
});
