from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...engine import segments
from ...engine.trace import step
from ..told import told


class SaleOrder(models.Model):
    """Agents of an order: who decides them, and where a late tag counts (R6.1)."""

    _inherit = "sale.order"

    _cs_client_order_ref_idx = models.Index(
        "(client_order_ref, partner_id) WHERE client_order_ref IS NOT NULL"
    )
    # Odoo's own index of names is for parts of them.
    _cs_name_idx = models.Index("(name, company_id)")

    @api.onchange("tag_ids")
    def _onchange_cs_tag_ids(self):
        """Say where the tag of a locked period's order will count."""
        before = self._origin._cs_agents()
        if self._cs_agents() == before:
            return None
        if hint := self._cs_posting_hint():
            return {
                "warning": {
                    "title": self.env._("Locked Period"),
                    "message": hint,
                    "type": "notification",
                }
            }
        return None

    def write(self, vals):
        if "tag_ids" not in vals:
            return super().write(vals)
        # sudo: only whether agents changed is found out
        before = {order.id: order._cs_agents() for order in self.sudo()}
        result = super().write(vals)
        for order in self:
            if order._cs_agents() != before[order.id] and (
                hint := order._cs_posting_hint()
            ):
                order.message_post(body=hint, subtype_xmlid="mail.mt_note")
        return result

    def _cs_agents(self):
        """The agents whose tags the order carries."""
        # sudo: leaders read no tags; an agent may be of another company by now
        return self.sudo().tag_ids._origin.cs_employee_id.sorted("id")

    def _cs_local_day(self):
        """The order's day in its company's zone."""
        self.ensure_one()
        # sudo: leaders have no access to orders; only the day is told
        order = self.sudo()
        return order.company_id._cs_clock().day_of(
            order.date_order or fields.Datetime.now()
        )

    def _cs_posting_hint(self):
        """Where a tag set now counts, if the order's period is locked; else False."""
        self.ensure_one()
        # sudo: salesmen read no periods; whether one is locked is no secret
        order = (self._origin or self).sudo()
        if order.state != "sale" or not order.date_order:
            return False
        locked = order._cs_counting_period()
        if locked.state != "locked":
            return False
        name, begin = locked._cs_next_open_name()
        months = order.company_id.cs_clawback_months
        if locked.date_from < fields.Date.subtract(begin, months=months):
            return self.env._(
                "%(order)s belongs to %(locked)s, which is locked and more than "
                "%(months)s months old: a tag set now counts nowhere.",
                order=order.name,
                locked=locked.name,
                months=months,
            )
        return self.env._(
            "%(order)s belongs to %(locked)s, which is locked: a tag set now counts in "
            "%(period)s as an adjustment.",
            order=order.name,
            locked=locked.name,
            period=name,
        )

    def _cs_departments(self, agents):
        """Departments of the order: its sales team's, and its agents' on its day."""
        self.ensure_one()
        versions = self.env["hr.version"]._cs_of_employees(agents.ids)
        day = self._cs_local_day()
        found = [
            segments.version_on(versions.get(agent.id, ()), day) for agent in agents
        ]
        ids = [version.department for version in found if version]
        # sudo: the departments say who may read the decision
        departments = self.env["hr.department"].sudo().browse(filter(None, ids))
        return departments | self.sudo().team_id.cs_department_id

    def _cs_check_may_give(self, agents):
        """Raise unless each was an agent on the order's day, and the user leads them.

        Nobody gives an order to themselves.
        """
        self.ensure_one()
        day = self._cs_local_day()
        versions = self.env["hr.version"]._cs_of_employees(agents.ids)
        # sudo: leaders read no orders; only the name is told
        order = self.sudo()
        for agent in agents:
            parts = segments.segments(versions.get(agent.id, ()), day, day)
            if not parts:
                raise UserError(
                    self.env._(
                        "%(agent)s was no agent on %(date)s, the day of %(order)s: "
                        "choose somebody else.",
                        agent=agent.name,
                        date=day,
                        order=order.name,
                    )
                )
            if not self.env.su and agent.user_id == self.env.user:
                raise UserError(
                    self.env._(
                        "Nobody gives an order to themselves: ask another leader or HR."
                    )
                )
            team = self.env["hr.department"].browse(parts[0].version.department)
            if not (self.env.su or self.env.user._cs_leads(team)):
                raise UserError(
                    self.env._(
                        "You do not lead %(agent)s: their leader or HR gives them the "
                        "order %(order)s.",
                        agent=agent.name,
                        order=order.name,
                    )
                )

    def _cs_set_agents(self, agents, reason, problem=False):
        """Replace the agents' tags, and only those; log it with its reason.

        The callers have checked that the user may decide.

        :param problem: what the order check said of it
        :return: where it counts if the period is locked, else ``False``
        """
        self.ensure_one()
        # sudo: leaders have no access to orders and tags; the callers checked them
        order, agents = self.sudo(), agents.sudo()
        tags = self.env["crm.tag"].sudo().search([("cs_employee_id", "in", agents.ids)])
        if missing := agents - tags.cs_employee_id:
            raise UserError(
                self.env._(
                    "%(agent)s has no work number, and so no order tag. HR enters it "
                    "on the employee.",
                    agent=missing[0].name,
                )
            )
        before = order.tag_ids.filtered("cs_employee_id")
        order.write(
            {
                "tag_ids": [
                    *(Command.unlink(tag.id) for tag in before - tags),
                    *(Command.link(tag.id) for tag in tags - before),
                ]
            }
        )
        nobody = told(step("order.nobody"))
        # sudo: decisions are written by nobody but this method
        decision = (
            self.env["cs.order.decision"]
            .sudo()
            .create(
                {
                    "order_id": order.id,
                    "order_name": order.name,
                    "company_id": order.company_id.id,
                    "department_ids": order._cs_departments(
                        before.cs_employee_id | agents
                    ).ids,
                    "agents_key": self.env["cs.order.decision"]._key_of(agents),
                    "agents_before": ", ".join(before.mapped("name")) or nobody,
                    "agents_after": ", ".join(tags.mapped("name")) or nobody,
                    "reason": reason,
                    "number_key": order._cs_number_key(),
                    "problem": problem,
                }
            )
        )
        order.message_post(
            body=self.env._(
                "Agents changed from %(before)s to %(after)s: %(reason)s",
                before=decision.agents_before,
                after=decision.agents_after,
                reason=decision.reason,
            ),
            subtype_xmlid="mail.mt_note",
        )
        return order._cs_posting_hint()
