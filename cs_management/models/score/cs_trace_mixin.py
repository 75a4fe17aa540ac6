from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "score.base": self.env._("Base score %(points)s"),
            "score.merits": self.env._("Merits +%(points)s"),
            "score.violations": self.env._("Violations %(points)s"),
            "score.penalty": self.env._(
                "Further penalty for %(count)s or more violations (%(severity)s): "
                "%(points)s"
            ),
            "score.cap": self.env._("Limited to the highest score %(points)s"),
            "score.floor": self.env._("Raised to the lowest score %(points)s"),
            "score.total": self.env._("Score %(points)s"),
            "float.rate": self.env._(
                "(score %(score)s - %(reference)s) x %(rate)s = %(amount)s"
            ),
            "float.limit": self.env._("Limited to %(low)s ... %(high)s"),
            "float.waiting": self.env._(
                "Joined on %(joined)s: the first %(months)s months are scored, but "
                "pay does not float"
            ),
            "entry.best_work": self.env._("Best workload and quality of the month"),
            "entry.no_complaint": self.env._("No valid complaint in the month"),
            "entry.base_kept": self.env._("No deduction in the month"),
            "entry.full_attendance": self.env._("Full attendance in the month"),
            "entry.on_call": self.env._("Covered on call: %(shift)s"),
            "case.score": self.env._("Score %(score)s is below %(bound)s"),
            "case.last_rank": self.env._(
                "Last of the team %(months)s periods running, score %(score)s below "
                "%(bound)s"
            ),
        }
