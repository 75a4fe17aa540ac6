import hashlib
import json

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ...engine import whatif as engine
from ...engine.money import ZERO, to_decimal
from ...engine.trace import trace
from ..cs_background_mixin import ACTIVE
from ..missing import missing
from .cs_whatif import AMOUNTS, OFFICER, TRIED

CRON = "cs_management.cs_whatif_cron"
# Agents times months times sides; more take seconds rather than a moment.
LONG = 300


class CsWhatif(models.Model):
    """Running a what-if: a month is one transaction, all months behind the button or,
    if they are many, one by one in the background. What is done stays done."""

    _inherit = "cs.whatif"

    def action_run(self):
        """Run it, from the beginning; where it takes long, in the background."""
        for whatif in self:
            whatif._check_may_run()
            if whatif.state in ACTIVE:
                raise UserError(
                    self.env._(
                        "%(whatif)s waits or runs in the background already.",
                        whatif=whatif.name,
                    )
                )
            # sudo: the check above is the access right; rows are nobody's to write
            own = whatif.sudo()
            whatif._check_complete()
            own._clear()
            own.write({"figures": own._figures_now(), "job_total": len(own._months())})
            own._start()
        return True

    def action_go_on(self):
        """Go on behind the last month that was done."""
        self.ensure_one()
        self._check_may_run()
        if self.state == "failed":
            # sudo: the check above is the access right
            self.sudo()._start()
        return True

    def action_run_job(self):
        """Run now, in this request, what the server's scheduled actions left."""
        self.ensure_one()
        self._check_may_run()
        # sudo: only this scheduled action, which does what was asked for
        return self.env.ref(CRON).sudo().method_direct_trigger()

    def action_cancel_job(self):
        """Take it back; the months that are done go with it."""
        for whatif in self:
            whatif._check_may_run()
            if whatif.state in ACTIVE:
                # sudo: the check above is the access right
                whatif.sudo()._clear()
        return True

    def _check_complete(self):
        """Raise, with a way to it, if a policy lacks what one of its parts needs."""
        # sudo: the rules of a ladder that HR does not list; told is what is missing
        for policy in self.sudo()._policies():
            try:
                policy._check_complete()
            except ValidationError as error:
                label = self.env._("Open the Policy")
                raise missing(self.env, str(error), policy, label) from error

    def _check_may_run(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(OFFICER)):
            raise AccessError(self.env._("What-ifs are HR's."))

    # ------------------------------------------------------------------
    # At once, or in the background
    # ------------------------------------------------------------------

    def _start(self):
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if cron and cron.active and self._is_long():
            self.write({"state": "waiting", "note": False})
            cron._trigger()
            return
        self.state = "running"
        while self.state == "running":
            self._work()

    def _is_long(self):
        months = self._months()
        domain = [("company_id", "=", self.company_id.id), ("cs_level_id", "!=", False)]
        agents = self.env["hr.employee"].search_count(domain)
        sides = 1 + len(self._policies())
        if agents * len(months) * sides > LONG:
            return True
        return any(month._is_long() for month in months)

    def _work(self):
        """The next month; behind the last one, the totals."""
        if month := self._next_month():
            self._do_month(month)
            return
        self._sum_up()
        self.write({"state": "done", "computed_at": fields.Datetime.now()})
        if self.job_total > 1:
            told = self._for_asker()
            told._tell_asker(told._told(), "success")

    # ------------------------------------------------------------------
    # What it is run with
    # ------------------------------------------------------------------

    def _policies(self):
        return self.policy_id | self.second_policy_id

    def _months(self):
        """Its months, the oldest first."""
        return self.env["cs.period"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", ">=", self.period_from_id.date_from),
                ("date_from", "<=", self.period_to_id.date_from),
            ],
            order="date_from",
        )

    def _next_month(self):
        months = self._months()
        if self.reached_on:
            months = months.filtered(lambda row: row.date_to > self.reached_on)
        return months[:1]

    def _figures_now(self):
        """A digest of all that the policies say, to tell changes by."""
        content = []
        # sudo: nothing of it is told but whether it is the same
        for policy in self.sudo()._policies().with_context(lang=None):
            [values] = policy.copy_data({"date_from": policy.date_from})
            content.append([policy.id, values])
        text = json.dumps(content, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _check_figures(self):
        if self.figures != self._figures_now():
            raise UserError(
                self._for_asker().env._(
                    "%(whatif)s: the policy was changed while it ran. Run it again.",
                    whatif=self.name,
                )
            )

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------

    def _clear(self):
        """Without any result."""
        self.line_ids.unlink()
        self.agent_ids.unlink()
        counts = [name for tried in TRIED for name in (tried.winners, tried.losers)]
        names = ("job_done", *AMOUNTS, *counts)
        empty = ("computed_at", "note", "reached_on", "figures")
        self.write(
            {
                "state": "draft",
                **dict.fromkeys(names, 0),
                **dict.fromkeys(empty, False),
            }
        )

    def _do_month(self, month):
        """Run one month under each policy, and store the rows of the what-if."""
        self._check_figures()
        ladder_id = self.policy_id.ladder_id.id
        sides = [{}, *({ladder_id: policy} for policy in self._policies())]
        runs = [month._try(instead) for instead in sides]
        self._store_month(month, runs)
        texts = [self.note] if self.note else []
        texts += [text for run in runs for text in run.warnings]
        texts += [
            self._for_asker().env._(
                "Nobody on the ladder %(ladder)s is paid by it in %(month)s.",
                ladder=policy.ladder_id.name,
                month=month.name,
            )
            for policy, run in zip(self._policies(), runs[1:], strict=True)
            if not any(agent.policy == policy for agent in run.agents.values())
        ]
        self.write(
            {
                "reached_on": month.date_to,
                "job_done": self.job_done + 1,
                "note": "\n".join(dict.fromkeys(texts)) or False,
            }
        )

    def _store_month(self, month, runs):
        paid, departments = self._stored(month)
        rows = {}
        for employee_id in {key for run in runs for key in run.agents} | paid.keys():
            sides = [engine.by_code(paid.get(employee_id, ()))]
            for run in runs:
                agent = run.agents.get(employee_id)
                sides.append(
                    engine.by_code(
                        (line.code, line.amount, line.steps)
                        for line in (agent.lines if agent else ())
                    )
                )
                if agent:
                    departments[employee_id] = agent.department_id
            if found := engine.beside(sides):
                rows[employee_id] = found
        agents = self._agent_rows(rows, departments)
        terms = self.env["cs.statement.line"]._code_terms()
        self.env["cs.whatif.line"].create(
            [
                {
                    "whatif_id": self.id,
                    "agent_id": agents[employee_id].id,
                    "employee_id": employee_id,
                    "department_id": departments.get(employee_id) or False,
                    "period_id": month.id,
                    "company_id": self.company_id.id,
                    "code": code,
                    "sequence": terms[code].sequence,
                    **self._values(sides),
                }
                for employee_id, found in rows.items()
                for code, sides in found.items()
            ]
        )

    def _values(self, sides):
        """Columns of a row: as stored, now, and what each policy would pay."""
        paid, now, *found = sides
        values = {
            "amount_paid": float(paid.amount),
            "amount_now": float(now.amount),
            "trace_now": trace(*now.steps),
        }
        for tried, then in zip(TRIED, found, strict=False):
            values |= {
                tried.amount: float(then.amount),
                tried.difference: float(then.amount - now.amount),
                tried.trace: trace(*then.steps),
            }
        return values

    def _stored(self, month):
        """What the statements of a month say.

        :return: ``{employee_id: [(code, amount, ())]}``, ``{employee_id: team's id}``
        """
        paid, departments = {}, {}
        groups = self.env["cs.statement.line"]._read_group(
            [("period_id", "=", month.id)],
            ["employee_id", "department_id", "code"],
            ["amount:sum"],
        )
        for employee, department, code, amount in groups:
            row = (code, to_decimal(amount), ())
            paid.setdefault(employee.id, []).append(row)
            departments[employee.id] = department.id
        return paid, departments

    def _agent_rows(self, employee_ids, departments):
        """A row for each agent, those of earlier months among them."""
        Agent = self.env["cs.whatif.agent"]
        known = Agent.search([("whatif_id", "=", self.id)])
        found = {row.employee_id.id: row for row in known}
        missing = [key for key in employee_ids if key not in found]
        made = Agent.create(
            [
                {
                    "whatif_id": self.id,
                    "employee_id": employee_id,
                    "department_id": departments.get(employee_id) or False,
                    "company_id": self.company_id.id,
                }
                for employee_id in missing
            ]
        )
        return found | dict(zip(missing, made, strict=True))

    def _sum_up(self):
        """Totals of agents and of all, from the rows of the months."""
        self.env.flush_all()
        columns = [SQL.identifier(name) for name in AMOUNTS]
        self.env.cr.execute(
            SQL(
                """
                UPDATE cs_whatif_agent AS agent SET %(sets)s
                  FROM (SELECT agent_id, %(sums)s FROM cs_whatif_line
                         WHERE whatif_id = %(whatif)s GROUP BY agent_id) AS sums
                 WHERE sums.agent_id = agent.id
                """,
                sets=SQL(", ").join(
                    SQL("%s = sums.%s", column, column) for column in columns
                ),
                sums=SQL(", ").join(
                    SQL("COALESCE(SUM(%s), 0) AS %s", column, column)
                    for column in columns
                ),
                whatif=self.id,
            )
        )
        Agent = self.env["cs.whatif.agent"]
        Agent.invalidate_model()
        own = [("whatif_id", "=", self.id)]
        [sums] = Agent._read_group(own, [], [f"{name}:sum" for name in AMOUNTS])
        totals = {
            name: float(to_decimal(value) if value else ZERO)
            for name, value in zip(AMOUNTS, sums, strict=True)
        }
        for tried in TRIED:
            for name, sign in ((tried.winners, ">"), (tried.losers, "<")):
                counted = [*own, (tried.difference, sign, 0)]
                totals[name] = Agent.search_count(counted)
        self.write(totals)
