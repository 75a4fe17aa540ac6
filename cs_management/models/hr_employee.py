from odoo import api, fields, models


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
    cs_tag_ids = fields.One2many(
        "crm.tag",
        "cs_employee_id",
        string="Order Tags",
        groups="cs_management.group_cs_officer",
    )

    _cs_agent_code_uniq = models.UniqueIndex(
        "(company_id, cs_agent_code) WHERE cs_agent_code IS NOT NULL AND active",
        "Another employee of the company has this work number.",
    )

    @api.onchange("cs_level_id")
    def _onchange_cs_level_id(self):
        """The level's default wage only prefills a wage that is not set."""
        if not self.wage and (level := self.cs_level_id.sudo()):
            self.wage = level.default_wage

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._cs_clean_code(vals)
        employees = super().create(vals_list)
        employees._cs_sync_tags()
        return employees

    def write(self, vals):
        self._cs_clean_code(vals)
        result = super().write(vals)
        if not {"cs_agent_code", "name", "company_id"}.isdisjoint(vals):
            self._cs_sync_tags()
        return result

    @api.model
    def _cs_clean_code(self, vals):
        if "cs_agent_code" in vals:
            vals["cs_agent_code"] = (vals["cs_agent_code"] or "").strip() or False

    def _cs_sync_tags(self):
        """Make and rename the order tags of agents, matched by id (R6.1).

        An employee keeps one tag for life: a number taken over from somebody else
        gets a new tag, so old orders stay with whom they were.
        """
        agents = self.filtered("cs_agent_code")
        if not agents:
            return
        # sudo: HR officers have no access to sales tags; only agent tags are touched
        tags = self.env["crm.tag"].sudo()
        existing = tags.search([("cs_employee_id", "in", agents.ids)])
        by_employee = {tag.cs_employee_id: tag for tag in existing}
        for agent in agents:
            if tag := by_employee.get(agent):
                tag._cs_rename()
        tags._cs_create_for(agents - existing.cs_employee_id)
