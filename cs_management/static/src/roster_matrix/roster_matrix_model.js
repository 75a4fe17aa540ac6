import { serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { KeepLast, Mutex } from "@web/core/utils/concurrency";
import { Model } from "@web/model/model";

const { DateTime } = luxon;

const keyOf = (agentId, date) => `${agentId}_${date}`;

/**
 * What is planned for the agents of a team in a pay period, and how it changes (R10).
 *
 * Besides "update" the bus tells "select": that another cell is the selected one.
 */
export class RosterMatrixModel extends Model {
    static services = ["notification", "orm"];

    setup(params, { notification }) {
        this.notification = notification;
        this.keepLast = new KeepLast();
        this.mutex = new Mutex();
        // What the last edits replaced, latest last.
        this.undoStack = [];
        // Row and column of the selected cell.
        this.selected = null;
    }

    // -------------------------------------------------------------------------
    // Loading
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

    /** Go to another team or period: what was done in this one cannot be undone there. */
    async show(team, day) {
        await this.load({ team, day });
        this.undoStack = [];
        this.selected = null;
        this.notify();
    }

    async reload() {
        await this.load(this.state);
        this.notify();
    }

    /** What brings the user back to the same team and period. */
    get state() {
        return { team: this.data.team, day: this.data.days[0].date };
    }

    // -------------------------------------------------------------------------
    // Teams, agents and cells
    // -------------------------------------------------------------------------

    get team() {
        return this.data.teams.find((team) => team.id === this.data.team);
    }

    get me() {
        return this.data.agents.find((agent) => agent.is_me);
    }

    get activeShifts() {
        return this.data.shifts.filter((shift) => shift.is_active);
    }

    cellAt(row, column) {
        return this.rows[row]?.cells[column];
    }

    get selectedCell() {
        return this.selected && this.cellAt(...this.selected);
    }

    select(cell) {
        this.selected = [cell.row, cell.column];
        this.bus.trigger("select");
    }

    addLine(line) {
        const key = keyOf(line.employee_id, line.date);
        this.lines.set(key, [...(this.lines.get(key) || []), line]);
    }

    linesOf(cell) {
        return this.lines.get(cell.key) || [];
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
    // What may be planned
    // -------------------------------------------------------------------------

    lineOfShift(shift) {
        return { kind: "shift", shift_id: shift.id };
    }

    restLine() {
        return { kind: "rest", shift_id: false };
    }

    /** What a letter plans: rest by R, else a shift by its code; again: the next one. */
    lineForKey(key, cell) {
        if (key.length !== 1 || key === " ") {
            return null;
        }
        const letter = key.toLowerCase();
        const found = this.activeShifts
            .filter((shift) => shift.code.toLowerCase().startsWith(letter))
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

    /** Whether the user may plan the cell. */
    isEditable(cell) {
        return this.data.can_edit && !cell.day.locked && !cell.isAway;
    }

    /** Whether the user may plan the cell; says why not. */
    checkEditable(cell) {
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

    // -------------------------------------------------------------------------
    // Editing
    // -------------------------------------------------------------------------

    async set(cell, lines) {
        if (this.checkEditable(cell)) {
            await this.change([{ cell, lines }]);
        }
    }

    /** Give what a cell has to another one; it has nothing then. */
    async move(cell, target) {
        await this.spread(cell, [target], { isMove: true });
    }

    async copy(cell, target) {
        await this.spread(cell, [target]);
    }

    /** Give what a cell has to the days beside it, as far as the target's column. */
    async fill(cell, target) {
        await this.spread(cell, this.fillTargets(cell, target));
    }

    /** The cells of the row between the cell and the target's column, where the agent is. */
    fillTargets(cell, target) {
        const found = [];
        const step = target.column < cell.column ? -1 : 1;
        for (let column = cell.column + step; column !== target.column + step; column += step) {
            found.push(this.cellAt(cell.row, column));
        }
        return found.filter((cell) => !cell.isAway);
    }

    async spread(cell, targets, { isMove = false } = {}) {
        const touched = isMove ? [...targets, cell] : targets;
        if (!targets.length || !touched.every((other) => this.checkEditable(other))) {
            return;
        }
        const lines = this.linesOf(cell);
        this.select(targets.at(-1));
        await this.change(
            touched.map((other) => ({ cell: other, lines: other === cell ? [] : lines }))
        );
    }

    get canUndo() {
        return Boolean(this.undoStack.length);
    }

    async undo() {
        const before = this.undoStack.pop();
        if (before) {
            await this.change(before, { isUndo: true });
        }
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
        this.notify();
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
}
