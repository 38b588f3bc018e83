"""Sealing gives the journal its order: dense numbers and a SHA-256 chain, one chain per business.

digest(entry) = SHA-256 over the length-prefixed bytes of every field of the header and of its lines (the
SQL view ledger_digest; what the bytes are is written in offline_verifier.py).
chain(n) = SHA-256(chain(n-1) || digest(n)), chain(0) = 32 zero bytes.
"""

from __future__ import annotations

from functools import partial

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from core.machine.killpoints import reach
from core.machine.turns import alone
from core.rows.locks import AdvisoryLock
from ledger.models import Seal, Unsealed
from users.models import Business

QUEUE = "ledger.seal"
BATCH = 5000
_sealer = AdvisoryLock("ledger.seal")


def seal_entries() -> int:
    """Seal one batch of each business that has unsealed entries; returns how many were sealed.

    One sealer per business (advisory lock). A business that another sealer holds is passed over at first;
    when nothing else is to do, its turn is waited for, so that 0 means that nothing was left but what fails.
    """
    with_work = Business.objects.filter(Exists(Unsealed.objects.filter(business_id=OuterRef("pk"))))
    businesses = list(with_work.order_by("?").values_list("pk", flat=True))
    for patient in (False, True):
        sealed = {
            business_id: alone(partial(_take_turn, business_id, patient), what=QUEUE, business_id=business_id)
            for business_id in businesses
        }
        if any(sealed.values()):
            return sum(filter(None, sealed.values()))
        businesses = [business_id for business_id, count in sealed.items() if count is not None]
    return 0


def _take_turn(business_id: int, patient: bool) -> int:
    with transaction.atomic():
        if patient:
            _sealer.take(business_id)
        elif not _sealer.try_take(business_id):
            return 0
        sealed = _seal_batch(business_id)
        reach("seal.before_commit")
    if sealed:
        reach("seal.after_commit")
    return sealed


def seal_business(business_id: int) -> int:
    """Seal everything that a business has unsealed now, waiting for another sealer; returns how many."""
    sealed = 0
    while batch := _take_turn(business_id, patient=True):
        sealed += batch
    return sealed


def _seal_batch(business_id: int) -> int:
    """ledger_seal_entries (sql/seal_entries.sql) does it all: this role may not write seals or notes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_seal_entries(%s, %s)", [business_id, BATCH])
        ((sealed,),) = cursor.fetchall()
    return int(sealed)


def ledger_head(business_id: int) -> int:
    """The newest seal number of a business; "up to the head" is the cut-off of reports and runs."""
    return (
        Seal.objects.filter(business_id=business_id)
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
        or 0
    )
