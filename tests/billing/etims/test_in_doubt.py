"""What was sent and not answered: no bill is signed twice, and no other bill's signature taken for it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from billing.etims.queueing import send_again
from billing.models import Customer, FiscalDocument, Invoice
from tests.billing.bills import PIN, bill, customer_of, head
from tests.billing.etims import control_unit as fake
from tests.billing.etims.control_unit import ControlUnit, control_unit
from tests.billing.etims.test_sending import document, make_due, state
from users.actors import SYSTEM
from users.models import Business


@pytest.fixture
def kra(settings) -> Iterator[ControlUnit]:
    with control_unit() as server:
        settings.ETIMS_URL = server.url
        yield server


@pytest.fixture
def customer(business: Business) -> Customer:
    head(business)
    return customer_of(business)


def in_doubt(issued: Invoice, kra: ControlUnit, drain) -> None:
    """Sent, not answered, and due again."""
    kra.faults = [fake.CRASH]
    drain()
    assert state(issued) == ("UNKNOWN", "HTTP_500", 1)
    make_due()


@pytest.mark.parametrize("code", ["990", "910"])
def test_what_may_have_been_taken_keeps_its_number_whatever_is_answered_later(customer, kra, drain, code):
    issued = bill(customer)
    in_doubt(issued, kra, drain)
    kra.refusals = [(code, "Not now")]
    drain()
    # The unit says that it has no such number; what it then refuses goes out under the same one.
    assert state(issued) == ({"990": "UNKNOWN", "910": "REFUSED"}[code], f"KRA_{code}", 1)
    later = bill(customer)
    send_again(bill=issued, actor=SYSTEM)
    drain()
    make_due()
    drain()
    assert (document(issued).state, document(issued).number) == ("SIGNED", 1)
    assert (document(later).state, document(later).number) == ("SIGNED", 2)
    assert {body["invcNo"] for body in kra.sent() if body["trdInvcNo"] == issued.serial_number} == {1}


def test_where_the_unit_cannot_be_asked_a_refusal_proves_nothing(customer, settings, drain):
    with control_unit(can_be_asked=False) as kra:
        settings.ETIMS_URL = kra.url
        issued = bill(customer)
        in_doubt(issued, kra, drain)
        kra.refusals = [("910", "Request parameter error")]
        drain()
        assert state(issued) == ("UNKNOWN", "KRA_910", 1)


def test_the_database_keeps_a_number_that_may_have_been_taken(customer, kra, drain):
    issued = bill(customer)
    in_doubt(issued, kra, drain)
    kra.refusals = [("910", "Request parameter error")]
    drain()
    rows = FiscalDocument.objects.filter(invoice=issued)
    for change in ({"number": None}, {"number": 2}, {"perhaps_taken": False}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    send_again(bill=issued, actor=SYSTEM)
    for change in ({"number": None}, {"number": 2}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_ours_gets_a_later_number_where_the_unit_has_another_bill(customer, kra, drain):
    issued = bill(customer)
    in_doubt(issued, kra, drain)
    kra.taken[PIN, 1] = {"invcNo": 1, "trdInvcNo": "of another program"}
    drain()
    assert state(issued)[:2] == ("REFUSED", "NUMBER_TAKEN")
    send_again(bill=issued, actor=SYSTEM)
    drain()
    assert state(issued) == ("SIGNED", "", 2)


@pytest.mark.parametrize("theirs", [{"trdInvcNo": ""}, {"totAmt": Decimal("1.00")}])
def test_a_found_bill_that_is_not_said_to_be_ours_is_not_signed(customer, kra, drain, monkeypatch, theirs):
    issued = bill(customer)
    in_doubt(issued, kra, drain)
    kra.taken[PIN, 1] = {"invcNo": 1, "trdInvcNo": issued.serial_number}
    said = kra.signed

    def signed(body):
        answer = said(body)
        return {**answer, "data": {**answer["data"], **theirs}}

    monkeypatch.setattr(kra, "signed", signed)
    drain()
    assert state(issued) == ("UNKNOWN", "OTHER_BILL", 1)
    assert document(issued).signature == ""


@pytest.mark.parametrize("name", ["trdInvcNo", "totAmt", "invcNo"])
def test_an_answer_for_another_bill_signs_nothing(customer, kra, drain, monkeypatch, name):
    issued = bill(customer)
    said = kra.signed

    def signed(body):
        answer = said(body)
        return {**answer, "data": {**answer["data"], name: 77}}

    monkeypatch.setattr(kra, "signed", signed)
    drain()
    assert state(issued) == ("UNKNOWN", "OTHER_ANSWER", 1)
    monkeypatch.setattr(kra, "signed", said)
    make_due()
    drain()
    assert state(issued) == ("SIGNED", "", 1)
