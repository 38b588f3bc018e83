"""Search: what a person holds in hand is found, the exact thing first, in few queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.models import Customer
from core.machine.crypto import blind_index
from graphql_api.ids import write_id
from ledger.models import Seal
from tests.billing.placing import PHONE, Desk
from tests.graphql_api.conftest import House
from users.models import Approval, Role

SEARCH = """query ($text: String!, $id: ID!, $limit: Int! = 20) {
    search(text: $text, business: $id, limit: $limit) { id type label detail } }"""


@pytest.fixture
def desk(house: House, drain: Callable[[], None]) -> Desk:
    return Desk(house, drain)


def found(desk: Desk, text: str, role: str = Role.OWNER, **more: Any) -> list[tuple[str, str]]:
    id = write_id("Business", desk.house.business.pk)
    hits = desk.house.browser(role).data(SEARCH, text=text, id=id, **more)["search"]
    assert all(PHONE not in hit["label"] + hit["detail"] for hit in hits)
    return [(hit["type"], hit["label"]) for hit in hits]


def test_whatever_is_in_hand(desk: Desk):
    customer = desk.customer(name="José Otieno-Wanjiku")
    invoice = desk.invoice(customer, 500_00)
    receipt = desk.pay(350_00, invoice.number)
    waiting = desk.pay(20_00)
    approval = desk.asked(waiting, target=write_id("Customer", customer.pk))
    desk.drain()
    person, bill, paid = (
        ("Customer", "José Otieno-Wanjiku"),
        ("Invoice", invoice.number),
        ("Receipt", receipt.number),
    )
    for text in (receipt.number, f" {receipt.number.lower()} "):
        assert found(desk, text) == [paid], text
    assert set(found(desk, receipt.number[:6])) == {paid, ("Receipt", waiting.number)}
    for text in ("0712 345 678", "+254712345678", "712345678"):
        assert found(desk, text)[0] == person, text
        assert set(found(desk, text)) == {person, paid, ("Receipt", waiting.number)}, text
    for text in (invoice.number, invoice.number.lower().replace("-", " "), invoice.number[4:]):
        assert found(desk, text)[0] == bill, text
    for text in ("jose", "OTIENO", "wanjiku josé", "Otieno, J", "otieno-wanjiku"):
        assert found(desk, text) == [person], text
    assert found(desk, "oti") == found(desk, "otieno amina") == []
    assert found(desk, customer.account_number)[0] == found(desk, customer.account_number[:4])[0] == person
    number = Seal.objects.get(entry__reference=f"invoice:{invoice.number}:issue").number
    for text in (f"#{number}", f"invoice:{invoice.number}:issue"):
        assert found(desk, text) == [("JournalEntry", f"Entry {number}")], text
    assert found(desk, "600984") == [("Till", "Water")]
    assert found(desk, approval.digest[:12].upper()) == [("Approval", "receipt.place")]
    for pasted in (write_id("Approval", approval.pk), write_id("Receipt", receipt.pk)):
        (hit,) = found(desk, pasted)
        assert hit[0] in ("Approval", "Receipt")
    assert found(desk, write_id("Receipt", 999_999)) == []


def test_names_are_kept_as_nothing_that_can_be_read(desk: Desk):
    desk.customer(name="Amina Otieno")
    (words,) = Customer.objects.values_list("name_words", flat=True)
    assert {len(bytes(word)) for word in words} == {32} and len(words) == 2
    assert blind_index("amina") not in {bytes(word) for word in words}  # of its own purpose


def test_limits_and_texts_that_are_none(desk: Desk):
    for _ in range(12):
        desk.pay(1_00)
    assert len(found(desk, PHONE)) == 10 and len(found(desk, PHONE, limit=3)) == 3
    id = write_id("Business", desk.house.business.pk)
    browser = desk.house.browser()
    for text in ("", "   ", "x" * 81, "\u0000"):
        assert browser.refusal(SEARCH, text=text, id=id) in ("BAD_FILTER", "BAD_TEXT"), text
    for text in ("%", "_", "' OR 1=1", "#0", "#" + "9" * 18, "٣٤٥", "INV-", ":"):
        assert found(desk, text) == [], text


def test_more_rows_take_no_more_queries(desk: Desk):
    counts = []
    for _ in range(2):
        for _ in range(3):
            desk.pay(5_00, desk.invoice(desk.customer(), 5_00).number)
        with CaptureQueriesContext(connection) as queries:
            assert len(found(desk, PHONE)) > 3
        counts.append(len(queries))
    assert counts[0] == counts[1], counts
    assert Approval.objects.count() == 0
