def migrate(cr, _version):
    """Two indexes of credits that nothing looks into: each new row writes them.

    Odoo keeps indexes that a model no longer asks for.
    """
    for column in ("period_id", "company_id"):
        cr.execute(f"DROP INDEX IF EXISTS cs_commission_line__{column}_index")
