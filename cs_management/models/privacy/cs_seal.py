from odoo import api, models


class CsSeal(models.Model):
    _inherit = "cs.seal"

    @api.model
    def _personal_columns(self):
        """The texts among what is sealed: their digest is sealed instead."""
        privacy = self.env["cs.privacy"]
        return {
            facts.model: set(privacy._texts(self.env[facts.model]))
            for facts in self.env["cs.period"]._sealed_facts()
            if privacy._subject_fields(self.env[facts.model])
        }
