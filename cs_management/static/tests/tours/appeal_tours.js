import { open, status } from "./steps";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("cs_appeal_in_time", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_entries"),
        {
            content: "Open the entry",
            trigger: ".o_data_row:contains('Duty missed') .o_data_cell",
            run: "click",
        },
        {
            content: "The button says how long there is",
            trigger: ".o_form_statusbar button[name='action_appeal']:contains('7 days left')",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name='reason'] textarea",
            run: "edit I had swapped with a colleague",
        },
        {
            content: "Send it",
            trigger: ".modal-footer .o_form_button_save",
            run: "click",
        },
        {
            content: "It stands with the entry",
            trigger: ".o_field_widget[name='appeal_ids'] .o_data_row:contains('swapped')",
        },
    ],
});

tours.add("cs_appeal_partly", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_appeals"),
        {
            content: "Open the appeal",
            trigger: ".o_data_row:contains('swapped') .o_data_cell[name='reason']",
            run: "click",
        },
        {
            content: "Say what stays of the fine",
            trigger: ".o_field_widget[name='entry_amount'] input",
            run: "edit 4",
        },
        {
            content: "Say why",
            trigger: ".o_field_widget[name='decision_note'] textarea",
            run: "edit The swap was not entered",
        },
        {
            content: "Accept a part of it",
            trigger: ".o_form_statusbar button[name='action_partly']",
            run: "click",
        },
        {
            content: "Confirm the decision",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        status("partly"),
    ],
});

tours.add("cs_appeal_paid", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_appeals"),
        {
            content: "My appeal is accepted in part",
            trigger: ".o_data_row:contains('swapped'):contains('Partly Accepted')",
        },
        ...open("cs_menu_my", "cs_menu_my_statements"),
        {
            content: "Open the statement of April",
            trigger: ".o_data_row:contains('2026-04') .o_data_cell",
            run: "click",
        },
        {
            content: "The difference is given back",
            trigger:
                ".o_field_widget[name='line_ids'] .o_data_row:contains('2026-03'):contains('6.00')",
        },
    ],
});
