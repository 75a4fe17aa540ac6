import { registry } from "@web/core/registry";
import { status } from "./steps";

const tours = registry.category("web_tour.tours");

const press = (name, where = ".o_form_statusbar") => ({
    content: `press ${name}`,
    trigger: `${where} button[name=${name}]`,
    run: "click",
});

/** Give the reason that the wizard asks for. */
const say = (text) => [
    {
        content: "say why",
        trigger: ".modal .o_field_widget[name=reason] textarea",
        run: `edit ${text}`,
    },
    press("action_apply", ".modal"),
];

/** Choose a value of a selection field by its label. */
const choose = (name, label) => [
    {
        content: `open ${name}`,
        trigger: `.o_field_widget[name=${name}] .o_select_menu_toggler`,
        run: "click",
    },
    {
        content: `choose ${label}`,
        trigger: `.o_select_menu_item:contains('${label}')`,
        run: "click",
    },
];

const openRow = (text) => ({
    content: `open the case of ${text}`,
    trigger: `.o_data_row:contains('${text}') td[name=reason]`,
    run: "click",
});

tours.add("cs_case_put", {
    steps: () => [
        openRow("Wang"),
        {
            content: "the facts are there, in words",
            trigger: ".o_field_widget[name=trace_text]:contains('Occurrence 3')",
        },
        press("action_put"),
        {
            content: "yes, put it to them",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        status("statement"),
    ],
});

tours.add("cs_case_answer", {
    steps: () => [
        openRow("Violation"),
        {
            content: "the agent reads the facts",
            trigger: ".o_field_widget[name=trace_text]:contains('Occurrence 3')",
        },
        press("action_answer"),
        ...say("The parcel was late, I told them so"),
        status("hearing"),
    ],
});

tours.add("cs_case_decide", {
    steps: () => [
        openRow("Wang"),
        {
            content: "the agent has answered",
            trigger: ".o_field_widget[name=statement]:contains('parcel was late')",
        },
        press("action_hear"),
        ...say("Wang and their leader were heard"),
        status("legal"),
        press("action_check"),
        ...say("A warning is enough"),
        status("outcome"),
        ...choose("outcome", "Sanction"),
        ...choose("sanction_kind", "Minor demerit"),
        {
            content: "why",
            trigger: ".o_field_widget[name=decision_note] textarea",
            run: "edit Three complaints, one of them the carrier's fault",
        },
        press("action_uphold"),
        status("upheld"),
        {
            content: "the sanction is on file",
            trigger: ".o_field_widget[name=sanction_ids]:contains('Minor demerit')",
        },
    ],
});

tours.add("cs_sanction_acknowledge", {
    steps: () => [
        {
            content: "open the sanction",
            trigger: ".o_data_row:contains('Minor demerit') td[name=date]",
            run: "click",
        },
        press("action_acknowledge"),
        {
            content: "yes, it was read",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "it is countersigned",
            trigger: ".o_field_widget[name=acknowledged_on]:not(.o_field_empty)",
        },
    ],
});
