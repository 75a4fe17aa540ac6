from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.imports import text_of
from ..engine.money import to_decimal
from ..models.onboarding.people import People, Person

# More rows than these are a list to be imported.
ROWS = 200


class CsPeople(models.TransientModel):
    """A quick table of people: new agents, and what those lack who are there."""

    _name = "cs.people"
    _description = "Enter People"
    _inherit = "cs.value.mixin"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    invites = fields.Boolean(
        string="Invite by Mail",
        help="Who gets a login is sent a mail to choose their password.",
    )
    line_ids = fields.One2many("cs.people.line", "people_id", string="People")
    has_levels = fields.Boolean(compute="_compute_has_levels")

    @api.depends("company_id")
    def _compute_has_levels(self):
        for people in self:
            own = [("company_id", "=", people.company_id.id)]
            people.has_levels = self.env["cs.level"].search_count(own, limit=1)

    @api.model
    def default_get(self, fields):
        """Begin with those who are there and lack something."""
        values = super().default_get(fields)
        if "line_ids" in fields and self.env.user._cs_is_officer():
            lacking = self.env["hr.employee"]._cs_lacking(self.env.company)
            values["line_ids"] = [
                Command.create(
                    {
                        "employee_id": employee.id,
                        "name": employee.name,
                        "number": employee.cs_agent_code,
                        "department_id": employee.department_id.id,
                        "level_id": employee.cs_level_id.id,
                        "wage": employee.wage or employee.cs_level_id.default_wage,
                        "proposed_wage": employee.cs_level_id.default_wage,
                        "date_start": employee.contract_date_start
                        or (
                            employee.cs_level_id and self.env.company._cs_usual_start()
                        ),
                        "login": employee.user_id.login,
                    }
                )
                for employee in lacking[:ROWS]
            ]
        return values

    def action_enter(self):
        """Enter everybody, or nobody and say what is wrong with which row."""
        self.ensure_one()
        if not (self.env.su or self.env.user._cs_is_officer()):
            raise UserError(self.env._("People are entered by HR."))
        company = self.company_id
        company._cs_check_chosen()
        rows = [line._person() for line in self.line_ids[: ROWS + 1]]
        if not rows:
            raise UserError(self.env._("Add a row for each person first."))
        if len(rows) > ROWS:
            raise UserError(
                self.env._(
                    "These are more than %(count)s people: import them as a list.",
                    count=ROWS,
                )
            )
        people = People(self.env, company, self.invites).check(rows)
        if people.problems:
            raise ValidationError("\n".join(self._told(row) for row in people.problems))
        people.enter(rows)
        return {"type": "ir.actions.act_window_close"}

    def _told(self, problem):
        return self.env._(
            "%(name)s: %(problem)s %(remedy)s",
            name=problem.person.name or self.env._("A row without a name"),
            problem=problem.text,
            remedy=problem.remedy,
        )


class CsPeopleLine(models.TransientModel):
    """A row of the quick table of people."""

    _name = "cs.people.line"
    _description = "Person to Enter"
    _inherit = "cs.value.mixin"
    _order = "id"

    people_id = fields.Many2one(
        "cs.people", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="people_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    employee_id = fields.Many2one(
        "hr.employee", string="There Already", help="What they have stays as it is."
    )
    name = fields.Char(required=True)
    number = fields.Char(string="Work Number")
    department_id = fields.Many2one("hr.department")
    level_id = fields.Many2one("cs.level")
    wage = fields.Monetary()
    proposed_wage = fields.Monetary(help="What the level proposes.")
    date_start = fields.Date(string="Contract Starts")
    login = fields.Char(help="Makes a user with the role Agent.")

    @api.onchange("level_id")
    def _onchange_level_id(self):
        """The level proposes wage and start where nothing else was entered."""
        usual = self.level_id.default_wage
        if not self.wage or self.wage == self.proposed_wage:
            self.wage = usual
        self.proposed_wage = usual
        if self.level_id and not self.date_start:
            company = self.level_id.company_id
            self.date_start = company._cs_usual_start()

    def _person(self):
        """The row as it is checked and entered."""
        company = self.people_id.company_id
        for record in (self.employee_id, self.department_id, self.level_id):
            if record and record.company_id not in (company, company.browse()):
                raise UserError(
                    self.env._(
                        "%(record)s is of another company than %(company)s.",
                        record=record.display_name,
                        company=company.name,
                    )
                )
        return Person(
            name=text_of(self.name or ""),
            number=text_of(self.number or ""),
            department=self.department_id or None,
            level=self.level_id or None,
            wage=to_decimal(self.wage) if self.wage else None,
            start=self.date_start or None,
            login=text_of(self.login or ""),
            employee=self.employee_id or None,
            row=self,
        )
