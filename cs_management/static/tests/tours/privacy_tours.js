import { open } from "./steps";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_manager_privacy", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_configuration", "cs_menu_retention"),
        {
            content: "one entry's text would go today",
            trigger:
                ".o_data_row:contains('What happened, of entries') td[name=due_count]:contains('1')",
        },
        {
            content: "look at it",
            trigger:
                ".o_data_row:contains('What happened, of entries') button[name=action_show_due]",
            run: "click",
        },
        {
            content: "here it is",
            trigger: ".o_data_row:contains('Valid complaint')",
        },
        ...open("cs_menu_configuration", "cs_menu_retention"),
        {
            content: "switch it on",
            trigger: "button[name=action_switch_on]",
            run: "click",
        },
        {
            content: "yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "it is on",
            trigger: ".o_data_row:contains('What happened') td[name=is_on] input:checked",
        },
        {
            content: "who has left long enough ago",
            trigger: ".o_data_row:contains('Who has left') button[name=action_show_due]",
            run: "click",
        },
        {
            content: "the dialog names them",
            trigger: ".modal .o_field_widget[name=employee_ids] .o_tag:contains('Li')",
        },
        {
            content: "and says what Odoo keeps",
            trigger: ".modal .alert-warning:contains('Odoo itself keeps')",
        },
        {
            content: "for good",
            trigger: ".modal .o_field_widget[name=is_sure] input",
            run: "click",
        },
        {
            content: "anonymise",
            trigger: ".modal-footer button[name=action_anonymise]:visible",
            run: "click",
        },
        {
            content: "done",
            trigger: "body:not(:has(.modal))",
        },
        ...open("cs_menu_configuration", "cs_menu_privacy_log"),
        {
            content: "the log has it, by the pseudonym",
            trigger: ".o_data_row:contains('Former agent')",
        },
    ],
});

registry.category("web_tour.tours").add("cs_agent_my_data", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_data"),
        {
            content: "it is about me",
            trigger: ".modal .o_field_widget[name=employee_id]:contains('Li')",
        },
        {
            content: "export",
            trigger: ".modal-footer button[name=action_export]",
            run: "click",
        },
        {
            content: "it is made",
            trigger: ".modal-footer button[name=action_export]:not([disabled])",
        },
        {
            content: "close",
            trigger: ".modal-footer .btn-secondary",
            run: "click",
        },
        {
            content: "closed",
            trigger: "body:not(:has(.modal))",
        },
    ],
});
