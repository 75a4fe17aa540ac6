"""Record rules ask the fields of teams and employees instead of a path to the user.

Odoo leaves rules as they are, as somebody may have changed them; what they say
otherwise stays.
"""

from odoo import SUPERUSER_ID, api

WAYS = {
    ".cs_all_leader_ids', 'in', user.id)": ".cs_is_led', '=', True)",
    ".member_ids.user_id', '=', user.id)": ".cs_is_my_team', '=', True)",
    "', 'in', user.employee_ids.department_id.ids)": ".cs_is_my_team', '=', True)",
    "employee_id.user_id', '=', user.id)": "employee_id.cs_is_me', '=', True)",
    "employee_ids.user_id', '=', user.id)": "employee_ids.cs_is_me', '=', True)",
}


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    ours = env["ir.model.data"].search(
        [("module", "=", "cs_management"), ("model", "=", "ir.rule")]
    )
    for rule in env["ir.rule"].browse(ours.mapped("res_id")).exists():
        domain = rule.domain_force or ""
        for path, field in WAYS.items():
            domain = domain.replace(path, field)
        if domain != (rule.domain_force or ""):
            rule.domain_force = domain
