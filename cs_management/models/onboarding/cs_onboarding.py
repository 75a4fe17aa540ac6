from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..missing import missing
from .step import DONE, NOT_NEEDED, OPEN, PARTLY, Step

# So many names stand in a line.
NAMES = 3


class CsOnboarding(models.AbstractModel):
    """The first hour: from nothing to the first payslip, step by step.

    Where a step stands is read off what is there, each time anew: whoever goes on, or
    has done a part elsewhere, finds it so. Kept is only what a company skips. Hook for
    chapters: :meth:`_steps`.
    """

    _name = "cs.onboarding"
    _description = "First Steps"

    @api.model
    @api.readonly
    def get_steps(self):
        """The steps as the screen shows them.

        :return: ``{"steps", "done", "total", "is_done", "is_hidden"}``
        """
        self._check_manager()
        company = self.env.company
        skipped = self._skipped(company)
        steps = sorted(self._steps(company), key=lambda step: step.sequence)
        shown = [step.content(skipped) for step in steps]
        done = sum(step["state"] in (DONE, NOT_NEEDED) for step in shown)
        return {
            "steps": shown,
            "done": done,
            "total": len(shown),
            "is_done": shown[-1]["state"] == DONE,
            "is_hidden": company.cs_first_steps_hidden,
        }

    @api.model
    def set_skipped(self, code, is_skipped=True):
        """Leave out a step that a company may do without, or take it back."""
        self._check_manager()
        company = self.env.company
        codes = {step.code for step in self._steps(company) if step.may_skip}
        if not isinstance(code, str) or code not in codes:
            raise UserError(self.env._("This step cannot be left out."))
        skipped = self._skipped(company) - {code} | ({code} if is_skipped else set())
        # sudo: managers do not edit companies; this says only what they skip
        company.sudo().cs_first_steps_skipped = ",".join(sorted(skipped)) or False
        return True

    @api.model
    def set_hidden(self, is_hidden=True):
        """Show the steps on the managers' home no longer, or again."""
        self._check_manager()
        # sudo: managers do not edit companies; this says only what their home shows
        self.env.company.sudo().cs_first_steps_hidden = bool(is_hidden)
        return True

    @api.model
    def run_trial(self):
        """Compute the month before this one, and open it; nothing is locked.

        :raises RedirectWarning: if nobody could get a statement, with a way to mend it
        """
        self._check_manager()
        company = self.env.company
        period = self._trial_period(company) or self._make_trial_period(company)
        if period.state != "locked":
            self._check_trial(period)
            period.action_compute()
        return self._form(period)

    # ------------------------------------------------------------------
    # Who, and what was skipped
    # ------------------------------------------------------------------

    @api.model
    def _check_manager(self):
        user = self.env.user
        if not (self.env.su or user.has_group("cs_management.group_cs_manager")):
            raise AccessError(self.env._("The first steps are the managers'."))

    @api.model
    def _skipped(self, company):
        return {
            code for code in (company.cs_first_steps_skipped or "").split(",") if code
        }

    # ------------------------------------------------------------------
    # The steps
    # ------------------------------------------------------------------

    @api.model
    def _steps(self, company):
        """Hook: the :class:`Step` of each thing that a company needs at first."""
        return [
            self._step_company(company),
            self._step_pack(company),
            self._step_policy(company),
            self._step_teams(company),
            self._step_people(company),
            self._step_trial(company),
        ]

    @api.model
    def _step_company(self, company):
        first = self.env["cs.period"].search(
            [("company_id", "=", company.id)], order="date_from", limit=1
        )
        have = [
            company.country_id.name,
            company.currency_id.name,
            company.cs_tz,
            first
            and self.env._(
                "first month %(month)s, from %(date)s",
                month=first.name,
                date=format_date(self.env, first.date_from),
            ),
        ]
        missing = [
            name
            for name, value in (
                (self.env._("country"), company.country_id),
                (self.env._("time zone"), company.cs_tz),
                (self.env._("first month"), first),
            )
            if not value
        ]
        text = ", ".join(filter(None, have))
        if missing:
            text = self.env._(
                "%(have)s; missing: %(missing)s", have=text, missing=", ".join(missing)
            )
        # Country and zone may be what the installation has chosen.
        state = PARTLY if first and missing else OPEN if missing else DONE
        may = company.has_access("write")
        return Step(
            10,
            "company",
            self.env._("Country and Pay Period"),
            state,
            text,
            [(self.env._("Set Up"), self._action("cs_onboarding_start_action"))],
            hint=""
            if may or state == DONE
            else self.env._("Country and zone are set by users with Access Rights."),
        )

    @api.model
    def _step_pack(self, company):
        own = [("company_id", "=", company.id)]
        ladders = self.env["cs.ladder"].search(own)
        policies = self.env["cs.policy"].search_count(own)
        levels = len(ladders.level_ids)
        state = DONE if levels and policies else PARTLY if levels else OPEN
        return Step(
            20,
            "pack",
            self.env._("Policy Pack"),
            state,
            self.env._(
                "%(ladders)s: %(levels)s levels",
                ladders=self._names(ladders),
                levels=levels,
            )
            if ladders
            else self.env._("No ladder and no policy yet"),
            [
                (self.env._("Load a Pack"), self._action("cs_pack_loader_action")),
                (self.env._("Ladders"), self._action("cs_ladder_action")),
            ],
        )

    @api.model
    def _step_policy(self, company):
        policies = self.env["cs.policy"].search([("company_id", "=", company.id)])
        drafts = policies.filtered(lambda policy: policy.state == "draft")
        approved = policies - drafts
        open_ = drafts.ladder_id - approved.ladder_id
        state = OPEN
        if approved:
            state = PARTLY if open_ else DONE
        texts = [
            self.env._(
                "%(policy)s from %(date)s, approved",
                policy=policy.name,
                date=format_date(self.env, policy.date_from),
            )
            for policy in approved[:NAMES]
        ] + [
            self.env._(
                "%(policy)s from %(date)s, a draft",
                policy=policy.name,
                date=format_date(self.env, policy.date_from),
            )
            for policy in drafts[:NAMES]
        ]
        if len(drafts) == 1:
            action = self._form(drafts)
        else:
            action = self._action("cs_policy_action")
        label = self.env._("Check and Approve") if drafts else self.env._("Policies")
        return Step(
            30,
            "policy",
            self.env._("Approved Policy"),
            state,
            ", ".join(texts) or self.env._("Load a pack first, or make a policy"),
            [(label, action)],
        )

    @api.model
    def _step_teams(self, company):
        teams = self.env["hr.department"].search([("company_id", "=", company.id)])
        agents = self.env["hr.employee"].search(
            [("company_id", "=", company.id), ("cs_level_id", "!=", False)]
        )
        # A department above teams with leaders needs none of its own.
        watched = agents.department_id & teams or teams
        unled = watched.filtered(lambda team: not team.cs_all_leader_ids)
        state = OPEN
        if teams.cs_leader_ids:
            state = PARTLY if unled else DONE
        text = self.env._("No department yet; without a leader HR decides")
        if teams:
            text = self.env._("Departments: %(count)s", count=len(teams))
        if unled:
            text = self.env._(
                "Departments: %(count)s, without a leader: %(names)s",
                count=len(teams),
                names=self._names(unled),
            )
        return Step(
            40,
            "teams",
            self.env._("Departments and Leaders"),
            state,
            text,
            [(self.env._("Departments"), self._action("cs_department_action"))],
            may_skip=True,
        )

    @api.model
    def _step_people(self, company):
        Employee = self.env["hr.employee"]
        own = ("company_id", "=", company.id)
        agents = [own, ("cs_level_id", "!=", False)]
        numbered = [own, ("cs_level_id", "=", False), ("cs_agent_code", "!=", False)]
        count = Employee.search_count(agents)
        parts = [
            (self.env._("%(count)s without a wage"), [*agents, ("wage", "=", 0)]),
            (
                self.env._("%(count)s without a start of the contract"),
                [*agents, ("contract_date_start", "=", False)],
            ),
            (
                self.env._("%(count)s with a work number but no level"),
                numbered,
            ),
        ]
        lacking = [
            text % {"count": number}
            for text, domain in parts
            if (number := Employee.search_count(domain))
        ]
        state = OPEN
        if count:
            state = PARTLY if lacking else DONE
        # What one may do without is told all the same.
        told = [
            text % {"count": number}
            for text, name in (
                (self.env._("%(count)s without a work number"), "cs_agent_code"),
                (self.env._("%(count)s without a login"), "user_id"),
            )
            if (number := Employee.search_count([*agents, (name, "=", False)]))
        ]
        return Step(
            50,
            "people",
            self.env._("People"),
            state,
            ", ".join([self.env._("Agents: %(count)s", count=count), *lacking, *told]),
            [
                (self.env._("Enter Several"), self._action("cs_people_action")),
                (self.env._("Import a List"), self._action("cs_import_wizard_action")),
                (self.env._("Agents"), self._action("cs_agent_action")),
            ],
        )

    @api.model
    def _step_trial(self, company):
        period = self._trial_period(company)
        computed = period.filtered("computed_at") or self.env["cs.period"].search(
            [("company_id", "=", company.id), ("computed_at", "!=", False)], limit=1
        )
        month = period.name or self.env["cs.period"]._name_for(
            self._trial_bounds(company)[1]
        )
        text = self.env._("Nothing was computed yet; nothing is locked by it")
        state = OPEN
        if computed:
            state = DONE if computed.statement_count else PARTLY
            text = self.env._(
                "%(period)s: %(count)s statements",
                period=computed.name,
                count=computed.statement_count,
            )
        doors = [(self.env._("Compute %(month)s", month=month), "run_trial")]
        if state == DONE:
            doors.insert(0, (self.env._("Show"), self._form(computed)))
        return Step(
            80,
            "trial",
            self.env._("Trial Run on Last Month"),
            state,
            text,
            doors,
        )

    # ------------------------------------------------------------------
    # The month that is tried
    # ------------------------------------------------------------------

    @api.model
    def _trial_bounds(self, company):
        first, _last = company._cs_period_bounds(company._cs_today())
        return company._cs_period_bounds(fields.Date.subtract(first, days=1))

    @api.model
    def _trial_period(self, company):
        """The period before the running one, if there is one already."""
        _first, last = self._trial_bounds(company)
        return self.env["cs.period"]._touching(company, last, last)

    @api.model
    def _make_trial_period(self, company):
        """The period before the running one, where it can still be made."""
        first, last = self._trial_bounds(company)
        Period = self.env["cs.period"]
        earliest = Period.search(
            [("company_id", "=", company.id)], order="date_from", limit=1
        )
        if earliest and earliest.date_from > last:
            return Period.create(
                {
                    "company_id": company.id,
                    "date_from": first,
                    "date_to": fields.Date.subtract(earliest.date_from, days=1),
                }
            )
        return Period._of_days(company, {last})[last]

    @api.model
    def _check_trial(self, period):
        """Raise, with a way to mend it, if nobody could get a statement."""
        company = period.company_id
        own = ("company_id", "=", company.id)
        if not self.env["cs.level"].search_count([own], limit=1):
            text = self.env._("There is no level yet: a policy pack brings them.")
            label = self.env._("Load a Pack")
            raise missing(self.env, text, "cs_pack_loader_action", label)
        agents = self.env["hr.employee"].search(
            [
                own,
                ("cs_level_id", "!=", False),
                ("contract_date_start", "!=", False),
            ]
        )
        if not agents:
            text = self.env._(
                "Nobody has a level and a contract yet, so nobody gets a statement."
            )
            label = self.env._("Enter People")
            raise missing(self.env, text, "cs_people_action", label)

    # ------------------------------------------------------------------
    # Texts and actions
    # ------------------------------------------------------------------

    @api.model
    def _names(self, records):
        names = records[:NAMES].mapped("display_name")
        return ", ".join([*names, "..."] if len(records) > NAMES else names)

    @api.model
    def _action(self, name):
        return self.env["ir.actions.actions"]._for_xml_id(f"cs_management.{name}")

    @api.model
    def _form(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
