import { written } from "./formats";
import { Component } from "@odoo/owl";

/** A figure; it opens the list that it counts. */
export class HomeTile extends Component {
    static template = "cs_management.HomeTile";
    static props = {
        item: Object,
        currencyId: { type: [Number, Boolean], optional: true },
        open: Function,
    };

    get value() {
        const { value, kind } = this.props.item;
        return written(value, kind, this.props.currencyId);
    }

    get tone() {
        const { tone } = this.props.item;
        return tone ? `text-${tone}` : "";
    }
}
