import { useEffect } from "@odoo/owl";

const MOVES = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
};

/**
 * Keys of the matrix: arrows select, Enter opens, letters plan, Delete clears, Ctrl+Z undoes.
 *
 * @param {{ el: HTMLElement | null }} ref what holds the cells
 * @param {Object} params
 * @param {import("./roster_matrix_model").RosterMatrixModel} params.model
 * @param {(cell: Object) => void} params.open
 * @param {() => void} params.close close what is open
 * @param {(cell: Object) => void} params.reveal scroll the cell into view
 * @returns {(ev: KeyboardEvent) => void} for keys that are pressed elsewhere, as in a popover
 */
export function useRosterKeyboard(ref, { model, open, close, reveal }) {
    function onKeydown(ev) {
        if ((ev.ctrlKey || ev.metaKey) && ev.key.toLowerCase() === "z") {
            undo();
        } else if (ev.ctrlKey || ev.metaKey || ev.altKey || !onPlainKey(ev.key)) {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    /** @returns {boolean} whether the key means something here */
    function onPlainKey(key) {
        if (key in MOVES) {
            move(...MOVES[key]);
            return true;
        }
        const cell = model.selectedCell;
        if (!cell) {
            return false;
        }
        if (key === "Enter") {
            open(cell);
            return true;
        }
        return model.data.can_edit && edit(cell, key);
    }

    /** The first key selects the first cell. */
    function move(rows, columns) {
        close();
        const [row, column] = model.selected || [-rows, -columns];
        const cell = model.cellAt(row + rows, column + columns);
        if (cell) {
            model.select(cell);
            reveal(cell);
        }
    }

    /** @returns {boolean} whether the key plans something */
    function edit(cell, key) {
        const line = model.lineForKey(key, cell);
        const isClear = ["Delete", "Backspace"].includes(key);
        if (!line && !isClear) {
            return false;
        }
        close();
        model.set(cell, isClear ? [] : [line]);
        return true;
    }

    function undo() {
        if (model.canUndo) {
            close();
            model.undo();
        }
    }

    useEffect(
        (element) => {
            element.addEventListener("keydown", onKeydown);
            return () => element.removeEventListener("keydown", onKeydown);
        },
        () => [ref.el]
    );

    return onKeydown;
}
