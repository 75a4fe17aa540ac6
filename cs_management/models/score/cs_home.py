from collections import defaultdict

from odoo import api, models

from ..cs_home_items import NUMBER, TEXT, Chart, Link, Tile


class CsHome(models.AbstractModel):
    """Scores: one's own, agents near a bound, teams against last month (R3)."""

    _inherit = "cs.home"

    @api.model
    def _estimate_items(self, now, run, agent):
        items = super()._estimate_items(now, run, agent)
        values = agent.values
        if not values.get("is_scored"):
            return items
        grade = self.env["cs.policy.grade"].browse(values["grade_id"] or [])
        team = run.period._estimated_team(run)
        # sudo: the grade that the own score has reached
        return items + self._score_tiles(
            now, values["score"], grade.sudo().name, values["rank"], team
        )

    @api.model
    def _statement_items(self, now, statement):
        items = super()._statement_items(now, statement)
        if not statement.is_scored:
            return items
        return items + self._score_tiles(
            now, statement.score, statement.grade_id.name, statement.rank, 0
        )

    @api.model
    def _score_tiles(self, now, value, grade, rank, team):
        entries = [
            now.own,
            ("period_id", "=", now.period.id),
            ("state", "=", "confirmed"),
        ]
        place = self.env._("%(rank)s of %(team)s", rank=rank, team=team)
        return [
            Tile(
                "score",
                "score",
                self.env._("Score"),
                Link("cs.conduct.entry", entries),
                value,
                NUMBER,
                hint=self.env._("Grade %(grade)s", grade=grade) if grade else "",
            ),
            Tile(
                "score",
                "rank",
                self.env._("Rank in the team"),
                None,
                place if team else str(rank),
                TEXT,
            ),
        ]

    # ------------------------------------------------------------------
    # Leaders
    # ------------------------------------------------------------------

    @api.model
    def _items_leader(self, now):
        return [
            *super()._items_leader(now),
            *self._near_bounds(now),
            self._teams_chart(now),
        ]

    @api.model
    def _policy_names(self):
        names = ["score_enabled", "dismissal_score", "last_rank_score"]
        return [*super()._policy_names(), *names]

    @api.model
    def _near_bounds(self, now):
        """Scored agents below the bounds of their policies (R3.10)."""
        return [
            self._bound_tile(now, *steps, policies)
            for steps, policies in sorted(
                self._bound_steps(now).items(), key=lambda row: row[0][::-1]
            )
        ]

    @api.model
    def _bound_steps(self, now):
        """``{(lower, bound): ids of policies}``; the lowest step begins at zero.

        Each policy has steps of its own: another ladder's bound does not part them.
        """
        steps = defaultdict(list)
        for policy in self._policies(now).filtered("score_enabled"):
            lower = 0.0
            for bound in sorted({policy.dismissal_score, policy.last_rank_score}):
                if bound:
                    steps[lower, bound].append(policy.id)
                    lower = bound
        return steps

    @api.model
    def _bound_tile(self, now, lower, bound, policies):
        domain = [
            now.of_company,
            ("period_id", "=", now.period.id),
            ("is_scored", "=", True),
            ("policy_id", "in", policies),
            ("score", "<", bound),
        ]
        label = self.env._("Below %(bound)s points", bound=f"{bound:g}")
        code = f"below_{bound:g}"
        if lower:
            domain.append(("score", ">=", lower))
            label = self.env._(
                "From %(lower)s to below %(bound)s points",
                lower=f"{lower:g}",
                bound=f"{bound:g}",
            )
            code = f"from_{lower:g}_below_{bound:g}"
        return Tile(
            "bounds",
            code,
            label,
            Link("cs.score.report", domain, views=("list", "kanban")),
            tone="warning" if lower else "danger",
        )

    @api.model
    def _teams_chart(self, now):
        """Mean scores of the led teams, last month and now."""
        periods = self._last_periods(now, 2)
        domain = [("period_id", "in", periods.ids), ("is_scored", "=", True)]
        groups = self.env["cs.score.report"]._read_group(
            domain, ["department_id", "period_id"], ["score:avg"]
        )
        # sudo: the name of a team is no secret
        names = {team: team.sudo().name or "" for team, _period, _mean in groups}
        means = {(team, period): mean for team, period, mean in groups}
        return Chart(
            "team",
            "team_scores",
            self.env._("Mean score"),
            "bar",
            list(names.values()),
            [
                (
                    period.name,
                    [round(means.get((team, period), 0.0), 2) for team in names],
                )
                for period in periods
            ],
            NUMBER,
            Link(
                "cs.score.report",
                domain,
                views=("pivot", "list"),
                context={
                    "pivot_row_groupby": ["department_id"],
                    "pivot_column_groupby": ["period_id"],
                },
            ),
            self.env._("No scores yet: HR computes the month under Pay Periods."),
        )
