import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("cs_guarantee_top_up", {
    steps: () => [
        {
            content: "the agent's account",
            trigger: ".o_group_header:contains(Li)",
        },
        {
            content: "the months of the year",
            trigger: ".o_group_header:contains(2026)",
            run: "click",
        },
        {
            content: "the month that topped up opens its statement",
            trigger: ".o_data_row:contains(1,200) td[name=period_id]",
            run: "click",
        },
        {
            content: "the amount stands on the statement",
            trigger: ".o_form_view .o_data_row:contains(Yearly guarantee)",
        },
    ],
});
