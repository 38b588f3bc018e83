"""Later passes that go by identifiers: own sweeps, charges and reversals of another receipt, aliases, and the
conflict of amounts that ends them.
"""

from __future__ import annotations

import re
from functools import partial

import numpy as np
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from reconciliation.runs.matching.pairing import Bools, Ints, combined, pair_keys
from reconciliation.runs.matching.pool import Evidence, Pool
from reconciliation.runs.matching.sides import LEGS, column, id_codes
from reconciliation.runs.rulesets import Rule, Ruleset
from reconciliation.statement_files.kinds import original_of

_RECEIPT = re.compile(r"[A-Z0-9]{8,20}")
#: An id of Daraja's in the Details of what we sent. A payer cannot write into those of a payout.
DARAJA_ID = re.compile(r"\b(?:AG|ws_CO)_[A-Za-z0-9_]{8,60}\b")
_REFERRING = {"charge": Rule.CHARGE_TO_PRINCIPAL, "reversal": Rule.REVERSAL_OF_ORIGINAL}


def match_identifiers(pool: Pool, ruleset: Ruleset, own_sweeps: Bools) -> None:
    """All passes by identifiers. `own_sweeps`: rows whose other side stands on another statement of ours."""
    if pool.done:
        return
    receipts = id_codes(pool.rows["receipt"], pool.books["receipt"])
    if ruleset.has(Rule.OWN_SWEEP) and own_sweeps.any():
        sweep = pool.right_legs == LEGS.index("sweep")
        pool.take(
            Rule.OWN_SWEEP,
            combined(receipts[0], pool.left_amounts),
            combined(receipts[1], pool.right_amounts),
            own_sweeps & (receipts[0] >= 0),
            sweep & (receipts[1] >= 0),
            lambda left, right: ["receipt; its other side is on another statement of ours"] * len(left),
        )
    named = _named_in_details(pool)
    for leg, rule in _REFERRING.items():
        if ruleset.has(rule):
            _match_referring(pool, rule, leg, column(pool.rows, "linked"), "linked to")
            _match_referring(pool, rule, leg, named, "Details name")
    if ruleset.has(Rule.ALIAS):
        _match_aliases(pool, named)
    _note_conflicts(pool, *receipts)


def _named_in_details(pool: Pool) -> pd.Series:
    """The id that Details of free charges, reversals and payouts name: no payer chose their words."""
    found = [""] * len(pool.rows)
    legs = [LEGS.index(leg) for leg in ("charge", "reversal", "payout")]
    places = np.flatnonzero(pool.left_free & np.isin(pool.left_legs, legs)).tolist()
    details, receipts = column(pool.rows, "details").to_numpy(), pool.rows["receipt"].to_numpy()
    for place in places:
        text = str(details[place]).partition(" Acc.")[0]
        daraja = DARAJA_ID.search(text)
        found[place] = daraja[0] if daraja else original_of(text, str(receipts[place]).strip().upper())
    return pd.Series(found, index=pool.rows.index, dtype="str")


def _match_referring(pool: Pool, rule: Rule, leg: str, ids: pd.Series, how: str) -> None:
    """Rows of a leg by the receipt that they refer to, against what is booked of that leg under it."""
    number = LEGS.index(leg)
    left_wanted, right_wanted = pool.left_legs == number, pool.right_legs == number
    if not (pool.left_free & left_wanted).any() or not (pool.right_free & right_wanted).any():
        return
    left, right = id_codes(ids, pool.books["receipt"])
    pool.take(
        rule,
        combined(left, pool.left_amounts),
        combined(right, pool.right_amounts),
        left_wanted & (left >= 0),
        right_wanted & (right >= 0),
        lambda at_left, at_right: [f"{how} {str(text).strip().upper()}" for text in ids.take(at_left)],
    )


def _match_aliases(pool: Pool, named: pd.Series) -> None:
    """Booked rows by another id of theirs and cents; where both sides have a leg, it must be the same."""
    aliases = column(pool.books, "alias").str.split()
    depth = int(aliases.str.len().max()) if len(aliases) else 0
    sources = (
        ("row key", pool.rows["row_key"]),
        ("receipt", pool.rows["receipt"]),
        ("linked id", column(pool.rows, "linked")),
        ("id in Details", named),
    )
    for place in range(depth):
        alias = aliases.str.get(place).fillna("").astype("str")
        for source, ids in sources:
            if pool.done:
                return
            left, right = id_codes(ids, alias)
            shared = _shared(left, right)
            if not shared[0].any():
                continue
            _take_alias(pool, left, right, shared, partial(_alias_evidence, source, ids))


def _take_alias(pool: Pool, left: Ints, right: Ints, shared: tuple[Bools, Bools], evidence: Evidence) -> None:
    pool.take(
        Rule.ALIAS,
        combined(left * len(LEGS) + pool.left_legs, pool.left_amounts),
        combined(right * len(LEGS) + pool.right_legs, pool.right_amounts),
        shared[0],
        shared[1],
        evidence,
    )
    keys = combined(left, pool.left_amounts), combined(right, pool.right_amounts)
    legless = pool.left_legs == 0, pool.right_legs == 0
    pool.take(Rule.ALIAS, *keys, shared[0], shared[1] & legless[1], evidence)
    pool.take(Rule.ALIAS, *keys, shared[0] & legless[0], shared[1], evidence)


def _shared(left: Ints, right: Ints) -> tuple[Bools, Bools]:
    """Which rows have an id that the other side has."""
    return (left >= 0) & np.isin(left, right), (right >= 0) & np.isin(right, left)


def _alias_evidence(source: str, ids: pd.Series, at_left: Ints, at_right: Ints) -> list[str]:
    """Only receipts are written out: a CheckoutRequestID holds digits of a phone."""
    shown = [str(text).strip().upper() for text in ids.take(at_left)]
    return [
        f"alias is the {source} {text}" if _RECEIPT.fullmatch(text) else f"alias is the {source}"
        for text in shown
    ]


def _note_conflicts(pool: Pool, left_receipts: Ints, right_receipts: Ints) -> None:
    """Receipt + leg, same direction, other cents."""
    pairs = pair_keys(
        (left_receipts * len(LEGS) + pool.left_legs) * 3 + np.sign(pool.left_cents) + 1,
        (right_receipts * len(LEGS) + pool.right_legs) * 3 + np.sign(pool.right_cents) + 1,
        pool.left_free & (pool.left_legs > 0) & (left_receipts >= 0),
        pool.right_free & (right_receipts >= 0),
    )
    pool.use(pairs.left, pairs.right)
    pool.conflicts = pairs


def mark_unclear(pool: Pool) -> None:
    """Rows that an id ties to the other side are not for facts and sums; nor are bookings with a receipt."""
    aliases = column(pool.books, "alias")
    if aliases.ne("").any():
        words = aliases.str.split().explode()
        for ids in (pool.rows["receipt"], pool.rows["row_key"], column(pool.rows, "linked")):
            left, right = id_codes(ids, words.fillna("").astype("str"))
            shared = _shared(left, right)
            pool.left_unclear |= shared[0]
            pool.right_unclear[words.index.to_numpy()[shared[1]]] = True
    receipts = id_codes(column(pool.rows, "linked"), pool.books["receipt"])
    pool.left_unclear |= _shared(*receipts)[0]
    pool.right_unclear |= receipts[1] >= 0
