from odoo import api, models


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_named(self):
        return super()._trace_named() | {"career_grade": "cs.policy.grade"}

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            **self._career_messages(),
            **self._career_messages_down(),
        }

    @api.model
    def _career_messages(self):
        """What is there of what a level asks for (R5.10-R5.13, R5.19)."""
        return {
            "career.service": self.env._(
                "Months of service: %(months)s, asked: %(bound)s"
            ),
            "career.tenure": self.env._(
                "Months at the level: %(months)s, asked: %(bound)s"
            ),
            "career.mean_rank": self.env._(
                "Mean rank of %(months)s months: %(value)s, asked: %(bound)s or better"
            ),
            "career.mean_score": self.env._(
                "Mean score of %(months)s months: %(value)s, asked: grade "
                "%(career_grade)s"
            ),
            "career.small_team": self.env._(
                "A team of %(team)s or fewer has no ranks. Mean score of %(months)s "
                "months: %(value)s, asked: grade %(career_grade)s"
            ),
            "career.grades_row": self.env._(
                "Quarters running graded %(career_grade)s or better: %(value)s, "
                "asked: %(window)s"
            ),
            "career.grade_once": self.env._(
                "Quarters graded %(career_grade)s or better: %(value)s, asked: 1"
            ),
            "career.titles": self.env._(
                "Titles of excellent agent: %(value)s, asked: %(bound)s"
            ),
            "career.sanctions": self.env._(
                "Sanctions that count: %(value)s, at most %(bound)s"
            ),
            "career.judged": self.env._(
                "Judged by whoever recommends: %(value)s of %(bound)s qualities"
            ),
            "career.no_score": self.env._("Too few months with a score: %(months)s"),
            "career.case_open": self.env._("A dismissal case is open"),
            "career.case_none": self.env._("No dismissal case is open"),
        }

    @api.model
    def _career_messages_down(self):
        """What is there of what leads down (R5.14-R5.16)."""
        return {
            "career.service_within": self.env._(
                "Whole months of service: %(months)s, it counts within %(bound)s"
            ),
            "career.tenure_within": self.env._(
                "Whole months at the level: %(months)s, it counts within %(bound)s"
            ),
            "career.mean_rank_outside": self.env._(
                "Mean rank of %(months)s months: %(value)s, too low if worse than "
                "%(bound)s"
            ),
            "career.mean_score_under": self.env._(
                "Mean score of %(months)s months: %(value)s, too low if below grade "
                "%(career_grade)s"
            ),
            "career.small_team_under": self.env._(
                "A team of %(team)s or fewer has no ranks. Mean score of %(months)s "
                "months: %(value)s, too low if below grade %(career_grade)s"
            ),
            "career.rank_outside": self.env._(
                "Months running outside the first %(bound)s: %(value)s of %(window)s"
            ),
            "career.grades_row_under": self.env._(
                "Quarters running graded %(career_grade)s or worse: %(value)s of "
                "%(window)s"
            ),
            "career.grade_once_under": self.env._(
                "Quarters graded %(career_grade)s or worse: %(value)s"
            ),
            "career.grade_under": self.env._(
                "Quarters below grade %(career_grade)s: %(value)s"
            ),
            "career.titles_under": self.env._(
                "Titles of excellent agent: %(value)s, too few if below %(bound)s"
            ),
            "career.sanctions_under": self.env._(
                "Sanctions that count: %(value)s, too many if more than %(bound)s"
            ),
            "career.failed_reviews": self.env._(
                "Reviews running failed: %(value)s of %(window)s"
            ),
        }
