import { Component, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

export const INTERVAL = 2000;
const FIELDS = ["job_state", "job_text", "job_done", "job_total", "job_is_lost"];

/** How far the step is that runs in the background; looks again until it has ended. */
export class PeriodProgress extends Component {
    static template = "cs_management.PeriodProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.job = useState({ job_text: "", job_done: 0, job_total: 0 });
        this.isAsking = false;
        this.refresh();
        const timer = browser.setInterval(() => this.refresh(), INTERVAL);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    get percent() {
        const { job_done, job_total } = this.job;
        return job_total ? Math.floor((100 * job_done) / job_total) : 0;
    }

    get isRunning() {
        return ["waiting", "running"].includes(this.props.record.data.job_state);
    }

    async refresh() {
        const { record } = this.props;
        if (this.isAsking || !record.resId || !this.isRunning) {
            return;
        }
        this.isAsking = true;
        try {
            const [now] = await this.orm.silent.read(record.resModel, [record.resId], FIELDS);
            Object.assign(this.job, now);
            const shown = record.data;
            const hasChanged =
                now.job_state !== shown.job_state || now.job_is_lost !== shown.job_is_lost;
            // What somebody is writing is not taken from them.
            if (hasChanged && !(await record.isDirty())) {
                await record.load();
            }
        } finally {
            this.isAsking = false;
        }
    }
}

registry.category("view_widgets").add("cs_period_progress", {
    component: PeriodProgress,
    fieldDependencies: [
        { name: "job_state", type: "selection" },
        { name: "job_is_lost", type: "boolean" },
    ],
});
