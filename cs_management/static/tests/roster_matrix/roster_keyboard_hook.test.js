import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    animationFrame,
    beforeEach,
    describe,
    expect,
    press,
    queryAll,
    queryOne,
    test,
} from "@odoo/hoot";
import { contains } from "@web/../tests/web_test_helpers";
import { cell, codesOf, LOCKED, mountRoster } from "./roster_test_helpers";

describe.current.tags("desktop");
defineMailModels();

let server;

async function type(...keys) {
    for (const key of keys) {
        await press(key);
        await animationFrame();
    }
}

function selected() {
    return queryAll(".o_cs_selected").map((td) => [td.dataset.agent, Number(td.dataset.column)]);
}

async function mountFocused(params) {
    server = await mountRoster(params);
    queryOne(".o_cs_roster_table").focus();
}

describe("a leader", () => {
    beforeEach(() => mountFocused());

    test("the first arrow selects the first cell, the next ones move", async () => {
        expect(selected()).toEqual([]);
        await type("ArrowDown");
        expect(selected()).toEqual([["Li", 0]]);
        await type("ArrowRight", "ArrowRight", "ArrowDown");
        expect(selected()).toEqual([["Wang", 2]]);
        await type("ArrowLeft", "ArrowUp");
        expect(selected()).toEqual([["Li", 1]]);
    });

    test("arrows stop at the edges", async () => {
        await type("ArrowRight", "ArrowUp", "ArrowLeft");
        expect(selected()).toEqual([["Li", 0]]);
        await type("ArrowDown", "ArrowDown", "ArrowDown");
        expect(selected()).toEqual([["Zhao", 0]]);
    });

    test("letters plan; again: the next shift with that letter", async () => {
        await contains(cell("Wang", 3)).click();
        await type("Escape", "d");
        expect(codesOf("Wang")[3]).toBe("D");
        await type("l");
        expect(codesOf("Wang")[3]).toBe("L");
        await type("l");
        expect(codesOf("Wang")[3]).toBe("LN");
        await type("ArrowRight", "r");
        expect(codesOf("Wang")).toEqual(["", "L", "", "LN", "R", "", ""]);
    });

    test("Delete and Backspace clear, Ctrl+Z takes that back", async () => {
        await type("ArrowRight", "ArrowRight", "Delete", "ArrowRight", "Backspace");
        expect(codesOf("Li")).toEqual(["D", "", "", "", "L*", "", ""]);
        await type(["Control", "z"]);
        expect(codesOf("Li")).toEqual(["D", "", "R", "", "L*", "", ""]);
        await type(["Control", "z"]);
        expect(codesOf("Li")).toEqual(["D", "D", "R", "", "L*", "", ""]);
        await type(["Control", "z"]);
        expect(server.writes).toHaveLength(4);
    });

    test("a key on a locked day says why nothing changes", async () => {
        await type("ArrowRight", "l");
        expect.verifySteps([`warning: ${LOCKED}`]);
        expect(server.writes).toEqual([]);
    });

    test("without a selected cell, and with Ctrl or Alt, letters mean nothing here", async () => {
        await type("d", "Delete", "Enter");
        await type("ArrowRight", "ArrowRight", ["Control", "d"], ["Alt", "d"], "q");
        expect(server.writes).toEqual([]);
        expect(".o_cs_roster_cell_popover").toHaveCount(0);
    });

    test("Enter opens the cell, letters go on from there", async () => {
        await type("ArrowRight", "ArrowRight", "Enter");
        expect(".o_cs_roster_cell_popover").toHaveCount(1);
        await type("l");
        expect(".o_cs_roster_cell_popover").toHaveCount(0);
        expect(codesOf("Li")[1]).toBe("L");
        expect(".o_cs_roster_table").toBeFocused();
    });

    test("arrows close the open cell and move on", async () => {
        await contains(cell("Li", 3)).click();
        await type("ArrowDown");
        expect(".o_cs_roster_cell_popover").toHaveCount(0);
        expect(selected()).toEqual([["Wang", 3]]);
    });

    test("Ctrl+Z closes the open cell", async () => {
        await type("ArrowRight", "ArrowRight", "Delete", "ArrowRight", "Enter");
        expect(".o_cs_roster_cell_popover").toHaveCount(1);
        await type(["Control", "z"]);
        expect(".o_cs_roster_cell_popover").toHaveCount(0);
        expect(codesOf("Li")[1]).toBe("D");
    });

    test("Enter in the open cell belongs to its buttons", async () => {
        await contains(cell("Li", 3)).click();
        queryOne(".o_cs_choose_shift[data-code=L]").focus();
        await type("Enter");
        expect(codesOf("Li")[3]).toBe("L");
    });
});

test("a reader moves and opens, and plans nothing", async () => {
    await mountFocused({ canEdit: false });
    await type("ArrowRight", "ArrowRight", "l", "Delete");
    expect(selected()).toEqual([["Li", 1]]);
    expect(server.writes).toEqual([]);
    await type("Enter");
    expect(".o_cs_roster_cell_popover").toHaveCount(1);
});
