from odoo import api, models


class CsStatementLine(models.Model):
    """What payroll takes a line for: the code and the category on the payslip."""

    _inherit = "cs.statement.line"

    @api.model
    def _payslip_codes(self):
        """Codes of inputs, rules and payslip lines, in the order of a statement.

        Those of the statement. Inputs are keyed by code, so a split code has one more
        for each other category: ``CS_ADJUSTMENT_ABSENCE``.

        :return: ``{code: CodeTerms}``
        """
        terms = self._code_terms()
        categories = sorted({row.category for row in terms.values()})
        found = {}
        for code in self._ordered_codes():
            own = found[code] = terms[code]
            for category in categories if own.split else ():
                if category != own.category:
                    found[f"{code}_{category}"] = own._replace(category=category)
        return found

    @api.model
    def _payslip_code(self, code, adjusted_code=False, origin=False):
        """The payslip's code for lines that change ``adjusted_code``.

        :param origin: the period that they come from, if it is another one
        """
        terms = self._code_terms()
        own, category = terms[code], terms[adjusted_code or code].category
        is_debt = own.debts and origin
        if not own.split or is_debt or category == own.category:
            return code
        return f"{code}_{category}"

    @api.model
    def _payslip_labels(self):
        """``{code: label}`` of the payslip's codes, in the reader's language."""
        labels = dict(self._fields["code"]._description_selection(self.env))
        codes, terms = self._payslip_codes(), self._code_terms()
        categories = {
            category: self.env["hr.salary.rule.category"]._cs_category(category).name
            for category in {row.category for row in codes.values()}
        }
        found = {}
        for code, row in codes.items():
            if code in terms:
                found[code] = label = labels[code]
            else:
                # The split codes follow the code that they are split from.
                found[code] = f"{label}: {categories[row.category]}"
        return found
