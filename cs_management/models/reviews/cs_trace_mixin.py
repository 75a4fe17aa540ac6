from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    def _trace_arg(self, key, value):
        if key == "part":
            return self.env["cs.review"]._part_label(value)
        return super()._trace_arg(key, value)

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "review.away": self.env._("Away for the whole period."),
            "review.away_for_long": self.env._(
                "Away for more than %(months)s months of the year."
            ),
            "review.points": self.env._("The lines add up to %(points)s points"),
            "review.part": self.env._(
                "%(part)s: %(points)s of %(most)s points, weight %(weight)s %%"
            ),
            "review.weighted": self.env._(
                "By the weights of the parts (%(weights)s %% together): %(points)s "
                "points"
            ),
            "review.left_out": self.env._(
                "Lines that do not apply leave a total of %(total)s and a bar of "
                "%(bar)s"
            ),
            "review.calibrated": self.env._(
                "Calibrated by %(change)s: %(points)s points"
            ),
            "review.passed": self.env._(
                "KPI sheet: %(points)s of %(total)s points, passed from %(bar)s on"
            ),
            "review.failed": self.env._(
                "KPI sheet: %(points)s of %(total)s points, not passed below %(bar)s: "
                "no bonus"
            ),
            "kpi.amount": self.env._(
                "KPI bonus %(amount)s x %(share)s %% of the month"
            ),
            "kpi.rate": self.env._("KPI bonus %(rate)s %% of base pay %(base)s"),
            "case.review": self.env._(
                "KPI sheets failed running: %(count)s, the last one of %(period)s"
            ),
        }
