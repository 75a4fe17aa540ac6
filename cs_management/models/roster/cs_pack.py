from odoo import api, models


class CsPack(models.AbstractModel):
    _inherit = "cs.pack"

    @api.model
    def _meta_columns(self):
        return super()._meta_columns() | {"shifts"}

    @api.model
    def _load_beside(self, plan):
        """The usual shifts (R10), for packs that ask for them."""
        if plan.pack.meta.values.get("shifts"):
            self.env["cs.shift"]._load_usual_set(plan.company)
        return super()._load_beside(plan)
