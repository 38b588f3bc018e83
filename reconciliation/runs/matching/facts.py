"""Bookings without a receipt, by facts: the one row with this amount, account number and payer near this day.

Two texts of a payer are compared by what both show (core.phone): masks hide differently. Candidates are
counted by the digits that every mask shows, so that a count of one is no accident of masking; then the texts
themselves must agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from core.phone import mask_phone, masks_agree
from core.text import counted
from reconciliation.runs.matching.pairing import Bools, Ints, combined, numbered
from reconciliation.runs.matching.pool import Pool, Suggestion
from reconciliation.runs.matching.sides import column, days_of, id_codes, is_day
from reconciliation.runs.rulesets import Rule, Ruleset

_HASH = re.compile(r"[0-9a-fA-F]{64}")
#: A booking with more candidates than this gets no suggestions: they would suggest nothing.
MAX_SUGGESTED = 5
_FACTS = "amount, account number and payer"


@dataclass(frozen=True)
class Facts:
    """Of one side. `payers` are codes of what every mask of a number shows, `accounts` of account numbers; -1
    for none. `whole`: the payer is a hash or a whole number."""

    payers: Ints
    accounts: Ints
    days: Ints
    whole: Bools
    texts: npt.NDArray[np.object_]
    usable: Bools


def facts_of(pool: Pool) -> tuple[Facts, Facts]:
    """Of both sides. What an identifier ties to the other side is not usable."""
    left, right = column(pool.rows, "payer", "payer_masked"), column(pool.books, "payer")
    payers = id_codes(_shown_by_all(left), _shown_by_all(right))
    numbers = column(pool.rows, "account_no"), column(pool.books, "account_reference")
    accounts = id_codes(*(part.astype("str").str.replace(r"\s+", "", regex=True) for part in numbers))
    days = days_of(pool.rows["completed_at"]), days_of(pool.books["occurred_at"])
    clear = ~pool.left_unclear & (pool.left_cents != 0), ~pool.right_unclear & (pool.right_cents != 0)
    found = [
        Facts(
            payers[at],
            accounts[at],
            days[at],
            _whole(texts),
            texts.to_numpy(dtype=object),
            clear[at] & (payers[at] >= 0) & is_day(days[at]),
        )
        for at, texts in enumerate((left, right))
    ]
    return found[0], found[1]


def _shown_by_all(payers: pd.Series) -> pd.Series:
    """What every mask of a number shows of it; a hash as it is; empty for what is neither."""
    codes, texts = pd.factorize(payers.astype("str"))
    shown = np.array([_shown(text) for text in texts] or [""], dtype=object)
    return pd.Series(shown[codes] if len(codes) else [], dtype="str")


def _shown(payer: str) -> str:
    text = payer.strip()
    if _HASH.fullmatch(text):
        return text.lower()
    masked = mask_phone(text)
    return "" if masked.startswith("*") else f"{masked[:4]}*{masked[-2:]}"


def _whole(payers: pd.Series) -> Bools:
    found: Bools = ~payers.astype("str").str.contains("*", regex=False).to_numpy(dtype=bool)
    return found


def agree(one: str, other: str) -> bool:
    """Whether two texts can be one payer. Their codes are the same already."""
    one, other = str(one).strip(), str(other).strip()
    return one.lower() == other.lower() or masks_agree(one, other)


def match_facts(pool: Pool, ruleset: Ruleset, left: Facts, right: Facts) -> None:
    """UNIQUE_FACTS. A masked payer alone is no fact: then both sides must also name one account number.

    A booking is matched with another day's row only where the statement shows its whole window: the candidate
    of a day that is not here could be the better one.
    """
    if pool.done or not ruleset.has(Rule.UNIQUE_FACTS):
        return
    wanted = [
        np.flatnonzero(free & facts.usable & (facts.whole | (facts.accounts >= 0)))
        for free, facts in ((pool.left_free, left), (pool.right_free, right))
    ]
    if not len(wanted[0]) or not len(wanted[1]):
        return
    keys = _day_keys(pool, (left, right), (wanted[0], wanted[1]), ruleset.window_days)
    first, count = _candidates(keys[0], keys[1], ruleset.window_days)
    back_first, back_count = _candidates(keys[1], keys[0], ruleset.window_days)
    order = np.argsort(keys[1], kind="stable")
    alone = np.flatnonzero(count == 1)
    partner = order[first[alone]]
    mutual = back_count[partner] == 1
    at_left, at_right = wanted[0][alone[mutual]], wanted[1][partner[mutual]]
    around = range(-ruleset.window_days, ruleset.window_days + 1)
    shown = np.all([np.isin(right.days[at_right] + apart, pool.days) for apart in around], axis=0)
    near = shown | (left.days[at_left] == right.days[at_right])
    real = [
        place
        for place, (one, other) in enumerate(zip(at_left.tolist(), at_right.tolist(), strict=True))
        if near[place] and agree(left.texts[one], right.texts[other]) and pool.legs_agree(one, other)
    ]
    at_left, at_right = at_left[real], at_right[real]
    apart = (right.days[at_right] - left.days[at_left]).tolist()
    evidence = [f"the only one with this {_FACTS}; booked {_apart(days)}" for days in apart]
    pool.take_pairs(Rule.UNIQUE_FACTS, at_left, at_right, evidence)

    back_order = np.argsort(keys[0], kind="stable")
    unsure = (back_count > 0) & (back_count <= MAX_SUGGESTED) & pool.right_free[wanted[1]]
    for place in np.flatnonzero(unsure).tolist():
        candidates = wanted[0][back_order[back_first[place] : back_first[place] + back_count[place]]]
        for one in sorted(candidates[pool.left_free[candidates]].tolist()):
            if agree(left.texts[one], right.texts[wanted[1][place]]):
                books = int(count[np.searchsorted(wanted[0], one)])
                words = f"{counted(int(back_count[place]), 'row')} and {counted(books, 'booking')}"
                words += f" have this {_FACTS}"
                pool.suggestions.append(Suggestion(one, int(wanted[1][place]), Rule.UNIQUE_FACTS, words))


def _apart(days: int) -> str:
    if not days:
        return "the same day"
    return f"{abs(days)} day{'s' if abs(days) > 1 else ''} {'later' if days > 0 else 'earlier'}"


def _day_keys(
    pool: Pool, facts: tuple[Facts, Facts], wanted: tuple[Ints, Ints], window: int
) -> tuple[Ints, Ints]:
    """One number for all facts, in which days of the same facts lie side by side and others out of reach."""
    who = [combined(side.payers, side.accounts + 1)[at] for side, at in zip(facts, wanted, strict=True)]
    people = numbered(*who)
    same = numbered(
        combined(people[0], pool.left_amounts[wanted[0]]), combined(people[1], pool.right_amounts[wanted[1]])
    )
    days = [side.days[at] for side, at in zip(facts, wanted, strict=True)]
    start = min(int(part.min()) for part in days)
    span = max(int(part.max()) for part in days) - start + 2 * window + 2
    return same[0] * span + (days[0] - start), same[1] * span + (days[1] - start)


def _candidates(of: Ints, among: Ints, window: int) -> tuple[Ints, Ints]:
    """For each key: where its candidates begin among the sorted others, and how many they are."""
    ordered = np.sort(among)
    first = np.searchsorted(ordered, of - window)
    return first.astype(np.int64), np.searchsorted(ordered, of + window, side="right") - first
