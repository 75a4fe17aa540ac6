from odoo.tools import SQL


def migrate(cr, _version):
    """Cases have the day they were opened on: of older ones, that of their row."""
    cr.execute(
        SQL("UPDATE cs_disciplinary_case SET opened_on = LEAST(opened_on, create_date)")
    )
