"""What payroll and HR do for people who are no agents stays as it was without us."""

import inspect

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from tests.payroll.common import PayrollCase


@tagged("post_install", "-at_install")
class TestPlain(PayrollCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.env["hr.employee"].create(
            {"name": "Clerk", "company_id": cls.company.id}
        )
        category = cls.env["hr.salary.rule.category"].create(
            {"name": "Third", "code": "THIRD", "company_id": cls.company.id}
        )
        structure = cls.env["hr.payroll.structure"].create(
            {
                "name": "Office",
                "code": "OFFICE",
                "company_id": cls.company.id,
                "parent_id": False,
                "rule_ids": [
                    Command.create(
                        {
                            "name": "Third",
                            "code": "THIRD",
                            "category_id": category.id,
                            "company_id": cls.company.id,
                            "amount_select": "code",
                            "amount_python_compute": "result = contract.wage / 3",
                            "input_ids": [
                                Command.create({"name": "Extra", "code": "EXTRA"})
                            ],
                        }
                    )
                ],
            }
        )
        cls.clerk.version_id.write(
            {
                "contract_date_start": "2026-01-01",
                "date_version": "2026-01-01",
                "wage": 1000,
                "struct_id": structure.id,
            }
        )

    def test_choosing_the_employee_fills_a_slip(self):
        """Contract, structure, worked days and inputs come with the employee."""
        dates = {
            "default_date_from": "2026-03-01",
            "default_date_to": "2026-03-31",
        }
        with Form(self.env["hr.payslip"].with_context(**dates)) as form:
            form.employee_id = self.clerk
        slip = form.record
        self.assertEqual(slip.contract_id, self.clerk.version_id)
        self.assertEqual(slip.struct_id.code, "OFFICE")
        self.assertEqual(slip.worked_days_line_ids.mapped("code"), ["WORK100"])
        self.assertEqual(slip.input_line_ids.mapped("code"), ["EXTRA"])

    def test_leave_of_others_has_payrolls_code(self):
        """Rules of the company that ask for ``worked_days.GLOBAL`` go on."""
        kind = self.env["hr.leave.type"].create(
            {
                "name": "Away",
                "requires_allocation": False,
                "leave_validation_type": "no_validation",
                "company_id": self.company.id,
            }
        )
        self.env["hr.leave"].create(
            {
                "employee_id": self.clerk.id,
                "holiday_status_id": kind.id,
                "request_date_from": "2026-03-12",
                "request_date_to": "2026-03-12",
            }
        )
        slip = self.env["hr.payslip"].create({"employee_id": self.clerk.id})
        rows = slip.get_worked_day_lines(
            self.clerk.version_id, self.period.date_from, self.period.date_to
        )
        self.assertIn("GLOBAL", [row["code"] for row in rows])

    def test_lines_of_others_have_payrolls_decimals(self):
        """A third of 1000 yen stays 333.33 where nobody pays a statement."""
        self.company.currency_id = self.env.ref("base.JPY")
        slip = self.env["hr.payslip"].create(
            {
                "employee_id": self.clerk.id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
            }
        )
        slip.onchange_employee()
        slip.compute_sheet()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertAlmostEqual(slip.line_ids.total, 333.33)

    def test_a_stranger_is_refused_as_odoo_refuses(self):
        """Approving what one may not see is an error of access, as without us."""
        kind = self.env["hr.leave.type"].create(
            {
                "name": "Asked",
                "requires_allocation": False,
                "company_id": self.company.id,
            }
        )
        leave = self.env["hr.leave"].create(
            {
                "employee_id": self.clerk.id,
                "holiday_status_id": kind.id,
                "request_date_from": "2026-03-12",
                "request_date_to": "2026-03-12",
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            leave.with_user(self.users["outsider"]).action_approve()

    def test_hr_without_our_roles_takes_somebody_on(self):
        """Who enters employees, but sees no wages, opens a new form and saves it."""
        hr_user = new_test_user(
            self.env,
            "plain_hr",
            "hr.group_hr_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with Form(self.env["hr.employee"].with_user(hr_user)) as form:
            form.name = "New"
        self.assertEqual(form.record.name, "New")


@tagged("post_install", "-at_install")
class TestOverrides(TransactionCase):
    def test_what_a_form_calls_it_calls_with_us_too(self):
        """An override without its own ``@api.onchange`` is not called any more."""
        lost = {
            (own.__module__, name)
            for model in self.env.registry.values()
            for name in dir(model)
            if not name.startswith("__")
            for own, *bases in [self.functions(model, name)]
            if "cs_management" in (own.__module__ or "")
            and not hasattr(own, "_onchange")
            and any(hasattr(base, "_onchange") for base in bases)
        }
        self.assertFalse(lost)

    def functions(self, model, name):
        """The functions of that name, the one that is called first."""
        found = [vars(part)[name] for part in model.__mro__ if name in vars(part)]
        return [part for part in found if inspect.isfunction(part)] or [len]
