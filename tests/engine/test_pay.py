"""Base pay by days and what days away cost: invariants of every basis (R5, R1.41)."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.money import round_money
from odoo.addons.cs_management.engine.pay import (
    DayWage,
    Month,
    base_pay,
    earned,
    missing,
    month_of,
)
from odoo.addons.cs_management.engine.segments import Version, segments

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
EVERY_DAY = [FIRST + DAY * n for n in range(31)]
WEEKDAYS = [day for day in EVERY_DAY if day.weekday() < 5]
WAGES = st.decimals(0, 10**5, places=2)
BASES = st.sampled_from([Decimal(n) for n in ("0", "20.83", "21.75", "22", "26", "30")])
ROSTERS = st.sets(st.sampled_from(EVERY_DAY))
SHARES = st.integers(1, 31).map(Decimal)


def version(day, wage, **values):
    values = {"contract_start": date(2025, 1, 1), "level": 1, "calendar": 1, **values}
    return Version(id=1, date=day, wage=Decimal(wage), **values)


def pay(versions, counted=WEEKDAYS, basis="0", scheduled=WEEKDAYS):
    parts = segments(versions, FIRST, LAST)
    month = month_of(FIRST, LAST, parts, counted, scheduled, Decimal(basis))
    return base_pay(parts, counted, month)


def amounts(versions, **values):
    return [paid.amount for paid in pay(versions, **values)]


def joined(day, wage=2200, **values):
    return [version(day, wage, contract_start=day, **values)]


def test_a_whole_month_pays_the_whole_wage_r5_7():
    assert amounts([version(date(2025, 1, 1), 2200)]) == [2200]
    assert amounts([version(date(2025, 1, 1), 2200)], basis="21.75") == [2200]


def test_a_promotion_in_mid_month_pays_both_wages_by_working_days():
    """March 2026 has 22 weekdays, 10 of them before the 16th."""
    found = amounts([version(date(2025, 1, 1), 2200), version(date(2026, 3, 16), 2500)])
    assert found == [Decimal(1000), Decimal("1363.64")]


def test_two_promotions_in_a_month_pay_what_each_line_says_r5_7():
    """2500 and 2200 for 10 of 31 days each, 2500 for the rest: no cent goes astray."""
    changes = ((date(2025, 1, 1), 2500), (date(2026, 3, 11), 2200))
    changes += ((date(2026, 3, 21), 2500),)
    found = amounts([version(*change) for change in changes], counted=EVERY_DAY)
    assert found == [Decimal("806.45"), Decimal("709.68"), Decimal("887.10")]


@given(st.lists(WAGES, min_size=1, max_size=4), st.data())
def test_a_line_is_off_by_no_more_than_the_wages_cents_r5_7(wages, data):
    """Each wage adds up by itself: its first line is its share, rounded once."""
    days = st.sampled_from(EVERY_DAY[1:])
    size = len(wages) - 1
    starts = data.draw(st.lists(days, min_size=size, max_size=size, unique=True))
    starts = [date(2025, 1, 1), *sorted(starts)]
    found = pay(map(version, starts, wages), counted=EVERY_DAY)
    sums = {}
    for part in found:
        exact, paid = sums.get(part.segment.version.wage, (0, 0))
        exact += part.segment.version.wage * part.share
        sums[part.segment.version.wage] = exact, paid + part.amount
    for exact, paid in sums.values():
        assert abs(exact - paid) < Decimal("0.0051")


def by_hand(wage, days, of, away, basis):
    """Cents of so many days at one wage, by fractions: the smaller side is counted."""
    share = 1 - Fraction(away, basis) if away else Fraction(1)
    if away and away <= of:
        share = max(share, Fraction(1, 2))
    elif away:
        share = min(Fraction(of, basis), Fraction(1, 2))
    cents = Fraction(wage) * 100 * share * Fraction(days, of)
    return Decimal((cents + Fraction(1, 2)).__floor__()) / 100


@given(
    st.integers(1000, 9000),
    st.sets(st.sampled_from(EVERY_DAY), min_size=1),
    st.integers(20, 31),
    st.lists(st.tuples(st.sampled_from(EVERY_DAY), st.integers(0, 2)), max_size=5),
    st.booleans(),
)
def test_lines_add_up_to_what_one_reckons_by_hand_r5_7(
    wage, roster, basis, changes, joins
):
    """Up to five changes among three wages, who joined among them: by fractions."""
    starts = dict(sorted(changes))
    first = min(starts, default=FIRST) if joins else FIRST
    starts.setdefault(first, 0)
    versions = [
        version(
            day,
            wage + 301 * place,
            contract_start=first if joins else date(2025, 1, 1),
        )
        for day, place in sorted(starts.items())
    ]
    found = pay(versions, counted=roster, basis=str(basis), scheduled=roster)
    of = len([day for day in roster if day >= first])
    if not of:
        assert not any(part.amount for part in found)
        return
    for own in {part.segment.version.wage for part in found}:
        mine = [part for part in found if part.segment.version.wage == own]
        days = sum(int(part.days) for part in mine)
        expected = by_hand(own, days, of, len(roster) - of, basis)
        assert sum(part.amount for part in mine) == expected


def test_half_a_cent_of_24_days_is_the_agents_r5_7():
    """Joined for the last 5 of 24 rostered days on 2205: 459.375 is 459.38."""
    roster = EVERY_DAY[7:]
    assert len(roster) == 24
    start = joined(date(2026, 3, 27), 2205)
    assert amounts(start, counted=roster, scheduled=roster) == [Decimal("459.38")]


def test_who_joins_in_mid_month_is_paid_the_days_since():
    assert amounts(joined(date(2026, 3, 16))) == [Decimal(1200)]


def test_one_day_late_loses_one_day_whatever_the_divisor():
    """22 weekdays in March 2026: by 26 days 84.62 less, not 338.46."""
    start = joined(date(2026, 3, 3))
    assert amounts(start, basis="21.75") == [Decimal("2098.85")]
    assert amounts(start, basis="26") == [Decimal("2115.38")]
    assert amounts(start) == [Decimal("2100.00")]


def test_joined_for_the_last_day_on_a_saturday_with_a_shift():
    """Case from the field: joined on Saturday, shift worked, 2175 by 21.75: 100."""
    first, last = date(2026, 10, 1), date(2026, 10, 31)
    parts = segments(joined(last, 2175), first, last)
    weekdays = [first + DAY * n for n in range(31) if (first + DAY * n).weekday() < 5]
    month = month_of(first, last, parts, [last], weekdays, Decimal("21.75"))
    assert [paid.amount for paid in base_pay(parts, [last], month)] == [100]


def test_without_a_schedule_days_before_are_as_dense_as_the_roster():
    """Case from the field: joined 10 July, 17 shifts since, no schedule: 17 of 23."""
    first, last = date(2026, 7, 1), date(2026, 7, 31)
    parts = segments(joined(date(2026, 7, 10), 2300), first, last)
    roster = [date(2026, 7, 10) + DAY * n for n in range(21) if n % 5 != 4]
    assert len(roster) == 17
    month = month_of(first, last, parts, roster, None)
    assert (month.days, month.whole) == (23, False)
    assert [paid.amount for paid in base_pay(parts, roster, month)] == [1700]


def test_a_segment_without_working_days_is_paid_nothing_of_the_whole():
    """A change on a Sunday, the last day worked under the old wage a Friday."""
    found = pay([version(date(2025, 1, 1), 2200), version(FIRST + DAY, 2500)])
    assert [part.amount for part in found] == [0, 2500]


def test_a_period_without_a_day_to_work_is_paid():
    assert amounts([version(date(2025, 1, 1), 2200)], counted=()) == [2200]


@given(SHARES, BASES.filter(bool), st.sampled_from([Decimal(1), Decimal("0.4")]))
def test_full_is_whole_and_empty_is_nothing(of, basis, whole):
    assert earned(of, of, basis, whole) == whole
    assert earned(Decimal(0), of, basis, whole) == 0
    assert missing(of, of, basis, whole) == whole
    assert missing(Decimal(0), of, basis, whole) == 0


@given(SHARES, BASES.filter(bool), st.lists(st.integers(0, 62), min_size=2, max_size=2))
def test_a_day_more_never_pays_less(of, basis, halves):
    less, more = sorted(min(Decimal(half) / 2, of) for half in halves)
    assert earned(less, of, basis) <= earned(more, of, basis)
    assert 0 <= earned(less, of, basis) <= 1


@given(WAGES, ROSTERS, BASES, st.sets(st.sampled_from(EVERY_DAY), max_size=5))
def test_a_month_at_one_wage_is_the_wage_however_versions_cut_it(
    wage, roster, basis, cuts
):
    versions = [version(day, wage) for day in [date(2025, 1, 1), *sorted(cuts)]]
    assert sum(amounts(versions, counted=roster, basis=basis)) == wage


@given(WAGES, ROSTERS, BASES, st.booleans(), st.sampled_from(EVERY_DAY[1:]))
def test_joining_a_day_sooner_never_pays_less(wage, roster, basis, has_none, start):
    """With a schedule that the roster follows, or none at all (days as dense)."""
    scheduled = None if has_none else roster
    later, sooner = (
        sum(
            amounts(joined(day, wage), counted=roster, basis=basis, scheduled=scheduled)
        )
        for day in (start, start - DAY)
    )
    if not has_none:
        assert later <= sooner
    assert 0 <= later <= wage and 0 <= sooner <= wage


@given(WAGES, ROSTERS.filter(bool), BASES, st.sampled_from(EVERY_DAY), st.data())
def test_days_away_of_a_segment_cost_from_nothing_to_all_of_it(
    wage, roster, basis, start, data
):
    """R1.41: a month fully unpaid pays nothing, in every basis; monotone between."""
    parts = segments(joined(start, wage), FIRST, LAST)
    month = month_of(FIRST, LAST, parts, roster, roster, basis)
    [paid] = base_pay(parts, roster, month)
    required = Decimal(len([day for day in roster if day >= start]))

    def cost(away):
        rate = DayWage(wage, month, Decimal(8), paid.share, required, away)
        return away * rate.day

    days = sorted(
        data.draw(st.lists(st.integers(0, int(required)), min_size=2, max_size=2))
    )
    assert abs(cost(required) - paid.share * wage) < Decimal("1e-9")
    assert cost(Decimal(days[0])) <= cost(Decimal(days[1])) + Decimal("1e-9")


def test_one_day_away_costs_the_day_rate():
    rate = DayWage(
        Decimal(2200), Month(Decimal(22), Decimal(22)), Decimal(8), 1, 22, Decimal(1)
    )
    assert (rate.day, rate.hour) == (100, Decimal("12.5"))


@given(WAGES, ROSTERS, BASES, st.sampled_from(EVERY_DAY), st.sampled_from(EVERY_DAY))
def test_nobody_is_paid_more_than_his_highest_wage(wage, roster, basis, start, change):
    versions = joined(start, wage)
    if change > start:
        versions.append(version(change, wage + 100, contract_start=start))
    paid = pay(versions, counted=roster, basis=basis)
    assert 0 <= sum(part.amount for part in paid) <= wage + Decimal("100.05")
    assert 0 <= sum(part.share for part in paid) <= 1


def shown(code, monthly, args):
    """The amount that the words of a step say."""
    part = args.get("days", 1) / Decimal(args.get("of") or 1)
    if code == "worked":
        return monthly * args["days"] / args["basis"]
    factors = {"half": Decimal("0.5"), "whole": 1, "part": 1}
    if code == "missed":
        factors["missed"] = 1 - args["away"] / args["basis"]
    return monthly * part * factors[code]


@given(WAGES, ROSTERS, BASES, st.sampled_from(EVERY_DAY), st.sampled_from(EVERY_DAY))
def test_the_words_compute(wage, roster, basis, start, change):
    """The figures of a step give its amount, within the cent of the cumulation."""
    versions = joined(start, wage)
    if change > start:
        versions.append(version(change, wage + 100, contract_start=start))
    for paid in pay(versions, counted=roster, basis=basis):
        said = shown(paid.code, paid.segment.version.wage, dict(paid.args))
        assert abs(round_money(said) - paid.amount) <= Decimal("0.01")
