"""Heads: the newest seal of each business, kept outside the database.

A chain proves itself against edits, but who owns the database can recompute all of it or cut its tail off
together with the seals. A head that was exported before cannot be recomputed: it finds both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import Max

from core import days
from core.errors import InvalidInput
from core.files.atomic_files import append_whole
from ledger.integrity.verifying import Break
from ledger.models import Seal
from users.models import Business


@dataclass(frozen=True)
class Head:
    """The newest seal of a business at a time; number 0 and no chain when nothing was sealed."""

    business: str
    number: int
    chain: str
    at: str

    def as_line(self) -> str:
        return json.dumps(asdict(self))


def current_heads(codes: Iterable[str] | None = None) -> list[Head]:
    """The heads now, in the order of the codes, or of all businesses by code."""
    if codes is None:
        codes = Business.objects.order_by("code").values_list("code", flat=True)
    codes = list(codes)
    seals = (
        Seal.objects.filter(business__code__in=codes)
        .order_by("business_id", "-number")
        .distinct("business_id")
        .values_list("business__code", "number", "chain")
    )
    newest = {code: (number, bytes(chain).hex()) for code, number, chain in seals}
    at = days.now().isoformat(timespec="seconds")
    return [Head(code, *newest.get(code, (0, "")), at) for code in codes]


def append_heads(path: Path) -> list[Head]:
    """Add the heads of now to a file, one JSON object a line: the file keeps the anchors of every day."""
    heads = current_heads()
    append_whole(path, "".join(head.as_line() + "\n" for head in heads))
    return heads


def read_heads(path: Path) -> list[Head]:
    """The heads in a file. Raises InvalidInput BAD_HEADS."""
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        heads = [Head(row["business"], row["number"], row["chain"], row["at"]) for row in rows]
        for head in heads:
            if type(head.number) is not int or len(bytes.fromhex(head.chain)) != (32 if head.number else 0):
                raise ValueError("not a head")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(
            "BAD_HEADS", "heads", f"{path} is not a file of exported heads ({error})."
        ) from None
    return heads


def broken_heads(heads: Iterable[Head], business_id: int | None = None) -> list[Break]:
    """CHAIN_RECOMPUTED and SEALS_CUT_OFF: where the chain of now is not the one that was exported."""
    heads = [head for head in heads if head.number]
    ids = dict(Business.objects.values_list("code", "pk"))
    last = dict(Seal.objects.values_list("business_id").annotate(Max("number")))
    breaks = []
    for head in sorted(set(heads), key=lambda head: (head.business, head.number, head.at)):
        owner = ids.get(head.business, 0)
        if business_id is not None and owner not in (0, business_id):
            continue
        found = Seal.objects.filter(business_id=owner, number=head.number).values_list("chain", flat=True)
        if head.number > last.get(owner, 0):
            breaks.append(
                Break(
                    "SEALS_CUT_OFF",
                    owner,
                    f"{head.business}: seal {head.number} was exported at {head.at}; now the last is"
                    f" {last.get(owner, 0)}",
                )
            )
        elif found and bytes(found[0]).hex() != head.chain:
            breaks.append(
                Break(
                    "CHAIN_RECOMPUTED",
                    owner,
                    f"{head.business}: the chain at seal {head.number} is not the one exported at {head.at}",
                )
            )
    return breaks


def unanchored_since(code: str, heads: Iterable[Head] = ()) -> datetime | None:
    """When the oldest seal was made that no exported head covers; None when there is no such seal."""
    covered = max((head.number for head in heads if head.business == code), default=0)
    seals = Seal.objects.filter(business__code=code, number__gt=covered).order_by("number")
    return seals.values_list("sealed_at", flat=True).first()
