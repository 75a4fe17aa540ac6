import { registry } from "@web/core/registry";
import { open, status } from "./steps";

const cell = (agent, column) =>
    `.o_cs_roster_table td[data-agent=${agent}][data-column='${column}']`;

const openCell = (agent, column) => ({
    content: `the cell of ${agent}`,
    trigger: cell(agent, column),
    run: "click",
});

const choose = (what, selector) => ({
    content: what,
    trigger: `.o_cs_roster_cell_popover ${selector}`,
    run: "click",
});

const shows = (agent, column, code) => ({
    content: `${agent} has ${code}`,
    trigger: `${cell(agent, column)}:has(.o_cs_code:contains(${code}))`,
});

const isEmpty = (agent, column) => ({
    content: `${agent} is free`,
    trigger: `${cell(agent, column)}:not(:has(.o_cs_code))`,
});

registry.category("web_tour.tours").add("cs_roster_cells", {
    steps: () => [
        ...open("cs_menu_attendance", "cs_menu_roster_matrix"),
        openCell("Li", 6),
        choose("the day shift", ".o_cs_choose_shift[data-code=D]"),
        shows("Li", 6, "D"),
        {
            content: "one is on the day shift, which is enough",
            trigger: ".o_cs_count[data-shift=D]:eq(6):not(.o_cs_under):contains(1)",
        },
        {
            content: "nobody the day after",
            trigger: ".o_cs_count[data-shift=D]:eq(7).o_cs_under",
        },
        openCell("Li", 7),
        choose("a rest day", ".o_cs_choose_rest"),
        shows("Li", 7, "R"),
        openCell("Wang", 6),
        choose("clear", ".o_cs_clear"),
        isEmpty("Wang", 6),
        {
            content: "move the shift to Wang, two days later",
            trigger: `${cell("Li", 6)} .o_cs_code`,
            run: `drag_and_drop ${cell("Wang", 8)}`,
        },
        shows("Wang", 8, "D"),
        isEmpty("Li", 6),
        {
            content: "no, undo that",
            trigger: ".o_cs_undo",
            run: "click",
        },
        shows("Li", 6, "D"),
        isEmpty("Wang", 8),
        openCell("Wang", 8),
        {
            content: "the late shift by its letter",
            trigger: ".o_cs_roster_cell_popover button:first",
            run: "press l",
        },
        shows("Wang", 8, "L"),
        {
            content: "one to the right, and a rest day",
            trigger: ".o_cs_roster_table",
            run: "press ArrowRight",
        },
        {
            content: "R",
            trigger: `.o_cs_roster_table:has(.o_cs_selected[data-agent=Wang])`,
            run: "press r",
        },
        shows("Wang", 9, "R"),
        {
            content: "fill the days after it",
            trigger: `${cell("Wang", 9)} .o_cs_handle`,
            run: `drag_and_drop ${cell("Wang", 11)}`,
        },
        shows("Wang", 10, "R"),
        shows("Wang", 11, "R"),
    ],
});

registry.category("web_tour.tours").add("cs_roster_locked", {
    steps: () => [
        {
            content: "the month before is locked",
            trigger: ".o_cs_previous",
            run: "click",
        },
        {
            content: "its days have a lock",
            trigger: ".o_cs_roster_table thead .fa-lock",
        },
        openCell("Li", 0),
        {
            content: "the reason is told",
            trigger: ".o_cs_roster_cell_popover:contains(is locked)",
        },
        {
            content: "and there is nothing to choose",
            trigger: ".o_cs_roster_cell_popover:not(:has(.o_cs_choose_shift))",
        },
    ],
});

const askColleague = [
    {
        content: "the form has the day; whom to ask",
        trigger: ".o_form_view .o_field_widget[name=other_id] input",
        run: "edit Wang",
    },
    {
        content: "Wang",
        trigger: ".o-autocomplete--dropdown-item:contains(Wang), .o_kanban_record:contains(Wang)",
        run: "click",
    },
    {
        content: "their plan is shown",
        trigger: ".o_field_widget[name=other_plan]:contains(Rest day)",
    },
    {
        content: "ask",
        trigger: "button[name=action_request]",
        run: "click",
    },
    status("requested"),
];

registry.category("web_tour.tours").add("cs_swap_ask", {
    steps: () => [
        openCell("Li", 6),
        {
            content: "agents plan nothing",
            trigger: ".o_cs_roster_cell_popover:not(:has(.o_cs_choose_shift))",
        },
        choose("ask for a swap", ".o_cs_swap:contains(Ask for a Swap)"),
        ...askColleague,
        {
            content: "back to the roster",
            trigger: ".o_breadcrumb a:contains(Team Roster)",
            run: "click",
        },
        {
            content: "the swap is marked",
            trigger: `${cell("Li", 6)} .fa-exchange`,
        },
    ],
});

const openSwap = {
    content: "the swap",
    trigger: ".o_data_row:contains(Li) .o_data_cell:first",
    run: "click",
};

registry.category("web_tour.tours").add("cs_swap_accept", {
    steps: () => [
        openSwap,
        {
            content: "accept",
            trigger: "button[name=action_accept]",
            run: "click",
        },
        status("accepted"),
    ],
});

registry.category("web_tour.tours").add("cs_swap_approve", {
    steps: () => [
        openSwap,
        {
            content: "approve",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        status("approved"),
    ],
});

registry.category("web_tour.tours").add("cs_swap_accept_phone", {
    steps: () => [
        {
            content: "the roster scrolls beside the names",
            trigger: ".o_cs_roster_table",
            run() {
                const scroll = this.anchor.parentElement;
                scroll.scrollLeft = 200;
                const name = this.anchor.querySelector("tbody .o_cs_agent");
                const gap = name.getBoundingClientRect().left - scroll.getBoundingClientRect().left;
                if (!scroll.scrollLeft || Math.abs(gap) > 1) {
                    throw new Error("the names scroll out of sight");
                }
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("the page is wider than the phone");
                }
            },
        },
        {
            content: "tap the colleague's cell",
            trigger: cell("Li", 6),
            run: "click",
        },
        choose("open the swap", ".o_cs_swap:contains(Open the Swap)"),
        {
            content: "it waits for the colleague",
            trigger: ".o_statusbar_status button:contains(Waiting for the Colleague)",
        },
        {
            content: "and they may answer",
            trigger: "button[name=action_accept]",
        },
    ],
});

registry.category("web_tour.tours").add("cs_swap_kanban_phone", {
    steps: () => [
        {
            content: "accept on the card",
            trigger: ".o_kanban_record:contains(Li) button[name=action_accept]",
            run: "click",
        },
        {
            content: "the leader is next",
            trigger: ".o_kanban_record:contains(Waiting for the Leader)",
        },
    ],
});
