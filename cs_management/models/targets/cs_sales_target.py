from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...engine import plans
from ...engine.money import ZERO, to_decimal


class CsSalesTarget(models.Model):
    """A target of sales for an agent, a department or a channel (R6.2, R7.5).

    For whole months; of a longer one each month has an equal part. Targets of the same
    months add up: a correction in the middle of a year is a target of its own.
    """

    _name = "cs.sales.target"
    _description = "Sales Target"
    _inherit = ["cs.guard.mixin", "cs.span.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('cs_level_id', '!=', False)]",
    )
    department_id = fields.Many2one(
        "hr.department", index="btree_not_null", ondelete="restrict", check_company=True
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Channel",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('cs_department_id', '!=', False)]",
    )
    date_from = fields.Date(
        string="From",
        required=True,
        index=True,
        default=lambda self: fields.Date.start_of(
            fields.Date.context_today(self), "month"
        ),
        help="The first day of a month; a pay period counts as its last day's month.",
    )
    date_to = fields.Date(
        string="To",
        required=True,
        index=True,
        default=lambda self: fields.Date.end_of(
            fields.Date.context_today(self), "month"
        ),
    )
    amount = fields.Monetary(string="Target", required=True)
    note = fields.Char()

    _one_scope = models.Constraint(
        "CHECK (num_nonnulls(employee_id, department_id, team_id) = 1)",
        "A target is for an agent, a department or a channel: choose one of them.",
    )

    @api.depends("employee_id", "department_id", "team_id", "date_from")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # sudo: names, also of who is of another company by now
        for target in self.sudo():
            whose = target.employee_id or target.department_id or target.team_id
            day = format_date(self.env, target.date_from)
            target.display_name = f"{whose.display_name or ''}, {day}"

    @api.constrains("date_from", "date_to")
    def _check_months(self):
        for target in self:
            first = fields.Date.start_of(target.date_from, "month")
            last = fields.Date.end_of(target.date_to, "month")
            if (target.date_from, target.date_to) != (first, last):
                raise ValidationError(
                    self.env._(
                        "%(target)s: targets are for whole months. Use %(first)s to "
                        "%(last)s.",
                        target=target.display_name,
                        first=format_date(self.env, first),
                        last=format_date(self.env, last),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets._check_may_change()
        return targets

    def write(self, vals):
        self._check_may_change()
        result = super().write(vals)
        self._check_may_change()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_may_change()

    def _check_may_change(self):
        """No target of a locked month, and none of one's own: asked before and after
        each change."""
        self._check_open()
        if self.env.su:
            return
        for target in self:
            # sudo: whose it is
            if target.sudo().employee_id.user_id == self.env.user:
                raise UserError(
                    self.env._(
                        "%(target)s: your own commission goes by it. Ask somebody else "
                        "of HR to set it.",
                        target=target.display_name,
                    )
                )

    def _check_open(self):
        if not self:
            return
        # sudo: only the name of a locked period is told
        locked = (
            self.env["cs.period"]
            .sudo()
            .search(
                Domain("state", "=", "locked")
                & Domain.OR(
                    Domain("company_id", "=", target.company_id.id)
                    & Domain("date_to", ">=", target.date_from)
                    & Domain("date_to", "<=", target.date_to)
                    for target in self
                ),
                limit=1,
            )
        )
        if locked:
            raise UserError(
                self.env._(
                    "%(period)s is locked, and was settled by this target. Add another "
                    "target for the months that are open: targets add up.",
                    period=locked.name,
                )
            )

    def _due(self, scope, first, last):
        """What is due in some months, by whose targets they are.

        :param scope: the column that says whose
        :param first: a day of the first month, ``last`` one of the last
        :return: ``{id: Decimal}``, zero by default
        """
        found = defaultdict(list)
        for target in self:
            found[target[scope].id].append(
                plans.Target(
                    plans.month_of(target.date_from),
                    plans.month_of(target.date_to),
                    to_decimal(target.amount),
                )
            )
        months = plans.month_of(first), plans.month_of(last)
        due = {key: plans.target_to_date(own, *months) for key, own in found.items()}
        return defaultdict(lambda: ZERO, due)
