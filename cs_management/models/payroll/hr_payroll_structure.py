from odoo import Command, api, fields, models
from odoo.exceptions import AccessError

TOTALS = ("GROSS", "NET")
XMLID = "cs_management.%s_hr_payroll_structure_cs"


class HrPayrollStructure(models.Model):
    """Structures that pay statements: the addon's, and those of companies."""

    _inherit = "hr.payroll.structure"

    cs_base_pay = fields.Selection(
        [
            ("statement", "Customer service (CS_BASE)"),
            ("own", "The structure's own basic rule"),
        ],
        string="Base Wage of Agents",
        help="Who pays it. With an own basic rule CS_BASE is left out of payslips, and "
        "its amount is compared with what that rule pays.",
    )
    cs_lacks_rules = fields.Boolean(compute="_compute_cs_lacks_rules")

    @api.depends("rule_ids.code", "parent_id", "cs_base_pay")
    def _compute_cs_lacks_rules(self):
        for structure in self:
            structure.cs_lacks_rules = bool(structure._cs_lacking())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_paid(self):
        """What a confirmed slip was computed by stays readable."""
        # sudo: slips of all companies and of whoever; only slips are named
        slips = self.env["hr.payslip"].sudo()
        paid = slips.search([("struct_id", "in", self.ids), ("state", "=", "done")])
        paid._cs_check_unsealed()

    # ------------------------------------------------------------------
    # The addon's own
    # ------------------------------------------------------------------

    @api.model
    def _cs_structure(self, company):
        """The structure that pays statements in a company; made if there is none.

        A structure belongs to one company, its rules to all: they are shared.
        """
        # sudo: HR may lack the right to configure payroll; only this record is made
        structures = self.sudo()
        xmlid = XMLID % company.id
        found = structures.env.ref(xmlid, raise_if_not_found=False)
        if found:
            return found.with_env(self.env)
        structure = structures.create(
            {
                "name": self.env._("Customer Service"),
                "code": "CS",
                "company_id": company.id,
                "parent_id": False,
                "cs_base_pay": "statement",
                "rule_ids": self._cs_rules().ids,
            }
        )
        structures.env["ir.model.data"]._update_xmlids(
            [{"xml_id": xmlid, "record": structure, "noupdate": True}]
        )
        return structure.with_env(self.env)

    @api.model
    def _cs_create_all(self):
        """Give every company its structure."""
        for company in self.env["res.company"].search([]):
            self._cs_structure(company)

    @api.model
    def _cs_extend(self, rules):
        """Give rules of new codes to the addon's structures; what HR took stays out."""
        if rules:
            # sudo: every company has its structure, whoever installs or updates
            companies = self.env["res.company"].sudo().search([])
            refs = (
                self.env.ref(XMLID % company.id, raise_if_not_found=False)
                for company in companies
            )
            structures = self.union(*(found for found in refs if found))
            structures.rule_ids = [Command.link(rule.id) for rule in rules]

    @api.model
    def _cs_rules(self):
        """The rules that pay statements, with their totals; what HR deleted is left
        out."""
        # sudo: rules are every company's, and HR may lack the right to see them
        rules = self.env["hr.salary.rule"].sudo()
        codes = self.env["cs.statement.line"]._payslip_codes()
        for code in (*codes, *TOTALS):
            rules |= rules._cs_rule(code)
        return rules

    # ------------------------------------------------------------------
    # Those of companies
    # ------------------------------------------------------------------

    def _cs_all_rules(self):
        """Rules with those of the parents, in the order in which they are computed."""
        return self.get_structure_with_parents().get_all_rules()

    def _cs_unpaid_codes(self):
        """Codes that this structure leaves to a rule of its own."""
        own = self.cs_base_pay == "own"
        return {self.env["cs.statement.line"]._base_code()} if own else set()

    def _cs_lacking(self, codes=None):
        """Those of some codes, else of all, that have no rule here, in their order."""
        known = self._cs_unpaid_codes() | set(self._cs_all_rules().mapped("code"))
        every = self.env["cs.statement.line"]._payslip_codes()
        return [
            code
            for code in every
            if code not in known and (codes is None or code in codes)
        ]

    def action_cs_add_rules(self):
        """Add ordinary rules for the codes that have none, before the totals.

        They are the company's own from then on: it may move, edit or copy them.

        :raises AccessError: for anybody but payroll managers
        """
        self.ensure_one()
        if not self.env.user.has_group("payroll.group_payroll_manager"):
            raise AccessError(
                self.env._(
                    "%(structure)s: only payroll managers add salary rules. Ask one.",
                    structure=self.name,
                )
            )
        codes = self._cs_lacking()
        Rule = self.env["hr.salary.rule"]
        if self == self._cs_structure(self.company_id):
            Rule._cs_create_all()
            rules = Rule.union(*(Rule._cs_rule(code) for code in codes))
            self.rule_ids = [Command.link(rule.id) for rule in rules]
            return True
        bound = self._cs_first_total()
        for code, values in Rule._cs_values(codes).items():
            if bound is not None:
                values["sequence"] = min(values["sequence"], bound - 1)
            values |= {"company_id": self.company_id.id, "active": True}
            if template := Rule._cs_rule(code):
                del values["name"]  # The copy has it in every language.
                rule = template.copy(values)
            else:
                rule = Rule.create(values)
            self.rule_ids = [Command.link(rule.id)]
        return True

    def _cs_first_total(self):
        """Sequence of the first rule that adds up others; ``None`` without any."""
        return min(
            (
                rule.sequence
                for rule in self._cs_all_rules()
                if rule.code in TOTALS or rule.category_id.code in TOTALS
            ),
            default=None,
        )
