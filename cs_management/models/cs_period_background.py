from odoo import api, fields, models
from odoo.exceptions import UserError

from .cs_background_mixin import ACTIVE
from .cs_period_job import CRON, Turn

OFFICER = "cs_management.group_cs_officer"
# More agents than this take seconds rather than a moment.
LONG_AGENTS = 300


class CsPeriod(models.Model):
    """The steps of a long period run in the background, and say how far they are.

    Small companies notice nothing of it: their buttons do at once what they say. Hooks
    for chapters: :meth:`_is_long`, :meth:`_step_names`.
    """

    _inherit = "cs.period"

    job_ids = fields.One2many(
        "cs.period.job", "period_id", string="Background Steps", groups=OFFICER
    )
    job_id = fields.Many2one(
        "cs.period.job",
        compute="_compute_job",
        string="Background Step",
        groups=OFFICER,
    )
    job_state = fields.Selection(
        selection=lambda self: self.env["cs.period.job"]
        ._fields["state"]
        ._description_selection(self.env),
        compute="_compute_job",
        string="Background Status",
        groups=OFFICER,
    )
    job_text = fields.Text(
        compute="_compute_job", string="In the Background", groups=OFFICER
    )
    job_done = fields.Integer(
        compute="_compute_job", string="Parts Done", groups=OFFICER
    )
    job_total = fields.Integer(
        compute="_compute_job", string="Parts to Do", groups=OFFICER
    )
    job_is_lost = fields.Boolean(
        compute="_compute_job",
        groups=OFFICER,
        help="Nothing has been heard of it for minutes.",
    )

    @api.depends("job_ids.state", "job_ids.note", "job_ids.is_seen")
    @api.depends_context("lang")
    def _compute_job(self):
        """The last step in the background, as long as there is something to see."""
        for period in self:
            job = period.job_ids.sorted("id")[-1:]
            if job.is_seen or (job.state == "done" and not job.note):
                job = job.browse()
            progress = job.progress_ids
            period.job_id, period.job_state = job, job.state
            period.job_text = job and job._text()
            period.job_done, period.job_total = progress.done, progress.total
            period.job_is_lost = job and job._is_lost()

    # ------------------------------------------------------------------
    # Pressing a button
    # ------------------------------------------------------------------

    def _press(self, kind):
        """Do a step of each period, at once or in the background.

        It is ``_do_<kind>``, where ``_check_can_<kind>`` does not raise.
        """
        for period in self.sorted("date_from"):
            period._check_officer()
            period._take_turn()
            getattr(period, f"_check_can_{kind}")()
            if not period._start_job(kind):
                getattr(period, f"_do_{kind}")()
        return True

    def _start_job(self, kind):
        """Have a step of a long period done in the background.

        :return: whether it will be; else the caller does it now
        """
        self.ensure_one()
        # sudo: who may press the button has the step done, wherever
        period = self.sudo()
        cron = period.env.ref(CRON, raise_if_not_found=False)
        if not (cron and cron.active and self._is_long()):
            return False
        period.env["cs.period.job"].create(
            {"period_id": self.id, "kind": kind, "user_id": self.env.uid}
        )
        cron._trigger()
        return True

    def _is_long(self):
        """Hook: whether the steps of the period take longer than a moment."""
        # sudo: they are only counted
        agents = self.env["hr.employee"].sudo()
        domain = [("company_id", "=", self.company_id.id), ("cs_level_id", "!=", False)]
        return agents.search_count(domain, limit=LONG_AGENTS + 1) > LONG_AGENTS

    def _take_turn(self):
        """Nobody comes between a step and its turn in the background."""
        result = super()._take_turn()
        # sudo: only that there is one is told, to whoever comes between
        jobs = self.env["cs.period.job"].sudo()
        domain = [("period_id", "in", self.ids), ("state", "in", ACTIVE)]
        job = jobs.search(domain, limit=1)
        if job and job.id != Turn.of(self.env):
            raise UserError(
                self.env._(
                    "%(step)s waits or runs in the background. Wait until it is done.",
                    step=job._title(),
                )
            )
        return result

    # ------------------------------------------------------------------
    # Telling how far it is
    # ------------------------------------------------------------------

    @api.model
    def _tell(self, step, done, total):
        """Tell how far the step is, where it runs in the background."""
        if job_id := Turn.of(self.env):
            self.env["cs.period.progress"]._tell(job_id, step, done, total)

    @api.model
    def _step_names(self):
        """Hook: what users read while a step of the pipeline runs, by its method.

        A step without a name is told by its number alone.
        """
        return {
            "_step_collect_credits": self.env._("the orders' credits"),
            "_step_agents": self.env._("agents and their levels"),
            "_step_attendance": self.env._("workdays"),
            "_step_exams": self.env._("exams"),
            "_step_merits": self.env._("merits of the month's end"),
            "_step_entries": self.env._("entries"),
            "_step_score": self.env._("scores"),
            "_step_commission": self.env._("commission"),
            "_step_pool": self.env._("pool"),
            "_step_prizes": self.env._("prizes"),
            "_step_mentors": self.env._("prizes of mentors"),
            "_step_pay": self.env._("base pay"),
            "_step_bonus": self.env._("bonuses"),
            "_step_late_bonus": self.env._("late changes of bonuses"),
            "_step_reviews": self.env._("reviews"),
            "_step_fines": self.env._("fines and rewards"),
            "_step_leave_terms": self.env._("leave"),
            "_step_time": self.env._("overtime, absence and leave"),
            "_step_late_entries": self.env._("late entries"),
            "_step_appealed_credits": self.env._("commission added by appeals"),
            "_step_late_credits": self.env._("late changes of orders"),
            "_step_late_pay": self.env._("late changes of pay"),
            "_step_late_reviews": self.env._("late changes of reviews"),
            "_step_review_cases": self.env._("cases from reviews"),
            "_step_late_time": self.env._("late changes of time"),
            "_step_guarantee": self.env._("the yearly guarantee"),
            "_step_claims": self.env._("losses made good"),
            "_step_protection": self.env._("wage protection"),
            "_step_store": self.env._("statements and credits are stored"),
        }

    # ------------------------------------------------------------------
    # Buttons of what runs
    # ------------------------------------------------------------------

    def action_run_job(self):
        """Run now, in this request, what the server's scheduled actions left."""
        self.ensure_one()
        self._check_officer()
        # sudo: only this scheduled action, which does what was asked for
        return self.env.ref(CRON).sudo().method_direct_trigger()

    def action_cancel_job(self):
        """Take back a step that has not begun."""
        self._check_officer()
        # sudo: the check above is the access right
        job = self.sudo().job_id.filtered(lambda row: row.state == "waiting")
        if not job.try_lock_for_update():
            raise UserError(self.env._("It has begun and can no longer be cancelled."))
        job.unlink()
        return True

    def action_retry_job(self):
        """Try again what failed; what is done already stays, and is not done twice."""
        self.ensure_one()
        self._check_officer()
        self._take_turn()
        # sudo: the check above is the access right
        period = self.sudo()
        job = period.job_id.filtered(lambda row: row.state == "failed")
        job.write({"state": "waiting", "note": False, "user_id": self.env.uid})
        period.env.ref(CRON)._trigger()
        return True

    def action_dismiss_job(self):
        """What failed, or was to be looked at, has been seen."""
        self._check_officer()
        # sudo: the check above is the access right
        jobs = self.sudo().job_id.filtered(lambda row: row.state not in ACTIVE)
        jobs.is_seen = True
        return True
