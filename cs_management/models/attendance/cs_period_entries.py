from collections import defaultdict

from odoo import SUPERUSER_ID, fields, models

from ...engine import attendance
from ...engine.trace import step
from .cs_attendance_exception import WAITING

SOURCE = "cs.workday"


class CsPeriod(models.Model):
    """What days enter by themselves: entries of the catalogue, and cases (R1.6, R3.3).

    A day that an exception still explains enters a pending entry, which counts once
    the exception is refused, and at the lock. What changes behind a lock is undone, or
    entered, in the period that is open.
    """

    _inherit = "cs.period"

    def _enter_days(self, run, agents, late):
        """Entries and cases of the days in ``run.facts["attendance"]``.

        :param late: what :meth:`_late_day_entries` found
        """
        times = run.facts["attendance"]
        waiting = set() if run.is_final else self._waiting_days()
        wanted = []
        for employee_id in agents:
            for values in self._day_entries(times[employee_id]):
                pending = (employee_id, values["date"]) in waiting
                wanted.append({**values, "is_pending": pending})
        self.env["cs.conduct.entry"]._sync_automatic(self, wanted + late)
        self._absence_cases(run, agents, waiting)

    def _waiting_days(self):
        """Days that an exception may still explain: ``{(employee_id, date)}``."""
        waiting = self.env["cs.attendance.exception"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("state", "in", WAITING),
                ("kind", "!=", "proxy"),
            ],
            ["employee_id", "date"],
        )
        return {(row.employee_id.id, row.date) for row in waiting}

    def _day_entries(self, time):
        """Values of the entries that an agent's days make (R3.3-R3.5, R4.1)."""
        rules = time.policy.rule_ids.filtered("event").grouped("event")
        if not rules:
            return
        for row in time.workdays:
            for event, measure in row._events():
                for rule in rules.get(event, ()):
                    if measure > rule.threshold:
                        yield {
                            "employee_id": time.employee_id,
                            "rule_id": rule.id,
                            "date": row.date,
                            "measure": measure,
                            "source": f"{SOURCE}:{event}",
                            "workday_id": row.id,
                            "issuer_id": SUPERUSER_ID,
                            "trace": row._event_trace(event),
                        }

    # ------------------------------------------------------------------
    # Days of locked periods
    # ------------------------------------------------------------------

    def _late_day_entries(self, run):
        """Values of what days of locked periods enter by today's facts, but did not.

        What they entered and would not any more is reversed, and a reversal that is
        not due any more goes, as long as the period is open. What people cancelled or
        reversed stays as they decided.
        """
        undone, missing = self._late_differences(run)
        self._undo_entries(undone)
        employee_ids = set(undone.employee_id.ids)
        employee_ids |= {values["employee_id"] for values in missing}
        self._add_agents(run, (), employee_ids)
        return missing

    def _late_differences(self, run):
        """Entries of locked periods against today's facts.

        :return: those that are not due any more, and values of those that lack
        """
        none = self.env["cs.conduct.entry"]
        locked = self._compared_periods()
        if not locked or self._posting_period(locked) != self:
            return none, []
        made = none.search(
            [
                ("workday_id.period_id", "in", locked.ids),
                ("source", "=like", f"{SOURCE}:%"),
                ("period_id.state", "=", "locked"),
            ]
        )
        times = self._times_today(run, self._statements_entered_late(locked, made))
        wanted = self._entries_today(times)
        chains = made.filtered(
            lambda row: (row.employee_id.id, row.workday_id.period_id) in times
        ).grouped(self._chain)
        missing, undone = [], none
        for key in wanted.keys() | chains.keys():
            due, own = wanted.get(key), chains.get(key, none)
            originals = own.filtered(lambda row: not row.reversal_of_id)
            by_people = originals.reversal_ids.filtered(lambda row: not row.source)
            if by_people or "cancelled" in originals.mapped("state"):
                continue
            stands = originals - own.reversal_of_id
            same = due and stands and stands.measure == due["measure"]
            if stands and not same:
                undone += stands
            if due and not same:
                number = len(originals) + 1
                missing.append({**due, "source": f"{due['source']}:{number}"})
        return undone, missing

    def _posting_period(self, locked):
        """The period in which facts of locked ones count now."""
        day = max(locked.mapped("date_to"))
        period, _origin = self._posting(self.company_id, {day})[day]
        return period

    def _statements_entered_late(self, locked, made):
        """Statements whose days changed since the lock, or were entered late."""
        keys = self._days_changed_late(locked) | {
            (row.employee_id.id, row.workday_id.period_id.id)
            for row in made
            if row.period_id != row.workday_id.period_id
        }
        return self._statements_at(locked, keys).filtered(
            "policy_id.attendance_enabled"
        )

    def _entries_today(self, times):
        """Values of the entries that days of locked periods would make, by chain."""
        days = self.env["cs.workday"]._of_period(
            self.union(*(period for _employee_id, period in times)),
            {employee_id for employee_id, _period in times},
        )
        ids = {(row.employee_id.id, row.date): row.id for row in days}
        found = {}
        for time in times.values():
            costs = {cost.day: cost for cost in time.settlement.costs}
            for row in time.workdays:
                row.update(row._cost_values(costs.get(row.date)))
            for values in self._day_entries(time):
                workday_id = ids.get((values["employee_id"], values["date"]))
                if workday_id:
                    values["workday_id"] = workday_id
                    event = values["source"].split(":")[1]
                    key = time.employee_id, values["rule_id"], values["date"], event
                    found[key] = values
        return found

    @staticmethod
    def _chain(entry):
        """What an entry, its reversal and those that follow it are about."""
        event = entry.source.split(":")[1]
        return entry.employee_id.id, entry.rule_id.id, entry.date, event

    def _undo_entries(self, undone):
        """Reverse entries in this period, and drop reversals that are not due."""
        drawn = undone.search(
            [
                ("period_id", "=", self.id),
                ("source", "=like", f"{SOURCE}:%"),
                ("reversal_of_id", "!=", False),
            ]
        )
        kept = drawn.filtered(lambda row: row.reversal_of_id in undone)
        (drawn - kept).unlink()
        # The program reverses, whoever computes: nobody issues an entry of their own.
        program = (undone - kept.reversal_of_id).with_user(SUPERUSER_ID)
        reversals = program._reverse() if program else program
        for reversal in reversals:
            entry = reversal.reversal_of_id
            event = entry.source.split(":")[1]
            reversal._store(
                {
                    "source": f"{SOURCE}:{event}:undo:{entry.id}",
                    "workday_id": entry.workday_id.id,
                }
            )

    # ------------------------------------------------------------------
    # Cases
    # ------------------------------------------------------------------

    def _absence_cases(self, run, agents, waiting):
        """Dismissal cases for absence: days running, and days within months (R1.6).

        :param waiting: days that are not decided yet; they are none of absence
        """
        months = [agent.policy.absence_case_months for agent in agents.values()]
        if not months:
            return
        earlier = self.env["cs.workday"].search_fetch(
            [
                ("employee_id", "in", list(agents)),
                ("date", ">", fields.Date.subtract(self.date_to, months=max(months))),
                ("date", "<=", self.date_to),
                ("status", "not in", ("planned", "rest", "holiday")),
            ],
            ["employee_id", "date", "absence_reason", "absent_days"],
        )
        days = defaultdict(dict)
        for row in earlier:
            employee_id = row.employee_id.id
            is_open = (employee_id, row.date) in waiting
            days[employee_id][row.date] = row._is_absence() and not is_open
        for agent in agents.values():
            self._absence_case(run, agent, days[agent.employee_id])

    def _absence_case(self, run, agent, days):
        policy = agent.policy
        longest = attendance.longest_run(days)
        first, count = longest or (None, 0)
        if policy.absence_case_days and longest and count >= policy.absence_case_days:
            why = step("case.absent_running", first=first, days=count)
            self._propose_case(run, agent, "absence", why, key=f"running:{first}")
        absent = [day for day, gone in days.items() if gone]
        months = policy.absence_case_months
        total = attendance.absent_within(absent, self.date_to, months)
        if policy.absence_case_total and total >= policy.absence_case_total:
            why = step("case.absent_within", days=total, months=months)
            self._propose_case(run, agent, "absence", why, key="within")
