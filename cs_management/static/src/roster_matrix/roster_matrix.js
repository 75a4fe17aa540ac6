import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { formatDate } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RosterMatrixModel } from "./roster_matrix_model";
import { RosterMatrixRenderer } from "./roster_matrix_renderer";

import { Component, onWillStart } from "@odoo/owl";

const { DateTime } = luxon;

/** The roster of a team: agents by days, edited cell by cell (R10). */
export class RosterMatrix extends Component {
    static template = "cs_management.RosterMatrix";
    static components = { Dropdown, DropdownItem, Layout, RosterMatrixRenderer };
    static props = { ...standardActionServiceProps };

    setup() {
        const services = {};
        for (const name of RosterMatrixModel.services) {
            services[name] = useService(name);
        }
        this.model = new RosterMatrixModel(this.env, {}, services);
        useBus(this.model.bus, "update", () => this.render(true));
        useSetupAction({ getLocalState: () => this.model.state });
        onWillStart(() => this.model.load(this.props.state || {}));
    }

    /** The month; of another period its first and last day. */
    get title() {
        const { days } = this.model.data;
        const first = DateTime.fromISO(days[0].date);
        const last = DateTime.fromISO(days.at(-1).date);
        if (first.day === 1) {
            return last.toLocaleString({ month: "long", year: "numeric" });
        }
        return `${formatDate(first)} - ${formatDate(last)}`;
    }
}

registry.category("actions").add("cs_roster_matrix", RosterMatrix);
