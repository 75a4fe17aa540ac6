import { open } from "./steps";
import { registry } from "@web/core/registry";

const PREVIEW = ".modal .o_field_widget[name=preview]";
const LINES = ".modal .o_field_widget[name=line_ids]";

registry.category("web_tour.tours").add("cs_roster_plan", {
    steps: () => [
        ...open("cs_menu_attendance", "cs_menu_roster_plan"),
        {
            content: "the team's agents are there",
            trigger: ".modal .o_field_widget[name=employee_ids] .o_tag:contains(Wang)",
        },
        {
            content: "look at it first",
            trigger: ".modal button[name=action_preview]",
            run: "click",
        },
        {
            content: "agents by days",
            trigger: `${PREVIEW} tr:contains(Li) td:contains(D)`,
        },
        {
            content: "change the first day",
            trigger: `${LINES} .o_data_row:eq(0) td[name=shift_id]`,
            run: "click",
        },
        {
            content: "the late shift",
            trigger: `${LINES} .o_selected_row [name=shift_id] input`,
            run: "edit L",
        },
        {
            content: "take it",
            trigger: ".o-autocomplete--dropdown-item a:contains(L 17:30)",
            run: "click",
        },
        {
            content: "the table follows",
            trigger: `${PREVIEW} td:contains(L)`,
        },
        {
            content: "write it",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "the month is planned",
            trigger: ".o_calendar_view .fc-event:contains(D Wang)",
        },
    ],
});

registry.category("web_tour.tours").add("cs_roster_read", {
    steps: () => [
        {
            content: "my own shifts",
            trigger: ".o_calendar_view .fc-event:contains(D 0)",
            run: "click",
        },
        {
            content: "read only",
            trigger: ".o_cw_popover:not(:has(.o_cw_popover_delete))",
        },
    ],
});
