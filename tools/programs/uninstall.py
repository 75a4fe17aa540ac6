"""Take cs_management out of a database, as the Apps menu does, in Odoo's shell."""


def run(env):
    """Press the button; whatever depends on it goes with it."""
    module = env["ir.module.module"].search([("name", "=", "cs_management")])
    module.button_immediate_uninstall()
