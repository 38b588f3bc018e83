"""Posting: the only way money enters the books."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Max
from django.utils.functional import cached_property
from psycopg.errors import (
    DeadlockDetected,
    ForeignKeyViolation,
    SerializationFailure,
    UniqueViolation,
)

from core.days import accounting_day, checked_day
from core.digests import digest_of_plain
from core.errors import Conflict, DomainError, InsufficientFunds, InvalidInput, InvalidState, NotFound
from core.machine.jobs import waiting_arguments, wake
from core.machine.turns import is_temporary
from core.money import MAX_CENTS, Cents
from core.rows.arrays import array_literal, quoted
from ledger.models import Entry, EntryKind, Period, PeriodState

SEAL_QUEUE = "ledger.seal"
ATTEMPTS = 3
REFERENCE_LENGTH = 120
DESCRIPTION_LENGTH = 200


class Leg(NamedTuple):
    """One side of an entry to be posted: an account code of the business, and cents on exactly one side."""

    account: str
    debit: Cents = 0
    credit: Cents = 0


def debit(account: str, cents: Cents) -> Leg:
    return Leg(account, debit=cents)


def credit(account: str, cents: Cents) -> Leg:
    return Leg(account, credit=cents)


@dataclass(frozen=True, kw_only=True)
class EntryDraft:
    """An entry to be posted. Without `effective_on` it counts for the accounting day of `occurred_at`.

    What tells of something that has happened anyway, and no person posts, counts for the first open day when
    its own day is closed. A reversal counts for the day of its original at the earliest (`not_before`).
    """

    business_id: int
    kind: str
    reference: str
    legs: Sequence[Leg]
    occurred_at: datetime
    effective_on: date | None = None
    description: str = ""
    reverses: int | None = None
    actor_id: int | None = None
    not_before: date | None = None

    def check(self) -> None:
        """Raises InvalidInput UNBALANCED / BAD_AMOUNT / BAD_DAY / BAD_REFERENCE."""
        _check_legs(self.legs)
        checked_day(self.day, field="effective_on")
        checked_day(self.occurred_at, field="occurred_at")
        if not 0 < len(self.reference) <= REFERENCE_LENGTH or "\x00" in self.reference:
            raise InvalidInput(
                "BAD_REFERENCE", "reference", f"A reference has 1 to {REFERENCE_LENGTH} characters."
            )

    @cached_property
    def day(self) -> date:
        """The accounting day."""
        day = self.effective_on or accounting_day(self.occurred_at)
        return max(day, self.not_before or day)

    @property
    def is_outside_fact(self) -> bool:
        """Whether no person chose its day or posts it: a closed day moves it on, and never refuses it."""
        return self.effective_on is None and self.actor_id is None and self.kind != EntryKind.MANUAL

    @property
    def text(self) -> str:
        """The description as it is stored."""
        return self.description.replace("\x00", "")[:DESCRIPTION_LENGTH]

    @cached_property
    def content_hash(self) -> bytes:
        """What makes two postings under one reference the same: kind, original, and the sorted legs.

        Entries from outside facts leave the accounting day out (a repeat may arrive on another day); manual
        ones include it.
        """
        day = str(self.day) if self.kind == EntryKind.MANUAL else None
        return digest_of_plain([self.kind, self.reverses, day, sorted(self.legs)])


# sql/post.sql writes header and lines; the id is NULL where nothing was written.
_POST = """
SELECT id, posted_at, awake FROM ledger_post(
    %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::text[], %s::bigint[], %s::bigint[])
"""


def post_entry(
    *,
    business_id: int,
    kind: str,
    reference: str,
    legs: Sequence[Leg],
    occurred_at: datetime,
    effective_on: date | None = None,
    description: str = "",
    reverses: int | None = None,
    actor_id: int | None = None,
    not_before: date | None = None,
) -> Entry:
    """Post one balanced entry; idempotent by (business, reference).

    The same reference with the same content returns the first entry. Locks the floor rows it moves, in
    account order. Joins the running transaction, or is one; see `attempted` for deadlocks. An outside fact
    whose day is closed counts for the first open day (Entry.is_late).
    Raises Conflict REFERENCE_REUSED (same reference, other content) / ALREADY_REVERSED / TRY_AGAIN,
    InvalidInput UNBALANCED / BAD_AMOUNT / BAD_DAY / BAD_REFERENCE / UNKNOWN_ACCOUNT, InsufficientFunds FLOOR,
    InvalidState NOT_A_MIRROR / PERIOD_CLOSED, NotFound for an original that is not there. Nothing is written
    when it raises.
    """
    draft = EntryDraft(
        business_id=business_id,
        kind=kind,
        reference=reference,
        legs=legs,
        occurred_at=occurred_at,
        effective_on=effective_on,
        description=description,
        reverses=reverses,
        actor_id=actor_id,
        not_before=not_before,
    )
    draft.check()
    return _posted_alone(draft) or on_open_days([draft], lambda drafts: _post(drafts[0]))


def _posted_alone(draft: EntryDraft) -> Entry | None:
    """The entry of a posting that is a transaction of its own and meets nothing in its way.

    None where it is not, or was refused, or no wake-up waits: nothing was written then, and the way through
    `on_open_days` posts it or says what is wrong.
    """
    if connection.in_atomic_block or not connection.get_autocommit():
        return None
    try:
        posted = _posted(draft, alone=True)
    except DatabaseError as error:
        if isinstance(error, IntegrityError) or _is_contention(error):
            return None
        raise explained(error) from error
    return posted and posted[0]


def _post(draft: EntryDraft) -> Entry:
    entry, is_awake = _posted(draft, alone=False) or (None, False)
    if entry is None:
        entry = Entry.objects.get(business_id=draft.business_id, reference=draft.reference)
        if bytes(entry.content_hash) != draft.content_hash:
            raise reference_reused(draft.reference)
    elif not is_awake:
        wake(SEAL_QUEUE)
    return entry


def _posted(draft: EntryDraft, *, alone: bool) -> tuple[Entry, bool] | None:
    """The entry that the statement wrote, and whether a wake-up waits; None when it wrote none."""
    values = (
        draft.business_id,
        draft.day,
        draft.occurred_at,
        draft.kind,
        draft.text,
        draft.reference,
        draft.content_hash,
        draft.reverses,
        draft.actor_id,
    )
    legs = draft.legs
    with connection.cursor() as cursor:
        cursor.execute(
            _POST,
            [
                alone,
                *waiting_arguments(SEAL_QUEUE),
                *values,
                array_literal(quoted(leg.account) for leg in legs),
                array_literal(leg.debit for leg in legs),
                array_literal(leg.credit for leg in legs),
            ],
        )
        pk, posted_at, awake = cursor.fetchone()
    if pk is None:
        return None
    fields = (pk, *values)
    return Entry.from_db(connection.alias, _FIELDS, [*fields[:4], posted_at, *fields[4:]]), awake


_FIELDS = (
    "id", "business_id", "effective_on", "occurred_at", "posted_at", "kind", "description", "reference",
    "content_hash", "reverses_id", "actor_id",
)  # fmt: skip

Result = TypeVar("Result")


def attempted(work: Callable[[], Result]) -> Result:
    """Run `work` in the running transaction, or in one of its own; database errors become the domain's.

    A deadlock costs a transaction of its own a new attempt; a caller's transaction is lost then, and is told
    Conflict TRY_AGAIN. Two reversals of one entry in the same instant are tried again in any case: the second
    attempt finds the first.
    """
    alone = not connection.in_atomic_block
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return work()
        except DatabaseError as error:
            again = _is_second_reversal(error) or (alone and _is_contention(error))
            if attempt == ATTEMPTS or not again:
                raise explained(error) from error
    raise AssertionError("the last attempt returns or raises")


def on_open_days(drafts: Sequence[EntryDraft], post: Callable[[Sequence[EntryDraft]], Result]) -> Result:
    """Run `post` as by `attempted`; where it meets a closed day, again with outside facts on an open one.

    Raises what `attempted` raises, and InvalidState PERIOD_CLOSED when an entry keeps its closed day.
    """
    moved = list(drafts)
    for _ in range(ATTEMPTS - 1):
        try:
            return attempted(lambda tried=moved: post(tried))  # type: ignore[misc]
        except InvalidState as error:
            if error.code != "PERIOD_CLOSED":
                raise
            refused, moved = moved, _moved(drafts)
            if moved == refused:
                raise
    return attempted(lambda: post(moved))


def _moved(drafts: Sequence[EntryDraft]) -> list[EntryDraft]:
    """The drafts, with the facts from outside whose days are closed on the first open day of their books."""
    first_days = {business_id: first_open_day(business_id) for business_id in {d.business_id for d in drafts}}
    return [
        replace(draft, effective_on=first)
        if draft.is_outside_fact and (first := first_days[draft.business_id]) and draft.day < first
        else draft
        for draft in drafts
    ]


def first_open_day(business_id: int) -> date | None:
    """The first accounting day that can be posted to; None when every day can."""
    closed = Period.objects.filter(business_id=business_id, state=PeriodState.CLOSED)
    last_day: date | None = closed.aggregate(last=Max("last_day"))["last"]
    return last_day + timedelta(days=1) if last_day else None


def _is_contention(error: DatabaseError) -> bool:
    return isinstance(error.__cause__, DeadlockDetected | SerializationFailure)


def _is_second_reversal(error: DatabaseError) -> bool:
    return isinstance(error.__cause__, UniqueViolation) and _is_about_the_original(error)


def _is_about_the_original(error: DatabaseError) -> bool:
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return constraint is not None and constraint.startswith("ledger_entry_reverses")


def reverse_entry(
    *,
    entry: Entry,
    reason: str,
    occurred_at: datetime,
    effective_on: date | None = None,
    actor_id: int | None = None,
) -> Entry:
    """Post the exact mirror of an entry; an entry is reversed once, whole, and says why.

    Never before the day of the original: a day that somebody chose is refused, an outside fact counts for
    that day. Idempotent by the original entry. Raises InvalidInput REASON_MISSING / BAD_DAY, InvalidState
    IS_A_REVERSAL, and what post_entry raises.
    """
    if not reason.strip():
        raise InvalidInput("REASON_MISSING", "reason", "Say why the entry is reversed.")
    if entry.reverses_id is not None:
        raise InvalidState("IS_A_REVERSAL", "entry", "A reversal is final; post the right entry anew.")
    if effective_on is not None:
        require_day_of_reversal(entry, effective_on)
    elif actor_id is not None:
        require_day_of_reversal(entry, accounting_day(occurred_at))
    lines = entry.lines.select_related("account").order_by("id")
    return post_entry(
        business_id=entry.business_id,
        kind=EntryKind.REVERSAL,
        reference=f"reversal:{entry.pk}",
        legs=[Leg(line.account.code, debit=line.credit, credit=line.debit) for line in lines],
        occurred_at=occurred_at,
        effective_on=effective_on,
        description=reason.strip(),
        reverses=entry.pk,
        actor_id=actor_id,
        not_before=entry.effective_on,
    )


def require_day_of_reversal(entry: Entry, day: date) -> None:
    """Raises InvalidInput BAD_DAY for a day before that of the entry which is to be reversed."""
    if day < entry.effective_on:
        raise InvalidInput(
            "BAD_DAY", "day", f"The entry counts for {entry.effective_on}: reverse it on that day or later."
        )


def _check_legs(legs: Sequence[Leg]) -> None:
    left = right = 0
    for _, debit, credit in legs:
        if type(debit) is not int or type(credit) is not int:  # PostgreSQL would round a float in silence
            raise InvalidInput("BAD_AMOUNT", "lines", "An amount is a whole number of cents.")
        if (debit > 0) == (credit > 0) or debit < 0 or credit < 0:
            raise InvalidInput("BAD_AMOUNT", "lines", "Each line has a debit or a credit above zero.")
        if debit > MAX_CENTS or credit > MAX_CENTS:
            raise InvalidInput("BAD_AMOUNT", "lines", "The amount is too large.")
        left += debit
        right += credit
    if len(legs) < 2 or left != right:
        raise InvalidInput("UNBALANCED", "lines", "An entry has two lines or more, and equal sides.")


def reference_reused(reference: str) -> Conflict:
    return Conflict(
        "REFERENCE_REUSED", "reference", f"The reference {reference} stands for another posting already."
    )


def explained(error: DatabaseError) -> DomainError | DatabaseError:
    """The domain error behind a refusal of the database, or the error itself."""
    diagnosis = getattr(error.__cause__, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None)
    column = getattr(diagnosis, "column_name", None)
    if constraint == "floor_not_negative":
        return InsufficientFunds("FLOOR", "amount", "There is not enough in the account.")
    if constraint == "reversal_in_time":
        return InvalidInput("BAD_DAY", "day", "An entry is reversed on its day or later.")
    if constraint == "reversal_mirrors":
        return InvalidState("NOT_A_MIRROR", "entry", "A reversal mirrors its original exactly.")
    if constraint in ("entry_in_open_period", "closing_empties_results"):
        return InvalidState(
            "PERIOD_CLOSED", "effective_on", "The books of this day are closed: post on a later one."
        )
    if _is_about_the_original(error) and isinstance(error.__cause__, ForeignKeyViolation):
        return NotFound("entry", "reverses")
    if _is_second_reversal(error):
        return Conflict("ALREADY_REVERSED", "entry", "This entry was reversed already.")
    if is_temporary(error):
        return Conflict(
            "TRY_AGAIN", "", "Others were posting to the same accounts. Nothing was done; try again."
        )
    if column == "account_id":
        return InvalidInput("UNKNOWN_ACCOUNT", "lines", "The business has no account with this code.")
    return error
