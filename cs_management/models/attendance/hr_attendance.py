from datetime import timedelta

from odoo import api, fields, models

DAY = timedelta(days=1)


class HrAttendance(models.Model):
    """Punches: a change has the days that it may belong to classified again."""

    _inherit = "hr.attendance"

    cs_workday_id = fields.Many2one(
        "cs.workday",
        string="Workday",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The agent's day that this punch counts for.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("cs_absence_cron"):
            vals_list = self._cs_without_those_at_work(vals_list)
        punches = super().create(vals_list)
        punches._cs_refresh(punches._cs_days())
        return punches

    def write(self, vals):
        facts = {"employee_id", "check_in", "check_out", "in_mode", "out_mode"}
        concerned = not facts.isdisjoint(vals)
        before = self._cs_days() if concerned else set()
        result = super().write(vals)
        if concerned:
            self._cs_refresh(before | self._cs_days())
        return result

    def unlink(self):
        days = self._cs_days()
        result = super().unlink()
        self._cs_refresh(days)
        return result

    def _cs_days(self):
        """Days that the punches may belong to: their own and the neighbours'."""
        days = set()
        if not self.env["cs.workday"]._is_wanted():
            return days
        for punch in self:
            day = punch.check_in.date() - DAY
            while day <= (punch.check_out or punch.check_in).date() + DAY:
                days.add((punch.employee_id.id, day))
                day += DAY
        return days

    def _cs_departure(self):
        """The departure; one that Odoo made up is none."""
        self.ensure_one()
        made_up = self.out_mode in ("auto_check_out", "technical")
        return None if made_up else self.check_out or None

    @api.model
    def _cs_refresh(self, days):
        # sudo: whoever punches has their day classified; results come from facts
        self.env["cs.workday"].sudo()._refresh(days)

    @api.model
    def _cron_absence_detection(self):
        """Not fail for everybody because one person works over midnight.

        Odoo makes the technical attendances of all who were absent in one batch.
        """
        return super(
            HrAttendance, self.with_context(cs_absence_cron=True)
        )._cron_absence_detection()

    @api.model
    def _cs_without_those_at_work(self, vals_list):
        """Values of those who were not at work at the technical moment."""
        if not vals_list:
            return vals_list
        moments = [fields.Datetime.to_datetime(vals["check_in"]) for vals in vals_list]
        # sudo: the cron looks at everybody's punches
        at_work = self.sudo().search_fetch(
            [
                ("employee_id", "in", [vals["employee_id"] for vals in vals_list]),
                ("check_in", "<=", max(moments) + DAY),
                "|",
                ("check_out", "=", False),
                ("check_out", ">", min(moments)),
            ],
            ["employee_id", "check_in", "check_out"],
        )
        by_agent = at_work.grouped(lambda punch: punch.employee_id.id)
        none = self.browse()
        return [
            vals
            for vals, moment in zip(vals_list, moments, strict=True)
            if not any(
                punch.check_in <= moment + timedelta(seconds=1)
                and (not punch.check_out or punch.check_out > moment)
                for punch in by_agent.get(vals["employee_id"], none)
            )
        ]
