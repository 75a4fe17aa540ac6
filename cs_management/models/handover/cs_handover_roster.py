from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from odoo import Command, api, fields, models
from odoo.fields import Date, Domain

DAY = timedelta(days=1)
# The next shift on the roster takes over if it begins within this time.
NEXT_WITHIN = timedelta(hours=36)
# Shifts that ended longer ago get no handover any more.
LATEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Change:
    """The end of a shift on the roster: who goes, and who comes."""

    team: int
    day: date
    shift: int
    stop: object
    outgoing: frozenset[int]
    incoming: frozenset[int]
    incoming_shift: int | None


class CsHandover(models.Model):
    """Handovers follow from the roster (R8.1, R8.10, R2.5)."""

    _inherit = "cs.handover"

    is_from_roster = fields.Boolean(
        string="Filled from the Roster",
        readonly=True,
        copy=False,
        help="Until somebody changes the people, they follow the roster.",
    )

    @api.model
    def default_get(self, fields):
        """Offer the people whom the roster has on the shift and on the next one."""
        values = super().default_get(fields)
        if not {"outgoing_ids", "incoming_ids", "shift_id"} <= set(fields):
            return values
        if values.get("kind", "shift") == "shift" and values.get("department_id"):
            team = self.env["hr.department"].browse(values["department_id"])
            shift = self.env["cs.shift"].browse(values.get("shift_id") or ())
            day = Date.to_date(values.get("date"))
            values |= self._people_of(team, day, shift)
        return values

    @api.onchange("department_id", "date", "shift_id")
    def _onchange_roster(self):
        """Another shift or team: its people, while nothing was handed over."""
        if self._origin or self.kind != "shift":
            return
        people = self._people_of(
            self.department_id._origin, self.date, self.shift_id._origin
        )
        self.update(people)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{**vals, "is_from_roster": False} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not {"outgoing_ids", "incoming_ids"}.isdisjoint(vals):
            filled = self.env.su and vals.get("is_from_roster", False)
            vals = {**vals, "is_from_roster": filled}
        elif not self.env.su and "is_from_roster" in vals:
            vals = {**vals, "is_from_roster": False}
        return super().write(vals)

    @api.model
    def _own_columns(self):
        return super()._own_columns() | {"is_from_roster"}

    def _set_state(self, state, **values):
        result = super()._set_state(state, **values)
        if "signed_in_at" in values:
            self._refresh_outgoing()
        return result

    def _refresh_outgoing(self):
        """Who left before it was accepted is known by now (R8.3)."""
        # sudo: whoever signs has the days classified, results come from facts
        shifts = self.sudo().filtered(lambda handover: handover.kind == "shift")
        self.env["cs.workday"].sudo()._refresh(
            {(agent.id, row.date) for row in shifts for agent in row.outgoing_ids}
        )

    def _join(self, side):
        """Who puts themselves on the handover stays there, whatever the roster says."""
        result = super()._join(side)
        # sudo: agents write only handovers that they are on
        self.sudo().filtered("is_from_roster").is_from_roster = False
        return result

    @api.model
    def _people_of(self, team, day, shift):
        """Values for outgoing and incoming agents; empty if none are planned."""
        if not (team and day and shift):
            return {}
        # sudo: the team's roster; whom to hand over to is no secret
        company = team.sudo().company_id
        owner = self.sudo()._owners([team.id], company).get(team.id, team.id)
        changes = self.sudo()._changes(company, day, day, with_all=True)
        change = next(
            (
                change
                for change in changes
                if (change.team, change.day, change.shift) == (owner, day, shift.id)
            ),
            None,
        )
        if not change:
            return {}
        outgoing, incoming = set(change.outgoing), set(change.incoming)
        me = self.env.user.employee_id
        leads = self.env.user.has_group("cs_management.group_cs_leader")
        if me and not leads and me.id not in incoming:
            outgoing.add(me.id)
        values = {
            "outgoing_ids": [Command.set(sorted(outgoing))],
            "incoming_ids": [Command.set(sorted(incoming - outgoing))],
        }
        if change.incoming_shift:
            values["incoming_shift_id"] = change.incoming_shift
        return values

    # ------------------------------------------------------------------
    # Every day
    # ------------------------------------------------------------------

    @api.model
    def _cron_prepare(self):
        """The day's handovers also of shifts that are only on the roster (R8.1)."""
        result = super()._cron_prepare()
        for company in self.env["res.company"].search([]):
            today = company._cs_today()
            changes = self._changes(company, today, today)
            self._open_changes(company, changes)
            self._follow_roster(company, changes)
        return result

    @api.model
    def _remind_missing(self):
        """A shift that ended without a handover gets one, to be reminded of (R2.5)."""
        now = fields.Datetime.now()
        for company in self.env["res.company"].search([]):
            today = company._cs_today()
            changes = self._changes(company, today - LATEST, today)
            ended = [change for change in changes if change.stop < now]
            self._open_changes(company, ended)
            self._follow_roster(company, ended)
        return super()._remind_missing()

    @api.model
    def _open_changes(self, company, changes):
        """Make the handovers that are missing."""
        known = self._of_changes(company, changes)
        self.create(
            [
                {
                    "company_id": company.id,
                    "department_id": change.team,
                    "date": change.day,
                    "shift_id": change.shift,
                    **self._change_values(change),
                }
                for change in changes
                if (change.team, change.day, change.shift) not in known
            ]
        )

    @api.model
    def _follow_roster(self, company, changes):
        """Drafts that nobody touched have the people of the roster as it is now."""
        known = self._of_changes(company, changes)
        for change in changes:
            handover = known.get((change.team, change.day, change.shift))
            if not handover or handover.state != "draft" or handover.signed_out_at:
                continue
            nobody = not (handover.outgoing_ids or handover.incoming_ids)
            same = (
                set(handover.outgoing_ids.ids) == change.outgoing
                and set(handover.incoming_ids.ids) == change.incoming
            )
            if nobody or (handover.is_from_roster and not same):
                handover.write(self._change_values(change))

    @api.model
    def _change_values(self, change):
        values = {
            "outgoing_ids": [Command.set(sorted(change.outgoing))],
            "incoming_ids": [Command.set(sorted(change.incoming))],
            "is_from_roster": True,
        }
        if change.incoming_shift:
            values["incoming_shift_id"] = change.incoming_shift
        return values

    @api.model
    def _of_changes(self, company, changes):
        """Handovers by team, day and shift."""
        found = self.search(
            Domain("company_id", "=", company.id)
            & Domain("kind", "=", "shift")
            & Domain("department_id", "in", list({c.team for c in changes}))
            & Domain("date", "in", list({c.day for c in changes}))
        )
        return {(h.department_id.id, h.date, h.shift_id.id): h for h in found}

    # ------------------------------------------------------------------
    # From the roster
    # ------------------------------------------------------------------

    @api.model
    def _changes(self, company, first, last, with_all=False):
        """Ends of shifts on the roster, of teams that hand over (R8.1).

        Where all of the next shift are the same people, there is nothing to hand over.
        Who is on leave all day is on no shift.

        :param with_all: also of teams without a template
        :return: ``[_Change]`` of the shifts of the days ``first`` to ``last``
        """
        lines = self.env["cs.roster.line"].search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", "shift"),
                ("shift_id", "!=", False),
                ("department_id", "!=", False),
                ("date", ">=", first),
                ("date", "<=", last + 3 * DAY),
            ]
        )
        away = lines._away_days(lines.employee_id.ids, first, last + 3 * DAY)
        owners = self._owners(lines.department_id.ids, company)
        groups = defaultdict(lambda: defaultdict(self.env["cs.roster.line"].browse))
        for line in lines:
            team = line.department_id.id
            owner = owners.get(team, team if with_all else None)
            if owner and line.date not in away[line.employee_id.id]:
                groups[owner][line.date, line.shift_id] |= line
        return [
            change
            for team, shifts in groups.items()
            for change in self._changes_of(team, shifts)
            if first <= change.day <= last
        ]

    @api.model
    def _changes_of(self, team, shifts):
        """The changes of one team; ``shifts`` are its lines by day and shift."""
        spans = sorted(
            (max(own.mapped("stop")), min(own.mapped("start")), day, shift.id, own)
            for (day, shift), own in shifts.items()
        )
        for stop, start, day, shift_id, own in spans:
            outgoing = own.employee_id
            following = min(
                (
                    (begin, end, other, theirs)
                    for end, begin, _day, other, theirs in spans
                    if begin > start and end > stop and begin - stop <= NEXT_WITHIN
                ),
                key=lambda item: item[:2],
                default=None,
            )
            incoming = following[3].employee_id - outgoing if following else ()
            if following and not incoming:
                continue
            yield _Change(
                team,
                day,
                shift_id,
                stop,
                frozenset(outgoing.ids),
                frozenset(incoming.ids if following else ()),
                following[2] if following else None,
            )

    @api.model
    def _owners(self, department_ids, company):
        """The team on whose handover a department's people are, by department.

        That of the nearest template for shifts, above it too; its own where the
        template is the company's. None without a template.
        """
        templates = self.env["cs.handover.template"].search(
            [("company_id", "=", company.id), ("kind", "=", "shift")]
        )
        teams = set(templates.department_id.ids)
        for_all = any(not template.department_id for template in templates)
        found = {}
        for department in self.env["hr.department"].browse(department_ids):
            above = [
                int(part) for part in (department.parent_path or "").split("/")[:-1]
            ]
            owner = next((one for one in reversed(above) if one in teams), None)
            if owner or for_all:
                found[department.id] = owner or department.id
        return found
