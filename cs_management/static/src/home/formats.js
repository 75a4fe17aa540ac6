import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";

/** A figure as the reader's language writes it. */
export function written(value, kind, currencyId) {
    if (kind === "money") {
        return formatMonetary(value, { currencyId });
    }
    if (kind === "percent") {
        return `${formatFloat(value, { digits: [16, 2], trailingZeros: false })} %`;
    }
    if (kind === "number") {
        return formatFloat(value, { digits: [16, 2], trailingZeros: false });
    }
    return kind === "count" ? formatInteger(value) : value;
}
