from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("off_site", "Off-site work"),
    ("missed_punch", "Missed punch"),
    ("extension", "Shift ran on"),
    ("overtime", "Overtime"),
    ("proxy", "Proxy punching"),
]


class CsAttendanceException(models.Model):
    """What punches do not show: off-site work, a missed punch, overtime (R1.2, R1.3).

    Approved, it counts; until then the day is what the punches say.
    """

    _name = "cs.attendance.exception"
    _description = "Attendance Exception"
    _inherit = [
        "cs.fact.mixin",
        "cs.evidence.mixin",
        "cs.notify.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _mail_post_access = "read"

    kind = fields.Selection(KINDS, required=True, default="missed_punch", tracking=True)
    side = fields.Selection(
        [("in", "Arrival"), ("out", "Departure"), ("both", "Both")],
        string="Which Punch",
        default="in",
    )
    start = fields.Datetime(string="From", tracking=True)
    stop = fields.Datetime(string="To", tracking=True)
    other_employee_id = fields.Many2one(
        "hr.employee",
        string="Punched For",
        check_company=True,
        ondelete="restrict",
        help="The other one of a proxy punch (R1.7).",
    )
    reason = fields.Text()
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Evidence", bypass_search_access=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Requested"),
            ("first_approved", "Approved Once"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        string="Status",
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    _hours = models.Constraint(
        "CHECK (stop IS NULL OR start IS NULL OR stop > start)",
        "An exception ends after it begins.",
    )

    @api.depends("kind", "employee_id", "date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            record.display_name = (
                f"{kinds.get(record.kind)}, {record.employee_id.name or ''}, "
                f"{record.date or ''}"
            )

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {"state"}

    def _days(self):
        """The agents' days that the exceptions concern."""
        return {
            (agent.id, record.date)
            for record in self
            for agent in record.employee_id | record.other_employee_id
        }

    def _set_state(self, state):
        """Set the status; the days concerned are classified again."""
        days = self._days()
        if state == "approved":
            self._post()
        self._store({"state": state})
        # sudo: results come from facts, whoever decided
        self.env["cs.workday"].sudo()._refresh(days)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if self.filtered(lambda record: record.state == "approved"):
            raise UserError(
                self.env._("An approved exception stays on file: refuse it instead.")
            )
