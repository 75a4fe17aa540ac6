import logging

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import SQL

from ..cs_period_pipeline import PROGRAM_ERRORS
from ..missing import missing

_logger = logging.getLogger(__name__)

COMPUTED_STATES = ("draft", "verify")


class HrPayslip(models.Model):
    """The bridge: a payslip takes its CS amounts from the locked statement.

    Slips without a statement are computed as OCA payroll computes them. Everything
    is fetched for all slips at once. ``hr_payslip_check.py`` compares what a structure
    pays with the statement, ``hr_payslip_guard.py`` guards confirming, cancelling and
    refunding.
    """

    _name = "hr.payslip"
    _inherit = ["hr.payslip", "cs.paper.mixin"]

    # Not indexed by payroll: without them each slip reads the whole history.
    employee_id = fields.Many2one(index=True)
    payslip_run_id = fields.Many2one(index=True)

    refunded_id = fields.Many2one(copy=False, index="btree_not_null")
    cs_statement_id = fields.Many2one(
        "cs.statement",
        string="Statement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="cs_management.group_cs_officer",
        help="The locked statement that this payslip pays.",
    )
    cs_line_ids = fields.One2many(
        related="cs_statement_id.line_ids",
        string="Statement Lines",
        groups="cs_management.group_cs_officer",
    )
    cs_currency_id = fields.Many2one(
        related="cs_statement_id.currency_id", groups="cs_management.group_cs_officer"
    )
    cs_amount = fields.Monetary(
        related="cs_statement_id.amount_total",
        string="Statement Total",
        currency_field="cs_currency_id",
        groups="cs_management.group_cs_officer",
    )

    # A cancelled slip, or a refunded one, no longer pays its statement.
    _cs_statement_uniq = models.UniqueIndex(
        "(cs_statement_id) WHERE cs_statement_id IS NOT NULL "
        "AND state != 'cancel' AND refunded_id IS NULL",
        "Another payslip pays this statement already: cancel or refund that one first.",
    )
    _cs_refund_uniq = models.UniqueIndex(
        "(refunded_id) WHERE refunded_id IS NOT NULL AND cs_statement_id IS NOT NULL",
        "A refund takes back one payslip only.",
    )
    _cs_no_credit_note = models.Constraint(
        "CHECK (cs_statement_id IS NULL OR NOT COALESCE(credit_note, FALSE))",
        "A refund does not pay a statement: refund the payslip with its button.",
    )

    # ------------------------------------------------------------------
    # Computation
    # ------------------------------------------------------------------

    def compute_sheet(self):
        """Fill the CS inputs from the locked statements, then compute as payroll does.

        :raises UserError: if a slip is confirmed, if another one pays the same
            statement, or if its agent has no contract in the period
        """
        if (failed := self.env.context.get("cs_failed_slips")) is not None:
            # Payroll's batch wizard computes all at once, and asks who failed.
            failed |= self.with_context(cs_failed_slips=None)._cs_compute_each()
            return True
        self._cs_check_computable()
        fresh = self._cs_link()
        fresh._cs_set_worked_days(keep_right=True)
        self._cs_fill()
        self._cs_number()
        # At once: each deletion empties the cache, and payroll deletes slip by slip.
        self._cs_open().filtered("cs_statement_id").line_ids.unlink()
        result = super().compute_sheet()
        self._cs_translate_lines()
        self._cs_tell_missing()
        return result

    @api.onchange("employee_id", "date_from", "date_to")
    def onchange_employee(self):
        """Offer agents our structure; refetching replaced our inputs: fill them in."""
        result = super().onchange_employee()
        for slip in self:
            contract = slip.contract_id
            if contract.cs_level_id and not slip.struct_id:
                slip.struct_id = slip.struct_id._cs_structure(contract.company_id)
                super(HrPayslip, slip).onchange_employee()
        # Records in a form that is being edited have no id yet.
        self.filtered("id")._cs_refill()
        return result

    def _cs_refill(self):
        """Link, and fetch worked days and CS inputs anew."""
        self._cs_link()
        self._cs_set_worked_days()
        self._cs_fill()

    def _get_employee_contracts(self):
        """A slip with a statement is paid under one contract: that of its last day."""
        # sudo: payroll users without a CS role compute slips, too
        settled = self.filtered(lambda slip: slip.sudo()._cs_is_settled())
        if settled == self:
            return self.contract_id  # With its prefetch: one query for all slips.
        others = super(HrPayslip, self - settled)._get_employee_contracts()
        return settled.contract_id | others

    def _cs_is_settled(self):
        """Whether the contract is the statement's; who has left has none in it."""
        version = self.cs_statement_id.version_id
        return self.cs_statement_id and self.contract_id in (
            version or self.contract_id
        )

    def _cs_open(self):
        """Slips that may be computed and are no refunds."""
        # sudo: whoever may compute a slip may take its amounts from the statement
        return self.sudo().filtered(
            lambda slip: slip.state in COMPUTED_STATES and not slip.credit_note
        )

    def _cs_link(self):
        """Point slips at the statement of their agent, company and dates.

        :return: the slips that were pointed at another statement than before
        """
        slips = self._cs_open()
        found = slips._cs_find_statements()
        changed = slips.filtered(lambda slip: slip.cs_statement_id != found[slip])
        taken = slips.browse()
        for slip in changed:
            slip.cs_statement_id = False
        payers = slips._cs_payers([statement.id for statement in found.values()])
        for slip in changed:
            statement = found[slip]
            if statement and statement in payers:
                taken |= slip
            elif statement:
                payers[statement] = slip
        if taken:
            raise UserError(
                self.env._(
                    "%(agents)s: another payslip pays this period already. Delete the "
                    "new one, or cancel or refund the other first.",
                    agents=", ".join(taken.employee_id.mapped("name")),
                )
            )
        for slip in changed:
            slip.cs_statement_id = found[slip]
        return changed.filtered("cs_statement_id").with_env(self.env)

    def _cs_find_statements(self):
        """``{slip: statement}``, an empty statement where there is none."""
        statements = self.env["cs.statement"].search_fetch(
            [
                ("employee_id", "in", self.employee_id.ids),
                ("date_from", "in", list(set(self.mapped("date_from")))),
                ("date_to", "in", list(set(self.mapped("date_to")))),
            ],
            [
                "employee_id",
                "company_id",
                "date_from",
                "date_to",
                "version_id",
                "state",
            ],
        )
        by_key = {
            (row.employee_id, row.company_id, row.date_from, row.date_to): row
            for row in statements
        }
        return {
            slip: by_key.get(
                (
                    slip.employee_id,
                    slip.company_id or slip.employee_id.company_id,
                    slip.date_from,
                    slip.date_to,
                ),
                statements.browse(),
            )
            for slip in self
        }

    @api.model
    def _cs_payers(self, statement_ids):
        """The slip that pays each statement: ``{statement: slip}``."""
        # sudo: payroll users cannot read statements, and another one's slip counts
        slips = self.sudo().search(
            [
                ("cs_statement_id", "in", statement_ids),
                ("state", "!=", "cancel"),
                ("refunded_id", "=", False),
            ],
            order="id",
        )
        return {slip.cs_statement_id: slip for slip in slips}

    def _cs_fill(self):
        """Set contract, structure and CS inputs from the locked statements."""
        slips = self._cs_open().filtered("cs_statement_id")
        if not slips:
            return
        contracts = slips.cs_statement_id._payslip_contracts()
        without = slips.filtered(lambda slip: not contracts[slip.cs_statement_id])
        if without:
            text = self.env._(
                "%(agents)s: no contract in this period, so no payslip can be "
                "computed. Pay what the statement says by hand, or correct the "
                "contract dates and compute the period again.",
                agents=", ".join(without.employee_id.mapped("name")),
            )
            found = {"domain": [("id", "in", without.employee_id.ids)]}
            label = self.env._("Open the Agents")
            raise missing(self.env, text, "cs_agent_action", label, **found)
        slips._cs_set_contract(contracts)
        slips._cs_set_inputs()

    def _cs_set_contract(self, contracts):
        """The last contract, and its structure; ours only where there is none."""
        ours = {}
        for slip in self:
            contract = contracts[slip.cs_statement_id]
            structure = slip.struct_id or contract.struct_id
            if not structure:
                company = slip.cs_statement_id.company_id
                if company not in ours:
                    ours[company] = structure._cs_structure(company)
                structure = ours[company]
            if slip.contract_id != contract or slip.struct_id != structure:
                slip.write({"contract_id": contract.id, "struct_id": structure.id})
        self.filtered(lambda slip: not slip.name)._compute_name()

    def _cs_set_inputs(self):
        """One input per code; those of others stay as somebody wrote them."""
        amounts = self.cs_statement_id._payslip_amounts()
        Line = self.env["cs.statement.line"]
        labels, terms = Line._payslip_labels(), Line._payslip_codes()
        rule_inputs = {
            structure: structure._cs_all_rules().input_ids
            for structure in self.struct_id
        }
        stale = self.env["hr.payslip.input"]
        missing = []
        for slip in self:
            due = slip._cs_due(amounts)
            for line in self._cs_only(slip.input_line_ids):
                if line.code in due:
                    slip._cs_set_input(line, due.pop(line.code))
                else:
                    stale |= line
            missing += [
                slip._cs_input(code, labels[code], amount, terms[code].sequence)
                for code, amount in due.items()
            ]
            missing += slip._cs_empty_inputs(rule_inputs[slip.struct_id])
        stale.unlink()
        stale.create(missing)

    def _cs_due(self, amounts):
        """What the slip is to pay: ``{code: amount}``, without what its structure's
        own basic rule pays.

        :param amounts: as ``_payslip_amounts`` of the statements gives them
        """
        due = amounts.get(self.cs_statement_id.id, {})
        unpaid = self.struct_id._cs_unpaid_codes()
        return {code: amount for code, amount in due.items() if code not in unpaid}

    @api.model
    def _cs_only(self, lines):
        """Those of some inputs or lines that carry a code of the statements."""
        codes = self.env["cs.statement.line"]._payslip_codes()
        return lines.filtered(lambda line: line.code in codes)

    def _cs_set_input(self, line, amount):
        values = {"amount": amount, "contract_id": self.contract_id.id}
        if line.amount != amount or line.contract_id != self.contract_id:
            line.write(values)

    def _cs_input(self, code, name, amount=0.0, sequence=100):
        return {
            "payslip_id": self.id,
            "contract_id": self.contract_id.id,
            "code": code,
            "name": name,
            "amount": amount,
            "sequence": sequence,
        }

    def _cs_empty_inputs(self, rule_inputs):
        """Inputs of the structure's other rules, which the batch wizard forgets."""
        codes = self.env["cs.statement.line"]._payslip_codes()
        present = set(self.input_line_ids.mapped("code")) | codes.keys()
        return [
            self._cs_input(rule_input.code, rule_input.name)
            for rule_input in rule_inputs
            if rule_input.code not in present
        ]

    def _cs_number(self):
        """Number slips at once: payroll asks for each number with two queries."""
        slips = self.filtered(lambda slip: not slip.number)
        sequence = self.env["ir.sequence"].search(
            [
                ("code", "=", "salary.slip"),
                ("company_id", "in", [self.env.company.id, False]),
            ],
            order="company_id",
            limit=1,
        )
        # Numbers without gaps, or by dates, are drawn one by one: payroll does it.
        is_plain = sequence.implementation == "standard" and not sequence.use_date_range
        if not (slips and is_plain):
            return
        numbers = self.env.execute_query(
            SQL(
                "SELECT nextval(%(name)s) FROM generate_series(1, %(count)s)",
                name=f"ir_sequence_{sequence.id:03d}",
                count=len(slips),
            )
        )
        for slip, [number] in zip(slips, numbers, strict=True):
            slip.number = sequence.get_next_char(number)

    # ------------------------------------------------------------------
    # The currency's decimals
    # ------------------------------------------------------------------

    def _cs_currency(self):
        return self.company_id.currency_id or self.env.company.currency_id

    def _cs_is_money(self):
        """Whether the slip pays a statement, or takes its pay back."""
        # sudo: payroll users without a CS role compute slips, too
        slip = self.sudo()
        return bool(slip.cs_statement_id) or slip._cs_takes_back()

    def _get_lines_dict(
        self, rule, localdict, lines_dict, key, values, previous_amount
    ):
        """Round a line as money, so that its total adds up as it stands."""
        localdict, lines_dict = super()._get_lines_dict(
            rule, localdict, lines_dict, key, values, previous_amount
        )
        if not self._cs_is_money():
            return localdict, lines_dict
        total = values["total"]
        rounded = self._cs_currency().round(total)
        lines_dict[key]["total"] = rounded
        if values["quantity"] == 1 and values["rate"] == 100:
            lines_dict[key]["amount"] = rounded
        if rounded != total:
            values["total"] = rounded
            if rule.code:
                localdict[rule.code] = rounded
            localdict = self._sum_salary_rule_category(
                localdict, rule.category_id, rounded - total
            )
        return localdict, lines_dict

    # ------------------------------------------------------------------
    # Many at once
    # ------------------------------------------------------------------

    def _cs_compute_each(self):
        """Compute slips; one that cannot be computed does not stop the others.

        All at once; where that fails, in halves, down to the slips that fail.

        :return: ``{slip: reason}`` of those, left as they were
        """
        try:
            with self.env.cr.savepoint():
                self.compute_sheet()
        except (RedirectWarning, UserError, *PROGRAM_ERRORS) as error:
            if len(self) > 1:
                half = len(self) // 2
                return self[:half]._cs_compute_each() | self[half:]._cs_compute_each()
            _logger.warning("%s could not be computed", self, exc_info=True)
            return {self: self._cs_reason(error)}
        return {}

    @api.model
    def _cs_reason(self, error):
        """What users read of an error: payroll's ends in the server's traceback."""
        told = error.args[0] if isinstance(error, RedirectWarning) else error
        text = str(told).strip().partition("\n")[0]
        cause = error
        while cause.__cause__:
            cause = cause.__cause__
        if cause is error:
            return text
        return f"{text} {type(cause).__name__}: {cause}".partition("\n")[0]

    def _cs_translate_lines(self):
        """Give lines the translations of their rules: readers differ in language."""
        # sudo: whether a slip has a statement; of rules only the translations
        slips = self.sudo().filtered("cs_statement_id")
        if not slips:
            return
        lines = slips.line_ids
        lines.flush_recordset(["name", "salary_rule_id"])
        lang = self.env.lang or "en_US"
        self.env.cr.execute(
            SQL(
                """
                UPDATE hr_payslip_line AS line
                   SET name = rule.name
                  FROM hr_salary_rule AS rule
                 WHERE rule.id = line.salary_rule_id
                   AND line.id IN %(ids)s
                   AND line.name ->> %(lang)s
                       = COALESCE(rule.name ->> %(lang)s, rule.name ->> 'en_US')
                   AND line.name <> rule.name
                """,
                ids=tuple(lines.ids) or (0,),
                lang=lang,
            )
        )
        lines.invalidate_recordset(["name"])

    # ------------------------------------------------------------------
    # Navigation and print
    # ------------------------------------------------------------------

    @api.readonly
    def action_open_statement(self):
        self.ensure_one()
        return self.cs_statement_id._get_records_action(context={})

    def _cs_title(self):
        return self.name or self.number or self.employee_id.name

    def _cs_paper_rows(self):
        """What is paid, each amount with its calculation, as the paper shows it.

        :return: ``[(line, amount, statement lines, whether it is a sum)]``
        """
        # sudo: whoever prints a slip sees its amounts, also without a CS role
        slip = self.sudo()
        sign = -1 if slip.credit_note else 1
        found = slip.cs_statement_id._lines_by_code()
        none = slip.cs_statement_id.line_ids.browse()
        return [
            (
                line,
                sign * line.total,
                found.get((slip.cs_statement_id.id, line.code), none),
                line.category_id.code in ("GROSS", "NET"),
            )
            for line in slip.line_ids.sorted("sequence")
            if line.appears_on_payslip
        ]

    def _cs_report_lines(self):
        """Statement lines as they are printed, with their sum."""
        # sudo: whoever prints a slip sees its amounts, also without a CS role
        return self.sudo().cs_statement_id.line_ids.sorted("sequence")
