"""Months that were locked before there were seals are sealed as they stand."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    if version:
        api.Environment(cr, SUPERUSER_ID, {})["cs.period"]._seal_older()
