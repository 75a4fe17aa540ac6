import { registry } from "@web/core/registry";
import { status } from "./steps";

registry.category("web_tour.tours").add("cs_whatif", {
    steps: () => [
        {
            content: "an approved policy",
            trigger: ".o_data_row .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "copy it to try other figures",
            trigger: "button[name=action_copy_to_try]",
            run: "click",
        },
        {
            content: "nobody knows yet what the draft costs; try it",
            trigger: ".alert:contains(Nobody has tried) button[name=action_open_whatif]",
            run: "click",
        },
        {
            content: "run it over the months that are offered",
            trigger: "button[name=action_run]",
            run: "click",
        },
        status("done"),
        {
            content: "who gets what",
            trigger: ".o_field_widget[name=agent_ids] .o_data_row:contains(Ann)",
        },
        {
            content: "by agent",
            trigger: "button[name=action_open_agents]",
            run: "click",
        },
        {
            content: "the list of agents is there",
            trigger: ".o_breadcrumb:contains(What-if by Agent)",
        },
        {
            content: "one of them",
            trigger: ".o_list_view .o_data_row:contains(Ann) .o_data_cell[name=amount_now]",
            run: "click",
        },
        {
            content: "by month and line",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Commission)",
        },
        {
            content: "with the calculation of both sides",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(1,000.00)",
        },
    ],
});
