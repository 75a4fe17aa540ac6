import { open } from "./steps";
import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";

const FILE = ".modal .o_field_widget[name=file]";

/** Steps that choose a made-up file of a tool in the dialog and look at it. */
function look(name, text) {
    return [
        ...open("cs_menu_team", "cs_menu_import"),
        {
            content: "choose the file",
            trigger: FILE,
            async run() {
                await inputFiles(`${FILE} input[type=file]`, [
                    new File([text], name, { type: "text/csv" }),
                ]);
            },
        },
        {
            content: "the file is there",
            trigger: `${FILE} .o_clear_file_button`,
        },
        {
            content: "look at it first",
            trigger: ".modal button[name=action_preview]",
            run: "click",
        },
    ];
}

const IMPORT = {
    content: "write it",
    trigger: ".modal button[name=action_import]",
    run: "click",
};

registry.category("web_tour.tours").add("cs_import_orders", {
    steps: () => [
        ...look(
            "orders.csv",
            "订单编号,买家应付货款,订单付款时间,订单备注,店铺名称\n" +
                'A1,"1,000.00",2026-11-05 10:00,101,演示网店\n'
        ),
        {
            content: "the order as it will be",
            trigger: ".modal .o_field_widget[name=sample] td:contains(1000.00)",
        },
        IMPORT,
        {
            content: "the kept file says what came of it",
            trigger: ".o_form_view .o_field_widget[name=new_count]:contains(1)",
        },
    ],
});

registry.category("web_tour.tours").add("cs_import_punches", {
    steps: () => [
        ...look(
            "punches.csv",
            "姓名,工号,日期,上班1打卡时间,下班1打卡时间,下班1打卡结果\n" +
                "王小丽,101,26-11-04 星期三,08:25,,缺卡\n"
        ),
        {
            content: "a punch alone",
            trigger: ".modal .o_field_widget[name=sample] td:contains(08:25 alone)",
        },
        IMPORT,
        {
            content: "it is there",
            trigger: ".o_form_view .o_field_widget[name=new_count]:contains(1)",
        },
    ],
});
