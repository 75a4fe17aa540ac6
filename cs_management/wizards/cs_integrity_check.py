from odoo import api, fields, models
from odoo.exceptions import AccessError


class CsIntegrityCheck(models.TransientModel):
    """Is every locked month as it was sealed? The answer, as it was found."""

    _name = "cs.integrity.check"
    _description = "Integrity Report"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    checked_on = fields.Datetime(readonly=True)
    result = fields.Selection(
        [
            ("sound", "Everything is as it was sealed"),
            ("broken", "Something is not as it was sealed"),
            ("empty", "No month is locked yet"),
        ],
        readonly=True,
    )
    first_fault = fields.Text(readonly=True)
    link_count = fields.Integer(string="Links", readonly=True)
    statement_count = fields.Integer(string="Statements Sealed", readonly=True)
    first_hash = fields.Char(readonly=True)
    last_hash = fields.Char(readonly=True)
    more_count = fields.Integer(string="Further Faults", readonly=True)
    month_ids = fields.One2many(
        "cs.integrity.check.line",
        "check_id",
        string="Months",
        domain=[("kind", "=", "month")],
        readonly=True,
    )
    fault_ids = fields.One2many(
        "cs.integrity.check.line",
        "check_id",
        string="Faults",
        domain=[("kind", "=", "fault")],
        readonly=True,
    )
    removal_ids = fields.One2many(
        "cs.integrity.check.line",
        "check_id",
        string="Removed under a Rule",
        domain=[("kind", "=", "removal")],
        readonly=True,
    )

    @api.depends("company_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for check in self:
            check.display_name = self.env._(
                "Integrity Report, %(company)s", company=check.company_id.name
            )

    def action_check(self):
        """Verify the chain of the company, and show what was found."""
        self.ensure_one()
        user = self.env.user
        if not user._cs_is_officer() or self.company_id not in user.company_ids:
            raise AccessError(
                self.env._("Only HR officers of a company verify its locked months.")
            )
        # sudo: all that was sealed is read; an officer of the company may see it
        check = self.env["cs.seal"].sudo()._verify(self.company_id)
        # sudo: nobody writes what was found
        self.sudo().write(self._values_of(check))
        return True

    def _values_of(self, check):
        lines = [fields.Command.clear()]
        lines += [
            fields.Command.create(
                {
                    "kind": "month",
                    "number": month.number,
                    "period_id": month.period,
                    "statement_count": len(month.statements),
                    "is_late": month.is_late,
                    "is_sound": month.is_sound,
                }
            )
            for month in sorted(check.months.values(), key=lambda row: row.number)
        ]
        lines += [
            fields.Command.create(
                {
                    "kind": "fault",
                    "number": fault.number,
                    "period_id": fault.period,
                    "employee_id": fault.employee,
                    "text": fault.text,
                }
            )
            for fault in check.faults
        ]
        lines += [
            fields.Command.create(
                {
                    "kind": "removal",
                    "number": removal.number,
                    "period_id": removal.period,
                    "text": removal.text,
                }
            )
            for removal in check.removed
        ]
        result = "sound" if check.links else "empty"
        return {
            "checked_on": fields.Datetime.now(),
            "result": "broken" if check.faults else result,
            "first_fault": check.faults[0].text if check.faults else False,
            "link_count": check.links,
            "statement_count": check.statements,
            "first_hash": check.first,
            "last_hash": check.last,
            "more_count": check.more,
            "month_ids": lines,
        }
