from datetime import timedelta

from odoo import fields, models

from ...engine import weeks

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class ResCompany(models.Model):
    """The weekly cycle of attendance, and what is an anomaly (R1.3, R1.8)."""

    _inherit = "res.company"

    cs_week_start = fields.Selection(
        WEEKDAYS, string="Week Starts On", required=True, default="5"
    )
    cs_week_publish_day = fields.Selection(
        WEEKDAYS, string="Published On", required=True, default="0"
    )
    cs_week_auto_publish = fields.Boolean(string="Publish by Itself", default=True)
    cs_week_answer_day = fields.Selection(
        WEEKDAYS, string="Answered By", required=True, default="3"
    )
    cs_week_answer_hour = fields.Float(string="Answered Until", default=23 + 59 / 60)
    cs_week_close_day = fields.Selection(
        WEEKDAYS, string="Handed In By", required=True, default="4"
    )
    cs_week_close_hour = fields.Float(string="Handed In Until", default=17)
    cs_week_hours = fields.Float(string="Hours a Week", default=40, digits=(6, 2))
    cs_proxy_seconds = fields.Integer(
        string="Two on One Device within (Seconds)", default=60
    )
    cs_punch_distance = fields.Integer(
        string="Far from the Plan (Minutes)", default=120
    )
    cs_notify_exception = fields.Boolean(string="Tell of Exceptions", default=True)
    cs_notify_week = fields.Boolean(string="Send the Week's Sheet", default=True)

    _cs_attendance_figures = models.Constraint(
        "CHECK (cs_week_answer_hour BETWEEN 0 AND 24 "
        "AND cs_week_close_hour BETWEEN 0 AND 24 AND cs_week_hours >= 0 "
        "AND cs_proxy_seconds >= 0 AND cs_punch_distance >= 0)",
        "Customer service settings: deadlines lie between 0:00 and 24:00, hours, "
        "minutes and seconds are not negative.",
    )

    def _cs_week_start(self, day):
        """First day of the company's attendance week that holds ``day`` (R1.3)."""
        return weeks.week_start(day, int(self.cs_week_start))

    def _cs_week_bounds(self, day):
        """First and last day of that week: overtime goes by it, too (R1.20)."""
        first = self._cs_week_start(day)
        return first, first + timedelta(days=6)

    def _cs_week_deadlines(self, last):
        """When the week that ends with ``last`` is published, answered and closed.

        :return: three instants in naive UTC
        """
        days = weeks.cycle(
            last,
            int(self.cs_week_publish_day),
            int(self.cs_week_answer_day),
            int(self.cs_week_close_day),
        )
        hours = 0, self.cs_week_answer_hour, self.cs_week_close_hour
        return tuple(map(self._cs_clock().at, days, hours))
