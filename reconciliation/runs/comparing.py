"""What is different between two proofs of an account: which items came, went, or changed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

from core.errors import NotFound
from reconciliation.models import ReconciliationRun, RunItem

#: receipt, leg, entry, row, and the how manyth that is alike in these.
_Name: TypeAlias = tuple[str, str, str, str, int]


@dataclass(frozen=True)
class Change:
    """One item, as the one run and as the other has it."""

    before: RunItem
    after: RunItem


@dataclass(frozen=True)
class Comparison:
    """`came` has the run and not the one it is compared with, `went` the other way round."""

    came: list[RunItem]
    went: list[RunItem]
    changed: list[Change]
    same: bool


def compare_runs(run: ReconciliationRun, other: ReconciliationRun) -> Comparison:
    """What has come, gone and changed in `run` since `other`; `same`: both were made from the same.

    Reads only. Raises NotFound for a run of another till or account.
    """
    if (run.till_id, run.account) != (other.till_id, other.account):
        raise NotFound("run of this account", "with")
    mine, theirs = _items(run), _items(other)
    return Comparison(
        came=[item for name, item in mine.items() if name not in theirs],
        went=[item for name, item in theirs.items() if name not in mine],
        changed=[
            Change(theirs[name], item)
            for name, item in mine.items()
            if name in theirs and _facts(item) != _facts(theirs[name])
        ],
        same=bool(run.digest) and run.digest == other.digest,
    )


def _items(run: ReconciliationRun) -> dict[_Name, RunItem]:
    found: dict[_Name, RunItem] = {}
    times: Counter[tuple[str, str, str, str]] = Counter()
    for item in run.items.order_by("pk"):
        name = (item.receipt, item.leg, item.reference, item.row_key)
        times[name] += 1
        found[(*name, times[name])] = item
    return found


def _facts(item: RunItem) -> tuple[str, int, str]:
    return item.term, int(item.cents), item.why
