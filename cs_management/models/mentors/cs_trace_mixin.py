from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_named(self):
        return super()._trace_named() | {
            "starter": "hr.employee",
            "cohort": "cs.mentor.cohort",
        }

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            "prize.mentor": self.env._(
                "%(starter)s passed the trial after %(days)s days: place %(place)s of "
                "%(cohort)s - %(amount)s"
            ),
            "prize.mentor_tied": self.env._(
                "%(agents)s were equally fast: %(amount)s for each of their mentors"
            ),
        }
