from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import bounds, careers
from ...engine.money import to_decimal


class CsQuarterGrade(models.Model):
    """The grade of an agent's quarter: the mean of its locked scores (R5.20, R3.8).

    Written when the last period of the quarter is locked, and frozen: nobody changes
    it. Reopening that period takes it back, the next lock settles it anew.
    """

    _name = "cs.quarter.grade"
    _description = "Quarterly Grade"
    _order = "quarter desc, department_id, place, id"
    _check_company_auto = True

    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    quarter = fields.Char(required=True, readonly=True, index=True)
    period_id = fields.Many2one(
        "cs.period",
        string="Settled With",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The last period of the quarter.",
    )
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The team of the last scored month.",
    )
    mean = fields.Float(
        string="Mean Score", readonly=True, digits=(8, 4), aggregator=None
    )
    months = fields.Integer(string="Scored Months", readonly=True, aggregator=None)
    grade_id = fields.Many2one(
        "cs.policy.grade", required=True, readonly=True, ondelete="restrict"
    )
    place = fields.Integer(
        readonly=True,
        aggregator=None,
        help="Of the grade on the scale of then: 1 is the best one.",
    )

    _quarter_uniq = models.UniqueIndex(
        "(employee_id, quarter)", "An agent has one grade for a quarter."
    )

    @api.depends("employee_id", "quarter")
    def _compute_display_name(self):
        # sudo: a name, also of who is of another company by now
        for row in self.sudo():
            row.display_name = f"{row.employee_id.display_name} - {row.quarter}"

    @api.model_create_multi
    def create(self, vals_list):
        grades = super().create(vals_list)
        for grade in grades:
            if grade.period_id.state != "locked":
                raise UserError(
                    self.env._(
                        "%(period)s is not locked: quarterly grades come with the "
                        "lock.",
                        period=grade.period_id.name,
                    )
                )
        return grades

    def write(self, vals):
        """Frozen, whoever writes."""
        self._check_frozen()
        return super().write(vals)

    def _check_frozen(self):
        for grade in self:
            raise UserError(
                self.env._(
                    "%(grade)s is frozen. Reopen the period that it was settled with, "
                    "and lock it again, to settle it anew.",
                    grade=grade.display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        for grade in self:
            if grade.period_id.state == "locked":
                raise UserError(
                    self.env._(
                        "%(grade)s rests on %(period)s, which is locked.",
                        grade=grade.display_name,
                        period=grade.period_id.name,
                    )
                )

    @api.model
    def _settle(self, period):
        """Grade the quarter that a locked period ends, of everybody scored in it."""
        after = fields.Date.add(period.date_to, days=1)
        following = period.company_id._cs_period_bounds(after)[1]
        if not careers.ends_quarter(period.date_to, following):
            return self.browse()
        quarter = careers.quarter_of(period.date_to)
        periods = self.env["cs.period"]._touching(
            period.company_id,
            fields.Date.subtract(period.date_to.replace(day=1), months=3),
            period.date_to,
        )
        periods = periods.filtered(
            lambda one: careers.quarter_of(one.date_to) == quarter
        )
        statements = self.env["cs.statement"].search_fetch(
            [("period_id", "in", periods.ids), ("is_scored", "=", True)],
            ["employee_id", "department_id", "policy_id", "score", "date_to"],
            order="date_from",
        )
        graded = self.search([("quarter", "=", quarter)]).employee_id
        return self.create(
            [
                values
                for employee, own in statements.grouped("employee_id").items()
                if employee not in graded
                and (values := self._values_of(period, periods, own))
            ]
        )

    @api.model
    def _values_of(self, period, periods, statements):
        """The grade of one agent's quarter; nothing where the policy has no scale."""
        last = statements[-1]
        policy = last.policy_id
        scores = [to_decimal(row.score) for row in statements]
        mean = careers.quarter_mean(scores, policy.career_quarter_months)
        grade = mean is not None and bounds.reached(mean, policy._grade_bounds())
        if not grade:
            return None
        return {
            "employee_id": last.employee_id.id,
            "quarter": careers.quarter_of(period.date_to),
            "period_id": period.id,
            "date_from": min(periods.mapped("date_from")),
            "date_to": period.date_to,
            "company_id": period.company_id.id,
            "department_id": last.department_id.id,
            "mean": float(mean),
            "months": len(scores),
            "grade_id": grade.key.id,
            "place": policy._grade_place(grade.key),
        }
