import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

DATA = "cs_management/data/leave"
# Codes of worked days that payroll itself gives.
RESERVED = ("GLOBAL", "WORK100")


class HrLeaveType(models.Model):
    """Leave of agents: what it pays, how it is counted, who may take it (R1.40-R1.42).

    The figures hold for agents whose policy has the chapter "Leave"; for everybody
    else a type is what Odoo makes of it.
    """

    _inherit = "hr.leave.type"

    cs_pay_rate = fields.Float(
        string="Pay Kept (%)",
        compute="_compute_cs_pay_rate",
        store=True,
        readonly=False,
        digits=(6, 2),
        help="Of the wage of each day of leave. 100: nothing is deducted.",
    )
    cs_day_count = fields.Selection(
        [("working", "Working days"), ("calendar", "Calendar days")],
        string="Days Counted",
        required=True,
        default="working",
        help="Working days are those of the roster, else of the working schedule. "
        "Calendar days include rest days and public holidays.",
    )
    cs_is_sick = fields.Boolean(
        string="Sick Leave",
        help="A day pays no less than the company's floor, a share of the minimum "
        "wage. Somebody else may ask for it, too.",
    )
    cs_max_days = fields.Float(
        string="Days at Most",
        digits=(6, 2),
        help="Of one continuous leave, counted as above. 0: no limit.",
    )
    cs_max_calendar = fields.Boolean(
        string="In Calendar Days",
        help="Days at most are calendar days, however the leave itself is counted: "
        "two weeks of personal leave are 14 of them.",
    )
    cs_max_hours = fields.Float(
        string="Hours a Day at Most",
        help="Of leave by the hour: one hour a day for nursing. 0: no limit.",
    )
    cs_confirmed_only = fields.Boolean(
        string="After Confirmation",
        help="Not while the agent is at a trial level.",
    )
    cs_note_required = fields.Boolean(
        string="Proof before Approval",
        help="Nobody can approve it without an attachment, a medical note say.",
    )
    cs_needs_hr = fields.Boolean(
        string="HR Approves, Too",
        help="Whatever its length, an HR officer agrees last.",
    )
    cs_min_service_months = fields.Integer(
        string="Months of Service",
        help="Only for agents who have been with the company so long: after "
        "probation, say. With an event, on its day. 0: for all.",
    )
    cs_notice_days = fields.Integer(
        string="Days of Notice",
        default=1,
        help="Asked for so many days ahead, else as an urgent case with the "
        "form on the first day back. 0: no notice.",
    )
    cs_event_limit = fields.Integer(
        string="Begins Within",
        help="Begins so soon after the day of an event: a marriage, a birth. 0: there "
        "is no event.",
    )
    cs_event_unit = fields.Selection(
        [("day", "days"), ("month", "months")],
        string="of the Event",
        required=True,
        default="month",
    )
    cs_no_split = fields.Boolean(
        string="Not Split",
        help="Taken at once: no second leave of this type within a year.",
    )
    cs_payroll_code = fields.Char(
        string="Payslip Code",
        copy=False,
        help="Names this leave among the worked days of a payslip, where its work "
        "entry type has no code. Salary rules find it by this code.",
    )

    _cs_payroll_code_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), cs_payroll_code) WHERE cs_payroll_code IS NOT NULL",
        "Another time off type of the company has this payslip code.",
    )
    _cs_figures = models.Constraint(
        "CHECK (cs_pay_rate BETWEEN 0 AND 100 AND cs_max_days >= 0 "
        "AND cs_min_service_months >= 0 AND cs_notice_days >= 0 "
        "AND cs_event_limit >= 0 AND cs_max_hours >= 0)",
        "Pay kept lies between 0 and 100 %; days and months are not negative.",
    )

    @api.depends("unpaid")
    def _compute_cs_pay_rate(self):
        """Unpaid leave keeps nothing, until somebody enters another figure."""
        for leave_type in self:
            leave_type.cs_pay_rate = 0 if leave_type.unpaid else 100

    @api.constrains("cs_payroll_code")
    def _check_cs_payroll_code(self):
        for leave_type in self:
            code = leave_type.cs_payroll_code
            if not code:
                continue
            if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", code) or code in RESERVED:
                raise ValidationError(
                    self.env._(
                        "%(type)s: the payslip code %(code)s cannot be used. Take "
                        "letters, digits and underscores, beginning with a letter, "
                        "and none of %(reserved)s.",
                        type=leave_type.name,
                        code=code,
                        reserved=", ".join(RESERVED),
                    )
                )

    @api.constrains("cs_note_required", "leave_validation_type")
    def _check_cs_note(self):
        for leave_type in self:
            free = leave_type.leave_validation_type == "no_validation"
            if leave_type.cs_note_required and free:
                raise ValidationError(
                    self.env._(
                        "%(type)s needs a proof before approval, but no approval: "
                        "choose who approves it, or take the proof away.",
                        type=leave_type.name,
                    )
                )

    @api.onchange("cs_note_required")
    def _onchange_cs_note_required(self):
        if self.cs_note_required:
            self.support_document = True

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._cs_ask_for_proof(vals)
        leave_types = super().create(vals_list)
        for leave_type in leave_types:
            if not leave_type.cs_payroll_code:
                leave_type.cs_payroll_code = leave_type._cs_own_code()
        return leave_types

    def write(self, vals):
        self._cs_ask_for_proof(vals)
        return super().write(vals)

    @api.model
    def _cs_ask_for_proof(self, vals):
        if vals.get("cs_note_required"):
            vals["support_document"] = True

    def _cs_own_code(self):
        return f"LEAVE{self.id}"

    # ------------------------------------------------------------------
    # Usual types
    # ------------------------------------------------------------------

    def action_cs_load_usual(self):
        """Make the usual leave types and accrual plans that the company lacks."""
        if not self.env.user.has_group("cs_management.group_cs_manager"):
            raise AccessError(
                self.env._("Only managers of customer service load leave types.")
            )
        # sudo: makes the shipped types only, whatever the role in Time Off
        made = self.sudo()._cs_load_usual(self.env.company)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if made else "info",
                "message": self.env._("The usual leave types are there."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cs_load_usual(self, company):
        """Types of R1.41 by payslip code; what the company has is never changed.

        :return: whether anything was made
        """
        known = self.with_context(active_test=False).search(
            [("company_id", "=", company.id), ("cs_payroll_code", "!=", False)]
        )
        by_code = {leave_type.cs_payroll_code: leave_type for leave_type in known}
        Shift = self.env["cs.shift"]
        made = False
        for row in Shift._read_usual("hr.leave.type", DATA):
            if row["cs_payroll_code"] in by_code:
                continue
            names = row.pop("name")
            leave_type = self.create(
                {
                    **self._cs_usual_values(row),
                    "name": names["en_US"],
                    "company_id": company.id,
                    "country_id": company.country_id.id,
                }
            )
            Shift._translate_name(leave_type, names)
            by_code[leave_type.cs_payroll_code] = leave_type
            made = True
        plans = self.env["hr.leave.accrual.plan"]._cs_load_usual(company, by_code)
        return made or plans

    @api.model
    def _cs_usual_values(self, row):
        """Values of a row of the data file."""
        return {
            name: value == "1" if self._fields[name].type == "boolean" else value
            for name, value in row.items()
            if value != ""
        }
