import { open } from "./steps";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("cs_leader_spot_check", {
    url: "/odoo",
    steps: () => [
        ...open("cs_menu_team", "cs_menu_spot_checks"),
        {
            content: "Note what was looked at",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Look for the agent",
            trigger: ".o_field_widget[name='employee_id'] input",
            run: "edit Wang Li",
        },
        {
            content: "Pick the agent",
            trigger: ".o-autocomplete--dropdown-item a:contains('Wang Li')",
            run: "click",
        },
        {
            content: "The seconds until the first reply",
            trigger: ".o_field_widget[name='measure'] input",
            run: "edit 95",
        },
        {
            content: "Whose conversation it was",
            trigger: ".o_field_widget[name='reference'] input",
            run: "edit Customer 7",
        },
        ...stepUtils.saveForm(),
        {
            content: "It passes the bound: open the proposed entry",
            trigger: "button[name='action_open_entry']",
            run: "click",
        },
        {
            content: "Confirm it",
            trigger: ".o_form_statusbar button[name='action_confirm']",
            run: "click",
        },
        {
            content: "It is confirmed",
            trigger: ".o_statusbar_status button.o_arrow_button_current[data-value='confirmed']",
        },
    ],
});
