import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_leave_approve", {
    steps: () => [
        {
            content: "one waits: open it",
            trigger: ".o_data_row:contains(Personal) td[name=holiday_status_id]",
            run: "click",
        },
        {
            content: "approve",
            trigger: ".o_form_view button[name=action_approve]",
            run: "click",
        },
        {
            content: "it is decided",
            trigger:
                ".o_form_view:not(:has(button[name=action_approve])) .o_arrow_button_current[data-value=approved]",
        },
    ],
});

registry.category("web_tour.tours").add("cs_leave_look", {
    steps: () => [
        {
            content: "the agent sees that it was approved",
            trigger: ".o_data_row:contains(Personal):contains(Approved)",
        },
    ],
});
