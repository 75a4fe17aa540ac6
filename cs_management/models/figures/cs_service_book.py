from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..cs_decision_mixin import Step, Words

ACTIVITY = "cs_management.cs_activity_service_book"


class CsServiceBook(models.Model):
    """A day in an agent's own book of statistics (R9.2).

    The agent writes it, where their policy lets them. It counts nowhere until a leader
    confirms it: then it becomes the service figures of the day, written by the leader.
    Nobody sets the figures that their own commission rests on.
    """

    _name = "cs.service.book"
    _description = "Statistics Book"
    _inherit = [
        "cs.fact.mixin",
        "cs.decision.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, employee_id, id"
    _decision_depends = ("employee_id", "department_id")
    _decision_activities = (ACTIVITY,)

    employee_id = fields.Many2one(default=lambda self: self.env.user.employee_id)
    channel = fields.Char(help="Shop or channel; empty: all of them.")
    served = fields.Integer(string="Customers Served", aggregator="sum")
    asked = fields.Integer(string="Customers Who Asked", aggregator="sum")
    bought = fields.Integer(string="Customers Who Bought", aggregator="sum")
    note = fields.Char(string="Why Not Bought")
    state = fields.Selection(
        [("draft", "To Confirm"), ("confirmed", "Confirmed"), ("refused", "Refused")],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    answer = fields.Text(readonly=True, copy=False, help="Why it was refused.")
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    stat_id = fields.Many2one(
        "cs.service.stat",
        string="Service Figures",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    can_confirm = fields.Boolean(compute="_compute_can")
    can_refuse = fields.Boolean(compute="_compute_can")

    _day_uniq = models.UniqueIndex(
        "(employee_id, date, COALESCE(channel, '')) WHERE state != 'refused'",
        "This day and channel are in your book already: edit that row.",
    )
    _figures = models.Constraint(
        "CHECK (served >= 0 AND asked >= 0 AND bought >= 0)",
        "Figures cannot be negative.",
    )

    @api.depends("employee_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for row in self.sudo():
            day = format_date(self.env, row.date)
            row.display_name = f"{row.employee_id.display_name or ''}, {day}"

    @api.model_create_multi
    def create(self, vals_list):
        # Team and company are found by the agent before the record is there.
        own, today = self.env.user.employee_id.id, fields.Date.context_today(self)
        completed = [
            {
                **vals,
                "employee_id": vals.get("employee_id") or own,
                "date": fields.Date.to_date(vals.get("date")) or today,
            }
            for vals in vals_list
        ]
        self._check_book({(vals["employee_id"], vals["date"]) for vals in completed})
        rows = super().create(completed)
        rows._ask_leaders()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if not {"employee_id", "date"}.isdisjoint(vals):
            self._check_book({(row.employee_id.id, row.date) for row in self})
        return result

    def action_confirm(self):
        """The leader takes the rows into the service figures."""
        return self._decide("confirm")

    def action_refuse(self):
        return self._ask_reason("refuse")

    @api.model
    def _decision_steps(self):
        decided = {
            "from_states": ("draft",),
            "why_not": "_why_not_judge",
            "signed": ("decided_by_id", "decided_on"),
        }
        return {
            "confirm": Step(to_state="confirmed", prepare="_count", **decided),
            "refuse": Step(
                to_state="refused", reason="answer", needs_reason=True, **decided
            ),
        }

    @api.model
    def _decision_words(self):
        return {
            "refuse": Words(
                self.env._("Refuse the Row"),
                self.env._("Refuse"),
                self.env._("What is wrong with it; its agent reads this"),
            )
        }

    @api.model
    def _check_leads(self, vals_list):
        """Agents write their own book, whoever leads them: see ``_why_not_change``."""

    def _why_not_change(self):
        if self.state != "draft":
            return self.env._(
                "%(row)s is decided and stays as it is: the leader corrects the "
                "service figures.",
                row=self.display_name,
            )
        return not self._is_own() and self.env._(
            "%(row)s is the agent's own book: confirm the row, or refuse it with a "
            "reason.",
            row=self.display_name,
        )

    @api.model
    def _check_book(self, pairs):
        """Raise unless the policies of agents let them keep a book on these days."""
        # sudo: agents may be bound to a ladder they cannot list; a yes or no is taken
        policies = self.env["cs.policy"].sudo()._of_agents(pairs)
        for (employee_id, day), policy in policies.items():
            if not policy.figures_own_book:
                # sudo: a name, in what they are told
                agent = self.env["hr.employee"].sudo().browse(employee_id)
                raise UserError(
                    self.env._(
                        "By the policy of %(agent)s on %(date)s leaders keep the "
                        "service figures: tell them yours.",
                        agent=agent.name or self.env._("nobody"),
                        date=day,
                    )
                )

    def _ask_leaders(self):
        """One to-do for a leader, however many rows wait for them."""
        # sudo: agents cannot plan activities for others
        Activity = self.env["mail.activity"].sudo()
        kind = self.env.ref(ACTIVITY)
        # sudo: the department of their own row says who leads it
        for row in self.sudo():
            leaders = row.department_id._cs_deciders(row.employee_id)
            waiting = Activity.search(
                [
                    ("activity_type_id", "=", kind.id),
                    ("res_model", "=", self._name),
                    ("user_id", "in", leaders.ids),
                ]
            ).user_id
            for leader in leaders - waiting:
                row.activity_schedule(ACTIVITY, user_id=leader.id)

    def _count(self):
        """The row as service figures of its day, written by who confirms it."""
        stat = self.env["cs.service.stat"].create(
            {
                "employee_id": self.employee_id.id,
                "date": self.date,
                "channel": self.channel,
                "served": self.served,
                "asked": self.asked,
                "bought": self.bought,
                "note": self.note,
            }
        )
        return {"stat_id": stat.id}
