import { registry } from "@web/core/registry";

const saved = {
    content: "saved",
    trigger: ".o_form_saved, .o_form_readonly",
};

// Two taps and a name: new, text, add.
const note = (name) => [
    {
        content: "the columns of the desk",
        trigger: ".o_kanban_group:contains(To Hand Over)",
    },
    {
        content: "new note",
        trigger: ".o_control_panel .o-kanban-button-new",
        run: "click",
    },
    {
        content: "what is open",
        trigger: ".o_kanban_quick_create .o_field_widget[name=name] input",
        run: `edit ${name}`,
    },
    {
        content: "add it",
        trigger: ".o_kanban_quick_create .o_kanban_add",
        run: "click",
    },
    {
        content: "it is on the desk",
        trigger: `.o_kanban_record:contains(${name})`,
    },
];

const openPage = (name) => ({
    content: `page ${name}`,
    trigger: `.o_notebook .nav-link[name=${name}]`,
    run: "click",
});

registry.category("web_tour.tours").add("cs_handover_desk", {
    steps: () => [...note("Call Ms Chen back")],
});

registry.category("web_tour.tours").add("cs_handover_prepare", {
    steps: () => [
        {
            content: "the item came in by itself",
            trigger: ".o_field_widget[name=item_ids] td:contains(Call Ms Chen back)",
        },
        openPage("checks"),
        {
            content: "the chats are answered",
            trigger: ".o_field_widget[name=check_ids] .o_data_row:eq(0) td[name=result]",
            run: "click",
        },
        {
            content: "normal",
            trigger: ".o_field_widget[name=check_ids] .o_data_row:eq(0) input[data-value=normal]",
            run: "click",
        },
        {
            content: "next row",
            trigger: ".o_field_widget[name=check_ids] .o_data_row:eq(1) td[name=result]",
            run: "click",
        },
        {
            content: "the desk is tidy",
            trigger: ".o_field_widget[name=check_ids] .o_data_row:eq(1) input[data-value=normal]",
            run: "click",
        },
        {
            content: "sign",
            trigger: "button[name=action_offer]",
            run: "click",
        },
        {
            content: "it waits",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Waiting)",
        },
        saved,
    ],
});

registry.category("web_tour.tours").add("cs_handover_refuse", {
    steps: () => [
        {
            content: "refuse",
            trigger: "button[name=action_refuse]",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Two chats are unanswered",
        },
        {
            content: "apply",
            trigger: ".modal button[name=action_apply]:contains(Refuse)",
            run: "click",
        },
        {
            content: "the reason stands on the form",
            trigger: ".alert-danger:contains(Two chats are unanswered)",
        },
    ],
});

registry.category("web_tour.tours").add("cs_handover_again", {
    steps: () => [
        {
            content: "the reason is shown",
            trigger: ".alert-danger:contains(Two chats are unanswered)",
        },
        openPage("work"),
        {
            content: "put it right",
            trigger: ".o_field_widget[name=work_state] textarea",
            run: "edit All chats are answered now",
        },
        {
            content: "sign again",
            trigger: "button[name=action_offer]",
            run: "click",
        },
        {
            content: "it waits again",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Waiting)",
        },
        saved,
    ],
});

registry.category("web_tour.tours").add("cs_handover_accept", {
    steps: () => [
        {
            content: "accept",
            trigger: "button[name=action_accept]",
            run: "click",
        },
        {
            content: "handed over",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Handed Over)",
        },
        {
            content: "what was handed over",
            trigger: ".o_field_widget[name=passed_ids] td:contains(Call Ms Chen back)",
        },
    ],
});

registry.category("web_tour.tours").add("cs_handover_review", {
    steps: () => [
        {
            content: "review",
            trigger: "button[name=action_review]",
            run: "click",
        },
        {
            content: "reviewed",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Reviewed)",
        },
    ],
});

registry.category("web_tour.tours").add("cs_handover_done", {
    steps: () => [
        {
            content: "it was taken over: tick it",
            trigger:
                ".o_kanban_group:contains(Taken Over) .o_kanban_record:contains(Call Ms Chen back) button[name=action_done]",
            run: "click",
        },
        {
            content: "done today",
            trigger:
                ".o_kanban_group:contains(Done Today) .o_kanban_record:contains(Call Ms Chen back)",
        },
    ],
});
