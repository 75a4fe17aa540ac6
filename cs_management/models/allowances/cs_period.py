from dataclasses import dataclass, field
from typing import Any

from odoo import api, models

from ...engine import allowances, merits, pay
from ...engine.money import ZERO, round_money, to_decimal, total_of
from ...engine.trace import step
from ..cs_period_run import Line


@dataclass(slots=True)
class AllowanceFacts:
    """What the chapter keeps in a run, fetched once for all agents of a period.

    :param changes: what yearly grades have moved performance pay by
    :param skills: levels of skills
    """

    changes: dict[int, dict[int, Any]] = field(default_factory=dict)
    skills: dict[int, dict[int, Any]] = field(default_factory=dict)
    known: set[tuple[int, int]] = field(default_factory=set)


class CsPeriod(models.Model):
    """Allowances by kind and performance pay in the pipeline (R5.5, R5.6).

    What does not depend on days attended is ``CS_ALLOWANCE`` and is settled with base
    pay; what does is ``CS_ALLOWANCE_DAY`` and is settled with time. In
    ``run.facts["allowances"]``: the :class:`AllowanceFacts`.
    """

    _inherit = "cs.period"

    def _step_pay(self, run):
        """Keep by which skills and grades a month is paid, to compare with later."""
        result = super()._step_pay(run)
        for agent in run.agents.values():
            facts = self._facts_known(run, self, agent.employee_id)
            agent.values["allowance_facts"] = bool(agent.segments) and (
                self._allowance_facts(
                    agent.policy,
                    facts.skills[self.id].get(agent.employee_id, ()),
                    facts.changes[self.id].get(agent.employee_id, ()),
                )
            )
        return result

    @api.model
    def _allowance_facts(self, policy, skills, changes):
        """What allowances rest on beside segments, as plain data; ``False``: nothing.

        Of the skills only the level that each article counts: what else somebody
        learns changes no pay.
        """
        levels = {
            str(row.id): str(to_decimal(level))
            for row in policy.allowance_ids
            if row.kind == "skill" and (level := row._best_level(skills)) is not None
        }
        grades = [str(percent) for percent in changes]
        return {"skills": levels, "grades": grades} if levels or grades else False

    def _paid_by_other_facts(self, statements):
        """Skills entered or corrected, yearly grades decided otherwise since (R5.5,
        R5.6)."""
        found = super()._paid_by_other_facts(statements)
        employee_ids, periods = set(statements.employee_id.ids), statements.period_id
        if not employee_ids:
            return found
        by_day = self.env["cs.policy.allowance"]._skill_levels_on(
            employee_ids, set(periods.mapped("date_to"))
        )
        changes = self.env["cs.review"]._performance_changes_in(employee_ids, periods)
        for row in statements:
            employee_id, period = row.employee_id.id, row.period_id
            today = self._allowance_facts(
                row.policy_id,
                by_day[period.date_to].get(employee_id, ()),
                changes[period.id].get(employee_id, ()),
            )
            if (row.allowance_facts or False) != today:
                found |= row
        return found

    def _pay_lines(self, run, days, policy, joined):
        lines = super()._pay_lines(run, days, policy, joined)
        for paid in days.paid:
            lines += self._performance_lines(run, days, policy, paid)
            for row in policy._allowances_of(paid.segment.version.level, False):
                if row.pro_rata == "days":
                    monthly = self._allowance_of(run, days, row, paid)
                    lines += self._allowance_line(run, row, monthly, paid)
        return lines + self._whole_lines(run, days, policy)

    def _allowance_line(self, run, row, monthly, paid):
        """``CS_ALLOWANCE`` of one article by the days that base pay is paid for."""
        if not monthly.amount:
            return []
        named = step("allowance.name", allowance=row.id)
        return [
            Line(
                "CS_ALLOWANCE",
                round_money(monthly.amount * paid.share, run.rounding),
                base=monthly.amount,
                rate=paid.share * 100,
                steps=(named, *monthly.steps, paid.step("allowance", monthly.amount)),
                key=f"{row.id}:{paid.segment.first.isoformat()}",
            )
        ]

    def _whole_lines(self, run, days, policy):
        """Allowances paid whole, once, by the level of the last day."""
        if not total_of(paid.share for paid in days.paid):
            return []
        last = days.paid[-1]
        lines = []
        for row in policy._allowances_of(last.segment.version.level, False):
            if row.pro_rata == "whole":
                monthly = self._allowance_of(run, days, row, last)
                lines += self._entire_line("CS_ALLOWANCE", row, monthly)
        return lines

    @api.model
    def _entire_line(self, code, row, monthly):
        if not monthly.amount:
            return []
        return [
            Line(
                code,
                monthly.amount,
                base=monthly.amount,
                rate=to_decimal(100),
                steps=(
                    step("allowance.name", allowance=row.id),
                    *monthly.steps,
                    step("allowance.entire", wage=monthly.amount),
                ),
                key=f"{row.id}:entire",
            )
        ]

    def _allowance_of(self, run, days, row, paid):
        """What an article pays a month (engine.allowances.Monthly)."""
        amount = to_decimal(row.amount)
        if row.kind != "skill":
            return allowances.Monthly(amount)
        own = dict(paid.segment.version.own)
        levels = self._facts_known(run, days.period, days.employee_id).skills
        level = row._best_level(levels[days.period.id].get(days.employee_id, ()))
        return allowances.skill(
            amount,
            max(to_decimal(row.amount_max), amount),
            own.get("cs_skill_allowance"),
            None if level is None else to_decimal(level),
            run.rounding,
        )

    def _performance_lines(self, run, days, policy, paid):
        """Performance pay: one's own, else the level's, moved by grades (R5.6)."""
        version = paid.segment.version
        own = dict(version.own).get("cs_performance_pay")
        levels = {row.level_id.id: row.performance_pay for row in policy.level_ids}
        amount = own or to_decimal(levels.get(version.level))
        if not amount:
            return []
        changes = self._facts_known(run, days.period, days.employee_id).changes
        monthly = allowances.performance(
            amount, changes[days.period.id].get(days.employee_id, ()), run.rounding
        )
        if not monthly.amount:
            return []
        return [
            Line(
                "CS_ALLOWANCE",
                round_money(monthly.amount * paid.share, run.rounding),
                base=monthly.amount,
                rate=paid.share * 100,
                steps=(*monthly.steps, paid.step("allowance", monthly.amount)),
                key=f"performance:{paid.segment.first.isoformat()}",
            )
        ]

    def _facts_known(self, run, period, employee_id):
        """The chapter's facts with those of a period, fetched once for all agents."""
        facts = run.facts_of("allowances", AllowanceFacts)
        if (period.id, employee_id) not in facts.known:
            wanted = {*run.agents, employee_id}
            facts.changes[period.id] = self._performance_percent(wanted, period)
            facts.skills[period.id] = self.env["cs.policy.allowance"]._skill_levels(
                wanted, period.date_to
            )
            facts.known |= {(period.id, one) for one in wanted}
        return facts

    @api.model
    def _performance_percent(self, employee_ids, period):
        """What yearly grades have moved performance pay by in a period (R5.6).

        :return: ``{employee_id: [per cent, oldest first]}``
        """
        return self.env["cs.review"]._performance_changes(employee_ids, period)

    # ------------------------------------------------------------------
    # By attendance
    # ------------------------------------------------------------------

    @api.model
    def _time_codes(self):
        return [*super()._time_codes(), "CS_ALLOWANCE_DAY"]

    def _time_lines(self, run, time):
        return [*super()._time_lines(run, time), *self._attended_lines(run, time)]

    def _attended_lines(self, run, time):
        """``CS_ALLOWANCE_DAY``: by day attended, or for a month on a condition."""
        lines = []
        days = self._days_of(run, time.period, time.employee_id, time.segments)
        for paid in days.paid:
            part = paid.segment
            for row in time.policy._allowances_of(part.version.level, True):
                held = self._condition_step(run, time, row)
                if held is None or (row.unit == "month" and row.pro_rata == "whole"):
                    continue
                lines += self._attended_line(run, time, row, paid, held)
        if days.paid and total_of(paid.share for paid in days.paid):
            level = days.paid[-1].segment.version.level
            for row in time.policy._allowances_of(level, True):
                held = self._condition_step(run, time, row)
                if held and row.unit == "month" and row.pro_rata == "whole":
                    monthly = allowances.Monthly(to_decimal(row.amount), held)
                    lines += self._entire_line("CS_ALLOWANCE_DAY", row, monthly)
        return lines

    def _attended_line(self, run, time, row, paid, held):
        amount, part = to_decimal(row.amount), paid.segment
        if row.unit == "day":
            count = self._days_attended(run, time, part)
            total = amount * count
            how = step("allowance.day", wage=amount, days=count)
        else:
            count = paid.share * 100
            total, how = amount * paid.share, paid.step("allowance", amount)
        if not total:
            return []
        return [
            Line(
                "CS_ALLOWANCE_DAY",
                round_money(total, run.rounding),
                base=amount,
                rate=count if row.unit == "month" else to_decimal(100),
                steps=(step("allowance.name", allowance=row.id), *held, how),
                key=f"{row.id}:{part.first.isoformat()}",
            )
        ]

    def _condition_step(self, run, time, row):
        """The steps that say that a condition holds; ``None`` if it does not."""
        if row.condition == "none":
            return ()
        days = total_of(self._days_attended(run, time, part) for part in time.segments)
        if row.condition == "days":
            least = to_decimal(row.min_days)
            if days < least:
                return None
            return (step("allowance.attended", days=days, min=least),)
        if not self._attended_in_full(run, time, days):
            return None
        return (step("allowance.present", days=days),)

    def _attended_in_full(self, run, time, days):
        """Whether each day to work was attended; without punches: none was away."""
        presence = self._presence_of(time)
        if presence is not None:
            return merits.full_attendance(presence, time.policy.score_leave_kept)
        own = self._days_of(run, time.period, time.employee_id, time.segments)
        return bool(days) and days == len(own.work)

    def _days_attended(self, run, time, part):
        """Days of a segment that were attended, by punches where they are kept.

        Else the days to work, less those that are leave.
        """
        if time.policy.attendance_enabled:
            return to_decimal(
                len(
                    time.workdays.filtered(
                        lambda row: part.holds(row.date)
                        and row.status != "planned"
                        and (row.worked_hours or row.off_site_hours)
                    )
                )
            )
        days = self._days_of(run, time.period, time.employee_id, time.segments)
        own = to_decimal(len(pay.within(days.work, [part])))
        away = total_of(self._leave_days(run, time, part).values())
        return max(own - away, ZERO)
