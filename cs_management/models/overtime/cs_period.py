from collections import defaultdict

from odoo import api, models

from ...engine.money import round_money, to_decimal
from ...engine.trace import plain, step
from ..cs_period_run import Line


class CsPeriod(models.Model):
    """Overtime in the pipeline: ``CS_OVERTIME`` by rate and wage (R1.20, R1.21)."""

    _inherit = "cs.period"

    @api.model
    def _time_codes(self):
        return [*super()._time_codes(), "CS_OVERTIME"]

    def _time_lines(self, run, time):
        return [*super()._time_lines(run, time), *self._overtime_lines(run, time)]

    def _overtime_lines(self, run, time):
        """One line per rate under each wage of the period."""
        lines = []
        longer = time.workdays.filtered("overtime_hours")
        for part in time.segments if longer else ():
            minutes = defaultdict(int)
            for row in longer:
                if part.holds(row.date):
                    rate = to_decimal(row.overtime_rate)
                    minutes[rate] += round(row.overtime_hours * 60)
            wage = self._day_wage(run, time, part)
            lines += [
                self._overtime_line(run, part, wage, count, rate)
                for rate, count in sorted(minutes.items())
            ]
        return lines

    def _overtime_line(self, run, part, wage, minutes, rate):
        gross, how = wage.minutes(minutes)
        amount = round_money(gross * rate / 100, run.rounding)
        return Line(
            "CS_OVERTIME",
            amount,
            base=round_money(wage.hour, run.rounding),
            rate=rate,
            steps=(how, step("overtime.hours", rate=rate, amount=amount)),
            key=f"overtime:{plain(rate)}:{part.first.isoformat()}",
        )
