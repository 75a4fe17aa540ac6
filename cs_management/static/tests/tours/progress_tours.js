import { registry } from "@web/core/registry";
import { open, status } from "./steps";

registry.category("web_tour.tours").add("cs_career_my_way", {
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_career"),
        {
            content: "the last month is on a card: open it",
            trigger: ".o_kanban_record:contains('2026-03'):contains('May rise')",
            run: "click",
        },
        {
            content: "a criterion with the numbers",
            trigger:
                ".o_data_row:contains('Mean rank 3 or better'):contains('Mean rank of 3 months')",
        },
        {
            content: "what people judge is open",
            trigger: ".o_data_row:contains('0 of 4 qualities')",
        },
    ],
});

registry.category("web_tour.tours").add("cs_career_title_propose", {
    steps: () => [
        ...open("cs_menu_team", "cs_menu_titles"),
        {
            content: "propose somebody",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "who",
            trigger: ".o_field_widget[name=employee_id] input",
            run: "edit Star",
        },
        {
            content: "the agent",
            trigger: ".o-autocomplete--dropdown-item:contains(Star)",
            run: "click",
        },
        {
            content: "what for",
            trigger: ".o_field_widget[name=merits] textarea",
            run: "edit Kind and quick",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "it is proposed, and the leader does not give it",
            trigger: ".o_form_saved:not(:has(button[name=action_give]))",
        },
        status("proposed"),
    ],
});

registry.category("web_tour.tours").add("cs_career_title_give", {
    steps: () => [
        ...open("cs_menu_team", "cs_menu_titles"),
        {
            content: "open the proposal",
            trigger: ".o_data_row:contains(Star) td[name=merits]",
            run: "click",
        },
        {
            content: "give it",
            trigger: "button[name=action_give]",
            run: "click",
        },
        status("given"),
    ],
});
