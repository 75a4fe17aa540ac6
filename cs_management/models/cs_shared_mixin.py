from odoo import api, models
from odoo.exceptions import AccessError


class CsSharedMixin(models.AbstractModel):
    """A list that all companies share, as far as its rows have no company.

    What one of them changes there changes for the others, too: who is not in all of
    them makes a row of their own company, and leaves the shared ones alone.
    """

    _name = "cs.shared.mixin"
    _description = "List that Companies Share"

    # Path to the row that has the company.
    _shared_by = ""

    @api.model_create_multi
    def create(self, vals_list):
        if not self._shared_by and not self._may_share():
            own = {"company_id": self.env.company.id}
            vals_list = [
                vals if vals.get("company_id") else {**vals, **own}
                for vals in vals_list
            ]
        rows = super().create(vals_list)
        rows._check_shared()
        return rows

    def write(self, vals):
        self._check_shared()
        result = super().write(vals)
        if not {"company_id", self._shared_by}.isdisjoint(vals):
            self._check_shared()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shared(self):
        self._check_shared()

    @api.model
    def _may_share(self):
        """Whether the user is in every company that there is."""
        if self.env.su:
            return True
        # sudo: only how many companies there are is looked at
        companies = self.env["res.company"].sudo().search_count([])
        return len(self.env.user.company_ids) >= companies

    def _check_shared(self):
        holders = self[self._shared_by] if self._shared_by else self
        shared = holders.filtered(lambda row: not row.company_id)
        if shared and not self._may_share():
            raise AccessError(
                self.env._(
                    "%(record)s is shared by all companies, and you are not in all of "
                    "them. Make one of your own company instead.",
                    record=shared[0].display_name,
                )
            )
