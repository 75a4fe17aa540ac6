"""A locked month with payslips, for the tests of the payroll bridge."""

from odoo import Command, fields
from odoo.tests import new_test_user

from tests.common import CsCase

MONTH = "2026-03"


class PayrollCase(CsCase):
    """Agents with sales, a fine and a score; the officer runs the payroll."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Ann")
        cls.second = cls.make_agent("Ben", cls.senior)
        cls.officer = cls.users["officer"]
        cls.period = cls.make_period(MONTH)

    @classmethod
    def make_facts(cls):
        """One order at 1.5 %, a fine of 50, five merit points for Ann."""
        cls.make_order(1234.56, "2026-03-05", cls.agent)
        cls.make_stat(cls.agent, "2026-03-05", 10, 8)
        cls.make_entry(cls.agent, "COMPLAINT", "2026-03-06")
        cls.make_entry(cls.agent, "MERIT5", "2026-03-07")

    @classmethod
    def lock(cls, period=None):
        """Compute, publish and lock as the officer."""
        period = (period or cls.period).with_user(cls.users["officer"])
        period.action_compute()
        period.action_publish()
        period.action_lock()
        return period

    @classmethod
    def generate(cls, period=None, user=None):
        period = (period or cls.period).with_user(user or cls.users["officer"])
        return period.action_generate_payslips()

    @classmethod
    def slip(cls, agent, period=None):
        """The slip that pays an agent's statement, as the officer sees it."""
        statement = cls.statement(agent, period or cls.period)
        return statement.payslip_id.with_user(cls.users["officer"])

    @classmethod
    def paid(cls, slip):
        """``{code: total}`` of the CS lines of a slip."""
        lines = slip._cs_only(slip.line_ids)
        return {line.code: line.total for line in lines}

    @classmethod
    def make_batch(cls, agents, period=None, user=None, **values):
        """Slips by payroll's own batch wizard."""
        period = period or cls.period
        env = cls.env(user=user or cls.users["officer"])
        run = env["hr.payslip.run"].create(
            {
                "name": "By hand",
                "company_id": period.company_id.id,
                "date_start": period.date_from,
                "date_end": period.date_to,
                **values,
            }
        )
        wizard = env["hr.payslip.employees"].create(
            {"employee_ids": [Command.set(agents.ids)]}
        )
        wizard.with_context(active_id=run.id).compute_sheet()
        return run.slip_ids

    @classmethod
    def make_slip(cls, agent, period=None, user=None, **values):
        """A slip as somebody makes it by hand, not computed yet."""
        period = period or cls.period
        env = cls.env(user=user or cls.users["officer"])
        return env["hr.payslip"].create(
            {
                "employee_id": agent.id,
                "company_id": period.company_id.id,
                "date_from": period.date_from,
                "date_to": period.date_to,
                **values,
            }
        )

    @classmethod
    def make_structure(cls, *rules, code="OWN"):
        """A company's own structure; ``rules`` are (code, formula) or record values."""
        return cls.env["hr.payroll.structure"].create(
            {
                "name": "Own",
                "code": code,
                "company_id": cls.company.id,
                "rule_ids": [
                    Command.create(
                        {
                            "name": rule_code,
                            "code": rule_code,
                            "sequence": 5,
                            "amount_select": "code",
                            "amount_python_compute": formula,
                            "company_id": cls.company.id,
                        }
                    )
                    for rule_code, formula in rules
                ],
            }
        )

    @classmethod
    def make_outsider(cls, **values):
        """An employee in contract who is no agent."""
        day = fields.Date.to_date("2025-01-01")
        return cls.env["hr.employee"].create(
            {
                "name": "Clerk",
                "company_id": cls.company.id,
                "wage": 3000,
                "date_version": day,
                "contract_date_start": day,
                **values,
            }
        )

    @classmethod
    def make_payroll_user(cls, group="payroll.group_payroll_manager"):
        """Somebody who runs payroll without a customer service role."""
        return new_test_user(
            cls.env,
            group.rsplit(".", 1)[-1],
            group,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def set_param(cls, name, value=True):
        cls.env["ir.config_parameter"].sudo().set_param(f"payroll.{name}", value)
