from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import segments
from ..engine.money import ZERO, to_decimal
from ..engine.trace import step
from .cs_period_run import Agent, Line, Run
from .cs_statement_line import LINE_CODES

SEQUENCE = {code: index for index, (code, _label) in enumerate(LINE_CODES, start=1)}


class CsPeriod(models.Model):
    """The monthly pipeline: facts x policy -> statements, for all agents at once.

    Each step is a method of its own that takes the :class:`Run`, fetches in batch,
    asks the engine and leaves its results on the run's agents. Later chapters
    override the empty steps. The number of SELECTs does not depend on agents or
    orders; only :meth:`_step_store` writes.
    """

    _inherit = "cs.period"

    def action_compute(self):
        """Compute the statements of open periods; nothing is left half done."""
        for period in self.sorted("date_from"):
            period._check_officer()
            period._take_turn()
            if period.state == "locked":
                raise UserError(
                    self.env._(
                        "%(period)s is locked: its result does not change.",
                        period=period.name,
                    )
                )
            with self.env.cr.savepoint():
                # sudo: statements are written by nobody but the pipeline
                period.sudo().with_company(period.company_id)._run_pipeline()
        return True

    def _pipeline(self):
        """The steps in order. Extensions insert the names of their own methods."""
        return [
            "_step_collect_credits",
            "_step_agents",
            "_step_attendance",
            "_step_reviews",
            "_step_entries",
            "_step_score",
            "_step_commission",
            "_step_pool",
            "_step_pay",
            "_step_late_credits",
            "_step_late_pay",
            "_step_protection",
            "_step_store",
        ]

    def _run_pipeline(self):
        self.ensure_one()
        self.env.flush_all()
        run = Run.of(self)
        for name in self._pipeline():
            getattr(self, name)(run)
        return run

    def _each(self, run, compute):
        """Call ``compute`` for each agent; a failure names the agent and the reason."""
        for agent in run.agents.values():
            try:
                compute(agent)
            except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                name = self.env["hr.employee"].browse(agent.employee_id).name
                raise UserError(
                    self.env._(
                        "%(period)s could not be computed for %(agent)s: %(reason)s. "
                        "Nothing was changed.",
                        period=self.name,
                        agent=name,
                        reason=error,
                    )
                ) from error

    # ------------------------------------------------------------------
    # Agents
    # ------------------------------------------------------------------

    def _step_agents(self, run):
        """Who was an agent on a day of the period, or has a fact that counts in it."""
        leveled = self.env["hr.version"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("cs_level_id", "!=", False),
                ("contract_date_start", "!=", False),
                ("date_version", "<=", self.date_to),
            ],
            ["employee_id"],
        )
        employee_ids = {employee.id for [employee] in leveled if employee}
        self._add_agents(run, employee_ids, self._fact_employee_ids())
        self._check_policies(run)

    def _fact_employee_ids(self):
        """Hook: ids of employees with facts that count in this period."""
        entries = self.env["cs.conduct.entry"]._read_group(
            [("period_id", "=", self.id), ("state", "=", "confirmed")], ["employee_id"]
        )
        credited = self.env.execute_query(
            SQL(
                "SELECT DISTINCT employee_id FROM cs_credit "
                "WHERE period_id = %s AND employee_id IS NOT NULL",
                self.id,
            )
        )
        return {employee.id for [employee] in entries} | {row[0] for row in credited}

    def _add_agents(self, run, employee_ids, fact_employee_ids=()):
        """Put employees on the run: those in contract with a level, and those with
        facts, under the last level they had."""
        wanted = (set(employee_ids) | set(fact_employee_ids)) - run.agents.keys()
        if not wanted:
            return
        versions = self.env["hr.version"]._cs_of_employees(wanted)
        found = {}
        for employee_id in sorted(wanted):
            own = versions.get(employee_id, [])
            parts = segments.segments(own, self.date_from, self.date_to)
            last = self._last_version(own, parts)
            if parts or (last and employee_id in fact_employee_ids):
                found[employee_id] = (own, parts, last)
        levels = self.env["cs.level"].browse(
            {last.level for _own, _parts, last in found.values()}
        )
        by_id = {level.id: level for level in levels}
        policies = self.env["cs.policy"]._approved(levels.ladder_id.ids)
        in_force = {
            ladder.id: policies._at(ladder.id, self.date_to)
            for ladder in levels.ladder_id
        }
        terms = {
            (row.policy_id.id, row.level_id.id): row
            for policy in in_force.values()
            for row in policy.level_ids
        }
        for employee_id, (own, parts, last) in found.items():
            level = by_id[last.level]
            policy = in_force[level.ladder_id.id]
            run.agents[employee_id] = Agent(
                employee_id,
                own,
                parts,
                level,
                policy,
                terms.get((policy.id, level.id)),
                (parts[-1].version if parts else last).department,
                self.env["cs.conduct.entry"],
                min((v.contract_start for v in own if v.contract_start), default=None),
            )

    def _last_version(self, versions, parts):
        """The version that decides level and policy: that of the agent's last day."""
        if parts:
            return parts[-1].version
        leveled = [v for v in versions if v.level and v.date <= self.date_to]
        return leveled[-1] if leveled else None

    def _check_policies(self, run):
        missing = {
            agent.level.ladder_id for agent in run.agents.values() if not agent.policy
        }
        if missing:
            raise UserError(
                self.env._(
                    "No approved policy on %(date)s for: %(ladders)s. Approve one, or "
                    "load a policy pack.",
                    date=self.date_to,
                    ladders=", ".join(ladder.name for ladder in missing),
                )
            )

    # ------------------------------------------------------------------
    # Steps that later chapters fill
    # ------------------------------------------------------------------

    def _step_attendance(self, run):
        """Hook: workdays classified, with the entries and amounts they make (R1)."""

    def _step_reviews(self, run):
        """Hook: entries from handovers, cases, reviews and figures (R7-R9)."""

    def _step_protection(self, run):
        """Hook: wage protection, when all other lines stand."""

    # ------------------------------------------------------------------
    # Pay
    # ------------------------------------------------------------------

    def _adjustment(self, code, origin, amount, *steps, base=ZERO, key=""):
        """A late change for a locked period, in the period that is open now."""
        return Line(
            "CS_ADJUSTMENT",
            amount,
            base=base,
            steps=(step("adjustment.origin", period=origin.name), *steps),
            key=":".join(filter(None, (code, key))),
            origin=origin.id,
            adjusted=code,
        )

    # ------------------------------------------------------------------
    # Late changes of locked periods
    # ------------------------------------------------------------------

    def _compared_periods(self):
        """Locked periods that are still compared with later changes."""
        since = fields.Date.subtract(
            self.date_from, months=self.company_id.cs_clawback_months
        )
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "locked"),
                ("date_from", ">=", since),
                ("date_to", "<", self.date_from),
            ]
        )

    def _adjusted_before(self, *codes):
        """What locked adjustments have added so far.

        :return: ``{(employee_id, origin_period_id): Decimal}``, zero by default
        """
        sums = defaultdict(lambda: ZERO)
        groups = self.env["cs.statement.line"]._read_group(
            [
                ("code", "=", "CS_ADJUSTMENT"),
                ("adjusted_code", "in", codes),
                ("company_id", "=", self.company_id.id),
                ("statement_id.state", "=", "locked"),
            ],
            ["employee_id", "origin_period_id"],
            ["amount:sum"],
        )
        for employee, origin, amount in groups:
            sums[employee.id, origin.id] = to_decimal(amount)
        return sums

    # ------------------------------------------------------------------
    # Store
    # ------------------------------------------------------------------

    def _step_store(self, run):
        """Upsert statements, lines, credits and cases by their natural keys."""
        statements = self._store_statements(run)
        self._store_lines(run, statements)
        self._store_credits(run, statements)
        self._link_facts(run, statements)
        self._drop_stale_statements(run)
        self._store_cases(run, statements)
        run.warnings += self._undecided()
        self.write(
            {
                "computed_at": fields.Datetime.now(),
                "warning": "\n".join(run.warnings) or False,
            }
        )

    def _undecided(self):
        """What somebody should decide before the period is locked, in words."""
        drafts = self.env["cs.conduct.entry"].search_count(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
                ("state", "=", "draft"),
            ]
        )
        appeals = self.env["cs.appeal"].search_count(
            [("period_id", "=", self.id), ("state", "=", "pending")]
        )
        found = []
        if idle := self._without_contract():
            found.append(
                self.env._(
                    "Agents with a level but no contract dates, who get no "
                    "statement: %(agents)s",
                    agents=", ".join(idle.mapped("name")),
                )
            )
        if drafts:
            found.append(
                self.env._("Draft entries, which do not count: %(count)s", count=drafts)
            )
        if appeals:
            found.append(
                self.env._("Appeals waiting for a decision: %(count)s", count=appeals)
            )
        return found

    def _without_contract(self):
        """Employees with a level whose contract was never entered."""
        versions = self.env["hr.version"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("employee_id.active", "=", True),
                ("cs_level_id", "!=", False),
                ("date_version", "<=", self.date_to),
            ],
            ["employee_id", "contract_date_start"],
        )
        dated = versions.filtered("contract_date_start").employee_id
        return versions.employee_id - dated

    def _store_statements(self, run):
        """Statement of each agent: ``{employee_id: cs.statement}``."""
        Statement = self.env["cs.statement"]
        existing = Statement.search([("period_id", "=", self.id)])
        by_employee = {row.employee_id.id: row for row in existing}
        missing = []
        for agent in run.agents.values():
            values = {
                "department_id": agent.department_id or False,
                "policy_id": agent.policy.id,
                "level_id": agent.level.id,
                "version_id": agent.segments[-1].version.id
                if agent.segments
                else False,
                "segments": [],
                **agent.values,
            }
            if statement := by_employee.get(agent.employee_id):
                self._update(statement, values)
            else:
                missing.append(
                    {
                        **values,
                        "employee_id": agent.employee_id,
                        "period_id": self.id,
                        "company_id": self.company_id.id,
                        "state": self.state,
                    }
                )
        for statement in Statement.create(missing):
            by_employee[statement.employee_id.id] = statement
        return by_employee

    def _store_lines(self, run, statements):
        existing = self.env["cs.statement.line"].search([("period_id", "=", self.id)])
        by_key = {
            (
                line.statement_id.id,
                line.code,
                line.key or "",
                line.origin_period_id.id or 0,
            ): line
            for line in existing
        }
        missing = []
        for agent in run.agents.values():
            statement = statements[agent.employee_id]
            for line in agent.lines:
                values = line.values(SEQUENCE[line.code])
                key = (statement.id, line.code, line.key, line.origin)
                if stored := by_key.pop(key, None):
                    self._update(stored, values)
                else:
                    missing.append({**values, "statement_id": statement.id})
        self.env["cs.statement.line"].browse(
            [line.id for line in by_key.values()]
        ).unlink()
        self.env["cs.statement.line"].create(missing)

    def _update(self, record, values):
        """Write what differs, so that recomputing changes nothing."""
        changed = {}
        for name, value in values.items():
            field = record._fields[name]
            if field.type == "json":
                same = (record[name] or {}) == (value or {})
            else:
                now = field.convert_to_write(record[name], record)
                same = field.convert_to_cache(now, record) == field.convert_to_cache(
                    value, record
                )
            if not same:
                changed[name] = value
        if changed:
            record.write(changed)

    def _link_facts(self, run, statements):
        """Point the facts at the statement that counts them: the drill-down."""
        for agent in run.agents.values():
            stale = agent.entries.filtered(
                lambda entry, s=statements[agent.employee_id]: entry.statement_id != s
            )
            stale.write({"statement_id": statements[agent.employee_id].id})
        stats = self.env["cs.service.stat"].search([("period_id", "=", self.id)])
        for employee, rows in stats.grouped("employee_id").items():
            statement = statements.get(employee.id)
            rows = rows.filtered(lambda row, s=statement: row.statement_id != s)
            if statement and rows:
                rows.write({"statement_id": statement.id})

    def _drop_stale_statements(self, run):
        """Statements of people who no longer have anything in the period."""
        self.env["cs.statement"].search(
            [
                ("period_id", "=", self.id),
                ("employee_id", "not in", list(run.agents)),
            ]
        ).unlink()

    def _store_cases(self, run, statements):
        self.env["cs.disciplinary.case"]._propose(
            self,
            [
                {
                    **case,
                    "employee_id": agent.employee_id,
                    "department_id": agent.department_id or False,
                    "company_id": self.company_id.id,
                    "period_id": self.id,
                    "statement_id": statements[agent.employee_id].id,
                }
                for agent in run.agents.values()
                for case in agent.cases
            ],
        )
