"""The demo company and the factories it shares with the tests.

Not imported by the addon: ``from odoo.addons.cs_management.demo import factories``.
A chapter's part - factories, policy, what happens in it - is a module of its own.
"""
