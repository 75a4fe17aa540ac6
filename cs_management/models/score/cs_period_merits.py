from collections import defaultdict

from odoo import api, models

from ...engine import merits
from ...engine.trace import step, trace
from .cs_conduct_rule import MERITS

SOURCE = "score.merit"


class CsPeriod(models.Model):
    """Merits that the addon finds at the month's end, as entries (R3.2, R4.1).

    They are automatic entries of the catalogue's articles: one for each agent,
    article, day and source, taken back when the facts change, until the period is
    locked. What changes behind the lock leaves them as they are.
    """

    _inherit = "cs.period"

    def _step_merits(self, run):
        """The best, months without a blemish, shifts covered on call (R3.2, R4.1)."""
        rules = self._merit_rules(run)
        spoilt = self._spoilt(rules)
        issuer = self.env.ref("base.user_root").id
        wanted = []
        for event, finder in self._merit_finders().items():
            agents = [run.agents[key] for key in rules if event in rules[key]]
            for agent, values in finder(run, agents, spoilt):
                wanted += [
                    {
                        **values,
                        "employee_id": agent.employee_id,
                        "rule_id": rule.id,
                        "issuer_id": issuer,
                        "source": f"{SOURCE}:{values['source']}",
                    }
                    for rule in rules[agent.employee_id][event]
                ]
        self.env["cs.conduct.entry"]._sync_automatic(self, wanted, SOURCE)

    @api.model
    def _merit_finders(self):
        """What finds each merit: takes run, agents and what spoils a month.

        :return: ``{event: method}``; each yields ``(agent, {date, source, trace})``
        """
        return {
            "best_work": self._find_best,
            "no_complaint": self._find_without_complaint,
            "base_kept": self._find_base_kept,
            "full_attendance": self._find_full_attendance,
            "on_call": self._find_on_call,
        }

    def _merit_rules(self, run):
        """Articles of these merits that an agent's policy has.

        Points mean nothing to who has no score: they get what also pays (R5.13).

        :return: ``{employee_id: {event: cs.conduct.rule}}``
        """
        events = {event for event, _label in MERITS}
        found = {}
        for agent in run.agents.values():
            rules = agent.policy.rule_ids.filtered(
                lambda rule: rule.active and rule.event in events
            )
            if not self._is_scored(agent):
                rules = rules.filtered("amount_min")
            if rules and agent.segments:
                found[agent.employee_id] = rules.grouped("event")
        return found

    def _spoilt(self, rules):
        """What entries of the period take from merits of a whole month.

        :return: ``{"violation" | "complaint" | "deduction": {employee_id}}``
        """
        spoilt = defaultdict(set)
        entries = self.env["cs.conduct.entry"].search_fetch(
            [
                ("employee_id", "in", list(rules)),
                ("period_id", "=", self.id),
                ("state", "=", "confirmed"),
                ("reversal_of_id", "=", False),
                ("is_reversed", "=", False),
                "|",
                ("kind", "=", "violation"),
                ("score_points", "<", 0),
            ],
            ["employee_id", "kind", "rule_id", "score_points"],
        )
        for entry in entries:
            employee_id = entry.employee_id.id
            if entry.kind == "violation":
                spoilt["violation"].add(employee_id)
            if entry.rule_id.event == "complaint":
                spoilt["complaint"].add(employee_id)
            if entry.score_points < 0:
                spoilt["deduction"].add(employee_id)
        return spoilt

    def _whole_month(self, run, agents, source):
        """Agents of the whole month, unless the policy asks for less, who worked."""
        for agent in agents:
            is_whole = agent.policy.score_merits_partial or merits.covers(
                agent.segments, self.date_from, self.date_to
            )
            presence = self._presence(run, agent)
            if is_whole and (presence is None or any(day.worked for day in presence)):
                day = agent.segments[-1].last
                why = trace(step(f"entry.{source}"))
                yield agent, {"date": day, "source": source, "trace": why}

    def _presence(self, run, agent):
        """The days of an agent as full attendance sees them; ``None``: not kept."""
        return self._presence_of(run.facts["attendance"][agent.employee_id])

    @api.model
    def _presence_of(self, time):
        """The days of an agent's time as full attendance sees them (R4.1).

        :return: ``[engine.merits.Presence]``; ``None`` where punches are not kept
        """
        if not time.policy.attendance_enabled:
            return None
        return [
            merits.Presence(
                worked=bool(row.worked_hours or row.off_site_hours),
                blemish=bool(
                    row.absent_days
                    or row.late_minutes
                    or row.early_minutes
                    or row.away_minutes
                    or row.missed_punches > row.confirmed_punches
                )
                and not row.is_excused,
                leave=bool(row.leave_hours),
            )
            for row in time.workdays
            if row.status != "planned"
        ]

    # ------------------------------------------------------------------
    # The merits
    # ------------------------------------------------------------------

    def _find_best(self, run, agents, spoilt):
        """The best of team or company by service figures, without a violation.

        The best with a violation is passed over, and nobody is the best instead.
        """
        works = self._works([agent.employee_id for agent in agents])
        contests = defaultdict(list)
        for agent in agents:
            measure, scope = (
                agent.policy.score_best_measure,
                agent.policy.score_best_scope,
            )
            team = agent.department_id if scope == "team" else None
            contests[measure, scope, team].append(agent)
        for (measure, _scope, _team), rivals in contests.items():
            own = {
                agent.employee_id: works[agent.employee_id]
                for agent in rivals
                if agent.employee_id in works
            }
            best = set(merits.best_of(own, measure)) - spoilt["violation"]
            winners = [agent for agent in rivals if agent.employee_id in best]
            yield from self._whole_month(run, winners, "best_work")

    def _works(self, employee_ids):
        """Service figures of the period: ``{employee_id: engine.merits.Work}``."""
        groups = self.env["cs.service.stat"]._read_group(
            [("period_id", "=", self.id), ("employee_id", "in", employee_ids)],
            ["employee_id"],
            ["served:sum", "asked:sum", "bought:sum"],
        )
        return {
            employee.id: merits.Work(served, asked, bought)
            for employee, served, asked, bought in groups
        }

    def _find_without_complaint(self, run, agents, spoilt):
        clean = [a for a in agents if a.employee_id not in spoilt["complaint"]]
        yield from self._whole_month(run, clean, "no_complaint")

    def _find_base_kept(self, run, agents, spoilt):
        clean = [a for a in agents if a.employee_id not in spoilt["deduction"]]
        yield from self._whole_month(run, clean, "base_kept")

    def _find_full_attendance(self, run, agents, _spoilt):
        full = [
            agent
            for agent in agents
            if merits.full_attendance(
                self._presence(run, agent) or (), agent.policy.score_leave_kept
            )
        ]
        yield from self._whole_month(run, full, "full_attendance")

    def _find_on_call(self, run, agents, _spoilt):
        """Shifts that were covered on call, and worked where punches are kept."""
        by_id = {agent.employee_id: agent for agent in agents}
        last = min(self.date_to, self.company_id._cs_today())
        lines = self.env["cs.roster.line"]._covered(by_id, self.date_from, last)
        for (employee_id, day), shifts in lines.grouped(
            lambda line: (line.employee_id.id, line.date)
        ).items():
            agent = by_id[employee_id]
            worked = {
                row.date
                for row in self._workdays_of(run, agent)
                if row.worked_hours or row.off_site_hours
            }
            if agent.policy.attendance_enabled and day not in worked:
                continue
            for number, shift in enumerate(shifts, start=1):
                why = trace(step("entry.on_call", shift=shift.shift_id.name or ""))
                source = f"on_call:{number}"
                yield agent, {"date": day, "source": source, "trace": why}
