"""Finding journal entries by their printed number or their reference."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from django.db.models import Q

from ledger.journal.posting import REFERENCE_LENGTH
from ledger.models import Entry
from users.models import User
from users.searching import EACH, Hit

_NUMBER = re.compile(r"#?([0-9]{1,18})")


def search_entries(user: User, text: str, businesses: Collection[int]) -> Iterator[Hit]:
    """By number, with or without `#`, or by the whole reference. A searcher (users/searching.py)."""
    number = _NUMBER.fullmatch(text) if text.isascii() else None
    if number:
        wanted = Q(seal__business__in=businesses, seal__number=int(number[1]))
    elif ":" in text and len(text) <= REFERENCE_LENGTH:
        wanted = Q(reference=text)
    else:
        return
    found = Entry.objects.filter(wanted, business__in=businesses).select_related("seal").order_by("-pk")
    for entry in found[:EACH]:
        seal = getattr(entry, "seal", None)
        label = f"Entry {seal.number}" if seal else entry.reference
        detail = f"{entry.effective_on.isoformat()}, {entry.description or entry.reference}"
        # A bare number is rather a receipt, a bill or an account; with # it is an entry.
        yield Hit("JournalEntry", entry.pk, entry.business_id, label, detail, 2 if text.isdigit() else 0)
