from odoo import api, fields, models

from ...engine.imports import text_of


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    cs_alias_ids = fields.One2many(
        "cs.agent.alias",
        "employee_id",
        string="Names in Tools",
        groups="cs_management.group_cs_officer",
    )

    @api.model
    def _cs_find_agents(self, texts, company):
        """Who is meant by what a file says: by work number, then by a name in a tool.

        Last by the employee's own name, where only one of the company has it. Of
        ``shop:nick`` the nick alone counts, too.

        :return: ``{text: employee}``; ``None`` where nobody is known by it
        """
        texts = {text_of(text) for text in texts} - {""}
        Alias = self.env["cs.agent.alias"]
        nicks = {text: Alias._nick(text) for text in texts}
        wanted = texts | set(nicks.values())
        # sudo: who somebody is, for whoever reads files; the callers check the team
        agents = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("company_id", "=", company.id),
                    "|",
                    ("cs_agent_code", "in", list(wanted)),
                    "&",
                    ("name", "in", list(wanted)),
                    ("cs_level_id", "!=", False),
                ],
                order="active, id",
            )
        )
        names = agents.grouped("name")
        found = {
            name: same[-1]
            for name, same in names.items()
            if len(same.filtered("active") or same) == 1
        }
        found |= Alias._find(wanted, company)
        found |= {agent.cs_agent_code: agent for agent in agents if agent.cs_agent_code}
        return {
            text: (agent.sudo(False) if agent else None)
            for text in texts
            for agent in [found.get(text) or found.get(nicks[text])]
        }
