from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.clock import Clock
from ...engine.trace import step, trace
from .cs_handover import SEALED

# Of the article that is proposed for work not handed over or not followed up (R2.5).
EVENT = "handover"
# What is due comes first: on a phone one column fills the screen.
DESK = [
    ("due", "Due"),
    ("taken", "Taken Over"),
    ("new", "To Hand Over"),
    ("done", "Done Today"),
]
PRIORITIES = [("0", "Normal"), ("1", "High"), ("2", "Urgent")]
# What an item is; fixed once it was handed over.
CONTENT = {
    "name",
    "kind",
    "description",
    "partner_id",
    "customer",
    "order_name",
    "order_id",
    "department_id",
    "company_id",
}
SYSTEM = {
    "state",
    "handover_id",
    "done_by_id",
    "done_at",
    "is_found",
    "is_passed",
    "entry_id",
    "is_proposed",
}


class CsHandoverItem(models.Model):
    """A piece of open work that goes from handover to handover until it is done (R8.2).

    Who had it, when, and what was done stands in its steps.
    """

    _name = "cs.handover.item"
    _description = "Open Work"
    _inherit = [
        "cs.guard.mixin",
        "cs.evidence.mixin",
        "cs.notify.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "state desc, due_at, priority desc, id"
    _check_company_auto = True

    name = fields.Char(string="What", required=True)
    kind = fields.Selection(
        [
            ("urgent", "Urgent case"),
            ("promised", "Promised to the customer"),
            ("buyer", "Potential buyer to contact"),
            ("wish", "Order with a special wish"),
            ("problem", "Problem"),
            ("other", "Other"),
        ],
        required=True,
        default="promised",
    )
    priority = fields.Selection(PRIORITIES, default="0", required=True)
    description = fields.Text(string="Details")
    partner_id = fields.Many2one(
        "res.partner", string="Contact", index="btree_not_null"
    )
    customer = fields.Char(help="Name or nickname, where there is no contact.")
    order_name = fields.Char(string="Order Number")
    order_id = fields.Many2one(
        "sale.order",
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
        groups="sales_team.group_sale_salesman",
    )
    due_at = fields.Datetime(string="Due", index="btree_not_null")
    holder_id = fields.Many2one(
        "hr.employee",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env.user.employee_id,
        help="Who has to see to it now.",
    )
    next_holder_id = fields.Many2one(
        "hr.employee",
        string="For",
        check_company=True,
        ondelete="set null",
        help="Which incoming agent gets it; empty: the one who accepts.",
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    handover_id = fields.Many2one(
        "cs.handover",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The last handover that it is or was on.",
    )
    handover_state = fields.Selection(
        related="handover_id.state", string="Handover Status"
    )
    state = fields.Selection(
        [("open", "Open"), ("done", "Done")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
    )
    resolution = fields.Text(string="What Was Done", copy=False)
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Photos and Files", bypass_search_access=True
    )
    step_ids = fields.One2many("cs.handover.item.step", "item_id", readonly=True)
    is_found = fields.Boolean(
        string="Found at Handover",
        readonly=True,
        copy=False,
        help="Found while the handover was gone through.",
    )
    is_passed = fields.Boolean(string="Handed Over Once", readonly=True, copy=False)
    is_proposed = fields.Boolean(
        string="Entry Proposed",
        readonly=True,
        copy=False,
        groups="cs_management.group_cs_leader",
    )
    entry_id = fields.Many2one(
        "cs.conduct.entry",
        string="Proposed Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="cs_management.group_cs_leader",
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    desk = fields.Selection(
        DESK,
        string="On My Desk",
        compute="_compute_desk",
        search="_search_desk",
        group_expand=True,
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    @api.depends("state", "due_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for item in self:
            item.is_overdue = (
                item.state == "open" and bool(item.due_at) and item.due_at < now
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("state", "=", "open") & Domain(
            "due_at", "<", fields.Datetime.now()
        )
        return domain if True in value else ~domain

    @api.depends("state", "due_at", "is_passed")
    def _compute_desk(self):
        horizon = self._desk_horizon()
        for item in self:
            if item.state == "done":
                item.desk = "done"
            elif item.due_at and item.due_at < horizon:
                item.desk = "due"
            else:
                item.desk = "taken" if item.is_passed else "new"

    def _search_desk(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN %s", model._desk_sql(alias, query), tuple(value)
            ),
            predicate=lambda item: item.desk in value,
        )

    @api.depends("holder_id", "handover_id", "state")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for item in self:
            # sudo: whose it is, also of who is of another company by now
            item.is_mine = item.sudo().holder_id.user_id == self.env.user

    @api.onchange("order_id")
    def _onchange_order_id(self):
        if self.order_id:
            self.order_name = self.order_id.name
            self.partner_id = self.order_id.partner_id

    @api.model_create_multi
    def create(self, vals_list):
        handovers = self.env["cs.handover"].browse(
            {vals["handover_id"] for vals in vals_list if vals.get("handover_id")}
        )
        handovers.check_access("read")
        handovers._check_unsealed()
        items = super().create([self._completed(vals) for vals in vals_list])
        items._log("created")
        items.filtered(lambda item: not item.handover_id)._join_prepared()
        items._tell_managers()
        return items

    @api.model
    def _own_columns(self):
        return super()._own_columns() | SYSTEM

    def write(self, vals):
        if not SYSTEM.isdisjoint(vals):
            raise UserError(
                self.env._("Use the buttons to mark work done or to hand it over.")
            )
        self._check_content(vals)
        before = {item: item.holder_id for item in self}
        result = super().write(vals)
        for item in self:
            if item.holder_id != before[item]:
                item._log("given", from_holder=before[item])
                item._drop_reminders()
        if vals.get("resolution"):
            self._log("note")
        if not {"due_at", "priority"}.isdisjoint(vals):
            self._log("changed")
            self._drop_reminders()
        if "attachment_ids" in vals:
            self._log("file")
        if "priority" in vals:
            self._tell_managers()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_passed(self):
        for item in self:
            if item.is_passed or item._is_fixed():
                raise UserError(
                    self.env._(
                        "%(item)s is handed over and stays on file: mark it done.",
                        item=item.name,
                    )
                )
            if not item._is_mine():
                raise UserError(
                    self.env._(
                        "%(item)s is the work of %(holder)s: the holder, whoever noted "
                        "it or a team leader deletes it.",
                        item=item.name,
                        holder=item.holder_id.name,
                    )
                )

    def _is_mine(self):
        """Whether the user holds the work, noted it, or leads."""
        user = self.env.user
        return (
            self.env.su
            or user.has_group("cs_management.group_cs_leader")
            # sudo: whose work it is, is known to the team
            or user in (self.create_uid | self.sudo().holder_id.user_id)
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_done(self):
        for item in self.filtered(lambda item: item.state == "open"):
            item._set(
                {
                    "state": "done",
                    "done_by_id": self.env.uid,
                    "done_at": fields.Datetime.now(),
                }
            )
            item._log("done")
            item._drop_reminders()
        return True

    def action_reopen(self):
        """Take it up again; it goes on to the next handover."""
        for item in self.filtered(lambda item: item.state == "done"):
            item._set({"state": "open", "done_by_id": False, "done_at": False})
            item._log("reopened")
        return True

    @api.readonly
    def action_open_handover(self):
        self.ensure_one()
        return self.handover_id._get_records_action(context={})

    # ------------------------------------------------------------------
    # The desk
    # ------------------------------------------------------------------

    def _desk_horizon(self):
        """What is due before this instant, the end of the user's day, is due now."""
        zone = self.env.user.tz
        clock = Clock(zone) if zone else self.env.company._cs_clock()
        return clock.at(clock.day_of(fields.Datetime.now()), 24)

    def _desk_sql(self, alias, query):
        return SQL(
            """CASE WHEN %(state)s = 'done' THEN 'done'
                    WHEN %(due)s < %(horizon)s THEN 'due'
                    WHEN %(passed)s THEN 'taken' ELSE 'new' END""",
            state=self._field_to_sql(alias, "state", query),
            due=self._field_to_sql(alias, "due_at", query),
            horizon=self._desk_horizon(),
            passed=self._field_to_sql(alias, "is_passed", query),
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Group by the columns of the desk, which depend on the time of day."""
        if field_expr == "desk":
            return self._desk_sql(alias, query)
        return super()._field_to_sql(alias, field_expr, query)

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    @api.model
    def _completed(self, vals):
        """Add holder, team and company; what only buttons set is dropped."""
        vals = {
            name: value
            for name, value in vals.items()
            if name == "handover_id" or name not in SYSTEM
        }
        vals.pop("desk", None)
        handover = self.env["cs.handover"].browse(vals.get("handover_id") or ())
        # sudo: of agents only team and company are taken, where the work belongs
        agents = self.env["hr.employee"].sudo()
        holder = agents.browse(vals.get("holder_id") or ())
        if not holder:
            # sudo: only the holder of work that is noted; the user's own comes first
            out = handover.sudo().outgoing_ids
            mine = self.env.user.employee_ids & out
            holder = mine or self.env.user.employee_id or out[:1]
        if not holder:
            raise UserError(
                self.env._("Say who holds the work: you are not an employee yourself.")
            )
        return {
            **vals,
            "holder_id": holder[:1].id,
            "department_id": vals.get("department_id")
            or handover.department_id.id
            or holder[:1].department_id.id,
            "company_id": handover.company_id.id or holder[:1].company_id.id,
            "is_found": handover.state == "offered",
        }

    def _set(self, vals):
        """Write what only buttons set, for who may write the item."""
        self.check_access("write")
        return self._system_write(vals)

    def _system_write(self, vals):
        # sudo: who may do it was checked before
        return super(CsHandoverItem, self.sudo()).write(vals)

    def _check_content(self, vals):
        """What was handed over is sealed: only its handling goes on."""
        changed = CONTENT.intersection(vals)
        for item in self:
            if not (changed and item._is_fixed()):
                continue
            names = [
                self._fields[name]._description_string(self.env)
                for name in sorted(changed)
                if item._fields[name].convert_to_write(item[name], item) != vals[name]
            ]
            if names:
                raise UserError(
                    self.env._(
                        "%(item)s was handed over: %(fields)s can no longer be "
                        "changed. Write in What Was Done, set another due time, or "
                        "ask the leader to reopen the handover.",
                        item=item.name,
                        fields=", ".join(names),
                    )
                )

    def _is_sealed(self):
        # sudo: handovers of another team count too
        return any(
            step.kind == "passed"
            and not step.is_superseded
            and step.handover_id.state in SEALED
            for step in self.sudo().step_ids
        )

    def _is_fixed(self):
        """Whether the outgoing agents signed for what it says."""
        offered = self.handover_id.state == "offered" and not self.is_found
        return offered or self._is_sealed()

    def _why_not_files(self):
        reason = self._is_fixed() and self.env._(
            "%(item)s is handed over: its files stay as they were.", item=self.name
        )
        return reason or super()._why_not_files()

    def _is_unrecorded(self):
        """A problem found at the handover, neither solved nor recorded (R8.7)."""
        recorded = (self.resolution or "").strip() and self.due_at
        return self.is_found and self.state == "open" and not recorded

    def _join_prepared(self):
        """Put new work on the handover that its holder is preparing."""
        # sudo: the handover that the holder prepares, whoever noted the work
        for item in self.sudo():
            item._attach(
                item.env["cs.handover"].search(
                    [
                        ("outgoing_ids", "in", item.holder_id.ids),
                        ("kind", "=", "shift"),
                        ("state", "=", "draft"),
                        ("company_id", "=", item.company_id.id),
                    ],
                    order="planned_at",
                    limit=1,
                )
            )

    def _attach(self, handover):
        self._system_write({"handover_id": handover.id, "is_found": False})

    def _pass(self, handover, taker):
        """The items change hands; each writes down how it was handed over."""
        for item in self:
            before = item.holder_id
            team = handover.to_department_id or handover.department_id
            if item.state == "open":
                to = item._taker(handover, taker)
                if handover.kind == "agent":
                    team = to.department_id or team
                item._system_write(
                    {
                        "holder_id": to.id,
                        "next_holder_id": False,
                        "department_id": team.id,
                        "is_passed": True,
                    }
                )
                item._drop_reminders()
            item._log("passed", handover=handover, from_holder=before)

    def _taker(self, handover, signer):
        chosen = self.next_holder_id & handover.incoming_ids
        stays = self.holder_id & handover.incoming_ids
        return chosen or stays or signer

    def _tell_managers(self):
        """Urgent work between teams goes straight to both managers (R8.6)."""
        for item in self:
            handover = item.handover_id
            urgent = item.priority == "2" or item.kind == "urgent"
            if urgent and handover.kind == "cross_team" and item.state == "open":
                leaders = handover._leaders()
                item._remind("cs_activity_item_urgent", leaders)

    def _remind(self, activity, users):
        xmlid = f"cs_management.{activity}"
        # sudo: activities of leaders and holders, of these types only
        record = self.sudo()
        have = record.activity_search([xmlid]).user_id
        for user in users - have:
            record.activity_schedule(xmlid, user_id=user.id)

    def _drop_reminders(self):
        # sudo: activities of leaders and holders
        self.sudo().activity_unlink(["cs_management.cs_activity_item_overdue"])

    def _log(self, kind, handover=None, from_holder=None):
        # sudo: nobody may write steps by hand
        self.env["cs.handover.item.step"].sudo().create(
            [
                {
                    "item_id": item.id,
                    "kind": kind,
                    "handover_id": handover.id if handover else False,
                    "user_id": self.env.uid,
                    "from_holder_id": from_holder.id if from_holder else False,
                    "holder_id": item.holder_id.id,
                    "state": item.state,
                    "priority": item.priority,
                    "due_at": item.due_at,
                    "note": item.resolution
                    if kind in ("created", "note", "done", "passed")
                    else False,
                }
                for item in self
            ]
        )

    # ------------------------------------------------------------------
    # Overdue
    # ------------------------------------------------------------------

    @api.model
    def _remind_overdue(self):
        """Remind the holders of overdue work; propose the entry to the leader (R2.5).

        Nobody is fined by this: the leader confirms that there was a loss, or
        deletes the proposal. An item is proposed once.
        """
        now = fields.Datetime.now()
        overdue = self.search([("state", "=", "open"), ("due_at", "<", now)])
        overdue._notify_holders()
        for item in overdue:
            template = self.env["cs.handover.template"]._for(
                item.department_id, "shift", item.company_id
            )
            wait = timedelta(hours=template.proposal_hours)
            if not item.is_proposed and item.due_at + wait < now:
                item._propose_entry()

    @api.model
    def _notification_switches(self):
        return super()._notification_switches() | {
            "item": (
                "cs_notify_item",
                "cs_management.cs_mail_template_item",
                "cs_management.cs_activity_item_overdue",
            )
        }

    def _notify_holders(self):
        """Tell the holders of overdue work, once until it is done or put off."""
        users = {}
        for item in self.filtered("company_id.cs_notify_item"):
            known = item.activity_search(["cs_management.cs_activity_item_overdue"])
            users[item] = item.holder_id.user_id - known.user_id
        self._notify_users("item", users)

    def _propose_entry(self):
        team = self.department_id
        due = self.company_id._cs_clock().local(self.due_at)
        entry = self._propose(
            self.holder_id,
            due.date(),
            f"cs.handover.item,{self.id}",
            team,
            step("entry.not_followed_up", date=due.date(), time=f"{due:%H:%M}"),
            note=self.name,
        )
        if entry:
            self._system_write({"is_proposed": True, "entry_id": entry.id})
            self._log("proposed")

    @api.model
    def _propose(self, agents, day, source, teams, why, note=None):
        """Draft the entry of R2.5 for agents whose policy has the article.

        :param source: names the fact; nothing is proposed for it a second time
        :param teams: whose leaders confirm it; nobody is asked about themselves
        :return: the drafts
        """
        # sudo: no user stands behind a scheduled proposal; a leader confirms it
        Entry = self.env["cs.conduct.entry"].sudo()
        if Entry.search_count([("source", "=", source)], limit=1):
            return Entry
        policies = Entry.env["cs.policy"]._of_agents(
            {(agent.id, day) for agent in agents}
        )
        drafts = Entry
        for agent in agents:
            rule = policies[agent.id, day].rule_ids.filtered(
                lambda rule: rule.event == EVENT and rule.active
            )
            if not rule:
                continue
            judges = teams._cs_deciders(agent)
            issuer = judges[:1] or self.env.ref("base.user_root")
            draft = Entry.create(
                {
                    "employee_id": agent.id,
                    "date": day,
                    "rule_id": rule[:1].id,
                    "trace": trace(why),
                    "note": note,
                    "source": source,
                    "issuer_id": issuer.id,
                }
            )
            for judge in judges:
                draft.activity_schedule(
                    "cs_management.cs_activity_entry_proposed", user_id=judge.id
                )
            drafts |= draft
        return drafts
