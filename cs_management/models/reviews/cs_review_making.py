from collections import defaultdict

from odoo import api, fields, models

from ...engine import reviews
from ...engine.periods import days_between
from ...engine.trace import step
from ..told import told


class CsReview(models.Model):
    """Making the sheets of a period for all its agents at once (R7.4)."""

    _inherit = "cs.review"

    @api.model
    def _make(self, period, run):
        """Make the sheets that a period lacks; called in sudo.

        :param run: with the period's agents on it
        :return: the sheets made
        """
        wanted = self._wanted(period, run)
        existing = self.search([("period_id", "=", period.id)])
        there = {(row.employee_id.id, row.kind) for row in existing}
        wanted = [
            row for row in wanted if (row[0].employee_id, row[1].kind) not in there
        ]
        if not wanted:
            return self.browse()
        since = min(self._span(period, template)[0] for _agent, template in wanted)
        leaves = self._leaves(
            {agent.employee_id for agent, _t in wanted}, since, period
        )
        employees = self.env["hr.employee"].browse(
            [agent.employee_id for agent, _template in wanted]
        )
        users = {employee.id for employee in employees if employee.user_id}
        made = self.create(
            [
                self._sheet_values(period, run, agent, template, leaves, users)
                for agent, template in wanted
            ]
        )
        self.env["cs.review.line"].create(
            [
                {
                    "review_id": review.id,
                    "criterion_id": line.id,
                    "sequence": line.sequence,
                    "kind": line.kind,
                    "part": line.part,
                    "most": line.most,
                }
                for review in made
                for line in review.template_id.criterion_ids
            ]
        )
        made._prefill()
        by_state = made.grouped("state")
        by_state.get("self", self.browse())._ask_agents()
        by_state.get("lead", self.browse())._ask_leaders()
        return made

    @api.model
    def _wanted(self, period, run):
        """``[(agent, template)]``: who has which sheets for a period."""
        return [
            (agent, template)
            for agent in run.agents.values()
            if agent.segments and agent.policy.review_enabled
            for kind, templates in agent.policy.review_template_ids.grouped(
                "kind"
            ).items()
            if (template := templates._of_level(agent.level))
            and (kind == "month" or template.year_month == period.date_to.month)
        ]

    @api.model
    def _span(self, period, template):
        """First and last day that a sheet is about."""
        if template.kind == "month":
            return period.date_from, period.date_to
        day = fields.Date.subtract(period.date_to, years=1)
        return fields.Date.add(day, days=1), period.date_to

    @api.model
    def _sheet_values(self, period, run, agent, template, leaves, users):
        first, last = self._span(period, template)
        spans = [
            (max(start, first), min(stop, last))
            for start, stop in leaves[agent.employee_id]
            if start <= last and stop >= first
        ]
        away = self._is_away(period, run, agent, template, spans)
        policy = agent.policy
        begins, due = reviews.review_days(
            period.date_to, policy.review_day_from, policy.review_day_to
        )
        state = "self" if agent.employee_id in users else "lead"
        return {
            "employee_id": agent.employee_id,
            "department_id": agent.department_id or False,
            "company_id": period.company_id.id,
            "period_id": period.id,
            "date_from": first,
            "date_to": last,
            "template_id": template.id,
            "level_id": agent.level.id,
            "date_open": begins,
            "date_due": due,
            "state": "exempt" if away else state,
            "exempt_reason": away and self._away_reason(template),
        }

    @api.model
    def _is_away(self, period, run, agent, template, spans):
        """Whether leave leaves the agent out (R7.4): all month, or over two months."""
        if template.kind == "year":
            return bool(template.away_months) and reviews.away_for_long(
                spans, template.away_months
            )
        if not spans:
            return False
        days = period._days_of(run, period, agent.employee_id, agent.segments)
        away = {day for first, last in spans for day in days_between(first, last)}
        return bool(days.work) and days.work <= away

    @api.model
    def _away_reason(self, template):
        if template.kind == "month":
            return told(step("review.away"))
        return told(step("review.away_for_long", months=template.away_months))

    @api.model
    def _leaves(self, employee_ids, since, period):
        """Approved leave of whole days: ``{employee_id: [(first, last)]}``."""
        found = defaultdict(list)
        leaves = self.env["hr.leave"].search_fetch(
            [
                ("employee_id", "in", list(employee_ids)),
                ("state", "=", "validate"),
                ("request_date_from", "<=", period.date_to),
                ("request_date_to", ">=", since),
                ("request_unit_half", "=", False),
                ("request_unit_hours", "=", False),
            ],
            ["employee_id", "request_date_from", "request_date_to"],
        )
        for leave in leaves:
            found[leave.employee_id.id].append(
                (leave.request_date_from, leave.request_date_to)
            )
        return found
