import { open, status } from "./steps";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** A step that types into a field of the form. */
function fill(field, text, tag = "input") {
    return {
        content: `Fill in ${field}`,
        trigger: `.o_form_view .o_field_widget[name='${field}'] ${tag}`,
        run: `edit ${text}`,
    };
}

const CONFIRM = {
    content: "Set it",
    trigger: ".o_form_statusbar button[name='action_confirm']",
    run: "click",
};

tours.add("cs_bonus_set", {
    steps: () => [
        ...open("cs_menu_payroll", "cs_menu_bonuses"),
        {
            content: "A new bonus",
            trigger: ".o_list_button_add",
            run: "click",
        },
        fill("employee_id", "Li"),
        {
            content: "The agent",
            trigger: ".o-autocomplete--dropdown-item a:contains('Li')",
            run: "click",
        },
        {
            content: "Open the date",
            trigger: ".o_form_view .o_field_widget[name='date'] button",
            run: "click",
        },
        fill("date", "03/31/2026"),
        fill("percent", "25"),
        fill("reason", "Trained two new starters", "textarea"),
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is saved",
            trigger: ".o_form_saved",
        },
        CONFIRM,
        {
            content: "Out of the range of the level",
            trigger: ".modal-body:contains('10')",
        },
        {
            content: "Close the message",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The message is closed",
            trigger: "body:not(:has(.modal))",
        },
        fill("percent", "15"),
        CONFIRM,
        status("confirmed"),
        {
            content: "Who set it is kept",
            trigger: ".o_field_widget[name='set_by_id']:contains('Officer')",
        },
    ],
});

tours.add("cs_bonus_read", {
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_bonuses"),
        {
            content: "Agents read how much and why",
            trigger: ".o_data_row:contains('15'):contains('Trained two new starters')",
        },
    ],
});
