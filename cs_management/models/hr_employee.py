from odoo import api, fields, models

from .queries import among


class HrEmployee(models.Model):
    _inherit = "hr.employee"
    _rec_names_search = ["name", "cs_agent_code"]

    # Ungrouped, like its twin on hr.employee.public: leaders pick agents by number.
    cs_agent_code = fields.Char(
        string="Work Number",
        copy=False,
        index="trigram",
        tracking=True,
        help="The number that tags an agent's orders. It makes the order tag.",
    )

    _cs_agent_code_uniq = models.UniqueIndex(
        "(company_id, cs_agent_code) WHERE cs_agent_code IS NOT NULL AND active",
        "Another employee of the company has this work number.",
    )

    # As of departments: what record rules ask.
    cs_is_me = fields.Boolean(
        string="Myself",
        compute="_compute_cs_is_me",
        search="_search_cs_is_me",
        groups="hr.group_hr_user",
    )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_cs_is_me(self):
        for employee in self:
            employee.cs_is_me = employee.user_id == self.env.user

    @api.model
    def _search_cs_is_me(self, operator, value):
        return among(operator, value, self.env.user._cs_employees().ids)

    @api.onchange("cs_level_id")
    def _onchange_cs_level_id(self):
        """The level proposes wage and start where somebody chose none."""
        self.cs_level_id._propose(self)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._cs_clean_code(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._cs_clean_code(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unreferenced(self):
        """What stands on an agent's file stays; who leaves is archived."""
        self.env["cs.guard.mixin"]._check_unreferenced(self)

    @api.model
    def _cs_clean_code(self, vals):
        if "cs_agent_code" in vals:
            vals["cs_agent_code"] = (vals["cs_agent_code"] or "").strip() or False
