import { browser } from "@web/core/browser/browser";

import { useEffect, useExternalListener } from "@odoo/owl";

// So far the pointer moves before a press becomes a drag, in pixels.
const DRAG_THRESHOLD = 5;

/**
 * @typedef {Object} RosterDrag
 * @property {Object} cell where it began
 * @property {Object} target the last cell that the pointer was on
 * @property {boolean} isFill whether the handle is dragged, not what is planned
 */

/**
 * Drag from cell to cell by mouse or pen; Escape calls it off, a finger scrolls.
 *
 * @param {{ el: HTMLElement | null }} ref what holds the cells
 * @param {Object} params
 * @param {(element: Element) => Object | null} params.cellOf
 * @param {(cell: Object) => boolean} params.canDrag
 * @param {() => void} params.onStart
 * @param {() => void} params.onChange the drag has another target, or is over
 * @param {(drag: RosterDrag, ev: PointerEvent) => void} params.onDrop
 * @returns {{ readonly current: RosterDrag | null }} the drag that goes on now
 */
export function useRosterDrag(ref, { cellOf, canDrag, onStart, onChange, onDrop }) {
    // From the press on; it may yet turn out to be a click.
    let drag = null;

    function onPointerDown(ev) {
        const cell = cellOf(ev.target);
        if (!cell || ev.button || ev.pointerType === "touch" || !canDrag(cell)) {
            return;
        }
        const isFill = Boolean(ev.target.closest(".o_cs_handle"));
        drag = { cell, isFill, target: cell, x: ev.clientX, y: ev.clientY, isMoving: false };
    }

    function onPointerMove(ev) {
        if (!drag) {
            return;
        }
        if (!drag.isMoving) {
            const far = Math.max(Math.abs(ev.clientX - drag.x), Math.abs(ev.clientY - drag.y));
            if (far < DRAG_THRESHOLD) {
                return;
            }
            drag.isMoving = true;
            onStart();
        }
        ev.preventDefault();
        browser.getSelection?.()?.removeAllRanges();
        const target = cellOf(ev.target);
        if (target && target !== drag.target) {
            drag.target = target;
            onChange();
        }
    }

    function onPointerUp(ev) {
        const done = drag;
        drag = null;
        if (done?.isMoving) {
            onChange();
            return onDrop(done, ev);
        }
    }

    function onKeydown(ev) {
        if (ev.key === "Escape" && drag) {
            drag = null;
            onChange();
        }
    }

    useEffect(
        (element) => {
            element.addEventListener("pointerdown", onPointerDown);
            element.addEventListener("keydown", onKeydown);
            return () => {
                element.removeEventListener("pointerdown", onPointerDown);
                element.removeEventListener("keydown", onKeydown);
            };
        },
        () => [ref.el]
    );
    useExternalListener(window, "pointermove", onPointerMove);
    useExternalListener(window, "pointerup", onPointerUp);

    return {
        get current() {
            return drag?.isMoving ? drag : null;
        },
    };
}
