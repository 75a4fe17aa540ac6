from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import round_money, to_decimal


class CsExam(models.Model):
    """Marks from Odoo's surveys, where that addon is installed (R9.7).

    Nothing here depends on it: without it there is nothing to choose.
    """

    _inherit = "cs.exam"

    survey_ref = fields.Reference(
        selection="_survey_models",
        string="Survey",
        copy=False,
        help="The certification that the agents took: who finished it gets its score "
        "in per cent of full marks; a second attempt is the retake.",
    )
    has_surveys = fields.Boolean(compute="_compute_has_surveys")
    survey_name = fields.Char(
        string="Survey Taken",
        compute="_compute_has_surveys",
        help="The survey that HR has chosen.",
    )
    can_choose_survey = fields.Boolean(
        compute="_compute_has_surveys",
        help="Only who may read surveys chooses one; whoever leads takes its marks.",
    )

    @api.model
    def _survey_models(self):
        # Chosen by name: the addon may not be there.
        name = "survey.survey"
        return [(name, self.env._("Survey"))] if name in self.env else []

    @api.depends("survey_ref")
    @api.depends_context("uid")
    def _compute_has_surveys(self):
        models = self._survey_models()
        may_read = bool(models) and self.env[models[0][0]].has_access("read")
        for exam in self:
            exam.can_choose_survey = may_read
            exam.has_surveys = bool(models)
            # sudo: the name of the survey that HR has chosen
            chosen = bool(models) and exam.sudo().survey_ref
            exam.survey_name = chosen and chosen.display_name

    def action_take_survey(self):
        """Take the marks of those on the list from the finished attempts."""
        self.ensure_one()
        self._check_editable()
        self._raise_why(self._why_not_lead())
        if not self.survey_ref:
            raise UserError(
                self.env._(
                    "%(exam)s: choose the survey that the agents took.",
                    exam=self.display_name,
                )
            )
        taken = self._take_attempts(self._survey_attempts())
        if not taken:
            raise UserError(
                self.env._(
                    "%(survey)s: nobody on the list has finished it.",
                    survey=self.survey_name,
                )
            )
        return True

    def _survey_attempts(self):
        """Finished attempts of the survey, the first one first.

        :return: ``[(res.partner, per cent of the score, day)]``
        """
        # sudo: of a survey only who finished it is taken, when, and with which score
        inputs = (
            self.env["survey.user_input"]
            .sudo()
            .search(
                [
                    ("survey_id", "=", self.survey_ref.id),
                    ("state", "=", "done"),
                    ("test_entry", "=", False),
                    ("partner_id", "!=", False),
                ],
                order="end_datetime, id",
            )
        )
        clock = self.company_id._cs_clock()
        return [
            (row.partner_id, row.scoring_percentage, clock.day_of(row.end_datetime))
            for row in inputs
        ]

    def _take_attempts(self, attempts):
        """Write the attempts of each agent's user: the first marks, then a retake.

        :return: the results that got marks
        """
        taken = self.env["cs.exam.result"]
        # sudo: which user and contact an agent has, to find their attempts
        own = {
            row.employee_id.sudo().user_id.partner_id: row for row in self.result_ids
        }
        by_result = {}
        for partner, percent, day in attempts:
            if row := own.get(partner):
                by_result.setdefault(row, []).append((percent, day))
        for row, found in by_result.items():
            (percent, _day), *more = found
            values = {"state": "marked", "marks": self._marks_of(percent)}
            if more:
                percent, day = more[-1]
                values |= {
                    "has_retake": True,
                    "retake_marks": self._marks_of(percent),
                    "retake_date": day,
                }
            row.write(values)
            taken |= row
        return taken

    def _marks_of(self, percent):
        share = to_decimal(percent) * to_decimal(self.full_marks) / 100
        return float(round_money(share))
