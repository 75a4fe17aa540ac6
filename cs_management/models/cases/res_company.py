from odoo import fields, models


class ResCompany(models.Model):
    """How long sanctions are in force (R2.16), and days for the stages of a case."""

    _inherit = "res.company"

    cs_sanction_warning_months = fields.Integer(string="Months of a Warning", default=6)
    cs_sanction_criticism_months = fields.Integer(
        string="Months of a Notice of Criticism", default=6
    )
    cs_sanction_minor_months = fields.Integer(
        string="Months of a Minor Demerit", default=12
    )
    cs_sanction_major_months = fields.Integer(
        string="Months of a Major Demerit", default=24
    )
    cs_case_facts_days = fields.Integer(string="Days for the Facts", default=3)
    cs_case_statement_days = fields.Integer(
        string="Days for the Agent's Statement", default=5
    )
    cs_case_hearing_days = fields.Integer(string="Days for the Hearing", default=5)
    cs_case_legal_days = fields.Integer(string="Days for the Legal Check", default=5)
    cs_case_outcome_days = fields.Integer(string="Days for the Outcome", default=3)
    cs_customer_case_days = fields.Integer(
        string="Days for a Stage of a Complaint or Incident", default=1
    )
    cs_notify_sanction = fields.Boolean(string="Tell of Sanctions", default=True)
    cs_notify_case = fields.Boolean(string="Tell of Cases", default=True)

    _cs_sanction_months = models.Constraint(
        "CHECK (cs_sanction_warning_months >= 0 AND cs_sanction_criticism_months >= 0 "
        "AND cs_sanction_minor_months >= 0 AND cs_sanction_major_months >= 0)",
        "Customer service settings: the months of a sanction cannot be negative; 0 "
        "keeps it in force for good.",
    )
    _cs_case_days = models.Constraint(
        "CHECK (cs_case_facts_days >= 0 AND cs_case_statement_days >= 1 "
        "AND cs_case_hearing_days >= 0 AND cs_case_legal_days >= 0 "
        "AND cs_case_outcome_days >= 0 AND cs_customer_case_days >= 0)",
        "Customer service settings: the days of a case cannot be negative, and an "
        "agent has one day at least to answer.",
    )
