"""Build the demo company, in Odoo's shell."""

from odoo.addons.cs_management.demo.builder import build


def run(env, key):
    """Build it and keep what there is to see as the system parameter ``key``."""
    env["ir.config_parameter"].set_param(key, build(env))
    env.cr.commit()
