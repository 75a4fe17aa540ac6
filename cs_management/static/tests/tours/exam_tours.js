import { open, status } from "./steps";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

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

/** A button of the form's status bar. */
function press(name) {
    return {
        content: `Press ${name}`,
        trigger: `.o_form_statusbar button[name='${name}']`,
        run: "click",
    };
}

tours.add("cs_leader_exam", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_exams"),
        {
            content: "Plan an exam",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        ...pick("subject_id", "Product knowledge"),
        ...stepUtils.saveForm(),
        press("action_fill"),
        {
            content: "The agent of the team is on the list",
            trigger: ".o_field_widget[name='result_ids'] .o_data_cell:contains('Wang Li')",
        },
        {
            content: "Into the cell of the marks",
            trigger: ".o_field_widget[name='result_ids'] .o_data_row .o_data_cell[name='marks']",
            run: "click",
        },
        {
            content: "Type the marks",
            trigger: ".o_field_widget[name='result_ids'] .o_field_widget[name='marks'] input",
            run: "edit 100",
        },
        ...stepUtils.saveForm(),
        {
            content: "Full marks",
            trigger: ".o_field_widget[name='result_ids'] .o_data_cell:contains('Full marks')",
        },
        press("action_confirm"),
        status("confirmed"),
    ],
});

tours.add("cs_agent_suggestion", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_suggestions"),
        {
            content: "Hand something in",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "What could be better",
            trigger: ".o_field_widget[name='name'] input",
            run: "edit Template for returns",
        },
        {
            content: "And why",
            trigger: ".o_field_widget[name='description'] textarea",
            run: "edit Half of the answers are the same",
        },
        ...stepUtils.saveForm(),
        status("submitted"),
        {
            content: "The agent cannot adopt it",
            trigger: ".o_form_statusbar:not(:has(button[name='action_adopt']))",
        },
    ],
});

tours.add("cs_leader_suggestion", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_suggestions"),
        {
            content: "Open the suggestion",
            trigger: ".o_kanban_record:contains('Template for returns')",
            run: "click",
        },
        {
            content: "The range of the article is shown",
            trigger: ".o_field_widget[name='range_hint']:contains('10 to 100')",
        },
        {
            content: "By its weight",
            trigger: ".o_field_widget[name='amount'] input",
            run: "edit 60",
        },
        ...stepUtils.saveForm(),
        press("action_adopt"),
        status("adopted"),
    ],
});

tours.add("cs_leader_mentor", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_mentorships"),
        {
            content: "Open the new starter",
            trigger: ".o_kanban_record:contains('Zhao Lei')",
            run: "click",
        },
        press("action_pass"),
        status("passed"),
    ],
});

tours.add("cs_officer_cohort", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_payroll", "cs_menu_mentor_cohorts"),
        {
            content: "Open the cohort",
            trigger: ".o_data_cell:contains('Starters')",
            run: "click",
        },
        press("action_close"),
        status("closed"),
        {
            content: "The first place pays 150",
            trigger: ".o_field_widget[name='mentorship_ids'] .o_data_cell:contains('150')",
        },
    ],
});
