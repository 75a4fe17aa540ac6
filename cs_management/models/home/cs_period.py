from odoo import api, models

from ..cs_period_run import Run

# Steps that write facts or look behind locks; an estimate takes facts as they stand.
LEFT_OUT = {
    "_step_exams",
    "_step_merits",
    "_step_appealed_credits",
    "_step_review_cases",
    "_step_store",
}
LATE = "_step_late_"
# Before it agents are compared with each other; from it on each is paid alone.
ALONE = "_step_pay"


class CsPeriod(models.Model):
    """The running month of one agent by the pipeline's own steps, nothing stored.

    In ``run.facts["home"]``: how many are ranked in the agent's team.
    """

    _inherit = "cs.period"

    def _estimate(self, employee_id):
        """What the month comes to for an agent by the facts of now.

        The rest of the month counts as planned: days that have not passed are worked.
        Everybody is scored and their sales summed, for ranks, pool and prizes; days and
        pay are the one agent's. What changed behind locked months is left out, and so
        is what only the month's end finds. Where the pipeline has run with the same
        facts, it is what the statement says.

        :return: the run, of which the agent is the only one; none of them if the agent
            has no place in the month
        :raises UserError: if nobody could be computed, for want of a policy
        """
        self.ensure_one()
        self.env.flush_all()
        # sudo: only what the agent may know of it is shown
        period = self.sudo().with_company(self.company_id)
        run = Run.of(period)
        run.is_dry, run.only = True, employee_id
        for name in period._estimate_steps():
            if name == ALONE:
                run.facts["home"] = period._ranked_beside(run)
                run.agents = {
                    key: agent for key, agent in run.agents.items() if key == run.only
                }
            getattr(period, name)(run)
        return run

    def _estimate_steps(self):
        """Hook: the steps of the pipeline that read only when ``run.is_dry``."""
        return [
            name
            for name in self._pipeline()
            if name not in LEFT_OUT and not name.startswith(LATE)
        ]

    @api.model
    def _estimated_team(self, run):
        """How many of the agent's team are ranked, themselves among them."""
        return run.facts["home"]

    @api.model
    def _ranked_beside(self, run):
        agent = run.agents.get(run.only)
        if not agent:
            return 0
        return sum(
            other.department_id == agent.department_id
            and bool(other.values.get("rank"))
            for other in run.agents.values()
        )
