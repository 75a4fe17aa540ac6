from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import careers, segments
from ...engine.money import to_decimal
from ...engine.trace import trace

# Months running may be spread over more than they count: months without a score.
MONTHS_BACK = 24


@dataclass(frozen=True, slots=True)
class Standing:
    """An agent at the end of a locked period, and what the criteria say of them."""

    statement: Any
    evidence: careers.Evidence
    above: Any
    below: Any
    rise: careers.Outcome
    fall: careers.Outcome
    case: careers.Outcome

    @property
    def outcomes(self):
        return (self.rise, self.fall, self.case)


class CsLevelProgress(models.Model):
    """How far an agent is on the way to the next level (R5.10-R5.16, R5.20).

    Written when a period is locked, for everybody who has a level under a policy with
    careers: each criterion, met or missing, with its numbers. Whoever may rise or
    would fall is proposed then; people decide.
    """

    _name = "cs.level.progress"
    _description = "Way to the Next Level"
    _order = "date_to desc, department_id, level_id, id"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    period_id = fields.Many2one(
        "cs.period", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date_to = fields.Date(string="As Of", required=True, readonly=True)
    is_latest = fields.Boolean(string="Latest", readonly=True, index=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    department_id = fields.Many2one(
        "hr.department", string="Team", readonly=True, index=True, ondelete="restrict"
    )
    policy_id = fields.Many2one(
        "cs.policy", required=True, readonly=True, ondelete="restrict"
    )
    level_id = fields.Many2one(
        "cs.level", required=True, readonly=True, ondelete="restrict"
    )
    level_since = fields.Date(string="At This Level Since", readonly=True)
    next_level_id = fields.Many2one("cs.level", readonly=True, ondelete="restrict")
    state = fields.Selection(
        [
            ("ready", "May rise"),
            ("short", "On the way"),
            ("falls", "Would fall"),
            ("office", "Decided by the office"),
        ],
        string="Status",
        required=True,
        readonly=True,
        help="May rise: only what people judge is open. Decided by the office: the "
        "policy asks for nothing, or the level is the highest one.",
    )
    percent = fields.Integer(
        string="Progress",
        readonly=True,
        aggregator="avg",
        help="How much of the criteria is there, of the group that lacks least.",
    )
    fall_rests_on = fields.Date(
        readonly=True,
        help="The last day of the newest month or quarter by which they would fall.",
    )
    case_rests_on = fields.Date(
        readonly=True,
        help="The last day of the newest month that makes a dismissal case.",
    )
    missing_count = fields.Integer(string="Missing", readonly=True, aggregator=None)
    line_ids = fields.One2many(
        "cs.level.progress.line", "progress_id", string="Criteria", readonly=True
    )
    rise_line_ids = fields.One2many(
        "cs.level.progress.line",
        "progress_id",
        string="To Rise",
        domain=[("direction", "=", careers.PROMOTION)],
        readonly=True,
    )
    fall_line_ids = fields.One2many(
        "cs.level.progress.line",
        "progress_id",
        string="What Leads Down",
        domain=[("direction", "!=", careers.PROMOTION)],
        readonly=True,
    )

    can_apply = fields.Boolean(compute="_compute_can_apply")
    application_text = fields.Char(
        string="Application",
        compute="_compute_application_text",
        help="Where your application for the next level is.",
    )

    _agent_period_uniq = models.UniqueIndex(
        "(employee_id, period_id)", "An agent has one progress in a period."
    )

    @api.depends("employee_id", "period_id")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for row in self.sudo():
            row.display_name = f"{row.employee_id.display_name} - {row.period_id.name}"

    @api.depends("is_latest", "employee_id")
    @api.depends_context("uid")
    def _compute_can_apply(self):
        changes = self.env["cs.level.change"]
        for row in self:
            row.can_apply = not changes._why_not_own(row)

    @api.depends("is_latest", "employee_id")
    @api.depends_context("uid", "lang")
    def _compute_application_text(self):
        """Agents learn where their application is, and nothing of what is in it."""
        changes = self.env["cs.level.change"]
        for row in self:
            # sudo: whose it is, also of who is of another company by now
            is_mine = row.sudo().employee_id.user_id == self.env.user
            change = (
                row.is_latest and is_mine and changes._own_under_way(row.employee_id)
            )
            row.application_text = bool(change) and self.env._(
                "%(change)s. Status: %(state)s",
                change=change.display_name,
                state=change._state_label(change.state),
            )

    def action_apply(self):
        """Apply for the next level, in the agent's own words (R5.13, R5.18)."""
        self.ensure_one()
        return self.env["cs.level.change"]._begin_own(self).action_apply()

    def _rise_evidence(self):
        """The criteria of the next level as they stood, as steps of a trace."""
        return [
            {
                **part,
                "criterion_id": line.criterion_id.id,
                "group": line.group_number,
                "is_met": line.is_met,
                "percent": line.percent,
            }
            for line in self.rise_line_ids
            for part in (line.trace or {}).get("steps", ())
        ]

    # ------------------------------------------------------------------
    # After the lock
    # ------------------------------------------------------------------

    @api.model
    def _settle(self, period):
        """Hold everybody against the criteria, store it, propose who moves.

        The number of SELECTs does not depend on the agents.
        """
        standings = self._standings(period)
        before = self._latest_of(period.company_id)
        before.write({"is_latest": False})
        self._store(period, standings)
        known = {(row.employee_id.id, row.level_id): row for row in before}
        self._hand_over(self._proposals(period, standings, known))
        self._propose_cases(period, standings, known)

    @api.model
    def _take_back(self, period):
        """The period is open again: what its lock has found goes."""
        self.search([("period_id", "=", period.id)]).unlink()
        self.env["cs.disciplinary.case"]._withdraw_careers(period)
        last = self.search([("company_id", "=", period.company_id.id)], limit=1)
        self.search([("period_id", "=", last.period_id.id)]).write({"is_latest": True})

    @api.model
    def _latest_of(self, company):
        return self.search([("company_id", "=", company.id), ("is_latest", "=", True)])

    # ------------------------------------------------------------------
    # Evidence
    # ------------------------------------------------------------------

    @api.model
    def _standings(self, period):
        """What the criteria say of each agent at the end of a period."""
        statements = self.env["cs.statement"].search_fetch(
            [
                ("period_id", "=", period.id),
                ("policy_id.careers_enabled", "=", True),
                ("level_id", "!=", False),
            ],
            ["employee_id", "policy_id", "level_id", "department_id"],
        )
        if not statements:
            return []
        evidence = self._evidence(period, statements)
        readings = {
            policy: (policy._career_readings(), policy._career_criteria())
            for policy in statements.policy_id
        }
        steps = self._ladder_steps(statements.level_id.ladder_id)
        found = []
        for row in statements:
            if own := evidence.get(row.employee_id.id):
                how, criteria = readings[row.policy_id]
                found.append(self._standing(row, own, how, criteria, steps))
        return found

    @api.model
    def _standing(self, statement, evidence, how, criteria, steps):
        level = statement.level_id
        above, below = steps.get(level, (level.browse(), level.browse()))

        def outcome(direction):
            return careers.judge(criteria.get((level.id, direction), ()), evidence, how)

        return Standing(
            statement,
            evidence,
            above,
            below,
            outcome(careers.PROMOTION),
            outcome(careers.DEMOTION),
            outcome(careers.CASE),
        )

    @api.model
    def _ladder_steps(self, ladders):
        """The levels above and below each level: ``{level: (above, below)}``."""
        none = self.env["cs.level"]
        found = {}
        for ladder in ladders:
            levels = list(ladder.level_ids.sorted())
            for place, level in enumerate(levels):
                above = levels[place + 1] if place + 1 < len(levels) else none
                below = levels[place - 1] if place else none
                found[level] = (above, below)
        return found

    @api.model
    def _evidence(self, period, statements):
        """What is known of each agent who is still one on the last day.

        :return: ``{employee_id: engine.careers.Evidence}``
        """
        employees = statements.employee_id
        versions = self.env["hr.version"]._cs_of_employees(employees.ids)
        months = self._months(period, employees, statements.policy_id)
        quarters = self._quarters(employees, period.date_to)
        titles = self.env["cs.title"]._given_until(employees.ids, period.date_to)
        cases = self.env["cs.disciplinary.case"]
        concerned = cases._employees_with_open(employees)
        sanctions = self._sanctions(period, employees, statements.policy_id)
        ticked = self.env["cs.level.change"]._ticked(employees)
        day = fields.Date.add(period.date_to, days=1)
        found = {}
        for employee in employees:
            own = versions.get(employee.id, ())
            since = segments.level_since(own, period.date_to)
            if since:
                found[employee.id] = careers.Evidence(
                    day=day,
                    joined=segments.joined_on(own),
                    level_since=since,
                    months=months.get(employee.id, ()),
                    quarters=quarters.get(employee.id, ()),
                    titles=titles.get(employee.id, ()),
                    has_case=employee in concerned,
                    sanctions=sanctions.get(employee.id, ()),
                    ticked=ticked.get(employee.id, frozenset()),
                )
        return found

    @api.model
    def _months(self, period, employees, policies):
        """Locked months, oldest first, in one query: ``{employee_id: [Month]}``.

        How large a team was is counted over all who were scored in it then.
        """
        windows = policies.criterion_ids.mapped("window")
        back = max(MONTHS_BACK, 2 * max(windows, default=0))
        self.env["cs.statement"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee_id, period_id, date_to, policy_id, is_scored, score,
                       rank, team
                  FROM (
                        SELECT employee_id, period_id, date_to, policy_id, is_scored,
                               score, rank,
                               COUNT(*) FILTER (WHERE is_scored) OVER (
                                   PARTITION BY period_id, department_id
                               ) AS team
                          FROM cs_statement
                         WHERE company_id = %(company)s
                           AND state = 'locked'
                           AND date_to <= %(last)s
                           AND date_to > %(since)s
                  ) AS months
                 WHERE employee_id = ANY(%(employees)s)
                 ORDER BY date_to
                """,
                company=period.company_id.id,
                last=period.date_to,
                since=fields.Date.subtract(period.date_to, months=back),
                employees=employees.ids,
            )
        )
        passed = self._reviews(employees, {row[1] for row in rows})
        reviewed = self._with_sheets({row[3] for row in rows if row[3]})
        found = defaultdict(list)
        for employee_id, period_id, last, policy_id, *scored in rows:
            is_scored, score, rank, team = scored
            found[employee_id].append(
                careers.Month(
                    last,
                    to_decimal(score) if is_scored else None,
                    rank if is_scored else 0,
                    team,
                    passed.get((employee_id, period_id)),
                    policy_id in reviewed,
                )
            )
        return found

    @api.model
    def _quarters(self, employees, last):
        """Graded quarters, oldest first: ``{employee_id: [Quarter]}``."""
        grades = self.env["cs.quarter.grade"].search_fetch(
            [("employee_id", "in", employees.ids), ("date_to", "<=", last)],
            ["employee_id", "date_from", "date_to", "place"],
            order="date_to",
        )
        return {
            employee.id: [
                careers.Quarter(row.date_to, row.place, row.date_from) for row in own
            ]
            for employee, own in grades.grouped("employee_id").items()
        }

    # ------------------------------------------------------------------
    # What other chapters know, each behind one method
    # ------------------------------------------------------------------

    @api.model
    def _reviews(self, employees, period_ids):
        """What confirmed sheets say: ``{(employee_id, period_id): passed}``."""
        reviews = self.env["cs.review"].search_fetch(
            [
                ("employee_id", "in", employees.ids),
                ("period_id", "in", list(period_ids)),
                ("kind", "=", "month"),
                ("state", "=", "confirmed"),
            ],
            ["employee_id", "period_id", "is_passed"],
        )
        return {
            (review.employee_id.id, review.period_id.id): review.is_passed
            for review in reviews
        }

    @api.model
    def _sanctions(self, period, employees, policies):
        """Sanctions that may count: ``{employee_id: [engine.careers.Sanction]}``."""
        rows = policies.criterion_ids.filtered(
            lambda row: row.measure == careers.SANCTIONS
        )
        if not rows:
            return {}
        back = max(rows.mapped("window"))
        model, day = self.env["cs.sanction"], fields.Date.add(period.date_to, days=1)
        since = fields.Date.subtract(day, months=back) if back else period.date_to
        return {
            employee_id: [
                careers.Sanction(first, model._severity(kind), last or None)
                for kind, first, last in own
            ]
            for employee_id, own in model._on_file(
                employees, since, period.date_to
            ).items()
        }

    @api.model
    def _with_sheets(self, policy_ids):
        """Ids of the policies, out of these, whose months are judged by sheets."""
        policies = self.env["cs.policy"].browse(policy_ids)
        return set(policies.filtered("review_enabled").ids)

    @api.model
    def _hand_over(self, proposals):
        """Give proposals to whoever decides them; see :meth:`_proposals`."""
        self.env["cs.level.change"]._propose(proposals)

    # ------------------------------------------------------------------
    # Results
    # ------------------------------------------------------------------

    @api.model
    def _store(self, period, standings):
        rows = self.create(
            [self._values_of(period, standing) for standing in standings]
        )
        self.env["cs.level.progress.line"].create(
            [
                self._line_values(row, place, finding)
                for row, standing in zip(rows, standings, strict=True)
                for place, finding in enumerate(
                    finding
                    for outcome in standing.outcomes
                    for finding in outcome.findings
                )
            ]
        )

    @api.model
    def _values_of(self, period, standing):
        row, rise = standing.statement, standing.rise
        return {
            "employee_id": row.employee_id.id,
            "period_id": period.id,
            "date_to": period.date_to,
            "is_latest": True,
            "company_id": period.company_id.id,
            "department_id": row.department_id.id,
            "policy_id": row.policy_id.id,
            "level_id": row.level_id.id,
            "level_since": standing.evidence.level_since,
            "next_level_id": standing.above.id,
            "state": self._state_of(standing),
            "percent": int(rise.share * 100),
            "fall_rests_on": careers.newest_due(standing.fall),
            "case_rests_on": careers.newest_due(standing.case),
            "missing_count": len(rise.missing),
        }

    @api.model
    def _state_of(self, standing):
        if standing.fall.is_due or standing.case.is_due:
            return "falls"
        if not standing.above or not standing.rise.findings:
            return "office"
        return "ready" if standing.rise.is_due else "short"

    @api.model
    def _line_values(self, row, place, finding):
        criterion = finding.criterion
        return {
            "progress_id": row.id,
            "company_id": row.company_id.id,
            "sequence": place,
            "criterion_id": criterion.key,
            "direction": criterion.direction,
            "group_number": criterion.group,
            "is_met": finding.is_met,
            "is_judged": criterion.measure == careers.JUDGED,
            "percent": int(finding.share * 100),
            "trace": trace(finding.step),
        }

    @api.model
    def _proposals(self, period, standings, known):
        """What is proposed: one way for each agent, down before up.

        A fall is proposed by what has come since the lock before; what is older was
        proposed then, and people decided.

        :param known: progress of the lock before: ``{(employee_id, level): progress}``
        :return: values for ``cs.level.change._propose``: ``employee_id``,
            ``period_id``, ``from_level_id``, ``to_level_id``, ``kind`` and
            ``evidence``, the steps of a trace with ``criterion_id``, ``group``,
            ``is_met`` and ``percent`` beside code and arguments
        """
        found = []
        for standing in standings:
            level, kind, outcome = standing.above, careers.PROMOTION, standing.rise
            if standing.fall.is_due:
                level, kind, outcome = standing.below, careers.DEMOTION, standing.fall
                if not self._is_new(standing, outcome, known, "fall_rests_on"):
                    continue
            elif standing.case.is_due:
                continue
            if level and outcome.is_due:
                found.append(self._proposal(period, standing, level, kind, outcome))
        return found

    @api.model
    def _is_new(self, standing, outcome, known, name):
        """Whether a fall or case rests on anything that the lock before did not see."""
        row = standing.statement
        before = known.get((row.employee_id.id, row.level_id))
        newest = careers.newest_due(outcome)
        return not (before and before[name] and newest) or newest > before[name]

    @api.model
    def _proposal(self, period, standing, level, kind, outcome):
        return {
            "employee_id": standing.statement.employee_id.id,
            "period_id": period.id,
            "from_level_id": standing.statement.level_id.id,
            "to_level_id": level.id,
            "kind": kind,
            "evidence": [
                {
                    **finding.step,
                    "criterion_id": finding.criterion.key,
                    "group": finding.criterion.group,
                    "is_met": finding.is_met,
                    "percent": int(finding.share * 100),
                }
                for finding in outcome.findings
            ],
        }

    @api.model
    def _propose_cases(self, period, standings, known):
        """Dismissal cases of who failed their reviews (R5.16)."""
        found = {
            standing.statement.employee_id.id: (
                standing.statement,
                [finding.step for finding in standing.case.findings if finding.is_met],
            )
            for standing in standings
            if standing.case.is_due
            and self._is_new(standing, standing.case, known, "case_rests_on")
        }
        self.env["cs.disciplinary.case"]._propose_careers(period, found)
