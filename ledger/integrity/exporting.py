"""The sealed journal of a business as JSON lines, for `ledger/integrity/offline_verifier.py` and for keeping.

The first line says whose journal it is and how far it goes; then one line for each seal, in order, with the
header and the lines of its entry, all that the digest is made of, money in shillings; the last line counts
them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from core.money import to_shillings
from ledger.integrity.heads import current_heads
from ledger.integrity.offline_verifier import JOURNAL_VERSION
from users.models import Business

CHUNK = 2000

_ENTRIES = """
SELECT seal.number, encode(seal.digest, 'hex'), encode(seal.chain, 'hex'), entry.business_id, entry.id,
       to_char(entry.effective_on, 'YYYY-MM-DD'), ledger_micros(entry.occurred_at),
       ledger_micros(entry.posted_at),
       entry.kind, entry.description, entry.reference, encode(entry.content_hash, 'hex'), entry.reverses_id,
       entry.actor_id, COALESCE((
           SELECT json_agg(json_build_array(line.id, account.code, account.kind, line.debit, line.credit,
                                            account.parent_id, account.has_floor) ORDER BY line.id)
           FROM ledger_line AS line JOIN ledger_account AS account ON account.id = line.account_id
           WHERE line.entry_id = entry.id), '[]')::text
FROM ledger_seal AS seal LEFT JOIN ledger_entry AS entry ON entry.id = seal.entry_id
WHERE seal.business_id = %s AND seal.number > %s AND seal.number <= %s ORDER BY seal.number LIMIT %s
"""
_FIELDS = (
    "number", "digest", "chain", "business_id", "id", "effective_on", "occurred_at", "posted_at", "kind",
    "description", "reference", "content_hash", "reverses", "actor",
)  # fmt: skip


def journal_lines(business: Business) -> Iterator[str]:
    """The journal up to the head of now, a few thousand entries in memory at a time."""
    head = current_heads([business.code])[0]
    yield _line(
        type="journal",
        version=JOURNAL_VERSION,
        business=business.code,
        business_id=business.pk,
        number=head.number,
        chain=head.chain,
    )
    entries = 0
    after = 0
    while after < head.number:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ENTRIES, [business.pk, after, head.number, CHUNK])
            rows = cursor.fetchall()
        if not rows:
            break
        for *values, lines in rows:
            shown = [
                [*line, to_shillings(debit), to_shillings(credit), *account]
                for *line, debit, credit, account in ((*row[:5], row[5:]) for row in json.loads(lines))
            ]
            yield _line(type="entry", **dict(zip(_FIELDS, values, strict=True)), lines=shown)
        entries += len(rows)
        after = rows[-1][0]
    yield _line(type="end", entries=entries)


def _line(**fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False)
