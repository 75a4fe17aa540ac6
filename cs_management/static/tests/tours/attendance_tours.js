import { registry } from "@web/core/registry";
import { status } from "./steps";

registry.category("web_tour.tours").add("cs_exception_ask", {
    steps: () => [
        {
            content: "the day is absent",
            trigger: ".o_data_row:contains(Absent) td[name=date]",
            run: "click",
        },
        {
            content: "ask",
            trigger: "button[name=action_ask_exception]",
            run: "click",
        },
        {
            content: "off-site work is suggested: say where",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Visited the warehouse",
        },
        {
            content: "it is short notice",
            trigger: ".modal .o_field_widget[name=is_urgent] input:checked",
        },
        {
            content: "whom I told",
            trigger: ".modal .o_field_widget[name=urgent_note] input",
            run: "edit The leader, by phone at 8",
        },
        {
            content: "ask for approval",
            trigger: ".modal button[name=action_request]",
            run: "click",
        },
        {
            content: "it stands on the day",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=exception_ids] .o_data_row:contains(Requested)",
        },
    ],
});

registry.category("web_tour.tours").add("cs_exception_approve", {
    steps: () => [
        {
            content: "one waits",
            trigger: ".o_data_row:contains(Visited) td[name=date]",
            run: "click",
        },
        {
            content: "approve",
            trigger: ".o_form_statusbar button[name=action_approve]",
            run: "click",
        },
        status("approved"),
        {
            content: "look at the day",
            trigger: "button[name=action_open_workday]",
            run: "click",
        },
        {
            content: "the day counts as attended",
            trigger: ".o_field_widget[name=status]:contains(Off site)",
        },
    ],
});

registry.category("web_tour.tours").add("cs_week_answer", {
    steps: () => [
        {
            content: "days to explain",
            trigger: ".o_form_statusbar button[name=action_view_explain]",
            run: "click",
        },
        {
            content: "explain the absence",
            trigger: ".o_data_row:contains(Absent) button[name=action_ask_exception]",
            run: "click",
        },
        {
            content: "why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit At the dentist",
        },
        {
            content: "it is short notice",
            trigger: ".modal .o_field_widget[name=is_urgent] input:checked",
        },
        {
            content: "whom they told",
            trigger: ".modal .o_field_widget[name=urgent_note] input",
            run: "edit Me",
        },
        {
            content: "ask for approval",
            trigger: ".modal button[name=action_request]",
            run: "click",
        },
        {
            content: "it is asked for",
            trigger: "body:not(:has(.modal)) .o_data_row:contains(Requested)",
        },
    ],
});
