from collections import defaultdict

from odoo import api, models

from ...engine import bounds, score
from ...engine.money import to_decimal
from ...engine.trace import step, trace
from ..cs_period_run import Line


class CsPeriod(models.Model):
    """Score, grade, float and rank in the pipeline (R3.1-R3.11).

    In ``run.facts["score"]``: the score by the agent's id, of those who have one.
    """

    _inherit = "cs.period"

    def _step_score(self, run):
        """Score, grade, float and rank in the team (R3.1-R3.11)."""
        self._each(run, lambda agent: self._score_agent(run, agent))
        last_before = self._last_of_team_before(run)
        for team in run.by_department().values():
            scores = {a.employee_id: self._score_of(run, a) for a in team}
            ranks = score.ranks(
                {key: value for key, value in scores.items() if value is not None}
            )
            worst = max(ranks.values(), default=1)
            for agent in team:
                rank = ranks.get(agent.employee_id, 0)
                agent.values["rank"] = rank
                if rank == worst > 1:
                    self._last_rank_case(run, agent, last_before[agent.employee_id])

    def _score_of(self, run, agent):
        """The score of an agent in this run; ``None`` for who is not scored."""
        return run.facts_of("score", dict).get(agent.employee_id)

    @api.model
    def _is_scored(self, agent):
        """Whether an agent has a score; a level may stand outside of it (R5.13)."""
        return bool(
            agent.policy.score_enabled
            and agent.segments
            and (not agent.terms or agent.terms.scored)
        )

    def _score_agent(self, run, agent):
        policy = agent.policy
        is_scored = self._is_scored(agent)
        agent.values |= {
            "is_scored": is_scored,
            "score": 0.0,
            "grade_id": False,
            "trace": trace(),
        }
        if not is_scored:
            return
        rules = policy._score_rules()
        entries = self._entries_of(run, agent)
        result = score.score(rules, [self._mark(entry) for entry in entries])
        run.facts_of("score", dict)[agent.employee_id] = result.value
        grade = bounds.reached(result.value, policy._grade_bounds())
        agent.values |= {
            "score": float(result.value),
            "grade_id": grade.key.id if grade else False,
            "trace": trace(*result.steps),
        }
        if policy.float_enabled:
            pay = score.float_pay(
                rules, result.value, agent.joined, self.date_to, run.rounding
            )
            agent.lines.append(
                Line("CS_FLOAT", pay.value, base=result.value, steps=pay.steps)
            )
        limit = to_decimal(policy.dismissal_score)
        if limit and result.value < limit:
            why = step("case.score", score=result.value, bound=limit)
            self._propose_case(run, agent, "score", why)

    def _mark(self, entry):
        """An entry as the score sees it; a reversal only gives its points back."""
        return score.Mark(
            to_decimal(entry.score_points),
            entry.severity or "",
            entry.rule_code,
            entry.kind == "violation" and not entry.reversal_of_id,
        )

    def _last_of_team_before(self, run):
        """Periods running, up to the last one, that each agent was last of their team.

        :return: ``{employee_id: count}``, zero by default
        """
        months = max(
            (agent.policy.last_rank_months for agent in run.agents.values()), default=0
        )
        before = self.browse()
        if months > 1:
            earlier = [
                ("company_id", "=", self.company_id.id),
                ("date_to", "<", self.date_from),
            ]
            before = self.search(earlier, limit=months - 1)
        statements = self.env["cs.statement"].search_fetch(
            [("period_id", "in", before.ids), ("is_scored", "=", True)],
            ["employee_id", "period_id", "department_id", "rank"],
        )
        worst = defaultdict(int)
        for row in statements:
            team = (row.period_id, row.department_id)
            worst[team] = max(worst[team], row.rank)
        running = defaultdict(int)
        by_period = statements.grouped("period_id")
        for index, period in enumerate(before):
            for row in by_period.get(period, ()):
                is_last = row.rank == worst[period, row.department_id] > 1
                employee_id = row.employee_id.id
                running[employee_id] += is_last and running[employee_id] == index
        return running

    def _last_rank_case(self, run, agent, before):
        """Last of the team so many periods running, and below the bound (R3.10)."""
        months, limit = agent.policy.last_rank_months, agent.policy.last_rank_score
        value = self._score_of(run, agent)
        if months and before + 1 >= months and value < to_decimal(limit):
            why = step(
                "case.last_rank", months=months, score=value, bound=to_decimal(limit)
            )
            self._propose_case(run, agent, "last_rank", why)
