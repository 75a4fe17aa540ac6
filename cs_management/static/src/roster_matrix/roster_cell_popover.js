import { Component } from "@odoo/owl";

/** What one agent is planned for on one day, and what may be done about it. */
export class RosterCellPopover extends Component {
    static template = "cs_management.RosterCellPopover";
    static props = {
        title: String,
        plans: Array,
        remarks: Array,
        shifts: Array,
        canEdit: Boolean,
        canAdd: Boolean,
        isRest: Boolean,
        onShift: Function,
        onAdd: Function,
        onRest: Function,
        onClear: Function,
        onKey: Function,
        swapLabel: { type: [String, Object] },
        onSwap: Function,
        close: { type: Function, optional: true },
    };

    onKeydown(ev) {
        // Enter and Tab belong to the buttons.
        if (!["Enter", "Tab", "Escape"].includes(ev.key)) {
            this.props.onKey(ev);
        }
    }
}
