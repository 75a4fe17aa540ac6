from collections.abc import Callable
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import periods, segments
from .cs_guard_mixin import own_names


class Part(NamedTuple):
    """A part of a policy: on which page of the form it stands, and how it does.

    ``check`` raises a ValidationError while the part lacks what it needs; it is asked
    when the part is on.
    """

    page: str
    is_on: bool
    check: Callable[[], None] = lambda: None


class CsPolicy(models.Model):
    """A regulation for one ladder from a date on: identity, dating, approval.

    Chapters extend this model in their folders. A policy used by a locked period can
    no longer be edited; a change of rules is a new version from a later date.
    """

    _name = "cs.policy"
    _description = "Policy"
    _inherit = ["cs.guard.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "ladder_id, date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True, translate=True)
    ladder_id = fields.Many2one(
        "cs.ladder",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        related="ladder_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="In Force From",
        required=True,
        tracking=True,
        default=lambda self: self.env.company._cs_period_bounds(
            fields.Date.context_today(self)
        )[0],
        help="The first day of a pay period.",
    )
    date_to = fields.Date(string="In Force Until", compute="_compute_date_to")
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved")],
        required=True,
        default="draft",
        copy=False,
        tracking=True,
        index=True,
    )
    note = fields.Html(
        string="Description",
        help="Which regulations this policy takes over and how it fills their gaps.",
    )
    level_ids = fields.One2many(
        "cs.policy.level", "policy_id", string="Levels", copy=True
    )
    page_states = fields.Json(
        compute="_compute_page_states",
        groups="cs_management.group_cs_officer",
        help="Of each page of the form whether its part is on, and what it lacks.",
    )
    is_frozen = fields.Boolean(
        compute="_compute_is_frozen",
        help="A locked period was computed with this policy: it can no longer change.",
    )

    _ladder_date_uniq = models.UniqueIndex(
        "(ladder_id, date_from)",
        "This ladder has a policy from this date already: edit it, or choose "
        "another date.",
    )

    @api.depends("ladder_id.policy_ids.date_from", "ladder_id.policy_ids.state")
    def _compute_date_to(self):
        """Until the next approved one: a draft takes no policy out of force."""
        for policy in self:
            later = policy.ladder_id.policy_ids.filtered(
                lambda other, policy=policy: other.state == "approved"
                and policy.date_from
                and other.date_from > policy.date_from
            )
            first = min(later.mapped("date_from"), default=None)
            policy.date_to = first and fields.Date.subtract(first, days=1)

    @api.depends(lambda self: self._switches())
    @api.depends_context("lang")
    def _compute_page_states(self):
        for policy in self:
            states = {}
            for part in policy._parts():
                state = states.setdefault(part.page, {"on": False, "lacks": []})
                state["on"] |= bool(part.is_on)
                try:
                    part.is_on and part.check()
                except ValidationError as error:
                    state["lacks"].append(str(error))
            policy.page_states = states

    @api.model
    def _switches(self):
        """What switches a part on and off, and its tables."""
        return [
            name
            for name, field in self._fields.items()
            if name.endswith("_enabled")
            or (field.type == "one2many" and field.inverse_name == "policy_id")
        ]

    def _compute_is_frozen(self):
        used = self._frozen_ids()
        for policy in self:
            policy.is_frozen = policy._origin.id in used

    def _frozen_ids(self):
        """Hook: ids of the policies, out of these, that a locked period rests on."""
        # sudo: only the fact that a locked statement exists is told
        statements = self.env["cs.statement"].sudo()
        groups = statements._read_group(
            [("policy_id", "in", self.ids), ("state", "=", "locked")], ["policy_id"]
        )
        return {policy.id for [policy] in groups}

    @api.constrains("date_from", "ladder_id")
    def _check_date_from(self):
        for policy in self:
            start_day = policy.company_id.cs_period_start_day
            first, _last = periods.period_bounds(policy.date_from, start_day)
            if first != policy.date_from:
                raise ValidationError(
                    self.env._(
                        "%(policy)s: a policy begins with a pay period. Use "
                        "%(date)s instead of %(given)s.",
                        policy=policy.name,
                        date=first,
                        given=policy.date_from,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A new policy has a row for every level of its ladder."""
        policies = super().create(vals_list)
        self.env["cs.policy.level"].create(
            [
                {"policy_id": policy.id, "level_id": level.id}
                for policy in policies
                for level in policy.ladder_id.level_ids - policy.level_ids.level_id
            ]
        )
        return policies

    def copy_data(self, default=None):
        """A copy without a date begins after the ladder's last policy."""
        copied = super().copy_data(default)
        for policy, vals in zip(self, copied, strict=True):
            if "date_from" not in (default or {}):
                last = max(policy.ladder_id.policy_ids.mapped("date_from"))
                bounds = policy.company_id._cs_period_bounds(last)
                vals["date_from"] = fields.Date.add(bounds[1], days=1)
        return copied

    def _why_not_history(self):
        return self.is_frozen and self.env._(
            "A locked period rests on %(policy)s: its history stays.", policy=self.name
        )

    def write(self, vals):
        if not self._chatter_only(vals):
            self._check_editable(state_change=set(vals) == {"state"})
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_editable()

    def action_approve(self):
        for policy in self:
            policy._check_complete()
            policy._check_not_past()
        return self.write({"state": "approved"})

    def action_draft(self):
        return self.write({"state": "draft"})

    def action_new_version(self):
        """Open the wizard that copies this policy from a later date on."""
        self.ensure_one()
        return self.env["cs.policy.version"]._get_records_action(
            name=self.env._("New Version"),
            target="new",
            context={"default_policy_id": self.id},
        )

    def new_version(self, date_from):
        """Copy this policy with all its chapters as a draft from ``date_from`` on.

        :raises ValidationError: if the date is no period start, or is taken
        """
        self.ensure_one()
        return self.copy({"date_from": self._to_day(date_from)})

    @api.model
    def _chatter_only(self, vals):
        return not own_names(vals)

    def _check_editable(self, state_change=False):
        """Raise unless the policy may be edited: draft, and no locked period used it.

        Back to draft is allowed as long as no locked period rests on the policy.
        """
        for policy in self:
            if policy.is_frozen:
                raise UserError(
                    self.env._(
                        "%(policy)s from %(date)s was used by a locked period and can "
                        'no longer be changed. Use "New Version" to change the rules '
                        "from a later period on.",
                        policy=policy.name,
                        date=policy.date_from,
                    )
                )
            if policy.state == "approved" and not state_change:
                raise UserError(
                    self.env._(
                        "%(policy)s from %(date)s is approved. Set it back to draft "
                        "to edit it.",
                        policy=policy.name,
                        date=policy.date_from,
                    )
                )

    def _check_not_past(self):
        """Raise if the policy would hold in a locked period of its agents."""
        self.ensure_one()
        domain = [
            ("state", "=", "locked"),
            ("level_id.ladder_id", "=", self.ladder_id.id),
            ("policy_id", "!=", self.id),
            ("period_id.date_to", ">=", self.date_from),
        ]
        if self.date_to:
            domain.append(("period_id.date_to", "<=", self.date_to))
        # sudo: only the name of a locked period is told
        if used := self.env["cs.statement"].sudo().search(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(policy)s would hold from %(date)s on, but %(period)s is locked "
                    "and was computed by other rules. Let it begin with a later "
                    "period.",
                    policy=self.name,
                    date=self.date_from,
                    period=used.period_id.name,
                )
            )

    def _parts(self):
        """Hook: the parts of the policy (:class:`Part`)."""
        self.ensure_one()
        return [Part("pay", is_on=True)]

    def _check_complete(self):
        """Raise a ValidationError when a part that is on lacks what it needs."""
        for part in self._parts():
            if part.is_on:
                part.check()

    @api.model
    def _of_agents(self, pairs):
        """Approved policy of agents on days, in a fixed number of queries.

        :param pairs: ``{(employee_id, date)}``
        :return: ``{(employee_id, date): policy}``; an empty policy for who has no
            level on the day, or whose ladder has no approved policy
        """
        versions = self.env["hr.version"]._cs_of_employees(
            {employee_id for employee_id, _day in pairs}
        )
        levels = {}
        for employee_id, day in pairs:
            version = segments.version_on(versions.get(employee_id, ()), day)
            levels[employee_id, day] = version.level if version else None
        # sudo: whoever records a fact may be bound to a ladder they cannot list
        ladders = {
            level.id: level.ladder_id.id
            for level in self.env["cs.level"]
            .sudo()
            .browse(set(levels.values()) - {None})
        }
        policies = self.sudo()._approved(ladders.values()).sudo(self.env.su)
        return {
            (employee_id, day): policies._at(ladders.get(level), day)
            for (employee_id, day), level in levels.items()
        }

    @api.model
    def _approved(self, ladder_ids):
        """All approved policies of ladders, oldest first, in one query."""
        return self.search(
            [("ladder_id", "in", list(ladder_ids)), ("state", "=", "approved")],
            order="date_from",
        )

    def _at(self, ladder_id, day):
        """The policy in force for a ladder on a day, out of ``self`` by date."""
        return self.filtered(
            lambda policy: policy.ladder_id.id == ladder_id and policy.date_from <= day
        )[-1:]

    @api.model
    def _of_segments(self, parts):
        """The policy in force for each segment; one that changes in it splits it.

        :param parts: ``{employee_id: [engine.segments.Segment]}``
        :return: ``{employee_id: [(Segment, policy)]}``; segments without an approved
            policy are left out
        """
        levels = {part.version.level for own in parts.values() for part in own}
        # sudo: whoever records a fact may be bound to a ladder they cannot list
        ladders = {
            level.id: level.ladder_id.id
            for level in self.env["cs.level"].sudo().browse(levels)
        }
        policies = self.sudo()._approved(set(ladders.values()))
        by_ladder = policies.grouped(lambda policy: policy.ladder_id.id)
        found = {}
        for employee_id, own in parts.items():
            found[employee_id] = [
                (piece, policy)
                for part in own
                for piece, policy in self._cut(
                    part, by_ladder.get(ladders[part.version.level], self)
                )
            ]
        return found

    @api.model
    def _cut(self, part, policies):
        """A segment by the policies of its ladder, oldest first."""
        dated = list(policies)
        for policy, following in zip(dated, [*dated[1:], None], strict=True):
            first = max(part.first, policy.date_from)
            last = part.last
            if following:
                last = min(last, fields.Date.subtract(following.date_from, days=1))
            if first <= last:
                yield segments.Segment(part.version, first, last), policy

    @api.model
    def _of_last_days(self, keys):
        """The policy of each agent's last day in a period: it settles the period.

        :param keys: ``[(cs.period, employee_id)]``
        :return: ``{(cs.period, employee_id): policy}``, empty where there is none
        """
        versions = self.env["hr.version"]._cs_of_employees({key[1] for key in keys})
        parts = {
            (period, employee_id): segments.segments(
                versions[employee_id], period.date_from, period.date_to
            )
            for period, employee_id in keys
        }
        cut = self._of_segments({key: own for key, own in parts.items() if own})
        return {
            key: cut[key][-1][1] if cut.get(key) else self.browse() for key in parts
        }
