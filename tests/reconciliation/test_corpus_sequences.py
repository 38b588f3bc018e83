"""Any sequence of uploads of true, faulty, repeated and partial files, in any order, leaves books that equal
what the true ones cover; nothing of a file that was not admitted is in them, ever."""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ledger.models import Line
from mpesa.models import Receipt, Till
from mpesa.tills.accounts import account_code
from reconciliation.models import ReconciliationRun, Statement
from reconciliation.runs.running import start_run
from reconciliation.verified.importing import store_statement
from tests.reconciliation.corpus.building import build
from tests.reconciliation.corpus.history import SETTLEMENT, UTILITY, History, Leg, Row
from tests.reconciliation.corpus.sequences import Move, Sent, What, files_of
from tests.reconciliation.telling import ADMITTED, drain, facts, open_till, record, rows_kept
from users.actors import SYSTEM

#: What the books take from the statement by themselves; a reversal only of what they know.
BOOKED = (Leg.PAY, Leg.CHARGE, Leg.REVERSAL, Leg.SWEEP)
SETTINGS: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck)}
_shortcodes = count(610_001)

days = st.integers(1, 3)
moves = st.builds(
    Move, st.sampled_from([*What, What.DAYS, What.RUN]), days, days, st.integers(0, 7), st.integers(0, 99)
)
sequences = st.lists(moves, min_size=1, max_size=8)


class Books:
    """A till, what channels told of it, and the files that come."""

    def __init__(self, business: Any, seed: int) -> None:
        self.history = build(seed, shortcode=str(next(_shortcodes)), payments=4)
        self.till: Till = open_till(business, self.history.shortcode)
        self.told = self.history.told(masked=bool(seed % 2))[::2]
        self.came: list[tuple[Sent, int]] = []
        self.is_early = False
        record(self.till, self.told)

    def send(self, sent: Sent) -> None:
        file = sent.file
        kept = store_statement(till=self.till, file_name=file.name, data=file.data, actor=SYSTEM)
        drain()
        statement = Statement.objects.get(pk=kept.pk)
        # A day that was exported before its end, by a file that does not say so, keeps its neighbour out.
        self.is_early |= sent.what is What.EARLY and file.name.startswith("Statements for")
        self.came.append((sent, kept.pk))
        is_in = statement.state in ADMITTED
        if sent.is_true and not self.is_early:
            assert is_in, (sent.what, statement.state, statement.problems)

    def covered(self) -> list[Sent]:
        """The files that are admitted now. None that is not true is among them."""
        now = set(Statement.objects.filter(till=self.till, state__in=ADMITTED).values_list("pk", flat=True))
        found = [sent for sent, pk in self.came if pk in now]
        assert all(sent.is_true for sent in found), [sent.what for sent in found]
        return found

    @property
    def rows(self) -> set[Row]:
        return {row for sent in self.covered() for row in sent.claim.rows}

    def run(self) -> ReconciliationRun:
        run = start_run(
            till=self.till, from_day=self.history.day(1), to_day=self.history.day(3), actor=SYSTEM
        )
        drain()
        return ReconciliationRun.objects.get(pk=run.pk)

    def check(self) -> None:
        """Nothing is kept, and nothing booked, that was neither told nor covered."""
        covered: Counter[tuple[str, str, int]] = Counter()
        for sent in self.covered():
            covered |= Counter(map(facts, sent.claim.rows))
        assert rows_kept(self.till) == covered
        told = {each.receipt: each.cents for each in self.told}
        paid = told | {row.receipt: row.cents for row in self.rows if row.leg is Leg.PAY and row.moves}
        amounts = dict(Receipt.objects.filter(till=self.till).values_list("number", "amount"))
        assert amounts.items() <= paid.items() and told.items() <= amounts.items()
        assert not self.booked() - self.expected()

    def booked(self) -> Counter[tuple[str, int]]:
        """Receipt and cents of every line on the Utility account but the opening."""
        lines = Line.objects.filter(
            account__business_id=self.till.business_id, account__code=account_code(self.till)
        )
        lines = lines.exclude(entry__kind="OPENING").exclude(entry__reverses__kind="OPENING")
        values = lines.values_list("entry__reference", "debit", "credit")
        return Counter((reference.split(":")[2], debit - credit) for reference, debit, credit in values)

    def expected(self) -> Counter[tuple[str, int]]:
        rows = [row for row in self.rows if row.account == UTILITY and row.moves and row.leg in BOOKED]
        known = {each.receipt for each in self.told} | {row.receipt for row in rows}
        rows = [row for row in rows if row.leg is not Leg.REVERSAL or row.linked in known]
        of_files = Counter((row.linked or row.receipt, row.cents) for row in rows)
        # The other side of a sweep stands on the Utility account too, whichever statement tells of it.
        sweeps = (row for row in self.rows if row.account == SETTLEMENT and row.leg is Leg.SWEEP)
        of_files |= Counter((row.receipt, -row.cents) for row in sweeps if "Utility" in row.words)
        return of_files | Counter((each.receipt, each.cents) for each in self.told)

    def end(self) -> None:
        run = self.run()
        self.check()
        if run.state == "FAILED":
            assert not any(row.account == UTILITY for row in self.rows)
            return
        assert self.booked() == self.expected()
        if covers_all(self.history, self.rows):
            assert run.unexplained == 0


def covers_all(history: History, rows: set[Row]) -> bool:
    return set(history.rows[UTILITY]) <= rows


def play(business: Any, sequence: list[Move], seed: int) -> None:
    books = Books(business, seed)
    for sent in files_of(books.history, sequence):
        if sent is None:
            books.run()
        else:
            books.send(sent)
        books.check()
    books.end()


LATER_FIRST = [Move(What.DAYS, 2, 3), Move(What.RUN), Move(What.DAYS, 1, 1)]
FORGED_THEN_TRUE = [
    Move(What.FORGED, 1, 3),
    Move(What.RUN),
    Move(What.DAYS, 1, 3, 4),
    Move(What.FORGED, 1, 3, 1),
]
PIECES = [
    Move(What.HOURS, 1, 2, 0, 3),
    Move(What.RUN),
    Move(What.EARLY, 3, 3),
    Move(What.DAYS, 1, 1, 5),
    Move(What.DROPPED, 2, 2, 1),
    Move(What.DAYS, 2, 3, 1),
]


@settings(max_examples=6, derandomize=True, **SETTINGS)
@given(sequence=sequences, seed=st.integers(0, 20))
@example(sequence=LATER_FIRST, seed=1)
@example(sequence=FORGED_THEN_TRUE, seed=2)
@example(sequence=PIECES, seed=3)
def test_books_equal_what_true_files_cover(business, sequence, seed):
    play(business, sequence, seed)


@pytest.mark.slow
@settings(max_examples=1_000, print_blob=True, **SETTINGS)
@given(sequence=sequences, seed=st.integers(0, 1_000))
def test_a_thousand_sequences(business, sequence, seed):
    play(business, sequence, seed)
