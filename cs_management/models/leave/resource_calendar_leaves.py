from collections import defaultdict
from datetime import datetime, time, timedelta

from odoo import api, models

from ...engine.attendance import Stretch
from ..cs_fact_mixin import QUIET
from .hr_leave_approval import PENDING

DAY = timedelta(days=1)
# A public holiday of so many hours is one of the whole day: some enter office hours.
WORKING_DAY = timedelta(hours=8)


class ResourceCalendarLeaves(models.Model):
    """Public holidays: one that comes late changes what past days were (R1.21).

    Days ahead are classified when they come.
    """

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._cs_refresh(leaves._cs_holidays())
        return leaves

    def write(self, vals):
        facts = {"calendar_id", "company_id", "date_from", "date_to", "resource_id"}
        if facts.isdisjoint(vals):
            return super().write(vals)
        before = self._cs_holidays()
        result = super().write(vals)
        self._cs_refresh(before | self._cs_holidays())
        return result

    def unlink(self):
        before = self._cs_holidays()
        result = super().unlink()
        self._cs_refresh(before)
        return result

    def _reevaluate_leaves(self, time_domain_dict):
        """Keep what was approved of leaves that a public holiday shortens (R1.40).

        Odoo sets them all back to approval and then to what they were.
        """
        if not time_domain_dict:
            return super()._reevaluate_leaves(time_domain_dict)
        # sudo: of leave only its days and what it waits for are looked at
        leaves = self.env["hr.leave"].sudo()
        leaves = leaves.search(self._get_domain(time_domain_dict))
        before = leaves._cs_days()
        result = super(
            ResourceCalendarLeaves, self.with_context(cs_reevaluating=QUIET)
        )._reevaluate_leaves(time_domain_dict)
        leaves._cs_refresh(before ^ leaves._cs_days())
        leaves.filtered(lambda leave: leave.state in PENDING)._cs_plan()
        return result

    @api.model
    def _cs_days(self, company, first, last):
        """Local days of public holidays around a span, in one query.

        :return: ``{calendar id: {date}}``; ``None``: of all calendars
        """
        return self._cs_holidays_of(company, first, last)[0]

    @api.model
    def _cs_holidays_of(self, company, first, last):
        """Public holidays around a span, in one query (R1.21).

        One of less than a day's work is time off within a day of work.

        :return: ``({calendar id: {date}}, {calendar id: {date: [Stretch]}})``, whole
            local days and parts of them; ``None``: of all calendars
        """
        clock = company._cs_clock()
        holidays = self.search(
            [
                ("resource_id", "=", False),
                ("company_id", "in", [company.id, False]),
                ("date_from", "<=", datetime.combine(last + 2 * DAY, time.min)),
                ("date_to", ">=", datetime.combine(first - 2 * DAY, time.min)),
            ]
        )
        found, parts = defaultdict(set), defaultdict(lambda: defaultdict(list))
        for holiday in holidays:
            calendar = holiday.calendar_id.id or None
            day, end = clock.span(holiday.date_from, holiday.date_to)
            while day <= end:
                part = Stretch(
                    max(holiday.date_from, clock.at(day)),
                    min(holiday.date_to, clock.at(day + DAY)),
                )
                if part.stop - part.start >= WORKING_DAY:
                    found[calendar].add(day)
                else:
                    parts[calendar][day].append(part)
                day += DAY
        return found, parts

    def _cs_holidays(self):
        """Public holidays as plain data: ``{(company id or False, start, stop)}``."""
        return {
            (leave.company_id.id, leave.date_from, leave.date_to)
            for leave in self
            if not leave.resource_id
        }

    @api.model
    def _cs_refresh(self, holidays):
        """Classify the agents' past days of these holidays again.

        In locked periods the days are only marked, and whose leave the holiday
        shortens is remembered: the difference is settled in the next open period.
        """
        spans = defaultdict(set)
        # sudo: HR enters holidays without a customer service role
        for company_id, start, stop in holidays:
            companies = self.env["res.company"].sudo().browse(company_id or ())
            for company in companies or companies.search([]):
                first, last = company._cs_clock().span(start, stop)
                spans[company].add((first, min(last, company._cs_today())))
        for company, own in spans.items():
            for first, last in own:
                self._cs_refresh_span(company, first, last)

    @api.model
    def _cs_refresh_span(self, company, first, last):
        if first > last:
            return
        # sudo: results come from facts, whoever entered the holiday
        Workday = self.env["cs.workday"].sudo()
        ids = Workday._agent_ids(company, first, last)
        days = {
            (employee_id, first + DAY * index)
            for employee_id in ids
            for index in range((last - first).days + 1)
        }
        Workday._refresh(days)
        # sudo: of leave only its days are taken
        leaves = self.env["hr.leave"].sudo()
        granted = leaves.search(
            [
                ("employee_id", "in", list(ids)),
                ("state", "=", "validate"),
                ("request_date_from", "<=", last),
                ("request_date_to", ">=", first),
            ]
        )
        leaves._cs_mark_locked(granted._cs_days() & days)
