from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class CrmTag(models.Model):
    """The order tag that carries an agent (R6.1): a pay hole if salesmen may set it."""

    _inherit = "crm.tag"

    cs_employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="Orders with this tag are credited to the agent.",
    )

    _cs_employee_uniq = models.UniqueIndex(
        "(cs_employee_id) WHERE cs_employee_id IS NOT NULL",
        "This agent has an order tag already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # A context has defaults, too: they count like what was given.
        preset = self.env.context.get("default_cs_employee_id")
        if any(vals.get("cs_employee_id", preset) for vals in vals_list):
            self._cs_check_may_assign()
        return super().create(vals_list)

    def write(self, vals):
        agent_tags = self.filtered("cs_employee_id")
        if "cs_employee_id" in vals:
            self._cs_check_may_assign()
            for tag in agent_tags:
                if tag.cs_employee_id.id != vals["cs_employee_id"]:
                    raise ValidationError(
                        self.env._(
                            "The tag %(tag)s carries the orders of %(agent)s and is "
                            "never given to somebody else: a new work number makes "
                            "a new tag.",
                            tag=tag.name,
                            agent=tag.cs_employee_id.name,
                        )
                    )
        elif "name" in vals and agent_tags:
            self._cs_check_may_assign()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agent_tag(self):
        agent_tags = self.filtered("cs_employee_id")
        if not agent_tags:
            return
        self._cs_check_may_assign()
        # sudo: an order of any company or salesman keeps the tag
        used = (
            self.env["sale.order"]
            .sudo()
            .search([("tag_ids", "in", agent_tags.ids)], limit=1)
        )
        if used:
            raise UserError(
                self.env._(
                    "An agent tag in use cannot be deleted: order %(order)s carries "
                    "it, and with it somebody's commission.",
                    order=used.name,
                )
            )

    def _cs_check_may_assign(self):
        if not (self.env.su or self.env.user._cs_is_officer()):
            raise AccessError(
                self.env._(
                    "Agent tags decide who earns commission: only customer service "
                    "officers may make, rename or delete them. Ask HR."
                )
            )

    @api.model
    def _cs_create_for(self, employees):
        for employee in employees:
            self.create(
                {
                    "name": self._cs_free_name(employee),
                    "cs_employee_id": employee.id,
                }
            )

    def _cs_rename(self):
        """Rename in every language: tag names are translated."""
        self.ensure_one()
        name = self._cs_free_name(self.cs_employee_id)
        languages = self.env["res.lang"].get_installed()
        self.update_field_translations(
            "name", {code: name for code, _label in languages}
        )

    def _cs_free_name(self, employee):
        """Number and name; with company, then id, where the name is taken."""
        plain = f"{employee.cs_agent_code} {employee.name}"
        names = [
            plain,
            f"{plain} ({employee.company_id.name})",
            f"{plain} #{employee.id}",
        ]
        taken = self.search([("name", "in", names), ("id", "not in", self.ids)])
        return next(name for name in names if name not in taken.mapped("name"))
