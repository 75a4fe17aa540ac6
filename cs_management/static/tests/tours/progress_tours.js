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

registry.category("web_tour.tours").add("cs_career_apply", {
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_career"),
        {
            content: "open the way up",
            trigger: ".o_kanban_record:contains('2026-03')",
            run: "click",
        },
        {
            content: "apply",
            trigger: ".o_form_statusbar button[name=action_apply]",
            run: "click",
        },
        {
            content: "in one's own words",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit I know the shop by heart",
        },
        {
            content: "send it",
            trigger: ".modal-footer button[name=action_apply]",
            run: "click",
        },
        {
            content: "once; and where it is stands there",
            trigger:
                "body:not(:has(.modal)) .o_form_view:not(:has(button[name=action_apply])) .o_field_widget[name=application_text]:contains('Recommendation')",
        },
    ],
});

registry.category("web_tour.tours").add("cs_career_applied", {
    steps: () => [
        ...open("cs_menu_team", "cs_menu_level_changes"),
        {
            content: "open the application",
            trigger: ".o_kanban_record:contains('Li')",
            run: "click",
        },
        {
            content: "the numbers stand beside it",
            trigger: ".o_field_widget[name=trace_text]:contains('Months of service')",
        },
        {
            content: "open the words",
            trigger: ".o_notebook .nav-link:contains('Application')",
            run: "click",
        },
        {
            content: "read them",
            trigger: ".o_field_widget[name=application]:contains('by heart')",
        },
        {
            content: "open the recommendation",
            trigger: ".o_notebook .nav-link:contains('Recommendation')",
            run: "click",
        },
        {
            content: "tick a quality",
            trigger: ".o_field_widget[name=quality_ids] .form-check:contains('Skills') input",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".o_field_widget[name=recommendation] textarea",
            run: "edit So it is",
        },
        {
            content: "recommend",
            trigger: ".o_form_statusbar button[name=action_recommend]",
            run: "click",
        },
        status("office"),
        {
            content: "the criterion that is judged shows what was ticked",
            trigger: ".o_notebook .nav-link:contains('Evidence')",
            run: "click",
        },
        {
            content: "one of two",
            trigger: ".o_field_widget[name=trace_text]:contains('1 of 2 qualities')",
        },
    ],
});
