import { RosterMatrix } from "@cs_management/roster_matrix/roster_matrix";
import { RosterMatrixModel } from "@cs_management/roster_matrix/roster_matrix_model";
import { expect, queryAll } from "@odoo/hoot";
import {
    makeMockEnv,
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { getDefaultConfig } from "@web/views/view";

export const LOCKED = "The week before is locked, its roster does not change any more.";
export const MEANWHILE = "The roster has been changed by somebody else meanwhile.";

// Sunday to Saturday; Wednesday is today.
const DATES = [1, 2, 3, 4, 5, 6, 7].map((day) => `2026-03-0${day}`);

const SHIFT = { minimum: 0, is_active: true, is_used: true };
const SHIFTS = [
    { ...SHIFT, id: 1, code: "D", name: "Day", hours: "08:30-17:30", color: 4, minimum: 1 },
    { ...SHIFT, id: 2, code: "L", name: "Late", hours: "17:30-23:30", color: 11 },
    { ...SHIFT, id: 3, code: "LN", name: "Late night", hours: "20:00-02:00", color: 10 },
    { ...SHIFT, id: 4, code: "X", name: "Archived", hours: "06:00-12:00", is_active: false },
];
SHIFTS[2].is_used = SHIFTS[3].is_used = false;

let nextId = 100;

/** A line as the server tells it; of a rest day if there is no shift. */
export function makeLine(agentId, column, shiftId = false, values = {}) {
    return {
        id: nextId++,
        employee_id: agentId,
        date: DATES[column],
        kind: shiftId ? "shift" : "rest",
        shift_id: shiftId,
        hours: SHIFTS.find((shift) => shift.id === shiftId)?.hours || "",
        start: false,
        stop: false,
        is_custom: false,
        note: "",
        remark: "",
        ...values,
    };
}

/**
 * A team of three: what it is planned for, by the letters of the shifts:
 *
 *          Sun (locked)  Mon  Tue      Wed    Thu          Fri            Sat
 *   Li     D             D    R                L* 18:00
 *   Wang                 L    holiday                      swap asked
 *   Zhao                               D      D            not in team
 *                                      leave  leave (part)
 */
function makeMatrix(canEdit, me) {
    const agents = ["Li", "Wang", "Zhao"].map((name, index) => ({
        id: index + 1,
        name,
        code: "",
        is_me: name === me,
        away: [],
        leave: {},
    }));
    agents[0].code = "A1";
    agents[2].away = [DATES[5]];
    agents[2].leave = { [DATES[3]]: true, [DATES[4]]: false };
    return {
        team: 1,
        teams: [
            { id: 1, name: "Service" },
            { id: 2, name: "Night service" },
        ],
        can_edit: canEdit,
        today: DATES[3],
        previous: "2026-02-28",
        next: "2026-03-08",
        days: DATES.map((date, column) => ({
            date,
            is_weekend: [0, 6].includes(column),
            is_today: column === 3,
            is_past: column < 3,
            holiday: column === 2 && "Lantern Festival",
            locked: column === 0 && LOCKED,
        })),
        shifts: SHIFTS,
        agents,
        lines: [
            makeLine(1, 0, 1),
            makeLine(1, 1, 1),
            makeLine(1, 2),
            makeLine(1, 4, 2, {
                hours: "18:00-23:00",
                start: "2026-03-05 10:00:00",
                stop: "2026-03-05 15:00:00",
                is_custom: true,
                note: "calls",
                remark: "Less than 11 hours of rest.",
            }),
            makeLine(2, 1, 2),
            makeLine(3, 3, 1),
            makeLine(3, 4, 1),
        ],
        swaps: [{ id: 7, employee_id: 2, date: DATES[5] }],
    };
}

/**
 * A server that keeps the roster of the team, and what it was asked.
 *
 * @param {{ canEdit?: boolean, me?: string, change?: (matrix: Object) => void }} [params]
 *  by default a leader who is no agent
 */
export function mockRosterServer({ canEdit = true, me = "", change } = {}) {
    const matrix = makeMatrix(canEdit, me);
    change?.(matrix);
    const server = { matrix, reads: [], writes: [], warnings: [] };

    onRpc("cs.roster.line", "matrix_read", ({ kwargs }) => {
        server.reads.push([kwargs.department_id, kwargs.day]);
        return { ...matrix, team: kwargs.department_id || matrix.team };
    });
    onRpc("cs.roster.line", "matrix_write", ({ args: [changes] }) => {
        server.writes.push(changes);
        const isOf = (change) => (line) =>
            line.employee_id === change.employee_id && line.date === change.date;
        for (const change of changes) {
            const present = matrix.lines.filter(isOf(change)).map((line) => line.id);
            if (String(present) !== String(change.known)) {
                throw makeServerError({ message: MEANWHILE });
            }
        }
        const made = changes.flatMap(({ employee_id, date, lines }) =>
            lines.map((line) =>
                makeLine(employee_id, DATES.indexOf(date), line.shift_id, {
                    ...line,
                    is_custom: "start" in line,
                })
            )
        );
        matrix.lines = matrix.lines
            .filter((line) => !changes.some((change) => isOf(change)(line)))
            .concat(made);
        return { lines: made, warnings: server.warnings };
    });
    return server;
}

/** Notifications become steps: what they say, after their type. */
export function mockNotifications() {
    mockService("notification", {
        add: (message, { type }) => expect.step(`${type}: ${message}`),
    });
}

/** The model alone, loaded. */
export async function makeModel(params) {
    const server = mockRosterServer(params);
    mockNotifications();
    const { services } = await makeMockEnv();
    const model = new RosterMatrixModel({}, {}, services);
    await model.load();
    return { model, server };
}

/** The client action on its own. */
export async function mountRoster(params, props = {}) {
    const server = mockRosterServer(params);
    mockNotifications();
    await mountWithCleanup(RosterMatrix, {
        componentEnv: { config: getDefaultConfig() },
        props: { action: {}, actionId: 1, updateActionState: () => {}, ...props },
    });
    return server;
}

/** The selector of a cell. */
export function cell(agent, column) {
    return `.o_cs_roster_table td[data-agent="${agent}"][data-column="${column}"]`;
}

/** What an agent is planned for as it is shown, day by day. */
export function codesOf(agent) {
    return queryAll(`.o_cs_roster_table td[data-agent="${agent}"]`).map((td) =>
        td.innerText.trim()
    );
}

/** What cells of a write become: agent, day and ids of shifts (false is a rest day). */
export function planOf(changes) {
    return changes.map(({ employee_id, date, lines }) => [
        employee_id,
        DATES.indexOf(date),
        lines.map((line) => line.shift_id),
    ]);
}
