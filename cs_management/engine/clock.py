"""Local time: the wall clock of a company's zone, and the UTC that Odoo stores.

Source: R1.30 and the architecture's "Time": days and periods begin at midnight of the
customer service zone, so instants are taken out of UTC first.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """The wall clock of a zone; instants come and go as naive UTC, as Odoo has them.

    :param name: of the zone, as IANA has it: ``Asia/Shanghai``
    """

    name: str = "UTC"

    @property
    def zone(self) -> ZoneInfo:
        """The zone itself, for those who need aware instants."""
        return ZoneInfo(self.name)

    def local(self, instant: datetime) -> datetime:
        """An instant as this clock shows it, aware of its zone.

        :param instant: naive UTC, or aware of any zone
        """
        aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        return aware.astimezone(self.zone)

    def day_of(self, instant: datetime) -> date:
        """The local day of an instant: the day that a fact counts on (R1.30)."""
        return self.local(instant).date()

    def shown(self, instant: datetime | None, day: date) -> str:
        """The time of an instant on a day's list: ``08:31``, ``01:02 +1`` (R1.3).

        Nothing for none.
        """
        if not instant:
            return ""
        wall = self.local(instant)
        days = (wall.date() - day).days
        return f"{wall:%H:%M}{f' {days:+d}' if days else ''}"

    def utc(self, wall: datetime) -> datetime:
        """Naive UTC of what this clock shows; of an aware instant, of that one."""
        aware = wall if wall.tzinfo else wall.replace(tzinfo=self.zone)
        return aware.astimezone(UTC).replace(tzinfo=None)

    def at(self, day: date, hours: float = 0) -> datetime:
        """Naive UTC of a local time of day, to the minute; 24 is the day's end (R1.3).

        :param hours: on the wall clock, so also where clocks change on that day
        """
        minutes = timedelta(minutes=round(hours * 60))
        return self.utc(datetime.combine(day, time.min) + minutes)

    def bounds(self, first: date, last: date) -> tuple[datetime, datetime]:
        """Naive UTC instants ``[start, stop)`` of the local days ``first`` to ``last``.

        Spans that follow each other meet in one instant (R1.30).
        """
        return self.at(first), self.at(last + DAY)

    def span(self, start: datetime, stop: datetime) -> tuple[date, date]:
        """First and last local day that ``[start, stop)`` touches (R1.21).

        :param stop: a stretch that ends at midnight is not of the day that begins then
        """
        return self.day_of(start), self.day_of(stop - SECOND)
