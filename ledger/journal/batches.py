"""Posting thousands of entries in a handful of statements, under the guarantees of `post_entry`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection

from core.errors import InvalidInput
from core.machine.jobs import wake
from core.rows.arrays import array_literal, quoted
from ledger.journal.posting import (
    SEAL_QUEUE,
    EntryDraft,
    on_open_days,
    reference_reused,
)
from ledger.models import Account, Entry

_Key = tuple[int, str]

# Ids follow the order of the drafts; rows go in by reference, so that two batches that share references wait
# for each other in one order. All comes in one statement, so that the triggers judge the batch as a whole.
_INSERT = """
WITH entry AS (
    INSERT INTO ledger_entry (id, business_id, effective_on, occurred_at, posted_at, kind, description,
                              reference, content_hash, reverses_id, actor_id)
    SELECT id, business, effective_on, occurred_at, clock_timestamp(), kind, description,
           reference, decode(hash, 'hex'), reverses, actor
    FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::timestamptz[], %s::text[], %s::text[],
                %s::text[], %s::text[], %s::bigint[], %s::bigint[])
        AS draft (id, business, effective_on, occurred_at, kind, description,
                  reference, hash, reverses, actor)
    ORDER BY business, reference COLLATE "C"
    ON CONFLICT (business_id, reference) DO NOTHING
    RETURNING id
), lines AS (
    INSERT INTO ledger_line (entry_id, account_id, debit, credit)
    SELECT leg.entry_id, leg.account_id, leg.debit, leg.credit
    FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
        WITH ORDINALITY AS leg (entry_id, account_id, debit, credit, place)
    JOIN entry ON entry.id = leg.entry_id ORDER BY leg.place
)
SELECT id FROM entry
"""


def post_entries(drafts: Iterable[EntryDraft]) -> list[int]:
    """Post many balanced entries in one transaction, all or nothing; their ids in the order of the drafts.

    Idempotent by (business, reference), like post_entry, also inside the batch: the same content twice is one
    entry. A floor looks at the net of the batch. Locks the floor rows it moves, in account order. Joins the
    running transaction, or is one; see `attempted` for deadlocks.
    Raises what post_entry raises; Conflict REFERENCE_REUSED and UNKNOWN_ACCOUNT name the reference. Nothing
    is written when it raises.
    """
    drafts = list(drafts)
    firsts: dict[_Key, EntryDraft] = {}
    for draft in drafts:
        draft.check()
        first = firsts.setdefault((draft.business_id, draft.reference), draft)
        if first is not draft and first.content_hash != draft.content_hash:
            raise reference_reused(draft.reference)
    if not firsts:
        return []
    ids = on_open_days(list(firsts.values()), _post)
    return [ids[draft.business_id, draft.reference] for draft in drafts]


def _post(drafts: Sequence[EntryDraft]) -> dict[_Key, int]:
    """Ids by (business, reference) of drafts that have different references."""
    accounts = _account_ids(drafts)
    ids = _new_ids(len(drafts))
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [array_literal(column) for column in _columns(ids, drafts, accounts)])
        posted = {pk for (pk,) in cursor.fetchall()}
    if posted:
        wake(SEAL_QUEUE)
    found = {(draft.business_id, draft.reference): pk for pk, draft in zip(ids, drafts, strict=True)}
    if len(posted) < len(drafts):
        known = [draft for pk, draft in zip(ids, drafts, strict=True) if pk not in posted]
        found |= _first_postings(known)
    return found


def _columns(
    ids: Sequence[int], drafts: Sequence[EntryDraft], accounts: dict[_Key, int]
) -> Iterator[Iterable[object]]:
    """The arrays of _INSERT: headers, then lines."""
    yield ids
    yield [draft.business_id for draft in drafts]
    yield [draft.day.isoformat() for draft in drafts]
    yield [draft.occurred_at.isoformat() for draft in drafts]
    yield [quoted(draft.kind) for draft in drafts]
    yield [quoted(draft.text) for draft in drafts]
    yield [quoted(draft.reference) for draft in drafts]
    yield [draft.content_hash.hex() for draft in drafts]
    yield [draft.reverses or "NULL" for draft in drafts]
    yield [draft.actor_id or "NULL" for draft in drafts]
    legs = [leg for draft in drafts for leg in draft.legs]
    yield [pk for pk, draft in zip(ids, drafts, strict=True) for _ in draft.legs]
    yield [accounts[draft.business_id, leg.account] for draft in drafts for leg in draft.legs]
    yield [leg.debit for leg in legs]
    yield [leg.credit for leg in legs]


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


def _new_ids(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('ledger_entry_id_seq') FROM generate_series(1, %s)",
            [count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _first_postings(drafts: Sequence[EntryDraft]) -> dict[_Key, int]:
    """The entries that stand under these references already. Raises Conflict REFERENCE_REUSED."""
    rows = Entry.objects.filter(
        business_id__in={draft.business_id for draft in drafts},
        reference__in=[draft.reference for draft in drafts],
    ).values_list("business_id", "reference", "pk", "content_hash")
    found = {(business_id, reference): (pk, bytes(digest)) for business_id, reference, pk, digest in rows}
    for draft in drafts:
        if found[draft.business_id, draft.reference][1] != draft.content_hash:
            raise reference_reused(draft.reference)
    return {
        (draft.business_id, draft.reference): found[draft.business_id, draft.reference][0] for draft in drafts
    }
