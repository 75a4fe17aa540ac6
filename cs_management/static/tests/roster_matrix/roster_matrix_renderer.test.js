import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { describe, expect, queryAll, queryAllTexts, queryOne, test } from "@odoo/hoot";
import { defineStyle } from "@web/../tests/web_test_helpers";
import { cell, codesOf, LOCKED, mountRoster } from "./roster_test_helpers";

describe.current.tags("desktop");
defineMailModels();

test("codes of what is planned, with a star where hours or note are its own", async () => {
    await mountRoster();
    expect(codesOf("Li")).toEqual(["D", "D", "R", "", "L*", "", ""]);
    expect(codesOf("Wang")).toEqual(["", "L", "", "", "", "", ""]);
    expect(`${cell("Li", 1)} .o_cs_code`).toHaveClass("o_tag_color_4");
    expect(`${cell("Li", 2)} .o_cs_code`).toHaveClass("o_cs_rest");
});

test("days: weekend, holiday, today and lock", async () => {
    await mountRoster();
    const columns = (name) =>
        queryAll("thead th.text-center").flatMap((th, column) =>
            th.classList.contains(name) ? [column] : []
        );
    expect(columns("o_cs_weekend")).toEqual([0, 6]);
    expect(columns("o_cs_holiday")).toEqual([2]);
    expect(columns("o_cs_today")).toEqual([3]);
    expect("thead .fa-lock").toHaveCount(1);
    expect("thead th.text-center:eq(0)").toHaveAttribute("title", `Sun, Mar 1\n${LOCKED}`);
    expect("thead th.text-center:eq(2)").toHaveAttribute("title", "Tue, Mar 3\nLantern Festival");
});

test("cells: leave, swap, and where nothing can be planned", async () => {
    await mountRoster();
    expect(`${cell("Zhao", 3)}.o_cs_leave .fa-plane`).toHaveCount(1);
    expect(`${cell("Wang", 5)} .fa-exchange`).toHaveCount(1);
    expect(cell("Zhao", 5)).toHaveClass("o_cs_away");
    expect(cell("Li", 0)).toHaveClass("o_cs_away");
    expect(cell("Li", 1)).not.toHaveClass("o_cs_away");
});

test("warnings: marked on the code, told in the cell's title", async () => {
    await mountRoster();
    expect(".o_cs_remark").toHaveCount(1);
    expect(`${cell("Li", 4)} .o_cs_code`).toHaveClass("o_cs_remark");
    expect(cell("Li", 4)).toHaveAttribute(
        "title",
        "Li\nThu, Mar 5\nLate 18:00-23:00 calls\nLess than 11 hours of rest."
    );
    expect(cell("Zhao", 4)).toHaveAttribute(
        "title",
        "Zhao\nThu, Mar 5\nOn leave for a part of the day\nDay 08:30-17:30"
    );
});

test("warnings: days with fewer than the shift asks for", async () => {
    await mountRoster();
    expect(queryAllTexts(".o_cs_count[data-shift=D]")).toEqual(["1", "1", "0", "0", "1", "0", "0"]);
    expect(".o_cs_count[data-shift=D].o_cs_under").toHaveCount(4);
    expect(".o_cs_count[data-shift=L].o_cs_under").toHaveCount(0);
    expect(queryAllTexts("tfoot th")).toEqual(["Dat least 1", "Lat least 0"]);
});

test("where not all days fit, today comes first", async () => {
    defineStyle(".o_cs_roster_scroll { width: 200px; overflow: auto; }");
    await mountRoster();
    const { offsetLeft } = queryOne("thead .o_cs_today");
    const { scrollLeft } = queryOne(".o_cs_roster_scroll");
    expect(scrollLeft).toBeGreaterThan(0);
    expect(scrollLeft).toBe(offsetLeft - queryOne("thead .o_cs_agent").offsetWidth);
});

test("the row of the user is marked", async () => {
    await mountRoster({ me: "Wang" });
    expect(".o_cs_me").toHaveCount(1);
    expect(".o_cs_me .o_cs_agent").toHaveText("Wang");
});
