from odoo import api, models


class HrPayrollStructure(models.Model):
    _inherit = "hr.payroll.structure"

    @api.model
    def _cs_structure(self, company):
        """The structure that pays statements in a company; made if there is none.

        A structure belongs to one company, its rules to all: they are shared.
        """
        name = f"{company.id}_hr_payroll_structure_cs"
        # sudo: HR may lack the right to configure payroll; only this record is made
        structures = self.sudo()
        found = structures.env.ref(f"cs_management.{name}", raise_if_not_found=False)
        if found:
            return found.with_env(self.env)
        structure = structures.create(
            {
                "name": self.env._("Customer Service"),
                "code": "CS",
                "company_id": company.id,
                "parent_id": False,
                "rule_ids": self._cs_rules().ids,
            }
        )
        structures.env["ir.model.data"]._update_xmlids(
            [
                {
                    "xml_id": f"cs_management.{name}",
                    "record": structure,
                    "noupdate": True,
                }
            ]
        )
        return structure.with_env(self.env)

    @api.model
    def _cs_create_all(self):
        """Give every company its structure."""
        for company in self.env["res.company"].search([]):
            self._cs_structure(company)

    @api.model
    def _cs_rules(self):
        """The rules that pay statements, with their totals; what HR deleted is left
        out."""
        # sudo: rules are every company's, and HR may lack the right to see them
        rules = self.env["hr.salary.rule"].sudo()
        codes = self.env["cs.statement.line"]._ordered_codes()
        for code in (*codes, "GROSS", "NET"):
            rules |= rules._cs_rule(code)
        return rules

    def _cs_pays_statements(self):
        """Whether the structure, with its parents, has a rule for every CS code."""
        rules = self.get_structure_with_parents().get_all_rules()
        codes = self.env["cs.statement.line"]._code_terms()
        return codes.keys() <= set(rules.mapped("code"))
