import hashlib
import json
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ...engine import whatif as engine
from ...engine.money import ZERO, to_decimal
from ...engine.trace import trace
from .cs_whatif import ACTIVE, AMOUNTS, OFFICER

_logger = logging.getLogger(__name__)

CRON = "cs_management.cs_whatif_cron"
# Agents times months times sides; more take seconds rather than a moment.
LONG = 300
ATTEMPTS = 5
SILENCE = timedelta(minutes=10)


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
            for policy in own._policies():
                policy._check_complete()
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
        while month := self._next_month():
            self._do_month(month)
        self._finish()

    def _is_long(self):
        months = self._months()
        domain = [("company_id", "=", self.company_id.id), ("cs_level_id", "!=", False)]
        agents = self.env["hr.employee"].search_count(domain)
        sides = 1 + len(self._policies())
        if agents * len(months) * sides > LONG:
            return True
        return any(month._is_long() for month in months)

    @api.model
    def _cron_run(self):
        """Run what waits, the oldest first, and go on with what was interrupted."""
        active = [("state", "in", ACTIVE)]
        while whatif := self.search(active, order="id", limit=1):
            if not whatif._run():
                return

    def _run(self):
        """Do the months that are left.

        :return: whether there is time for others
        """
        failures = 0
        while self.state in ACTIVE:
            try:
                month = self._next_month()
                if month:
                    self.state = "running"
                    self._do_month(month)
                else:
                    self._finish()
                left = self.search_count([("state", "in", ACTIVE)])
                if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                    return False
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                self.env.cr.rollback()
                failures += 1
                if failures >= ATTEMPTS:
                    self._fail(error)
            except Exception as error:  # Whatever it is: users read it, the log has it.
                self.env.cr.rollback()
                self._fail(error)
        return True

    def _fail(self, error):
        if isinstance(error, UserError):
            text = str(error)
        else:
            _logger.error("What-if %s failed", self.id, exc_info=True)
            text = self._as_made().env._(
                "An error in the program: the server's log has the details."
            )
        self.write({"state": "failed", "note": text})
        self.env["ir.cron"]._commit_progress()
        self._tell_maker(text, "danger")

    def _finish(self):
        self._sum_up()
        self.write({"state": "done", "computed_at": fields.Datetime.now()})
        if self.job_total > 1:
            self._tell_maker(self._as_made()._told(), "success")

    def _tell_maker(self, text, kind):
        self.user_id._bus_send(
            "simple_notification",
            {"type": kind, "title": self.name, "message": text, "sticky": True},
        )

    def _as_made(self):
        """The what-if in its maker's language."""
        return self.with_context(lang=self.user_id.lang)

    def _is_lost(self):
        if self.state not in ACTIVE or not self.write_date:
            return False
        return self.write_date < fields.Datetime.now() - SILENCE

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
                self._as_made().env._(
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
        names = ("difference", "difference_second", "winners", "losers", "job_done")
        names += (*AMOUNTS, "winners_second", "losers_second")
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
            self._as_made().env._(
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
        """Columns of a row: as stored, now, then and, if there is one, the second."""
        paid, now, then = sides[:3]
        second = sides[3] if len(sides) > 3 else None
        return {
            "amount_paid": float(paid.amount),
            "amount_now": float(now.amount),
            "amount_then": float(then.amount),
            "difference": float(then.amount - now.amount),
            "amount_second": float(second.amount) if second else 0.0,
            "difference_second": float(second.amount - now.amount) if second else 0.0,
            "trace_now": trace(*now.steps),
            "trace": trace(*then.steps),
            "trace_second": trace(*second.steps) if second else False,
        }

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
        self.env.cr.execute(
            SQL(
                """
                UPDATE cs_whatif_agent AS agent
                   SET amount_paid = sums.paid, amount_now = sums.now,
                       amount_then = sums.after, difference = sums.after - sums.now,
                       amount_second = sums.second,
                       difference_second = CASE WHEN %(second)s
                           THEN sums.second - sums.now ELSE 0 END
                  FROM (
                    SELECT agent_id, SUM(amount_paid) AS paid, SUM(amount_now) AS now,
                           SUM(amount_then) AS after, SUM(amount_second) AS second
                      FROM cs_whatif_line
                     WHERE whatif_id = %(whatif)s
                     GROUP BY agent_id
                  ) AS sums
                 WHERE sums.agent_id = agent.id
                """,
                second=bool(self.second_policy_id),
                whatif=self.id,
            )
        )
        Agent = self.env["cs.whatif.agent"]
        Agent.invalidate_model()
        own = [("whatif_id", "=", self.id)]
        names = (*AMOUNTS, "difference", "difference_second")
        [sums] = Agent._read_group(own, [], [f"{name}:sum" for name in names])
        counts = {
            name: Agent.search_count([*own, (column, sign, 0)])
            for name, column, sign in (
                ("winners", "difference", ">"),
                ("losers", "difference", "<"),
                ("winners_second", "difference_second", ">"),
                ("losers_second", "difference_second", "<"),
            )
        }
        totals = {
            name: float(to_decimal(value) if value else ZERO)
            for name, value in zip(names, sums, strict=True)
        }
        self.write({**totals, **counts})
