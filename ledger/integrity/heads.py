"""Heads: the newest seal of each business, kept outside the database.

A chain proves itself against edits, but who owns the database can recompute all of it or cut its tail off
together with the seals. A head that was exported before cannot be recomputed: it finds both. What a head is,
and the one reader of heads, stand in offline_verifier.py, which needs no project.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from core import days
from ledger.integrity.offline_verifier import Head
from ledger.integrity.verifying import LIMIT, Break

_CURRENT = """
SELECT business.code, business.id, COALESCE(newest.number, 0), COALESCE(encode(newest.chain, 'hex'), '')
FROM users_business AS business LEFT JOIN LATERAL (
    SELECT number, chain FROM ledger_seal WHERE business_id = business.id ORDER BY number DESC LIMIT 1
) AS newest ON true
WHERE %(codes)s::text[] IS NULL OR business.code = ANY(%(codes)s) ORDER BY business.code
"""
# Each head beside the business that has its id, the one that has its code, and the seal of its number.
_COMPARED = """
WITH known AS (
    SELECT id, code,
           COALESCE((SELECT max(number) FROM ledger_seal WHERE business_id = business.id), 0) AS last
    FROM users_business AS business
), compared AS (
    SELECT head.place, COALESCE(owner.id, namesake.id, 0) AS business_id, COALESCE(owner.last, 0) AS last,
           owner.code <> head.business OR (owner.id IS NULL AND namesake.id IS NOT NULL) AS differs,
           head.number > COALESCE(owner.last, 0) AS cut_off,
           seal.chain <> decode(head.chain, 'hex') AS recomputed
    FROM json_to_recordset(%(heads)s::json)
         AS head (place bigint, business_id bigint, business text, number bigint, chain text)
    LEFT JOIN known AS owner ON owner.id = head.business_id
    LEFT JOIN known AS namesake ON namesake.code = head.business
    LEFT JOIN ledger_seal AS seal ON seal.business_id = head.business_id AND seal.number = head.number
)
SELECT place, business_id, last,
       CASE WHEN differs THEN 'BUSINESS_DIFFERS' WHEN cut_off THEN 'SEALS_CUT_OFF' ELSE 'CHAIN_RECOMPUTED' END
FROM compared
WHERE (differs OR cut_off OR recomputed) AND (%(only)s::bigint IS NULL OR business_id IN (0, %(only)s))
ORDER BY place
"""
_UNCOVERED = """
SELECT business.id, oldest.sealed_at FROM users_business AS business
LEFT JOIN unnest(%s::bigint[], %s::text[], %s::bigint[]) AS head (business_id, business, number)
    ON head.business_id = business.id AND head.business = business.code
CROSS JOIN LATERAL (
    SELECT sealed_at FROM ledger_seal
    WHERE business_id = business.id AND number > COALESCE(head.number, 0) ORDER BY number LIMIT 1) AS oldest
WHERE %s::bigint IS NULL OR business.id = %s
"""
_SAID = {
    "BUSINESS_DIFFERS": "id {business_id} in the head exported at {at}; now the code or the id is another's",
    "SEALS_CUT_OFF": "seal {number} was exported at {at}; now the last is {last}",
    "CHAIN_RECOMPUTED": "the chain at seal {number} is not the one exported at {at}",
}


def current_heads(codes: Iterable[str] | None = None) -> list[Head]:
    """The heads now, of these businesses or of all, by code."""
    at = days.now().isoformat(timespec="seconds")
    rows = _rows(_CURRENT, {"codes": None if codes is None else list(codes)})
    return [Head(code, pk, number, chain, at) for code, pk, number, chain in rows]


def broken_heads(heads: Iterable[Head], business_id: int | None = None) -> list[Break]:
    """Where the chain of now is not the one that was exported; at most 100 of a kind, in one query.

    BUSINESS_DIFFERS, SEALS_CUT_OFF and CHAIN_RECOMPUTED. With a business: its own, and those of no business.
    """
    first: dict[tuple[str, int, int, str], Head] = {}
    for head in sorted(heads, key=lambda each: (each.business, each.number, each.at)):
        first.setdefault((head.business, head.business_id, head.number, head.chain), head)
    told = list(first.values())
    sent = json.dumps([{"place": place, **head._asdict()} for place, head in enumerate(told)])
    rows = _rows(_COMPARED, {"heads": sent, "only": business_id}) if told else []
    breaks: dict[str, list[Break]] = defaultdict(list)
    for place, owner, last, code in rows:
        head = told[place]
        said = f"{head.business}: {_SAID[code].format(**head._asdict(), last=last)}"
        breaks[code].append(Break(code, owner, said))
    return [each for code in sorted(breaks) for each in breaks[code][:LIMIT]]


def unanchored_since(heads: Iterable[Head] = (), business_id: int | None = None) -> dict[int, datetime]:
    """When the oldest seal was made that no head covers, by business; one without such a seal is left out."""
    covered: dict[tuple[int, str], int] = {}
    for head in heads:
        key = (head.business_id, head.business)
        covered[key] = max(head.number, covered.get(key, 0))
    columns = [[key[0] for key in covered], [key[1] for key in covered], list(covered.values())]
    return dict(_rows(_UNCOVERED, [*columns, business_id, business_id]))


def _rows(query: str, values: Sequence[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
