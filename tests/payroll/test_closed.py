"""Holes of payroll that the addon closes: leave codes, indexes, groups of fields."""

from unittest.mock import patch

from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.hr.tests import test_payroll_fields_access as core

from tests.payroll.common import PayrollCase

INDEXES = [
    ("hr_payslip_line", "slip_id"),
    ("hr_payslip_line", "parent_line_id"),
    ("hr_payslip", "employee_id"),
    ("hr_payslip", "payslip_run_id"),
]


@tagged("post_install", "-at_install")
class TestLeaveCodes(PayrollCase):
    """Rules see worked days by code: one line for each, none without."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sick, cls.personal = cls.env["hr.leave.type"].create(
            [
                {
                    "name": name,
                    "requires_allocation": False,
                    "leave_validation_type": "no_validation",
                    "company_id": cls.company.id,
                }
                for name in ("Sick", "Personal")
            ]
        )
        cls.leave(cls.sick, "2026-03-10", "2026-03-11")
        cls.leave(cls.personal, "2026-03-12", "2026-03-12")
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": cls.company.id,
                "calendar_id": cls.agent.resource_calendar_id.id,
                "date_from": cls.local("2026-03-16", "00:00"),
                "date_to": cls.local("2026-03-16", "23:59"),
            }
        )

    @classmethod
    def leave(cls, leave_type, first, last):
        leave = cls.env["hr.leave"].create(
            {
                "employee_id": cls.agent.id,
                "holiday_status_id": leave_type.id,
                "request_date_from": first,
                "request_date_to": last,
            }
        )
        if leave.state != "validate":
            leave.action_approve()

    def days(self, slip):
        """``{code: days}``; the days of leave are negative."""
        lines = slip.worked_days_line_ids
        self.assertEqual(len(lines), len(set(lines.mapped("code"))))
        return {line.code: round(line.number_of_days, 2) for line in lines}

    def test_each_kind_has_a_code_of_its_own(self):
        self.lock()
        self.generate()
        days = self.days(self.slip(self.agent))
        self.assertEqual(days.pop("WORK100"), 22)
        self.assertEqual(
            days,
            {f"LEAVE{self.sick.id}": -2, f"LEAVE{self.personal.id}": -1, "GLOBAL": -1},
        )

    def test_payrolls_wizard_gives_the_same_codes(self):
        self.agent.version_id.struct_id = self.make_structure(("ONE", "result = 1"))
        slip = self.make_batch(self.agent)
        self.assertIn(f"LEAVE{self.sick.id}", self.days(slip))
        self.lock()
        slip.compute_sheet()
        self.assertEqual(self.days(slip)["GLOBAL"], -1)

    def test_codes_of_work_entry_types(self):
        """With hr_work_entry_holidays: codes kept, empty ones filled, equal ones added
        up."""
        types = {self.sick: "SICK"}
        self.assertEqual(
            self.days_by_type(types),
            {"SICK": -2, f"LEAVE{self.personal.id}": -1, "GLOBAL": -1, "WORK100": 22},
        )
        types = {self.sick: "SICK", self.personal: "SICK"}
        self.assertEqual(
            self.days_by_type(types), {"SICK": -3, "GLOBAL": -1, "WORK100": 22}
        )

    def days_by_type(self, codes):
        """Worked days of a slip where leave types have work entry types."""

        class WorkEntryType:
            sequence = 5

            def __init__(self, leave_type):
                self.code = codes.get(leave_type, False)

        LeaveType = type(self.env["hr.leave.type"])
        types = property(lambda leave_type: WorkEntryType(leave_type.sudo(False)))
        codes = {leave_type.sudo(False): code for leave_type, code in codes.items()}
        slip = self.make_slip(self.agent, contract_id=self.agent.version_id.id)
        with patch.object(LeaveType, "work_entry_type_id", types, create=True):
            rows = slip.get_worked_day_lines(
                slip.contract_id, slip.date_from, slip.date_to
            )
        slip.worked_days_line_ids = [Command.create(row) for row in rows]
        return self.days(slip)


@tagged("post_install", "-at_install")
class TestPayrollSchema(PayrollCase):
    def test_indexes(self):
        """Without them every slip reads the whole history of lines."""
        for table, column in INDEXES:
            with self.subTest(column=column):
                self.env.cr.execute(
                    "SELECT 1 FROM pg_indexes WHERE tablename = %s "
                    "AND indexdef ~ ('\\(' || %s || '\\)$')",
                    [table, column],
                )
                self.assertTrue(self.env.cr.fetchone())

    def test_colleagues_read_employees_without_payroll_fields(self):
        user = new_test_user(self.env, "colleague", "base.group_user")
        employees = self.env["hr.employee"].with_user(user).search([])
        rows = employees.read([])
        for name in ("struct_id", "schedule_pay", "slip_ids"):
            self.assertTrue(self.agent._fields[name].groups, name)
            self.assertNotIn(name, rows[0])

    def test_employee_writes_the_structure_of_its_version(self):
        structure = self.make_structure(("ONE", "result = 1"))
        agent = self.agent.with_user(self.officer)
        agent.struct_id = structure
        agent.schedule_pay = "weekly"
        self.assertEqual(self.agent.version_id.struct_id, structure)
        self.assertEqual(self.agent.version_id.schedule_pay, "weekly")


@tagged("post_install", "-at_install")
class TestFieldsAccess(core.TestPayrollFieldsAccess, BaseCommon):
    """Core's own test of HR fields, which fails with payroll alone."""

    def test_payrolls_view_may_change(self):
        """Ours does not break where payroll no longer shows the company there."""
        view = self.env.ref("payroll.hr_contract_view_form")
        view.arch = view.arch.replace(
            '<field name="company_id" groups="base.group_multi_company"/>', ""
        )
        self.assertNotIn("company_id", view.arch)
        self.test_payroll_fields_are_hidden_to_non_payroll_users_in_version_form_view()
