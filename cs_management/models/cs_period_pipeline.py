import logging
from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine import segments
from ..engine.money import ZERO, to_decimal, total_of
from ..engine.trace import step
from .cs_period_run import Agent, Line, Run
from .missing import missing

_logger = logging.getLogger(__name__)

# What a mistake in the code raises; what users can mend is a UserError.
PROGRAM_ERRORS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class CsPeriod(models.Model):
    """The monthly pipeline: facts x policy -> statements, for all agents at once.

    Each step is a method of a chapter that takes the :class:`Run`, fetches in batch,
    asks the engine and leaves its results on the run's agents; what the chapter needs
    again later it keeps in ``run.facts``. The number of SELECTs does not depend on
    agents or orders; only :meth:`_step_store` writes.

    Hooks that chapters extend with ``super()``: :meth:`_fact_employee_ids`,
    :meth:`_store_facts`; what is unfinished: :meth:`_unfinished`.
    """

    _inherit = "cs.period"

    def action_compute(self):
        """Compute the statements of open periods; nothing is left half done."""
        return self._press("compute")

    def _check_can_compute(self):
        if self.state == "locked":
            raise UserError(
                self.env._(
                    "%(period)s is locked: its result does not change.",
                    period=self.name,
                )
            )

    def _do_compute(self, is_final=False):
        with self.env.cr.savepoint():
            # sudo: statements are written by nobody but the pipeline
            self.sudo().with_company(self.company_id)._run_pipeline(is_final)

    def _pipeline(self):
        """The steps in order, each a method in its chapter's folder."""
        return [
            "_step_collect_credits",  # commission: the orders' credits as they stand
            "_step_agents",  # spine: who is an agent, at which level and policy
            "_step_attendance",  # attendance: days settled; their entries and cases
            "_step_exams",  # exams: what confirmed marks fall under, as entries
            "_step_merits",  # score: what the month's end finds, as entries
            "_step_entries",  # conduct: occurrences numbered; cases
            "_step_score",  # score: score, grade, float, rank
            "_step_commission",  # commission: sales, conversion, tier
            "_step_override",  # commission: leaders' share of what their teams sold
            "_step_pool",  # commission: sales carried by nobody, shared
            "_step_prizes",  # prizes: the first by sales or by score
            "_step_mentors",  # mentors: whose new starters were the fastest
            "_step_pay",  # pay: base pay, allowance, seniority
            "_step_bonus",  # allowances: bonuses that were set
            "_step_reviews",  # reviews: the bonus of KPI sheets that were passed
            "_step_fines",  # conduct: fines and rewards
            "_step_leave_terms",  # leave: what each type pays, kept with the period
            "_step_time",  # attendance, with overtime and leave: what time costs
            "_step_late_entries",  # conduct: occurrences changed behind a lock
            "_step_late_credits",  # commission: orders changed behind a lock
            "_step_appealed_credits",  # commission: what appeals added to credits
            "_step_late_override",  # commission: teams' orders changed behind a lock
            "_step_holdback",  # commission: what can be returned still, held back
            "_step_late_pay",  # pay: wages and levels changed behind a lock
            "_step_late_bonus",  # allowances: bonuses set or cancelled behind a lock
            "_step_late_reviews",  # reviews: sheets confirmed or changed behind a lock
            "_step_review_cases",  # reviews: sheets failed running
            "_step_late_time",  # attendance: punches and leave changed behind a lock
            "_step_guarantee",  # pay: what a year's pay lacks of its guarantee
            "_step_claims",  # protection: instalments of losses made good
            "_step_protection",  # protection: what the month's pay bears
            "_step_store",  # spine: statements, lines and what chapters keep
        ]

    def _run_pipeline(self, is_final=False):
        self.ensure_one()
        self.env.flush_all()
        run = Run.of(self, is_final)
        steps = self._pipeline()
        for place, name in enumerate(steps):
            self._tell(name, place, len(steps))
            try:
                getattr(self, name)(run)
            except PROGRAM_ERRORS as error:
                raise self._program_error() from error
        return run

    def _each(self, run, compute):
        """Call ``compute`` for each agent; an error of the program names the agent."""
        for agent in run.agents.values():
            try:
                compute(agent)
            except PROGRAM_ERRORS as error:
                employee = self.env["hr.employee"].browse(agent.employee_id)
                raise self._program_error(employee) from error

    def _program_error(self, employee=None):
        """Log the error being handled with its traceback.

        :return: what users read of it, as a UserError
        """
        _logger.exception("%s could not be computed for %s", self, employee or "all")
        if not employee:
            text = self.env._(
                "%(period)s could not be computed because of an error in the program. "
                "Nothing was changed. The server's log has the details.",
                period=self.name,
            )
        else:
            text = self.env._(
                "%(period)s could not be computed for %(agent)s because of an error "
                "in the program. Nothing was changed. The server's log has the "
                "details.",
                period=self.name,
                agent=employee.name,
            )
        return UserError(text)

    # ------------------------------------------------------------------
    # Agents
    # ------------------------------------------------------------------

    def _step_agents(self, run):
        """Who was an agent on a day of the period, or has a fact that counts in it."""
        self._add_agents(run, self._leveled_employee_ids(), self._fact_employee_ids())
        self._check_policies(run)

    def _leveled_employee_ids(self):
        """Ids of who may have been an agent of the company by the period's end."""
        leveled = self.env["hr.version"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("cs_level_id", "!=", False),
                ("contract_date_start", "!=", False),
                ("date_version", "<=", self.date_to),
            ],
            ["employee_id"],
        )
        return {employee.id for [employee] in leveled if employee}

    def _fact_employee_ids(self):
        """Hook: ids of employees with facts that count in this period."""
        return set()

    def _add_agents(self, run, employee_ids, fact_employee_ids=()):
        """Put employees on the run: those in contract with a level, and those with
        facts, under the last level they had."""
        wanted = set(employee_ids) | set(fact_employee_ids)
        wanted -= run.agents.keys() | run.left_out
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
        in_force |= run.instead or {}
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
                segments.joined_on(own),
            )

    def _last_version(self, versions, parts):
        """The version that decides level and policy: that of the agent's last day."""
        if parts:
            return parts[-1].version
        leveled = [v for v in versions if v.level and v.date <= self.date_to]
        return leveled[-1] if leveled else None

    def _check_policies(self, run):
        """Leave out, and name, who is on a ladder without an approved policy.

        The others are computed; the lock waits until everybody has a policy, so that
        nobody's facts stay behind in a closed month.
        """
        without = [agent for agent in run.agents.values() if not agent.policy]
        if not without:
            return
        ladders = {agent.level.ladder_id for agent in without}
        text = self.env._(
            "No approved policy on %(date)s for: %(ladders)s. Approve one, or "
            "load a policy pack.",
            date=format_date(self.env, self.date_to),
            ladders=", ".join(ladder.name for ladder in ladders),
        )
        is_empty = len(without) == len(run.agents) and run.instead is None
        if run.is_final or is_empty:
            if run.only:
                raise UserError(text)
            label = self.env._("Open the Policies")
            raise missing(self.env, text, "cs_policy_action", label)
        run.left_out = {agent.employee_id for agent in without}
        for employee_id in run.left_out:
            del run.agents[employee_id]
        employees = self.env["hr.employee"].browse(run.left_out)
        left_out = self.env._(
            "Left out: %(agents)s.", agents=", ".join(employees.mapped("name"))
        )
        run.warnings.append(f"{text} {left_out}")

    # ------------------------------------------------------------------
    # Late changes of locked periods
    # ------------------------------------------------------------------

    def _settle_late(self, run, due, books):
        """Adjust locked periods by what is due there less what was paid so far.

        The one place where a chapter's late change becomes money. What is due follows
        from today's facts under the policy of the origin. What was paid are the locked
        lines *and* the adjustments that locked periods have made of them since, so
        that changes forth and back add up.

        :param due: ``{(employee_id, locked period): [Line]}`` of who is compared
        :param books: ``{code of the adjustment: codes of the lines it stands for}``
        """
        if not due:
            return
        paid = self._paid_so_far({period for _employee_id, period in due}, books)
        for (employee_id, period), lines in due.items():
            agent = run.agents.get(employee_id)
            if not agent:
                continue
            for code, covered in books.items():
                now = total_of(line.amount for line in lines if line.code in covered)
                before = paid[employee_id, period.id, code]
                if now != before:
                    how = step("adjustment.pay", due=now, paid=before)
                    agent.lines.append(
                        self._adjustment(code, period, now - before, how)
                    )

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

    def _paid_so_far(self, locked, books):
        """What locked periods have paid under each code, late changes included.

        :param books: as :meth:`_settle_late` takes them
        :return: ``{(employee_id, period_id, code): Decimal}``, zero by default
        """
        sums = self._adjusted_before(*books)
        groups = self.env["cs.statement.line"]._read_group(
            [
                ("period_id", "in", [period.id for period in locked]),
                ("code", "in", [code for codes in books.values() for code in codes]),
            ],
            ["employee_id", "period_id", "code"],
            ["amount:sum"],
        )
        booked = {code: book for book, codes in books.items() for code in codes}
        for employee, period, code, amount in groups:
            sums[employee.id, period.id, booked[code]] += to_decimal(amount)
        return sums

    def _adjusted_before(self, *codes):
        """What locked adjustments of some codes have added so far.

        :return: ``{(employee_id, origin_period_id, code): Decimal}``, zero by default
        """
        sums = defaultdict(lambda: ZERO)
        groups = self.env["cs.statement.line"]._read_group(
            [
                ("code", "=", "CS_ADJUSTMENT"),
                ("adjusted_code", "in", codes),
                ("company_id", "=", self.company_id.id),
                ("statement_id.state", "=", "locked"),
            ],
            ["employee_id", "origin_period_id", "adjusted_code"],
            ["amount:sum"],
        )
        for employee, origin, code, amount in groups:
            sums[employee.id, origin.id, code] = to_decimal(amount)
        return sums

    # ------------------------------------------------------------------
    # Store
    # ------------------------------------------------------------------

    def _step_store(self, run):
        """Upsert statements and lines by natural keys, then what chapters keep."""
        statements = self._store_statements(run)
        self._store_lines(run, statements)
        self._store_facts(run, statements)
        self._drop_stale_statements(run)
        texts = [*run.warnings, *self._undecided()]
        self.write(
            {
                "computed_at": fields.Datetime.now(),
                "note": "\n".join(run.warnings) or False,
                "warning": "\n".join(texts) or False,
            }
        )

    def _store_facts(self, run, statements):
        """Hook: store a chapter's records and point its facts at the statements.

        :param statements: ``{employee_id: cs.statement}``
        """

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
        terms = self.env["cs.statement.line"]._code_terms()
        missing = []
        for agent in run.agents.values():
            statement = statements[agent.employee_id]
            for line in agent.lines:
                values = line.values(terms[line.code].sequence)
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

    def _drop_stale_statements(self, run):
        """Statements of people who no longer have anything in the period."""
        self.env["cs.statement"].search(
            [
                ("period_id", "=", self.id),
                ("employee_id", "not in", list(run.agents)),
            ]
        ).unlink()
