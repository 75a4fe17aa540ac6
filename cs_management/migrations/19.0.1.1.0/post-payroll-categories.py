from odoo import SUPERUSER_ID, api

# Absence, leave and fines reduce GROSS now; protection follows what it gives back.
MOVED = {
    "CS_ATTENDANCE": ("DED", "ABSENCE"),
    "CS_LEAVE": ("DED", "ABSENCE"),
    "CS_FINE": ("DED", "PENALTY"),
    "CS_PROTECTION": ("ALW", "DED"),
}


def migrate(cr, _version):
    """Rules move to their new categories where HR left them in the old ones."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    Rule, Category = env["hr.salary.rule"], env["hr.salary.rule.category"]
    for code, (before, after) in MOVED.items():
        rule = Rule._cs_rule(code)
        if rule.category_id == Category._cs_category(before):
            rule.category_id = Category._cs_category(after)
    Structure = env["hr.payroll.structure"]
    for company in env["res.company"].search([]):
        structure = Structure._cs_structure(company)
        structure.cs_base_pay = structure.cs_base_pay or "statement"
