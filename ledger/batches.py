"""Posting thousands of entries in a handful of statements, under the guarantees of `post_entry`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import DatabaseError, OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, SerializationFailure

from core.errors import InvalidInput
from core.jobs import wake
from ledger.models import Account, Entry
from ledger.posting import SEAL_QUEUE, EntryDraft, explained, reference_reused

ATTEMPTS = 3

_Key = tuple[int, str]

# Ids follow the order of the drafts; rows go in by reference, so that two batches that share references wait
# for each other in one order.
_HEADERS = """
INSERT INTO ledger_entry (id, business_id, effective_on, occurred_at, posted_at, kind, description, reference,
                          content_hash, reverses_id, actor_id)
SELECT id, business, effective_on, occurred_at, clock_timestamp(), kind, description, reference,
       decode(hash, 'hex'), reverses, actor
FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::timestamptz[], %s::text[], %s::text[], %s::text[],
            %s::text[], %s::bigint[], %s::bigint[])
    AS draft (id, business, effective_on, occurred_at, kind, description, reference, hash, reverses, actor)
ORDER BY business, reference COLLATE "C"
ON CONFLICT (business_id, reference) DO NOTHING
RETURNING id, posted_at
"""


def post_entries(drafts: Iterable[EntryDraft]) -> list[Entry]:
    """Post many balanced entries in one transaction, all or nothing; the entries in the order of the drafts.

    Idempotent by (business, reference), like post_entry, also inside the batch: the same content twice is one
    entry. A floor looks at the net of the batch. Locks the floor rows it moves, in account order. Joins the
    running transaction, or is one; then a deadlock is tried again, up to ATTEMPTS times.
    Raises what post_entry raises; Conflict REFERENCE_REUSED and UNKNOWN_ACCOUNT name the reference. Nothing
    is written when it raises.
    """
    drafts = list(drafts)
    firsts: dict[_Key, tuple[Entry, EntryDraft]] = {}
    for draft in drafts:
        entry = draft.entry()
        first, _ = firsts.setdefault((draft.business_id, draft.reference), (entry, draft))
        if first.content_hash != entry.content_hash:
            raise reference_reused(draft.reference)
    if not firsts:
        return []
    posted = _retried(list(firsts.values()))
    return [posted[draft.business_id, draft.reference] for draft in drafts]


def _retried(pairs: list[tuple[Entry, EntryDraft]]) -> dict[_Key, Entry]:
    attempts = 1 if connection.in_atomic_block else ATTEMPTS
    while True:
        attempts -= 1
        try:
            with transaction.atomic():
                return _post(pairs)
        except OperationalError as error:
            if not attempts or not isinstance(error.__cause__, DeadlockDetected | SerializationFailure):
                raise
        except DatabaseError as error:
            raise explained(error) from error


def _post(pairs: list[tuple[Entry, EntryDraft]]) -> dict[_Key, Entry]:
    accounts = _account_ids([draft for _, draft in pairs])
    posted_at = _insert_headers([entry for entry, _ in pairs])
    if len(posted_at) < len(pairs):
        found = _first_postings([entry for entry, _ in pairs if entry.pk not in posted_at])
    else:
        found = {}
    lines = []
    for entry, draft in pairs:
        if entry.pk in posted_at:
            entry.posted_at = posted_at[entry.pk]
            entry._state.adding = False
            found[entry.business_id, entry.reference] = entry
            business_id = entry.business_id
            for leg in draft.legs:
                lines.append((entry.pk, accounts[business_id, leg.account], leg.debit, leg.credit))
    if lines:
        _copy_lines(lines)
        wake(SEAL_QUEUE)
    return found


def _account_ids(drafts: Sequence[EntryDraft]) -> dict[_Key, int]:
    """Ids by (business, code). Raises InvalidInput UNKNOWN_ACCOUNT."""
    codes = {(draft.business_id, leg.account): draft.reference for draft in drafts for leg in draft.legs}
    rows = Account.objects.filter(
        business_id__in={business_id for business_id, _ in codes}, code__in={code for _, code in codes}
    ).values_list("business_id", "code", "pk")
    found = {(business_id, code): pk for business_id, code, pk in rows}
    for (business_id, code), reference in codes.items():
        if (business_id, code) not in found:
            raise InvalidInput(
                "UNKNOWN_ACCOUNT", "lines", f"The business has no account {code} (posting {reference})."
            )
    return found


def _insert_headers(entries: Sequence[Entry]) -> dict[int, datetime]:
    """Give every entry an id and insert those whose reference is new; time of posting by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('ledger_entry', 'id')) FROM generate_series(1, %s)",
            [len(entries)],
        )
        for entry, (pk,) in zip(entries, cursor.fetchall(), strict=True):
            entry.pk = pk
        cursor.execute(
            _HEADERS,
            [
                [entry.pk for entry in entries],
                [entry.business_id for entry in entries],
                [entry.effective_on.isoformat() for entry in entries],
                [entry.occurred_at.isoformat() for entry in entries],
                [entry.kind for entry in entries],
                [entry.description for entry in entries],
                [entry.reference for entry in entries],
                [bytes(entry.content_hash).hex() for entry in entries],
                [entry.reverses_id for entry in entries],
                [entry.actor_id for entry in entries],
            ],
        )
        return dict(cursor.fetchall())


def _first_postings(entries: Sequence[Entry]) -> dict[_Key, Entry]:
    """The entries that stand under these references already. Raises Conflict REFERENCE_REUSED."""
    wanted = {(entry.business_id, entry.reference): bytes(entry.content_hash) for entry in entries}
    rows = Entry.objects.filter(
        business_id__in={entry.business_id for entry in entries},
        reference__in=[entry.reference for entry in entries],
    )
    found = {(row.business_id, row.reference): row for row in rows}
    for key, digest in wanted.items():
        if key not in found or bytes(found[key].content_hash) != digest:
            raise reference_reused(key[1])
    return {key: found[key] for key in wanted}


def _copy_lines(lines: Sequence[tuple[int, int, int, int]]) -> None:
    """All lines in one COPY: the trigger on lines judges the batch as one statement."""
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy("COPY ledger_line (entry_id, account_id, debit, credit) FROM STDIN") as copy,
    ):
        for line in lines:
            copy.write_row(line)
