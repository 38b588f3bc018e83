"""What is known of reversals: what was told and stands, what of that is sure, and what of it is booked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.money import Cents
from ledger.models import Entry
from mpesa.collections.receipts import REVERSAL_LEGS, receipt_reference
from mpesa.collections.weighing import Told, Weighed, weigh
from mpesa.models import Channel, Receipt, Reversal, ReversalEvidence, ReversalRuling, Ruling

#: So many entries may only hold something. What more a statement tells is not booked, and the proof lists it.
MOST_HELD: Final = (len(REVERSAL_LEGS) - 1) // 2

#: A till and the number of a receipt.
Key: TypeAlias = tuple[int, str]


def receipts_of(keys: Collection[Key]) -> dict[Key, Receipt]:
    rows = Receipt.objects.filter(
        till__in={till for till, _ in keys}, number__in=[number for _, number in keys]
    ).select_related("till")
    return {key: row for row in rows if (key := (row.till_id, row.number)) in keys}


@dataclass
class FoundReversal:
    """A reversal whose receipt is there: what of it is booked, and what all evidence of it comes to."""

    reversal: Reversal
    receipt: Receipt
    #: What all that stands comes to, and what of it does not hang on a statement alone.
    weighed: Weighed
    sure: Weighed
    #: The entries of what was booked before, in their order.
    entries: Sequence[Entry]
    #: All that was told of it and stands.
    reports: Sequence[ReversalEvidence]

    @property
    def own_numbers(self) -> set[str]:
        """M-Pesa's numbers of the reversal, as far as they were told."""
        return {row.own_number for row in self.reports if row.own_number}

    @property
    def booked(self) -> Cents:
        """What of it has been taken for good."""
        return self.reversal.taken_back - self.reversal.held

    @property
    def due(self) -> Cents:
        """What is to be taken for good in all; never less than it was."""
        return max(self.booked, self.sure.cents)

    @property
    def is_whole(self) -> bool:
        return self.due == self.receipt.amount

    @property
    def held(self) -> Cents:
        """What is to be held beside."""
        return max(0, self.weighed.cents - self.due)

    @property
    def rise(self) -> Cents:
        """By how much more has left the M-Pesa account; below zero where it comes back."""
        return self.due + self.held - self.reversal.taken_back

    @property
    def has_news(self) -> bool:
        """Whether something is to be booked."""
        return self.due > self.booked or self.held != self.reversal.held

    @property
    def has_room(self) -> bool:
        """Whether another entry may be posted. The last one is kept for the whole, whatever came before, and
        half of the others for what is known for sure: files alone never use them up."""
        most = len(REVERSAL_LEGS) - 1 if self.due > self.booked else MOST_HELD
        return self.is_whole or len(self.entries) < most


def find_reversals(reversals: Mapping[Key, Reversal]) -> list[FoundReversal]:
    """Those of reversals whose receipts are there, with all that is known of them. A handful of queries."""
    receipts = receipts_of(reversals.keys()) if reversals else {}
    told: dict[int, list[ReversalEvidence]] = {}
    for row in standing_evidence().filter(reversal__in=[reversals[key].pk for key in receipts]):
        told.setdefault(row.reversal_id, []).append(row)
    all_sure = _sure_among(row for rows in told.values() for row in rows)
    entries = _entries([receipt for key, receipt in receipts.items() if reversals[key].receipt_id])
    found = []
    for key, receipt in receipts.items():
        reversal = reversals[key]
        reports = told.get(reversal.pk, [])
        sure = [row for row in reports if row.pk in all_sure]
        booked = entries.get((receipt.till_id, receipt.number), ())
        found.append(
            FoundReversal(
                reversal, receipt, _weighed(receipt, reports), _weighed(receipt, sure), booked, reports
            )
        )
    return found


def standing_evidence() -> QuerySet[ReversalEvidence]:
    """What was told of reversals and stands, of all businesses."""
    retracted = ReversalRuling.objects.filter(evidence=OuterRef("pk"), ruling=Ruling.RETRACTED)
    return ReversalEvidence.objects.filter(~Exists(retracted)).order_by("pk")


def sure_evidence() -> QuerySet[ReversalEvidence]:
    """What of that does not hang on a statement alone: another channel told it, or people let it count."""
    released = ReversalRuling.objects.filter(evidence=OuterRef("pk"), ruling=Ruling.RELEASED)
    return standing_evidence().filter(~Q(channel=Channel.STATEMENT) | Exists(released))


def _sure_among(told: Iterable[ReversalEvidence]) -> set[int]:
    """The keys of reports that are sure. No query where no statement told anything."""
    told = list(told)
    keys = {row.pk for row in told if row.channel != Channel.STATEMENT}
    of_files = [row.pk for row in told if row.channel == Channel.STATEMENT]
    return (
        keys | set(sure_evidence().filter(pk__in=of_files).values_list("pk", flat=True)) if of_files else keys
    )


def _weighed(receipt: Receipt, reports: Sequence[ReversalEvidence]) -> Weighed:
    return weigh(receipt.amount, [Told(row.amount, row.own_number, row.occurred_at) for row in reports])


def _entries(receipts: Sequence[Receipt]) -> dict[Key, list[Entry]]:
    """The entries that have taken back parts of them, in their order."""
    if not receipts:
        return {}
    keys = {
        (receipt.business_id, receipt_reference(receipt.till, receipt.number, leg)): (
            receipt.till_id,
            receipt.number,
        )
        for receipt in receipts
        for leg in REVERSAL_LEGS
    }
    booked = Entry.objects.filter(
        business__in={business for business, _ in keys}, reference__in=[name for _, name in keys]
    )
    found: dict[Key, list[Entry]] = {}
    for entry in booked.select_related("reversed_by").order_by("pk"):
        if key := keys.get((entry.business_id, entry.reference)):
            found.setdefault(key, []).append(entry)
    return found
