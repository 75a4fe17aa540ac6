"""R5.17: an urn gives sums, and before it is closed it gives nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cs_management.engine import ballots

KEY = bytes(range(32))
NONCE = bytes(ballots.NONCE)
histories = st.lists(st.sampled_from(ballots.CHOICES), max_size=30)


def cast(history, seal=lambda counts: counts, unseal=lambda urn: urn):
    urn = seal(ballots.EMPTY)
    for choice in history:
        urn = seal(ballots.add(unseal(urn), choice))
    return urn


@given(histories, st.randoms())
def test_histories_with_the_same_sums_leave_the_same_urn_r5_17(history, random):
    """Whoever came first: what is stored tells no order and no voter."""
    other = history[:]
    random.shuffle(other)
    sealed = [
        cast(
            votes,
            lambda counts: ballots.seal(counts, KEY, NONCE),
            lambda urn: ballots.unseal(urn, KEY),
        )
        for votes in (history, other)
    ]
    assert sealed[0] == sealed[1]
    assert ballots.unseal(sealed[0], KEY) == tuple(
        history.count(choice) for choice in ballots.CHOICES
    )


@given(histories, st.binary(min_size=16, max_size=16))
def test_a_sealed_urn_is_as_long_whatever_is_in_it_r5_17(history, nonce):
    full = ballots.seal(cast(history), KEY, nonce)
    assert len(full) == len(ballots.seal(ballots.EMPTY, KEY, NONCE))


def test_an_urn_reads_otherwise_after_every_vote_r5_17():
    """The same sums under another nonce share no part of the text."""
    one, other = (ballots.seal((1, 0, 0), KEY, bytes([n]) * 16) for n in (1, 2))
    assert one[32:80] != other[32:80]


def test_an_urn_opens_with_its_own_key_only_r5_17():
    sealed = ballots.seal((1, 2, 3), KEY, NONCE)
    with pytest.raises(ValueError, match="another key"):
        ballots.unseal(sealed, KEY[::-1])
    changed = sealed[:-33] + ("0" if sealed[-33] != "0" else "1") + sealed[-32:]
    with pytest.raises(ValueError, match="changed since"):
        ballots.unseal(changed, KEY)
    with pytest.raises(ValueError, match="not in tuple"):
        ballots.add(ballots.EMPTY, "perhaps")


@pytest.mark.parametrize(
    ("counts", "part"),
    [((3, 1, 5), 0.75), ((0, 2, 0), 0.0), ((0, 0, 4), None), ((1, 1, 0), 0.5)],
)
def test_who_abstains_counts_on_neither_side_r5_17(counts, part):
    assert ballots.share(counts) == part
