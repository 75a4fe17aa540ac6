from odoo.tools import SQL


def migrate(cr, _version):
    """Articles of R2.5 were found by the pack's codes; now their event says it.

    Also in policies that a locked period used: what they cost does not change.
    """
    cr.execute(
        SQL(
            "UPDATE cs_conduct_rule SET event = 'handover' "
            "WHERE code IN ('HANDOVER', 'HANDOVER_LOSS') AND event IS NULL"
        )
    )
