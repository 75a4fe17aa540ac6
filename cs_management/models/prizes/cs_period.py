from collections import defaultdict

from odoo import api, fields, models

from ...engine import prizes
from ...engine.money import ZERO
from ...engine.trace import step
from ..cs_period_run import Line


class CsPeriod(models.Model):
    """Prizes of the first by sales or in the assessment (R2.13, R2.14)."""

    _inherit = "cs.period"

    def _step_prizes(self, run):
        """Prize lines, and months running for the next period (R2.13, R2.14)."""
        contests = defaultdict(list)
        for agent in run.agents.values():
            agent.values["prize_streaks"] = {}
            if not agent.segments:
                continue
            for prize in agent.policy.prize_ids:
                value = self._contest_value(run, agent, prize)
                if value is None:
                    continue
                team = prize.scope == "team"
                key = (
                    prize.code,
                    prize.measure,
                    prize.scope,
                    agent.department_id if team else None,
                )
                contests[key].append((agent, prize, value))
        before = self._prize_streaks_before() if contests else {}
        for competitors in contests.values():
            self._award_prize(run, competitors, before)

    def _contest_value(self, run, agent, prize):
        """What an agent competes with; ``None`` for who has no score."""
        if prize.measure == "sales":
            return self._sales_of(run, agent).amount
        return self._score_of(run, agent)

    def _award_prize(self, run, competitors, before):
        """Find the first of a contest; a period without sales has no champion."""
        measure = competitors[0][1].measure
        values = {agent.employee_id: value for agent, _prize, value in competitors}
        above = ZERO if measure == "sales" else None
        winners = sorted(prizes.first_of(values, above))
        for agent, prize, value in competitors:
            if agent.employee_id not in winners:
                continue
            award = prizes.award(
                prize._prize_rules(),
                before.get((agent.employee_id, prize.code), 0),
                len(winners),
                winners.index(agent.employee_id),
                run.rounding,
            )
            if award.streak:
                agent.values["prize_streaks"][prize.code] = award.streak
            why = step(f"prize.{prize.scope}.{measure}", prize=prize.id, value=value)
            key = f"{measure}:{prize.code}"
            self._add_prize(agent, key, award.amount, why, *award.steps, base=value)

    @api.model
    def _add_prize(self, agent, key, amount, *steps, base=ZERO):
        """Pay a prize with this run: what other chapters award goes this way, too.

        :param key: tells prizes of one statement apart; the chapter's name, a colon
            and what the prize is for
        """
        agent.lines.append(Line("CS_PRIZE", amount, base=base, steps=steps, key=key))

    def _prize_streaks_before(self):
        """Months running up to the period before, as its statements stored them.

        :return: ``{(employee_id, code): months}``; a locked period is read, never
            computed again
        """
        statements = self.env["cs.statement"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("date_to", "=", fields.Date.subtract(self.date_from, days=1)),
            ],
            ["employee_id", "prize_streaks"],
        )
        return {
            (statement.employee_id.id, code): months
            for statement in statements
            for code, months in (statement.prize_streaks or {}).items()
        }
