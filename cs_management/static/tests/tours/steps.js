import { stepUtils } from "@web_tour/tour_utils";

/** Steps that open a menu of the app by the names of its xmlids. */
export function open(section, menu) {
    return [
        ...stepUtils.goToAppSteps("cs_management.cs_menu_root", "Open the Customer Service app"),
        {
            content: `Open the section ${section}`,
            trigger: `.o-dropdown[data-menu-xmlid='cs_management.${section}']`,
            run: "click",
        },
        {
            content: `Open the menu ${menu}`,
            trigger: `.o-dropdown-item[data-menu-xmlid='cs_management.${menu}']`,
            run: "click",
        },
    ];
}

/** A step that waits until the status bar shows a status. */
export function status(value) {
    return {
        content: `The status is ${value}`,
        trigger: `.o_statusbar_status button.o_arrow_button_current[data-value='${value}']`,
    };
}
