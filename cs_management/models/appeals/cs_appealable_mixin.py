from odoo import api, fields, models
from odoo.exceptions import UserError


class CsAppealableMixin(models.AbstractModel):
    """A fact that the agent concerned may appeal against.

    Its chapter adds to ``cs.appeal`` a many2one to the fact, and here ``appeal_ids``,
    the one2many of it; an appeal takes agent, department, company and period from the
    fact. What is particular about it, it says in the hooks below.
    """

    _name = "cs.appealable.mixin"
    _description = "Fact Open to Appeal"

    # Fields from which is known when the agent was told: that starts the days.
    _appeal_clock = ("period_id.published_at", "period_id.locked_at")
    # Whether what is won counts in a period: one too long ago is no longer compared.
    _appeal_settles = True
    # Whether HR alone decides, and no leader is asked.
    _appeal_by_hr = False
    # Whether an appeal may be accepted in part by a step of its own.
    _appeal_in_part = False

    can_appeal = fields.Boolean(compute="_compute_can_appeal")
    appeal_until = fields.Date(
        string="Appeal until",
        compute="_compute_appeal_until",
        help="The last day on which the agent may appeal; empty: no day is set yet.",
    )
    appeal_left = fields.Char(string="Time to Appeal", compute="_compute_appeal_left")

    @api.depends("appeal_ids.state")
    @api.depends_context("uid")
    def _compute_can_appeal(self):
        """Offer an appeal: allowed, worth it, and none is waiting already."""
        for fact in self:
            fact.can_appeal = (
                "pending" not in fact.appeal_ids.mapped("state")
                and fact._is_worth_an_appeal()
                and not fact._why_not_appeal()
            )

    @api.depends(lambda self: self._appeal_clock)
    def _compute_appeal_until(self):
        """The policy's days from the day on which the agent was told."""
        told = {}
        for fact in self:
            # sudo: whose it is, and when they were told, also of another company
            row = fact.sudo()
            moment = row.employee_id and row._appeal_told_at()
            told[fact] = moment and row.company_id._cs_clock().day_of(moment)
        # sudo: whoever reads a fact may know how long it can be appealed
        agents = {fact: fact.sudo().employee_id.id for fact in told}
        policies = self.env["cs.policy"]._of_agents(
            {(agents[fact], day) for fact, day in told.items() if day}
        )
        target = "appeal_ids" in self._fields and self._appeal_target()
        for fact, day in told.items():
            # sudo: whoever reads a fact may know how long it can be appealed
            policy = day and policies[agents[fact], day].sudo()
            days = policy._appeal_days_for(target) if day else 0
            fact.appeal_until = bool(days) and fields.Date.add(day, days=days)

    @api.depends(lambda self: self._appeal_clock)
    @api.depends_context("lang")
    def _compute_appeal_left(self):
        for fact in self:
            until = fact.appeal_until
            if not until:
                fact.appeal_left = False
                continue
            # sudo: a time zone is no secret
            left = (until - fact.sudo().company_id._cs_today()).days
            if left > 1:
                fact.appeal_left = self.env._("%(days)s days left", days=left)
            elif left == 1:
                fact.appeal_left = self.env._("until tomorrow")
            elif left == 0:
                fact.appeal_left = self.env._("today only")
            else:
                fact.appeal_left = self.env._("too late")

    def action_appeal(self):
        self.ensure_one()
        if reason := self._why_not_appeal():
            raise UserError(reason)
        return self.env["cs.appeal"]._get_records_action(
            name=self.env._("Appeal"),
            target="new",
            context={f"default_{self._appeal_target()}": self.id},
        )

    @api.model
    def _appeal_target(self):
        """The field of appeals that leads to such facts."""
        return self._fields["appeal_ids"].inverse_name

    def _why_not_appeal(self):
        """Hook: why the user may not appeal against this; ``False`` if they may."""
        self.ensure_one()
        if self.env.su:
            return False
        # sudo: whose it is, also of who is of another company by now
        if self.sudo().employee_id.user_id != self.env.user:
            return self.env._("Appeals are made by the agent concerned.")
        return self._why_too_late()

    def _why_too_late(self):
        """Why the time to appeal is over; ``False`` if it is not."""
        # sudo: whoever may appeal may know until when
        fact = self.sudo()
        if fact.appeal_until and fact.appeal_until < fact.company_id._cs_today():
            return self.env._(
                "%(fact)s could be appealed until %(date)s, which is over. Talk to "
                "your leader or HR if it is wrong.",
                fact=fact.display_name,
                date=fields.Date.to_string(fact.appeal_until),
            )
        period = fact.period_id
        if not self._appeal_settles or period.state != "locked":
            return False
        months = fact.company_id.cs_clawback_months
        oldest = fields.Date.subtract(period._next_begin(), months=months)
        if period.date_from < oldest:
            return self.env._(
                "%(fact)s belongs to %(period)s, which is locked and more than "
                "%(months)s months old: it can no longer be appealed.",
                fact=fact.display_name,
                period=period.name,
                months=months,
            )
        return False

    def _appeal_told_at(self):
        """Hook: when the agent was told; ``False`` if they were not.

        The statement in which it counts says it: publishing starts the days, and
        locking where nobody published. Called in sudo.
        """
        return self.period_id.published_at or self.period_id.locked_at

    def _is_worth_an_appeal(self):
        """Hook: whether there is something to win."""
        return True

    def _appeal_issuers(self):
        """Hook: users who issued, judged or decided it; called in sudo."""
        return self.env["res.users"]

    def _why_not_decide_appeal(self):
        """Hook: why the user may not decide about it, as far as the fact knows."""
        # sudo: who is behind a fact is known to who reads its appeal
        fact = self.sudo()
        if self.env.user in fact._appeal_issuers():
            return self.env._(
                "%(fact)s comes from you: its appeal is decided by somebody else.",
                fact=fact.display_name,
            )
        if self._appeal_by_hr and not self.env.user._cs_is_officer():
            return self.env._(
                "HR decides about appeals against %(fact)s.", fact=fact.display_name
            )
        return False

    def _accept_appeal(self):
        """Hook: what an accepted appeal does to the facts; called in sudo."""

    def _accept_part(self, appeal):
        """Hook: what one does that was accepted in part; called in sudo."""
