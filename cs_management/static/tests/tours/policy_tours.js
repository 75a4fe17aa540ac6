import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const NOTEBOOK = ".o_form_view .o_cs_policy_chapters";

/** A step that looks at how the part of a page stands, in the list of pages. */
function stands(page, icon) {
    return {
        content: `${page} has its sign`,
        trigger: `${NOTEBOOK} a.nav-link[name='${page}'] i.${icon}`,
    };
}

tours.add("cs_policy_pages", {
    url: "/odoo/cs-policies",
    steps: () => [
        {
            content: "Open the draft",
            trigger: ".o_data_row td[name='name']:contains('Next Year')",
            run: "click",
        },
        stands("commission", "fa-check-circle"),
        stands("overtime", "fa-circle-o"),
        {
            content: "Go to overtime",
            trigger: `${NOTEBOOK} a.nav-link[name='overtime']`,
            run: "click",
        },
        {
            content: "Switch it on",
            trigger: `${NOTEBOOK} .o_field_widget[name='overtime_enabled'] input`,
            run: "click",
        },
        {
            content: "The page says what is missing",
            trigger: `${NOTEBOOK} .o_cs_lacks:contains('Attendance')`,
        },
        stands("overtime", "fa-exclamation-triangle"),
        {
            content: "Think again",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        stands("overtime", "fa-circle-o"),
    ],
});
