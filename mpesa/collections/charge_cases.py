"""What a case about a charge of Safaricom's names: the receipt, how much, and what the books have of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.money import Cents, cents_shown, display
from ledger.models import Entry
from mpesa.collections.receipts import again, receipt_reference
from mpesa.models import Discrepancy

_NAMED = re.compile(r"(?:.* )?receipt ([A-Z0-9]{6,20})\b.*")
_CHARGE = re.compile(r"receipt ([A-Z0-9]+) charge (KES [\d,.]+)(?: again \d+)?")


@dataclass(frozen=True)
class Charge:
    """A charge as a case's subject names it."""

    receipt: str
    cents: Cents


def subject_of_charge(receipt: str, cents: Cents) -> str:
    """The subject of a case about a charge."""
    return f"receipt {receipt} charge {display(cents)}"


def charge_in(subject: str) -> Charge | None:
    """The charge that a case is about; None for any other case."""
    found = _CHARGE.fullmatch(subject)
    cents = cents_shown(found[2]) if found else None
    return Charge(found[1], cents) if found and cents is not None else None


def number_in(subject: str) -> str:
    """M-Pesa's number that the subject of a case names; empty where it names none."""
    found = _NAMED.fullmatch(subject)
    return found[1] if found else ""


def entries_of_cases(cases: Sequence[int]) -> dict[int, Entry]:
    """Case's key -> what the books have of the charge that it is about: what stands, else what stood last.
    Two queries."""
    wanted = {
        row.pk: (row.business_id, again(receipt_reference(row.till, charge.receipt, "charge")))
        for row in Discrepancy.objects.filter(pk__in=cases).select_related("till")
        if (charge := charge_in(row.subject))
    }
    if not wanted:
        return {}
    entries = Entry.objects.filter(
        business__in={business for business, _ in wanted.values()},
        reference__in={name for _, names in wanted.values() for name in names},
    )
    known = {(entry.business_id, entry.reference): entry for entry in entries}
    found: dict[int, Entry] = {}
    for pk, (business, names) in wanted.items():
        for name in names:
            if (business, name) in known:
                found[pk] = known[business, name]
    return found
