from odoo import models

from ...engine.money import to_decimal
from ...engine.trace import step


class CsPeriod(models.Model):
    """Mentor prizes in the pipeline (R2.11).

    In ``run.facts["mentors"]``: mentorships with a prize, by the mentor's id.
    """

    _inherit = "cs.period"

    def _fact_employee_ids(self):
        """A mentor who has left since gets the prize as well."""
        paid = self._prized_mentorships()
        return super()._fact_employee_ids() | set(paid.mentor_id.ids)

    def _prized_mentorships(self):
        """Mentorships whose cohort was closed in this period, with a prize."""
        return self.env["cs.mentorship"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("cohort_id.state", "=", "closed"),
                ("cohort_id.date_closed", ">=", self.date_from),
                ("cohort_id.date_closed", "<=", self.date_to),
                ("prize", ">", 0),
            ],
            order="id",
        )

    def _step_mentors(self, run):
        """The prizes of closed cohorts, to the mentors (R2.11)."""
        prized = self._prized_mentorships().grouped(lambda row: row.mentor_id.id)
        run.facts_of("mentors", dict).update(prized)

        def settle(agent):
            for row in prized.get(agent.employee_id, ()):
                amount = to_decimal(row.prize)
                how = [
                    step(
                        "prize.mentor",
                        starter=row.employee_id.id,
                        days=row.days,
                        place=row.place,
                        cohort=row.cohort_id.id,
                        amount=amount,
                    )
                ]
                if row.tied > 1:
                    how.append(
                        step("prize.mentor_tied", agents=row.tied, amount=amount)
                    )
                self._add_prize(agent, f"mentor:{row.id}", amount, *how)

        self._each(run, settle)
