from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine.protection import (
    CLAWBACK,
    COMPENSATION,
    KINDS,
    LIMITED,
    VIOLATION,
    Claim,
    Due,
    Pay,
    ProtectionRules,
    claimed,
    instalment,
    late_change,
    protect,
)

ZERO = Decimal(0)
JULY = date(2026, 7, 1)
RULES = ProtectionRules(minimum=Decimal(2000))
NO_MINIMUM = ProtectionRules()
OFF = ProtectionRules(minimum=Decimal(2000), enabled=False)
DROP = replace(RULES, carry=False)
ENOUGH = Pay(Decimal(10**7))

UNITS = st.sampled_from([Decimal(1), Decimal("0.01"), Decimal("0.001")])


def wage(fixed, variable=0, time=0):
    return Pay(Decimal(fixed), Decimal(variable), Decimal(time))


def due(kind, amount, key="1", origin=None):
    return Due(kind, key, Decimal(amount), origin)


def fines(*amounts):
    return [due(VIOLATION, amount, str(key)) for key, amount in enumerate(amounts)]


def month_after(month, count=1):
    return month + relativedelta(months=count)


def run(rules, months, unit=Decimal("0.01"), last=None):
    """Months one after the other; what is open goes on to the next.

    :param months: pay and new dues of each
    :param last: index of the month of the exit
    """
    found, opening = [], ()
    for index, (pay, dues) in enumerate(months):
        result = protect(
            rules,
            pay,
            [*dues, *opening],
            month_after(JULY, index),
            leaving=index == last,
            rounding=unit,
        )
        found.append(result)
        opening = result.closing
    return found


# ----------------------------------------------------------------------
# Strategies
# ----------------------------------------------------------------------


def money(unit, low=0, high=6000):
    return st.integers(int(low / unit), int(high / unit)).map(lambda n: n * unit)


def pays(unit):
    return st.one_of(
        st.just(Pay()),
        st.builds(
            Pay,
            fixed=money(unit),
            variable=money(unit, -500, 3000),
            time=money(unit, -3000, 0),
        ),
    )


def rule_sets(unit, **fixed):
    return st.builds(
        ProtectionRules,
        **{
            "rate": st.decimals(0, 100, places=2),
            "minimum": money(unit, 0, 3000),
            "carry": st.booleans(),
            "enabled": st.booleans(),
            **fixed,
        },
    )


def new_dues(unit, low=1):
    return st.lists(
        st.builds(
            Due,
            kind=st.sampled_from(KINDS),
            key=st.sampled_from("abcdef"),
            amount=money(unit, low, 5000),
        ),
        max_size=5,
        unique_by=lambda one: (one.kind, one.key),
    )


def open_dues(unit):
    return st.lists(
        st.builds(
            Due,
            kind=st.sampled_from(KINDS),
            key=st.sampled_from("abc"),
            amount=money(unit, 1, 5000),
            origin=st.integers(1, 5).map(lambda back: month_after(JULY, -back)),
        ),
        max_size=5,
        unique_by=lambda one: (one.kind, one.key, one.origin),
    )


@st.composite
def cases(draw, low=-500, **fixed):
    """Rules, pay, dues (some given back), unit of the currency: one month."""
    unit = draw(UNITS)
    dues = draw(new_dues(unit, low)) + draw(open_dues(unit))
    return draw(rule_sets(unit, **fixed)), draw(pays(unit)), dues, unit


@st.composite
def histories(draw, low=1, **fixed):
    """Rules, months of pay and new dues, unit of the currency."""
    unit = draw(UNITS)
    month = st.tuples(pays(unit), new_dues(unit, low))
    months = draw(st.lists(month, min_size=1, max_size=6))
    return draw(rule_sets(unit, **fixed)), months, unit


def solve(case):
    rules, pay, dues, unit = case
    return protect(rules, pay, dues, JULY, rounding=unit)


# ----------------------------------------------------------------------
# Worked numbers
# ----------------------------------------------------------------------


def test_three_fines_and_a_loss_take_at_most_what_the_minimum_wage_leaves_r2_10():
    dues = [*fines(500, 500, 500), due(COMPENSATION, 900)]
    result = protect(RULES, wage(2200), dues, JULY)
    assert result.net == 2000
    assert result.taken(VIOLATION) + result.taken(COMPENSATION) == 200
    assert (result.given_back, result.closing_balance) == (2200, 2200)
    assert result.to_fund == 200


def test_without_a_minimum_wage_a_fifth_of_the_wage_is_the_most_r2_10():
    result = protect(NO_MINIMUM, wage(2200), fines(500), JULY)
    assert (result.net, result.given_back, result.to_fund) == (1760, 60, 440)


def test_fines_of_400_on_2200_leave_the_minimum_wage_r2_10():
    result = protect(RULES, wage(2200), fines(400), JULY)
    assert (result.net, result.given_back, result.to_fund) == (2000, 200, 200)


@pytest.mark.parametrize(("rules", "open_"), [(RULES, 150), (DROP, 0), (OFF, 150)])
def test_absent_all_month_a_fine_is_carried_or_dropped_r2_10(rules, open_):
    result = protect(rules, wage(2200, time=-2200), fines(150), JULY)
    assert (result.net, result.given_back, result.to_fund) == (0, 150, 0)
    assert result.closing_balance == open_


def test_a_clawback_beyond_the_month_is_carried_and_settled_once_r6_4():
    months = [(wage(2200), [due(CLAWBACK, 4500)]), *[(wage(2200), [])] * 24]
    found = run(RULES, months)
    assert [result.net for result in found[:23]] == [2000] * 22 + [2100]
    assert [result.net for result in found[23:]] == [2200, 2200]
    assert found[0].given_back == 4300
    assert sum(result.settled for result in found) == 4300
    assert found[-1].closing == ()


def test_a_clawback_is_not_under_the_limit_and_never_dropped_r6_4():
    result = protect(DROP, wage(5000), [due(CLAWBACK, 3500)], JULY)
    assert (result.net, result.closing_balance) == (2000, 500)


def test_what_was_never_due_goes_before_fines_and_these_before_losses_r6_4():
    dues = [*fines(100), due(COMPENSATION, 100), due(CLAWBACK, 150)]
    result = protect(RULES, wage(2200), dues, JULY)
    assert [(one.due.kind, one.taken) for one in result.outcomes] == [
        (CLAWBACK, 150),
        (VIOLATION, 50),
        (COMPENSATION, 0),
    ]


def test_violations_reduce_the_variable_pay_first_r2_10():
    dues = [*fines(500), due(COMPENSATION, 900)]
    result = protect(RULES, wage(2200, 1000), dues, JULY)
    assert result.limit == 640
    assert (result.to_fund, result.from_variable) == (500, 500)
    assert result.taken(COMPENSATION) == 140
    assert result.net == 2560


def test_beyond_the_variable_pay_violations_are_borne_by_the_wage_r2_10():
    result = protect(RULES, wage(2500, 100), fines(300), JULY)
    assert (result.to_fund, result.from_variable) == (300, 100)


def test_a_clawback_corrects_the_variable_pay_before_fines_reduce_it_r6_4():
    dues = [*fines(300), due(CLAWBACK, 900)]
    result = protect(RULES, wage(2500, 1000), dues, JULY)
    assert (result.to_fund, result.from_variable) == (300, 100)


def test_a_float_below_zero_and_absence_are_no_deductions_r3_9():
    result = protect(RULES, wage(2200, -280, -100), [], JULY)
    assert (result.net, result.given_back, result.steps) == (1820, 0, ())


def test_a_float_beyond_all_pay_is_forgiven_not_carried_r3_9():
    for rules in (RULES, OFF):
        result = protect(rules, wage(2200, -300, -2200), [], JULY)
        assert (result.net, result.given_back, result.closing) == (0, 300, ())


def test_who_earned_less_than_the_minimum_wage_keeps_it():
    result = protect(RULES, wage(2200, time=-700), fines(10), JULY)
    assert (result.net, result.closing_balance) == (1500, 10)


def test_at_the_exit_no_more_is_taken_and_what_is_open_is_shown():
    dues = [*fines(900), due(CLAWBACK, 4500)]
    staying = protect(RULES, wage(2200), dues, JULY)
    result = protect(RULES, wage(2200), dues, JULY, leaving=True)
    assert (result.net, result.closing_balance) == (2000, 5200)
    assert replace(result, steps=()) == replace(staying, steps=())
    assert "protection.open" in [one["code"] for one in result.steps]


def test_switched_off_only_net_below_zero_is_given_back():
    dues = [*fines(500), due(COMPENSATION, 900)]
    assert protect(OFF, wage(2200), dues, JULY).net == 800
    result = protect(OFF, wage(2200), [*dues, due(CLAWBACK, 4500)], JULY)
    assert (result.net, result.given_back, result.to_fund) == (0, 3700, 0)


def test_a_fine_cancelled_before_it_was_taken_is_not_paid_out_r2_1():
    carried = due(VIOLATION, 100, "a", origin=month_after(JULY, -1))
    back = due(VIOLATION, -50, "a")
    result = protect(RULES, wage(2000), [carried, back], JULY)
    assert (result.net, result.to_fund, result.closing_balance) == (2000, 0, 50)


def test_a_fine_cancelled_after_it_was_taken_comes_out_of_the_fund_r2_1():
    result = protect(RULES, wage(2200), [due(VIOLATION, -50)], JULY)
    assert (result.net, result.to_fund, result.given_back) == (2250, -50, 0)


def test_what_is_given_back_meets_its_own_matter_before_older_ones_r2_1():
    old, own = month_after(JULY, -2), month_after(JULY, -1)
    dues = [
        due(VIOLATION, 80, "a", old),
        due(VIOLATION, 80, "b", own),
        due(VIOLATION, -50, "b"),
    ]
    result = protect(RULES, wage(2000), dues, JULY)
    assert [one.amount for one in result.closing] == [80, 30]


def test_two_amounts_given_back_meet_a_due_no_further_than_it_goes_r2_1():
    dues = [
        due(VIOLATION, 80, "a", month_after(JULY, -1)),
        due(VIOLATION, -50, "a"),
        due(VIOLATION, -50, "b"),
    ]
    result = protect(RULES, wage(2000), dues, JULY)
    assert (result.net, result.to_fund, result.closing) == (2020, -20, ())
    assert result.room == 20


def test_absence_beyond_the_wage_leaves_less_variable_pay_to_reduce_r2_10():
    result = protect(NO_MINIMUM, wage(2000, 1000, -2400), fines(900), JULY)
    assert (result.earned, result.to_fund, result.from_variable) == (600, 120, 120)
    [told] = [one for one in result.steps if one["code"] == "protection.variable"]
    assert told["args"]["variable"] == "600"


def test_a_minimum_wage_finer_than_the_currency_is_never_undercut():
    rules = ProtectionRules(minimum=Decimal("1999.996"))
    result = protect(rules, wage(2000), fines(1), JULY)
    assert (result.net, result.room) == (2000, 0)


def test_late_pay_does_not_raise_the_limit():
    dues = [due(CLAWBACK, -3000), *fines(900)]
    result = protect(RULES, wage(2200), dues, JULY)
    assert (result.limit, result.to_fund, result.net) == (440, 440, 4760)


def test_carried_amounts_dropped_once_the_company_says_so():
    carried = due(VIOLATION, 300, origin=month_after(JULY, -1))
    result = protect(DROP, wage(2200), [carried], JULY)
    assert (result.settled, result.given_back, result.closing) == (200, 0, ())
    assert result.outcomes[0].dropped == 100


@pytest.mark.parametrize(
    ("unit", "most"), [("1", "440"), ("0.01", "440.19"), ("0.001", "440.199")]
)
def test_the_limit_is_rounded_down_in_every_currency(unit, most):
    pay = wage("2200.999") if unit == "0.001" else wage("2200.99")
    result = protect(NO_MINIMUM, pay, fines(900), JULY, rounding=Decimal(unit))
    assert result.to_fund == Decimal(most)


@pytest.mark.parametrize(
    "dues",
    [
        [due("gift", 5)],
        [due(VIOLATION, 5), due(VIOLATION, 6)],
        [due(VIOLATION, 5, origin=JULY)],
        [due(VIOLATION, -5, origin=month_after(JULY, -1))],
    ],
)
def test_dues_that_cannot_be_are_refused(dues):
    with pytest.raises(ValueError):
        protect(RULES, wage(2200), dues, JULY)


# ----------------------------------------------------------------------
# One month
# ----------------------------------------------------------------------


@given(cases())
def test_net_is_never_under_zero_nor_under_the_floor(case):
    rules, pay, _dues, _unit = case
    result = solve(case)
    assert result.net >= 0
    assert result.earned == max(pay.total, 0)
    if rules.enabled:
        assert result.net >= min(rules.minimum, result.earned)


@given(cases())
def test_what_is_due_is_taken_carried_or_dropped(case):
    rules, _pay, dues, unit = case
    result = solve(case)
    asked = [one for one in dues if one.amount]
    assert sorted(map(repr, asked)) == sorted(repr(one.due) for one in result.outcomes)
    for one in result.outcomes:
        assert one.taken + one.carried + one.dropped == one.due.amount
        assert one.carried >= 0 <= one.dropped
        assert one.taken % unit == 0
        if one.due.amount > 0:
            assert one.taken >= 0
        else:
            assert one.taken == one.due.amount
        if one.dropped:
            assert one.due.kind in LIMITED and not rules.carry


@given(cases())
def test_the_limit_holds_for_violations_and_losses_together(case):
    rules, _pay, _dues, _unit = case
    result = solve(case)
    if rules.enabled:
        assert sum(map(result.taken, LIMITED)) <= result.earned * rules.rate / 100


@given(cases())
def test_lines_with_what_is_given_back_add_up_to_the_net(case):
    _rules, pay, dues, _unit = case
    result = solve(case)
    lines = pay.total - sum(one.amount for one in dues if not one.origin)
    assert lines + result.given_back - result.settled == result.net
    assert result.given_back >= 0 <= result.settled
    assert result.opening_balance == sum(one.amount for one in dues if one.origin)
    balance = sum(one.carried for one in result.outcomes)
    assert result.closing_balance == balance


@given(cases(low=1))
def test_no_more_is_spared_than_limit_and_floor_ask_for(case):
    result = solve(case)
    left = sum(one.carried + one.dropped for one in result.outcomes)
    taken = sum(map(result.taken, KINDS))
    if left and taken != result.room:
        # Something is open although the floor is not reached: it is the limit's.
        assert sum(map(result.taken, LIMITED)) == result.limit
        assert all(
            not (one.carried or one.dropped)
            for one in result.outcomes
            if one.due.kind == CLAWBACK
        )


@given(cases(low=1))
def test_older_dues_of_a_kind_go_first(case):
    for before, after in pairwise(solve(case).outcomes):
        if before.due.kind == after.due.kind:
            assert (before.due.origin or JULY) <= (after.due.origin or JULY)
            assert not after.taken or before.taken == before.due.amount


@given(cases(low=1))
def test_violations_reduce_the_variable_pay_before_the_wage(case):
    _rules, pay, _dues, _unit = case
    result = solve(case)
    fines_, clawed = result.taken(VIOLATION), result.taken(CLAWBACK)
    assert 0 <= result.from_variable <= fines_
    if result.from_variable < fines_:
        left = max(min(pay.variable, result.earned) - clawed, 0)
        assert result.from_variable == left


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_dues_does_not_matter_and_once_more_changes_nothing(
    case, random
):
    rules, pay, dues, unit = case
    shuffled = random.sample(dues, len(dues))
    assert solve(case) == solve(case) == solve((rules, pay, shuffled, unit))


@given(cases(enabled=st.just(True)), money(Decimal(1)))
def test_a_higher_minimum_wage_takes_no_more(case, more):
    rules, pay, dues, unit = case
    higher = replace(rules, minimum=rules.minimum + more)
    before, after = solve(case), solve((higher, pay, dues, unit))
    assert after.net >= before.net
    assert all(after.taken(kind) <= before.taken(kind) for kind in KINDS)


@given(cases(enabled=st.just(True)), st.decimals(0, 100, places=2))
def test_a_lower_limit_takes_no_more(case, rate):
    rules, pay, dues, unit = case
    lower = replace(rules, rate=min(rate, rules.rate))
    before, after = solve(case), solve((lower, pay, dues, unit))
    assert after.net >= before.net
    assert after.taken(CLAWBACK) == before.taken(CLAWBACK)
    assert sum(map(after.taken, LIMITED)) <= sum(map(before.taken, LIMITED))


@given(cases())
def test_protection_never_takes_more_than_none(case):
    rules, pay, dues, unit = case
    off = solve((replace(rules, enabled=False), pay, dues, unit))
    assert solve(case).net >= off.net
    assert off.net == max(off.earned - sum(one.amount for one in dues), 0)


# ----------------------------------------------------------------------
# Months running, with months without pay and exits
# ----------------------------------------------------------------------


def totals(found):
    """What each matter took, and what of it was dropped, over all months."""
    taken, dropped = defaultdict(lambda: ZERO), defaultdict(lambda: ZERO)
    for index, result in enumerate(found):
        for one in result.outcomes:
            origin = one.due.origin or month_after(JULY, index)
            taken[one.due.kind, one.due.key, origin] += one.taken
            dropped[one.due.kind, one.due.key, origin] += one.dropped
    return taken, dropped


@given(histories(), st.integers(0, 6))
def test_what_is_carried_is_settled_once(history, last):
    rules, months, unit = history
    found = run(rules, months, unit, last)
    taken, dropped = totals(found)
    still = {(one.kind, one.key, one.origin): one.amount for one in found[-1].closing}
    asked = {
        (one.kind, one.key, month_after(JULY, index)): one.amount
        for index, (_pay, dues) in enumerate(months)
        for one in dues
    }
    assert taken.keys() == asked.keys()
    for key, amount in asked.items():
        assert taken[key] + dropped[key] + still.get(key, ZERO) == amount


@given(histories(low=-500))
def test_balances_follow_one_another_and_nets_add_up(history):
    rules, months, unit = history
    found = run(rules, months, unit)
    for before, after in pairwise(found):
        assert after.opening_balance == before.closing_balance
    for result, (_pay, dues) in zip(found, months, strict=True):
        assert result.closing_balance == (
            result.opening_balance
            + sum(one.amount for one in dues)
            - sum(one.taken + one.dropped for one in result.outcomes)
        )
    given_ = sum(result.earned for result in found)
    taken = sum(result.taken(kind) for result in found for kind in KINDS)
    assert sum(result.net for result in found) == given_ - taken


@given(histories(low=-500))
def test_a_month_without_pay_or_statement_changes_no_balance(history):
    rules, months, unit = history
    rules = replace(rules, carry=True)
    *_, last = run(rules, months, unit)
    empty = protect(rules, Pay(), last.closing, month_after(JULY, 20), rounding=unit)
    assert (empty.net, empty.given_back, empty.settled) == (0, 0, 0)
    assert set(empty.closing) == set(last.closing)


@given(histories(carry=st.just(True), rate=st.decimals(1, 100, places=2)))
def test_in_the_long_run_all_that_is_due_is_taken(history):
    rules, months, unit = history
    found = run(rules, [*months, (ENOUGH, []), (ENOUGH, [])], unit)
    taken, _dropped = totals(found)
    assert found[-1].closing == ()
    assert sum(taken.values()) == sum(one.amount for _pay, own in months for one in own)


@given(histories(low=-500))
def test_the_fund_gets_fines_only_and_what_was_taken_r2_10(history):
    rules, months, unit = history
    found = run(rules, months, unit)
    fined = sum(
        one.amount for _pay, own in months for one in own if one.kind == VIOLATION
    )
    dropped = sum(
        one.dropped
        for result in found
        for one in result.outcomes
        if one.due.kind == VIOLATION
    )
    open_ = sum(one.amount for one in found[-1].closing if one.kind == VIOLATION)
    assert sum(result.to_fund for result in found) == fined - dropped - open_


# ----------------------------------------------------------------------
# Words that compute
# ----------------------------------------------------------------------


RESTS = ("missing", "carried", "open", "dropped")


def computes(code, args, unit):
    """Whether the figures of a step compute to one another; ``None``: no sum."""
    if code == "protection.earned":
        return args["fixed"] + args["variable"] + args["time"] == args["earned"]
    if code == "protection.minimum":
        left = args["earned"] + args["returned"] - args["minimum"]
        return 0 <= args["room"] - max(left, 0) + unit <= unit
    if code == "protection.limit":
        exact = args["earned"] * args["rate"] / 100
        return args["amount"] <= exact < args["amount"] + unit
    if code == "protection.variable":
        return args["amount"] == min(args["fines"], args["variable"]) and (
            args["amount"] + args["wage"] == args["fines"]
        )
    if code == "protection.returned":
        return args["met"] + args["paid"] == args["amount"]
    if code.rpartition(".")[2] in (*KINDS, "settled"):
        return args["due"] - args["taken"] == args["rest"]
    return None


def figures(one):
    return {
        key: Decimal(value)
        for key, value in one["args"].items()
        if key not in ("since", "kind")
    }


@given(cases(), st.booleans())
def test_the_words_compute_to_the_amount_given_back(case, leaving):
    rules, pay, dues, unit = case
    result = protect(rules, pay, dues, JULY, leaving, unit)
    rest = ZERO
    for one in result.steps:
        args = figures(one)
        assert computes(one["code"], args, unit) in (True, None), one
        if one["code"].rpartition(".")[2] in RESTS:
            rest += args["amount"]
    assert rest == result.given_back
    assert bool(result.steps) == bool(result.outcomes or result.missing)
    for one in result.outcomes:
        if not one.is_new:
            [told] = one.steps
            assert computes(told["code"], figures(told), unit)


# ----------------------------------------------------------------------
# Claims
# ----------------------------------------------------------------------


def test_a_loss_is_made_good_in_equal_instalments_r2_17():
    claim, taken, dues = Claim(Decimal(1000), Decimal(50), 3), ZERO, []
    for number in (1, 2, 3):
        result = instalment(claim, taken)
        assert (result.number, result.balance) == (number, 500 - taken)
        dues.append(result.due)
        taken += result.due
    assert dues == [Decimal("166.67"), Decimal("166.66"), Decimal("166.67")]
    assert instalment(claim, taken).due == 0


def test_what_a_month_does_not_bear_is_carried_once_not_asked_for_again_r2_17():
    claim = Claim(Decimal(900), instalments=3)
    result = instalment(claim, taken=Decimal(200), carried=Decimal(100))
    assert (result.number, result.due) == (2, 300)
    assert (result.balance, result.later) == (700, 300)


def test_what_was_paid_ahead_makes_the_next_instalment_smaller_r2_17():
    result = instalment(Claim(Decimal(900), instalments=3), taken=Decimal(400))
    assert (result.number, result.due, result.later) == (2, 200, 300)


def test_what_was_dropped_is_asked_for_no_more_r2_17():
    claim = Claim(Decimal(900), instalments=3)
    result = instalment(claim, Decimal(200), dropped=Decimal(100))
    assert (result.due, result.balance, result.later) == (300, 600, 300)


def test_a_claim_found_smaller_gives_back_what_was_taken_beyond_it_r2_17():
    claim = Claim(Decimal(900), Decimal(30), 3)
    assert claimed(claim) == 270
    result = instalment(claim, taken=Decimal(300))
    assert (result.due, result.number, result.balance) == (-30, 0, 0)
    dropped = instalment(claim, Decimal(200), dropped=Decimal(100))
    assert (dropped.due, dropped.later) == (0, 0)


def test_a_claim_without_instalments_is_refused_r2_17():
    with pytest.raises(ValueError):
        instalment(Claim(Decimal(900), instalments=0))


claims = st.builds(
    Claim,
    loss=st.decimals(0, 9000, places=2),
    share=st.decimals(0, 100, places=2),
    instalments=st.integers(1, 12),
)


@given(claims, UNITS, st.data())
def test_a_claim_is_paid_once_whatever_the_months_bear_r2_17(claim, unit, data):
    rules = data.draw(rule_sets(unit))
    total = claimed(claim, unit)
    taken = dropped = ZERO
    opening, asked, number = (), ZERO, 0
    for index in range(claim.instalments + 2):
        if index < claim.instalments:
            pay = data.draw(pays(unit))
        else:
            pay, rules = ENOUGH, replace(rules, rate=Decimal(20), minimum=ZERO)
        carried = sum(one.amount for one in opening)
        one = instalment(claim, taken, carried, dropped, unit)
        assert one.due >= 0
        assert one.due + one.later == total - asked
        assert one.balance == total - taken - dropped
        assert one.number > number if one.due else one.number == 0
        number, asked = max(one.number, number), asked + one.due
        dues = [Due(COMPENSATION, "claim", one.due), *opening]
        result = protect(rules, pay, dues, month_after(JULY, index), rounding=unit)
        taken += result.taken(COMPENSATION)
        dropped += sum(row.dropped for row in result.outcomes)
        opening = result.closing
        assert result.to_fund == 0
    assert opening == ()
    assert asked == total == taken + dropped
    if rules.carry:
        assert taken == total


@given(claims, claims, UNITS, st.data())
def test_a_changed_claim_takes_no_more_than_it_is_now_r2_17(claim, now, unit, data):
    whole = int(claimed(claim, unit) / unit)
    first = data.draw(st.integers(0, whole))
    second = data.draw(st.integers(0, whole - first))
    taken, carried = first * unit, second * unit
    dropped = data.draw(st.integers(0, whole - first - second)) * unit
    one = instalment(now, taken, carried, dropped, unit)
    borne = taken + carried + one.due
    assert borne + one.later <= max(claimed(now, unit), ZERO)
    assert one.due >= -(taken + carried)
    if not dropped:
        assert borne + one.later == claimed(now, unit)


# ----------------------------------------------------------------------
# Late changes
# ----------------------------------------------------------------------


def test_a_dropped_fine_gives_nothing_back_r2_1():
    assert late_change(ZERO, Decimal(100), dropped=Decimal(100)) == 0
    assert late_change(Decimal(80), Decimal(100), dropped=Decimal(30)) == 0
    assert late_change(Decimal(50), Decimal(100), dropped=Decimal(30)) == -20
    assert late_change(Decimal(150), Decimal(100), dropped=Decimal(100)) == 50


amounts = st.integers(0, 500).map(Decimal)


@given(amounts, st.lists(amounts, min_size=1))
def test_changes_forth_and_back_add_up_r2_1(first, changes):
    asked = first
    for now in changes:
        asked += late_change(now, asked)
    assert asked == changes[-1]


@given(amounts, amounts, st.lists(amounts, min_size=1))
def test_never_more_given_back_than_it_cost_r2_1(asked, dropped, changes):
    dropped = min(asked, dropped)
    for now in changes:
        change = late_change(now, asked, dropped)
        assert change >= -(asked - dropped)
        asked += change
        assert asked - dropped <= now
        assert asked >= now or not dropped
