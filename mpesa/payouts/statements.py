"""What the verified statement of the paying account tells of orders that nobody knows: that which collects of
orders to phones, Working of those to businesses.

Whoever brings a file may have written it, so Safaricom is asked first, by the receipt of the row: the answer
names the order. B2B whose acknowledgement was lost has no id to be named by: it is asked about by a row that
can be nothing else, and where there are several, people decide. Where nobody answers for an hour, or the
till cannot ask, a row pays an order when amount, receiver and time agree and nothing else could be meant; a
receipt that Safaricom does not know pays nothing, and people decide. An order has definitely failed when the
statement covers it and the 24 hours after it and no row could be it; where another file has such a row after
all, Safaricom is asked by it. Only rows of admitted files count: the book is read through what config/wiring
registers (`register_statement_book`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol, TypeAlias

from django.db import transaction
from django.db.models import Q

from core import days
from core.machine.jobs import wake
from core.machine.turns import worked
from core.money import Cents
from core.phone import masks_contradict
from core.registry import Registry
from mpesa.asking.enquiries import ask_about_payouts, ask_again
from mpesa.daraja.codes import NOT_FOUND
from mpesa.models import (
    AttemptState,
    Enquiry,
    FactSource,
    Payout,
    PayoutAttempt,
    PayoutFact,
    PayoutKind,
    Till,
)
from mpesa.models.payouts import LIVE
from mpesa.payouts.attempts import EARLIER, WITHIN
from mpesa.payouts.moves import lock_payouts
from mpesa.payouts.outcomes import Told, record_told
from mpesa.payouts.queues import LOOK_QUEUE
from mpesa.payouts.results import OTHER_PAYMENT

#: So long a failure that only a statement tells of is looked at again, with what later files show.
DOUBTED_FOR: Final = timedelta(days=30)
#: So long Safaricom has to say itself what a row says.
ASKED_FOR: Final = timedelta(hours=1)
NOT_THERE: Final = "NOT_ON_STATEMENT"
#: An order, and a receipt.
_Pair: TypeAlias = tuple[int, str]


@dataclass(frozen=True)
class Row:
    """A debit of the verified statement that may pay an order: what left, when, for which phone (masked) or
    shortcode and account number there (each empty where it does not say), and where it stands. A `sweep`
    goes to another account of the till."""

    receipt: str
    amount: Cents
    completed_at: datetime
    phone: str = field(repr=False)
    evidence: str
    shortcode: str = ""
    account_number: str = ""
    sweep: bool = False


class StatementBook(Protocol):
    """The verified statement of the account from which a till pays in a way."""

    def newest(self, till: Till, way: str) -> datetime | None:
        """When it last changed; None while there is none."""
        ...

    def debits(self, till: Till, way: str, since: datetime, until: datetime) -> Sequence[Row]:
        """What left in [since, until) and is no charge or reversal, in order of time; no sweep either where
        phones are paid."""
        ...

    def covers(self, till: Till, way: str, since: datetime, until: datetime) -> bool:
        """Whether all of that time is known, without a hole."""
        ...


_books: Registry[StatementBook] = Registry("statement book")


def register_statement_book(name: str, book: StatementBook) -> None:
    """Have orders judged by it. Called from config/wiring only."""
    _books.register(name, book)


def judge_by_statements() -> int:
    """Judge the orders that nobody knows by what their tills' statements have become since they were last
    judged; returns how many were looked at."""
    looked = 0
    unknown = PayoutAttempt.objects.filter(Q(state=AttemptState.UNKNOWN) | doubted())
    lines = sorted(unknown.order_by().values_list("till", "way").distinct())
    tills = Till.objects.in_bulk({till for till, _ in lines})
    for key, way in lines:
        till = tills[key]
        for book in _books.values():
            newest = book.newest(till, way)
            if newest is None:
                continue
            mine = unknown.filter(till=till, way=way)
            fresh = mine.exclude(book_at__gte=newest)
            keys = set(fresh.values_list("pk", flat=True))
            asked: set[int] = set()
            judge = partial(_judge, till, way, book, asked)
            if keys and worked(judge, what=LOOK_QUEUE, business_id=till.business_id, about=till):
                PayoutAttempt.objects.filter(pk__in=keys - asked).update(book_at=newest)
                looked += len(keys - asked)
    return looked


def doubted() -> Q:
    """Orders of which only a statement says that they have failed: a file may leave a payment out."""
    since = days.now() - DOUBTED_FOR
    return Q(state=AttemptState.FAILED, decided_by=FactSource.STATEMENT, settled_at__gte=since)


def _judge(till: Till, way: str, book: StatementBook, asked: set[int]) -> None:
    """Judge all open orders of a line together: a row belongs to one of them. Those that wait for Safaricom's
    own answer are added to `asked`."""
    open_ones = PayoutAttempt.objects.filter(Q(state__in=LIVE) | doubted(), till=till, way=way)
    attempts = list(open_ones.select_related("payout__payee", "till").order_by("created_at", "pk"))
    if not attempts:
        return
    since, until = attempts[0].created_at - EARLIER, attempts[-1].created_at + WITHIN
    debits = book.debits(till, way, since, until)
    taken = PayoutAttempt.objects.filter(till=till, receipt__in=[row.receipt for row in debits])
    claimed = set(taken.values_list("receipt", flat=True))
    rows = [row for row in debits if row.receipt not in claimed]
    enquiries = _enquiries_of(attempts)
    for group in groups_of(attempts, rows, other=_other_payments(attempts)):
        questions = _questions_of(group, enquiries)
        if group.is_certain and not _hear_first(till, questions):
            told = [_paid(attempt, row) for attempt, row in zip(group.attempts, group.rows, strict=True)]
        elif group.rows:
            if till.can_ask:
                _ask_by_receipt(questions, is_certain=group.is_certain)
            if group.is_certain and not _knows_none(questions):
                asked.update(attempt.pk for attempt in group.attempts)
                with transaction.atomic():
                    wake(LOOK_QUEUE, at=days.now() + ASKED_FOR)
            continue
        else:
            told = [
                _failed(attempt)
                for attempt in group.attempts
                if book.covers(till, way, attempt.created_at - EARLIER, attempt.created_at + WITHIN)
            ]
        _record(told)


def _other_payments(attempts: Sequence[PayoutAttempt]) -> set[_Pair]:
    """Receipts of which Safaricom has said that they are of other orders than these."""
    facts = PayoutFact.objects.filter(attempt__in=[attempt.pk for attempt in attempts], code=OTHER_PAYMENT)
    return set(facts.values_list("attempt", "receipt"))


@dataclass
class Group:
    """Orders and the rows that may be theirs: nothing outside of it could be meant."""

    attempts: list[PayoutAttempt]
    rows: list[Row]
    other: Collection[_Pair] = ()

    @property
    def is_certain(self) -> bool:
        """As many rows as orders, each of which could be each: whichever is whose, all were paid."""
        return len(self.attempts) == len(self.rows) and all(
            len(self.rows_of(attempt)) == len(self.rows) for attempt in self.attempts
        )

    def rows_of(self, attempt: PayoutAttempt) -> list[Row]:
        """Those that could be the payment of one of the orders."""
        return [
            row for row in self.rows if may_be(attempt, row) and (attempt.pk, row.receipt) not in self.other
        ]


def groups_of(
    attempts: Sequence[PayoutAttempt], rows: Sequence[Row], *, other: Collection[_Pair] = ()
) -> list[Group]:
    """Orders in groups that share no possible row, each in order of time; rows of nobody are left out.

    `other` are orders with receipts that are not theirs.
    """
    whole = Group(list(attempts), list(rows), other)
    possible = [{row.receipt for row in whole.rows_of(attempt)} for attempt in attempts]
    group_of: dict[int, int] = {place: place for place in range(len(attempts))}
    for row in rows:
        places = [place for place, receipts in enumerate(possible) if row.receipt in receipts]
        joined = {group_of[place] for place in places}
        for place, group in group_of.items():
            if group in joined:
                group_of[place] = min(joined)
    members: defaultdict[int, list[PayoutAttempt]] = defaultdict(list)
    for place, group in group_of.items():
        members[group].append(attempts[place])
    wanted = [
        {row.receipt for attempt in mine for row in whole.rows_of(attempt)} for mine in members.values()
    ]
    return [
        Group(mine, [row for row in rows if row.receipt in receipts], other)
        for mine, receipts in zip(members.values(), wanted, strict=True)
    ]


def may_be(attempt: PayoutAttempt, row: Row) -> bool:
    """Whether a row could be the payment of an order: nothing about it says otherwise."""
    return (
        row.amount == attempt.amount
        and attempt.created_at - EARLIER <= row.completed_at < attempt.created_at + WITHIN
        and not _contradicts(attempt.payout, row)
    )


def _contradicts(payout: Payout, row: Row) -> bool:
    """Whether the row names another receiver."""
    if payout.kind == PayoutKind.PHONE:
        return masks_contradict(row.phone, payout.payee.phone_masked)
    if row.sweep or payout.kind == PayoutKind.FLOAT:
        return not (row.sweep and payout.kind == PayoutKind.FLOAT)
    numbers = (_plain(row.account_number), _plain(payout.account_number))
    return row.shortcode not in ("", payout.payee.shortcode) or (all(numbers) and numbers[0] != numbers[1])


def _plain(number: str) -> str:
    """As account numbers are compared."""
    return "".join(number.split()).upper()


def _paid(attempt: PayoutAttempt, row: Row) -> Told:
    return Told(
        attempt=attempt.pk,
        source=FactSource.STATEMENT,
        verdict=AttemptState.PAID,
        code="ON_STATEMENT",
        text="The verified statement shows the payment.",
        receipt=row.receipt,
        amount=row.amount,
        occurred_at=row.completed_at,
        evidence=row.evidence,
    )


def _failed(attempt: PayoutAttempt) -> Told:
    return Told(
        attempt=attempt.pk,
        source=FactSource.STATEMENT,
        verdict=AttemptState.FAILED,
        code=NOT_THERE,
        text="The verified statement covers the order and the day after it, and no payment is there.",
    )


@transaction.atomic
def _record(told: Collection[Told]) -> None:
    """What was known meanwhile stays as it became known."""
    attempts = PayoutAttempt.objects.filter(pk__in=[each.attempt for each in told])
    lock_payouts(set(attempts.values_list("payout", flat=True)))
    live = set(attempts.filter(state__in=LIVE).values_list("pk", flat=True))
    record_told([each for each in told if each.attempt in live])


#: An order, the row that may be its own, and the question about it, if one was begun.
_Question: TypeAlias = tuple[PayoutAttempt, Row, Enquiry | None]


def _enquiries_of(attempts: Collection[PayoutAttempt]) -> dict[int, Enquiry]:
    asked = Enquiry.objects.filter(attempt__in=[attempt.pk for attempt in attempts])
    return {enquiry.attempt_id: enquiry for enquiry in asked if enquiry.attempt_id is not None}


def _questions_of(group: Group, enquiries: Mapping[int, Enquiry]) -> list[_Question]:
    if not group.rows:
        return []
    pairs = zip(group.attempts, _in_turn(group), strict=True)
    return [(attempt, row, enquiries.get(attempt.pk)) for attempt, row in pairs]


def _hear_first(till: Till, questions: Iterable[_Question]) -> bool:
    """Whether Safaricom is to say itself what the rows say, or has said that it does not know them."""
    since = days.now() - ASKED_FOR
    return till.can_ask and any(
        enquiry is None
        or enquiry.number != row.receipt
        or enquiry.begun_at > since
        or enquiry.result_code in NOT_FOUND
        for _, row, enquiry in questions
    )


def _knows_none(questions: Iterable[_Question]) -> bool:
    """Whether Safaricom, asked by a row's receipt, has found nothing."""
    return any(
        enquiry is not None and enquiry.number == row.receipt and enquiry.result_code in NOT_FOUND
        for _, row, enquiry in questions
    )


@transaction.atomic
def _ask_by_receipt(questions: Sequence[_Question], *, is_certain: bool) -> None:
    """Have Safaricom say which order a row pays: the answer to a receipt names it, where the order has an
    id; else the row can be nothing else, and the answer says that it is true."""
    new = [attempt for attempt, _, enquiry in questions if enquiry is None]
    mine = {attempt.pk: row.receipt for attempt, row, _ in questions}
    ask_about_payouts(new, receipts=mine if is_certain else {})
    begun = _enquiries_of(new) if new else {}
    for attempt, row, known in questions:
        enquiry = known or begun.get(attempt.pk)
        may_ask = attempt.originator_id or is_certain
        if may_ask and enquiry is not None and enquiry.number != row.receipt:
            ask_again(enquiry, number=row.receipt)


def _in_turn(group: Group) -> Iterable[Row]:
    """For each order the first row that could be its own and was given to no other, else any of its own."""
    left = list(group.rows)
    for attempt in group.attempts:
        own = group.rows_of(attempt)
        chosen = next((row for row in own if row in left), own[0])
        if chosen in left:
            left.remove(chosen)
        yield chosen
