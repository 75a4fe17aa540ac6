import { registry } from "@web/core/registry";
import { calendarView } from "@web/views/calendar/calendar_view";

// Odoo's own; the name gives its style sheet something to hold on to.
registry.category("views").add("cs_roster_calendar", calendarView);
