import { hasTouch } from "@web/core/browser/feature_detection";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { useBus, useService } from "@web/core/utils/hooks";
import { RosterCellPopover } from "./roster_cell_popover";
import { useRosterDrag } from "./roster_drag_hook";
import { useRosterKeyboard } from "./roster_keyboard_hook";
import { RosterMatrixModel } from "./roster_matrix_model";

import { Component, useEffect, useRef } from "@odoo/owl";

/** The table of a roster: how cells look, and what pointer and keys do to them. */
export class RosterMatrixRenderer extends Component {
    static template = "cs_management.RosterMatrixRenderer";
    static props = { model: RosterMatrixModel };

    setup() {
        this.model = this.props.model;
        this.action = useService("action");
        this.tableRef = useRef("table");
        this.popover = usePopover(RosterCellPopover, {
            popoverClass: "o_cs_roster_popover",
            useBottomSheet: this.env.isSmall && hasTouch(),
            onClose: () => this.tableRef.el?.focus({ preventScroll: true }),
        });
        this.drag = useRosterDrag(this.tableRef, {
            cellOf: (element) => this.cellOf(element),
            canDrag: (cell) => this.data.can_edit && this.model.linesOf(cell).length,
            onStart: () => this.popover.close(),
            onChange: () => this.mark(),
            onDrop: (drag, ev) => this.drop(drag, ev),
        });
        this.onKeydown = useRosterKeyboard(this.tableRef, {
            model: this.model,
            open: (cell) => this.open(cell),
            close: () => this.popover.close(),
            reveal: (cell) =>
                this.elementOf(cell).scrollIntoView({ block: "nearest", inline: "nearest" }),
        });
        useBus(this.model.bus, "select", () => this.mark());
        useEffect(() => this.mark());
        useEffect(
            () => this.scrollToToday(),
            () => [this.data.team, this.data.days[0].date]
        );
    }

    get data() {
        return this.model.data;
    }

    // -------------------------------------------------------------------------
    // What cells look like
    // -------------------------------------------------------------------------

    classOfDay(day) {
        return {
            o_cs_weekend: day.is_weekend,
            o_cs_holiday: day.holiday,
            o_cs_today: day.is_today,
        };
    }

    classOfCell(cell) {
        return {
            ...this.classOfDay(cell.day),
            o_cs_leave: cell.isLeave,
            o_cs_away: cell.isAway || cell.day.locked,
        };
    }

    titleOfDay(day) {
        return [day.label, day.holiday, day.locked].filter(Boolean).join("\n");
    }

    titleOfCell(cell) {
        const lines = this.model.linesOf(cell).flatMap((line) => [this.textOf(line), line.remark]);
        const leave = this.leaveText(cell);
        return [cell.agent.name, cell.day.label, leave, ...lines].filter(Boolean).join("\n");
    }

    leaveText(cell) {
        if (!cell.isLeave) {
            return "";
        }
        return cell.isAllDay ? _t("On leave") : _t("On leave for a part of the day");
    }

    shiftOf(line) {
        return this.model.shifts.get(line.shift_id);
    }

    textOf(line) {
        const what = line.kind === "rest" ? _t("Rest day") : this.shiftOf(line)?.name;
        return [what, line.hours, line.note].filter(Boolean).join(" ");
    }

    codeOf(line) {
        return line.kind === "rest" ? _t("R") : this.shiftOf(line)?.code || line.hours.slice(0, 5);
    }

    colorOf(line) {
        if (line.kind === "rest") {
            return "o_cs_rest";
        }
        const color = this.shiftOf(line)?.color || 0;
        return `o_tag o_tag_color_${color}${line.remark ? " o_cs_remark" : ""}`;
    }

    /** Put the marks of selection and drag on the cells; without rendering them all. */
    mark() {
        const table = this.tableRef.el;
        if (!table) {
            return;
        }
        for (const name of ["o_cs_selected", "o_cs_target"]) {
            for (const element of table.querySelectorAll(`.${name}`)) {
                element.classList.remove(name);
            }
        }
        const drag = this.drag.current;
        table.classList.toggle("o_cs_dragging", Boolean(drag));
        const cell = this.model.selectedCell;
        if (cell) {
            this.elementOf(cell)?.classList.add("o_cs_selected");
        }
        for (const target of drag ? this.dragTargets(drag) : []) {
            this.elementOf(target)?.classList.add("o_cs_target");
        }
    }

    /** Where not all days fit, today comes first. */
    scrollToToday() {
        const today = this.tableRef.el?.querySelector("thead .o_cs_today");
        if (today) {
            const scroll = this.tableRef.el.parentElement;
            const agent = this.tableRef.el.querySelector(".o_cs_agent");
            scroll.scrollLeft = today.offsetLeft - agent.offsetWidth;
        }
    }

    elementOf(cell) {
        return this.tableRef.el.querySelector(`td[data-key="${cell.key}"]`);
    }

    cellOf(element) {
        const td = element.closest?.("td[data-key]");
        if (!td || !this.tableRef.el?.contains(td)) {
            return null;
        }
        return this.model.cellAt(Number(td.dataset.row), Number(td.dataset.column));
    }

    // -------------------------------------------------------------------------
    // Pointer: click opens, drag moves, the handle fills
    // -------------------------------------------------------------------------

    onClick(ev) {
        const cell = this.cellOf(ev.target);
        if (cell && !ev.target.closest(".o_cs_handle")) {
            this.model.select(cell);
            this.open(cell);
        }
    }

    /** The cells that a drag would change, besides the one where it began. */
    dragTargets({ cell, target, isFill }) {
        if (cell === target) {
            return [];
        }
        return isFill ? this.model.fillTargets(cell, target) : [target];
    }

    async drop({ cell, target, isFill }, ev) {
        if (cell === target) {
            return;
        }
        if (isFill) {
            await this.model.fill(cell, target);
        } else if (ev.ctrlKey || ev.altKey || ev.metaKey) {
            await this.model.copy(cell, target);
        } else {
            await this.model.move(cell, target);
        }
    }

    // -------------------------------------------------------------------------
    // One cell
    // -------------------------------------------------------------------------

    open(cell) {
        const lines = this.model.linesOf(cell);
        const canEdit = this.model.isEditable(cell);
        const choose = (wanted) => {
            this.popover.close();
            return this.model.set(cell, wanted);
        };
        this.popover.open(this.elementOf(cell), {
            title: `${cell.agent.name}, ${cell.day.label}`,
            plans: lines.map((line) => ({
                id: line.id,
                code: this.codeOf(line),
                color: this.colorOf(line),
                text: this.textOf(line),
            })),
            remarks: [
                this.leaveText(cell),
                cell.day.holiday,
                cell.day.locked,
                cell.isAway && _t("Not in this team on that day"),
                ...lines.map((line) => line.remark),
            ].filter(Boolean),
            shifts: canEdit
                ? this.model.activeShifts.map((shift) => ({
                      ...shift,
                      isPlanned: lines.some((line) => line.shift_id === shift.id),
                  }))
                : [],
            canEdit,
            isRest: lines.some((line) => line.kind === "rest"),
            canAdd: lines.some((line) => line.kind === "shift"),
            onShift: (shift) => choose([this.model.lineOfShift(shift)]),
            onAdd: (shift) => choose([...lines, this.model.lineOfShift(shift)]),
            onRest: () => choose([this.model.restLine()]),
            onClear: () => choose([]),
            onKey: this.onKeydown,
            swapLabel: this.swapLabel(cell),
            onSwap: () => this.openSwap(cell),
        });
    }

    swapLabel(cell) {
        const isAhead = !cell.day.is_past && !cell.day.locked && !cell.isAway;
        if (cell.swapId) {
            return _t("Open the Swap");
        }
        if (!this.model.me || !isAhead) {
            return "";
        }
        return cell.agent.is_me
            ? _t("Ask for a Swap")
            : _t("Ask %(agent)s for a Swap", { agent: cell.agent.name });
    }

    openSwap(cell) {
        this.popover.close();
        const context = { default_date: cell.day.date };
        if (!cell.agent.is_me) {
            context.default_other_id = cell.agent.id;
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Swap"),
            res_model: "cs.roster.swap",
            res_id: cell.swapId || false,
            views: [[false, "form"]],
            context,
        });
    }
}
