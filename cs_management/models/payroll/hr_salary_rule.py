from odoo import api, models

XMLID = "cs_management.hr_salary_rule_%s"


class HrSalaryRule(models.Model):
    """A rule for each code of a statement: it pays its input and nothing else."""

    _inherit = "hr.salary.rule"

    @api.model
    def _cs_rule(self, code):
        """The addon's own rule for a code; empty if there is none."""
        rule = self.env.ref(XMLID % code.lower(), raise_if_not_found=False)
        return rule or self.browse()

    @api.model
    def _cs_values(self, codes):
        """``{code: values}`` of the rules that pay codes of the payslip."""
        line = self.env["cs.statement.line"].with_context(lang=None)
        labels, terms = line._payslip_labels(), line._payslip_codes()
        Category = self.env["hr.salary.rule.category"]
        categories = {
            category: Category._cs_category(category).id
            for category in {terms[code].category for code in codes}
        }
        return {
            code: {
                "name": labels[code],
                "code": code,
                "sequence": terms[code].sequence * 10,
                "category_id": categories[terms[code].category],
                "company_id": False,
                "condition_select": "python",
                "condition_python": f"result = bool(inputs.{code})",
                "amount_select": "code",
                "amount_python_compute": f"result = inputs.{code}.amount "
                f"if inputs.{code} else 0.0",
            }
            for code in codes
        }

    @api.model
    def _cs_create_all(self):
        """Make the rules of the codes that have none; HR may edit them then."""
        codes = self.env["cs.statement.line"]._payslip_codes()
        values = self._cs_values([code for code in codes if not self._cs_rule(code)])
        rules = self.create(list(values.values()))
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": XMLID % rule.code.lower(), "record": rule, "noupdate": True}
                for rule in rules
            ]
        )
        self.env["hr.payroll.structure"]._cs_extend(rules)
