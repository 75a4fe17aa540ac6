import { open, status } from "./steps";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const tours = registry.category("web_tour.tours");

/** A step that types into a field of the form or the dialog. */
function type(field, text, tag = "input") {
    return {
        content: `Type ${text}`,
        trigger: `.o_field_widget[name='${field}'] ${tag}`,
        run: `edit ${text}`,
    };
}

tours.add("cs_agent_claim", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_claims"),
        {
            content: "Claim an order",
            trigger: ".o_list_button_add",
            run: "click",
        },
        type("order_number", "S-CLAIM-0"),
        type("reason", "I advised the customer", "textarea"),
        {
            content: "Save a number that is not there",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "There is no such order, and nothing more is said",
            trigger: ".modal-body:contains('no such untagged order: S-CLAIM-0')",
        },
        {
            content: "Close the message",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        type("order_number", "S-CLAIM-1"),
        ...stepUtils.saveForm(),
        status("pending"),
        {
            content: "The agent cannot decide",
            trigger: ".o_form_statusbar:not(:has(button[name='action_accept']))",
        },
    ],
});

tours.add("cs_leader_claim", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_order_claims"),
        {
            content: "Open the claim",
            trigger: ".o_data_cell:contains('S-CLAIM-1')",
            run: "click",
        },
        {
            content: "The leader sees the sum of the order",
            trigger: ".o_field_widget[name='amount_untaxed']:contains('1,000.00')",
        },
        {
            content: "Accept",
            trigger: ".o_form_statusbar button[name='action_accept']",
            run: "click",
        },
        status("accepted"),
    ],
});

tours.add("cs_leader_order_check", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_order_check"),
        {
            content: "Two orders have no tag",
            trigger: ".o_list_view:has(.o_data_row:nth-of-type(2))",
        },
        {
            content: "Choose them all",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Assign",
            trigger: ".o_control_panel button[name='action_assign']",
            run: "click",
        },
        {
            content: "Both orders are in the dialog",
            trigger: ".modal .o_field_widget[name='order_count']:contains('2')",
        },
        {
            content: "Look for the agent",
            trigger: ".modal .o_field_widget[name='employee_id'] input",
            run: "edit Wang Li",
        },
        {
            content: "Pick the agent",
            trigger: ".o-autocomplete--dropdown-item a:contains('Wang Li')",
            run: "click",
        },
        type("reason", "Their customers", "textarea"),
        {
            content: "Assign both",
            trigger: ".modal-footer button[name='action_assign']",
            run: "click",
        },
        {
            content: "All orders are in order",
            trigger: ".o_nocontent_help:contains('All orders are in order')",
        },
    ],
});

tours.add("cs_leader_number", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_order_check"),
        {
            content: "Nobody has the number of this order",
            trigger:
                ".o_data_row:has(.o_data_cell:contains('S-NUMBER')):contains('Number unknown'):contains('987')",
        },
        {
            content: "Who sold on that day is shown",
            trigger: ".o_data_row .o_data_cell[name='guess']:contains('Wang Li (7)')",
        },
        {
            content: "Assign",
            trigger: ".o_data_row button[name='action_assign']",
            run: "click",
        },
        {
            content: "Look for the agent",
            trigger: ".modal .o_field_widget[name='employee_id'] input",
            run: "edit Wang Li",
        },
        {
            content: "Pick the agent",
            trigger: ".o-autocomplete--dropdown-item a:contains('Wang Li')",
            run: "click",
        },
        type("reason", "A slip of the pen", "textarea"),
        {
            content: "Assign it",
            trigger: ".modal-footer button[name='action_assign']",
            run: "click",
        },
        {
            content: "All orders are in order",
            trigger: ".o_nocontent_help:contains('All orders are in order')",
        },
    ],
});

tours.add("cs_agent_my_orders", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_my", "cs_menu_my_orders"),
        {
            content: "The order brings what the tier pays today",
            trigger: ".o_data_row:contains('S-NUMBER'):contains('1,000.00'):contains('10.00')",
        },
    ],
});

tours.add("cs_leader_discount", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_discount_approvals"),
        {
            content: "Open the request",
            trigger: ".o_data_cell:contains('S-DISCOUNT')",
            run: "click",
        },
        type("decision_note", "A good customer", "textarea"),
        {
            content: "Approve",
            trigger: ".o_form_statusbar button[name='action_approve']",
            run: "click",
        },
        status("approved"),
    ],
});
