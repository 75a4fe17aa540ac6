import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");

/** Steps that open the app, which begins with the home of a role. */
function home(role) {
    return [
        ...stepUtils.goToAppSteps("cs_management.cs_menu_root", "Open the Customer Service app"),
        {
            content: `The app begins with the home of the ${role}`,
            trigger: `.o_cs_home_page[data-role='${role}']`,
        },
    ];
}

function tile(code, value) {
    return {
        content: `The tile ${code} says ${value}`,
        trigger: `.o_cs_home_tile[data-code='${code}']:has(.o_cs_home_value:contains('${value}'))`,
    };
}

const back = {
    content: "Go back to the home",
    trigger: ".o_breadcrumb .breadcrumb-item a, .o_back_button",
    run: "click",
};

tours.add("cs_home_agent", {
    url: "/odoo",
    steps: () => [
        ...home("agent"),
        tile("orders", "1"),
        tile("pay", "2,"),
        {
            content: "The lines of the running month are there",
            trigger: "[data-code='lines'] li:contains('Commission')",
        },
        {
            content: "Open the orders of today",
            trigger: ".o_cs_home_tile[data-code='orders']",
            run: "click",
        },
        {
            content: "It is the one that was counted",
            trigger: ".o_data_row:only-child, .o_list_view .o_data_row:contains('S-HOME-1')",
        },
        back,
        tile("orders", "1"),
    ],
});

tours.add("cs_home_leader", {
    url: "/odoo",
    steps: () => [
        ...home("leader"),
        tile("drafts", "1"),
        {
            content: "The chart of the team is drawn",
            trigger: "[data-code='team_scores'] canvas",
        },
        {
            content: "Open the drafts",
            trigger: ".o_cs_home_tile[data-code='drafts']",
            run: "click",
        },
        {
            content: "The draft is there",
            trigger: ".o_data_row:contains('Zhao Lei')",
        },
    ],
});

tours.add("cs_home_officer", {
    url: "/odoo",
    steps: () => [
        ...home("officer"),
        {
            content: "Open the drafts of the list before the lock",
            trigger: "[data-block='checklist'] li[data-code='drafts'] button",
            run: "click",
        },
        {
            content: "The draft is there",
            trigger: ".o_data_row:contains('Zhao Lei')",
        },
        back,
        {
            content: "Open the month",
            trigger: "[data-block='checklist'] button:contains('Open the month')",
            run: "click",
        },
        {
            content: "Its form opens",
            trigger: ".o_form_view button[name='action_compute']",
        },
    ],
});

tours.add("cs_home_manager", {
    url: "/odoo",
    steps: () => [
        ...home("manager"),
        {
            content: "The costs are drawn",
            trigger: "[data-code='cost_lines'] canvas",
        },
        {
            content: "Look at the officer's home",
            trigger: ".nav-link[data-role='officer']",
            run: "click",
        },
        {
            content: "It is there",
            trigger: ".o_cs_home_page[data-role='officer']",
        },
        {
            content: "Go back to the company",
            trigger: ".nav-link[data-role='manager']",
            run: "click",
        },
        {
            content: "Drill into the costs",
            trigger: "[data-code='cost_lines'] button",
            run: "click",
        },
        {
            content: "They open as a pivot",
            trigger: ".o_pivot table:contains('Base pay')",
        },
    ],
});
