from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import segments
from ..engine.money import to_decimal


class HrVersion(models.Model):
    _inherit = "hr.version"

    cs_level_id = fields.Many2one(
        "cs.level",
        string="Agent Level",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        ondelete="restrict",
        help="With a level and a contract, the employee is an agent from this date.",
    )

    @api.model
    def _get_whitelist_fields_from_template(self):
        return [*super()._get_whitelist_fields_from_template(), "cs_level_id"]

    @api.onchange("cs_level_id")
    def _onchange_cs_level_id(self):
        """The level proposes wage and start where somebody chose none."""
        self.cs_level_id._propose(self)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        """A locked statement keeps the contract that its payslip is made for."""
        # sudo: HR without a customer service role cannot read statements
        locked = (
            self.env["cs.statement"]
            .sudo()
            .search(
                [("version_id", "in", self.ids), ("state", "=", "locked")],
                limit=1,
            )
        )
        if locked:
            raise UserError(
                self.env._(
                    "%(statement)s is locked and rests on this version: archive it "
                    "instead. The difference counts in the next open period.",
                    statement=locked.display_name,
                )
            )

    @api.model
    def _cs_version_on(self, employee, day):
        """SQL: the version in force, to be joined ``ON TRUE``; at most one row.

        As ``engine.segments.version_on`` finds it: before the first one, the first one.

        :param employee: SQL of the employee's id
        :param day: SQL of the day, a date
        """
        return SQL(
            """
            LATERAL (
                SELECT dated.* FROM hr_version AS dated
                 WHERE dated.employee_id = %(employee)s AND dated.active
                 ORDER BY dated.date_version > %(day)s,
                          ABS(dated.date_version - %(day)s)
                 LIMIT 1
            )
            """,
            employee=employee,
            day=day,
        )

    @api.model
    def _cs_own_pay(self):
        """Hook: fields of monthly amounts, beside the wage, that are one's own."""
        return []

    @api.model
    def _cs_of_employees(self, employee_ids):
        """Versions of employees as the engine takes them, in one query.

        :return: ``{employee_id: [engine.segments.Version]}``, oldest first
        """
        # sudo: wages go into base pay only; nobody is shown what is read here
        versions = self.sudo().search_fetch(
            [("employee_id", "in", list(employee_ids))],
            [
                "employee_id",
                "date_version",
                "contract_date_start",
                "contract_date_end",
                "cs_level_id",
                "wage",
                "resource_calendar_id",
                "department_id",
                *self._cs_own_pay(),
            ],
            order="date_version",
        )
        found = defaultdict(list)
        for version in versions:
            found[version.employee_id.id].append(
                segments.Version(
                    id=version.id,
                    date=version.date_version,
                    contract_start=version.contract_date_start or None,
                    contract_end=version.contract_date_end or None,
                    level=version.cs_level_id.id or None,
                    wage=to_decimal(version.wage),
                    calendar=version.resource_calendar_id.id or None,
                    department=version.department_id.id or None,
                    own=tuple(
                        (name, to_decimal(version[name]))
                        for name in self._cs_own_pay()
                        if version[name]
                    ),
                )
            )
        return found
