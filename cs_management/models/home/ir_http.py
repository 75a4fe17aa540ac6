from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Begin with the home of customer service, unless the company does not want it.

        A home action that somebody chose for a user stays theirs; an administrator's
        work is every app.
        """
        info = super().session_info()
        user = self.env.user
        if (
            not info.get("home_action_id")
            and user._is_internal()
            and not user._is_system()
            and user.company_id.cs_home_first
            and user.has_group("cs_management.group_cs_agent")
        ):
            info["home_action_id"] = self.env.ref("cs_management.cs_home_action").id
        return info
