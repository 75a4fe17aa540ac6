"""What ``./dev`` does, by subject. Runs on the system's Python: standard library only.

``programs/`` is what other interpreters run: the environment's Python, Odoo's shell.
"""
