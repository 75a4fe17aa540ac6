/* global Chart */

import { written } from "./formats";
import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";

/** Figures to look at, drawn by the library that Odoo's own charts use. */
export class HomeChart extends Component {
    static template = "cs_management.HomeChart";
    static props = {
        item: Object,
        currencyId: { type: [Number, Boolean], optional: true },
        open: Function,
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (canvas) => {
                if (!canvas) {
                    return;
                }
                const chart = new Chart(canvas, this.config);
                return () => chart.destroy();
            },
            () => [this.canvas.el, this.props.item]
        );
    }

    get isEmpty() {
        return !this.props.item.series.some(({ values }) => values.length);
    }

    /** Bars that lie need a place for each label. */
    get height() {
        const { shape, labels } = this.props.item;
        return shape === "across" ? Math.max(8, 2 + 2 * labels.length) : 16;
    }

    get config() {
        const { labels, series, shape, kind } = this.props.item;
        const scheme = cookie.get("color_scheme");
        const text = (value) => written(value, kind, this.props.currencyId);
        const isStacked = shape === "stacked";
        const across = shape === "across";
        const amounts = { stacked: isStacked, ticks: { callback: text } };
        const places = { stacked: isStacked, grid: { display: false } };
        return {
            type: shape === "line" ? "line" : "bar",
            data: {
                labels,
                datasets: series.map(({ name, values }, place) => {
                    const color = getColor(place, scheme, Math.max(series.length, 5));
                    return {
                        label: name,
                        data: values,
                        backgroundColor: color,
                        borderColor: color,
                        maxBarThickness: 48,
                    };
                }),
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                indexAxis: across ? "y" : "x",
                scales: across ? { x: amounts, y: places } : { x: places, y: amounts },
                plugins: {
                    legend: { display: series.length > 1, position: "bottom" },
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, raw }) => `${dataset.label}: ${text(raw)}`,
                        },
                    },
                },
            },
        };
    }
}
