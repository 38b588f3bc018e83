"""Balances need no order of lines: whatever stands where, the same walk is found."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from reconciliation.statement_files.reading import read_statement
from tests.reconciliation.corpus.building import build
from tests.reconciliation.corpus.claims import days_of
from tests.reconciliation.corpus.history import Row
from tests.reconciliation.corpus.kinds import KINDS
from tests.reconciliation.corpus.writing import STYLES, File, write


def check(file: File, rows: tuple[Row, ...]) -> None:
    found = read_statement(file.data, file.name)
    assert found.complete and found.chain.ok, found.chain.breaks
    said = Counter(
        zip(found.frame["receipt"], found.frame["paid_in"] - found.frame["withdrawn"], strict=True)
    )
    assert said == Counter((row.receipt, row.cents) for row in rows)


@pytest.mark.parametrize("seed", range(12))
def test_neighbours_may_have_changed_places(seed):
    """In a few places, so that the file as a whole still seems to stand in order."""
    upload = KINDS["swapped_lines"].story(seed, masked=False).uploads[1]
    check(upload.file, upload.claim.rows)


@pytest.mark.parametrize("style", STYLES, ids=str)
@pytest.mark.parametrize("moved", [1, 2, 5, 100])
def test_lines_may_stand_anywhere(style, moved):
    for seed in range(3):
        claim, random = days_of(build(seed), 1, 3), Random(seed)
        rows = list(claim.rows)
        for _ in range(moved):
            rows.insert(random.randrange(len(rows)), rows.pop(random.randrange(len(rows))))
        check(write(claim.with_rows(rows), style), claim.rows)
