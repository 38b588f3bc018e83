"""The audit trail of a payment: each change, when, what, and who or what caused it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from ledger.models import Entry
from mpesa.collections.discrepancies import close_discrepancy, note_discrepancy
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.collections.trail import trails_of_receipts, trails_of_requests
from mpesa.models import Channel, Discrepancy, Receipt
from tests.billing.placing import AT, Desk
from tests.mpesa.shops import PHONES, Shop
from users.models import Role

TRAIL = """trail(first: 50) { nodes { kind what cause text amount agrees callbackKind callbackNumber
    person { name } thing at } }"""
NODE = f"""query ($id: ID!) {{ node(id: $id) {{
    ... on Receipt {{ {TRAIL} }} ... on PaymentRequest {{ {TRAIL} }} }} }}"""


def trail(house, thing, by: str = Role.OWNER) -> list[dict[str, Any]]:
    id = write_id(type(thing).__name__, thing.pk)
    found: list[dict[str, Any]] = house.browser(by).data(NODE, id=id)["node"]["trail"]["nodes"]
    return found


def reverse(till, number: str) -> None:
    facts = ReversalFacts(number, None, AT, "UKL0000009")
    with transaction.atomic():
        record_reversals([ReversalReport(till, facts, Channel.STATEMENT, source="statement row 7")])


def test_a_request_from_asking_to_taking_back(house, drain):
    shop = Shop(house, "600984")
    shop.call_back(0, "0", "UKK0000001", 50_00)
    shop.confirm("UKK0000001", 50_00, "x", PHONES[0])
    drain()
    reverse(shop.till, "UKK0000001")
    steps = trail(house, shop.requests[0])
    assert [(step["kind"], step["what"], step["cause"]) for step in steps] == [
        ("ASKED", "", ""),
        ("STEP", "PENDING", "PUSH"),
        ("TAKEN", "", ""),  # Safaricom's clock was behind, and its moments are whole seconds
        ("BOOKED", "", ""),
        ("REPORTED", "STK", ""),
        ("REPORTED", "C2B", ""),
        ("STEP", "PAID", "CALLBACK"),
        ("ROUTED", "", ""),
        ("REVERSAL_TOLD", "STATEMENT", ""),
        ("TAKEN_BACK", "", ""),
    ]
    by_kind = {(step["kind"], step["what"]): step for step in steps}
    paid = by_kind["STEP", "PAID"]
    assert (paid["callbackKind"], paid["person"]) == ("stk", None) and int(paid["callbackNumber"])
    assert by_kind["REPORTED", "C2B"]["callbackKind"] == "c2b/confirmation"
    assert by_kind["REVERSAL_TOLD", "STATEMENT"]["text"] == "statement row 7"
    entry = Entry.objects.get(reference="mpesa:600984:UKK0000001:pay")
    assert by_kind["BOOKED", ""]["thing"] == write_id("JournalEntry", entry.pk)
    moments = [step["at"] for step in steps if step["kind"] != "TAKEN"]
    assert moments == sorted(moments)


def test_a_receipt_that_people_have_placed(house, drain):
    desk = Desk(house, drain)
    receipt = desk.pay(80_00)
    desk.yes(desk.asked(receipt, accountCode="1100", comment="sent back to 0712345678"))
    note_discrepancy(till=desk.till, code="CHANNELS_DIFFER", subject="x", detail="y", receipt=receipt)
    owner = house.people[Role.OWNER]
    close_discrepancy(discrepancy=Discrepancy.objects.get(), comment="50 it was", actor=owner)
    seen = {step["kind"]: step for step in trail(house, receipt)}
    assert list(seen) == [
        "TAKEN",
        "BOOKED",
        "REPORTED",
        "SUSPENDED",
        "APPROVAL_ASKED",
        "APPROVAL_DECIDED",
        "PLACED",
        "CASE_OPENED",
        "CASE_CLOSED",
    ]
    assert seen["APPROVAL_ASKED"]["person"] == {"name": "ACCOUNTANT of maji"}
    assert (seen["APPROVAL_DECIDED"]["what"], seen["APPROVAL_DECIDED"]["person"]) == (
        "APPROVED",
        {"name": "APPROVER of maji"},
    )
    closed = seen["CASE_CLOSED"]
    assert (closed["text"], closed["person"]) == ("50 it was", {"name": "OWNER of maji"})
    told = {step["kind"]: step for step in trail(house, receipt, by=Role.CASHIER)}
    assert "APPROVAL_ASKED" not in told and told["PLACED"]["thing"] is None
    assert told["PLACED"]["person"] == seen["PLACED"]["person"]


def test_phones_are_masked_for_who_may_not_read_them(house, drain):
    desk = Desk(house, drain)
    receipt = desk.pay(80_00)
    desk.asked(receipt, accountCode="1100", comment="sent back to 0712345678")
    for role, whole in ((Role.ACCOUNTANT, True), (Role.AUDITOR, False)):
        texts = [step["text"] for step in trail(house, receipt, by=role)]
        assert any("0712345678" in text for text in texts) is whole, role


@pytest.mark.parametrize("count", [1, 4])
def test_many_trails_cost_as_many_queries_as_one(house, drain, count):
    shop = Shop(house, "600984")
    for place in range(count):
        shop.call_back(place, "0", f"UKK000000{place}", (50_00, 70_00)[place % 2])
    drain()
    keys = list(Receipt.objects.values_list("pk", flat=True))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(trails_of_receipts(keys)) == count
    assert len(asked) == 9
    with CaptureQueriesContext(connection) as asked:
        trails_of_requests([request.pk for request in shop.requests[:count]])
    assert len(asked) == 15
