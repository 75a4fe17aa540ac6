import { registry } from "@web/core/registry";
import { status } from "./steps";

registry.category("web_tour.tours").add("cs_regulation_read", {
    steps: () => [
        {
            content: "what waits to be read",
            trigger: ".o_data_row:contains(Not Yet) .o_data_cell",
            run: "click",
        },
        {
            content: "something to say",
            trigger: ".o_field_widget[name=comment] textarea",
            run: "edit Ten minutes are few.",
        },
        {
            content: "I have read it",
            trigger: "button[name=action_acknowledge]",
            run: "click",
        },
        status("acknowledged"),
        {
            content: "read it again",
            trigger: "button[name=action_read]:visible",
            run: "click",
        },
        {
            content: "the catalogue is in it",
            trigger: ":iframe td:contains(Noise)",
        },
    ],
});
