import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.cases.cs_case import ENDS
from ..models.privacy.kinds import BY_HAND, DECIDED


class CsPrivacyAnonymise(models.TransientModel):
    """Anonymise who has left long enough ago: by a manager, once, for good."""

    _name = "cs.privacy.anonymise"
    _description = "Anonymise Who Has Left"
    _inherit = ["hr.mixin", "cs.value.mixin"]

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    months = fields.Integer(compute="_compute_months", string="Months after Leaving")
    employee_ids = fields.Many2many(
        "hr.employee",
        string="Who",
        required=True,
        context={"active_test": False},
        domain="[('company_id', '=', company_id), ('active', '=', False)]",
    )
    is_sure = fields.Boolean(
        string="I know that nobody can take this back", required=False
    )

    @api.depends("company_id")
    def _compute_months(self):
        for wizard in self:
            wizard.months = wizard._rule().months

    def _rule(self):
        # sudo: a figure of the company whose wizard it is
        return (
            self.env["cs.retention"]
            .sudo()
            .search(
                [("company_id", "=", self.company_id.id), ("kind", "=", BY_HAND)],
                limit=1,
            )
        )

    @api.model
    def _open(self, company):
        """The dialog, with everybody whose time is over."""
        self.env["cs.retention"]._check_manager()
        # sudo: whose time is over; the manager reads their names in the dialog
        due = self.sudo()._due_employees(company)
        wizard = self.create(
            {
                "company_id": company.id,
                "employee_ids": [fields.Command.set(due.ids)],
            }
        )
        return wizard._get_records_action(name=self._description, target="new")

    @api.model
    def _due_employees(self, company):
        """Archived agents who left before the company's months; called in sudo."""
        cut = self.new({"company_id": company.id})._rule()._cut()
        if not cut:
            return self.env["hr.employee"]
        left = Domain("departure_date", "<", cut) | (
            Domain("departure_date", "=", False) & Domain("contract_date_end", "<", cut)
        )
        found = (
            self.env["hr.employee"]
            .with_context(active_test=False)
            .search(
                left
                & Domain("active", "=", False)
                & Domain("company_id", "=", company.id)
                & Domain("cs_pseudonym", "=", False)
                & Domain("version_ids.cs_level_id", "!=", False)
            )
        )
        return found.filtered(lambda employee: not self._why_not(employee))

    @api.model
    def _why_not(self, employee):
        """Why somebody cannot be anonymised now; called in sudo."""
        cut = self.new({"company_id": employee.company_id.id})._rule()._cut()
        left = employee.departure_date or employee.contract_date_end
        name = employee.display_name
        if employee.cs_pseudonym:
            return self.env._("%(agent)s is anonymised already.", agent=name)
        if employee.active:
            return self.env._(
                "%(agent)s is employed: archive them first, with the day on which they "
                "left.",
                agent=name,
            )
        if not cut:
            return self.env._(
                "The company keeps who has left for good: set the months in the "
                "retention rules first."
            )
        if not left or left >= cut:
            return self.env._(
                "%(agent)s left on %(date)s: their records are kept until the months "
                "of the company are over.",
                agent=name,
                date=left or "?",
            )
        return self._why_needed(employee)

    @api.model
    def _why_needed(self, employee):
        """What of them is not settled yet; called in sudo."""
        own, name = Domain("employee_id", "=", employee.id), employee.display_name
        waiting = (
            ("cs.appeal", Domain("state", "=", "pending")),
            ("cs.disciplinary.case", Domain("state", "not in", DECIDED)),
            ("cs.case", Domain("state", "not in", ENDS)),
        )
        for model, open_states in waiting:
            if self.env[model].search_count(own & open_states, limit=1):
                return self.env._(
                    "%(agent)s: %(what)s waits for a decision that needs these "
                    "records.",
                    agent=name,
                    what=self.env["ir.model"]._get(model).name,
                )
        for model in self.env["cs.privacy"]._models():
            names = {"employee_id", "period_id"}
            if not (model._auto and names <= model._fields.keys()):
                continue
            found = model.search(
                own
                & Domain("period_id", "!=", False)
                & Domain("period_id.state", "!=", "locked"),
                limit=1,
            )
            if found:
                return self.env._(
                    "%(agent)s: %(period)s is not locked and needs these records.",
                    agent=name,
                    period=found.period_id.name,
                )
        return False

    def action_anonymise(self):
        """Anonymise them; all or nobody."""
        self.ensure_one()
        self.env["cs.retention"]._check_manager()
        if self.company_id not in self.env.user.company_ids:
            raise UserError(
                self.env._(
                    "%(company)s is no company of yours.", company=self.company_id.name
                )
            )
        if not self.is_sure:
            raise UserError(self.env._("Say first that you know it is for good."))
        # sudo: records, texts and seals that no user may change; who may is asked above
        employees = self.sudo().with_context(active_test=False).employee_ids
        if not employees:
            raise UserError(self.env._("Choose somebody who has left."))
        employees.lock_for_update()
        # sudo: as above
        privacy = self.env["cs.privacy"].sudo()
        rule = self._rule()._in_words()
        for employee in employees:
            if employee.company_id != self.company_id:
                raise UserError(
                    self.env._(
                        "%(agent)s is of another company.", agent=employee.display_name
                    )
                )
            # sudo: all that is about them decides
            if reason := self.sudo()._why_not(employee):
                raise UserError(reason)
            pseudonym = self.env._(
                "Former agent %(code)s", code=secrets.token_hex(4).upper()
            )
            found = privacy._anonymise(employee, pseudonym, rule)
            self.env["cs.privacy.log"]._note(
                self.company_id, "anonymised", rule, found, employee
            )
        return {"type": "ir.actions.act_window_close"}
