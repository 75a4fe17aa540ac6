import { HomeChart } from "./home_chart";
import { HomeRows } from "./home_rows";
import { HomeTile } from "./home_tile";
import { FirstSteps } from "../onboarding/first_steps";
import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const ROLE = "cs_management.home_role";

/** One block of each code, in their order, with the items of all answers. */
export function merged(...answers) {
    const found = new Map();
    for (const block of answers.flat()) {
        const items = found.get(block.code)?.items || [];
        found.set(block.code, { ...block, items: [...items, ...block.items] });
    }
    return [...found.values()].sort((a, b) => a.place - b.place);
}

/** The first screen of each role. */
export class Home extends Component {
    static template = "cs_management.Home";
    static components = { FirstSteps, HomeChart, HomeRows, HomeTile, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            home: null,
            estimate: [],
            later: [],
            note: "",
            isEstimating: false,
            isChecking: false,
            checklist: [],
        });
        this.env.config.setDisplayName(_t("Customer Service"));
        onWillStart(() => this.load(browser.localStorage.getItem(ROLE) || false));
    }

    get display() {
        return { controlPanel: {} };
    }

    get blocks() {
        const { estimate, home, later } = this.state;
        return merged(estimate, home.blocks, later);
    }

    /** Show a role: the home at once, what takes longer when it comes. */
    async load(role) {
        const home = await this.orm.call("cs.home", "get_home", [role]);
        Object.assign(this.state, {
            home,
            estimate: [],
            later: [],
            note: "",
            isEstimating: home.estimate,
            isChecking: Boolean(home.checklist.length),
            checklist: [],
        });
        if (home.estimate) {
            this.loadEstimate(home);
        }
        this.loadLater(home);
        this.loadChecklist(home);
    }

    async choose(role) {
        browser.localStorage.setItem(ROLE, role);
        await this.load(role);
    }

    async loadLater(home) {
        const blocks = await this.orm.silent.call("cs.home", "get_later", [home.role]);
        if (this.isShown(home)) {
            this.state.later = blocks;
        }
    }

    async loadEstimate(home) {
        try {
            const { blocks, note } = await this.orm.silent.call("cs.home", "get_estimate", []);
            if (this.isShown(home)) {
                Object.assign(this.state, { estimate: blocks, note });
            }
        } finally {
            if (this.isShown(home)) {
                this.state.isEstimating = false;
            }
        }
    }

    async loadChecklist(home) {
        const found = [];
        try {
            for (const id of home.checklist) {
                const args = [[id]];
                const rows = await this.orm.silent.call("cs.period", "get_unfinished", args);
                found.push({ id, rows });
            }
        } finally {
            if (this.isShown(home)) {
                Object.assign(this.state, { checklist: found, isChecking: false });
            }
        }
    }

    /** Whether an answer is about what stands on the screen by now. */
    isShown(home) {
        return this.state.home.role === home.role;
    }

    open(action) {
        return this.action.doAction(action);
    }

    async openUnfinished(id, row) {
        const args = [[id], row.code];
        this.open(await this.orm.call("cs.period", "action_open_unfinished", args));
    }

    openPeriod(id) {
        return this.open({
            type: "ir.actions.act_window",
            res_model: "cs.period",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("cs_home", Home);
