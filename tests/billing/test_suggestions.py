"""Whose is it: the right customer comes first, for the right reason, in few queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from mpesa.models import Receipt
from tests.billing.placing import Desk
from tests.graphql_api.conftest import House

ASK = """query ($id: ID!, $limit: Int! = 10) { suggestions(receipt: $id, limit: $limit) {
    why customer { accountNumber } invoice { number } } }"""


@pytest.fixture
def desk(house: House, drain: Callable[[], None]) -> Desk:
    return Desk(house, drain)


def suggested(desk: Desk, receipt: Receipt, **more: Any) -> list[tuple[str, str | None, list[str]]]:
    found = desk.house.browser().data(ASK, id=write_id("Receipt", receipt.pk), **more)["suggestions"]
    return [
        (each["customer"]["accountNumber"], (each["invoice"] or {}).get("number"), each["why"])
        for each in found
    ]


def test_the_phone_speaks_louder_than_a_number_and_a_number_than_an_amount(desk: Desk):
    by_phone, by_number, by_amount = (
        desk.customer(f"25471234567{count}", f"Customer {count}") for count in range(3)
    )
    fits = desk.invoice(by_amount, 350_00)
    desk.draft(by_amount, 350_00)
    typed = by_number.account_number[:-1]
    receipt = desk.pay(350_00, typed, phone="254712345670")
    assert suggested(desk, receipt) == [
        (by_phone.account_number, None, ["PHONE"]),
        (by_number.account_number, None, ["NUMBER"]),
        (by_amount.account_number, fits.number, ["AMOUNT"]),
    ]
    both = desk.invoice(by_phone, 350_00)
    assert suggested(desk, receipt, limit=1) == [(by_phone.account_number, both.number, ["PHONE", "AMOUNT"])]
    assert suggested(desk, receipt, limit=0) == []


def slips(number: str) -> list[str]:
    """One key wrong, missing, too many, letters that look alike, two neighbours changed about."""
    wrong = str((int(number[2]) + 1) % 10)
    swapped = number[:3] + number[4] + number[3] + number[5:]
    return [
        number[:2] + wrong + number[3:],
        number[:2] + number[3:],
        number[:2] + "7" + number[2:],
        number.replace("0", "O").replace("1", "l"),
        swapped,
        f" {number[:3]}-{number[3:-1]} ",
    ]


def test_a_slip_of_the_pen_leads_to_the_account_and_to_the_invoice(desk: Desk):
    customer = desk.customer("254712345999")
    invoice = desk.invoice(customer, 500_00)
    for text in slips(customer.account_number):
        receipt = desk.pay(1_00, text, phone="")
        if receipt.route.state == "SUSPENSE":
            (first, *_) = suggested(desk, receipt)
            assert first == (customer.account_number, None, ["NUMBER"]), text
    for text in slips(invoice.number.removeprefix("INV-")):
        for typed in (f"INV{text}", f"inv {text}", text):
            receipt = desk.pay(1_00, typed, phone="")
            if receipt.route.state == "SUSPENSE":
                assert (customer.account_number, invoice.number, ["NUMBER"]) in suggested(desk, receipt), (
                    typed
                )


def test_a_masked_phone_only_hints_and_nothing_gives_nothing(desk: Desk, other_house: House):
    customer = desk.customer("254712345678")
    Desk(other_house, desk.drain, "600985").customer("254712345678")
    masked = desk.pay(1_00, "?", phone="25471****678")
    assert suggested(desk, masked) == [(customer.account_number, None, ["MASKED_PHONE"])]
    for text in ("", "shop", "٣٤٥٦٧٨", "1" * 60, "%", "INV-"):
        assert suggested(desk, desk.pay(77_00, text, phone="254799999999")) == [], text


def test_many_customers_take_no_more_queries(desk: Desk):
    receipt, counts = desk.pay(350_00, phone="254712345678"), []
    for _ in range(2):
        for _ in range(3):
            desk.invoice(desk.customer("254712345678"), 350_00)
        with CaptureQueriesContext(connection) as queries:
            assert suggested(desk, receipt)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(suggested(desk, receipt, limit=4)) == 4
