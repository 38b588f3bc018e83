"""Cases: noted once, closed by a person who says what was done, or by what decides them."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import transaction

from core.models import Event
from graphql_api.ids import write_id
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, Discrepancy, DiscrepancyClosing, PaymentRequest, Receipt
from tests.mpesa.shops import PAID_AT as AT
from tests.mpesa.shops import Shop
from users.models import AuditEntry, Role

CASES = """query ($b: ID!, $filter: DiscrepancyFilter) { discrepancies(business: $b, filter: $filter) {
    nodes { id code state detail comment closedAt closedBy { name } receipt { number } } } }"""
CLOSE = """mutation ($input: CloseDiscrepancyInput!) { closeDiscrepancy(input: $input) {
    discrepancy { id state comment closedBy { name } } problems { code field } } }"""


@pytest.fixture
def shop(house) -> Shop:
    return Shop(house, "600984")


def note(shop: Shop, subject: str = "receipt X", code: str = "CHANNELS_DIFFER") -> Discrepancy:
    note_discrepancy(till=shop.till, code=code, subject=subject, detail="Two channels say two amounts.")
    return Discrepancy.objects.get(code=code, subject=subject)


def listed(shop: Shop, by: str = Role.ACCOUNTANT, **filter: Any) -> list[dict[str, Any]]:
    business = write_id("Business", shop.house.business.pk)
    found: list[dict[str, Any]] = shop.house.browser(by).data(CASES, b=business, filter=filter)[
        "discrepancies"
    ]["nodes"]
    return found


def close(shop: Shop, case: Discrepancy, comment: str, by: str = Role.ACCOUNTANT) -> dict[str, Any]:
    asked = {"discrepancy": write_id("Discrepancy", case.pk), "comment": comment}
    found: dict[str, Any] = shop.house.browser(by).data(CLOSE, input=asked)["closeDiscrepancy"]
    return found


def test_a_person_closes_a_case_and_says_what_was_done(shop):
    case = note(shop)
    note(shop)
    assert Event.objects.filter(topic="discrepancy.noted").count() == 1
    assert [(row["code"], row["state"], row["closedAt"]) for row in listed(shop, state="OPEN")] == [
        ("CHANNELS_DIFFER", "OPEN", None)
    ]
    assert close(shop, case, " x ")["problems"] == [{"code": "COMMENT_MISSING", "field": ["comment"]}]
    assert close(shop, case, "x" * 501)["problems"] == [{"code": "COMMENT_TOO_LONG", "field": ["comment"]}]
    assert not DiscrepancyClosing.objects.exists()
    done = close(shop, case, " The payer was asked: 50 it was. ")
    assert done == {
        "discrepancy": {
            "id": write_id("Discrepancy", case.pk),
            "state": "CLOSED",
            "comment": "The payer was asked: 50 it was.",
            "closedBy": {"name": "ACCOUNTANT of maji"},
        },
        "problems": [],
    }
    assert close(shop, case, "something else", by=Role.OWNER)["discrepancy"] == done["discrepancy"]
    note(shop)
    assert listed(shop, state="OPEN") == [] and len(listed(shop, state="CLOSED", code=case.code)) == 1
    assert listed(shop, code="ROW_DIFFERS") == []
    act = AuditEntry.objects.get(action="discrepancy.close")
    assert (act.subject, act.details) == (f"discrepancy:{case.pk}", {"code": "CHANNELS_DIFFER"})
    (event,) = Event.objects.filter(topic="discrepancy.closed")
    ids = {"discrepancy": case.pk, "till": shop.till.pk}
    assert event.ids == ids | {"code": "CHANNELS_DIFFER"}


def test_who_may_not_close_a_case_closes_none(shop, other_house):
    case = note(shop)
    for role in (Role.CASHIER, Role.AUDITOR, Role.APPROVER):
        assert [problem["code"] for problem in close(shop, case, "all is well", by=role)["problems"]] == [
            "NOT_ALLOWED"
        ]
    asked = {"discrepancy": write_id("Discrepancy", case.pk), "comment": "all is well"}
    answer = other_house.browser().data(CLOSE, input=asked)["closeDiscrepancy"]
    assert answer["problems"] == [{"code": "NOT_FOUND", "field": ["discrepancy"]}]
    assert not DiscrepancyClosing.objects.exists()


def test_cases_and_closings_stay_as_they_are(shop, owner_database):
    close(shop, note(shop), "all is well")
    for change in (
        "UPDATE mpesa_discrepancyclosing SET comment = 'x'",
        "DELETE FROM mpesa_discrepancyclosing",
        "UPDATE mpesa_discrepancy SET detail = 'x'",
    ):
        with pytest.raises(psycopg.Error, match="APPEND_ONLY"):
            owner_database.execute(change)


def test_the_statement_decides_about_an_amount_that_was_not_asked_for(shop, drain):
    """The callback is not believed; the statement agrees with it: booked, and a person hears what is open."""
    shop.call_back(1, "0", "UKK0000001", 60_00)
    drain()
    (case,) = Discrepancy.objects.all()
    assert (case.code, case.receipt) == ("AMOUNT_DIFFERS", None) and not Receipt.objects.exists()
    report(shop, "UKK0000001", 60_00)
    closing = DiscrepancyClosing.objects.get()
    assert (closing.discrepancy, closing.person) == (case, None)
    assert closing.comment == "statement reports UKK0000001 of KES 60.00. It is booked."
    rest = Discrepancy.objects.get(closing=None)
    assert (rest.code, rest.request) == ("AMOUNT_DIFFERS", shop.requests[1])
    assert rest.receipt == Receipt.objects.get()


def test_the_statement_decides_about_a_result_that_contradicts_itself(shop, drain):
    shop.call_back(1, "1032", "UKK0000001", 70_00)
    contradict(shop, 1, "UKK0000002", 70_00)
    drain()
    assert [case.code for case in Discrepancy.objects.all()] == ["RESULT_CONTRADICTS"]
    report(shop, "UKK0000002", 70_00)
    (case,) = Discrepancy.objects.filter(closing=None)
    assert case.code == "RESULT_CONTRADICTS"  # neither it nor a file is believed alone
    report(shop, "UKK0000002", 70_00, Channel.PULL)
    assert not Discrepancy.objects.filter(closing=None).exists()
    request = PaymentRequest.objects.get(pk=shop.requests[1].pk)
    assert (request.state, request.receipt.number, request.flagged) == ("PAID", "UKK0000002", True)
    assert request.steps.latest("pk").cause == "RECEIPT"


def test_a_second_receipt_that_is_taken_back_needs_nobody(shop, drain):
    for number in ("UKK0000001", "UKK0000002"):
        shop.call_back(1, "0", number, 70_00)
    drain()
    (case,) = Discrepancy.objects.filter(closing=None)
    assert (case.code, case.receipt.number) == ("SECOND_RECEIPT", "UKK0000002")
    facts = ReversalFacts("UKK0000002", 70_00, AT, "UKK0000003")
    with transaction.atomic():
        record_reversals([ReversalReport(shop.till, facts, Channel.STK)])
    assert DiscrepancyClosing.objects.get().discrepancy == case


def report(shop: Shop, number: str, cents: int, channel: str = Channel.STATEMENT) -> None:
    facts = ReceiptFacts(number, cents, AT, "x")
    with transaction.atomic():
        record_receipt(till=shop.till, facts=facts, channel=channel, source="row")


def contradict(shop: Shop, place: int, receipt: str, cents: int) -> None:
    """Not paid, and yet a receipt."""
    items = [{"Name": "Amount", "Value": cents // 100}, {"Name": "MpesaReceiptNumber", "Value": receipt}]
    shop.keep(
        "stk",
        {
            "Body": {
                "stkCallback": {
                    "MerchantRequestID": f"m-{place}",
                    "CheckoutRequestID": f"600984-{place}",
                    "ResultCode": 1,
                    "ResultDesc": "x",
                    "CallbackMetadata": {"Item": items},
                }
            }
        },
        shop.requests[place].ref,
    )
