from odoo import api, fields, models
from odoo.exceptions import UserError

from .cs_guard_mixin import own_names


class CsStatement(models.Model):
    """The result of one agent in one period: policy x facts, sealed at the lock.

    Only the pipeline writes it. It can be recomputed any number of times with the
    same outcome until its period is locked.
    """

    _name = "cs.statement"
    _description = "Statement"
    _inherit = [
        "cs.trace.mixin",
        "cs.notify.mixin",
        "cs.paper.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _mail_post_access = "read"
    _order = "date_from desc, department_id, id"
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
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    department_id = fields.Many2one(
        "hr.department", readonly=True, index=True, ondelete="restrict"
    )
    date_from = fields.Date(related="period_id.date_from", store=True)
    date_to = fields.Date(related="period_id.date_to", store=True)
    state = fields.Selection(
        [("open", "Open"), ("published", "Published"), ("locked", "Locked")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    policy_id = fields.Many2one("cs.policy", readonly=True, ondelete="restrict")
    level_id = fields.Many2one("cs.level", readonly=True, ondelete="restrict")
    version_id = fields.Many2one(
        "hr.version",
        string="Contract",
        readonly=True,
        ondelete="set null",
        groups="cs_management.group_cs_officer",
        help="The last version in contract: what the payslip is made for.",
    )
    segments = fields.Json(
        readonly=True,
        groups="cs_management.group_cs_officer",
        help="Days, wage and level of each segment as they were computed.",
    )
    line_ids = fields.One2many(
        "cs.statement.line", "statement_id", string="Lines", readonly=True
    )
    amount_total = fields.Monetary(
        string="Total", compute="_compute_amount_total", store=True
    )

    _agent_period_uniq = models.UniqueIndex(
        "(employee_id, period_id)", "An agent has one statement in a period."
    )

    @api.depends("line_ids.amount")
    def _compute_amount_total(self):
        for statement in self:
            total = sum(statement.line_ids.mapped("amount"))
            statement.amount_total = statement.currency_id.round(total)

    @api.depends("employee_id", "period_id")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for statement in self.sudo():
            statement.display_name = (
                f"{statement.employee_id.display_name} - {statement.period_id.name}"
            )

    def _set_count(self, name, model):
        """Set the counter ``name`` to the number of facts that a statement counts."""
        counts = dict(
            self.env[model]._read_group(
                [("statement_id", "in", self.ids)], ["statement_id"], ["__count"]
            )
        )
        for statement in self:
            statement[name] = counts.get(statement._origin, 0)

    @api.model_create_multi
    def create(self, vals_list):
        statements = super().create(vals_list)
        statements._check_open()
        return statements

    def write(self, vals):
        if own_names(vals):
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_open()

    def _check_open(self):
        for statement in self:
            if statement.period_id.state == "locked":
                raise UserError(
                    self.env._(
                        "%(statement)s is locked: a change counts in the next open "
                        "period.",
                        statement=statement.display_name,
                    )
                )

    @api.model
    def _notification_switches(self):
        return super()._notification_switches() | {
            "statement": (
                "cs_notify_statement",
                "cs_management.cs_mail_template_statement",
                "cs_management.cs_activity_look",
            )
        }

    def _tell_published(self):
        """Hook: tell the agents that their statements can be read."""
        self._notify_agents("statement")

    def _set_state(self, state):
        """Follow the state of the period; called before it locks, after it opens."""
        self.write({"state": state})

    def _action_sources(self, xmlid, domain=()):
        """Open facts or credits of this statement."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "domain": [("statement_id", "=", self.id), *domain],
            "context": {"create": False},
        }
