import { open, status } from "./steps";
import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Steps that open the policy of a pack, and a page of it that shows a value. */
function policy(name, page, shown) {
    return [
        {
            content: `Open the policy ${name}`,
            trigger: `.o_data_row td[name='name']:contains('${name}')`,
            run: "click",
        },
        {
            content: `Its page ${page}`,
            trigger: `.o_form_view .o_notebook a.nav-link[name='${page}']`,
            run: "click",
        },
        {
            content: "What the regulation says stands there",
            trigger: `.o_form_view .tab-pane.active ${shown}`,
        },
    ];
}

/** Steps that open a pay period, which shows what an agent is paid in it. */
function period(month, agent, total) {
    return [
        ...open("cs_menu_payroll", "cs_menu_periods"),
        {
            content: `Open ${month}`,
            trigger: `.o_data_cell:contains('${month}')`,
            run: "click",
        },
        {
            content: `${agent} is paid ${total}`,
            trigger: `.o_field_widget[name='statement_ids'] .o_data_row:contains('${agent}'):contains('${total}')`,
        },
    ];
}

/** Steps that open the statement of an agent for a month. */
function statement(month, agent) {
    return [
        ...open("cs_menu_payroll", "cs_menu_statements"),
        {
            content: "Of all months, not of the recent ones",
            trigger: ".o_searchview_facet .o_facet_remove",
            run: "click",
        },
        {
            content: `That of ${agent} for ${month}`,
            trigger: `.o_data_row:contains('${month}'):contains('${agent}') td[name='amount_total']`,
            run: "click",
        },
    ];
}

/** A step that waits for an amount on the statement. */
function amount(name, value) {
    return {
        content: `${name} is ${value}`,
        trigger: `.o_field_widget[name='line_ids'] .o_data_row:contains('${name}'):contains('${value}')`,
    };
}

/** Steps that open what an amount comes from, and a record of it. */
function source(name, value, row, cell) {
    return [
        {
            content: `The sources of ${name}`,
            trigger: `.o_field_widget[name='line_ids'] .o_data_row:contains('${name}'):contains('${value}') button[name='action_open_sources']`,
            run: "click",
        },
        {
            content: `Open ${row}`,
            trigger: `.o_list_view .o_data_row:contains('${row}') td[name='${cell}']`,
            run: "click",
        },
    ];
}

tours.add("cs_pack_ops_150", {
    steps: () => [
        ...policy("Ops score", "score", "[name='float_max']:contains('400')"),
        ...period("2025-09", "许晴", "3,400.00"),
        ...statement("2025-09", "许晴"),
        amount("Score float", "400.00"),
        ...source("Score float", "400.00", "Replies on the forum", "date"),
        {
            content: "149 replies are two points: full fifties count",
            trigger:
                ".o_form_view:has([name='measure']:contains('149')):has([name='points']:contains('2'))",
        },
    ],
});

tours.add("cs_pack_pre_sales", {
    steps: () => [
        ...policy("Pre-sales", "commission", "[name='tier_ids'] .o_data_row:contains('70')"),
        ...period("2025-10", "江河", "2,237.50"),
        ...statement("2025-10", "江河"),
        amount("Commission", "100.00"),
        amount("Pool share", "55.55"),
        ...source("Yearly guarantee", "481.95", "481.95", "period_id"),
        {
            content: "The month of the account opens its statement",
            trigger:
                ".o_form_view .o_field_widget[name='line_ids'] .o_data_row:contains('Yearly guarantee'):contains('4,000')",
        },
    ],
});

tours.add("cs_pack_performance", {
    steps: () => [
        ...policy("Performance", "prizes", "[name='prize_ids'] .o_data_row:contains('three')"),
        ...period("2025-11", "叶青", "3,662.50"),
        ...statement("2025-11", "叶青"),
        amount("Prizes", "200.00"),
        ...statement("2025-09", "叶青"),
        amount("Seniority pay", "300.00"),
        ...source("KPI bonus", "375.00", "Performance sheet", "template_id"),
        {
            content: "Its sheet has all 100 points and is excellent",
            trigger:
                ".o_form_view:has([name='points']:contains('100')):has([name='grade']:contains('Excellent'))",
        },
    ],
});

tours.add("cs_pack_after_sales", {
    steps: () => [
        ...policy("After-sales", "discounts", "[name='discount_limit']:contains('30')"),
        ...period("2025-09", "魏然", "2,470.00"),
        ...statement("2025-09", "魏然"),
        amount("KPI bonus", "90 of 130 points, not passed"),
        ...source("Fines", "-30.00", "Customer complaint", "date"),
        {
            content: "The first complaint cost 30",
            trigger: ".o_form_view [name='amount']:contains('30')",
        },
        ...open("cs_menu_team", "cs_menu_reviews"),
        {
            content: "A sheet waits for its confirmation",
            trigger: ".o_data_row:contains('曹颖'):contains('Calibration') td[name='template_id']",
            run: "click",
        },
        {
            content: "95 of 130 points",
            trigger: ".o_form_view:has([name='points']:contains('95'))",
        },
        {
            content: "Confirm it",
            trigger: ".o_statusbar_buttons button[name='action_confirm']",
            run: "click",
        },
        status("confirmed"),
        ...period("2025-11", "曹颖", "2,000.00"),
        {
            content: "Compute the open month again",
            trigger: ".o_statusbar_buttons button[name='action_compute']",
            run: "click",
        },
        {
            content: "It pays the bonus",
            trigger:
                ".o_field_widget[name='statement_ids'] .o_data_row:contains('曹颖'):contains('2,300.00')",
        },
    ],
});

tours.add("cs_pack_platform", {
    steps: () => [
        ...policy("Platform", "allowances", "[name='allowance_ids'] .o_data_row:contains('2,000')"),
        ...period("2025-10", "潘虹", "9,315.00"),
        ...statement("2025-10", "潘虹"),
        amount("Allowance", "920.00"),
        amount("Allowance", "1,500.00"),
        ...source("Bonus", "1,250.00", "25", "date"),
        {
            content: "25 per cent of base pay, with who set it",
            trigger:
                ".o_form_view:has([name='percent']:contains('25')):has([name='set_by_id']:contains('沈岚'))",
        },
    ],
});
