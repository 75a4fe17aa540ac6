"""Readers of files, one for a kind: plain classes that the wizard and the job use."""

from .base import count_days
from .figures import FiguresReader
from .orders import OrdersReader
from .people import PeopleReader
from .punches import DailyReader, MonthlyReader, RawReader
from .roster import MatrixReader, RosterReader

READERS = {
    "orders": OrdersReader,
    "figures": FiguresReader,
    "punches_day": DailyReader,
    "punches_raw": RawReader,
    "punches_month": MonthlyReader,
    "roster_matrix": MatrixReader,
    "roster_rows": RosterReader,
    "people": PeopleReader,
}
