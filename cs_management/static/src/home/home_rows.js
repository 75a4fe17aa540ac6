import { written } from "./formats";
import { Component } from "@odoo/owl";

/** A short table: words, then a figure. */
export class HomeRows extends Component {
    static template = "cs_management.HomeRows";
    static props = {
        item: Object,
        currencyId: { type: [Number, Boolean], optional: true },
        open: Function,
    };

    value(row) {
        return written(row.value, this.props.item.kind, this.props.currencyId);
    }
}
