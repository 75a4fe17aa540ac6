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
    def _cs_create_all(self):
        """Make the rules of the codes that have none; HR may edit them then."""
        line = self.env["cs.statement.line"].with_context(lang=None)
        labels = dict(line._fields["code"]._description_selection(line.env))
        terms = line._code_terms()
        missing = [code for code in line._ordered_codes() if not self._cs_rule(code)]
        rules = self.create(
            [
                {
                    "name": labels[code],
                    "code": code,
                    "sequence": terms[code].sequence * 10,
                    "category_id": self.env.ref(
                        XMLID % f"category_{terms[code].category.lower()}"
                    ).id,
                    "company_id": False,
                    "condition_select": "python",
                    "condition_python": f"result = bool(inputs.{code})",
                    "amount_select": "code",
                    "amount_python_compute": f"result = inputs.{code}.amount "
                    f"if inputs.{code} else 0.0",
                }
                for code in missing
            ]
        )
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": XMLID % code.lower(), "record": rule, "noupdate": True}
                for code, rule in zip(missing, rules, strict=True)
            ]
        )
