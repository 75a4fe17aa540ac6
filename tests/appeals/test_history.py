"""Random histories of fines and appeals against a plain recomputation (R2.1, Money)."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conduct.test_conduct import ConductCase

MONTHS = ("2026-03", "2026-04", "2026-05")
PRICES = {1: 50, 2: 100}
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("entry"), st.integers(1, 28), st.integers(0, 2)),
        st.tuples(st.just("accept"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("partly"), st.integers(0, 9), st.integers(1, 99)),
        st.tuples(st.just("reject"), st.integers(0, 9), st.just(0)),
        st.tuples(st.just("lock"), st.just(0), st.just(0)),
    ),
    min_size=3,
    max_size=12,
)


class Rollback(Exception):
    """Ends an example, and all that it has made."""


class TestHistories(ConductCase):
    """Whatever the order of entries, appeals and locks, what was taken is due."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.periods = [cls.make_period(month) for month in (*MONTHS, "2026-06")]
        cls.policy.action_draft()
        cls.policy.appeal_days = 0
        cls.policy.action_approve()

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(STEPS)
    def test_forth_and_back_is_what_plain_counting_says_r2_1(self, steps):
        try:
            with self.env.cr.savepoint():
                self.play(steps)
                raise Rollback
        except Rollback:
            self.env.invalidate_all()

    def play(self, steps):
        entries, left, locked = [], {}, 0
        for kind, number, detail in steps:
            if kind == "lock":
                if locked < len(MONTHS):
                    self.lock(self.periods[locked])
                    locked += 1
            elif kind == "entry":
                # One article a month at most twice: a third is a case without a fine.
                day = f"{MONTHS[detail]}-{number:02}"
                found = [row for row in entries if row.date.isoformat()[:7] == day[:7]]
                if len(found) < 2 and detail >= locked:
                    entries.append(self.entry_of("COMPLAINT", day))
            elif entries:
                self.decide(kind, entries[number % len(entries)], detail, left)
        for period in self.periods[locked:]:
            period.action_compute()
        paid = sum(
            line.amount
            for period in self.periods
            for line in self.statement(self.agent, period).line_ids
            if "CS_FINE" in (line.code, line.adjusted_code)
        )
        self.assertEqual(-paid, self.due(entries, left), steps)

    def decide(self, kind, entry, percent, left):
        """Appeal and decide; what a part leaves is noted."""
        if entry.state != "confirmed" or entry.is_reversed:
            return
        appeal = self.env["cs.appeal"].create({"entry_id": entry.id, "reason": "x"})
        appeal = appeal.with_user(self.officer)
        appeal.decision_note = "So be it"
        if kind == "partly":
            stays = round(appeal.entry_amount_now * percent / 100, 2)
            if not 0 < stays < appeal.entry_amount_now:
                kind = "reject"
            else:
                appeal.entry_amount = stays
                left[entry.id] = stays
        getattr(appeal, f"action_{kind}")()

    def due(self, entries, left):
        """What the entries that count cost, each no more than an appeal has left."""
        total = 0
        for month in MONTHS:
            counting = sorted(
                (
                    entry
                    for entry in entries
                    if entry.date.isoformat().startswith(month)
                    and entry.state == "confirmed"
                    and not entry.is_reversed
                ),
                key=lambda entry: (entry.date, entry.id),
            )
            for number, entry in enumerate(counting, 1):
                price = PRICES[number]
                frozen = entry.amount if entry.period_state == "locked" else price
                # What a locked month took does not rise any more.
                total += min(price, frozen, left.get(entry.id, price))
        return total
