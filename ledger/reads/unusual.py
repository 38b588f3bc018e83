"""What people post themselves, not a receipt, a bill, a payout or a market; and why auditors look at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from core.days import EAT, accounting_day, day_bounds
from core.money import Cents
from ledger.models import Entry, EntryKind, Line
from users.models import User

#: Entries that a person asks for, and that no receipt, bill, payout or market posts by itself.
BY_PEOPLE: Final = (EntryKind.MANUAL, EntryKind.OPENING, EntryKind.REVERSAL, EntryKind.CORRECTION)
#: A large sum, and what a round one is a multiple of.
LARGE: Final[Cents] = 100_000_00
ROUND: Final[Cents] = 10_000_00
#: An office works on these hours of a day in Nairobi, and not on Sundays.
OPENS, CLOSES, SUNDAY = 6, 20, 6
#: Entries of more lines are no pair of accounts.
MOST_LINES: Final = 20
CHUNK: Final = 2_000

#: Entries in which an account is debited and another credited that never met in an earlier one.
_NEW_PAIR: Final = """
WITH pair AS (
    SELECT DISTINCT one.entry_id, one.account_id AS debited, other.account_id AS credited
    FROM ledger_line AS one JOIN ledger_line AS other ON other.entry_id = one.entry_id AND other.credit > 0
    WHERE one.entry_id = ANY(%s) AND one.debit > 0
)
SELECT DISTINCT pair.entry_id FROM pair WHERE NOT EXISTS (
    SELECT FROM ledger_line AS one
    JOIN ledger_line AS other ON other.entry_id = one.entry_id
     AND other.account_id = pair.credited AND other.credit > 0
    WHERE one.account_id = pair.debited AND one.debit > 0 AND one.entry_id < pair.entry_id)
"""


class Why(StrEnum):
    """What is unusual about an entry that a person posted; several may be true."""

    BY_HAND = "BY_HAND"
    REVERSAL = "REVERSAL"
    CORRECTION = "CORRECTION"
    BACK_DATED = "BACK_DATED"
    ROUND_AND_LARGE = "ROUND_AND_LARGE"
    OUT_OF_HOURS = "OUT_OF_HOURS"
    NEW_PAIR = "NEW_PAIR"


_OF_KIND: Final = {EntryKind.REVERSAL: Why.REVERSAL, EntryKind.CORRECTION: Why.CORRECTION}


@dataclass(frozen=True, kw_only=True)
class Posting:
    """An entry of BY_PEOPLE. `amount` is one side of it; `number` is None until it is sealed.

    `by_clock`: it recurs, was approved once and is posted whenever its day begins. `is_new_pair`: it debits
    one account and credits another that never stood in an earlier entry so.
    """

    number: int | None
    kind: EntryKind
    posted_at: datetime
    day: date
    description: str
    amount: Cents
    actor: User | None
    debited: tuple[str, ...]
    credited: tuple[str, ...]
    by_clock: bool = False
    is_new_pair: bool = False


def reasons_of(posting: Posting) -> tuple[Why, ...]:
    """Why it is looked at, in the order of Why; at least what kind it is."""
    local = posting.posted_at.astimezone(EAT)
    at_work = OPENS <= local.hour < CLOSES and local.weekday() != SUNDAY
    is_round = posting.amount >= LARGE and posting.amount % ROUND == 0
    found = {
        _OF_KIND.get(posting.kind, Why.BY_HAND): True,
        Why.BACK_DATED: posting.day < accounting_day(posting.posted_at),
        Why.ROUND_AND_LARGE: is_round,
        Why.OUT_OF_HOURS: not at_work and not posting.by_clock,
        Why.NEW_PAIR: posting.is_new_pair,
    }
    return tuple(why for why in Why if found.get(why))


def postings_by_people(business_id: int, *, first_day: date, last_day: date) -> Iterator[Posting]:
    """What was posted on these accounting days, both included, for whatever day; as it was posted. Three
    queries for each CHUNK."""
    waiting = _entries(business_id, first_day, last_day).iterator(chunk_size=CHUNK)
    while entries := list(islice(waiting, CHUNK)):
        lines: defaultdict[int, list[Line]] = defaultdict(list)
        for line in Line.objects.filter(entry__in=entries).select_related("account").order_by("pk"):
            lines[line.entry_id].append(line)
        new = _new_pairs(
            entry.pk
            for entry in entries
            if entry.kind != EntryKind.OPENING and len(lines[entry.pk]) <= MOST_LINES
        )
        for entry in entries:
            yield _posting(entry, lines[entry.pk], entry.pk in new)


def _entries(business_id: int, first_day: date, last_day: date) -> QuerySet[Entry]:
    start, end = day_bounds(first_day)[0], day_bounds(last_day)[1]
    found = Entry.objects.filter(
        business=business_id, kind__in=BY_PEOPLE, posted_at__gte=start, posted_at__lt=end
    )
    return found.select_related("seal", "actor", "voucher").order_by("pk")


def _new_pairs(entries: Iterator[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(_NEW_PAIR, [list(entries)])
        return {pk for (pk,) in cursor.fetchall()}


def _posting(entry: Entry, lines: Collection[Line], is_new_pair: bool) -> Posting:
    seal, voucher = getattr(entry, "seal", None), getattr(entry, "voucher", None)
    return Posting(
        number=None if seal is None else seal.number,
        kind=EntryKind(entry.kind),
        posted_at=entry.posted_at,
        day=entry.effective_on,
        description=entry.description,
        amount=sum(line.debit for line in lines),
        actor=entry.actor,
        debited=tuple(dict.fromkeys(line.account.code for line in lines if line.debit)),
        credited=tuple(dict.fromkeys(line.account.code for line in lines if line.credit)),
        by_clock=voucher is not None and voucher.recurring_id is not None,
        is_new_pair=is_new_pair,
    )
