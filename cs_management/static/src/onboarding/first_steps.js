import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const ICONS = {
    done: "fa-check-circle text-success",
    partly: "fa-adjust text-warning",
    open: "fa-circle-o text-muted",
    not_needed: "fa-minus-circle text-muted",
};

/** The first hour, step by step: where each stands, and the way to it. */
export class FirstSteps extends Component {
    static template = "cs_management.FirstSteps";
    static props = { isOnHome: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ found: null, isGone: false });
        onWillStart(() => this.load());
    }

    /** On the home they are shown until there is a payslip. */
    get isShown() {
        const { found, isGone } = this.state;
        return found && !isGone && !(this.props.isOnHome && found.is_done);
    }

    /** The step to go on with. */
    get next() {
        const { steps } = this.state.found;
        const open = steps.filter((step) => ["open", "partly"].includes(step.state));
        return open[0]?.code;
    }

    icon(step) {
        return ICONS[step.state];
    }

    /** The icon in words. */
    title(step) {
        return {
            done: _t("Done"),
            partly: _t("Partly done"),
            open: _t("To do"),
            not_needed: _t("Not needed"),
        }[step.state];
    }

    async load() {
        this.state.found = await this.orm.call("cs.onboarding", "get_steps", []);
    }

    async open(door) {
        const action = door.method
            ? await this.orm.call("cs.onboarding", door.method, [])
            : door.action;
        await this.action.doAction(action, {
            // Nothing to wait for: the dialog may close because this page is left.
            onClose: () => {
                this.load();
            },
        });
    }

    async skip(step) {
        await this.orm.call("cs.onboarding", "set_skipped", [step.code, !step.is_skipped]);
        await this.load();
    }

    async hide() {
        await this.orm.call("cs.onboarding", "set_hidden", []);
        this.state.isGone = true;
    }
}

/** The same as a screen of its own. */
export class FirstStepsAction extends Component {
    static template = "cs_management.FirstStepsAction";
    static components = { FirstSteps, Layout };
    static props = { ...standardActionServiceProps };

    get display() {
        return { controlPanel: {} };
    }
}

registry.category("actions").add("cs_first_steps", FirstStepsAction);
