"""Searching the journal: entries by day, account, amount, text and source; the lines of one account.

No search text has an index of its own (the embedded PostgreSQL has no pg_trgm): a search walks the entries of
the business from the newest, which ends as soon as the page is full.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from core.errors import InvalidInput, NotFound
from core.money import Cents
from ledger.journal.posting import REFERENCE_LENGTH
from ledger.journal.turnovers import accounts_under
from ledger.models import Account, Entry, Line
from ledger.reads.selectors import account_for
from users.access import Right, has_right, readable_businesses
from users.models import User


@dataclass(frozen=True, kw_only=True)
class EntryFilter:
    """What entries must have; everything that is given holds at once. Days are accounting days, inclusive.

    `account` is a code and means all accounts below it too; an amount is met by any line of the entry;
    `text` stands anywhere in the description or the reference, in either case; `reference` is how the
    reference begins; `reference_pattern` is a regular expression for it, which people never write.
    """

    from_day: date | None = None
    to_day: date | None = None
    account: str | None = None
    min_amount: Cents | None = None
    max_amount: Cents | None = None
    text: str | None = None
    kind: str | None = None
    reference: str | None = None
    reference_pattern: str | None = None

    def check(self) -> None:
        """Raises InvalidInput BAD_FILTER for what no entry could meet."""
        _check_days(self.from_day, self.to_day)
        for field, cents in (("min_amount", self.min_amount), ("max_amount", self.max_amount)):
            if cents is not None and cents < 0:
                raise InvalidInput("BAD_FILTER", field, "An amount of a line is above zero.")
        if None not in (low := self.min_amount, high := self.max_amount) and low > high:  # type: ignore[operator]
            raise InvalidInput("BAD_FILTER", "max_amount", "The largest amount is below the smallest.")
        for field, text in (("text", self.text), ("reference", self.reference)):
            if text is not None and not 0 < len(text.strip()) <= REFERENCE_LENGTH:
                raise InvalidInput("BAD_FILTER", field, f"Search for 1 to {REFERENCE_LENGTH} characters.")


def _check_days(from_day: date | None, to_day: date | None) -> None:
    if from_day is not None and to_day is not None and from_day > to_day:
        raise InvalidInput("BAD_FILTER", "to_day", "The last day is before the first.")


def entries_for(user: User, business: str | None, matching: EntryFilter | None = None) -> QuerySet[Entry]:
    """The journal entries that a person may read, newest first.

    Raises InvalidInput BAD_FILTER, and NotFound for an account that none of the businesses has.
    """
    ids = readable_businesses(user, business, Right.LEDGER_READ)
    entries = Entry.objects.filter(business_id__in=ids).order_by("-id")
    return entries if matching is None else _matching(entries, matching, ids)


def _matching(entries: QuerySet[Entry], matching: EntryFilter, ids: list[int]) -> QuerySet[Entry]:
    matching.check()
    lines = Line.objects.filter(entry=OuterRef("pk"))
    if matching.from_day is not None:
        entries = entries.filter(effective_on__gte=matching.from_day)
    if matching.to_day is not None:
        entries = entries.filter(effective_on__lte=matching.to_day)
    if matching.account is not None:
        entries = entries.filter(Exists(lines.filter(account__in=_accounts_of(matching.account, ids))))
    if matching.min_amount is not None or matching.max_amount is not None:
        amount = lines.annotate(cents=F("debit") + F("credit"))  # one of the two is zero
        if matching.min_amount is not None:
            amount = amount.filter(cents__gte=matching.min_amount)
        if matching.max_amount is not None:
            amount = amount.filter(cents__lte=matching.max_amount)
        entries = entries.filter(Exists(amount))
    if matching.text is not None:
        text = matching.text.strip()
        entries = entries.filter(Q(description__icontains=text) | Q(reference__icontains=text))
    if matching.kind is not None:
        entries = entries.filter(kind=matching.kind)
    if matching.reference is not None:
        entries = entries.filter(reference__startswith=matching.reference)
    if matching.reference_pattern is not None:
        entries = entries.filter(reference__regex=matching.reference_pattern)
    return entries


def _accounts_of(code: str, ids: list[int]) -> list[int]:
    """The accounts with a code in these businesses and all below them. Raises NotFound."""
    tops = Account.objects.filter(business_id__in=ids, code=code).values_list("pk", flat=True)
    if not tops:
        raise NotFound("account", "account")
    return accounts_under(list(tops))


def account_lines_for(
    user: User,
    account_id: int,
    *,
    from_day: date | None = None,
    to_day: date | None = None,
    oldest_first: bool = False,
) -> QuerySet[Line]:
    """The lines of one account, without its sub-accounts, in the order in which they were posted.

    Raises NotFound when the account is absent or not the person's to read, InvalidInput BAD_FILTER.
    """
    account = account_for(user, account_id)
    _check_days(from_day, to_day)
    lines = Line.objects.filter(account=account)
    if from_day is not None:
        lines = lines.filter(entry__effective_on__gte=from_day)
    if to_day is not None:
        lines = lines.filter(entry__effective_on__lte=to_day)
    return lines.order_by("pk" if oldest_first else "-pk")


def line_for(user: User, line_id: int) -> Line:
    """One line. Raises NotFound when it is absent or not the person's to read."""
    line = Line.objects.filter(pk=line_id).select_related("account__business").first()
    if line is None or not has_right(user, line.account.business, Right.LEDGER_READ):
        raise NotFound("line")
    return line
