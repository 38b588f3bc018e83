"""Posting: the only way money enters the books."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import DatabaseError, connection, transaction

from core.days import accounting_day
from core.errors import Conflict, DomainError, InsufficientFunds, InvalidInput, InvalidState, NotFound
from core.jobs import wake
from core.money import MAX_CENTS, Cents
from ledger.models import Entry, EntryKind

SEAL_QUEUE = "ledger.seal"
REFERENCE_LENGTH = 120
DESCRIPTION_LENGTH = 200


@dataclass(frozen=True, order=True)
class Leg:
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
    """An entry to be posted. Without `effective_on` it counts for the accounting day of `occurred_at`."""

    business_id: int
    kind: str
    reference: str
    legs: Sequence[Leg]
    occurred_at: datetime
    effective_on: date | None = None
    description: str = ""
    reverses: int | None = None
    actor_id: int | None = None

    def entry(self) -> Entry:
        """The entry as it would be stored, without `id` and `posted_at`.

        Raises InvalidInput UNBALANCED / BAD_AMOUNT / BAD_REFERENCE.
        """
        _check_legs(self.legs)
        if not 0 < len(self.reference) <= REFERENCE_LENGTH or "\x00" in self.reference:
            raise InvalidInput(
                "BAD_REFERENCE", "reference", f"A reference has 1 to {REFERENCE_LENGTH} characters."
            )
        day = self.effective_on or accounting_day(self.occurred_at)
        return Entry(
            business_id=self.business_id,
            effective_on=day,
            occurred_at=self.occurred_at,
            kind=self.kind,
            description=self.description.replace("\x00", "")[:DESCRIPTION_LENGTH],
            reference=self.reference,
            content_hash=content_hash(
                kind=self.kind, legs=self.legs, reverses=self.reverses, effective_on=day
            ),
            reverses_id=self.reverses,
            actor_id=self.actor_id,
        )


def content_hash(*, kind: str, legs: Sequence[Leg], reverses: int | None, effective_on: date | None) -> bytes:
    """What makes two postings under one reference the same: kind, original, and the sorted legs.

    Entries from outside facts leave the accounting day out (a repeat may arrive on another day); manual
    ones include it.
    """
    parts = [kind, str(reverses or ""), str(effective_on or "") if kind == EntryKind.MANUAL else ""]
    parts += [f"{leg.account}:{leg.debit}:{leg.credit}" for leg in sorted(legs)]
    return hashlib.sha256("\n".join(parts).encode()).digest()


_POST = """
WITH entry AS (
    INSERT INTO ledger_entry (business_id, effective_on, occurred_at, posted_at, kind, description, reference,
                              content_hash, reverses_id, actor_id)
    VALUES (%(business)s, %(effective_on)s, %(occurred_at)s, clock_timestamp(), %(kind)s, %(description)s,
            %(reference)s, %(hash)s, %(reverses)s, %(actor)s)
    ON CONFLICT DO NOTHING
    RETURNING id, posted_at
), lines AS (
    INSERT INTO ledger_line (entry_id, account_id, debit, credit)
    SELECT entry.id, account.id, leg.debit, leg.credit
    FROM entry, unnest(%(codes)s::text[], %(debits)s::bigint[], %(credits)s::bigint[]) WITH ORDINALITY
        AS leg (code, debit, credit, place)
    LEFT JOIN ledger_account AS account ON account.business_id = %(business)s AND account.code = leg.code
    ORDER BY leg.place
)
SELECT id, posted_at FROM entry
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
) -> Entry:
    """Post one balanced entry; idempotent by (business, reference).

    The same reference with the same content returns the first entry. Locks the floor rows it moves, in
    account order. Joins the running transaction, or is one.
    Raises Conflict REFERENCE_REUSED (same reference, other content), InvalidInput UNBALANCED / BAD_AMOUNT /
    BAD_REFERENCE / UNKNOWN_ACCOUNT, InsufficientFunds FLOOR. Nothing is written when it raises.
    """
    entry = EntryDraft(
        business_id=business_id,
        kind=kind,
        reference=reference,
        legs=legs,
        occurred_at=occurred_at,
        effective_on=effective_on,
        description=description,
        reverses=reverses,
        actor_id=actor_id,
    ).entry()
    digest = bytes(entry.content_hash)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    _POST,
                    {
                        "business": business_id,
                        "effective_on": entry.effective_on,
                        "occurred_at": occurred_at,
                        "kind": kind,
                        "description": entry.description,
                        "reference": reference,
                        "hash": digest,
                        "reverses": reverses,
                        "actor": actor_id,
                        "codes": [leg.account for leg in legs],
                        "debits": [leg.debit for leg in legs],
                        "credits": [leg.credit for leg in legs],
                    },
                )
                row = cursor.fetchone()
            if row is not None:
                wake(SEAL_QUEUE)
    except DatabaseError as error:
        raise explained(error) from error
    if row is None:
        return _first_posting(business_id, reference, digest, reverses)
    entry.pk, entry.posted_at = row
    entry._state.adding = False
    return entry


def reverse_entry(
    *,
    entry: Entry,
    reason: str,
    occurred_at: datetime,
    effective_on: date | None = None,
    actor_id: int | None = None,
) -> Entry:
    """Post the exact mirror of an entry; an entry is reversed once, whole, and says why.

    Idempotent by the original entry. Raises InvalidInput REASON_MISSING, InvalidState IS_A_REVERSAL,
    and what post_entry raises.
    """
    if not reason.strip():
        raise InvalidInput("REASON_MISSING", "reason", "Say why the entry is reversed.")
    if entry.reverses_id is not None:
        raise InvalidState("IS_A_REVERSAL", "entry", "A reversal is final; post the right entry anew.")
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
    )


def _check_legs(legs: Sequence[Leg]) -> None:
    for leg in legs:
        if (
            type(leg.debit) is not int or type(leg.credit) is not int
        ):  # PostgreSQL would round a float in silence
            raise InvalidInput("BAD_AMOUNT", "lines", "An amount is a whole number of cents.")
        if (leg.debit > 0) == (leg.credit > 0) or min(leg.debit, leg.credit) < 0:
            raise InvalidInput("BAD_AMOUNT", "lines", "Each line has a debit or a credit above zero.")
        if max(leg.debit, leg.credit) > MAX_CENTS:
            raise InvalidInput("BAD_AMOUNT", "lines", "The amount is too large.")
    if len(legs) < 2 or sum(leg.debit for leg in legs) != sum(leg.credit for leg in legs):
        raise InvalidInput("UNBALANCED", "lines", "An entry has two lines or more, and equal sides.")


def _first_posting(business_id: int, reference: str, digest: bytes, reverses: int | None) -> Entry:
    """What stands in the way of a posting: its own first time, or another reversal of the same entry."""
    entry = Entry.objects.filter(business_id=business_id, reference=reference).first()
    if entry is None and Entry.objects.filter(reverses=reverses).exclude(reverses=None).exists():
        raise Conflict("ALREADY_REVERSED", "entry", "This entry was reversed already.")
    if entry is None:
        raise NotFound("entry", "reference")
    if bytes(entry.content_hash) != digest:
        raise reference_reused(reference)
    return entry


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
    if constraint == "reversal_mirrors":
        return InvalidState("NOT_A_MIRROR", "entry", "A reversal mirrors its original exactly.")
    if constraint is not None and constraint.startswith("ledger_entry_reverses"):
        return Conflict("ALREADY_REVERSED", "entry", "This entry was reversed already.")
    if column == "account_id":
        return InvalidInput("UNKNOWN_ACCOUNT", "lines", "The business has no account with this code.")
    return error
