import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** What is unfinished before the period is locked, each with a way to it. */
export class PeriodChecklist extends Component {
    static template = "cs_management.PeriodChecklist";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.list = useState({ rows: [] });
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((next) => this.load(next));
    }

    async load({ record }) {
        this.list.rows = record.resId
            ? await this.orm.call("cs.period", "get_unfinished", [[record.resId]])
            : [];
    }

    async open(row) {
        const { resId } = this.props.record;
        const args = [[resId], row.code];
        const action = await this.orm.call("cs.period", "action_open_unfinished", args);
        await this.action.doAction(action);
    }
}

registry.category("view_widgets").add("cs_period_checklist", {
    component: PeriodChecklist,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "computed_at", type: "datetime" },
    ],
});
