"""Pieces that queries of several models share."""

from odoo.tools import SQL


def among(operator, value, ids):
    """The answer of a yes-or-no field's search where its records are known.

    :param ids: of those of which it is true; or a query of them
    """
    if operator != "in":
        return NotImplemented
    return [("id", "in" if True in value else "not in", ids)]


def without_compiling(env):
    """Have PostgreSQL run what follows in this transaction as it is.

    To compile a statement of hundreds of expressions takes longer than to run it.
    """
    env.cr.execute(SQL("SET LOCAL jit = off"))
