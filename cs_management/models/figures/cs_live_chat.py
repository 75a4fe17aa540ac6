from collections import defaultdict
from datetime import timedelta

from odoo import api, models

from ...engine.money import to_decimal
from .cs_spot_check import DIGITS

HISTORY = "im_livechat.channel.member.history"
CHANNEL = "Live Chat"
# Odoo's ratings go from 1 to 5.
FULL_RATING = 5


class CsLiveChat(models.AbstractModel):
    """Sessions of Odoo's live chat as service figures, where it is installed (R7.2).

    Nothing here depends on it: without it there is nothing to read. Who answered is the
    agent, by their user. A finished session is a customer served, with its first reply
    and its rating; one whose first reply passed the bound of the agent's article is a
    spot check, and so proposes an entry (R2.6, R7.6).
    """

    _name = "cs.live.chat"
    _description = "Figures from Live Chat"

    @api.model
    def _is_installed(self):
        return HISTORY in self.env

    @api.model
    def _cron_read(self):
        """Read the day before, for the companies that want it."""
        if not self._is_installed():
            return
        for company in self.env["res.company"].search([("cs_live_chat", "=", True)]):
            self._read(company, company._cs_today() - timedelta(days=1))

    @api.model
    def _read(self, company, day):
        """Write figures and spot checks of a company's day; reading again corrects.

        Who has figures for the whole period keeps those: customers would count twice.
        A day of a locked period stays as it was settled.
        """
        period = self.env["cs.period"]._existing_of(company, [day]).get(day)
        if period and period.state == "locked":
            return
        sessions = self._sessions(company, day)
        self._store_figures(day, period, sessions)
        self._store_checks(day, sessions)

    @api.model
    def _sessions(self, company, day):
        """Finished sessions of a local day that agents answered.

        :return: ``{employee: [{"id", "name", "seconds", "rating"}]}``; a figure that is
            not known is ``None``
        """
        start, stop = company._cs_clock().bounds(day, day)
        # sudo: of a session who answered it is taken, when, and how it was rated
        rows = (
            self.env[HISTORY]
            .sudo()
            .search(
                [
                    ("livechat_member_type", "=", "agent"),
                    ("partner_id", "!=", False),
                    ("channel_id.livechat_end_dt", ">=", start),
                    ("channel_id.livechat_end_dt", "<", stop),
                    ("message_count", ">", 0),
                ]
            )
        )
        # sudo: agents by the users of those who answered
        agents = (
            self.env["hr.employee"]
            .sudo()
            .search(
                [
                    ("user_id.partner_id", "in", rows.partner_id.ids),
                    ("company_id", "=", company.id),
                ]
            )
        )
        by_partner = {agent.user_id.partner_id: agent for agent in agents}
        found = defaultdict(list)
        for row in rows:
            if agent := by_partner.get(row.partner_id):
                seconds = round(row.response_time_hour * 3600, DIGITS)
                found[agent].append(
                    {
                        "id": row.id,
                        "name": row.channel_id.name,
                        "seconds": seconds or None,
                        "rating": (row.rating_id.consumed and row.rating) or None,
                    }
                )
        return found

    @api.model
    def _store_figures(self, day, period, sessions):
        # sudo: nobody's user is at work here
        Stat = self.env["cs.service.stat"].sudo()
        domain = [("employee_id", "in", [agent.id for agent in sessions])]
        rows = Stat.search(
            [*domain, ("date", "=", day), ("channel", "=", CHANNEL)]
        ).grouped("employee_id")
        whole = Stat.search(
            [
                *domain,
                ("period_id", "=", period.id if period else 0),
                ("granularity", "=", "period"),
            ]
        ).employee_id
        missing = []
        for agent, own in sessions.items():
            if agent in whole:
                continue
            seconds = [row["seconds"] for row in own if row["seconds"]]
            ratings = [row["rating"] for row in own if row["rating"]]
            values = {
                "served": len(own),
                "first_response": self._mean(seconds),
                "satisfaction": self._mean(ratings) * 100 / FULL_RATING,
            }
            if agent in rows:
                rows[agent].write(values)
            else:
                key = {"employee_id": agent.id, "date": day, "channel": CHANNEL}
                missing.append({**key, **values})
        Stat.create(missing)

    @api.model
    def _store_checks(self, day, sessions):
        """Spot checks of first replies over the bound of the agent's article."""
        # sudo: nobody's user is at work here
        Check = self.env["cs.spot.check"].sudo()
        pairs = {(agent.id, day) for agent in sessions}
        # sudo: as above; of policies the bound of one article is taken
        policies = self.env["cs.policy"].sudo()._of_agents(pairs)
        values = []
        for agent, own in sessions.items():
            rule = policies[agent.id, day].rule_ids.filtered(
                lambda rule: rule.active and rule.event == "first_reply"
            )[:1]
            values += [
                {
                    "employee_id": agent.id,
                    "date": day,
                    "kind": "first_reply",
                    "measure": row["seconds"],
                    "channel": CHANNEL,
                    "reference": row["name"],
                    "source": f"{HISTORY},{row['id']}",
                }
                for row in own
                if rule and row["seconds"] and row["seconds"] > rule.threshold
            ]
        sources = [row["source"] for row in values]
        known = set(Check.search([("source", "in", sources)]).mapped("source"))
        Check.create([row for row in values if row["source"] not in known])

    @api.model
    def _mean(self, figures):
        total = sum(map(to_decimal, figures))
        return float(total / len(figures)) if figures else 0
