import { open, status } from "./steps";
import { registry } from "@web/core/registry";

/** Lock the published month, and say yes. */
function lock() {
    return [
        {
            content: "lock the month",
            trigger: ".o_form_statusbar button[name=action_ask_lock]:visible",
            run: "click",
        },
        {
            content: "yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        status("locked"),
    ];
}

/** Open the month from the list of periods. */
function month() {
    return [
        ...open("cs_menu_payroll", "cs_menu_periods"),
        {
            content: "open the month",
            trigger: ".o_data_row:contains('2026-03') td[name=name]",
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("cs_manager_integrity", {
    url: "/odoo",
    steps: () => [
        ...month(),
        {
            content: "a draft is unfinished",
            trigger: ".o_cs_checklist li[data-code=drafts] button",
            run: "click",
        },
        {
            content: "here it is",
            trigger: ".o_data_row:contains('Duty missed')",
        },
        ...month(),
        ...lock(),
        ...open("cs_menu_payroll", "cs_menu_integrity"),
        {
            content: "verify the chain",
            trigger: ".o_form_statusbar button[name=action_check]",
            run: "click",
        },
        {
            content: "all is as it was sealed",
            trigger: ".alert-success:contains('Everything is as it was sealed')",
        },
        ...month(),
        {
            content: "reopen it",
            trigger: ".o_form_statusbar button[name=action_reopen]",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit A duty was forgotten",
        },
        {
            content: "reopen",
            trigger: ".modal-footer button[name=action_reopen]",
            run: "click",
        },
        status("published"),
        {
            content: "what it was before",
            trigger: "button[name=action_view_former]",
            run: "click",
        },
        {
            content: "open a former statement",
            trigger: ".o_data_row:contains('A duty was forgotten') td[name=number]",
            run: "click",
        },
        {
            content: "its lines as they were",
            trigger: ".o_field_widget[name=comparison] td:contains('Base')",
        },
    ],
});
