from collections import Counter
from decimal import Decimal
from functools import partial

from odoo.fields import Domain

from ....engine import imports as cells
from ..cs_import_layout import FIGURES
from .base import SAMPLE, Reader

COUNTS = ("served", "asked", "bought", "orders", "refunds")
RATES = ("reply_rate", "first_contact", "satisfaction", "repurchase")
SPANS = ("first_response", "average_response", "resolution_time")
HOUR = Decimal(3600)


class FiguresReader(Reader):
    """Service figures: a row for each agent, of a day or of the file's days (R9.2)."""

    summed = (*COUNTS, "sales")

    def _read_rows(self):
        rows = list(self.rows())
        self.load_agents(rows)
        stat = self.env["cs.service.stat"]._fields
        self.fields = [
            name for name in FIGURES if name in self.columns and name in stat
        ]
        self.fractions = {
            name: cells.is_fractions([row.cell(self.columns[name]) for row in rows])
            for name in RATES
            if name in self.columns
        }
        self.seen = {}
        for row in rows:
            if values := self._read_row(row):
                self.items.append(values)

    def _read_row(self, row):
        before = len(self.problems)
        figures = {name: self._figure(row, name) for name in self.fields}
        if len(self.problems) == before:
            self._add(figures)
            if not any(figures.values()):
                self.skip(self.env._("no figures"))
                return None
        agent = self.agent(row)
        day, granularity = self._day(row)
        if not (agent and day and self.check_agent(row, agent, day)):
            return None
        self._check_row(row, agent, day, granularity, figures)
        channel = self._channel(row)
        key = (agent.id, day, granularity, channel)
        if earlier := self.seen.get(key):
            self.bad(
                row,
                None,
                self.text(row, "account") or self.text(row, "name"),
                self.env._(
                    "Row %(row)s has the same agent, day and shop.", row=earlier
                ),
                self.env._("Keep one of the two rows."),
            )
        self.seen[key] = row.number
        if len(self.problems) > before:
            return None
        return {
            "employee_id": agent.id,
            "date": day,
            "granularity": granularity,
            "channel": channel or False,
            **{name: float(figure) for name, figure in figures.items()},
        }

    def _add(self, figures):
        for name in self.summed:
            if name in figures:
                self.sums[name] += figures[name]

    def _figure(self, row, name):
        if name in RATES:
            parse = partial(cells.rate_of, fraction=self.fractions[name])
        elif name in SPANS:
            unit = 3600 if name == "resolution_time" else int(self.layout.seconds)
            parse = partial(cells.seconds_of, unit=unit)
        else:
            parse = cells.number_of
        found = self.take(row, name, parse, Decimal(0))
        if name == "resolution_time":
            found /= HOUR
        is_whole = name not in COUNTS or found == int(found)
        if found < 0 or not is_whole or (name in RATES and found > 100):
            self.bad(
                row,
                name,
                row.cell(self.columns[name]),
                self.env._("Such a figure cannot be."),
                self.env._("Counts are whole, rates are from 0 to 100 %."),
            )
        return found

    def _day(self, row):
        """Day and granularity of a row: its own day, else the days of the file."""
        if "date" in self.columns and self.text(row, "date"):
            return self.take(row, "date", cells.day_of), "day"
        if not self.span:
            if not self.problems or self.problems[-1]["row"]:
                self.bad(
                    row,
                    None,
                    self.job.file_name,
                    self.env._("Nothing says of which days these figures are."),
                    self.env._("Enter the days above."),
                )
            return None, None
        first, last = self.span
        if first == last:
            return first, "day"
        start, stop = self.company._cs_period_bounds(first)
        if not start <= last <= stop:
            self.bad(
                row,
                None,
                f"{first} - {last}",
                self.env._(
                    "The days of the file lie in more than one pay period: this one "
                    "ends on %(day)s.",
                    day=stop,
                ),
                self.env._("Take the figures out of the shop's tool by pay period."),
            )
            return None, None
        return first, "period"

    def _channel(self, row):
        nick = cells.nick_of(self.text(row, "account") or self.text(row, "name"))
        # sudo: the name of the shop that the user has chosen
        chosen = self.job.team_id.sudo().name
        return self.text(row, "shop") or nick.shop or chosen or ""

    def _check_row(self, row, agent, day, granularity, figures):
        """What the figures' own model would refuse, with the row."""
        # sudo: whether it is the user's own
        own = agent.sudo()
        if not self.env.su and own.user_id == self.env.user:
            self.bad(
                row,
                None,
                own.name,
                self.env._("Nobody enters the figures of their own commission."),
                self.env._("Take the row out: another leader or HR imports it."),
            )
        if period := self._period_name(day):
            self.bad(
                row,
                "date" if "date" in self.columns else None,
                day,
                self.env._("%(period)s is locked.", period=period),
                self.env._("Take the row out: its figures do not change any more."),
            )
        if granularity == "period" and figures.get("bought", 0) > figures.get(
            "asked", 0
        ):
            self.bad(
                row,
                "bought",
                figures["bought"],
                self.env._("More bought than asked."),
                self.env._("Look which columns the layout takes."),
            )
        if figures.get("refunds", 0) > figures.get("orders", 0):
            self.bad(
                row,
                "refunds",
                figures["refunds"],
                self.env._("More orders are refunded than were made."),
                self.env._("Look which columns the layout takes."),
            )

    # --- Writing ----------------------------------------------------------------------

    def _there(self, items):
        """The rows that there are already, by agent, day, granularity and channel."""
        stats = self.env["cs.service.stat"].search(
            Domain("employee_id", "in", [item["employee_id"] for item in items])
            & Domain("date", "in", list({item["date"] for item in items}))
        )
        return {
            (s.employee_id.id, s.date, s.granularity, s.channel or False): s
            for s in stats
        }

    @staticmethod
    def _key(item):
        return (
            item["employee_id"],
            item["date"],
            item["granularity"],
            item["channel"],
        )

    def _differs(self, stat, item):
        for name in self.fields:
            digits = 2 if name not in COUNTS else 0
            if round(stat[name] or 0, digits) != round(item[name], digits):
                return True
        return False

    def _sort(self, items):
        """Items by what there is to do: ``(new, [(stat, item)], unchanged)``."""
        there = self._there(items)
        new, changed, unchanged = [], [], 0
        for item in items:
            stat = there.get(self._key(item))
            if not stat:
                new.append(item)
            elif self._differs(stat, item):
                changed.append((stat, item))
            else:
                unchanged += 1
        return new, changed, unchanged

    def plan(self):
        new, changed, unchanged = self._sort(self.items)
        self.counts.update(new=len(new), changed=len(changed), unchanged=unchanged)

    def put(self, items):
        new, changed, unchanged = self._sort(items)
        Stat = self.env["cs.service.stat"]
        Stat.create(new)
        for stat, item in changed:
            stat.write({name: item[name] for name in self.fields})
        return Counter(new=len(new), changed=len(changed), unchanged=unchanged)

    def sample(self):
        found = self.env["cs.service.stat"].fields_get(self.fields, ["string"])
        labels = [found[name]["string"] for name in self.fields]
        first = self.items[:SAMPLE]
        agents = self.env["hr.employee"].browse([item["employee_id"] for item in first])
        names = [
            self.env._("Agent"),
            self.env._("Day"),
            self.env._("Channel"),
            *labels,
        ]
        # sudo: names of whom the user's own file names
        return names, [
            [
                agent.name,
                item["date"],
                item["channel"] or "",
                *(f"{item[name]:g}" for name in self.fields),
            ]
            for agent, item in zip(agents.sudo(), first, strict=True)
        ]
