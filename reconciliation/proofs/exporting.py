"""A proof as lines of JSON, for reconciliation/proofs/offline_checker.py: what went in, what was found, and
the figures. Amounts are whole cents, moments microseconds since 1970 UTC."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC
from typing import Any

import pandas as pd

from core.days import day_bounds, micros_of
from core.errors import Conflict, InvalidState
from reconciliation.accounts import is_bank
from reconciliation.models import ReconciliationRun, RunState
from reconciliation.runs.canonical import canonical_batches
from reconciliation.runs.identity import BOOKING, ORDERS, OTHER, ROW, digest_of, facts_of, inputs_of
from reconciliation.runs.known_facts import FACTS
from reconciliation.runs.proof import TermKind
from reconciliation.verified.coverage import book_of

VERSION = 2
_TABLES = ("rows", "bookings", "known", "others")
_COVER = ("wallets", "pools", "carry_over", "payouts_in_flight", "mpesa", "bank", "surplus")


def proof_name(run: ReconciliationRun) -> str:
    """`proof-600984-utility-2026-11-20-2026-11-20.jsonl`."""
    return f"proof-{run.till.shortcode}-{run.account}-{run.from_day}-{run.to_day}.jsonl"


def proof_lines(run: ReconciliationRun) -> Iterator[bytes]:
    """The lines of a proof that is done, read anew from its picture; the last one has the SHA-256 of those
    before. Reads only.

    Raises InvalidState RUN_NOT_DONE, and Conflict PROOF_DIFFERS where the books or the statement no longer
    give the digest that was kept: somebody has changed rows that nobody can change.
    """
    found, counts = hashlib.sha256(), Counter[str]()
    for kind, values in _parts(run):
        counts[kind] += 1
        line = _line({"type": kind, **values})
        found.update(line)
        yield line
    del counts["proof"]
    yield _line({"type": "end", "counts": dict(counts), "sha256": found.hexdigest()})


def _parts(run: ReconciliationRun) -> Iterator[tuple[str, dict[str, Any]]]:
    if run.state != RunState.DONE or run.cut_off is None:
        raise InvalidState("RUN_NOT_DONE", "run", "The run has no result yet.")
    inputs = inputs_of(run)
    if digest_of(run, inputs) != run.digest:
        raise Conflict("PROOF_DIFFERS", "run", "Books and statement no longer give this proof.")
    yield "proof", _header(run) | {"facts": _facts(facts_of(run, inputs))}
    for kind, frame, names in (
        ("row", inputs.sides.rows, ROW),
        ("booking", inputs.sides.bookings, BOOKING),
        ("fact", inputs.sides.known, FACTS),
        ("other", inputs.sides.others, OTHER),
    ):
        yield from ((kind, {"cells": cells}) for cells in _cells(frame, names))
    pairs = run.matches.order_by("pk").values("row_key", "reference", "rule", "evidence")
    for pair in pairs.iterator(chunk_size=10_000):
        yield "match", dict(pair)
    for item in run.items.order_by("pk").values(
        "term", "receipt", "leg", "cents", "why", "reference", "row_key"
    ):
        yield "item", {**item, "cents": int(item["cents"])}
    for gap in run.gaps.order_by("pk"):
        jump = None if gap.jump is None else int(gap.jump)
        yield "gap", {"from_at": micros_of(gap.from_at), "until_at": micros_of(gap.until_at), "jump": jump}


def _header(run: ReconciliationRun) -> dict[str, Any]:
    start, book = day_bounds(run.from_day)[0], book_of(run)
    piece = next(piece for piece in book.pieces() if piece.until_at > start)
    opening_at = max(start, piece.from_at)
    return {
        "version": VERSION,
        "run": run.pk,
        "digest": run.digest,
        "business": run.business.code,
        "shortcode": run.account if is_bank(run.account) else run.till.shortcode,
        "opening_at": micros_of(opening_at),
        "opening": book.balance_at(piece, opening_at),
        "terms": {kind.value: int(getattr(run, kind.value.lower())) for kind in TermKind},
        "unexplained": int(run.unexplained or 0),
        "matched": run.matched,
        "cover": {name: int(getattr(run.cover, name)) for name in _COVER},
    }


def _facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Without the digests of the rows, which follow; the cut-off as digests have it."""
    plain = {name: value for name, value in facts.items() if name not in _TABLES}
    return plain | {"cut_off": facts["cut_off"].astimezone(UTC).isoformat(timespec="microseconds")}


def _cells(frame: pd.DataFrame, names: tuple[str, ...]) -> Iterator[list[str]]:
    for batch in canonical_batches(frame, names, order=ORDERS[names]):
        columns = [column.to_pylist() for column in batch.columns]
        yield from (list(cells) for cells in zip(*columns, strict=True))


def _line(values: dict[str, Any]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode("utf-8", "surrogatepass")
