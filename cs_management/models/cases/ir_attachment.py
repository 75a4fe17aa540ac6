from odoo import models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    """What a case was put to its agent with stays, whoever may add files now."""

    _inherit = "ir.attachment"

    def _cs_check_evidence(self):
        result = super()._cs_check_evidence()
        if self.env.su:
            return result
        # sudo: only which case a file belongs to is looked at
        files = self.sudo().filtered(
            lambda file: file.res_model == "cs.disciplinary.case" and file.res_id
        )
        # sudo: as above, and whether it was put
        cases = self.env["cs.disciplinary.case"].sudo().browse(files.mapped("res_id"))
        for case in cases.exists().filtered("put_on"):
            if files & case.evidence_ids:
                raise AccessError(
                    self.env._(
                        "%(case)s was put to the agent: its evidence stays as they "
                        "read it.",
                        case=case.display_name,
                    )
                )
        return result
