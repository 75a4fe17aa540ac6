from odoo import models

from ...engine import conduct
from ...engine.money import to_decimal
from ..conduct.cs_period_run import Conduct
from ..cs_period_run import Line, Run
from ..home.cs_period import LATE, LEFT_OUT


class CsPeriod(models.Model):
    """A month under policies that are tried out, by the pipeline's own steps.

    Nothing is stored, of a locked month neither. Facts stand as they were recorded;
    what can be decided anew from them is: see :meth:`_try`.
    """

    _inherit = "cs.period"

    def _try(self, instead):
        """The month for all agents as if other policies held in it.

        Decided anew are what days, entries, orders, scores, sheets, allowances and
        guarantees cost and pay. As they stand: how a day was classified, which entries
        there are, the orders of a locked month, prizes of months before, what later
        months settled of locked ones, and what earlier months have left open.

        :param instead: ``{ladder id: policy}``; none: the month by the approved ones
        :return: the run
        """
        self.ensure_one()
        self.env.flush_all()
        # sudo: who may run a what-if reads all pay of the company
        period = self.sudo().with_company(self.company_id)
        run = Run.of(period)
        run.is_dry, run.instead = True, instead
        for name in period._trial_steps():
            getattr(period, name)(run)
        return run

    def _trial_steps(self):
        """Hook: the steps of a trial; one takes the place of all that look behind."""
        steps = [name for name in self._pipeline() if name not in LEFT_OUT]
        first = next(name for name in steps if name.startswith(LATE))
        place = steps.index(first)
        return [
            *steps[:place],
            "_step_stored_changes",
            *(name for name in steps[place:] if not name.startswith(LATE)),
        ]

    def _step_stored_changes(self, run):
        """Late changes of locked months, as the last run has stored them here."""
        stored = self.env["cs.statement.line"].search_fetch(
            [("period_id", "=", self.id), ("code", "=", "CS_ADJUSTMENT")],
            [
                "employee_id",
                "code",
                "key",
                "origin_period_id",
                "adjusted_code",
                "base",
                "rate",
                "amount",
                "trace",
            ],
        )
        self._add_agents(run, (), set(stored.employee_id.ids))
        for employee_id, rows in stored.grouped(lambda row: row.employee_id.id).items():
            if agent := run.agents.get(employee_id):
                # Entries of locked months are among the month's own facts.
                known = {(line.code, line.key, line.origin) for line in agent.lines}
                agent.lines += [
                    line
                    for line in map(self._line_again, rows)
                    if (line.code, line.key, line.origin) not in known
                ]

    def _line_again(self, row):
        """A line of a run, as it was stored."""
        return Line(
            row.code,
            to_decimal(row.amount),
            base=to_decimal(row.base),
            rate=to_decimal(row.rate),
            steps=tuple((row.trace or {}).get("steps", ())),
            key=row.key or "",
            origin=row.origin_period_id.id,
            adjusted=row.adjusted_code or "",
        )

    # ------------------------------------------------------------------
    # Entries priced anew
    # ------------------------------------------------------------------

    def _step_entries(self, run):
        """Entries of the month, priced by the policies that are tried out."""
        result = super()._step_entries(run)
        if run.instead:
            self._price_anew(run)
        return result

    def _price_anew(self, run):
        """Entries as the articles of the tried policies price them.

        An article is found by its code; one that the policy lacks costs nothing. What
        was set by hand, taken back, or is of a locked month before stays as it is.
        """
        found = run.facts_of("conduct", Conduct).entries
        articles = {
            policy.id: policy.with_context(active_test=False).rule_ids.grouped("code")
            for policy in run.instead.values()
        }
        own = {
            employee_id: articles[run.agents[employee_id].policy.id]
            for employee_id in found
            if run.agents[employee_id].policy.id in articles
        }
        numbers = self._numbers_anew(
            [
                (entry, own[employee_id].get(entry.rule_code))
                for employee_id in own
                for entry in found[employee_id]
            ]
        )
        for employee_id, rules in own.items():
            ladder = run.agents[employee_id].policy.ladder_id
            found[employee_id] = self.env["cs.conduct.entry"].concat(
                *(
                    self._priced_anew(entry, rules.get(entry.rule_code), numbers)
                    if entry.rule_id.policy_id.ladder_id == ladder
                    else entry
                    for entry in found[employee_id]
                )
            )

    def _numbers_anew(self, pairs):
        """Occurrences where an article counts them in another window than before.

        :param pairs: ``[(entry, article of the tried policy)]``
        :return: ``{entry id: occurrence}``
        """
        changed = {
            entry: rule
            for entry, rule in pairs
            if rule
            and (rule.window, rule.window_days)
            != (entry.rule_id.window, entry.rule_id.window_days)
        }
        if not changed:
            return {}
        Entry = self.env["cs.conduct.entry"]
        siblings = Entry.union(*changed)._siblings().grouped(Entry._article)
        numbers, counted = {}, {}
        for entry, rule in changed.items():
            key = (*Entry._article(entry), rule.id)
            if key not in counted:
                marks = [
                    conduct.Occurrence(row.id, row.date, row.id)
                    for row in siblings.get(key[:2], ())
                ]
                counted[key] = conduct.number_occurrences(
                    marks,
                    rule.window,
                    rule.company_id.cs_period_start_day,
                    rule.window_days,
                )
            if entry.id in counted[key]:
                numbers[entry.id] = counted[key][entry.id]
        return numbers

    def _priced_anew(self, entry, rule, numbers):
        """The entry itself where it costs the same, else one as the article has it."""
        is_kept = (
            entry.is_override
            or entry.reversal_of_id
            or entry.is_reversed
            or entry.origin_period_id
            or entry._is_reduced()
            or entry._part_appeal()
        )
        if is_kept or not (rule or entry.rule_id.active):
            return entry
        if not rule:
            return entry.browse()
        occurrence = numbers.get(entry.id, entry.occurrence)
        price = rule._price(occurrence, entry.measure)
        values = {
            "kind": rule.kind,
            "severity": rule.severity,
            "sanction": price["sanction"],
            "points": float(price["points"]),
            "amount": float(price["amount"]),
        }
        if all(entry[name] == value for name, value in values.items()):
            return entry
        return entry.new(
            {
                **values,
                "employee_id": entry.employee_id.id,
                "date": entry.date,
                "rule_id": rule.id,
                "rule_code": rule.code,
                "occurrence": occurrence,
                "score_points": rule._signed(rule.kind, values["points"]),
                "money": rule._signed(rule.kind, values["amount"]),
                "reversal_of_id": False,
                "origin_period_id": False,
            }
        )
