"""A credit is told apart by its plan line, too, and a tier by its second bound.

Odoo makes these keys anew; one without its comment, as after a restore, it would keep.
"""


def migrate(cr, version):
    if version:
        cr.execute("DROP INDEX IF EXISTS cs_commission_line_credit_uniq")
        cr.execute("DROP INDEX IF EXISTS cs_commission_tier_bound_uniq")
        cr.execute(
            "ALTER TABLE cs_policy "
            "DROP CONSTRAINT IF EXISTS cs_policy_marginal_by_sales"
        )
