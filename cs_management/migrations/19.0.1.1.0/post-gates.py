"""Periods made before gates existed get theirs."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    gates = env["cs.period.gate"]
    known = gates.search([]).period_id
    gates._build(env["cs.period"].search([]) - known)
