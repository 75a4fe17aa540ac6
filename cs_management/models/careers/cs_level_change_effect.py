from odoo import fields, models
from odoo.exceptions import UserError

from ...engine import segments
from ...engine.trace import step
from ..told import told


class CsLevelChange(models.Model):
    """What an approved change does to level and wage, and how it is taken back."""

    _inherit = "cs.level.change"

    def _prepare_approval(self):
        """The last look at results, day, level and wage."""
        for reason in (
            self._why_reason(),
            self._why_early(),
            self._why_vote(),
            self._why_hearing(),
            self._why_day(),
        ):
            self._raise_why(reason)
        version = self._version_on_day()
        if not version or version.level != self.from_level_id.id:
            raise UserError(
                self.env._(
                    "%(change)s: on %(date)s the agent does not have the level "
                    "%(level)s. Withdraw the change.",
                    change=self.display_name,
                    date=self.date_from,
                    level=self.from_level_id.name,
                )
            )
        # sudo: the wage is the office's, who approves here
        change = self.sudo()
        if change.wage <= 0:
            raise UserError(
                self.env._("%(change)s: enter the new wage.", change=self.display_name)
            )
        return {"wage_before": float(version.wage)}

    def _version_on_day(self):
        """The version in force on the day, if it is in contract then."""
        [own] = self.env["hr.version"]._cs_of_employees(self.employee_id.ids).values()
        parts = segments.segments(own, self.date_from, self.date_from)
        return parts[0].version if parts else None

    def _why_early(self):
        if self.is_early and not (self.reason or "").strip():
            return self.env._(
                "%(change)s ends the trial early: give the reason.",
                change=self.display_name,
            )
        return False

    def _why_vote(self):
        """That the team has voted against it; a vote without result says nothing."""
        # sudo: the result of a closed vote
        share = self.sudo().vote_ids._share() if self.vote_ids else None
        if share is not None and share < self.vote_share:
            return self.env._(
                "%(change)s: %(share)s %% of the team's votes are in favour, "
                "%(bound)s %% are needed. Refuse it.",
                change=self.display_name,
                share=f"{share * 100:.1f}",
                bound=f"{self.vote_share * 100:.1f}",
            )
        return False

    def _why_hearing(self):
        if self.asks_hearing and self.mark_mean < self.bar:
            return self.env._(
                "%(change)s: the panel's mean is %(mean)s, the bar %(bar)s. Refuse it.",
                change=self.display_name,
                mean=f"{self.mark_mean:.2f}",
                bar=f"{self.bar:g}",
            )
        return False

    def _why_day(self):
        """That the day begins no period, or one that is locked; else hold it open."""
        company, day = self.company_id, self.date_from
        if not day:
            return self.env._(
                "%(change)s: enter from when it is in force.", change=self.display_name
            )
        # sudo: whether a period is locked
        period = self.env["cs.period"].sudo()._existing_of(company, [day]).get(day)
        first = period.date_from if period else company._cs_period_bounds(day)[0]
        if first != day:
            return self.env._(
                "%(change)s: a level changes with a pay period. Use %(date)s instead "
                "of %(given)s.",
                change=self.display_name,
                date=first,
                given=day,
            )
        if period:
            period._enter()
            if period.state == "locked":
                return self.env._(
                    "%(change)s: %(period)s is locked. Let it begin with a later "
                    "period.",
                    change=self.display_name,
                    period=period.name,
                )
        return False

    def _apply(self):
        """Give the agent the new level and wage from the day on."""
        # sudo: the office has decided; versions are HR's, whatever role it has there
        change = self.sudo()
        change.employee_id.create_version({"date_version": change.date_from})
        change._carry(
            change.from_level_id, change.to_level_id, change.wage_before, change.wage
        )

    def _take_back(self):
        """Give back level and wage of before; what was paid meanwhile is settled late.

        The version stays: a locked statement may rest on it.
        """
        # sudo: as above
        change = self.sudo()
        change._carry(
            change.to_level_id, change.from_level_id, change.wage, change.wage_before
        )

    def _carry(self, level, new_level, wage, new_wage):
        """Write level and wage from the day on, over the versions that follow.

        Each version is a full copy of the employee: one that was dated before still
        has the former level. It goes on until somebody changes the level, and a wage
        that was set since stays as it is.
        """
        versions = self.env["hr.version"].search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("date_version", ">=", self.date_from),
            ],
            order="date_version",
        )
        follows = True
        for version in versions:
            if version.cs_level_id != level:
                break
            follows = follows and not self.currency_id.compare_amounts(
                version.wage, wage
            )
            values = {"cs_level_id": new_level.id}
            if follows:
                values["wage"] = new_wage
            version.write(values)

    # ------------------------------------------------------------------
    # Appeals
    # ------------------------------------------------------------------

    def _is_worth_an_appeal(self):
        return self.kind == "demotion" and self.state == "approved"

    def _why_not_appeal(self):
        if reason := super()._why_not_appeal():
            return reason
        if not self._is_worth_an_appeal():
            return self.env._(
                "%(change)s: an appeal is against a demotion that was approved.",
                change=self.display_name,
            )
        return False

    def _appeal_told_at(self):
        return self.decided_on

    def _appeal_issuers(self):
        """Who decided or recommended it."""
        return super()._appeal_issuers() | self.decided_by_id | self.recommended_by_id

    def _why_not_decide_appeal(self):
        """Who decided or recommended the change does not decide the appeal."""
        if self.env.user in (self.decided_by_id, self.recommended_by_id):
            return self.env._(
                "%(change)s was recommended or decided by you: somebody else decides "
                "the appeal.",
                change=self.display_name,
            )
        return self._why_not_office()

    def _accept_appeal(self):
        """The demotion never was; called in sudo."""
        for change in self.filtered(lambda row: row.state == "approved"):
            change._take_back()
            change.write(
                {
                    "state": "reversed",
                    "decision_note": told(step("appeal.accepted")),
                    "decided_on": fields.Datetime.now(),
                }
            )
        return super()._accept_appeal()
