from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ...engine.imports import nick_of, plain


class CsAgentAlias(models.Model):
    """How a shop's or attendance tool names an agent (R6.1, R7.2)."""

    _name = "cs.agent.alias"
    _description = "Agent's Name in a Tool"
    _inherit = ["cs.guard.mixin"]
    _order = "company_id, name, id"

    name = fields.Char(
        string="Name in the Tool",
        required=True,
        help="An account such as shop:nick, a user id, or a name as a file has it.",
    )
    key = fields.Char(compute="_compute_key", store=True)
    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('cs_level_id', '!=', False)]",
    )
    company_id = fields.Many2one(
        related="employee_id.company_id", store=True, index=True
    )

    _key_uniq = models.UniqueIndex(
        "(company_id, key)", "This name belongs to an agent of the company already."
    )

    @api.depends("name")
    def _compute_key(self):
        for alias in self:
            alias.key = self._key_of(alias.name)

    @api.model
    def _key_of(self, text):
        return plain(text).replace(" ", "")

    @api.constrains("name", "company_id")
    def _check_no_number(self):
        """A name that is somebody's work number would never be looked up."""
        for alias in self:
            # sudo: only whose number it is is told, as in every list of agents
            other = (
                self.env["hr.employee"]
                .sudo()
                .search(
                    [
                        ("cs_agent_code", "=", alias.name.strip()),
                        ("company_id", "=", alias.company_id.id),
                    ],
                    limit=1,
                )
            )
            if other and other != alias.employee_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s is the work number of %(agent)s and cannot stand for "
                        "somebody else.",
                        name=alias.name,
                        agent=other.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        aliases = super().create(vals_list)
        aliases._check_not_own()
        return aliases

    def write(self, vals):
        self._check_not_own()
        result = super().write(vals)
        # Rules look at what was; nobody gives a name to another team either.
        self.check_access("write")
        self._check_not_own()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_own(self):
        self._check_not_own()

    def _check_not_own(self):
        """Nobody says which figures and punches are their own."""
        # sudo: whose it is, whatever the user may see of employees
        if not self.env.su and self.env.user in self.sudo().employee_id.user_id:
            raise AccessError(
                self.env._(
                    "Your own names in tools bring your own figures: ask another "
                    "leader or HR to enter them."
                )
            )

    @api.model
    def _remember(self, names, company):
        """Keep names that somebody has assigned.

        :param names: ``{name: employee}``
        """
        keys = {self._key_of(name): name for name in names}
        known = self.search(
            [("key", "in", list(keys)), ("company_id", "=", company.id)]
        )
        for alias in known:
            agent = names[keys.pop(alias.key)]
            if alias.employee_id != agent:
                alias.employee_id = agent
        self.create(
            [{"name": name, "employee_id": names[name].id} for name in keys.values()]
        )

    @api.model
    def _find(self, texts, company):
        """``{text: employee}`` of the names that are known in a company."""
        keys = {}
        for text in texts:
            keys.setdefault(self._key_of(text), []).append(text)
        # sudo: whose name it is is needed to say who is in no team of the user
        aliases = self.sudo().search(
            [("key", "in", list(keys)), ("company_id", "=", company.id)]
        )
        return {
            text: alias.employee_id.sudo(False)
            for alias in aliases
            for text in keys[alias.key]
        }

    @api.model
    def _nick(self, text):
        return nick_of(text).name
