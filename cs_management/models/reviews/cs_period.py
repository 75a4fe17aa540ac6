from odoo import api, fields, models

from ...engine import reviews
from ...engine.money import ZERO, to_decimal, total_of
from ...engine.trace import step
from ..cs_period_run import Line, Run
from ..missing import missing

ONE = to_decimal(1)


class CsPeriod(models.Model):
    """KPI sheets in the pipeline: the bonus of who passed, fails running (R7, R5.4)."""

    _inherit = "cs.period"

    review_count = fields.Integer(compute="_compute_review_count", string="KPI Sheets")

    def _compute_review_count(self):
        self._set_count("review_count", "cs.review")

    @api.readonly
    def action_view_reviews(self):
        return self._action_view("cs_management.cs_review_action")

    def action_make_reviews(self):
        """Make the sheets of the period that are not there yet (R7.4)."""
        for period in self:
            period._check_officer()
            # sudo: sheets are made by nobody's hand
            made = period.sudo().with_company(period.company_id)._make_reviews()
            if not made and not period.review_count:
                text = self.env._(
                    "%(period)s: no policy of its agents has a KPI sheet for it. "
                    "Enable KPI sheets in the policy, or look at the levels that they "
                    "are for.",
                    period=period.name,
                )
                label = self.env._("Open the Policies")
                raise missing(self.env, text, "cs_policy_action", label)
        return self[-1:].action_view_reviews()

    def _make_reviews(self):
        """Make the sheets of a period's agents; nothing where no policy has any."""
        self.ensure_one()
        Review = self.env["cs.review"]
        if not self.env["cs.policy"].search_count(
            [("company_id", "=", self.company_id.id), ("review_enabled", "=", True)],
            limit=1,
        ):
            return Review
        run = Run.of(self)
        self._add_agents(run, self._leveled_employee_ids())
        self._load_days(run, self, [agent.segments for agent in run.agents.values()])
        return Review._make(self, run)

    def _after_lock(self):
        """Sheets of the month are due from the 5th of the next one on (R7.4)."""
        result = super()._after_lock()
        for period in self:
            period.with_company(period.company_id)._make_reviews()
        return result

    def _unfinished(self, *, live):
        domain = [
            ("period_id", "=", self.id),
            ("kind", "=", "month"),
            ("state", "in", ("self", "lead", "calibration")),
        ]
        label = self.env._(
            "KPI sheets that are not confirmed, whose bonus comes in a later period"
        )
        sheets = self._left("reviews", label, self.env["cs.review"], domain)
        return [*super()._unfinished(live=live), sheets]

    def _plan_measures(self, run, needed):
        """Commission may go by the month's KPI sheet and the shop's figures (R7.2)."""
        found = super()._plan_measures(run, needed)
        if "kpi" in needed:
            sheets = self.env["cs.review"].search_fetch(
                [
                    ("period_id", "=", self.id),
                    ("kind", "=", "month"),
                    ("state", "=", "confirmed"),
                ],
                ["employee_id", "percent"],
            )
            found["kpi"] = {
                sheet.employee_id.id: to_decimal(sheet.percent) for sheet in sheets
            }
        if any(name.startswith("shop_") for name in needed):
            Review = self.env["cs.review"]
            figures = Review._rates(
                Review._shop_figures(
                    self.company_id, list(run.agents), self.date_from, self.date_to
                )
            )
            for (name, _code), values in figures.items():
                found[f"shop_{name}"] = values
        return found

    # ------------------------------------------------------------------
    # The bonus of the period's own sheets
    # ------------------------------------------------------------------

    def _step_reviews(self, run):
        """The bonus of sheets that were confirmed before the lock (R7.1, R5.4)."""
        found = self.env["cs.review"].search(
            [
                ("period_id", "=", self.id),
                ("kind", "=", "month"),
                ("state", "=", "confirmed"),
            ]
        )
        by_employee = {review.employee_id.id: review for review in found}

        def settle(agent):
            review = by_employee.get(agent.employee_id)
            if review and agent.segments:
                agent.lines += self._kpi_lines(
                    run, self, review, agent.segments, agent.lines
                )

        self._each(run, settle)

    def _kpi_lines(self, run, period, review, parts, pay_lines):
        """``CS_KPI`` of a sheet: what its level is paid for a month that is passed.

        :param parts: the agent's segments in the period; their days are loaded
        :param pay_lines: lines of the period with its base pay
        """
        policy = run.policy_for(review.policy_id)
        terms = self._kpi_terms(policy, parts)
        if not terms:
            return []
        result = review.trace["steps"][-1:]
        if not review.is_passed:
            return [Line("CS_KPI", ZERO, steps=tuple(result))]
        share = ONE
        if policy.review_bonus_by_days:
            days = self._days_of(run, period, review.employee_id.id, parts)
            share = min(total_of(paid.share for paid in days.paid), ONE)
        base = self._base_of(pay_lines)
        amount, how = reviews.bonus(
            to_decimal(terms.kpi_amount),
            share,
            base,
            to_decimal(terms.kpi_rate),
            run.rounding,
        )
        own = to_decimal(terms.kpi_amount)
        return [
            Line(
                "CS_KPI",
                amount,
                base=own or base,
                rate=share * 100 if own else to_decimal(terms.kpi_rate),
                steps=(*result, how),
            )
        ]

    def _kpi_terms(self, policy, parts):
        """The row of the agent's last level under the sheet's policy, if it pays."""
        level_id = parts[-1].version.level if parts else None
        rows = policy.level_ids
        row = rows.filtered(lambda row: row.level_id.id == level_id)
        return row if row.kpi_amount or row.kpi_rate else None

    # ------------------------------------------------------------------
    # Fails running
    # ------------------------------------------------------------------

    def _step_review_cases(self, run):
        """Monthly sheets failed running: a dismissal case is proposed (R7.3)."""
        looked_at = self._compared_periods() | self
        sheets = self.env["cs.review"].search(
            [
                ("period_id", "in", looked_at.ids),
                ("kind", "=", "month"),
                ("state", "in", ("confirmed", "exempt")),
            ]
        )
        Case = self.env["cs.disciplinary.case"]
        known = Case.search(
            [("company_id", "=", self.company_id.id), ("reason", "=", "review")]
        )
        if not (sheets or known):
            return
        failing = self._failing(looked_at.sorted("date_from"), sheets)
        self._add_agents(run, (), {sheet.employee_id.id for sheet in failing})
        elsewhere = known.filtered(lambda case: case.period_id != self)
        keys = set(elsewhere.mapped("key"))
        found = []
        for sheet, count in failing.items():
            if sheet.employee_id.id in run.agents and str(sheet.id) not in keys:
                why = step("case.review", count=count, period=sheet.period_id.name)
                found.append((sheet.employee_id, "review", [why], str(sheet.id)))
        Case._open_all(found, self)
        standing = {str(sheet.id) for sheet in failing}
        again = {str(sheet.id) for sheet in sheets}
        Case._withdraw_reviews(
            known.filtered(lambda case: case.key in again and case.key not in standing)
        )

    def _failing(self, periods, sheets):
        """Sheets with which so many fails running are reached: ``{sheet: count}``.

        Who was left out in a month is neither better nor worse for it; a sheet that
        is missing or not confirmed ends the row.
        """
        by_employee = sheets.grouped("employee_id")
        found = {}
        for own in by_employee.values():
            by_period = {sheet.period_id: sheet for sheet in own}
            months = []
            for period in periods:
                sheet = by_period.get(period)
                if not sheet:
                    months = []
                elif sheet.state == "exempt":
                    months.append(None)
                else:
                    months.append(sheet._is_failed())
                    count = reviews.failed_running(months)
                    limit = sheet.policy_id.review_fails
                    if months[-1] and limit and count >= limit:
                        found[sheet] = count
        return found
