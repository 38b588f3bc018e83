"""What a match found, as frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped,unused-ignore]
import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]

from reconciliation.runs.matching.pairing import Bools, Ints, Pairs
from reconciliation.runs.matching.pool import Group, Suggestion, Taken
from reconciliation.runs.matching.sides import series
from reconciliation.runs.rulesets import Rule
from reconciliation.statement_files.kinds import Kind

_RULES = list(Rule)
_WORDS = ("receipt", "receipt; equal rows, first with first")
_BOOKED = ["reference", "receipt", "leg", "occurred_at", "seal"]


@dataclass(frozen=True)
class Matches:
    """Every statement row and every booked row stands in exactly one of these frames, but for the last two.

    `exact`: row_key, reference, receipt, leg, cents, occurred_at, seal, matched_by (a Rule), evidence.
    `grouped`: sums, one line per pair: group (a number from 0), row_key, reference, receipt, leg,
    occurred_at, seal, statement_cents, booked_cents, matched_by, evidence. `amount_conflicts`: row_key,
    reference, receipt, leg, statement_cents, booked_cents, difference (booked less statement), occurred_at,
    seal.
    `on_statement_only`, `statement_duplicates`, `not_moving`: the statement's columns with `leg` and `cents`.
    `booked_only`, `booked_duplicates`, `openings`: the booked columns.

    `suggestions` are no matches: row_key, reference, rule, evidence. `sweeps` says of own sweeps whether both
    statements have them: row_key, receipt, cents, settled, other_account, other_row_key.
    """

    exact: pd.DataFrame
    grouped: pd.DataFrame
    amount_conflicts: pd.DataFrame
    on_statement_only: pd.DataFrame
    statement_duplicates: pd.DataFrame
    not_moving: pd.DataFrame
    booked_only: pd.DataFrame
    booked_duplicates: pd.DataFrame
    openings: pd.DataFrame
    suggestions: pd.DataFrame
    sweeps: pd.DataFrame

    @property
    def matched(self) -> int:
        """Statement rows that are matched."""
        return len(self.exact) + int(self.grouped["row_key"].nunique())

    @property
    def unbooked(self) -> list[str]:
        """Rows that only the statement has. Not those that are own sweeps by the other statement and
        something else by their words: whoever booked them would call our own money income. Nor those that
        a booking may stand for already: whoever booked them might count money twice."""
        only, sweeps = self.on_statement_only, self.sweeps
        own = only["row_key"].isin(sweeps.loc[sweeps["settled"].astype(bool), "row_key"])
        booked = only["row_key"].isin(self.suggestions["row_key"])
        wanted = ~booked & (~own | (only["kind"] == str(Kind.SWEEP)))
        keys: list[str] = only.loc[wanted, "row_key"].tolist()
        return keys

    @property
    def references(self) -> set[str]:
        """Bookings that are matched, alone or in a sum."""
        return set(self.exact["reference"]) | set(self.grouped["reference"])


def exact_frame(
    rows: pd.DataFrame, books: pd.DataFrame, by_receipt: dict[Rule, Pairs], later: list[Taken]
) -> pd.DataFrame:
    """Pairs of the first passes and of the later ones, rule by rule, oldest row first."""
    pairs = list(by_receipt.values())
    left = np.concatenate([*(found.left for found in pairs), *(taken.left for taken in later)])
    right = np.concatenate([*(found.right for found in pairs), *(taken.right for taken in later)])
    alike = np.concatenate([found.alike for found in pairs]).astype(np.int64)
    words = pa.array([*_WORDS, *(text for taken in later for text in taken.evidence)], pa.large_string())
    evidence = np.r_[alike, np.arange(len(_WORDS), len(words))]
    rules = [*by_receipt, *(taken.rule for taken in later)]
    counts = [*(len(found.left) for found in pairs), *(len(taken.left) for taken in later)]
    rule = np.repeat([_RULES.index(one) for one in rules], counts)
    order = np.lexsort((left, rule))
    left, right, rule, evidence = left[order], right[order], rule[order], evidence[order]
    frame = _joined(rows, books, left, right)
    frame["cents"] = books["cents"].to_numpy(dtype=np.int64)[right]
    frame["matched_by"] = series(
        pa.array([str(one) for one in _RULES], pa.large_string()).take(pa.array(rule))
    )
    frame["evidence"] = series(words.take(pa.array(evidence)))
    assert frame["cents"].dtype == np.int64
    return frame


def grouped_frame(rows: pd.DataFrame, books: pd.DataFrame, groups: list[Group]) -> pd.DataFrame:
    pairs = [
        (number, one, other)
        for number, group in enumerate(groups)
        for one in group.left
        for other in group.right
    ]
    numbers, left, right = (np.array([pair[part] for pair in pairs], dtype=np.int64) for part in range(3))
    frame = _joined(rows, books, left, right)
    frame.insert(0, "group", numbers)
    frame["statement_cents"] = rows["cents"].to_numpy(dtype=np.int64)[left]
    frame["booked_cents"] = books["cents"].to_numpy(dtype=np.int64)[right]
    frame["matched_by"] = pd.array([str(groups[number].rule) for number in numbers], dtype="str")
    frame["evidence"] = pd.array([groups[number].evidence for number in numbers], dtype="str")
    return frame


def conflict_frame(rows: pd.DataFrame, books: pd.DataFrame, pairs: Pairs) -> pd.DataFrame:
    frame = _joined(rows, books, pairs.left, pairs.right)
    frame["statement_cents"] = rows["cents"].to_numpy(dtype=np.int64)[pairs.left]
    frame["booked_cents"] = books["cents"].to_numpy(dtype=np.int64)[pairs.right]
    frame["difference"] = frame["booked_cents"] - frame["statement_cents"]
    return frame


def suggestion_frame(rows: pd.DataFrame, books: pd.DataFrame, found: list[Suggestion]) -> pd.DataFrame:
    """Each pair once by each rule, in the order of the rows."""
    found = sorted(set(found), key=lambda one: (one.left, one.right, _RULES.index(one.rule), one.evidence))
    first = {(one.left, one.right, one.rule): one for one in reversed(found)}
    kept = sorted(first.values(), key=lambda one: (one.left, one.right, _RULES.index(one.rule)))
    keys = rows["row_key"].take([one.left for one in kept]).to_numpy(dtype=object)
    references = books["reference"].take([one.right for one in kept]).to_numpy(dtype=object)
    columns = {
        "row_key": keys,
        "reference": references,
        "rule": [str(one.rule) for one in kept],
        "evidence": [one.evidence for one in kept],
    }
    return pd.DataFrame({name: pd.array(values, dtype="str") for name, values in columns.items()})


def chosen(frame: pd.DataFrame, mask: Bools) -> pd.DataFrame:
    return frame[mask].reset_index(drop=True)


def _joined(rows: pd.DataFrame, books: pd.DataFrame, left: Ints, right: Ints) -> pd.DataFrame:
    joined: Any = books[_BOOKED].take(right).reset_index(drop=True)
    joined.insert(0, "row_key", rows["row_key"].take(left).reset_index(drop=True))
    return joined
