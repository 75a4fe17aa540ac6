from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import segments

COMPUTED_STATES = ("draft", "verify")


class HrPayslip(models.Model):
    """The bridge: a payslip takes its CS amounts from the locked statement.

    Slips without a statement are computed as OCA payroll computes them. Everything
    is fetched for all slips at once; confirming, cancelling and refunding are
    guarded in ``hr_payslip_guard.py``.
    """

    _inherit = "hr.payslip"

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
        self._cs_check_computable()
        fresh = self._cs_link()
        fresh._cs_set_worked_days(keep_right=True)
        self._cs_fill()
        # At once: each deletion empties the cache, and payroll deletes slip by slip.
        self._cs_open().filtered("cs_statement_id").line_ids.unlink()
        result = super().compute_sheet()
        self._cs_translate_lines()
        return result

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
        settled = self.filtered(
            lambda slip: slip.contract_id
            and slip.contract_id == slip.sudo().cs_statement_id.version_id
        )
        others = super(HrPayslip, self - settled)._get_employee_contracts()
        return settled.contract_id | others

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
        without = slips.filtered(lambda slip: not slip.cs_statement_id.version_id)
        if without:
            raise UserError(
                self.env._(
                    "%(agents)s: no contract in this period, so no payslip can be "
                    "computed. Pay what the statement says by hand, or correct the "
                    "contract dates and compute the period again.",
                    agents=", ".join(without.employee_id.mapped("name")),
                )
            )
        slips._cs_set_contract()
        slips._cs_set_inputs()

    def _cs_set_contract(self):
        """The last version in contract, and a structure that pays all CS codes."""
        chosen = {}
        for slip in self:
            version = slip.cs_statement_id.version_id
            key = slip.struct_id or version.struct_id, slip.cs_statement_id.company_id
            if key not in chosen:
                structure, company = key
                chosen[key] = (
                    structure
                    if structure._cs_pays_statements()
                    else structure._cs_structure(company)
                )
            if slip.contract_id != version or slip.struct_id != chosen[key]:
                slip.write({"contract_id": version.id, "struct_id": chosen[key].id})
        self.filtered(lambda slip: not slip.name)._compute_name()

    def _cs_set_inputs(self):
        """One input per code; those of others stay as somebody wrote them."""
        amounts = self.cs_statement_id._payslip_amounts()
        codes = self.env["cs.statement.line"]._fields["code"]
        labels = dict(codes._description_selection(self.env))
        terms = self.env["cs.statement.line"]._code_terms()
        rule_inputs = {
            structure: structure.get_structure_with_parents().get_all_rules().input_ids
            for structure in self.struct_id
        }
        stale = self.env["hr.payslip.input"]
        missing = []
        for slip in self:
            due = dict(amounts[slip.cs_statement_id.id])
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

    @api.model
    def _cs_only(self, lines):
        """Those of some inputs or lines that carry a code of the statements."""
        codes = self.env["cs.statement.line"]._code_terms()
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
        codes = self.env["cs.statement.line"]._code_terms()
        present = set(self.input_line_ids.mapped("code")) | codes.keys()
        return [
            self._cs_input(rule_input.code, rule_input.name)
            for rule_input in rule_inputs
            if rule_input.code not in present
        ]

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
    # Worked days and leave
    # ------------------------------------------------------------------

    def _cs_set_worked_days(self, keep_right=False):
        """Worked days and leave of the whole period, across changes of contract.

        Payroll looks at the last version only, and at its days until the period's
        end. Lines with other codes stay.

        :param keep_right: leave slips alone whose one contract holds to the end
        """
        slips = self._cs_open().filtered("cs_statement_id.version_id")
        versions = self.env["hr.version"]._cs_of_employees(slips.employee_id.ids)
        stale = self.env["hr.payslip.worked_days"]
        missing = []
        on_leave, shared = slips._cs_resources_on_leave(), {}
        for slip in slips:
            parts = segments.segments(
                versions[slip.employee_id.id], slip.date_from, slip.date_to
            )
            if keep_right and slip._cs_worked_days_right(parts):
                continue
            alike = slip.employee_id.resource_id not in on_leave
            lines = slip._cs_worked_day_lines(parts, shared if alike else {})
            stale |= slip.worked_days_line_ids.filtered(
                lambda line, lines=lines: line.code in lines
            )
            missing += [{**line, "payslip_id": slip.id} for line in lines.values()]
        stale.unlink()
        stale.create(missing)

    def _cs_worked_days_right(self, parts):
        return bool(self.worked_days_line_ids) and (
            [part.version.id for part in parts] == self.contract_id.ids
            and parts[0].last == self.date_to
        )

    def _cs_resources_on_leave(self):
        """Resources with leave of their own in the slips' time, in one query."""
        if not self:
            return self.env["resource.resource"]
        # sudo: payroll needs to know that somebody is on leave, not why
        leaves = self.env["resource.calendar.leaves"].sudo()
        return leaves.search_fetch(
            [
                ("resource_id", "in", self.employee_id.resource_id.ids),
                (
                    "date_from",
                    "<=",
                    fields.Date.add(max(self.mapped("date_to")), days=2),
                ),
                (
                    "date_to",
                    ">=",
                    fields.Date.subtract(min(self.mapped("date_from")), days=1),
                ),
            ],
            ["resource_id"],
        ).resource_id

    def _cs_worked_day_lines(self, parts, shared):
        """Worked days and leave by code, added up over the parts of the period.

        :param shared: what was found for agents without leave of their own: the same
            calendar, place and days give the same lines
        """
        contract, employee = self.cs_statement_id.version_id, self.employee_id
        result = {}
        for part in parts:
            version = contract.browse(part.version.id)
            calendar = version.resource_calendar_id
            if not calendar:
                continue
            key = (calendar, employee.tz, employee.address_id, part.first, part.last)
            if key not in shared:
                shared[key] = self._cs_part_lines(version, part)
            for line in shared[key]:
                self._cs_add_days(result, {**line, "contract_id": contract.id})
        return result

    def _cs_part_lines(self, version, part):
        """What payroll finds for one part: leave by type, then worked days."""
        version = version.with_context(
            employee_id=self.employee_id.id, exclude_public_holidays=True
        )
        first = datetime.combine(part.first, time.min)
        last = datetime.combine(part.last, time.max)
        return [
            *self._compute_leave_days(version, first, last),
            self._compute_worked_days(version, first, last),
        ]

    @api.model
    def _cs_add_days(self, lines, line):
        """Add a worked days line to the one of its code: rules see one per code."""
        known = lines.setdefault(line["code"], line)
        if known is not line:
            known["number_of_days"] += line["number_of_days"]
            known["number_of_hours"] += line["number_of_hours"]

    def _compute_leave_days(self, contract, day_from, day_to):
        """Give every kind of leave a code of its own, and public holidays theirs.

        Payroll takes the code of the work entry type: ``GLOBAL`` for all of them
        without that module, none at all where a type is not set.
        """
        # sudo: payroll users may not read leave; only its kind and hours are taken
        contract = contract.sudo()
        leaves = list(super()._compute_leave_days(contract, day_from, day_to))
        if not leaves:
            return leaves
        intervals = contract.employee_id.list_leaves(
            day_from, day_to, calendar=contract.resource_calendar_id
        )
        # In the order of their first day, as payroll lists them.
        types = list(
            dict.fromkeys(
                leave[:1].holiday_id.holiday_status_id for _d, _h, leave in intervals
            )
        )
        result = {}
        for leave_type, line in zip(types, leaves, strict=False):
            if leave_type and line["code"] in (False, None, "", "GLOBAL"):
                line["code"] = leave_type.cs_payroll_code or leave_type._cs_own_code()
            line["code"] = line["code"] or "GLOBAL"
            self._cs_add_days(result, line)
        return list(result.values())

    # ------------------------------------------------------------------
    # Navigation and print
    # ------------------------------------------------------------------

    def action_open_statement(self):
        self.ensure_one()
        return self.cs_statement_id._get_records_action(context={})

    def _cs_title(self):
        return self.name or self.number or self.employee_id.name

    def _cs_report_lines(self):
        """Statement lines as they are printed, with their sum."""
        # sudo: whoever prints a slip sees its amounts, also without a CS role
        return self.sudo().cs_statement_id.line_ids.sorted("sequence")
