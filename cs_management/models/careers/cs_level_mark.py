from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CsLevelMark(models.Model):
    """A member of the panel and the mark that they give at the hearing (R5.13)."""

    _name = "cs.level.mark"
    _description = "Mark of a Panel"
    _inherit = "cs.guard.mixin"
    _order = "change_id, id"
    _check_company_auto = True

    change_id = fields.Many2one(
        "cs.level.change", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="change_id.company_id", store=True, index=True, precompute=True
    )
    state = fields.Selection(related="change_id.state", string="Status")
    user_id = fields.Many2one(
        "res.users",
        string="Member",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    mark = fields.Float()
    note = fields.Text(string="Remark")
    is_given = fields.Boolean(string="Given", readonly=True)

    _member_uniq = models.UniqueIndex(
        "(change_id, user_id)", "A member of the panel gives one mark."
    )

    @api.depends("change_id", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.user_id.name}: {row.change_id.display_name}"

    @api.constrains("user_id")
    def _check_member(self):
        for row in self:
            # sudo: whose change it is
            if row.user_id in row.sudo().change_id._concerned():
                raise ValidationError(
                    self.env._("Nobody sits on the panel about themselves.")
                )
            if not row.user_id.has_group("cs_management.group_cs_agent"):
                raise ValidationError(
                    self.env._(
                        "%(user)s has no role in customer service, and could not open "
                        "the hearing. Give them one, or choose somebody else.",
                        user=row.user_id.name,
                    )
                )

    @api.constrains("mark")
    def _check_mark(self):
        for row in self:
            highest = row.change_id.mark_max
            if not 0 <= row.mark <= highest:
                raise ValidationError(
                    self.env._(
                        "A mark lies between 0 and %(highest)s.", highest=f"{highest:g}"
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_panel()
        for row, vals in zip(rows, vals_list, strict=True):
            if not self.env.su and {"mark", "note"} & {
                name for name, value in vals.items() if value
            }:
                row._raise_why(row._why_not_mark())
        return rows

    def write(self, vals):
        if not {"change_id", "user_id"}.isdisjoint(vals):
            self._check_panel()
        result = super().write(vals)
        if not {"change_id", "user_id"}.isdisjoint(vals):
            self._check_panel()
        if not {"mark", "note"}.isdisjoint(vals):
            for row in self:
                row._raise_why(row._why_not_mark())
        if "mark" in vals:
            self._store({"is_given": True})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given(self):
        self._check_panel()

    def _check_panel(self):
        """Raise unless the user may change who sits on the panel."""
        if self.env.su:
            return
        for row in self:
            if row.is_given:
                raise UserError(
                    self.env._(
                        "%(member)s has given a mark: it stays.",
                        member=row.user_id.name,
                    )
                )
            row._raise_why(row.change_id._why_not_panel())

    def _why_not_mark(self):
        """Why the user may not give this mark; ``False`` if they may."""
        if self.env.su:
            return False
        if self.user_id != self.env.user:
            return self.env._("Each member of the panel gives their own mark.")
        # sudo: the status alone, of a change that members see only at the hearing
        if self.sudo().change_id.state != "hearing":
            return self.env._(
                "Marks are given at the hearing; this one has not begun, or is over."
            )
        return False

    @api.model
    def _raise_why(self, reason):
        if reason:
            raise UserError(reason)
