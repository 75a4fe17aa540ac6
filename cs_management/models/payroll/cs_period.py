from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ..cs_period_job import Part

# Slips that are made together: memory stays small, and progress is seen.
CHUNK = 250


class CsPeriod(models.Model):
    """Payslips of a locked period: one per agent, in one batch.

    Those of a long period are made in the background, in chunks that are committed. A
    slip is found by the statement that it pays, so a chunk that is done again updates
    what it made.
    """

    _inherit = "cs.period"

    payslip_count = fields.Integer(
        compute="_compute_payslip_count", groups="cs_management.group_cs_officer"
    )

    def _compute_payslip_count(self):
        counts = dict(
            self.env["hr.payslip"]._read_group(
                [("cs_statement_id.period_id", "in", self.ids)],
                ["cs_statement_id"],
                ["__count"],
            )
        )
        for period in self:
            period.payslip_count = sum(
                count
                for statement, count in counts.items()
                if statement.period_id == period._origin
            )

    @api.readonly
    def action_view_payslips(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "payroll.hr_payslip_action"
        )
        return {
            **action,
            "views": [(False, "list"), (False, "form")],
            "domain": [("cs_statement_id.period_id", "=", self.id)],
            "context": {"create": False},
        }

    # ------------------------------------------------------------------
    # Generation
    # ------------------------------------------------------------------

    def action_generate_payslips(self):
        """Make or update one computed payslip for each statement of a locked period.

        Confirmed slips stay. Agents without a contract in the period are listed in
        the answer and in the period's history.

        :raises UserError: if the period is not locked
        """
        self.ensure_one()
        self._check_officer()
        # One at a time: two officers would make two slips for an agent.
        self._take_turn()
        self._check_can_payslips()
        if self._start_job("payslips"):
            return True
        period = self.with_company(self.company_id)
        slips, texts = period._make_payslips(period.statement_ids)
        return period._payslips_notification(slips, texts)

    def _check_can_payslips(self):
        if self.state != "locked":
            raise UserError(
                self.env._(
                    "%(period)s: lock the period before you generate payslips.",
                    period=self.name,
                )
            )

    def _chunk_payslips(self, position):
        """Make or update the next slips, for the job that runs in the background.

        :param position: the id of the statement that was done last
        :return: the :class:`Part`; ``None`` if nothing is left
        """
        self._take_turn()
        self._check_can_payslips()
        period = self.with_company(self.company_id)
        statements = period.statement_ids.sorted("id")
        rest = statements.filtered(lambda row: row.id > position)
        if not rest:
            return None
        chunk = rest[:CHUNK]
        _slips, texts = period._make_payslips(chunk)
        done = len(statements) - len(rest) + len(chunk)
        return Part(chunk[-1].id, done, len(statements), texts)

    def _make_payslips(self, statements):
        """The slips of the statements, and what somebody should look at."""
        contracts = statements._payslip_contracts()
        payable = statements.filtered(lambda row: contracts[row])
        slips, texts = self._generate_payslips(payable, contracts)
        if without := statements - payable:
            # No amounts: agents may read the history of a period.
            self.message_post(body=self._without_contract_text(without, False))
            texts.append(self._without_contract_text(without))
        if incomplete := slips.filtered("cs_missing_codes"):
            texts.append(
                self.env._(
                    "Not all is paid, because a structure lacks rules: %(agents)s",
                    agents=", ".join(incomplete.employee_id.mapped("name")),
                )
            )
        return slips, texts

    def _generate_payslips(self, statements, contracts):
        """The slips of the statements, computed unless they were confirmed before.

        A slip that cannot be computed does not stop the others; it is not made.

        :param contracts: as ``_payslip_contracts`` of the statements gives them
        :return: the slips, and the texts of what failed
        """
        slips = self._existing_payslips(statements)
        payable = slips.filtered(lambda slip: slip.state != "done")
        missing, made = statements - slips.cs_statement_id, slips.browse()
        if missing or not all(payable.mapped("payslip_run_id")):
            run = self._payslip_run()
            payable.filtered(lambda slip: not slip.payslip_run_id).payslip_run_id = run
            made = payable.create(
                [
                    self._payslip_values(statement, contracts[statement], run)
                    for statement in missing
                ]
            )
            payable |= made
        payable.filtered(lambda slip: not slip.name)._compute_name()
        payable._cs_link()
        payable._cs_set_worked_days()
        failed = payable._cs_compute_each()
        texts = [
            self.env._(
                "%(agent)s has no payslip: %(reason)s",
                agent=slip.employee_id.name,
                reason=reason,
            )
            for slip, reason in failed.items()
        ]
        broken = slips.browse().union(*failed)
        if failed:
            broken.payslip_run_id.message_post(body=plaintext2html("\n".join(texts)))
        (broken & made).unlink()
        return (slips | payable) - broken, texts

    def _existing_payslips(self, statements):
        """Slips that pay the statements, and those made by hand for their agents."""
        Payslip = self.env["hr.payslip"]
        payers = Payslip._cs_payers(statements.ids)
        slips = Payslip.union(*payers.values())
        by_hand = Payslip.search(
            [
                ("cs_statement_id", "=", False),
                (
                    "employee_id",
                    "in",
                    (statements - slips.cs_statement_id).employee_id.ids,
                ),
                ("company_id", "=", self.company_id.id),
                ("date_from", "=", self.date_from),
                ("date_to", "=", self.date_to),
                ("state", "in", ("draft", "verify")),
                ("credit_note", "=", False),
            ]
        )
        by_hand._cs_link()
        return slips.with_env(self.env) | by_hand

    def _payslip_values(self, statement, contract, run):
        return {
            "employee_id": statement.employee_id.id,
            "company_id": self.company_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "contract_id": contract.id,
            "struct_id": contract.struct_id.id,
            "payslip_run_id": run.id,
        }

    def _payslip_run(self):
        """The open batch of the period; made if there is none."""
        Run = self.env["hr.payslip.run"]
        run = Run.search(
            [("cs_period_id", "=", self.id), ("state", "=", "draft")], limit=1
        )
        return run or Run.create(
            {
                "name": self.env._("Customer service %(period)s", period=self.name),
                "cs_period_id": self.id,
                "company_id": self.company_id.id,
                "date_start": self.date_from,
                "date_end": self.date_to,
            }
        )

    def _without_contract_text(self, statements, amounts=True):
        names = [
            f"{statement.employee_id.name} ({statement.amount_total:.2f})"
            if amounts
            else statement.employee_id.name
            for statement in statements
        ]
        return self.env._(
            "No payslip, because there is no contract in the period: %(agents)s",
            agents=", ".join(names),
        )

    def _step_names(self):
        return super()._step_names() | {"payslips": self.env._("payslips")}

    def _payslips_notification(self, slips, texts):
        parts = [self.env._("%(count)s payslips", count=len(slips)), *texts]
        is_well = not texts
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Payslips Generated"),
                "message": ". ".join(parts),
                "type": "success" if is_well else "warning",
                "sticky": not is_well,
                "next": self.action_view_payslips(),
            },
        }

    # ------------------------------------------------------------------
    # Reopening
    # ------------------------------------------------------------------

    def _check_can_reopen(self):
        result = super()._check_can_reopen()
        # sudo: a confirmed slip counts even where the manager may not see it
        payers = self.env["hr.payslip"]._cs_payers(self.sudo().statement_ids.ids)
        paid = [slip for slip in payers.values() if slip.state == "done"]
        if paid:
            raise UserError(
                self.env._(
                    "%(period)s is paid: cancel or refund these payslips before you "
                    "reopen it: %(slips)s",
                    period=self.name,
                    slips=", ".join(slip.employee_id.name for slip in paid),
                )
            )
        return result

    def _after_reopen(self):
        """Payslips that were not confirmed lose their CS amounts."""
        result = super()._after_reopen()
        payers = self.env["hr.payslip"]._cs_payers(self.statement_ids.ids)
        self.env["hr.payslip"].union(*payers.values())._cs_reset()
        return result
