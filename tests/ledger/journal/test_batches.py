"""post_entries: the promises of post_entry, for thousands at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_q.models import OrmQ

from core.errors import Conflict, InsufficientFunds, InvalidInput, InvalidState
from ledger.chart.standard import open_sub_account
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, Leg, credit, debit, reverse_entry
from ledger.models import Entry, Floor, Line, Unsealed
from ledger.reads.selectors import balance_by_code
from tests.core.threads import run_together
from tests.ledger.books import AT, post


def draft(
    business, reference: str, cents: int = 100, *, by: str = "1020", to: str = "4000", **more: Any
) -> EntryDraft:
    fields = {"kind": "MANUAL", "occurred_at": AT} | more
    return EntryDraft(
        business_id=business.pk, reference=reference, legs=(debit(by, cents), credit(to, cents)), **fields
    )


def lines(entry: Entry) -> list[tuple[str, int, int]]:
    return list(entry.lines.order_by("id").values_list("account__code", "debit", "credit"))


def test_a_batch_is_stored_as_it_was_drafted(business, other_business, drain):
    drafts = [
        draft(business, "z", 100, description="first\x00"),
        draft(other_business, "z", 250, kind="RECEIPT", effective_on=date(2026, 10, 31)),
        draft(business, "a", 70, by="5100", to="1020"),
    ]
    ids = post_entries(drafts)
    stored = list(Entry.objects.order_by("id"))
    assert ids == [each.pk for each in stored]  # the order of the drafts
    for each, row in zip(drafts, stored, strict=True):
        for field in ("business_id", "occurred_at", "kind", "reference"):
            assert getattr(row, field) == getattr(each, field)
        assert (row.effective_on, bytes(row.content_hash)) == (each.day, each.content_hash)
    assert stored[0].description == "first" and stored[1].effective_on == date(2026, 10, 31)
    assert lines(stored[0]) == [("1020", 100, 0), ("4000", 0, 100)]
    assert lines(stored[2]) == [("5100", 70, 0), ("1020", 0, 70)]
    assert (Unsealed.objects.count(), OrmQ.objects.count()) == (3, 1)
    drain("ledger.seal")
    assert [each.seal.number for each in stored] == [1, 1, 2]


def test_thousands_take_a_handful_of_statements(business):
    counts = []
    for size in (10, 2000):
        with CaptureQueriesContext(connection) as queries:
            post_entries(draft(business, f"{size}:{n}") for n in range(size))
        counts.append(len(queries))
    assert Entry.objects.count() == 2010 and Line.objects.count() == 4020
    assert counts[1] <= counts[0] < 12


def test_a_batch_and_single_postings_share_their_references(business):
    first = post(business, "b", 100)
    new, known = post_entries([draft(business, "a"), draft(business, "b", description="told differently")])
    assert known == first.pk and Entry.objects.get(pk=known).description == ""
    assert post(business, "a", 100).pk == new
    assert post_entries([draft(business, "b"), draft(business, "a")]) == [first.pk, new]
    assert (Entry.objects.count(), Line.objects.count()) == (2, 4)


def test_the_same_twice_in_one_batch_is_one_entry(business):
    ids = post_entries([draft(business, "a"), draft(business, "b"), draft(business, "a")])
    assert ids[0] == ids[2] != ids[1] and Entry.objects.count() == 2


def test_nothing_is_nothing(business, books):
    before = books()
    assert post_entries([]) == []
    assert books() == before


REFUSALS = [
    ("other content", {"cents": 101, "reference": "old"}, Conflict, "REFERENCE_REUSED"),
    ("other content in the batch", {"cents": 101, "reference": "n3"}, Conflict, "REFERENCE_REUSED"),
    ("an unknown account", {"to": "9999"}, InvalidInput, "UNKNOWN_ACCOUNT"),
    ("an account of another business", {"to": "2200-theirs"}, InvalidInput, "UNKNOWN_ACCOUNT"),
    ("more than there is", {"by": "2200-1", "cents": 51}, InsufficientFunds, "FLOOR"),
    ("half a reversal", {"kind": "REVERSAL", "reverses": "old"}, InvalidState, "NOT_A_MIRROR"),
    ("no amount", {"cents": 0}, InvalidInput, "BAD_AMOUNT"),
    ("no reference", {"reference": ""}, InvalidInput, "BAD_REFERENCE"),
]


@pytest.mark.parametrize(
    ("change", "error", "code"), [each[1:] for each in REFUSALS], ids=lambda each: str(each)
)
@pytest.mark.parametrize("place", [0, 7, 20])
def test_one_bad_draft_leaves_nothing_of_the_batch(
    business, other_business, wallet, books, change, error, code, place
):
    open_sub_account(business_id=other_business.pk, parent_code="2200", suffix="theirs", name="B")
    old = post(business, "old", 100)
    post(business, "topup", 50, to=wallet.code)
    change = {"reference": "bad"} | change
    if change.get("reverses"):
        change["reverses"] = old.pk
        change["cents"] = 60
    drafts = [draft(business, f"n{number}") for number in range(20)]
    drafts.insert(place, draft(business, **change))
    before = books()
    queued = OrmQ.objects.count()
    with pytest.raises(error) as refusal:
        post_entries(drafts)
    assert refusal.value.code == code
    if code in ("REFERENCE_REUSED", "UNKNOWN_ACCOUNT"):
        assert change["reference"] in refusal.value.message
    assert books() == before
    assert OrmQ.objects.count() == queued
    assert len(post_entries(drafts[:place] + drafts[place + 1 :])) == 20


def test_an_unbalanced_draft_is_refused(business, books):
    before = books()
    bad = EntryDraft(
        business_id=business.pk,
        kind="MANUAL",
        reference="bad",
        occurred_at=AT,
        legs=[Leg("1020", debit=2), Leg("4000", credit=1)],
    )
    with pytest.raises(InvalidInput, match="UNBALANCED"):
        post_entries([draft(business, "good"), bad])
    assert books() == before


def test_a_floor_looks_at_the_net_of_the_batch(business, wallet, books):
    spend = draft(business, "out", 90, by=wallet.code, to="1020")
    post_entries([spend, draft(business, "in", 100, to=wallet.code)])
    assert Floor.objects.get(account=wallet).balance == balance_by_code(business.pk, wallet.code) == 10
    before = books()
    over = [draft(business, f"o{n}", 4, by=wallet.code, to="1020") for n in range(3)]
    with pytest.raises(InsufficientFunds):
        post_entries(over)
    assert books() == before


def test_a_refusal_leaves_the_transaction_around_it_usable(business, wallet):
    with transaction.atomic():
        post_entries([draft(business, "before")])
        with pytest.raises(InsufficientFunds):
            post_entries([draft(business, "x"), draft(business, "out", by=wallet.code, to="1020")])
        post_entries([draft(business, "after")])
    assert list(Entry.objects.order_by("id").values_list("reference", flat=True)) == ["before", "after"]


def test_a_batch_reverses_each_entry_once(business, books):
    old = post(business, "old", 100)
    mirror = draft(business, "undo", 100, by="4000", to="1020", kind="REVERSAL", reverses=old.pk)
    post_entries([mirror])
    assert balance_by_code(business.pk, "1020") == 0
    before = books()
    again = draft(business, "undo2", 100, by="4000", to="1020", kind="REVERSAL", reverses=old.pk)
    with pytest.raises(Conflict, match="ALREADY_REVERSED"):
        post_entries([draft(business, "good"), again])
    with pytest.raises(Conflict, match="ALREADY_REVERSED"):
        reverse_entry(entry=old, reason="x", occurred_at=AT)
    assert books() == before


def test_batches_that_share_references_in_crossed_order_all_succeed(business, wallet):
    """Same references, drafts forwards and backwards, from six threads: each entry once, no deadlock."""
    post(business, "in", 1000, to=wallet.code)
    drafts = [draft(business, f"n{n}", 10, by=wallet.code, to="1020") for n in range(60)]
    turns = [drafts, drafts[::-1]] * 3
    outcomes = run_together([lambda turn=turn: post_entries(turn) for turn in turns])
    assert all(isinstance(each, list) for each in outcomes), outcomes
    assert {tuple(sorted(each)) for each in outcomes} == {
        tuple(Entry.objects.filter(reference__startswith="n").order_by("id").values_list("pk", flat=True))
    }
    assert Entry.objects.count() == 61 and Floor.objects.get().balance == 400
