from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import segments
from .cs_guard_mixin import own_names

# In the context as "cs_no_workdays": whoever sets it refreshes the days themselves. An
# object, so that no remote call can send it.
QUIET = object()


class CsFactMixin(models.AbstractModel):
    """A fact about an agent on a day.

    Department and company are stored as they were on that day. The posting period
    is that of the day, or the first open one when that is locked; what a locked
    period rests on no longer changes.
    """

    _name = "cs.fact.mixin"
    _description = "Fact about an Agent"
    _inherit = ["cs.guard.mixin", "cs.day.mixin"]
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('cs_level_id', '!=', False)]",
    )
    date = fields.Date(
        required=True, index=True, default=lambda self: fields.Date.context_today(self)
    )
    department_id = fields.Many2one(
        "hr.department", readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    period_id = fields.Many2one(
        "cs.period",
        string="Counts In",
        readonly=True,
        index=True,
        copy=False,
        ondelete="restrict",
        # Rules of facts say who finds them; with those of periods in it, the database
        # does not see how few are asked for.
        bypass_search_access=True,
        help="The period of its date, or the first open one when that was locked.",
    )
    period_state = fields.Selection(related="period_id.state", string="Period Status")
    origin_period_id = fields.Many2one(
        "cs.period",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The locked period of its date, where it came too late.",
    )
    statement_id = fields.Many2one(
        "cs.statement", readonly=True, index=True, copy=False, ondelete="set null"
    )

    @api.constrains("date")
    def _check_date(self):
        for fact in self:
            fact._check_day(fact.date)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = self._with_team(vals_list)
        self._check_leads(vals_list)
        facts = super().create(vals_list)
        facts._check_may_edit()
        return facts

    @api.model
    def _own_columns(self):
        return super()._own_columns() | {"company_id", "department_id"}

    def write(self, vals):
        if not self.env.su and not {"company_id", "department_id"}.isdisjoint(vals):
            raise AccessError(
                self.env._(
                    "%(model)s: team and company follow the agent and the date. "
                    "Correct those instead.",
                    model=self._description,
                )
            )
        guarded = not self._unguarded_fields().issuperset(vals)
        if guarded:
            self._check_open()
            self._check_may_edit()
        result = super().write(vals)
        if guarded:
            self._check_may_edit()
        if not {"employee_id", "date"}.isdisjoint(vals):
            self._set_team()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_open()
        self._check_may_edit()

    def _why_not_change(self):
        """Why the user may not change this fact; ``False`` if they may.

        Asked of every record before and after a change, so that nobody moves a fact
        to or from themselves.
        """
        return False

    def _check_may_edit(self):
        if self.env.su:
            return
        for fact in self:
            if reason := fact._why_not_change():
                raise UserError(reason)

    def _is_own(self):
        """Whether the fact is about the user."""
        # sudo: whose it is, also of who is of another company by now
        return self.sudo().employee_id.user_id == self.env.user

    def _why_not_history(self):
        return self.period_id.state == "locked" and self.env._(
            "%(fact)s counts in %(period)s, which is locked: its history stays.",
            fact=self.display_name,
            period=self.period_id.name,
        )

    def _gate_agents(self):
        """Hook: whose facts are counted together, so that two of one agent meet."""
        return

    @api.model
    def _unguarded_fields(self):
        """Fields that may change after the lock: they say nothing about pay."""
        return self._fields.keys() - own_names(self._fields)

    def _check_open(self):
        """Raise if the period that a fact counts in is locked; hold it open else."""
        self.period_id._enter(self._gate_agents())
        for fact in self:
            if fact.period_id.state == "locked":
                raise UserError(
                    self.env._(
                        "%(fact)s counts in %(period)s, which is locked. Record a "
                        "correction in the open period, or ask a manager to reopen "
                        "%(period)s.",
                        fact=fact.display_name,
                        period=fact.period_id.name,
                    )
                )

    def _of_locked_days(self):
        """Facts whose day lies in a locked period, each with it; others are held open.

        For facts that belong to their day, wherever they count.
        """
        Period = self.env["cs.period"]
        for company, facts in self.grouped("company_id").items():
            days = facts.filtered("date").mapped("date")
            Period.union(*Period._existing_of(company, days).values())._enter()
            locked = Period._locked_of(company)
            for fact in facts:
                if period := locked._covering(fact.date):
                    yield fact, period

    @api.model
    def _with_team(self, vals_list):
        """Set company and department as they were on the day of each fact.

        Whatever else was given for them; and before the record exists, because
        record rules look at them.
        """
        employee_ids = {vals.get("employee_id") for vals in vals_list} - {None, False}
        versions = self.env["hr.version"]._cs_of_employees(employee_ids)
        # sudo: of agents of companies that the user does not see the company is taken
        employees = self.env["hr.employee"].sudo().browse(employee_ids)
        companies = {agent.id: agent.company_id.id for agent in employees}
        today = fields.Date.context_today(self)
        completed = []
        for vals in vals_list:
            employee_id = vals.get("employee_id")
            day = fields.Date.to_date(vals.get("date")) or today
            version = segments.version_on(versions.get(employee_id, ()), day)
            team = {"department_id": version.department if version else False}
            if employee_id:
                team["company_id"] = companies[employee_id]
            completed.append({**vals, **team})
        return completed

    @api.model
    def _check_leads(self, vals_list):
        """Say whose fact a leader may not record; record rules give no reason."""
        user = self.env.user
        is_leader = user.has_group("cs_management.group_cs_leader")
        if self.env.su or not is_leader:
            return
        for vals in vals_list:
            # sudo: agent and team may be of another company; only the name is told
            agent = self.env["hr.employee"].sudo().browse(vals.get("employee_id"))
            team = self.env["hr.department"].sudo().browse(vals["department_id"])
            if agent and not self._may_record_in(user, team):
                raise AccessError(
                    self.env._(
                        "%(agent)s was in no team of yours on %(date)s. Correct the "
                        "agent or the date, or ask the team's leader or HR.",
                        agent=agent.name,
                        date=vals.get("date") or fields.Date.context_today(self),
                    )
                )

    @api.model
    def _may_record_in(self, user, team):
        """Hook: whether a leader may record such facts about agents of a team."""
        return user._cs_leads(team)

    def _set_team(self):
        """Company and department follow when agent or date are corrected."""
        team = self._with_team(
            [{"employee_id": fact.employee_id.id, "date": fact.date} for fact in self]
        )
        # sudo: the columns are readonly for everybody
        for fact, vals in zip(self.sudo(), team, strict=True):
            fact.write(
                {
                    "department_id": vals["department_id"],
                    "company_id": vals["company_id"],
                }
            )

    def _post(self):
        """Fix the posting period of facts by their date (architecture, Time)."""
        # sudo: whoever confirms may not make the period or write its columns
        for company, facts in self.sudo().grouped("company_id").items():
            posting = (
                self.env["cs.period"]
                .sudo()
                ._posting(company, set(facts.mapped("date")))
            )
            self.env["cs.period"].union(
                *(period for period, _origin in posting.values())
            )._enter(facts._gate_agents())
            for fact in facts:
                period, origin = posting[fact.date]
                fact.write(
                    {"period_id": period.id, "origin_period_id": origin.id or False}
                )
