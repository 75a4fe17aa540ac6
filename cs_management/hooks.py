"""What is done once, before the addon leaves a database."""

from odoo import Command
from odoo.tools import SQL

# What a payslip rests on: without them its lines lose their kind and their order.
PAYROLL_MODELS = (
    "hr.payroll.structure",
    "hr.salary.rule",
    "hr.salary.rule.category",
)


def uninstall_hook(env):
    """Leave payslips readable and users inside; let the addon's tables go quietly."""
    _keep_payroll(env)
    _keep_users(env)
    _drop_foreign_keys(env)


def _keep_payroll(env):
    """Structures, rules and categories become the company's own once they were used.

    Odoo deletes what has an external id of the addon; they need nothing else of it.
    """
    names = {model: _names_of(env, model) for model in PAYROLL_MODELS}
    rules = names["hr.salary.rule"].mapped("res_id")
    structures = names["hr.payroll.structure"].mapped("res_id")
    uses = {
        "hr.payslip.line": [("salary_rule_id", "in", rules)],
        "hr.payslip": [("struct_id", "in", structures)],
        "hr.version": [("struct_id", "in", structures)],
    }
    every = env(context={"active_test": False})
    if any(
        every[model].search_count(domain, limit=1) for model, domain in uses.items()
    ):
        for found in names.values():
            found.unlink()


def _keep_users(env):
    """Who worked here by one of the addon's groups only stays an internal user."""
    internal = env.ref("base.group_user")
    groups = env["res.groups"].browse(_names_of(env, "res.groups").mapped("res_id"))
    users = groups.with_context(active_test=False).user_ids
    users = users.filtered(
        lambda user: not user.share and internal not in user.group_ids
    )
    users.write({"group_ids": [Command.link(internal.id)]})


def _names_of(env, model):
    """The external ids of the addon's records of a model."""
    return env["ir.model.data"].search(
        [("module", "=", "cs_management"), ("model", "=", model)]
    )


def _drop_foreign_keys(env):
    """The tables go whatever points at them: Odoo would try row by row, and say so."""
    keys = env.execute_query(
        SQL(
            r"""
            SELECT con.conrelid::regclass::text, con.conname
              FROM pg_constraint AS con
              JOIN pg_class AS target ON target.oid = con.confrelid
             WHERE con.contype = 'f'
               AND target.relnamespace = current_schema::regnamespace
               AND target.relname LIKE 'cs\_%%'
            """
        )
    )
    for table, key in keys:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table.strip('"')),
                SQL.identifier(key),
            )
        )
