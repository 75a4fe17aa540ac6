import { status } from "./steps";
import { registry } from "@web/core/registry";

/** Steps that judge a line of the sheet: its row, then the badge of a step. */
function judge(line, field, step) {
    return [
        {
            content: `the line ${line}`,
            trigger: `.o_field_widget[name=line_ids] .o_data_row:contains('${line}') td[name=${field}]`,
            run: "click",
        },
        {
            content: `is ${step}`,
            trigger: `.o_field_widget[name=line_ids] .o_selected_row:contains('${line}') td[name=${field}] .o_selection_badge:contains('${step}')`,
            run: "click",
        },
    ];
}

function button(name) {
    return {
        content: `press ${name}`,
        trigger: `.o_form_view .o_statusbar_buttons button[name=${name}]`,
        run: "click",
    };
}

const openSheet = {
    content: "open the sheet",
    trigger: ".o_data_row:contains('After-sales sheet') td[name=template_id]",
    run: "click",
};

const confirmDialog = {
    content: "confirm it",
    trigger: ".modal-footer button.btn-primary",
    run: "click",
};

registry.category("web_tour.tours").add("cs_review_self", {
    steps: () => [
        openSheet,
        ...judge("Team work", "self_band_id", "Excellent"),
        ...judge("Execution", "self_band_id", "Good"),
        button("action_hand_in"),
        confirmDialog,
        {
            content: "it is with the leader now, and out of sight",
            trigger: ".o_list_view .o_view_nocontent",
        },
    ],
});

registry.category("web_tour.tours").add("cs_review_judge", {
    steps: () => [
        openSheet,
        ...judge("Quality of contact", "band_id", "Excellent"),
        ...judge("Complaints", "band_id", "Fair"),
        ...judge("Team work", "band_id", "Excellent"),
        ...judge("Execution", "band_id", "Fair"),
        button("action_submit"),
        status("calibration"),
    ],
});

registry.category("web_tour.tours").add("cs_review_confirm", {
    steps: () => [
        {
            content: "the team side by side, with its mean",
            trigger: ".o_group_header:contains('Pre-sales')",
        },
        {
            content: "open the sheet",
            trigger:
                ".o_data_row .o_list_record_open_form_view button, .o_data_row button[name=oe_edit_form], .o_data_row .o_list_record_open_form_view",
            run: "click",
        },
        button("action_confirm"),
        status("confirmed"),
    ],
});

registry.category("web_tour.tours").add("cs_review_appeal", {
    steps: () => [
        openSheet,
        {
            content: "the line that is wrong",
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:contains('Execution') button[name=action_appeal]",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit All tasks were done in time",
        },
        {
            content: "send it",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "it waits for its decision",
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
    ],
});

registry.category("web_tour.tours").add("cs_review_decide", {
    steps: () => [
        {
            content: "an appeal waits",
            trigger: ".o_data_row:contains('All tasks') td[name=reason]",
            run: "click",
        },
        {
            content: "grant the points",
            trigger: ".o_form_view .o_field_widget[name=review_points] input",
            run: "edit 15",
        },
        button("action_accept"),
        confirmDialog,
        status("partly"),
    ],
});
