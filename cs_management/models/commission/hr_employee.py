from odoo import api, fields, models
from odoo.exceptions import UserError


class HrEmployee(models.Model):
    """The work number makes the tag that credits orders to an agent (R6.1)."""

    _inherit = "hr.employee"

    cs_tag_ids = fields.One2many(
        "crm.tag",
        "cs_employee_id",
        string="Order Tags",
        groups="cs_management.group_cs_officer",
    )

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        employees._cs_sync_tags()
        return employees

    def write(self, vals):
        result = super().write(vals)
        if not {"cs_agent_code", "name", "company_id"}.isdisjoint(vals):
            self._cs_sync_tags()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_credited(self):
        """What the foreign key of the credits would do, if they had one."""
        # sudo: the guard holds whoever deletes; only names are shown
        credits_ = self.env["cs.commission.line"].sudo()
        if found := credits_.search([("employee_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "%(agent)s is credited with %(order)s in %(period)s: archive the "
                    "employee instead of deleting it.",
                    agent=found.employee_id.name,
                    order=found.order_name,
                    period=found.period_id.name,
                )
            )

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
