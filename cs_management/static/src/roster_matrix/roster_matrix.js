import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { hasTouch } from "@web/core/browser/feature_detection";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { formatDate, serializeDateTime } from "@web/core/l10n/dates";
import { RPCError } from "@web/core/network/rpc";
import { usePopover } from "@web/core/popover/popover_hook";
import { registry } from "@web/core/registry";
import { KeepLast, Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { RosterCellPopover } from "./roster_cell_popover";
import { Component, onWillStart, useEffect, useExternalListener, useRef } from "@odoo/owl";

const { DateTime } = luxon;

// So far the pointer moves before a press becomes a drag, in pixels.
const DRAG_THRESHOLD = 5;
const MOVES = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
};

const keyOf = (agentId, date) => `${agentId}_${date}`;

/** The roster of a team: agents by days, edited cell by cell (R10). */
export class RosterMatrix extends Component {
    static template = "cs_management.RosterMatrix";
    static components = { Dropdown, DropdownItem, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.tableRef = useRef("table");
        this.popover = usePopover(RosterCellPopover, {
            popoverClass: "o_cs_roster_popover",
            useBottomSheet: this.env.isSmall && hasTouch(),
            onClose: () => this.tableRef.el?.focus({ preventScroll: true }),
        });
        this.keepLast = new KeepLast();
        this.mutex = new Mutex();
        // What the last edits replaced, latest last.
        this.undoStack = [];
        // Row and column of the selected cell.
        this.selected = null;
        this.drag = null;
        useSetupAction({
            getLocalState: () => ({ team: this.data.team, day: this.data.days[0].date }),
        });
        useExternalListener(window, "pointermove", this.onPointerMove);
        useExternalListener(window, "pointerup", this.onPointerUp);
        useEffect(() => this.mark());
        useEffect(
            () => this.scrollToToday(),
            () => [this.data.team, this.data.days[0].date]
        );
        onWillStart(() => this.load(this.props.state || {}));
    }

    // -------------------------------------------------------------------------
    // Data
    // -------------------------------------------------------------------------

    async load({ team = false, day = false } = {}) {
        const data = await this.keepLast.add(
            this.orm.call("cs.roster.line", "matrix_read", [], { department_id: team, day })
        );
        for (const day of data.days) {
            Object.assign(day, this.namesOf(DateTime.fromISO(day.date)));
        }
        this.data = data;
        this.shifts = new Map(data.shifts.map((shift) => [shift.id, shift]));
        this.lines = new Map();
        for (const line of data.lines) {
            this.addLine(line);
        }
        const swaps = new Map(
            data.swaps.map((swap) => [keyOf(swap.employee_id, swap.date), swap.id])
        );
        this.rows = data.agents.map((agent, row) => {
            const away = new Set(agent.away);
            return {
                agent,
                cells: data.days.map((day, column) => ({
                    key: keyOf(agent.id, day.date),
                    row,
                    column,
                    agent,
                    day,
                    isAway: away.has(day.date),
                    isLeave: day.date in agent.leave,
                    isAllDay: agent.leave[day.date],
                    swapId: swaps.get(keyOf(agent.id, day.date)),
                })),
            };
        });
    }

    /** A day in the words of the user's language. */
    namesOf(date) {
        return {
            day: date.day,
            weekday: date.toLocaleString({ weekday: "short" }),
            label: date.toLocaleString({ weekday: "short", month: "short", day: "numeric" }),
        };
    }

    /** The month; of another period its first and last day. */
    get title() {
        const first = DateTime.fromISO(this.data.days[0].date);
        const last = DateTime.fromISO(this.data.days.at(-1).date);
        if (first.day === 1) {
            return last.toLocaleString({ month: "long", year: "numeric" });
        }
        return `${formatDate(first)} - ${formatDate(last)}`;
    }

    async show(team, day) {
        this.popover.close();
        await this.load({ team, day });
        this.undoStack = [];
        this.selected = null;
        this.render();
    }

    async reload() {
        await this.load({ team: this.data.team, day: this.data.days[0].date });
        this.render();
    }

    addLine(line) {
        const key = keyOf(line.employee_id, line.date);
        this.lines.set(key, [...(this.lines.get(key) || []), line]);
    }

    linesOf(cell) {
        return this.lines.get(cell.key) || [];
    }

    get team() {
        return this.data.teams.find((team) => team.id === this.data.team);
    }

    get me() {
        return this.data.agents.find((agent) => agent.is_me);
    }

    /** Rows of the footer: how many are on each shift, by day; who is on leave does not count. */
    get headcounts() {
        const counts = new Map(this.data.shifts.map((shift) => [shift.id, new Map()]));
        for (const { cells } of this.rows) {
            for (const cell of cells.filter((cell) => !cell.isAllDay)) {
                for (const { shift_id } of this.linesOf(cell)) {
                    const days = counts.get(shift_id);
                    days?.set(cell.day.date, (days.get(cell.day.date) || 0) + 1);
                }
            }
        }
        return this.data.shifts
            .filter((shift) => shift.is_used || counts.get(shift.id).size)
            .map((shift) => ({
                shift,
                days: this.data.days.map((day) => {
                    const count = counts.get(shift.id).get(day.date) || 0;
                    return { day, count, isUnder: count < shift.minimum };
                }),
            }));
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
        const lines = this.linesOf(cell).flatMap((line) => [this.textOf(line), line.remark]);
        const leave = this.leaveText(cell);
        return [cell.agent.name, cell.day.label, leave, ...lines].filter(Boolean).join("\n");
    }

    leaveText(cell) {
        if (!cell.isLeave) {
            return "";
        }
        return cell.isAllDay ? _t("On leave") : _t("On leave for a part of the day");
    }

    textOf(line) {
        const what = line.kind === "rest" ? _t("Rest day") : this.shifts.get(line.shift_id)?.name;
        return [what, line.hours, line.note].filter(Boolean).join(" ");
    }

    codeOf(line) {
        return line.kind === "rest"
            ? _t("R")
            : this.shifts.get(line.shift_id)?.code || line.hours.slice(0, 5);
    }

    colorOf(line) {
        if (line.kind === "rest") {
            return "o_cs_rest";
        }
        const color = this.shifts.get(line.shift_id)?.color || 0;
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
        table.classList.toggle("o_cs_dragging", Boolean(this.drag?.isMoving));
        const cell = this.selectedCell;
        if (cell) {
            this.elementOf(cell)?.classList.add("o_cs_selected");
        }
        for (const target of this.drag?.isMoving ? this.dragTargets() : []) {
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

    cellAt(row, column) {
        return this.rows[row]?.cells[column];
    }

    cellOf(element) {
        const td = element.closest?.("td[data-key]");
        if (!td || !this.tableRef.el?.contains(td)) {
            return null;
        }
        return this.cellAt(Number(td.dataset.row), Number(td.dataset.column));
    }

    get selectedCell() {
        return this.selected && this.cellAt(...this.selected);
    }

    // -------------------------------------------------------------------------
    // Editing
    // -------------------------------------------------------------------------

    /** Whether the user may plan the cell; says why not. */
    isEditable(cell) {
        if (!this.data.can_edit) {
            return false;
        }
        const reason =
            cell.day.locked ||
            (cell.isAway &&
                _t("%(agent)s is not in this team on %(date)s.", {
                    agent: cell.agent.name,
                    date: cell.day.label,
                }));
        if (reason) {
            this.notification.add(reason, { type: "warning" });
        }
        return !reason;
    }

    /**
     * Make cells what they shall be, on the server too; all of them or none.
     *
     * @param {{cell: Object, lines: Object[]}[]} changes
     */
    async change(changes, { isUndo = false } = {}) {
        return this.mutex.exec(() => this._change(changes, isUndo));
    }

    async _change(changes, isUndo) {
        const before = changes.map(({ cell }) => ({ cell, lines: this.linesOf(cell) }));
        let result;
        try {
            result = await this.orm.call("cs.roster.line", "matrix_write", [
                changes.map(({ cell, lines }) => ({
                    employee_id: cell.agent.id,
                    date: cell.day.date,
                    lines: lines.map((line) => this.valuesFor(line, cell.day.date)),
                    known: this.linesOf(cell).map((line) => line.id),
                })),
            ]);
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.notification.add(error.data?.message || error.message, { type: "danger" });
            return this.reload();
        }
        for (const { cell } of changes) {
            this.lines.delete(cell.key);
        }
        for (const line of result.lines) {
            this.addLine(line);
        }
        if (!isUndo) {
            this.undoStack.push(before);
        }
        if (result.warnings.length) {
            this.notification.add(result.warnings.join("\n"), { type: "warning" });
        }
        this.render();
    }

    /** A line as the server takes it; hours of its own move along with the date. */
    valuesFor(line, date) {
        const values = { kind: line.kind, shift_id: line.shift_id, note: line.note };
        if (line.is_custom) {
            const days = DateTime.fromISO(date).diff(DateTime.fromISO(line.date), "days").days;
            for (const name of ["start", "stop"]) {
                const instant = DateTime.fromSQL(line[name], { zone: "utc" });
                values[name] = serializeDateTime(instant.plus({ days }));
            }
        }
        return values;
    }

    async set(cell, lines) {
        if (this.isEditable(cell)) {
            await this.change([{ cell, lines }]);
        }
    }

    async undo() {
        const before = this.undoStack.pop();
        if (before) {
            this.popover.close();
            await this.change(before, { isUndo: true });
        }
    }

    // -------------------------------------------------------------------------
    // Pointer: click opens, drag moves, the handle fills
    // -------------------------------------------------------------------------

    onClick(ev) {
        const cell = this.cellOf(ev.target);
        if (cell && !ev.target.closest(".o_cs_handle")) {
            this.select(cell);
            this.open(cell);
        }
    }

    onPointerDown(ev) {
        const cell = this.cellOf(ev.target);
        // A finger scrolls.
        if (!cell || ev.button || ev.pointerType === "touch" || !this.data.can_edit) {
            return;
        }
        const isFill = Boolean(ev.target.closest(".o_cs_handle"));
        if (this.linesOf(cell).length) {
            this.drag = { cell, isFill, target: cell, x: ev.clientX, y: ev.clientY };
        }
    }

    onPointerMove(ev) {
        const drag = this.drag;
        if (!drag) {
            return;
        }
        if (!drag.isMoving) {
            const far = Math.max(Math.abs(ev.clientX - drag.x), Math.abs(ev.clientY - drag.y));
            if (far < DRAG_THRESHOLD) {
                return;
            }
            drag.isMoving = true;
            this.popover.close();
        }
        ev.preventDefault();
        browser.getSelection?.()?.removeAllRanges();
        const target = this.cellOf(ev.target);
        if (target && target !== drag.target) {
            drag.target = target;
            this.mark();
        }
    }

    async onPointerUp(ev) {
        const drag = this.drag;
        if (!drag?.isMoving) {
            this.drag = null;
            return;
        }
        const targets = this.dragTargets();
        const lines = this.linesOf(drag.cell);
        this.drag = null;
        this.mark();
        if (!targets.length || !targets.every((cell) => this.isEditable(cell))) {
            return;
        }
        const changes = targets.map((cell) => ({ cell, lines }));
        if (!drag.isFill && !ev.ctrlKey && !ev.altKey && !ev.metaKey) {
            if (!this.isEditable(drag.cell)) {
                return;
            }
            changes.push({ cell: drag.cell, lines: [] });
        }
        this.select(targets.at(-1));
        await this.change(changes);
    }

    onDragCancel(ev) {
        if (ev.key === "Escape" && this.drag) {
            this.drag = null;
            this.mark();
        }
    }

    /** The cells that a drag would change, besides the one where it began. */
    dragTargets() {
        const { cell, target, isFill } = this.drag;
        if (cell === target) {
            return [];
        }
        if (!isFill) {
            return [target];
        }
        const found = [];
        const step = target.column < cell.column ? -1 : 1;
        for (let column = cell.column + step; column !== target.column + step; column += step) {
            found.push(this.cellAt(cell.row, column));
        }
        return found.filter((cell) => !cell.isAway);
    }

    // -------------------------------------------------------------------------
    // Keyboard
    // -------------------------------------------------------------------------

    onKeydown(ev) {
        this.onDragCancel(ev);
        if ((ev.ctrlKey || ev.metaKey) && ev.key.toLowerCase() === "z") {
            this.undo();
        } else if (ev.ctrlKey || ev.metaKey || ev.altKey || !this.onPlainKey(ev)) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    /** @returns {boolean} whether the key means something here */
    onPlainKey(ev) {
        const move = MOVES[ev.key];
        if (move) {
            this.popover.close();
            const [row, column] = this.selected || [0, 0];
            const cell = this.selected
                ? this.cellAt(row + move[0], column + move[1])
                : this.cellAt(0, 0);
            if (cell) {
                this.select(cell);
                this.elementOf(cell).scrollIntoView({ block: "nearest", inline: "nearest" });
            }
            return true;
        }
        const cell = this.selectedCell;
        if (!cell) {
            return false;
        }
        if (ev.key === "Enter") {
            this.open(cell);
            return true;
        }
        if (!this.data.can_edit) {
            return false;
        }
        if (["Delete", "Backspace"].includes(ev.key)) {
            this.popover.close();
            this.set(cell, []);
            return true;
        }
        const line = this.lineForKey(ev.key, cell);
        if (line) {
            this.popover.close();
            this.set(cell, [line]);
        }
        return Boolean(line);
    }

    /** What a letter plans: rest by R, else a shift by its code; again: the next one. */
    lineForKey(key, cell) {
        if (key.length !== 1 || key === " ") {
            return null;
        }
        const letter = key.toLowerCase();
        const found = this.data.shifts
            .filter((shift) => shift.is_active && shift.code.toLowerCase().startsWith(letter))
            .map((shift) => this.lineOfShift(shift));
        if (letter === "r") {
            found.unshift(this.restLine());
        }
        const [now] = this.linesOf(cell);
        const place = found.findIndex(
            (line) => now && line.kind === now.kind && line.shift_id === now.shift_id
        );
        return found[(place + 1) % found.length] || null;
    }

    lineOfShift(shift) {
        return { kind: "shift", shift_id: shift.id };
    }

    restLine() {
        return { kind: "rest", shift_id: false };
    }

    select(cell) {
        this.selected = [cell.row, cell.column];
        this.mark();
    }

    // -------------------------------------------------------------------------
    // One cell
    // -------------------------------------------------------------------------

    open(cell) {
        const isAhead = !cell.day.is_past && !cell.day.locked && !cell.isAway;
        const isMine = cell.agent.is_me;
        const lines = this.linesOf(cell);
        const canEdit = this.data.can_edit && !cell.day.locked && !cell.isAway;
        const choose = (wanted) => {
            this.popover.close();
            return this.set(cell, wanted);
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
                ? this.data.shifts
                      .filter((shift) => shift.is_active)
                      .map((shift) => ({
                          ...shift,
                          isPlanned: lines.some((line) => line.shift_id === shift.id),
                      }))
                : [],
            canEdit,
            isRest: lines.some((line) => line.kind === "rest"),
            canAdd: lines.some((line) => line.kind === "shift"),
            onShift: (shift) => choose([this.lineOfShift(shift)]),
            onAdd: (shift) => choose([...lines, this.lineOfShift(shift)]),
            onRest: () => choose([this.restLine()]),
            onClear: () => choose([]),
            onKey: (ev) => this.onKeydown(ev),
            swapLabel: this.swapLabel(cell, isAhead, isMine),
            onSwap: () => this.openSwap(cell),
        });
    }

    swapLabel(cell, isAhead, isMine) {
        if (cell.swapId) {
            return _t("Open the Swap");
        }
        if (!this.me || !isAhead) {
            return "";
        }
        return isMine
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

registry.category("actions").add("cs_roster_matrix", RosterMatrix);
