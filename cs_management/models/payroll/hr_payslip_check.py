from odoo import api, fields, models
from odoo.tools import formatLang


class HrPayslip(models.Model):
    """What the structure of a slip pays, compared with the statement."""

    _inherit = "hr.payslip"

    cs_missing_codes = fields.Char(
        string="Codes without a Rule",
        readonly=True,
        copy=False,
        help="Codes of the statement that the structure had no rule for when the slip "
        "was computed.",
    )
    cs_problem = fields.Text(
        string="Not Paid as the Statement Says", compute="_compute_cs_problem"
    )
    cs_base_note = fields.Char(
        string="Base Wage Compared", compute="_compute_cs_problem"
    )

    @api.depends(
        "state", "line_ids.total", "struct_id.cs_base_pay", "struct_id.rule_ids"
    )
    def _compute_cs_problem(self):
        # sudo: payroll users without a CS role see what their slip lacks
        computed = self.sudo().filtered(
            lambda slip: slip.state == "verify" and slip.cs_statement_id
        )
        amounts = computed.cs_statement_id._payslip_amounts()
        for slip in self:
            own = computed & slip
            slip.cs_problem = "\n".join(own._cs_problems(amounts) if own else ()) or ""
            slip.cs_base_note = own._cs_base_text(amounts) if own else ""

    def _cs_problems(self, amounts):
        """Why the slip does not pay what the statement says, and what to do.

        :param amounts: as ``_payslip_amounts`` of the statements gives them
        :return: ``[str]``, nothing where all is right
        """
        due = self._cs_due(amounts)
        found, unpaid = [], []
        wrong = self._cs_differences(due)
        lacking = self.struct_id._cs_lacking(wrong) if wrong else ()
        for code, (asked, given) in wrong.items():
            if code in lacking and not given:
                unpaid.append(f"{code} {self._cs_money(asked)}")
            else:
                found.append(
                    self.env._(
                        "%(code)s: the slip pays %(given)s, the statement says "
                        "%(asked)s.",
                        code=code,
                        given=self._cs_money(given),
                        asked=self._cs_money(asked),
                    )
                )
        if unpaid:
            found.append(
                self.env._(
                    "The structure %(structure)s has no rule for %(codes)s: a payroll "
                    "manager adds the CS rules to it.",
                    structure=self.struct_id.name or "",
                    codes=", ".join(unpaid),
                )
            )
        if self._cs_pays_base_twice(due):
            found.append(
                self.env._(
                    "The structure %(structure)s has a basic rule of its own: choose "
                    "on it who pays the base wage, else it is paid twice.",
                    structure=self.struct_id.name,
                )
            )
        return found

    def _cs_differences(self, due):
        """Codes whose lines pay anything else: ``{code: (asked, given)}``."""
        currency = self._cs_currency()
        paid = {
            code: sum(rows.mapped("total"))
            for code, rows in self._cs_only(self.line_ids).grouped("code").items()
        }
        return {
            code: (due.get(code, 0.0), paid.get(code, 0.0))
            for code in self.env["cs.statement.line"]._payslip_codes()
            if currency.compare_amounts(due.get(code, 0.0), paid.get(code, 0.0))
        }

    def _cs_own_basic(self):
        """What rules of category BASIC other than ours pay."""
        lines = self.line_ids - self._cs_only(self.line_ids)
        return sum(
            lines.filtered(
                lambda line: "BASIC" in (line.code, line.category_id.code)
            ).mapped("total")
        )

    def _cs_pays_base_twice(self, due):
        """Whether an own rule and CS_BASE both pay, and nobody chose that."""
        base = due.get(self.env["cs.statement.line"]._base_code())
        return bool(base and not self.struct_id.cs_base_pay and self._cs_own_basic())

    def _cs_base_text(self, amounts):
        """The base wage by the structure's own rule beside that of the statement."""
        if self.struct_id.cs_base_pay != "own":
            return ""
        code = self.env["cs.statement.line"]._base_code()
        asked = amounts[self.cs_statement_id.id].get(code, 0.0)
        given = self._cs_own_basic()
        if not self._cs_currency().compare_amounts(asked, given):
            return ""
        return self.env._(
            "The basic rules of %(structure)s pay %(given)s, the statement's base pay "
            "is %(asked)s: a difference of %(difference)s.",
            structure=self.struct_id.name,
            given=self._cs_money(given),
            asked=self._cs_money(asked),
            difference=self._cs_money(given - asked),
        )

    def _cs_money(self, amount):
        return formatLang(self.env, amount, currency_obj=self._cs_currency())

    def _cs_tell_missing(self):
        """Keep which codes have no rule; the history of the slip says it once."""
        # sudo: payroll users without a CS role compute slips, too
        slips = self.sudo().filtered("cs_statement_id")
        amounts = slips.cs_statement_id._payslip_amounts()
        lacking = {
            structure: set(structure._cs_lacking()) for structure in slips.struct_id
        }
        bodies = {}
        for slip in slips:
            due = slip._cs_due(amounts)
            codes = [
                code for code in due if due[code] and code in lacking[slip.struct_id]
            ]
            missing = ", ".join(sorted(codes)) or False
            if missing == slip.cs_missing_codes:
                continue
            slip.cs_missing_codes = missing
            if missing:
                bodies[slip.id] = self.env._(
                    "%(structure)s has no rule for %(codes)s: what the statement says "
                    "under these codes is not paid.",
                    structure=slip.struct_id.name,
                    codes=missing,
                )
        if bodies:
            slips.browse(bodies)._message_log_batch(bodies=bodies)

    def action_cs_add_rules(self):
        """Add the CS rules to this slip's structure, and compute the slip again."""
        self.ensure_one()
        self.struct_id.action_cs_add_rules()
        return self.compute_sheet()
