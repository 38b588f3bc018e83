"""Searching the journal: entries by account, amount and source; the lines of accounts.

No search text has an index of its own (the embedded PostgreSQL has no pg_trgm): a search walks the entries of
the business from the newest, which ends as soon as the page is full.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from core.errors import InvalidInput, NotFound
from core.money import Cents
from ledger.journal.posting import REFERENCE_LENGTH
from ledger.journal.turnovers import accounts_under
from ledger.models import Account, Entry, Line
from users.access import Right, has_right
from users.models import User


def entries_of(businesses: Collection[int]) -> QuerySet[Entry]:
    """The journal entries of businesses whose books the person may read."""
    return Entry.objects.filter(business_id__in=businesses)


def on_account(entries: QuerySet[Entry], account: Account) -> QuerySet[Entry]:
    """The entries with a line on an account, or on one below it."""
    lines = Line.objects.filter(entry=OuterRef("pk"), account__in=accounts_under([account.pk]))
    return entries.filter(Exists(lines))


def with_a_line_of(entries: QuerySet[Entry], low: Cents | None, high: Cents | None) -> QuerySet[Entry]:
    """The entries with a line of an amount between two others, both included.

    Raises InvalidInput BAD_FILTER for amounts that no line could have.
    """
    for name, cents in (("min", low), ("max", high)):
        if cents is not None and cents < 0:
            raise InvalidInput("BAD_FILTER", f"filter.amount.{name}", "An amount of a line is above zero.")
    if low is not None and high is not None and low > high:
        raise InvalidInput("BAD_FILTER", "filter.amount.max", "The largest amount is below the smallest.")
    lines = Line.objects.filter(entry=OuterRef("pk"))
    amount = lines.annotate(cents=F("debit") + F("credit"))  # one of the two is zero
    if low is not None:
        amount = amount.filter(cents__gte=low)
    if high is not None:
        amount = amount.filter(cents__lte=high)
    return entries.filter(Exists(amount))


def whose_reference_begins(entries: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    """The entries whose reference begins so. Raises InvalidInput BAD_FILTER."""
    if not 0 < len(text.strip()) <= REFERENCE_LENGTH:
        raise InvalidInput(
            "BAD_FILTER", "filter.reference", f"Search for 1 to {REFERENCE_LENGTH} characters."
        )
    return entries.filter(reference__startswith=text)


def lines_between(lines: QuerySet[Line], first: date | None, last: date | None) -> QuerySet[Line]:
    """The lines that count for accounting days, both included."""
    if first is not None:
        lines = lines.filter(entry__effective_on__gte=first)
    if last is not None:
        lines = lines.filter(entry__effective_on__lte=last)
    return lines


def line_for(user: User, line_id: int) -> Line:
    """One line. Raises NotFound when it is absent or not the person's to read."""
    line = Line.objects.filter(pk=line_id).select_related("account__business").first()
    if line is None or not has_right(user, line.account.business, Right.LEDGER_READ):
        raise NotFound("line")
    return line
