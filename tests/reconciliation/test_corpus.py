"""Every kind of fault, by the front door: found as the corpus says, and nothing else with it.

Each kind by itself with full or with masked phones; the long tests try the other half, and other truths.
"""

from __future__ import annotations

import pytest

from tests.environment import ROOT
from tests.reconciliation.corpus.kinds import KINDS
from tests.reconciliation.corpus.page import beginning
from tests.reconciliation.telling import tell

CASES = [
    pytest.param(name, masked, id=f"{name}-{'masked' if masked else 'plain'}", marks=marks)
    for place, name in enumerate(KINDS)
    for masked, marks in ((bool(place % 2), ()), (not place % 2, pytest.mark.slow))
]


def check(name: str, seed: int, masked: bool, business: object) -> None:
    outcome = tell(KINDS[name].story(seed, masked=masked), business)
    false = [f"false: {each}" for each in outcome.false]
    assert "\n".join([*outcome.wrong, *outcome.missed, *false]) == ""


@pytest.mark.parametrize(("name", "masked"), CASES)
def test_a_fault_is_found(name, masked, business):
    check(name, 1, masked, business)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3, 4, 5])
@pytest.mark.parametrize("name", KINDS)
def test_a_fault_of_another_truth_is_found(name, seed, business):
    check(name, seed, bool(seed % 2), business)


def test_the_page_lists_every_kind():
    text = (ROOT / "docs/reconciliation-faults.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| kind ")]
    assert len(rows) == len(KINDS), "run: make faults"
    for row, kind in zip(rows, KINDS.values(), strict=True):
        assert row.startswith(beginning(kind)), "run: make faults"
