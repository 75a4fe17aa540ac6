from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import mentors, segments
from ...engine.money import to_decimal
from ..cs_decision_mixin import Step
from ..cs_guard_mixin import own_names


class CsMentorCohort(models.Model):
    """New starters who are compared with each other: those of a month, say (R2.11).

    Closing it gives the places; the prizes are paid with the period of that day, and
    stand once it is locked.
    """

    _name = "cs.mentor.cohort"
    _description = "Cohort of New Starters"
    _inherit = [
        "cs.decision.mixin",
        "cs.day.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _decision_depends = ("company_id",)

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        string="Begins",
        required=True,
        default=lambda self: fields.Date.context_today(self),
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        string="Status",
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        group_expand=True,
        tracking=True,
    )
    mentorship_ids = fields.One2many(
        "cs.mentorship", "cohort_id", string="New Starters"
    )
    running_count = fields.Integer(compute="_compute_counts", string="In Trial")
    mentorship_count = fields.Integer(compute="_compute_counts", string="Starters")
    date_closed = fields.Date(
        string="Closed On",
        readonly=True,
        copy=False,
        index=True,
        help="The prizes are paid with the period of this day.",
    )
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    can_close = fields.Boolean(compute="_compute_can")
    can_reopen = fields.Boolean(compute="_compute_can")

    _name_uniq = models.UniqueIndex(
        "(company_id, name)", "There is a cohort of this name already."
    )

    @api.depends("mentorship_ids.state")
    def _compute_counts(self):
        for cohort in self:
            rows = cohort.mentorship_ids
            cohort.mentorship_count = len(rows)
            cohort.running_count = len(rows.filtered(lambda r: r.state == "running"))

    @api.constrains("date_from")
    def _check_date(self):
        for cohort in self:
            cohort._check_day(cohort.date_from)

    def write(self, vals):
        self._check_kept_fields(vals)
        if own_names(vals) and not self.env.su:
            self._check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for cohort in self:
            if cohort.mentorship_ids:
                raise UserError(
                    self.env._(
                        "%(cohort)s has new starters and stays on file.",
                        cohort=cohort.name,
                    )
                )

    def action_close(self):
        """Everybody has passed or left: give the places, and their prizes."""
        return self._decide("close")

    def action_reopen(self):
        return self._decide("reopen")

    @api.readonly
    def action_view_mentorships(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cs_management.cs_mentorship_action"
        )
        return {
            **action,
            "domain": [("cohort_id", "=", self.id)],
            "context": {"default_cohort_id": self.id},
        }

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    @api.model
    def _decision_steps(self):
        return {
            "close": Step(
                ("open",),
                "closed",
                "_why_not_judge",
                signed=("closed_by_id",),
                prepare="_prepare_close",
            ),
            "reopen": Step(
                ("closed",),
                "open",
                "_why_not_judge",
                clears=("closed_by_id", "date_closed"),
                prepare="_prepare_reopen",
            ),
        }

    def _concerned(self):
        """Whose prizes they are."""
        # sudo: who mentors whom, also those of another company by now
        return self.sudo().mentorship_ids.mentor_id.user_id

    def _deciding_teams(self):
        """None: prizes are money, and HR sees to them."""
        return self.env["hr.department"]

    def _is_leader(self):
        return self._is_officer()

    def _why_not_judge(self):
        if self.env.su or self._is_officer():
            return super()._why_not_judge()
        return self.env._(
            "%(cohort)s is closed and reopened by HR: its prizes are money.",
            cohort=self.display_name,
        )

    def _check_editable(self):
        for cohort in self:
            if cohort.state == "closed":
                raise UserError(
                    self.env._(
                        "%(cohort)s is closed and its places stand. Ask HR to reopen "
                        "it.",
                        cohort=cohort.name,
                    )
                )

    # ------------------------------------------------------------------
    # Business
    # ------------------------------------------------------------------

    def _prepare_close(self):
        """Give the places; the day is today, or the first day that is still open."""
        self.mentorship_ids._end_of_leavers()
        running = self.mentorship_ids.filtered(lambda row: row.state == "running")
        if running:
            raise UserError(
                self.env._(
                    "%(cohort)s: %(agents)s have neither passed their trial nor left. "
                    "Say which, or move them to a later cohort.",
                    cohort=self.name,
                    # sudo: names, also of who is of another company by now
                    agents=", ".join(running.sudo().employee_id.mapped("name")),
                )
            )
        day = self.company_id._cs_today()
        # sudo: whoever closes may not make the period
        period, origin = (
            self.env["cs.period"].sudo()._posting(self.company_id, {day})[day]
        )
        period._enter()
        if origin:
            day = period.date_from
        self._give_places()
        return {"date_closed": day}

    def _prepare_reopen(self):
        self._check_open()
        # sudo: places are nobody's to write
        self.mentorship_ids.sudo().write({"place": 0, "tied": 0, "prize": 0})

    def _check_open(self):
        """Raise if the prizes were paid with a locked period; hold it open else."""
        Period = self.env["cs.period"]
        for cohort in self.filtered("date_closed"):
            day = cohort.date_closed
            found = Period._existing_of(cohort.company_id, {day})
            Period.union(*found.values())._enter()
            if (period := found.get(day)) and period.state == "locked":
                raise UserError(
                    self.env._(
                        "%(cohort)s: its prizes were paid with %(period)s, which is "
                        "locked.",
                        cohort=cohort.name,
                        period=period.name,
                    )
                )

    def _give_places(self):
        """Places by days; each mentor is paid what their own policy pays for it."""
        passed = self.mentorship_ids.filtered(lambda row: row.state == "passed")
        days = {row: row.days for row in passed}
        # sudo: of the mentors' contracts only whether they were agents that day
        versions = self.env["hr.version"].sudo()._cs_of_employees(passed.mentor_id.ids)
        policies = self.env["cs.policy"]._of_agents(
            {(row.mentor_id.id, row.date_passed) for row in passed}
        )
        rounding = to_decimal(self.currency_id.rounding)
        for row in passed:
            policy = policies[row.mentor_id.id, row.date_passed]
            own = versions.get(row.mentor_id.id, ())
            there = segments.segments(own, row.date_passed, row.date_passed)
            amounts = policy._mentor_amounts() if policy and there else []
            ties = policy.mentors_ties or mentors.EACH
            found = mentors.places(days, amounts, ties, rounding)[row]
            # sudo: places are nobody's to write
            row.sudo().write(
                {
                    "place": found.place,
                    "tied": found.tied,
                    "prize": float(found.amount),
                }
            )
