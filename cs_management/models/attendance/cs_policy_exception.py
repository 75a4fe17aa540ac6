from odoo import api, fields, models

LEVELS = [("1", "One approval"), ("2", "Two approvals")]
DEFAULT_LEVELS = {
    "off_site": "2",
    "missed_punch": "1",
    "extension": "1",
    "overtime": "2",
    "proxy": "1",
}


def _levels(kind, string, text):
    return fields.Selection(
        LEVELS, string=string, required=True, default=DEFAULT_LEVELS[kind], help=text
    )


class CsPolicy(models.Model):
    """Chapter "Attendance": who approves exceptions, and until when (R1.2, R1.42)."""

    _inherit = "cs.policy"

    exception_levels_off_site = _levels(
        "off_site",
        "Off-site Work",
        "The leader, then a higher one or HR.",
    )
    exception_levels_missed_punch = _levels(
        "missed_punch", "Missed Punch", "One leader confirms the day."
    )
    exception_levels_extension = _levels(
        "extension", "Shift Ran On", "Until the last conversation was over."
    )
    exception_levels_overtime = _levels(
        "overtime", "Overtime and Holiday Work", "Both levels agree."
    )
    exception_levels_proxy = _levels(
        "proxy", "Proxy Punching", "Leaders and HR record it."
    )
    exception_notice_days = fields.Integer(
        string="Notice (Days)",
        default=1,
        help="Off-site work and overtime are asked for so many days ahead.",
    )
    exception_after = fields.Boolean(
        string="Urgent Ones at Short Notice",
        default=True,
        help="Urgent requests are accepted later and afterwards, with a note whom the "
        "agent told before.",
    )
    exception_after_days = fields.Integer(
        string="Days Afterwards",
        default=14,
        help="Later nobody but HR may ask for an exception, unless the week is "
        "published and waits for answers. 0: as long as the week is not closed.",
    )

    _exception_figures = models.Constraint(
        "CHECK (exception_notice_days >= 0 AND exception_after_days >= 0)",
        "Days of notice and days afterwards cannot be negative.",
    )

    def _exception_levels(self, kind):
        """How many approvals a kind of exception needs; without a policy as usual."""
        return int(self[f"exception_levels_{kind}"] or DEFAULT_LEVELS[kind])

    @api.model
    def _exception_articles(self):
        """What the document says of exceptions."""
        return [
            *(f"exception_levels_{kind}" for kind in DEFAULT_LEVELS),
            "exception_notice_days",
            "exception_after",
            "exception_after_days",
        ]
