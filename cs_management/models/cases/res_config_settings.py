from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    cs_sanction_warning_months = fields.Integer(
        related="company_id.cs_sanction_warning_months", readonly=False
    )
    cs_sanction_criticism_months = fields.Integer(
        related="company_id.cs_sanction_criticism_months", readonly=False
    )
    cs_sanction_minor_months = fields.Integer(
        related="company_id.cs_sanction_minor_months", readonly=False
    )
    cs_sanction_major_months = fields.Integer(
        related="company_id.cs_sanction_major_months", readonly=False
    )
    cs_case_facts_days = fields.Integer(
        related="company_id.cs_case_facts_days", readonly=False
    )
    cs_case_statement_days = fields.Integer(
        related="company_id.cs_case_statement_days", readonly=False
    )
    cs_case_hearing_days = fields.Integer(
        related="company_id.cs_case_hearing_days", readonly=False
    )
    cs_case_legal_days = fields.Integer(
        related="company_id.cs_case_legal_days", readonly=False
    )
    cs_case_outcome_days = fields.Integer(
        related="company_id.cs_case_outcome_days", readonly=False
    )
    cs_customer_case_days = fields.Integer(
        related="company_id.cs_customer_case_days", readonly=False
    )
    cs_notify_sanction = fields.Boolean(
        related="company_id.cs_notify_sanction", readonly=False
    )
    cs_notify_case = fields.Boolean(related="company_id.cs_notify_case", readonly=False)
