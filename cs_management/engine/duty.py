"""Whose turn it is: duties shared out fairly among those who are there (R9.8)."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Who = TypeVar("Who", bound=Hashable)


def in_turn(
    days: Iterable[Collection[Who]], count: int, had: Mapping[Who, int]
) -> list[list[Who]]:
    """Who has the duty on each day: who had it least, then longest ago (R9.8).

    :param days: who is there, day by day, in the order of the rota
    :param count: how many are needed each day
    :param had: duties of each so far; who has none on record is next, but need not
        catch up with all that others did before they came
    :return: for each day those chosen, fewer where fewer are there
    """
    start = max(min(had.values(), default=0) - 1, 0)
    duties = dict(had)
    last: dict[Who, int] = {}
    found = []
    for index, there in enumerate(days):
        places = {who: place for place, who in enumerate(there)}
        chosen = sorted(
            places,
            key=lambda who: (duties.get(who, start), last.get(who, -1), places[who]),
        )[: max(count, 0)]
        for who in chosen:
            duties[who] = duties.get(who, start) + 1
            last[who] = index
        found.append(chosen)
    return found
