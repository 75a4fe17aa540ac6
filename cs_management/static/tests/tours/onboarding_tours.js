import { queryFirst } from "@odoo/hoot-dom";
import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

// The issue's own bound: an empty company reaches its first payslip in fewer.
const MOST = 25;

/** Each click of the way, whoever asks for it: also those into a field. */
const clicks = { count: 0 };

function count() {
    clicks.count += 1;
}

function step(code, state) {
    return {
        content: `The step ${code} is ${state}`,
        trigger: `.o_cs_first_steps li[data-code='${code}'][data-state='${state}']`,
    };
}

function door(code, label) {
    return {
        content: `Go to ${label}`,
        trigger: `.o_cs_first_steps li[data-code='${code}'] button:contains('${label}')`,
        run: "click",
    };
}

/** Type into the field that has the focus, as one does who leaves it with Tab. */
function typed(field, text) {
    return {
        content: `Type ${text} into ${field}`,
        trigger: `.modal .o_selected_row [name='${field}'] input:focus`,
        async run({ press }) {
            const input = queryFirst(`.modal .o_selected_row [name='${field}'] input`);
            input.value = text;
            input.dispatchEvent(new InputEvent("input", { bubbles: true }));
            await press("Tab");
        },
    };
}

/** The same in a field with suggestions: the first one is taken by Tab. */
function chosen(root, field, text) {
    const input = `${root} [name='${field}'] input`;
    return [
        {
            content: `Type ${text} into ${field}`,
            trigger: `${input}:focus`,
            run() {
                const found = queryFirst(input);
                found.value = text;
                found.dispatchEvent(new InputEvent("input", { bubbles: true }));
            },
        },
        {
            content: `Take ${text}`,
            trigger: `.o-autocomplete--dropdown-menu a:contains('${text}')`,
            run: ({ press }) => press("Tab"),
        },
    ];
}

/** A row of the quick table by keyboard: Enter ends it and begins the next one. */
function person(name, number, isLast) {
    return [
        typed("name", name),
        typed("number", number),
        ...chosen(".modal .o_selected_row", "level_id", "Junior"),
        {
            content: "The level proposes the wage",
            trigger: ".modal .o_selected_row [name='wage'] input:focus",
            run: ({ press }) => (isLast ? press("Shift+Tab") : press("Enter")),
        },
    ];
}

function button(name, after) {
    return [
        {
            content: `Press ${name}`,
            trigger: `.o_form_view button[name='${name}']:enabled`,
            run: "click",
        },
        { content: `${name} is done`, trigger: after },
    ];
}

const back = {
    content: "Go back to the first steps",
    trigger: ".o_breadcrumb .breadcrumb-item a, .o_back_button",
    run: "click",
};

function status(value) {
    return `.o_statusbar_status button.o_arrow_button_current[data-value='${value}']`;
}

registry.category("web_tour.tours").add("cs_first_hour", {
    steps: () => [
        {
            content: "Count from here",
            trigger: "body",
            run() {
                clicks.count = 0;
                document.addEventListener("click", count, true);
            },
        },
        ...stepUtils.goToAppSteps("cs_management.cs_menu_root", "Open the Customer Service app"),
        // Country and period
        door("company", "Set Up"),
        ...chosen(".modal", "country_id", "China"),
        {
            content: "The country proposes its currency",
            trigger: ".modal [name='currency_id'] input:value(CNY)",
        },
        {
            content: "Apply it",
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        step("company", "done"),
        // Pack and policy
        door("pack", "Load a Pack"),
        {
            content: "Choose the regulation of a shop",
            trigger: ".modal [name='pack'] input, .modal [name='pack'] select",
            run: "click",
        },
        {
            content: "It is the first one",
            trigger: ".o_select_menu_item:contains('shop'), .modal [name='pack'] select",
            run: "click",
        },
        {
            content: "Load it",
            trigger: ".modal button[name='action_load']",
            run: "click",
        },
        ...button("action_approve", status("approved")),
        back,
        step("policy", "done"),
        // People
        door("people", "Enter Several"),
        {
            content: "Add a row",
            trigger: ".modal .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...person("Wang Li", "101"),
        ...person("Zhao Lei", "102"),
        ...person("Sun Yue", "103", true),
        {
            content: "Enter the three of them",
            trigger: ".modal button[name='action_enter']",
            run: "click",
        },
        step("people", "done"),
        // The trial run, and the first payslip
        door("trial", "Compute"),
        {
            content: "Each of them has a statement",
            trigger: ".o_form_view [name='statement_ids'] .o_data_row:nth-child(3)",
        },
        ...button("action_publish", status("published")),
        {
            content: "Lock it",
            trigger: "button[name='action_ask_lock']",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        { content: "It is locked", trigger: status("locked") },
        {
            content: "Make the payslips",
            trigger: "button[name='action_generate_payslips']",
            run: "click",
        },
        {
            content: "They are there, in fewer clicks than 25",
            trigger: ".o_list_view .o_data_row:nth-child(3):contains('Wang Li')",
            run() {
                document.removeEventListener("click", count, true);
                console.info(`The first payslip took ${clicks.count} clicks.`);
                if (clicks.count >= MOST) {
                    throw new Error(`${clicks.count} clicks to the first payslip`);
                }
            },
        },
    ],
});

const FILE = ".modal .o_field_widget[name=file]";

/** Choose a list of people with one row, and look at it. */
function look(wage) {
    const text = `Name,Work Number,Level,Wage\nWang Li,101,Junior,${wage}\n`;
    return [
        {
            content: `Choose the list with the wage ${wage}`,
            trigger: FILE,
            async run() {
                await inputFiles(`${FILE} input[type=file]`, [
                    new File([text], `${wage}.csv`, { type: "text/csv" }),
                ]);
            },
        },
        {
            content: "It is there",
            trigger: `${FILE} input:value(${wage}.csv), ${FILE}:contains(${wage}.csv)`,
        },
        {
            content: "Look at it",
            trigger: ".modal button[name=action_preview].btn-primary",
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("cs_first_list", {
    steps: () => [
        ...stepUtils.goToAppSteps("cs_management.cs_menu_root", "Open the Customer Service app"),
        door("people", "Import a List"),
        ...look("much"),
        {
            content: "The wage is no number",
            trigger: ".modal .o_data_row:contains(Wage):contains(much)",
        },
        ...look("2300"),
        {
            content: "Write it",
            trigger: ".modal button[name=action_import]",
            run: "click",
        },
        {
            content: "Nothing lies over what came of it",
            trigger: "body:not(:has(.modal)) .o_form_view [name=new_count]:contains(1)",
        },
        back,
        step("people", "done"),
    ],
});

registry.category("web_tour.tours").add("cs_policy_phone", {
    steps: () => [
        {
            content: "Every chapter is on the screen",
            trigger: ".o_cs_policy_chapters .nav-link:contains('Pay of Levels')",
            run() {
                const links = document.querySelectorAll(".o_cs_policy_chapters .nav-link");
                for (const link of links) {
                    const { left, right } = link.getBoundingClientRect();
                    if (left < 0 || right > window.innerWidth) {
                        throw new Error(`${link.innerText} is cut off`);
                    }
                }
            },
        },
        {
            content: "A rule is a card with its whole name",
            trigger: "[name=rule_ids] .o_kanban_record:contains('this month without a word')",
        },
    ],
});

registry.category("web_tour.tours").add("cs_people_phone", {
    steps: () => [
        {
            content: "Add somebody",
            trigger: ".modal [name=line_ids] .o-kanban-button-new",
            run: "click",
        },
        {
            content: "Enter the name",
            trigger: ".modal .o_form_view [name=name] input",
            run: "edit Wang Li",
        },
        {
            content: "Take them over",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "There is a card",
            trigger: ".modal [name=line_ids] .o_kanban_record:contains(Wang Li)",
        },
        {
            content: "Enter them",
            trigger: ".modal button[name=action_enter]",
            run: "click",
        },
        { content: "Done", trigger: "body:not(:has(.modal))" },
    ],
});
