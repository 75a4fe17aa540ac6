from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Exceptions that explain a day; overtime does not.
EXPLAINING = ("off_site", "missed_punch", "extension")
UNCLEAR = ("absent", "late", "early", "missed")


class CsWorkday(models.Model):
    """Days that want an explanation: absent, missed, late, early (R1.8)."""

    _inherit = "cs.workday"

    is_to_explain = fields.Boolean(
        string="To Explain",
        compute="_compute_is_to_explain",
        search="_search_is_to_explain",
        help="Absent, late, early or with a missed punch, and no approved exception.",
    )
    exception_state = fields.Selection(
        selection=lambda self: self.env["cs.attendance.exception"]
        ._fields["state"]
        ._description_selection(self.env),
        string="Asked For",
        compute="_compute_exception_state",
        help="Of the last exception that was asked for.",
    )

    can_ask_exception = fields.Boolean(compute="_compute_can_ask_exception")

    # Few days want a word: a month's list of them reads no others.
    _unclear_idx = models.Index(
        f"(date DESC, employee_id, id) WHERE status IN {UNCLEAR}"
    )

    @api.depends("status", "missed_punches", "confirmed_punches", "is_proxy")
    def _compute_is_to_explain(self):
        found = self.search([("id", "in", self.ids), ("is_to_explain", "=", True)])
        for workday in self:
            workday.is_to_explain = workday in found

    def _search_is_to_explain(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["cs.attendance.exception"].flush_model()
        found = Domain.custom(to_sql=self._to_explain_sql)
        return found if True in value else ~found

    @api.model
    def _to_explain_sql(self, _model, alias, _query):
        return SQL(
            """
            (%(status)s IN %(unclear)s
             AND (%(status)s <> 'missed' OR %(missed)s > %(confirmed)s)
             AND %(is_proxy)s IS NOT TRUE
             AND NOT EXISTS (
                SELECT FROM cs_attendance_exception AS exception
                 WHERE exception.employee_id = %(employee)s
                   AND exception.date = %(date)s
                   AND exception.state = 'approved'
                   AND exception.kind IN %(kinds)s))
            """,
            status=SQL.identifier(alias, "status"),
            unclear=UNCLEAR,
            missed=SQL.identifier(alias, "missed_punches"),
            confirmed=SQL.identifier(alias, "confirmed_punches"),
            is_proxy=SQL.identifier(alias, "is_proxy"),
            employee=SQL.identifier(alias, "employee_id"),
            date=SQL.identifier(alias, "date"),
            kinds=EXPLAINING,
        )

    @api.depends("exception_ids")
    def _compute_exception_state(self):
        for workday in self:
            workday.exception_state = workday.exception_ids[:1].state

    @api.depends("date", "employee_id")
    @api.depends_context("uid")
    def _compute_can_ask_exception(self):
        """Whether it is not too late; HR may always ask for others."""
        exceptions = self.env["cs.attendance.exception"]
        is_officer = exceptions._is_officer()
        days = {(row.employee_id.id, row.date) for row in self}
        # sudo: of policy and weeks only until when exceptions are asked for
        policies = self.env["cs.policy"].sudo()._of_agents(days)
        weeks = self.env["cs.attendance.week"].sudo()._of_days(self)
        for row in self:
            # sudo: of another company by now, perhaps; only whether it is the user
            of_others = row.employee_id.sudo().user_id != self.env.user
            policy = policies[row.employee_id.id, row.date]
            row.can_ask_exception = (
                is_officer and of_others
            ) or not exceptions._is_late(
                policy, weeks[row], row.date, row.company_id._cs_today()
            )

    def action_ask_exception(self):
        """Go on with a draft or a refused exception of the day, if there is one."""
        action = super().action_ask_exception()
        begun = self.exception_ids.filtered(
            lambda record: record.can_request and record.kind != "proxy"
        )[:1]
        return {**action, "res_id": begun.id} if begun else action

    def _minutes(self):
        """Late and early minutes in words, if there are any."""
        minutes = self.late_minutes + self.early_minutes
        return minutes and self.env._("%(minutes)s minutes", minutes=minutes)
