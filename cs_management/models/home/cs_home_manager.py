from collections import defaultdict

from odoo import api, fields, models

from ..cs_home_items import MONEY, NUMBER, Chart, Link

# So many lines of pay have a colour of their own; the smaller ones are added up.
MANY = 7


class CsHome(models.AbstractModel):
    """What the regulation costs a company in a year, and who comes and goes."""

    _inherit = "cs.home"

    @api.model
    def _cost_sums(self, now):
        """``{(period's id, code, team): amount}`` of the last twelve periods."""
        if "costs" not in now.found:
            groups = self.env["cs.statement.line"]._read_group(
                [("period_id", "in", self._last_periods(now).ids)],
                ["period_id", "code", "department_id"],
                ["amount:sum"],
            )
            now.found["costs"] = {
                (period.id, code, team): amount for period, code, team, amount in groups
            }
        return now.found["costs"]

    @api.model
    def _items_manager(self, now):
        return [
            *super()._items_manager(now),
            *self._cost_charts(now),
            self._turnover_chart(now),
        ]

    @api.model
    def _cost_charts(self, now):
        """The months' cost by line of the statement, and by team."""
        periods = self._last_periods(now)
        labels = dict(
            self.env["cs.statement.line"]
            ._fields["code"]
            ._description_selection(self.env)
        )
        by_code, by_team = defaultdict(dict), defaultdict(dict)
        for (period_id, code, team), amount in self._cost_sums(now).items():
            for months in (by_code[labels[code]], by_team[team]):
                months[period_id] = months.get(period_id, 0.0) + amount
        # sudo: the name of a team is no secret
        teams = {
            team.sudo().name or self.env._("Without a team"): months
            for team, months in by_team.items()
        }
        domain = [("period_id", "in", periods.ids)]
        charts = (
            ("cost_lines", self.env._("By line"), self._largest(by_code), "code"),
            ("cost_teams", self.env._("By team"), teams, "department_id"),
        )
        return [
            Chart(
                "cost",
                code,
                label,
                "stacked",
                periods.mapped("name"),
                [
                    (name, [round(months.get(row.id, 0.0), 2) for row in periods])
                    for name, months in series.items()
                ],
                MONEY,
                Link(
                    "cs.statement.line",
                    domain,
                    self.env._("Amounts"),
                    ("pivot", "list", "form"),
                    {
                        "pivot_row_groupby": [groupby],
                        "pivot_column_groupby": ["period_id"],
                        "pivot_measures": ["amount"],
                    },
                ),
                self.env._(
                    "Nothing was computed yet. Load a policy pack, give agents a "
                    "level, a contract and a wage, and compute the month."
                ),
            )
            for code, label, series, groupby in charts
        ]

    @api.model
    def _largest(self, series):
        """The series that weigh most, the others added up as one."""
        weight = {
            name: sum(map(abs, months.values())) for name, months in series.items()
        }
        ranked = sorted(series, key=lambda name: -weight[name])
        result = {name: series[name] for name in ranked[:MANY]}
        rest = defaultdict(float)
        for name in ranked[MANY:]:
            for period_id, amount in series[name].items():
                rest[period_id] += amount
        if rest:
            result[self.env._("Other lines")] = rest
        return result

    @api.model
    def _turnover_chart(self, now):
        """Agents in contract today, and those whose contract ended in a year."""
        levels = self.env["cs.level"].search_fetch([now.of_company], ["name"])
        since = fields.Date.subtract(now.today, years=1)
        # sudo: only how many there are at each level is told
        people = self.with_context(active_test=False).sudo()
        lists = []
        for level in levels:
            held = [now.of_company, ("cs_level_id", "=", level.id)]
            left = [
                *held,
                ("contract_date_end", ">=", since),
                ("contract_date_end", "<", now.today),
            ]
            here = [
                *held,
                ("active", "=", True),
                ("contract_date_start", "<=", now.today),
                "|",
                ("contract_date_end", "=", False),
                ("contract_date_end", ">=", now.today),
            ]
            lists += [("hr.employee", here), ("hr.employee", left)]
        counts = people._counts(lists)
        found = [
            (level.name, here, left)
            for level, here, left in zip(levels, counts[::2], counts[1::2], strict=True)
            if here or left
        ]
        return Chart(
            "people",
            "turnover",
            self.env._("Agents by level, and who left within a year"),
            "bar",
            [name for name, _here, _left in found],
            [
                (self.env._("In contract"), [here for _name, here, _left in found]),
                (self.env._("Left"), [left for _name, _here, left in found]),
            ],
            NUMBER,
            Link(
                "hr.employee",
                [now.of_company, ("cs_level_id", "!=", False)],
                self.env._("Agents"),
                ("list", "kanban", "form"),
            ),
            self.env._("No agent has a level yet: enter them under Configuration."),
        )
