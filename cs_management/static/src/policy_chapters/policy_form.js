import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { Notebook } from "@web/core/notebook/notebook";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

/** The pages of a policy as a list: which are on, off, or lack something. */
export class PolicyChapters extends Notebook {
    static template = "cs_management.PolicyChapters";
    static defaultProps = {
        ...Notebook.defaultProps,
        className: "o_cs_policy_chapters",
        orientation: "vertical",
    };

    /**
     * How the part of a page stands; undefined for a page without one, and for who is
     * not told.
     */
    partOf(page) {
        return this.env.model.root.data.page_states?.[page.name];
    }

    get currentPart() {
        const [, page] = this.pages.find(([id]) => id === this.state.currentPage);
        return this.partOf(page);
    }

    iconOf(part) {
        if (part.lacks.length) {
            return "fa-exclamation-triangle text-warning";
        }
        return part.on ? "fa-check-circle text-success" : "fa-circle-o text-muted";
    }

    titleOf(part) {
        if (part.lacks.length) {
            return _t("Incomplete");
        }
        return part.on ? _t("On") : _t("Switched Off");
    }
}

export class PolicyFormRenderer extends FormRenderer {
    static components = { ...FormRenderer.components, Notebook: PolicyChapters };
}

registry.category("views").add("cs_policy_form", {
    ...formView,
    Renderer: PolicyFormRenderer,
});
