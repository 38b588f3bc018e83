from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.errors import Conflict, InsufficientFunds, InvalidInput
from ledger.chart import open_sub_account
from ledger.models import Entry, Line
from ledger.posting import credit, debit, post_entry, reverse_entry
from ledger.selectors import balance_by_code, trial_balance
from ledger.verifying import verify_ledger

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def _post(business, reference="r1", cents=5000, **more):
    return post_entry(
        business_id=business.pk,
        kind="MANUAL",
        reference=reference,
        legs=[debit("1020", cents), credit("4000", cents)],
        occurred_at=AT,
        **more,
    )


def test_an_entry_moves_both_balances(business):
    _post(business)
    assert balance_by_code(business.pk, "1020") == 5000
    assert balance_by_code(business.pk, "4000") == 5000


def test_same_reference_same_content_is_the_first_entry(business):
    assert _post(business).pk == _post(business).pk
    assert Line.objects.count() == 2


def test_same_reference_other_content_is_a_conflict(business):
    _post(business)
    with pytest.raises(Conflict) as refusal:
        _post(business, cents=5001)
    assert refusal.value.code == "REFERENCE_REUSED"
    assert Entry.objects.count() == 1


def test_floor(business, drain):
    wallet = open_sub_account(business_id=business.pk, parent_code="2200", suffix="1", name="w", has_floor=True)
    post_entry(business_id=business.pk, kind="MANUAL", reference="in", occurred_at=AT,
               legs=[debit("1020", 100), credit(wallet.code, 100)])
    with pytest.raises(InsufficientFunds):
        post_entry(business_id=business.pk, kind="MANUAL", reference="out", occurred_at=AT,
                   legs=[debit(wallet.code, 101), credit("1020", 101)])
    assert Entry.objects.count() == 1
    drain()
    assert verify_ledger() == []


def test_unknown_account(business):
    with pytest.raises(InvalidInput) as refusal:
        post_entry(business_id=business.pk, kind="MANUAL", reference="x", occurred_at=AT,
                   legs=[debit("9999", 1), credit("1020", 1)])
    assert refusal.value.code == "UNKNOWN_ACCOUNT"


def test_reversal(business, drain):
    entry = _post(business)
    first = reverse_entry(entry=entry, reason="wrong", occurred_at=AT)
    assert reverse_entry(entry=entry, reason="wrong", occurred_at=AT).pk == first.pk
    assert [row.balance for row in trial_balance(business.pk)] == [0] * 30
    drain()
