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

/** A step that presses a button of the form. */
function press(name, label) {
    return {
        content: `Press ${label}`,
        trigger: `.o_form_statusbar button[name='${name}']:contains("${label}")`,
        run: "click",
    };
}

/** A step that types into a text of the form. */
function write(field, text) {
    return {
        content: `Write ${text}`,
        trigger: `.o_field_widget[name='${field}'] textarea`,
        run: `edit ${text}`,
    };
}

const SAVE = {
    content: "Save",
    trigger: ".o_form_button_save",
    run: "click",
};

tours.add("cs_demotion_proposed", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_level_changes"),
        {
            content: "Propose a change",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        ...pick("employee_id", "Wang Li"),
        {
            content: "The present level is filled in",
            trigger: ".o_field_widget[name='from_level_id']:contains('Middle')",
        },
        ...pick("to_level_id", "Junior"),
        {
            content: "It is a demotion",
            trigger: ".o_field_widget[name='kind']:contains('Demotion')",
        },
        {
            content: "Leaders see no wage",
            trigger: ".o_form_view:not(:has(.o_field_widget[name='wage']))",
        },
        write("reason", "Three months outside the first three"),
        SAVE,
        status("proposed"),
        {
            content: "Open the recommendation",
            trigger: ".o_notebook .nav-link:contains('Recommendation')",
            run: "click",
        },
        write("recommendation", "It is fair"),
        press("action_recommend", "Recommend"),
        status("office"),
        {
            content: "The leader does not decide",
            trigger: ".o_form_statusbar:not(:has(button[name='action_approve']))",
        },
    ],
});

tours.add("cs_demotion_approved", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_level_changes"),
        {
            content: "Open the change",
            trigger: ".o_kanban_record:contains('Wang Li')",
            run: "click",
        },
        {
            content: "The wage of the level is filled in",
            trigger: ".o_field_widget[name='wage'] input:value('2,200.00')",
        },
        press("action_approve", "Approve"),
        status("approved"),
        {
            content: "It is decided",
            trigger: ".o_form_statusbar:not(:has(button[name='action_approve']))",
        },
    ],
});

tours.add("cs_demotion_paid", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_payroll", "cs_menu_periods"),
        {
            content: "Open the period",
            trigger: ".o_data_cell:contains('2026-03')",
            run: "click",
        },
        press("action_compute", "Compute"),
        {
            content: "The statement is there",
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
            content: "The slip is there",
            trigger: ".o_list_view .o_data_row:contains('Wang Li')",
        },
    ],
});

tours.add("cs_demotion_appealed", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_level_changes"),
        {
            content: "Open what was decided",
            trigger: ".o_data_cell:contains('Demotion')",
            run: "click",
        },
        press("action_appeal", "Appeal"),
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name='reason'] textarea",
            run: "edit I was on sick leave",
        },
        {
            content: "Send it",
            trigger: ".modal-footer .o_form_button_save",
            run: "click",
        },
        {
            content: "One appeal is enough",
            trigger:
                "body:not(:has(.modal)) .o_form_statusbar:not(:has(button[name='action_appeal']))",
        },
    ],
});

tours.add("cs_level_vote", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_votes"),
        {
            content: "Open the vote",
            trigger: ".o_data_cell:contains('Wang Li')",
            run: "click",
        },
        {
            content: "It is said who learns what",
            trigger: ".alert-info:contains('learns who voted how')",
        },
        {
            content: "No choice is hidden",
            trigger:
                ".o_form_sheet:has(button:contains('Against')):has(button:contains('Abstain'))",
        },
        {
            content: "Vote in favour",
            trigger: ".o_form_sheet button[name='action_vote']:contains('In Favour')",
            run: "click",
        },
        {
            content: "A vote stays as it is",
            trigger: ".modal-body:contains('cannot be changed')",
        },
        {
            content: "Confirm it",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Nobody votes twice, and the result waits for the others",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(button[name='action_vote'])) .o_field_widget[name='cast_count']:contains('1')",
        },
    ],
});
