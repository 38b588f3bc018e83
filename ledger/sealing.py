"""Sealing gives the journal its order: dense numbers and a SHA-256 chain, one chain per business.

digest(entry) = SHA-256 over the length-prefixed bytes of every field of the header and of its lines (the
SQL view ledger_digest). chain(n) = SHA-256(chain(n-1) || digest(n)), chain(0) = 32 zero bytes.
"""

from __future__ import annotations

import hashlib

from django.db import connection, transaction

from core.locks import try_advisory_lock
from ledger.models import Seal, Unsealed

BATCH = 2000
GENESIS = bytes(32)


def next_link(previous: bytes, digest: bytes) -> bytes:
    return hashlib.sha256(previous + digest).digest()


def seal_entries() -> int:
    """Seal one batch of one business that has unsealed entries; returns how many were sealed.

    One sealer per business (advisory lock); a business that another sealer holds is passed over.
    """
    for business_id in Unsealed.objects.order_by("business_id").values_list("business_id", flat=True).distinct():
        with transaction.atomic():
            if try_advisory_lock(f"ledger.seal:{business_id}"):
                sealed = _seal_batch(business_id)
                if sealed:
                    return sealed
    return 0


def _seal_batch(business_id: int) -> int:
    head = Seal.objects.filter(business_id=business_id).order_by("-number").values_list("number", "chain").first()
    number, chain = (head[0], bytes(head[1])) if head else (0, GENESIS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry_id, digest FROM ledger_digest WHERE entry_id IN ("
            " SELECT entry_id FROM ledger_unsealed WHERE business_id = %s ORDER BY entry_id LIMIT %s"
            ") ORDER BY entry_id",
            [business_id, BATCH],
        )
        rows = cursor.fetchall()
    seals = []
    for entry_id, digest in rows:
        number, chain = number + 1, next_link(chain, bytes(digest))
        seals.append(Seal(business_id=business_id, number=number, entry_id=entry_id, digest=digest, chain=chain))
    Seal.objects.bulk_create(seals)
    Unsealed.objects.filter(entry_id__in=[seal.entry_id for seal in seals]).delete()
    return len(seals)


def ledger_head(business_id: int) -> int:
    """The newest seal number of a business; "up to the head" is the cut-off of reports and runs."""
    return (
        Seal.objects.filter(business_id=business_id).order_by("-number").values_list("number", flat=True).first() or 0
    )
