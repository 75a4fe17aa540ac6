import { open, status } from "./steps";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Steps that pick a record in a many2one by what is typed. */
function pick(field, text) {
    return [
        {
            content: `Look for ${text}`,
            trigger: `.o_field_widget[name='${field}'] input`,
            run: `edit ${text}`,
        },
        {
            content: `Pick ${text}`,
            trigger: `.o-autocomplete--dropdown-item a:contains("${text}")`,
            run: "click",
        },
    ];
}

/** A step that presses a button of the form, or of the dialog. */
function press(name, label, where = ".o_form_statusbar") {
    return {
        content: `Press ${label}`,
        trigger: `${where} button[name='${name}']:contains("${label}")`,
        run: "click",
    };
}

tours.add("cs_leader_entry", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_entries"),
        {
            content: "Write a new entry",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Look for an agent of another team",
            trigger: ".o_field_widget[name='employee_id'] input",
            run: "edit Sun Yue",
        },
        {
            content: "The agents of other teams are not offered",
            trigger: ".o-autocomplete--dropdown-item:contains('No records')",
        },
        ...pick("employee_id", "Zhao Lei"),
        ...pick("rule_id", "Valid complaint"),
        {
            content: "The rule has filled in the money",
            trigger: ".o_field_widget[name='amount'] input:value('50.00')",
        },
        {
            content: "Nothing is to be measured",
            trigger: ".o_form_view:not(:has(.o_field_widget[name='measure']))",
        },
        {
            content: "Say what happened",
            trigger: ".o_field_widget[name='note'] textarea",
            run: "edit Answered after a day",
        },
        press("action_confirm", "Confirm"),
        status("confirmed"),
        {
            content: "It can be cancelled, and not be confirmed again",
            trigger:
                ".o_form_statusbar:has(button[name='action_cancel']):not(:has(button[name='action_confirm']))",
        },
    ],
});

tours.add("cs_leader_batch", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_entries"),
        {
            content: "Open the input for several agents",
            trigger: ".o_control_panel button:contains('Entry for Several Agents')",
            run: "click",
        },
        ...pick("employee_ids", "Zhao Lei"),
        ...pick("employee_ids", "Wang Li"),
        ...pick("rule_id", "On-call cover"),
        press("action_create", "Create Entries", ".modal-footer"),
        {
            content: "Both entries are there, confirmed",
            trigger:
                ".o_list_view:has(.o_data_row:contains('Zhao Lei'):contains('Confirmed')):has(.o_data_row:contains('Wang Li'):contains('Confirmed'))",
        },
    ],
});

tours.add("cs_officer_long_period", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_payroll", "cs_menu_periods"),
        {
            content: "Open March",
            trigger: ".o_data_cell:contains('2026-03')",
            run: "click",
        },
        press("action_compute", "Compute"),
        {
            content: "It is left to the server, and nobody presses it twice",
            trigger:
                ".o_form_view:not(:has(button[name='action_compute'])) .o_cs_progress_text:contains('2026-03: Compute: waits for its turn')",
        },
        press("action_run_job", "Run Now", ".alert-info"),
        {
            content: "The statements are there, and nothing is left running",
            trigger:
                ".o_form_view:not(:has(.o_cs_progress)) .o_field_widget[name='statement_ids'] .o_data_row:contains('Wang Li')",
        },
    ],
});

tours.add("cs_officer_period", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_payroll", "cs_menu_periods"),
        {
            content: "Open March",
            trigger: ".o_data_cell:contains('2026-03')",
            run: "click",
        },
        press("action_compute", "Compute"),
        {
            content: "The statements are there",
            trigger: ".o_field_widget[name='statement_ids'] .o_data_row:contains('Wang Li')",
        },
        press("action_publish", "Publish"),
        status("published"),
        press("action_ask_lock", "Lock"),
        {
            content: "Confirm the lock",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        status("locked"),
        press("action_generate_payslips", "Generate Payslips"),
        {
            content: "Both agents have their slip: select them all",
            trigger:
                ".o_list_view:has(.o_data_row:contains('Wang Li')):has(.o_data_row:contains('Zhao Lei')) thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Open the actions",
            trigger: ".o_cp_action_menus .dropdown-toggle:contains('Actions')",
            run: "click",
        },
        {
            content: "Confirm the payslips",
            trigger: ".o-dropdown-item:contains('Confirm Payslips')",
            run: "click",
        },
        {
            content: "Both are done",
            trigger:
                ".o_list_view:has(.o_data_row:contains('Wang Li'):contains('Done')):has(.o_data_row:contains('Zhao Lei'):contains('Done'))",
        },
    ],
});

tours.add("cs_fund_request", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_fund_expenses"),
        {
            content: "Ask for money",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Say what for",
            trigger: ".o_field_widget[name='name'] input",
            run: "edit Team dinner",
        },
        ...pick("fund_id", "Pre-sales"),
        {
            content: "How much",
            trigger: ".o_field_widget[name='amount'] input",
            run: "edit 30",
        },
        {
            content: "Save the request",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The requester cannot approve themselves",
            trigger: ".o_form_saved .o_form_statusbar:not(:has(button[name='action_approve']))",
        },
    ],
});

tours.add("cs_fund_pay", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_fund_expenses"),
        {
            content: "Open the request",
            trigger: ".o_data_cell:contains('Team dinner')",
            run: "click",
        },
        press("action_approve", "Approve"),
        status("approved"),
        press("action_pay", "Pay"),
        status("paid"),
    ],
});

tours.add("cs_agent_statement", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_statements"),
        {
            content: "Open the statement of March",
            trigger: ".o_data_row:contains('2026-03') .o_data_cell",
            run: "click",
        },
        {
            content: "The commission says how it came about: 40 000 x 1.5 %",
            trigger:
                ".o_field_widget[name='line_ids'] .o_data_row:contains('Commission'):contains('40,000'):contains('600.00')",
        },
        {
            content: "Open its sources",
            trigger:
                ".o_field_widget[name='line_ids'] .o_data_row:contains('Commission') button[name='action_open_sources']",
            run: "click",
        },
        {
            content: "Open the credit of the order",
            trigger: ".o_list_view .o_data_cell:contains('S-TOUR-1')",
            run: "click",
        },
        {
            content: "The credit names the order, and the order itself stays closed",
            trigger:
                ".o_form_view:has(.o_field_widget[name='order_name']:contains('S-TOUR-1')):not(:has(button[name='action_open_order']))",
        },
    ],
});

tours.add("cs_agent_appeal", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_entries"),
        {
            content: "Open the entry",
            trigger: ".o_data_row:contains('Duty missed') .o_data_cell",
            run: "click",
        },
        press("action_appeal", "Appeal"),
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
            content: "The appeal stands with the entry, and no second one is offered",
            trigger:
                ".o_form_view:has(.o_field_widget[name='appeal_ids'] .o_data_row:contains('swapped')):not(:has(button[name='action_appeal']))",
        },
    ],
});

tours.add("cs_leader_appeal", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_appeals"),
        {
            content: "Open the appeal",
            trigger: ".o_data_row:contains('swapped') .o_data_cell",
            run: "click",
        },
        press("action_accept", "Accept"),
        {
            content: "Confirm the decision",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        status("accepted"),
    ],
});
