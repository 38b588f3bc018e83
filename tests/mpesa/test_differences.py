"""Channels that say something else of one receipt: amount, time or payer. The first stays booked."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from mpesa.collections.receipts import ReceiptFacts, Report, record_receipts
from mpesa.models import Discrepancy, Evidence, Receipt
from tests.mpesa.shops import PAID_AT as AT
from tests.mpesa.shops import Shop

ONE, OTHER = "254712345678", "254722000111"
HASH = {phone: hashlib.sha256(phone.encode()).hexdigest() for phone in (ONE, OTHER)}
MASK = "25471****678"


@pytest.fixture
def shop(house) -> Shop:
    return Shop(house, "600100")


def said(shop: Shop, channel: str, *, payer: str = ONE, late: timedelta = timedelta(), **more) -> list[str]:
    """What people are told after a channel has said this of the one receipt."""
    facts = ReceiptFacts("UKK0000001", 50_00, AT + late, "x", payer, **more)
    with transaction.atomic():
        record_receipts([Report(shop.till, facts, channel)])
    return list(Discrepancy.objects.order_by("pk").values_list("code", "detail"))


@pytest.mark.parametrize(
    ("first", "second", "late", "differs"),
    [
        ("C2B", "STK", timedelta(seconds=119), False),
        ("C2B", "STK", timedelta(seconds=-119), False),
        ("C2B", "STK", timedelta(seconds=121), True),
        ("C2B", "STATEMENT", timedelta(days=-1), True),
        ("C2B", "STK", timedelta(hours=3), True),
        ("C2B", "PULL", timedelta(hours=3), False),
        ("C2B", "PULL", timedelta(hours=-3, seconds=-60), False),
        ("PULL", "STATEMENT", timedelta(hours=3), False),
        ("C2B", "PULL", timedelta(hours=3, seconds=121), True),
        ("C2B", "PULL", timedelta(hours=2), True),
    ],
)
def test_another_time_is_told_and_the_zone_of_a_pull_is_none(shop, first, second, late, differs):
    assert said(shop, first) == []
    told = said(shop, second, late=late)
    assert [code for code, _ in told] == (["CHANNELS_DIFFER"] if differs else [])
    assert Evidence.objects.get(channel=second).agrees is not differs
    assert Receipt.objects.get().occurred_at == AT
    if differs:
        assert "another time" in told[0][1]
        assert said(shop, second, late=late) == told  # once


def test_a_channel_that_names_no_time_does_not_differ(shop):
    said(shop, "C2B")
    assert said(shop, "STK", late=timedelta(hours=1), is_timed=False) == []


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [
        (ONE, ONE, False),
        (ONE, OTHER, True),
        (ONE, HASH[ONE], False),
        (HASH[ONE], ONE, False),
        (ONE, HASH[OTHER], True),
        (HASH[ONE], HASH[OTHER], True),
        (ONE, MASK, False),
        (ONE, "2547 ***** 678", False),
        (MASK, ONE, False),
        (OTHER, MASK, True),
        (MASK, OTHER, True),
        (MASK, "25472****111", True),
        (MASK, HASH[OTHER], False),  # nobody can tell
        (ONE, "", False),
        ("", ONE, False),
        (ONE, "****", False),
        (ONE, "MPESA", False),
    ],
)
def test_another_payer_is_told_where_it_can_be_told(shop, first, second, differs):
    said(shop, "C2B", payer=first)
    told = said(shop, "STATEMENT", payer=second)
    assert [code for code, _ in told] == (["CHANNELS_DIFFER"] if differs else [])
    if differs:
        assert "another payer" in told[0][1] and "2547" not in told[0][1]


def test_looking_takes_no_statement_a_row(shop):
    def count(number: int) -> int:
        facts = [ReceiptFacts(f"UKK{place:07}", 50_00, AT, "x", ONE) for place in range(number)]
        for channel in ("C2B", "STK"):
            with transaction.atomic(), CaptureQueriesContext(connection) as queries:
                record_receipts([Report(shop.till, each, channel) for each in facts])
        return len(queries)

    assert count(2) == count(20)
