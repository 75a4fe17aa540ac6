import { open } from "./steps";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_agent_my_payslip", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_payslips"),
        {
            content: "Open the payslip of March",
            trigger: ".o_data_cell:contains('2026-03')",
            run: "click",
        },
        {
            content: "The net pay is there, and can be downloaded",
            trigger: ".o_form_statusbar button[name='action_print']",
        },
        {
            content: "Every amount says how it came about",
            trigger: ".o_data_row:contains('Commission'):contains('1.5')",
        },
        {
            content: "See what the commission comes from",
            trigger: ".o_data_row:contains('Commission') button[name='action_open_sources']",
            run: "click",
        },
        {
            content: "The line of the statement is there",
            trigger: ".o_last_breadcrumb_item:contains('Commission')",
        },
        {
            content: "And its amount",
            trigger: ".o_list_view .o_data_row:contains('18.52')",
        },
    ],
});

registry.category("web_tour.tours").add("cs_agent_anothers_payslip", {
    steps: () => [
        {
            content: "The address of another agent's payslip is refused in words",
            trigger: ".modal:contains('none of your own confirmed payslips')",
        },
        {
            content: "Close it",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
    ],
});
