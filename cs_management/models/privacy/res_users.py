from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unreferenced(self):
        """What somebody signed names them; who leaves is archived."""
        self.env["cs.guard.mixin"]._check_unreferenced(self)
